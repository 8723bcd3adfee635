"""The good-faith estimate of a case: needed or not and why, by when, made as a paper, and the bill held against it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from datetime import date

from textual.widget import Widget

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.finance.good_faith import Bill, Due, dispute_until
from tctui.core.money import money
from tctui.core.spoken import date_from_text, show_date_year
from tctui.db import good_faith
from tctui.db.cases import read_case
from tctui.db.good_faith import GoodFaithCase
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section, Table

_INKS = {Due.GIVEN: "good", Due.GIVEN_LATE: "caution", Due.TODAY: "caution", Due.OVERDUE: "warn", Due.WAITS: "plain"}
_VERDICTS = {Bill.WITHIN: "good", Bill.WARN: "caution", Bill.STOP: "warn"}


class GoodFaithScreen(Place):
    """What is known and needed, line by line; Enter makes the paper and writes its PDF."""

    PLACE = "good_faith"
    DETAIL = 2

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._table = Table([Column("", 20), Column("")], self._moved, headings=False)
        self._case: CaseFile | None = None
        self._standing: GoodFaithCase | None = None

    def body(self) -> Iterable[Widget]:
        """Give the lines."""
        yield self._table

    @property
    def case(self) -> CaseFile:
        """The case."""
        assert self._case is not None
        return self._case

    @property
    def standing(self) -> GoodFaithCase:
        """How the case stands."""
        assert self._standing is not None
        return self._standing

    def reload(self) -> None:
        """Read how the case stands, and what an estimate would lack today."""
        today = self.desk.today()
        self._case = read_case(self._case_id)
        one = self._standing = good_faith.standing(self._case, today)
        due = one.due(today)
        name = f"{self.case.last_name}, {self.case.first_name}"
        self.heading(
            [("Good-faith estimate  ", "heading"), (name, "strong")],
            right="needed" if one.need.needed else "not needed",
        )
        needed = ("yes", "caution" if due not in (Due.GIVEN, Due.GIVEN_LATE) else "good") if one.need.needed else "no"
        rows: list[Line] = [Row("needed", ("needed", needed)), Row("why", ("why", one.need.reason))]
        if one.need.due_on is not None and due is not None:
            rows.append(Row("due", ("to be given by", show_date_year(one.need.due_on))))
            rows.append(Row("stands", ("stands", (str(due), _INKS[due]))))
        given = f"{show_date_year(one.given_on)}" if one.given_on else "not yet"
        if one.first_given_on and one.first_given_on != one.given_on:
            given += f", first {show_date_year(one.first_given_on)}"
        rows.append(Row("given", ("given", given)))
        asked = show_date_year(one.asked_on) if one.asked_on else "not recorded"
        if one.asked_on is None and one.talked_on is not None:
            asked = f"costs were talked of on {show_date_year(one.talked_on)}"
        rows.append(Row("asked", ("asked", asked)))
        uses = {None: "yes, where there is one", True: "yes", False: "no, the patient pays it all"}
        rows.append(
            Row("insurance", ("insurance is used", uses[one.uses_insurance] if one.insured else "there is none"))
        )
        lacking, changed = self._lacking(today)
        if lacking:
            rows.append(Row("lacks", ("today it would lack", (lacking, "warn"))))
        if changed is not None:
            words = f"changed since it was given: a new one by {show_date_year(changed)}"
            rows.append(Row("changed", ("scope", (words, "warn"))))
        rows += self._bill()
        self._table.show(rows)

    def _lacking(self, today: date) -> tuple[str, date | None]:
        """What an estimate would lack, and by when a new one is due because the scope changed."""
        if not self.standing.need.needed and self.standing.given is None:
            return "", None
        try:
            good_faith.drawn_up(self.desk.now(), today, self.case)
            return "", good_faith.changed_since(self.desk.now(), today, self.case)
        except Refused as refused:
            return str(refused).removeprefix("the estimate would lack "), None

    def _bill(self) -> list[Line]:
        found = good_faith.comparison(self.case)
        rows: list[Line] = [Section("The bill so far")] if found else []
        for one in found:
            word = {Bill.WITHIN: "", Bill.WARN: "WARNING  ", Bill.STOP: "STOP  "}[one.verdict]
            billed = f"{money(one.billed_cents)} billed: {one.words.removeprefix(f'{one.provider}: ')}"
            if not one.billed_cents:
                billed = f"{money(one.estimated_cents)} estimated, nothing done yet"
            rows.append(Row(("bill", one.provider), (one.provider, (word + billed, _VERDICTS[one.verdict]))))
        if any(one.verdict is Bill.STOP for one in found):
            until = show_date_year(dispute_until(self.desk.today()))
            rows.append(Row("dispute", ("may be disputed", (f"until {until}, were the bill sent today", "warn"))))
        return rows

    def _moved(self) -> None:
        if self._table.cut:
            self.detail(*textwrap.wrap(self._table.cut, max(40, self.size.width - 2))[: self.DETAIL])
        else:
            self.detail([("Enter makes the paper and writes its PDF; 45 CFR 149.610 and 149.620", "dim")])

    def why_not(self, action_id: str) -> str | None:
        """Say why a paper is not made or something not recorded."""
        user = self.desk.user
        roles = {"open": ("case", "sign"), "make_estimate": ("case", "sign"), "asked": ("case", "contact"),
                 "insured": ("case",)}  # fmt: skip
        if action_id in roles and not any(user.may(what) for what in roles[action_id]):
            return f"your role ({user.role}) does not allow it"
        if action_id == "insured" and self._standing is not None and not self._standing.insured:
            return "the patient has no insurance"
        return None

    def act_open(self) -> str:
        """Make the paper if there is none yet, and write its PDF."""
        from tctui.screens.papers_out import export, shown_path

        number, made = self.standing.given, ""
        if number is None:
            number, made = self._make(), "Made. "
        path = export(number, good_faith.KIND, self.desk.today().isoformat())
        self.reload()
        return f"{made}PDF: {shown_path(path)}"

    def act_make_estimate(self) -> str:
        """Make the paper with today's figures."""
        before = self.standing.given
        number = self._make()
        self.reload()
        return "Nothing has changed since this version." if number == before else "Good-faith estimate made; Enter: PDF"

    def _make(self) -> int:
        desk = self.desk
        return good_faith.make_good_faith(desk.user, desk.now(), desk.today(), self.case)

    def act_documents(self) -> None:
        """Show the papers of the case."""
        from tctui.screens.papers import open_papers

        open_papers(self, self._case_id)

    def act_asked(self) -> None:
        """Record the day on which the patient asked."""

        def record(text: str) -> str:
            on = date_from_text(text, self.desk.today(), "back") if text else None
            done = good_faith.record_asked(self.desk.by(), self._case_id, on)
            self.reload()
            return f"{done.says} — z undoes"

        self.ask("Asked for an estimate on (empty: did not)", record, "today")

    def act_insured(self) -> None:
        """Say whether the insurance is used."""
        said = {"u": True, "w": False, "d": None}

        def record(key: str) -> str:
            done = good_faith.record_use_of_insurance(self.desk.by(), self._case_id, said[key])
            self.reload()
            return f"{done.says} — z undoes"

        choices = [("u", "uses it"), ("w", "pays without it"), ("d", "where there is one")]
        self.choose("The patient", choices, record)


def open_good_faith(place: Place, case_id: int) -> None:
    """Open the good-faith estimate of a case over a place."""
    place.app.push_screen(GoodFaithScreen(case_id), place._form_closed)
