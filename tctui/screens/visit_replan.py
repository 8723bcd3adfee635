"""The rest of a chain planned anew: each visit with its day now and then, what moves and what stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import Placed
from tctui.core.schedule.case_replan import CaseReplan
from tctui.core.spoken import show_date, show_date_year, show_time
from tctui.db.book import load_book
from tctui.db.case_replans import BrokenChain, book_replan, broken_chain, told
from tctui.screens.place import Place
from tctui.screens.visit_rules import joined_days, list_rules
from tctui.widgets.table import Column, Line, Row, Section, Table

AHEAD_DAYS = 365


class VisitReplanScreen(Place):
    """Enter carries the plan out whole, z takes it back."""

    PLACE = "visit_plan"
    DETAIL = 2

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._chain: BrokenChain | None = None
        self._book: Book | None = None
        self._plan: CaseReplan | None = None
        self._table = Table(
            [Column("", 6), Column("day", 10), Column("time", 6), Column("chair", 7), Column("with", 14),
             Column("now", 17), Column("visit")],
            empty="no way to place these visits", id="replan",
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give the visits."""
        yield self._table

    def reload(self) -> None:
        """Read the case and the book anew and plan."""
        today = self.desk.today().toordinal()
        self._chain = broken_chain(self._case_id, today)
        if self._chain is None:
            self._plan = None
            self._table.show([])
            self.heading([("Plan the rest  ", "heading"), ("the chain fits again", "good")])
            return
        self._book = load_book(today, today + AHEAD_DAYS)
        self._plan = self._chain.in_book(self._book, today)
        case = self._chain.wanted.case
        self.heading(
            [("Plan the rest  ", "heading"), (f"{case.last_name}, {case.first_name}   ", "strong"),
             (told(self._plan) if self._plan else "no plan found", "plain")],
            right=self.desk.user.login,
        )  # fmt: skip
        self._table.show(list(self._lines()))
        broken = "; ".join(self._chain.broken)
        self.detail([("no longer kept: ", "caution"), (broken, "plain")], [self._ending()])

    def _ending(self) -> tuple[str, str]:
        if self._plan is None:
            return "No plan was found within a year: move a visit by hand, or change the rule (F8).", "warn"
        offer = self._plan.offer
        ends = show_date_year(date.fromordinal(offer.finish_day))
        fewest = "the fewest visits move" if offer.is_proven else "perhaps fewer visits need to move"
        notes = [f"{offer.in_trips}, the last on {ends}; {fewest}"]
        notes += [f"joins {joined_days(offer)}"] if offer.joins else []
        notes += [f"nearby days: {rule}" for rule in self._plan.offer.nearby]
        notes += [f"could not keep: {wish}" for wish in self._plan.given_up]
        return "; ".join(notes), "note"

    def _lines(self) -> Iterable[Line]:
        assert self._chain is not None
        wanted = self._chain.wanted
        if self._plan is None or self._book is None:
            return
        labels = {visit.sitting.id: visit.label for visit in wanted.visits}
        for key, day in wanted.fixed_days.items():
            yield Section(f"stands {show_date(date.fromordinal(day))}: {self._name_of(key)}")
        for place in self._plan.offer.places:
            mark = "moves" if place.visit_id in self._plan.moved else "new" if self._is_new(place) else "stays"
            row = self._chain.booked.get(place.visit_id)
            now = f"{show_date(date.fromordinal(row.day))} {show_time(row.start)}" if row and mark == "moves" else ""
            chair, provider = self._book.operatories[place.operatory_id], self._book.providers[place.provider_id]
            yield Row(
                place.visit_id,
                ((mark, "dim" if mark == "stays" else "strong"), show_date(date.fromordinal(place.day)),
                 show_time(place.start), chair.name, provider.name, now, labels[place.visit_id]),
            )  # fmt: skip

    def _is_new(self, place: Placed) -> bool:
        return self._plan is not None and place.visit_id in self._plan.fresh

    def _name_of(self, visit_id: int) -> str:
        assert self._chain is not None
        visit = self._chain.wanted.case.visit(visit_id)
        return visit.name or ", ".join(dict.fromkeys(line.name for line in visit.lines)) if visit else ""

    def why_not(self, action_id: str) -> str | None:
        """Say why the plan cannot be carried out."""
        if action_id == "explain" and self._plan is None:
            return "there is no plan to explain"
        if action_id == "open":
            if not self.desk.user.may("schedule"):
                return f"your role ({self.desk.user.role}) does not book"
            if self._plan is None:
                return "there is no plan to carry out"
        return None

    def act_explain(self) -> None:
        """List the visits of the plan, each with the rules that place it."""
        assert self._plan is not None
        assert self._chain is not None
        list_rules(self, self._chain.wanted, self._plan.offer)

    def act_open(self) -> None:
        """Move and book what the plan says; when someone was quicker, show what is possible now."""
        assert self._plan is not None
        try:
            book_replan(self.desk.by(), self._case_id, self._plan)
        except Refused as quicker:
            self.reload()
            raise Refused(f"{quicker} Planned anew, nothing changed.") from None
        self.dismiss(f"The rest of the chain planned anew: {told(self._plan)} — z undoes")
