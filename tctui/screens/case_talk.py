"""The case screen's talk: contact notes, the next action, owner, concerns, hand-offs, questions, and the full history."""

from __future__ import annotations

from collections.abc import Hashable

from tctui.core.errors import Refused
from tctui.core.spoken import show_date
from tctui.screens.case_papers import Papers
from tctui.widgets.table import Column, Line, Row


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
        from tctui.screens.hand_off import open_hand_offs

        open_hand_offs(self, self.case)

    def act_question(self) -> None:
        """Ask the dentist what the patient asks; answer, or record that the patient was told."""
        from tctui.screens.questions import open_patient_questions

        open_patient_questions(self, self.case.id)

    def act_referral(self) -> None:
        """Record what came of a referral: sent, appointment, asked, report received and reviewed; records; the letter."""
        from tctui.screens.referral import open_referral

        open_referral(self, self.case.id, self.letter_to)

    def act_teach(self) -> None:
        """Show the page about the kind of treatment under the cursor, else those about the whole option."""
        from tctui.screens.teaching import show_teaching

        option = self.shown_option()
        show_teaching(self, [self.line] if self.line is not None else list(option.lines()))

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
