"""The case screen's talk: contact notes, the next action, owner, concerns, hand-offs, and the full history."""

from __future__ import annotations

from collections.abc import Hashable
from functools import partial
from typing import TYPE_CHECKING, Any

from tctui.core.errors import Refused
from tctui.core.spoken import date_from_text, show_date
from tctui.db import contacts
from tctui.screens.case_papers import Papers
from tctui.screens.place import Answer, Choice, Field
from tctui.widgets.table import Column, Line, Row

if TYPE_CHECKING:
    from tctui.db.referrals import OpenReferral


class Talk(Papers):
    """What is said, by whom, and what is done next."""

    def act_contact(self) -> None:
        """Note a call, letter or talk."""
        from tctui.screens.follow_up import contact_form

        contact_form(self, self.case.id, self.case.patient_id)

    def act_follow_up(self) -> None:
        """Set the next action and its day."""
        from tctui.screens.follow_up import next_action_form

        next_action_form(self, self.case.id)

    def act_assign(self) -> None:
        """Give the case to another owner."""
        from tctui.db.board_people import owners
        from tctui.db.case_writes import set_owner
        from tctui.screens.board_case import choose_person

        def give(owner_id: int | None, name: str) -> str:
            return self.told(set_owner(self.desk.by(), self.case.id, owner_id))

        choose_person(self, "Give the case to", owners(), False, give, nobody=True)

    def act_concern(self) -> None:
        """Note a concern, or answer or resolve one that is open."""
        from tctui.screens.concerns import open_concerns

        open_concerns(self, self.case)

    def act_hand_off(self) -> None:
        """Hand the case on to another role, or confirm what was handed on."""
        waiting = {str(number): given for number, given in enumerate(contacts.open_handoffs(self.case.id)[:9], 1)}
        if not waiting:
            self._new_hand_off()
            return

        def chosen(key: str) -> Answer:
            if key == "n":
                self._new_hand_off()
                return None
            return self.told(contacts.confirm_handoff(self.desk.by(), self.case.id, waiting[key][0]))

        choices = [Choice("n", "new hand-off")]
        choices += [Choice(key, f"confirm: {text}"[:40].replace("\n", " ")) for key, (_, text) in waiting.items()]
        self.choose("Hand-off", choices, chosen)

    def _new_hand_off(self) -> None:
        def save(values: dict[str, Any]) -> str:
            return self.told(contacts.hand_off(self.desk.by(), self.case.id, values["to"], values["text"]))

        self.open_form(
            "Hand-off",
            [
                Field("to", "To", "choice", "front", required=True,
                      choices=[("front", "front desk"), ("coordinator", "coordinator"), ("provider", "provider")]),
                Field("text", "What they need to know", "notes", required=True,
                      hint="done today; next visit: what, why, length; concerns; what was said about money"),
            ],
            save,
        )  # fmt: skip

    def act_referral(self) -> None:
        """Record what came of a referral: letter sent, seen, report received, report reviewed."""
        from tctui.db.referrals import open_referrals

        waiting = open_referrals(self.case.id)[:9]
        if not waiting:
            raise Refused("Nothing waits at a specialist; w on a line refers it.")
        choices = [Choice(str(number), each.specialist[:40]) for number, each in enumerate(waiting, 1)]
        self.choose_or_take("Referral to", choices, lambda key: self._step_of(waiting[int(key) - 1]))

    def _step_of(self, referral: OpenReferral) -> None:
        from tctui.db.referrals import STEPS, record_step

        def on(step: str, text: str) -> str:
            day = date_from_text(text, self.desk.today(), "either")
            return self.told(record_step(self.desk.by(), self.case.id, referral.id, step, day, seen=referral.version))

        letters = dict(zip("lsrv", STEPS, strict=True))
        early = "the report was not received yet" if referral.report is None else None
        choices = [Choice(key, STEPS[step], early if key == "v" else None) for key, step in letters.items()]

        def chosen(key: str) -> None:
            if key == "p":
                self.letter_to(referral)
            else:
                self.ask(f"{STEPS[letters[key]].capitalize()} on", partial(on, letters[key]), "today")

        self.choose(referral.specialist[:24], [Choice("p", "letter on paper"), *choices], chosen)

    def act_timeline(self) -> None:
        """Show all that happened, the newest first."""
        from tctui.db.cases import timeline

        happened = timeline(self.case.id)
        if not happened:
            raise Refused("Nothing happened yet.")

        def correct(key: Hashable) -> None:
            from tctui.db.contacts import read_contact
            from tctui.screens.follow_up import contact_form

            contact_id = happened[int(str(key))].contact_id
            if not contact_id:
                raise Refused("Only a contact note is corrected; z undoes a change.")
            read_contact(contact_id)
            self.call_next(contact_form, self, self.case.id, self.case.patient_id, contact_id)

        rows: list[Line] = [
            Row(number, (show_date(each.day), each.what, each.by)) for number, each in enumerate(happened)
        ]
        self.open_list(
            [("History  ", "heading"), (f"{self.case.last_name}, {self.case.title}", "strong")],
            [Column("day", 10), Column("what"), Column("by", 4)],
            rows,
            on_choice=correct,
            about=lambda key: _wrapped(happened[int(str(key))].what),
        )

    act_pane = act_timeline


def _wrapped(text: str) -> list[str]:
    """The text in two lines of a narrow terminal."""
    return [text[:78], text[78:156]]
