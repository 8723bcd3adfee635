"""Planning every waiting visit of a case at once: trips against the last day to choose from, the weeks, the places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from textwrap import wrap

from textual.widget import Widget

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.core.money import dollars, money
from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import CasePlan, Offer, Placed
from tctui.core.schedule.goals import toward_goals
from tctui.core.spoken import show_date, show_date_year, show_length, show_time
from tctui.db import estimates
from tctui.db.book import load_book
from tctui.db.case_plans import VisitsToPlan, book_plan, visits_to_plan
from tctui.db.case_replans import broken_chain
from tctui.db.claims import Clash
from tctui.screens.place import Place
from tctui.screens.visit_rules import held_by, joined_days, list_rules
from tctui.widgets.table import Column, Line, Row, Section, Table
from tctui.widgets.text_lines import TextLines

AHEAD_DAYS = 365
MOST_OFFERS = 5
STRIP_WEEKS = 53
AROUND = 10
"""Lines of the page beside the offers and the places."""


class VisitPlanScreen(Place):
    """Up and down choose how many trips; Enter books the whole plan, z takes it back."""

    PLACE = "visit_plan"
    DETAIL = 2

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._table = Table(
            [Column("trips", 5, "right"), Column("ends", 17), Column("takes", 9), Column("providers", 20),
             Column("patient pays", 12, "right"), Column("to goals")],
            self._chosen, empty="no way to place these visits", id="offers",
        )  # fmt: skip
        self._table.styles.height = 2
        self._weeks = TextLines(3, id="weeks")
        self._places = Table(
            [Column("#", 2, "right"), Column("day", 10), Column("time", 6), Column("takes", 5, "right"),
             Column("chair", 8), Column("with", 16), Column("visit")],
            id="places",
        )  # fmt: skip
        self._places.can_focus = False
        self._wanted: VisitsToPlan | None = None
        self._book: Book | None = None
        self._plan = CasePlan(())
        self._pays: dict[int, Estimate] = {}
        self._keep: tuple[Placed, ...] = ()
        self._kept: Offer | None = None

    def body(self) -> Iterable[Widget]:
        """Give the offers, the strip of weeks and the places of the offer under the cursor."""
        yield self._table
        yield self._weeks
        yield self._places

    @property
    def _visits(self) -> VisitsToPlan:
        assert self._wanted is not None
        return self._wanted

    @property
    def offer(self) -> Offer | None:
        """The offer under the cursor."""
        key = self._table.key
        return self._plan.offers[key] if isinstance(key, int) and key < len(self._plan.offers) else None

    def reload(self) -> None:
        """Read the case and the book anew and plan; raises Refused when nothing waits."""
        today = self.desk.today().toordinal()
        self._wanted = visits_to_plan(self._case_id, today)
        self._book = load_book(today, today + AHEAD_DAYS)
        self._plan = self._wanted.in_book(self._book, today)
        self._kept = self._with_kept(self._wanted, self._book, today)
        self._pays = {}
        case, option = self._wanted.case, self._wanted.option
        waiting, booked = len(self._wanted.visits), len(self._wanted.fixed_days)
        stand = f", {booked} stand" if booked else ""
        self.heading(
            [
                ("Plan visits  ", "heading"),
                (f"{_name(case)}   ", "strong"),
                (f"{option.letter} {option.name}   {_visits(waiting)} to place{stand}", "plain"),
            ],
            right=self.desk.user.login,
        )
        offers = self._plan.offers[:MOST_OFFERS]
        self._table.styles.height = 1 + max(1, len(offers))
        self._table.show([self._row(at, offer) for at, offer in enumerate(offers)])
        self._chosen()

    def _with_kept(self, wanted: VisitsToPlan, book: Book, today: int) -> Offer | None:
        """Put first what keeps the places of the plan that could not be booked, where it differs from the others."""
        kept = wanted.keeping(self._keep, book, today) if self._keep else None
        if kept is None:
            return None
        others = tuple(offer for offer in self._plan.offers if offer.places != kept.offer.places)
        self._plan = replace(self._plan, offers=(kept.offer, *others))
        return kept.offer

    def _row(self, at: int, offer: Offer) -> Line:
        today = self.desk.today()
        ends = date.fromordinal(offer.finish_day)
        takes = offer.finish_day - offer.places[0].day
        weeks = (takes + 6) // 7
        long = f"{weeks} week{'s' * (weeks != 1)}" if takes else "one day"
        told = [f"{offer.changes} more"] if offer.changes else []
        told += [f"{offer.not_preferred} not usual"] if offer.not_preferred else []
        goal = self._to_goals(offer)
        shown = show_date_year(ends) if ends.year != today.year else show_date(ends)
        return Row(
            at,
            (
                str(offer.trips), shown, long, ", ".join(told) or "the usual ones",
                money(self._estimate(at, offer).total.patient_cents), f"+{dollars(goal)}" if goal else "—",
            ),
        )  # fmt: skip

    def _estimate(self, at: int, offer: Offer) -> Estimate:
        """The estimate of the option with its lines on these days: another benefit year, another figure."""
        if at not in self._pays:
            case, option = self._visits.case, self._visits.option
            days = {place.visit_id: date.fromordinal(place.day) for place in offer.places}
            dates = {line.id: days[visit.id] for visit in option.visits() if visit.id in days for line in visit.lines}
            self._pays[at] = estimates.live(case, option, self.desk.today(), dates, agreed_only=True)
        return self._pays[at]

    def _by_year(self, at: int, offer: Offer) -> str:
        """What the patient pays in each benefit year, where there is more than one."""
        years = self._estimate(at, offer).years
        if len(years) < 2:
            return ""
        return "patient " + ", ".join(f"{money(year.patient_cents)} in {year.label[:4]}" for year in years)

    def _to_goals(self, offer: Offer) -> int:
        assert self._book is not None
        cents = self._cents()
        return toward_goals(self._book, ((one.provider_id, one.day, cents[one.visit_id]) for one in offer.places))

    def _cents(self) -> dict[int, int]:
        return {visit.sitting.id: visit.wish.production_cents for visit in self._visits.visits}

    def _chosen(self) -> None:
        offer = self.offer
        if offer is None:
            self._weeks.show("")
            self._places.show([])
            if self._wanted is not None:
                self._say_why_not()
            return
        self._weeks.show(*_strip(self.desk.today(), offer))
        self._places.show(list(self._lines(offer)))
        notes = [] if offer.is_proven or offer is self._kept else ["a better plan may exist"]
        if offer is self._kept:
            more = "" if offer.is_proven else ", perhaps not the most"
            notes.append(f"keeps {self._same_as_before(offer)} of {len(offer.places)} places{more}")
        if offer.joins:
            notes.append(f"joins {joined_days(offer)}")
        notes += [f"nearby days: {rule}" for rule in offer.nearby]
        notes += [f"could not keep: {wish}" for wish in self._plan.given_up]
        if offer.leftover_units:
            notes.append(f"leaves {offer.leftover_units * 5} minutes too short to use")
        self.detail(
            [(f"{_visits(len(offer.places))}, {dollars(self._production(offer))} production   ", "strong"),
             (self._by_year(self._plan.offers.index(offer), offer), "plain")],
            [("; ".join(notes) or "the best plan for this number of trips", "note")],
        )

    def _same_as_before(self, offer: Offer) -> int:
        where = {(place.visit_id, place.day, place.start, place.operatory_id, place.provider_id) for place in self._keep}
        return sum(
            (place.visit_id, place.day, place.start, place.operatory_id, place.provider_id) in where
            for place in offer.places
        )

    def _production(self, offer: Offer) -> int:
        cents = self._cents()
        return sum(cents[place.visit_id] for place in offer.places)

    def _lines(self, offer: Offer) -> Iterable[Line]:
        assert self._book is not None
        order = {placed.visit_id: at for at, placed in enumerate(offer.places, 1)}
        labels = {visit.sitting.id: visit.label for visit in self._visits.visits}
        rules = {place.visit_id: held_by(place, order) for place in offer.places}
        room = self.app.size.height - AROUND - min(len(self._plan.offers), MOST_OFFERS) - len(offer.places)
        if sum(map(len, rules.values())) > room:
            # Each rule on a line of its own where there is room, else those of a visit on one, else behind the key.
            rules = {key: ["; ".join(some)] for key, some in rules.items() if some}
        if sum(map(len, rules.values())) > room:
            rules = {}
        for number, place in enumerate(offer.places, 1):
            chair, provider = self._book.operatories[place.operatory_id], self._book.providers[place.provider_id]
            yield Row(
                number,
                (
                    str(number), show_date(date.fromordinal(place.day)), show_time(place.start),
                    show_length(place.units), chair.name, provider.name, labels[place.visit_id],
                ),
            )  # fmt: skip
            for rule in rules.get(place.visit_id, ()):
                yield Section(f"    {rule}", ink="note")

    def act_explain(self) -> None:
        """List the visits of the offer under the cursor, each with the rules that place it."""
        offer = self.offer
        assert offer is not None
        list_rules(self, self._visits, offer)

    def _say_why_not(self) -> None:
        ways = self._plan.ways_out
        if ways:
            self.detail([("No plan fits. What stands in the way, and the plan there would be without it:", "strong")])
            lines = [f"{'or' if at else 'One would,'} if {way}" for at, way in enumerate(ways)]
            width = self.app.size.width - 4
            self._places.show(
                [
                    Section(f"{'  ' * (at > 0)}{part}", ink="plain")
                    for line in lines
                    for at, part in enumerate(wrap(line, width))
                ]
            )
        elif self._plan.no_opening:
            told = ", ".join(self._plan.no_opening)
            self.detail([(f"No plan fits. The book has no opening within a year for {told}.", "strong")])
        else:
            self.detail([("No plan fits within a year, whatever gives way.", "strong")])

    def why_not(self, action_id: str) -> str | None:
        """Say why the plan cannot be booked."""
        if action_id == "explain" and self.offer is None:
            return "there is no plan to explain"
        if action_id == "open":
            if not self.desk.user.may("schedule"):
                return f"your role ({self.desk.user.role}) does not book"
            if self.offer is None:
                return "there is no plan to book"
        return None

    def act_open(self) -> str | None:
        """Book the whole plan; when someone was quicker, keep what fits, plan the rest again, and all of it beside."""
        offer = self.offer
        assert offer is not None
        before = {visit.sitting.id for visit in self._visits.visits}
        try:
            waiting = {visit.sitting.id for visit in visits_to_plan(self._case_id, self.desk.today().toordinal()).visits}
        except Refused:
            self.dismiss("Another session booked these visits meanwhile; none was booked twice.")
            return None
        if waiting != before:
            self._plan_anew(offer)
            raise Refused(f"Another session changed these visits. {self._told_anew()}")
        try:
            booked = book_plan(self.desk.by(), self._case_id, offer)
        except Clash as clash:
            self._plan_anew(offer)
            raise Refused(f"{clash} {self._told_anew()}") from None
        self.dismiss(f"Booked {_visits(len(booked))} in {offer.in_trips} — z undoes")
        return None

    def _plan_anew(self, offer: Offer) -> None:
        """Read and plan again, with the places of an offer that are still free first."""
        self._keep = offer.places
        self.reload()
        self._table.go_to(0)

    def _told_anew(self) -> str:
        if self._kept is None:
            return "No plan is left; nothing booked."
        kept, count = self._same_as_before(self._kept), len(self._kept.places)
        if not kept:
            return "Planned anew, nothing booked."
        return f"{kept} of {count} places kept, the rest planned anew; Enter books it."


def _name(case: CaseFile) -> str:
    return f"{case.last_name}, {case.first_name}" if case.first_name else case.last_name


def _strip(today: date, offer: Offer) -> tuple[str, str, str]:
    """A year of weeks: the months over it, and each week with the number of its visits."""
    monday = today.toordinal() - today.weekday()
    marks = ["·"] * STRIP_WEEKS
    for place in offer.places:
        week = (place.day - monday) // 7
        if 0 <= week < STRIP_WEEKS:
            marks[week] = str(int(marks[week]) + 1) if marks[week].isdigit() else "1"
    months = [" "] * (STRIP_WEEKS + 3)
    named = [show_date(date.fromordinal(monday + 7 * week + 6)).split()[2] for week in range(STRIP_WEEKS)]
    for week, name in enumerate(named):
        # A month with hardly a week in the year ahead has no room for its name.
        if (not week or named[week - 1] != name) and named[week : week + 3].count(name) == len(named[week : week + 3]):
            months[week : week + 3] = name
    return "", "weeks  " + "".join(months).rstrip(), "       " + "".join(marks)


def _visits(count: int) -> str:
    return f"{count} visit{'s' * (count != 1)}"


def open_visit_plan(place: Place, case_id: int) -> None:
    """Open the plan of a case's waiting visits over a place; where the booked ones no longer fit, the plan of the rest.

    Raises Refused when nothing waits to be booked.
    """
    if broken_chain(case_id, place.desk.today().toordinal()) is not None:
        from tctui.screens.visit_replan import VisitReplanScreen

        place.app.push_screen(VisitReplanScreen(case_id), place._form_closed)
        return
    visits_to_plan(case_id, place.desk.today().toordinal())
    place.app.push_screen(VisitPlanScreen(case_id), place._form_closed)
