"""The Schedule: the book by day and chair or by week, booked, moved and broken from the keyboard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.schedule.ranking import Opening, ranked
from tctui.core.schedule.records import Appointment
from tctui.core.spoken import date_from_text, show_length
from tctui.db.book import appointments_of, read_appointment
from tctui.db.finding import asked_for
from tctui.key_action import Action
from tctui.key_places import IN_THE_BOOK
from tctui.keys import BY_ID
from tctui.screens.schedule_base import USUAL_UNITS, View
from tctui.screens.schedule_booking import PATIENT, found_patient, suggested
from tctui.screens.schedule_day import DayActs
from tctui.screens.schedule_restrict import ASKED, Restriction, restriction_from_text


class ScheduleScreen(DayActs):
    """Days and weeks, and what leads to them: today, a date, a patient, an opening."""

    def arrive(
        self,
        case_id: int | None = None,
        visit_id: int | None = None,
        day: int | None = None,
        patient_id: int | None = None,
        again: int | None = None,
        **context: Any,
    ) -> None:
        """Show the book; with a case take its next accepted visit in hand and stand on the first opening.

        With a patient stand on the patient's next appointment; ``again`` is an appointment of no case that fell through,
        to be made again.
        """
        moment = self.moment
        first_time = not self.day
        if case_id is not None or again is not None:
            self.put_down()
        self.day = day or self.day or moment.today
        self.reload()
        if first_time:
            self.turn_to(self.day, moment.now)
        if case_id is not None or again is not None:
            if case_id is not None:
                self.take_up(case_id, visit_id)
            elif again is not None:
                self.take_again(read_appointment(again))
            self.view = "day"
            said = self.to_first_opening()
            if said:
                self.show()
                self.warn(said)
        if patient_id is not None:
            self.say(self.to_next_of(patient_id))
        self.settle()

    def hinted(self) -> list[tuple[Action, str]]:
        """Name what is done with what is in hand, or to the appointment under the cursor."""
        while_ = "hand" if self.hand is not None else "appointment" if self.here is not None else ""
        acting = self.host.keymap.acting
        named = [(BY_ID[key], label) for key, label in IN_THE_BOOK.get(while_, ()) if acting(key, self.PLACE)]
        return named or super().hinted()

    def act_book(self) -> str | None:
        """Take the next accepted visit in hand: of the case under the cursor, else of the one booked last."""
        self.take_up(self._case_here())
        return self.to_first_opening()

    def _case_here(self) -> int:
        case_id = self.here.case_id if self.here is not None and self.here.case_id else self.case_id
        if case_id is None:
            raise Refused("No case is known here; press b in a case, or Enter on a free place.")
        return case_id

    def act_plan_visits(self) -> None:
        """Plan every waiting visit of the case under the cursor, or of the one booked last."""
        from tctui.screens.visit_plan import open_visit_plan

        open_visit_plan(self, self._case_here())

    def act_openings(self) -> None:
        """List the openings for what is in hand, or of the length typed, best first."""
        from tctui.screens.openings import OpeningsScreen

        moment, hand = self.moment, self.hand
        length = show_length(hand.wanted.units if hand else self.units or USUAL_UNITS)

        def find(only: Restriction) -> list[Opening]:
            return ranked(self.book, only.of(self.unrestricted()), *moment)

        def take(opening: Opening, only: Restriction) -> None:
            self.only = only
            self.jump(opening)

        who = f"{hand.wanted.patient_name}, {length}" if hand else f"anyone, {length}"
        self.app.push_screen(OpeningsScreen(who, self.book, self.only, find, take), self._form_closed)

    def act_short_call(self) -> None:
        """Show who could come for the free time under the cursor."""
        from tctui.core.schedule.waiting import gap_at
        from tctui.screens.short_call import ShortCallScreen

        day, unit, chair_id = self.spot()
        gap = gap_at(self.book, chair_id, day, unit) if chair_id else None
        if gap is None:
            raise Refused("The cursor stands on no free time; the arrows find some.")
        now = self.moment.now if day == self.moment.today else 0
        if gap.start < now:
            gap = replace(gap, start=min(now, gap.end - 1))

        def went(booked: Appointment) -> None:
            self.turn_to(booked.day, booked.start, booked.operatory_id)

        self.app.push_screen(ShortCallScreen(self.book, gap, now, went), self._form_closed)

    def act_back(self) -> None:
        """Put down what is in hand or drop the length typed; with empty hands go back."""
        if self.hand is not None:
            name = self.hand.name
            self.put_down()
            self.say(f"Put down {name}; q goes back")
        elif self.units is not None:
            self.put_down()
            self.grid.in_hand("")
            self.follow()
        else:
            super().act_back()

    def act_day_back(self) -> None:
        """Show the working day before."""
        self._by_days(-1)

    def act_day_on(self) -> None:
        """Show the next working day."""
        self._by_days(1)

    def _by_days(self, step: int) -> None:
        day, book = self.day + step, self.book
        for further in range(day, day + 14 * step, step):
            if not book.holds(further):
                break
            if book.hours.is_working_day(further) or book.day_rows(further):
                day = further
                break
        self.turn_to(day)

    def act_week_back(self) -> None:
        """Go back by a week."""
        self.turn_to(self.day - 7)

    def act_week_on(self) -> None:
        """Go on by a week."""
        self.turn_to(self.day + 7)

    def act_month_back(self) -> None:
        """Go back by four weeks, to the same weekday."""
        self.turn_to(self.day - 28)

    def act_month_on(self) -> None:
        """Go on by four weeks, to the same weekday."""
        self.turn_to(self.day + 28)

    def act_finer(self) -> str:
        """Show 10, 15 or 5 minutes on a line, in turn; the book itself stays as it is."""
        _, unit, chair_id = self.spot()
        self.step = {2: 3, 3: 1, 1: 2}[self.step]
        self._show_view(self.view, unit, chair_id or self.chair_id)
        return f"{self.step * 5} minutes on a line"

    def act_day(self) -> None:
        """Show the day under the cursor by chair."""
        if self.view == "day":
            raise Refused("This is the day by chair; w shows the week.")
        _, unit, _ = self.spot()
        self._show_view("day", unit, self.chair_id)

    def act_today(self) -> None:
        """Go to today and now."""
        self.turn_to(*self.moment)

    def act_go_to(self) -> None:
        """Ask for a date as it is said."""

        def went(text: str) -> None:
            self.turn_to(date_from_text(text, self.desk.today(), "either").toordinal())

        self.ask("Go to", went)

    def act_week(self) -> None:
        """Go round: the day by chair, the week of a provider, the week of a chair."""
        _, unit, chair_id = self.spot()
        if self.view == "day":
            chair = self.book.operatories.get(chair_id or 0)
            provider = self.here.provider_id if self.here is not None else None
            if provider is None and self.hand is not None:
                provider = self.at.provider_id
            self.provider_id = provider or (chair.provider_id if chair else None) or self.at.provider_id
            self.chair_id = chair_id or self.chair_id
            self._show_view("provider", unit, self.chair_id)
        else:
            self._show_view("chair" if self.view == "provider" else "day", unit, self.chair_id)

    def _show_view(self, view: View, unit: int, chair_id: int) -> None:
        self.view, self.days = view, []
        self.turn_to(self.day, unit, chair_id)

    def act_restrict(self) -> None:
        """Ask what the openings are only for; empty takes any."""

        def narrowed(text: str) -> str | None:
            self.only = restriction_from_text(text, self.book, self.desk.today())
            return self.to_first_opening()

        self.ask(ASKED, narrowed, self.only.text)

    def act_next_of(self) -> None:
        """Ask for a patient and go to the patient's next appointment."""

        find = asked_for(self.desk.today())

        def found(text: str) -> str | None:
            patient_id, name = found_patient(text, find)
            return self.to_next_of(patient_id, name)

        self.ask(PATIENT, found, suggestions=suggested(find))

    def to_next_of(self, patient_id: int, name: str = "") -> str:
        """Go to a patient's next appointment; gives where it is, or that there is none."""
        rows = appointments_of(patient_id, self.moment.today)
        if not rows:
            return f"{name or 'The patient'} has nothing booked"
        row = rows[0]
        if self.view != "day":
            self.view, self.days = "day", []
        self.turn_to(row.day, row.start, row.operatory_id)
        later = f", {len(rows) - 1} more later" if len(rows) > 1 else ""
        return f"{row.patient_name}: {self.where(row)}{later}"

    def act_print(self) -> None:
        """Write the day sheet, or the itinerary or calendar file of the patient under the cursor."""
        from tctui.screens.schedule_papers import offer_papers

        offer_papers(self, date.fromordinal(self.spot()[0]), self.here)
