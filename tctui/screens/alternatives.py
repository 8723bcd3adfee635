"""Alternatives: the options of a case side by side, what each costs whom, by the month, in how many visits, how long."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from textual.widget import Widget

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.estimate.alternatives import Alternative, time_words
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.db.cases import read_case
from tctui.db.estimates import live
from tctui.db.phasing import alternatives
from tctui.db.proposed_plan import proposed_plan
from tctui.screens import estimate_lines
from tctui.screens.place import Place
from tctui.widgets.figures import FigureTable
from tctui.widgets.table import Column, Line, Row

LABELS = 20
"""Columns of the names of the rows."""
LEAST = 19
"""Columns that an option needs."""


class OptionTable(FigureTable):
    """A table with a column per option; ``step`` is told when the cursor should go one option to the left or right."""

    def __init__(self, step: Callable[[int], None], moved: Callable[[], None]) -> None:
        super().__init__([Column("", LABELS), Column("")], 1, moved, "no option has lines yet")
        self._step = step

    def go_column(self, number: int) -> None:
        """Put the cursor on a column by its number, 1 for the first option."""
        if number != self._figure:
            self._figure = number
            self._refresh_line(self._cursor)

    def act_left(self) -> None:
        """Go to the option on the left."""
        self._step(-1)

    def act_right(self) -> None:
        """Go to the option on the right."""
        self._step(1)


class AlternativesScreen(Place):
    """Left and right walk the options; Enter opens one in the estimate, `=` shows the lines behind a figure."""

    PLACE = "alternatives"
    DETAIL = 2

    def __init__(self, case_id: int, option_id: int = 0) -> None:
        super().__init__()
        self._case_id = case_id
        self._wanted = option_id
        self._table = OptionTable(self._step, self._moved)
        self._case: CaseFile | None = None
        self._found: Sequence[Alternative] = ()
        self._first = self._at = 0

    def body(self) -> Iterable[Widget]:
        """Give the table of options."""
        yield self._table

    def reload(self) -> None:
        """Estimate every option again and show them."""
        self._case = read_case(self._case_id)
        self._found = alternatives(self._case, self.desk.today())
        self.heading(
            [("Alternatives  ", "heading"), (f"{self._case.last_name}, {self._case.first_name}", "strong")],
            right=self._case.title,
        )
        numbers = [each.option_id for each in self._found]
        self._at = numbers.index(self._wanted) if self._wanted in numbers else 0
        self._lay_out(anew=True)

    @property
    def _room(self) -> int:
        """How many options fit side by side."""
        return max(1, ((self.size.width or 80) - LABELS) // (LEAST + 1))

    def on_resize(self) -> None:
        """Lay the options out anew."""
        if self._found:
            self._lay_out(anew=True)

    def _step(self, step: int) -> None:
        if 0 <= self._at + step < len(self._found):
            self._at += step
            self._wanted = self._here.option_id
            self._lay_out()

    def _lay_out(self, anew: bool = False) -> None:
        """Show the options that fit, the one under the cursor among them."""
        first = max(self._at - self._room + 1, min(self._first, self._at, len(self._found) - self._room), 0)
        shown = self._found[first : first + self._room]
        more = [f"◄ {first}"] if first else []
        hidden = len(self._found) - first - len(shown)
        more += [f"{hidden} ►"] if hidden else []
        columns = [Column("   ".join(more), LABELS)]
        columns += [Column(f"{each.letter} {each.name}", 0, "right") for each in shown]
        if anew or self._first != first:
            self._first = first
            self._table.lay_out(columns, 1)
            self._table.show(_rows(shown, proposed_plan().months), key=self._table.key)
        self._table.go_column(self._at - first + 1)
        self._moved()

    @property
    def _here(self) -> Alternative:
        if not self._found:
            raise Refused("No option has lines yet.")
        return self._found[self._at]

    def _moved(self) -> None:
        if not self._found:
            return
        here = self._here
        cost = (
            f"{here.letter}: patient {money(here.patient_cents)} = fee {money(here.fee_cents)}"
            f" − insurance {money(here.insurance_cents)} − write-off {money(here.write_off_cents)}"
        )
        if here.is_open:
            self.detail(cost, [(f"? best {money(here.best_cents)}, worst {money(here.worst_cents)}", "caution")])
        else:
            self.detail(cost, here.rationale)

    def why_not(self, action_id: str) -> str | None:
        """Say why there is nothing to open."""
        return "no option has lines yet" if action_id in ("open", "explain") and not self._found else None

    def act_open(self) -> None:
        """Go to the estimate of the option under the cursor."""
        self.host.open_place("estimate", case_id=self._case_id, option_id=self._here.option_id)

    def act_explain(self) -> None:
        """Show the lines of the option under the cursor with the figures that are summed."""
        here, case = self._here, self._case
        assert case is not None
        option = next(option for option in case.options if option.id == here.option_id)
        estimate = live(case, option, self.desk.today())
        figures = ("fee", "wr-off", "insurance", "patient")
        rows: list[Line] = []
        for line in estimate.lines:
            planned = case.line(int(line.id))
            paid = (line.fee_cents, estimate_lines.figure(line, "wr-off"), line.insurance_cents, line.patient_cents)
            name = f"{planned.name} {planned.site}".strip() if planned else line.code
            rows.append(Row(line.id, (name, *(money(cents) for cents in paid))))
        title = f"Option {here.letter} {here.name}: patient {money(here.patient_cents)}"
        self.open_list(title, [Column("procedure"), *(Column(each, 11, "right") for each in figures)], rows)


def _rows(shown: Sequence[Alternative], months: int) -> list[Line]:
    def row(name: str, said: Callable[[Alternative], str], ink: str = "plain") -> Row:
        return Row(name, (name, *(said(each) for each in shown)), ink)

    rows: list[Line] = [
        row("", lambda each: each.standing, "dim"),
        row("fee", lambda each: money(each.fee_cents)),
        row("insurance", lambda each: money(each.insurance_cents)),
        row("write-off", lambda each: money(each.write_off_cents)),
        row("patient", lambda each: money(each.patient_cents), "strong"),
    ]
    if any(each.is_open for each in shown):
        rows.append(row("  at best", lambda each: money(each.best_cents) if each.is_open else "", "caution"))
        rows.append(row("  at worst", lambda each: money(each.worst_cents) if each.is_open else "", "caution"))
    return [
        *rows,
        row(
            f"monthly, {months} payments" if months else "monthly",
            lambda each: "—" if each.monthly_cents is None else money(each.monthly_cents),
        ),
        row("visits", lambda each: str(each.visits)),
        row("done in", lambda each: time_words(each.days)),
        row("last visit", lambda each: show_date_year(each.done_on), "dim"),
    ]


def open_alternatives(place: Place, case_id: int, option_id: int) -> None:
    """Put the options of a case side by side, over a place."""
    place.app.push_screen(AlternativesScreen(case_id, option_id), place._form_closed)
