"""The case screen's decisions: present, accept, decline, put off, refer, withdraw, reopen, start and complete."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tctui.core.case import CONCERN_CATEGORIES, Line
from tctui.core.errors import Refused
from tctui.db import decisions
from tctui.screens.case_papers import REFUSAL_NOW, Papers
from tctui.screens.place import Answer, Choice, Field

_ACCEPTABLE = ("presented", "deferred")


class Decisions(Papers):
    """What the patient and the dentist decide about lines."""

    def _seen(self, lines: list[Line]) -> dict[int, int]:
        return {line.id: line.version for line in lines}

    def act_present(self) -> Answer:
        """Record that one option, or all of them, were presented."""
        waiting = [option for option in self.case.options if any(line.state == "diagnosed" for line in option.lines())]
        if not waiting:
            raise Refused("Everything was presented already; note a further talk with c.")

        def present(key: str) -> str:
            named = [option.id for option in waiting if key in ("*", option.letter.lower())]
            return self.told(decisions.present(self.desk.by(), self.case.id, named))

        choices = [Choice(option.letter.lower(), f"{option.letter} {option.name}") for option in waiting]
        if len(waiting) > 1:
            choices.insert(0, Choice("*", "all"))
        said: Answer = self.choose_or_take("Presented", choices, present)
        return said

    def act_accept(self) -> Answer:
        """Accept what is marked, else the line, its phase, or all of the option."""
        option = self.shown_option()
        other = next((each for each in self.case.options if each.chosen and each.id != option.id), None)
        if other is not None:
            self.choose(
                f"Option {other.letter} is chosen",
                [Choice("w", f"withdraw that choice, then accept {option.letter}"), Choice("n", "leave it")],
                lambda key: self._withdraw_choice(other.id, other.letter) if key == "w" else "nothing changed",
            )
            return None
        if self.marked:
            return self._accept(self.in_hand())
        ready = [line for line in option.lines() if line.state in _ACCEPTABLE]
        line, phase = self.line, self.phase
        if line is not None and (line.state not in _ACCEPTABLE or len(ready) == 1):
            return self._accept([line])
        of_phase = [each for each in ready if phase is not None and each in tuple(phase.lines())]
        groups = {"a": ([line] if line else [], line.name if line else ""), "p": (of_phase, "the phase"),
                  "o": (ready, f"all of {option.letter}")}  # fmt: skip
        choices = [
            Choice(key, f"{name} ({len(lines)})" if len(lines) > 1 else name)
            for key, (lines, name) in groups.items()
            if lines and (key != "p" or 1 < len(lines) < len(ready))
        ]
        if not choices:
            raise Refused("Nothing of this option is presented yet; p presents it.")
        said: Answer = self.choose_or_take("Accept", choices, lambda key: self._accept(groups[key][0]))
        return said

    def _accept(self, lines: list[Line]) -> str:
        done = decisions.accept(self.desk.by(), self.case.id, [line.id for line in lines], seen=self._seen(lines))
        return self.told(done)

    def _withdraw_choice(self, option_id: int, letter: str) -> None:
        def withdraw(reason: str) -> str:
            return self.told(decisions.withdraw_choice(self.desk.by(), self.case.id, option_id, reason))

        self.ask(f"Why option {letter} is not wanted any more", withdraw)

    def act_decline(self) -> Answer:
        """Decline what is in hand with its reasons; what is accepted may also go back to presented."""
        lines = self.in_hand()
        if all(line.state == "accepted" for line in lines):
            self.choose(
                "Decline",
                [Choice("d", "declined, with the reason"), Choice("b", "back to presented: the patient thinks again")],
                lambda key: self._decline(lines) if key == "d" else self._unaccept(lines),
            )
            return None
        self._decline(lines)
        return None

    def _unaccept(self, lines: list[Line]) -> None:
        ids = [line.id for line in lines]
        self.ask(
            "Why the acceptance is taken back",
            lambda reason: self.told(decisions.unaccept(self.desk.by(), self.case.id, ids, reason)),
        )

    def _decline(self, lines: list[Line]) -> None:
        def save(values: dict[str, Any]) -> str:
            done = decisions.decline(
                self.desk.by(), self.case.id, [line.id for line in lines], values["said"],
                suspected=values["suspected"] or "", revisit=values["revisit"], note=values["note"],
                seen=self._seen(lines),
            )  # fmt: skip
            more = self.refuse_on_paper(lines, values["refusal"])
            return self.told(replace(done, says=done.says + more))

        reasons = [(category, category) for category in CONCERN_CATEGORIES]
        what = lines[0].name if len(lines) == 1 else f"{len(lines)} lines"
        self.open_form(
            f"Decline {what}",
            [
                Field("said", "Reason said", "choice", CONCERN_CATEGORIES[0], required=True, choices=reasons),
                Field("suspected", "Reason suspected", "choice", "", choices=[("", "none other"), *reasons]),
                Field("revisit", "Ask again", "date", looking="ahead", hint="+3m, next month; empty: not again"),
                Field("note", "In their words", limit=500),
                Field("refusal", "Informed refusal", "choice", "", choices=REFUSAL_NOW),
            ],
            save,
        )

    def act_defer(self) -> None:
        """Put off what is in hand, or send it to a specialist."""
        lines = self.in_hand()
        self.choose(
            "Not now",
            [Choice("u", "put off until a day"), Choice("r", "refer out to a specialist")],
            lambda key: self._put_off(lines) if key == "u" else self._refer(lines),
        )

    def _put_off(self, lines: list[Line]) -> None:
        def save(values: dict[str, Any]) -> str:
            done = decisions.defer(
                self.desk.by(), self.case.id, [line.id for line in lines], values["until"], values["why"],
                seen=self._seen(lines),
            )  # fmt: skip
            return self.told(done)

        self.open_form(
            "Put off",
            [
                Field("until", "Until", "date", required=True, looking="ahead", hint="+3m, 1/15, next month"),
                Field("why", "Why", required=True, limit=500, hint="waits for the new benefit year, exams, a trip"),
            ],
            save,
        )

    def _refer(self, lines: list[Line]) -> None:
        def save(values: dict[str, Any]) -> str:
            ids = [line.id for line in lines]
            done = decisions.refer_out(
                self.desk.by(), self.case.id, ids, values["specialist"], values["reason"], seen=self._seen(lines)
            )
            return self.told(done)

        self.open_form(
            "Refer out",
            [
                Field("specialist", "Specialist", required=True, limit=120),
                Field("reason", "Reason", limit=500),
            ],
            save,
        )

    def act_withdraw(self) -> None:
        """Withdraw what is in hand for a clinical reason."""
        lines = self.in_hand()
        ids, seen = [line.id for line in lines], self._seen(lines)
        what = lines[0].name if len(lines) == 1 else f"{len(lines)} lines"
        self.ask(
            f"Clinical reason to withdraw {what}",
            lambda reason: self.told(decisions.withdraw(self.desk.by(), self.case.id, ids, reason, seen=seen)),
        )

    def act_reopen(self) -> str:
        """Open what is in hand again."""
        lines = self.in_hand()
        ids = [line.id for line in lines]
        return self.told(decisions.reopen(self.desk.by(), self.case.id, ids, seen=self._seen(lines)))

    def act_state(self) -> str:
        """Start what is accepted or booked, complete what was started."""
        lines = self.in_hand()
        ids = [line.id for line in lines]
        if all(line.state == "in_treatment" for line in lines):
            return self.told(decisions.complete(self.desk.by(), self.case.id, ids, seen=self._seen(lines)))
        return self.told(decisions.start(self.desk.by(), self.case.id, ids))

    def act_override(self) -> None:
        """Let the visit under the cursor go ahead unsigned: a lead's word, with a reason."""
        visit = self.visit
        if visit is None:
            raise Refused("Put the cursor on a line of the visit.")

        def let(reason: str) -> str:
            from tctui.db.paper_writes import override

            override(self.desk.user, self.desk.now(), self.desk.today(), self.case, visit.id, reason)
            self.reload()
            return "The visit may go ahead; the override is listed in the audit — z undoes"

        self.ask("Why the visit goes ahead unsigned", let)
