"""Phasing: all as soon as possible beside the split over the benefit years, what moves, and why the rest stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from textual.widget import Widget
from textual.worker import Worker, WorkerState

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate.phasing import Block, Course, Phasing, YearShare
from tctui.core.money import money
from tctui.core.spoken import show_date, show_date_year
from tctui.core.text import fit
from tctui.db.cases import read_case
from tctui.db.phasing import new_days, phasing_task, take_over
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section, Table

MANY = 12
"""Lines from which on the search may take long enough to be done beside the keys."""
WIDE, NARROW = 112, 76
FIGURES = ("insurance", "patient", "unused")


class PhasingScreen(Place):
    """`t` takes the dates of the split over; `=` opens a year or a line."""

    PLACE = "phasing"
    DETAIL = 2

    def __init__(self, case_id: int, option_id: int) -> None:
        super().__init__()
        self._case_id, self._option_id = case_id, option_id
        self._table = Table([Column("")], self._moved, headings=False, empty="looking for the best years…")
        self._case: CaseFile | None = None
        self._found: Phasing | None = None
        self._changes: dict[int, date | None] = {}

    def body(self) -> Iterable[Widget]:
        """Give the table of years and lines."""
        yield self._table

    @property
    def option(self) -> Option:
        """The option that is dated; raises Refused when it is gone."""
        options = self._case.options if self._case else ()
        found = next((option for option in options if option.id == self._option_id), None)
        if found is None:
            raise Refused("That option is no longer there.")
        return found

    def reload(self) -> None:
        """Search again and show what is found."""
        self._case = read_case(self._case_id)
        task = phasing_task(self._case, self.option, self.desk.today())
        if sum(1 for _ in self.option.lines()) < MANY:
            self._show(task())
        else:
            self.run_worker(task, name="phasing", group="phasing", exclusive=True, thread=True, exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show what a search in the background found."""
        if event.state is WorkerState.SUCCESS and isinstance(event.worker.result, Phasing):
            self._show(event.worker.result)
            self.show_hints()

    def on_resize(self) -> None:
        """Lay the courses out anew."""
        if self._found is not None:
            self._show(self._found)

    def _show(self, found: Phasing) -> None:
        self._found = found
        self._changes = new_days(self.option, found, self.desk.today())
        assert self._case is not None
        name = f"{self._case.last_name}, {self._case.first_name}"
        self.heading(
            [("Phasing  ", "heading"), (f"{name}  option {self.option.letter} {self.option.name}", "strong")],
            right=[self._saves(found)],
        )
        self._table.show(self._lines(found), key=self._table.key)

    def _saves(self, found: Phasing) -> tuple[str, str]:
        """What the dates below spare the patient, in a few words for the heading."""
        sooner = found.spared_cents
        if not self._changes:
            return ("dated like this", "good")
        if not found.saving_cents and sooner > 0:
            return (f"these dates save {money(sooner)}", "good")
        return (f"the split saves {money(found.saving_cents)}", "good" if found.saving_cents else "plain")

    def _courses(self, found: Phasing) -> list[tuple[str, Course]]:
        shown = [("as soon as possible", found.all_now), ("split over the years", found.best)]
        return [("as dated now", found.as_dated), *shown] if self._width >= WIDE else shown

    @property
    def _width(self) -> int:
        return self.size.width or 80

    def _lines(self, found: Phasing) -> list[Line]:
        courses, figures = self._courses(found), FIGURES if self._width >= NARROW else FIGURES[:2]

        def row(name: str, cells: Sequence[Sequence[str]]) -> str:
            return fit(name, 10) + "".join(fit(text, 11, "right") for each in cells for text in each[: len(figures)])

        titles = "".join(fit(title, 11 * len(figures), "right") for title, _ in courses)
        rows: list[Line] = [Section(" " * 10 + titles), Section(row("", [figures] * len(courses)), ink="dim")]
        for number, year in enumerate(found.best.years):
            rows.append(
                Row(("year", number), (row(year.label, [_figures(course.years[number]) for _, course in courses]),))
            )
        sums = [(money(course.insurance_cents), money(course.patient_cents), "") for _, course in courses]
        rows.append(Row(("total", 0), (row("total", sums),), "strong"))
        rest = " " * 11 * (len(figures) - 2)
        ends = "".join(fit(show_date_year(course.finish), 22, "right") + rest for _, course in courses)
        rows.append(Row(("end", 0), (fit("last visit", 10) + ends,), "dim"))
        moved = [block for block in found.blocks if block.id in found.best.moved]
        rows.append(Section("Moves" if moved else "Nothing moves: another year saves nothing"))
        rows.extend(Row(("block", block.id), (self._block(found, block),)) for block in moved)
        rows.append(Section("Stays, and why"))
        for block in found.blocks:
            if block.id in found.stays:
                ink = "plain" if block.fixed else "dim"
                rows.append(Row(("block", block.id), (self._block(found, block, found.stays[block.id]),), ink))
        return rows

    def _block(self, found: Phasing, block: Block, why: str = "") -> str:
        width = self._width
        day = show_date_year(found.best.days[block.lines[0]])
        room = width - 16 - 2
        if not why:
            before, after = found.all_now.days[block.lines[0]], found.best.days[block.lines[0]]
            was = str(before.year) if before.year != after.year else show_date(before).split(" ", 1)[1]
            return f"{fit(day, 16)}{fit(block.label, room - 14)}  was {was}"
        name = min(max(24, room - len(why)), room)
        return f"{fit(day, 16)}{fit(block.label, name)}  {why}"

    def _moved(self) -> None:
        found, key = self._found, self._table.key
        if found is None or not isinstance(key, tuple):
            return
        if key[0] == "block":
            block = next(each for each in found.blocks if each.id == key[1])
            self.detail(self._cost_words(found, block), found.stays.get(block.id, ""))
        else:
            note = found.notes[0] if found.notes else ""
            now = f"as dated now: insurance {money(found.as_dated.insurance_cents)} patient {money(found.as_dated.patient_cents)}"
            self.detail(now, [(note, "caution")] if note else "unused: what is left of the maximum when the year ends")

    @staticmethod
    def _cost_words(found: Phasing, block: Block) -> str:
        soon, split = (
            sum(course.estimate.line(line).patient_cents for line in block.lines)
            for course in (found.all_now, found.best)
        )
        if soon == split:
            return f"{block.label}: patient {money(split)}"
        return f"{block.label}: patient {money(split)}, as soon as possible {money(soon)}"

    def why_not(self, action_id: str) -> str | None:
        """Say why the dates cannot be taken over."""
        if action_id == "take_over":
            if self._found is None:
                return "the search is not done yet"
            if not self.desk.user.may("case"):
                return f"your role ({self.desk.user.role}) changes no dates"
            if not self._changes:
                return "the lines are dated like this already"
        return "the search is not done yet" if self._found is None and action_id in ("open", "explain") else None

    def act_take_over(self) -> str:
        """Date the lines as the split has them."""
        assert self._found is not None
        seen = {line.id: line.version for line in self.option.lines()}
        spared = max(0, self._found.spared_cents)
        done = take_over(self.desk.by(), self._case_id, self._option_id, self._changes, spared, seen=seen)
        self.reload()
        return f"{done.says} — z undoes"

    def act_explain(self) -> None:
        """Show line by line what a year, a line or the whole costs now and split."""
        found, key = self._found, self._table.key
        assert found is not None
        kind, number = key if isinstance(key, tuple) else ("total", 0)
        names = {str(line.id): f"{line.name} {line.site}".strip() for line in self.option.lines()}
        block = next((each for each in found.blocks if each.id == number), None) if kind == "block" else None
        if block is not None:
            wanted, title = set(block.lines), block.label
        elif kind == "year":
            year = found.best.years[number]
            wanted = {*year.lines, *found.all_now.years[number].lines}
            title = f"Benefit year {year.label}"
        else:
            wanted, title = set(names), "All lines"
        rows: list[Line] = []
        for course_name, course in (("as soon as possible", found.all_now), ("split", found.best)):
            inside = [line for line in course.estimate.lines if line.id in wanted]
            if kind == "year":
                inside = [line for line in inside if line.id in course.years[number].lines]
            rows.append(Section(course_name))
            rows.extend(
                Row((course_name, line.id), (show_date_year(course.days[line.id]), names.get(line.id, line.code),
                                             money(line.insurance_cents), money(line.patient_cents)))
                for line in inside
            )  # fmt: skip
        about = {row.key: [found.stays[block.id]] for row in rows if isinstance(row, Row)
                 if block is not None and block.id in found.stays}  # fmt: skip
        columns = [
            Column("day", 15),
            Column("procedure"),
            Column("insurance", 11, "right"),
            Column("patient", 11, "right"),
        ]
        self.open_list(title, columns, rows, about=lambda key: about.get(key, [""]))

    act_open = act_explain


def _figures(year: YearShare) -> tuple[str, ...]:
    unused = "" if year.unused_cents is None else money(year.unused_cents)
    return money(year.insurance_cents), money(year.patient_cents), unused
