"""What the parts of the book's screen share: the days kept as masks, the view, the cursor, what is in hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Literal

from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.money import dollars
from tctui.core.schedule.book import Book
from tctui.core.schedule.chain import Chain
from tctui.core.schedule.clock import day_name
from tctui.core.schedule.goals import day_goal, in_all, provider_goal
from tctui.core.schedule.pattern import UNITS_PER_DAY, default_pattern
from tctui.core.schedule.ranking import Opening
from tctui.core.schedule.records import Appointment, Resource
from tctui.core.schedule.rules import Conflict
from tctui.core.schedule.wish import Wish
from tctui.core.spoken import show_date, show_length, show_time
from tctui.core.text import cells
from tctui.db.book import appointments, kept_book, patient_times
from tctui.db.chains import read_chain
from tctui.db.holds import HeldSlot, held_by_others
from tctui.db.in_hand import is_booked
from tctui.db.premedication import Premedicated, premedicated
from tctui.screens.place import Place
from tctui.screens.schedule_hand import Hand, Moment, loose_hand, stand, who_in, with_held
from tctui.screens.schedule_restrict import Restriction
from tctui.widgets.grid import Grid
from tctui.widgets.grid_book import day_view, held_run, hold_run, week_view
from tctui.widgets.grid_view import Column, GridView

DAYS_BEHIND, DAYS_AHEAD = 7, 365
USUAL_UNITS = 12
"""Length of an appointment for which no length was typed."""

View = Literal["day", "provider", "chair"]


class ScheduleBase(Place):
    """The book with a cursor.

    ``step`` is how many units a line shows; ``at`` where what is in hand would stand, ``against`` what is in its way.
    ``here`` is the appointment under the cursor; of those ``beside`` each other it is the one ``meant`` last, by its id.
    """

    PLACE = "schedule"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        self.grid = Grid(self.follow, self._step_beside)
        self.kept: Book | None = None
        self.seen = 0
        self.others: list[HeldSlot] = []
        self._judged: Book | None = None
        self.view: View = "day"
        self.step = 2
        self.day = 0
        self.provider_id = 0
        self.chair_id = 0
        self.hand: Hand | None = None
        self.units: int | None = None
        self.offered: Opening | None = None
        self.only = Restriction()
        self.case_id: int | None = None
        self.rows: list[Appointment] = []
        self._premedicated: dict[int, Premedicated | None] = {}
        self._chains: dict[tuple[int, int | None], Chain] = {}
        self.ground = GridView()
        self.days: list[int] = []
        self.chairs: list[int] = []
        self.here: Appointment | None = None
        self.beside: list[Appointment] = []
        self.meant = 0
        self.at = loose_hand(USUAL_UNITS).wanted
        self.against: list[Conflict] = []

    def body(self) -> Iterable[Widget]:
        """Give the grid."""
        yield self.grid

    @property
    def moment(self) -> Moment:
        """Now at the clinic; a time that has begun is past."""
        now = self.desk.clock()
        return Moment(self.desk.today().toordinal(), -(-(now.hour * 60 + now.minute) // 5))

    @property
    def book(self) -> Book:
        """The days that are kept as masks, read at first need; what other sessions hold stands in it as taken."""
        if self._judged is None:
            if self.kept is None:
                self._load()
            assert self.kept is not None
            self._judged = with_held(self.kept, self.others, self.desk.clock().tzinfo)
        return self._judged

    def _load(self) -> None:
        today = self.desk.today().toordinal()
        first, last = today - DAYS_BEHIND, today + DAYS_AHEAD
        if self.day:
            first, last = min(first, self.day - DAYS_BEHIND), max(last, self.day + DAYS_BEHIND)
        self.kept, self.seen = kept_book(self.kept, self.seen, first, last)
        self._chains.clear()
        self.others = held_by_others(first, last, self.desk.now())
        self._judged = None

    def reload(self) -> None:
        """Bring the book up to date: others wrote, something was undone, or this place is come back to."""
        self._load()
        if self.hand is not None and not self.hand.moves and is_booked(self.hand.wanted.visit_id or 0):
            # A plan, or another session, has booked the visit meanwhile: nothing of it is left to be put anywhere.
            self.hand, self.units, self.offered = None, None, None
        if self.hand is not None:
            times = patient_times(self.hand.wanted.patient_id)
            self.hand = replace(self.hand, wish=replace(self.hand.wish, times=times))
        self.show()

    def keep(self, *changed: Appointment) -> None:
        """Take over appointments as they were just written, and show them."""
        if self.kept is None:
            self._load()
        for appointment in changed:
            assert self.kept is not None
            self.kept = self.kept.with_appointment(appointment)
        self._judged = None
        self._chains.clear()
        self.show()

    def wish(self) -> Wish:
        """What an opening must offer: for what is in hand, else for anyone, by the length; narrowed as was typed."""
        return self.only.of(self.unrestricted())

    def unrestricted(self) -> Wish:
        """What an opening must offer, whatever was typed to narrow it."""
        return self.hand.wish if self.hand else Wish(default_pattern((self.units or USUAL_UNITS) * 5))

    def turn_to(self, day: int, unit: int | None = None, chair_id: int | None = None) -> None:
        """Show a day with the cursor at a time and in a chair, else where it was."""
        column, before = self.grid.cursor
        if not date.min.toordinal() + 400 < day < date.max.toordinal() - 400:
            raise Refused("That day is out of reach.")
        week_changes = self.view != "day" and day not in self.days
        changes = day != self.day if self.view == "day" else week_changes
        self.day = day
        anew = changes or not self.days
        if anew:
            self.show()
        if self.view == "day":
            column = self.chairs.index(chair_id) if chair_id in self.chairs else column
        else:
            column = self.days.index(day) if day in self.days else column
        self.grid.go_to(column, before if unit is None else unit)
        if not anew:
            self.follow()

    def show(self) -> None:
        """Draw the days anew from the book."""
        book = self.book
        if not book.holds(self.day - 6) or not book.holds(self.day + 6):
            self._load()
            book = self.book
        self.chairs = list(book.operatories)
        self.provider_id = self.provider_id if self.provider_id in book.providers else next(iter(book.providers), 0)
        self.chair_id = self.chair_id if self.chair_id in book.operatories else next(iter(self.chairs), 0)
        if self.view == "day":
            self.days = [self.day]
            self.rows = appointments(self.day, self.day)
            self.ground = day_view(book, self.rows, self.day, self.step, self.moment.today)
        else:
            self.days = self._week(book)
            kind, number = ("provider", self.provider_id) if self.view == "provider" else ("operatory", self.chair_id)
            resource = Resource(kind, number)  # type: ignore[arg-type]
            self.rows = appointments(self.days[0], self.days[-1], resource)
            self.ground = week_view(book, self.rows, self.days, resource, self.step, self.moment.today)
        self.ground = self._with_held(self.ground)
        self._premedicated.clear()
        self.grid.take(self.ground)
        self.follow()

    def _with_held(self, view: GridView) -> GridView:
        """Draw over the chairs what other sessions hold; the week of a provider shows no chair to draw it in."""
        columns = list(view.columns)
        for slot in self.others:
            places = self.chairs if self.view == "day" else self.days
            at = slot.operatory_id if self.view == "day" else slot.day
            is_shown = slot.day in self.days if self.view == "day" else slot.operatory_id == self.chair_id
            if is_shown and at in places and self.view != "provider":
                column = columns[places.index(at)]
                run = held_run(slot.start, slot.length, slot.who)
                columns[places.index(at)] = replace(column, runs=(*column.runs, run))
        return replace(view, columns=tuple(columns))

    def _week(self, book: Book) -> list[int]:
        """Monday to Friday, and those days of the weekend on which somebody works or is booked, or that were asked for."""
        monday = self.day - (self.day + 6) % 7
        return [
            day
            for day in range(monday, monday + 7)
            if day < monday + 5 or day == self.day or book.hours.is_working_day(day) or book.day_rows(day)
        ]

    def spot(self) -> tuple[int, int, int | None]:
        """Where the cursor stands: day, unit, and the chair when the view tells it."""
        column, unit = self.grid.cursor
        if self.view == "day":
            return self.day, unit, self.chairs[column] if column < len(self.chairs) else None
        day = self.days[column] if column < len(self.days) else self.day
        return day, unit, self.chair_id if self.view == "chair" else None

    def follow(self) -> None:
        """After each step of the cursor: judge the place under it, draw what is held, speak of it."""
        day, unit, chair = self.spot()
        self.day = day
        self.beside = self._under_cursor(day)
        self.here = next((row for row in self.beside if row.id == self.meant), self.beside[0] if self.beside else None)
        hand = self.hand or loose_hand(self.units or USUAL_UNITS)
        self.at, self.against = stand(self.book, hand, day, unit, self._places(hand, day, unit, chair), self.moment)
        premed = self.premedicated(self.at.patient_id)
        if premed is not None and (near := premed.against(self.at.day, self.at.id)) is not None:
            self.against = [*self.against, near]
        if self.at.patient_id:
            self.against = [*self.against, *self._of_chain(self.at)]
        self.grid.show(self._with_hold(unit))
        self.heading(self._heading(), right=self._holding())
        self.detail(*self.spoken())

    def _places(self, hand: Hand, day: int, unit: int, chair: int | None) -> list[tuple[int, int]]:
        """The (chair, provider) pairs that the cursor may mean, the likeliest first."""
        book, wish = self.book, self.only.of(hand.wish)
        offered = self.offered
        if offered is not None and (offered.day, offered.start) != (day, unit):
            offered = None
        if chair is not None:
            first = offered.provider_id if offered is not None and offered.operatory_id == chair else None
            return [(chair, key) for key in who_in(book, wish, chair, first)]
        chairs = wish.chairs(book)
        meant = offered.operatory_id if offered is not None else None
        chairs.sort(key=lambda key: (key != meant, book.operatories[key].provider_id != self.provider_id))
        return [(key, self.provider_id) for key in chairs]

    def _under_cursor(self, day: int) -> list[Appointment]:
        # What is held is drawn over what stands there, so the ground is asked.
        rows = {row.id: row for row in self.rows if row.day == day}
        found = [rows[run.key] for run in self.ground.booked_beside(self.grid.cursor) if run.key in rows]
        # A doctor's checks in other chairs stand beside the own appointments too; those are no second lane.
        return [row for row in found if row.operatory_id == found[0].operatory_id]

    def _step_beside(self, step: int) -> bool:
        """Go to who is booked at the same time under the cursor; False when nobody is on that side."""
        if self.hand is not None or self.here not in self.beside:
            return False
        to = self.beside.index(self.here) + step
        if not 0 <= to < len(self.beside):
            return False
        self.meant = self.beside[to].id
        self.follow()
        return True

    def _with_hold(self, unit: int) -> GridView:
        column = self.grid.cursor.column
        if self.hand is None or column >= len(self.ground.columns):
            return self.ground
        title = f"{self.hand.name} {show_length(self.hand.wanted.units)}"
        run = hold_run(unit, self.hand.wanted.pattern[: UNITS_PER_DAY - unit], title)
        columns = list(self.ground.columns)
        held: Column = columns[column]
        if self.hand.moves:
            columns = [_without(one, self.hand.wanted.id) for one in columns]
            held = columns[column]
        columns[column] = replace(held, runs=(*held.runs, run))
        return replace(self.ground, columns=tuple(columns))

    def _heading(self) -> list[tuple[str, str]]:
        book = self.book
        name, goals = "", [day_goal(book, self.day)]
        when = show_date(date.fromordinal(self.day))
        if self.view != "day":
            when = f"week of {day_name(self.days[0])}"
            if self.view == "provider":
                provider = book.providers.get(self.provider_id)
                name = f"{provider.name}  " if provider else ""
                goals = [provider_goal(book, self.provider_id, day) for day in self.days]
            else:
                chair = book.operatories.get(self.chair_id)
                name = f"{chair.name}  " if chair else ""
                goals = []
        elif holiday := book.hours.holiday(self.day):
            when += f"  closed: {holiday}"
            goals = []
        said: list[tuple[str, str]] = [("Schedule  ", "heading"), (f"{name}{when}  ", "strong")]
        if goals:
            goal = in_all(goals)
            booked = f"{dollars(goal.booked_cents)} of {dollars(goal.goal_cents)}"
            said += [(booked, "plain"), (f"  fill {(goal.fill + 50) // 100} %", "dim")]
            taken = sum(cells(text) for text, _ in (*said, *self._holding()))
            # Beside a name in the heading or what is in hand there may be no room for the word at 80 columns.
            if not name and taken + cells("booked ") < self.size.width:
                said[2] = (f"booked {booked}", "plain")
        return said

    def _holding(self) -> list[tuple[str, str]]:
        only = f"only {self.only.text}  " if self.only.text else ""
        if self.hand is not None:
            verb = "moving" if self.hand.moves else "in hand"
            return [(only, "dim"), (f"{verb}: {self.hand.name} {show_length(self.hand.wanted.units)}", "marked")]
        return [(only, "dim"), (show_length(self.units) if self.units else "", "marked")]

    def where(self, at: Appointment) -> str:
        """Say where an appointment stands: ``Tue 1 Dec 2:00p in Op 1``."""
        chair = self.book.operatories.get(at.operatory_id)
        return f"{day_name(at.day)} {show_time(at.start)} in {chair.name if chair else 'no chair'}"

    def spoken(self) -> list[list[tuple[str, str]]]:
        """Two lines on the place under the cursor; the grid alone has nothing to say."""
        return [[], []]

    def premedicated(self, patient_id: int) -> Premedicated | None:
        """The office's rule where a patient is pre-medicated; read once for each until the book is drawn anew."""
        if patient_id not in self._premedicated:
            self._premedicated[patient_id] = premedicated(patient_id, self.moment.today) if patient_id else None
        return self._premedicated[patient_id]

    def chain(self, row: Appointment) -> Chain:
        """What holds an appointment to the others of its case; read once for each until something was written."""
        key = (row.patient_id, row.visit_id)
        if key not in self._chains:
            self._chains[key] = read_chain(row.case_id, row.visit_id, row.patient_id, self.moment.today)
        return self._chains[key]

    def _of_chain(self, at: Appointment) -> list[Conflict]:
        rows = [row for row in self.book.patient_rows(at.patient_id) if row.day == at.day and row.id != at.id]
        provider = self.book.providers.get(at.provider_id)
        return self.chain(at).against(
            at.day, at.start, at.end, [(row.start, row.start + len(row.pattern)) for row in rows],
            provider is None or provider.role == "doctor",
        )  # fmt: skip


def _without(column: Column, key: int) -> Column:
    return replace(column, runs=tuple(run for run in column.runs if run.key != key))
