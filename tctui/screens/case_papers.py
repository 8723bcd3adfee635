"""What the case screen does with papers: the list, signatures, refusals, letters to specialists, the itinerary."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from tctui.core.case import Line
from tctui.core.papers import Paper, refusal_kind
from tctui.core.referral import OpenReferral
from tctui.core.refusals import refusal_of
from tctui.core.text import fit
from tctui.db.cases import read_case
from tctui.screens.case_base import CaseBase
from tctui.screens.place import Answer, Choice, Field

REFUSAL_NOW = [
    ("", "later: it is listed on Papers"),
    ("make", "make the paper now"),
    ("sign", "make it and sign it now"),
]
"""What is done about the informed refusal of a line that was just declined."""


class Papers(CaseBase):
    """d, S, G, and what D and W lead to on paper."""

    def __init__(self) -> None:
        super().__init__()
        self._then: Callable[[], None] | None = None

    def _form_closed(self, said: str | None) -> None:
        super()._form_closed(said)
        then, self._then = self._then, None
        if then is not None:
            then()

    def act_documents(self) -> None:
        """Show the papers of the case."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.case.id)

    def act_sign(self) -> None:
        """Sign the newest unsigned paper."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.case.id, sign=True)

    def refuse_on_paper(self, lines: list[Line], how: str) -> str:
        """Make the informed refusal of lines just declined, and go on to signing it when asked; gives what to say."""
        from tctui.db.refusals import make_refusal
        from tctui.screens.papers import open_papers

        if not how:
            return ""
        case = read_case(self.case.id)
        option = next(each for each in case.options if any(line.id == lines[0].id for line in each.lines()))
        make_refusal(self.desk.by(), case, option, [line.id for line in lines])
        if how == "sign":
            self._then = partial(open_papers, self, case.id, True, refusal_kind(lines))
        return "; informed refusal made"

    def refusal_words(self, line: Line, papers: Sequence[Paper]) -> str:
        """How the informed refusal of a declined line stands; empty for any other line."""
        if line.state != "declined" or self.option is None:
            return ""
        paper, standing = refusal_of(self.option, papers, line, self.desk.today())
        return f"informed refusal {'not signed' if paper and standing == 'unsigned' else standing}"

    def letter_to(self, referral: OpenReferral) -> None:
        """Write the letter of a referral: what to add is asked for, the paper is made and its PDF written."""
        from tctui.db.referral_letters import LetterTerms, known_findings, make_letter, referred_lines
        from tctui.db.referrals import send_record
        from tctui.screens.papers_out import export, shown_path

        def save(values: dict[str, Any]) -> str:
            case = read_case(self.case.id)
            by, terms = self.desk.by(), LetterTerms(**values)
            made = make_letter(by, case, referral.id, terms)
            for record in terms.records():
                send_record(by, case.id, referral.id, record, "with the letter", None)
            path = export(made, "referral", self.desk.today().isoformat())
            return f"Letter to {referral.specialist}: {shown_path(path)}"

        findings = known_findings(referred_lines(self.case, referral.id))
        self.open_form(
            f"Letter to {referral.specialist}",
            [
                Field("address", "Address", limit=400, hint="of the specialist; commas begin new lines"),
                Field("findings", "What we found", initial=findings, limit=2000),
                Field("sent_along", "Sent along", limit=400, hint="what goes with this letter: X-ray of tooth 19; chart"),
                Field("urgent", "Urgent", "yes_no", initial=False),
            ],
            save,
        )

    def act_appointments(self) -> Answer:
        """Give the patient the card of one appointment or the itinerary of all, with a calendar file."""
        from tctui.db.book import appointments_of

        ahead = appointments_of(self.case.patient_id, self.desk.today().toordinal())[:9]
        if len(ahead) < 2:
            return self._give(None)
        from datetime import date

        from tctui.core.spoken import show_date

        choices = [Choice("a", f"all {len(ahead)}")]
        choices += [
            Choice(str(number), fit(f"{show_date(date.fromordinal(each.day))} {each.label}", 30).rstrip())
            for number, each in enumerate(ahead, 1)
        ]
        self.choose("Give", choices, lambda key: self._give(None if key == "a" else ahead[int(key) - 1].id))
        return None

    def _give(self, only: int | None) -> str:
        from tctui import exports
        from tctui.db.handouts import give_itinerary
        from tctui.screens.papers_out import export, shown_path

        given = give_itinerary(self.desk.by(), self.case, only)
        day = self.desk.today().isoformat()
        path = export(given.document_id, "itinerary", day)
        exports.export(given.calendar, "itinerary", given.document_id, day, "ics")
        self.reload()
        what = "Card" if given.visits == 1 else f"Itinerary of {given.visits} visits"
        return f"{what} and calendar file in {shown_path(path.parent)}"
