"""What the book says of the place under the cursor: who stands there, what is against it, why it fits, its figures."""

from __future__ import annotations

from tctui.core.money import dollars
from tctui.core.schedule.clock import day_name, span
from tctui.core.schedule.goals import DayGoal, day_goal, provider_goal
from tctui.core.schedule.pattern import MINUTES_PER_UNIT
from tctui.core.schedule.ranking import explained
from tctui.core.schedule.records import Appointment, Provider
from tctui.core.schedule.states import State
from tctui.core.spoken import show_length
from tctui.core.text import cells
from tctui.db.paper_writes import gate
from tctui.screens.schedule_base import ScheduleBase
from tctui.screens.schedule_hand import is_held
from tctui.widgets.table import Column, Line, Row, Section


class SpokenActs(ScheduleBase):
    """The two lines below the grid, and ``=``."""

    def __init__(self) -> None:
        super().__init__()
        self._lacks: dict[int, str] = {}

    def show(self) -> None:
        """Draw the days anew from the book."""
        self._lacks.clear()
        super().show()

    def spoken(self) -> list[list[tuple[str, str]]]:
        """Two lines on the place under the cursor: what stands there, or what is against what is in hand."""
        if not self.book.operatories or not self.book.providers:
            from tctui.db.first_steps import first_steps

            return [[(step, "caution")] for step in first_steps()[:2]]
        if self.hand is None and self.here is not None:
            return self._of_appointment(self.here)
        book, at = self.book, self.at
        chair, provider = book.operatories.get(at.operatory_id), book.providers.get(at.provider_id)
        doctor = book.providers.get(at.exam_provider_id or 0)
        place = [
            chair.name if chair else "",
            day_name(at.day),
            span(at.start, at.end),
            provider.name if provider else "",
            f"exam {doctor.name}" if doctor else "",
        ]
        first: list[tuple[str, str]] = [("  ".join(part for part in place if part), "strong"), ("  ", "plain")]
        if self.hand is None:
            hard = [conflict for conflict in self.against if conflict.hard]
            if hard:
                return [first, [(hard[0].text, "caution" if is_held(hard[0]) else "off")]]
            return [[*first, (f"free for {show_length(at.units)}", "good")], []]
        if not self.against:
            reasons = explained(
                book, self.hand.wish, at.day, at.start, at.operatory_id, at.provider_id, self.moment.today
            )
            told = [reason.text for reason in sorted(reasons, key=lambda one: -abs(one.points))]
            words = ", ".join(filter(None, (self.chain(at).together(at.day), *told)))
            return [[*first, ("fits", "good"), *self.premed_said(at)], [(words, "plain"), (f"  {at.label}", "dim")]]
        return self._crossed([*first, *self.premed_said(at)])

    def _crossed(self, place: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
        """What is against a place, the worst first, in the second line; what has no room there in the first, or counted."""
        lines = [place, []]
        room = [self.size.width - sum(cells(text) for text, _ in line) for line in lines]
        unsaid = 0
        for number, conflict in enumerate(self.against):
            said = f"{'! ' if conflict.hard else ''}{conflict.text}  "
            line = next((at for at in (1, 0) if cells(said) - 2 + 4 * bool(at) <= room[at] or (at and not number)), None)
            if line is None:
                unsaid += 1
                continue
            lines[line].append((said, "warn" if conflict.hard and not number else "caution"))
            room[line] -= cells(said)
        if unsaid:
            lines[1].append((f"+{unsaid} =", "key"))
        return lines

    def _of_appointment(self, row: Appointment) -> list[list[tuple[str, str]]]:
        book = self.book
        chair, provider = book.operatories.get(row.operatory_id), book.providers.get(row.provider_id)
        first = [(row.patient_name, "strong"), (f"  {span(row.start, row.end)}", "plain")]
        first.append((f"  {provider.name if provider else ''}  {chair.name if chair else ''}  {row.state}", "plain"))
        if row.production_cents:
            first.append((f"  {dollars(row.production_cents)}", "money"))
        if len(self.beside) > 1:
            first.append((f"  {self.beside.index(row) + 1} of {len(self.beside)} at once", "caution"))
        # What still stands in the way is never what is cut off.
        lacks = self._lacking(row)
        second = [*self.premed_said(row), (f"papers: {lacks}  " if lacks else "", "caution"), (row.label, "plain")]
        if row.lane:
            second.append((f"  double-booked: {row.lane_reason}", "caution"))
        if row.note:
            second.append((f"  {row.note}", "dim"))
        return [first, second]

    def premed_said(self, row: Appointment) -> list[tuple[str, str]]:
        """The office's words for who is pre-medicated; nothing for anyone else."""
        premed = self.premedicated(row.patient_id)
        return [(f"{premed.rule.says}  ", "warn")] if premed else []

    def _lacking(self, row: Appointment) -> str:
        """The papers that the visit of an appointment ahead still needs; read once for each until the book is drawn anew."""
        if row.visit_id is None or row.state not in (State.SCHEDULED, State.CONFIRMED, State.ARRIVED):
            return ""
        if row.id not in self._lacks:
            self._lacks[row.id] = (gate(row.visit_id, self.desk.today()) or "").partition(". Sign")[0]
        return self._lacks[row.id]

    def act_explain(self) -> None:
        """List what is for and against the place under the cursor with the points, and what the day's figures are made of."""
        book, at = self.book, self.at
        lines: list[Line] = []
        if self.hand is not None:
            lines.append(Section("Against it" if self.against else "Nothing is against it"))
            lines += [
                Row(("against", number), ("!" if conflict.hard else "", (conflict.text, "warn" if conflict.hard else "caution")))
                for number, conflict in enumerate(self.against)
            ]
            wish = self.only.of(self.hand.wish)
            reasons = explained(book, wish, at.day, at.start, at.operatory_id, at.provider_id, self.moment.today)
            lines.append(Section("For it", f"{sum(reason.points for reason in reasons)} points"))
            lines += [Row(("for", number), (f"{one.points:+d}", one.text)) for number, one in enumerate(reasons)]
        row = self.here or at
        provider = book.providers.get(row.provider_id)
        if provider is not None:
            lines += self._figures(provider, row.day)
        goal = day_goal(book, row.day)
        lines.append(Section(f"The day of all who treat: {_filled(goal)}", _against_goal(goal)))
        title = [("Why  ", "heading"), (f"{day_name(row.day)} {span(row.start, row.end)}", "strong")]
        self.open_list(title, [Column("", 12), Column("")], lines)

    def _figures(self, provider: Provider, day: int) -> list[Line]:
        """What a provider's booked dollars and goal of a day are made of."""
        goal = provider_goal(self.book, provider.id, day)
        hours = f"{round(goal.open_units * MINUTES_PER_UNIT / 60, 2):g} h at {dollars(provider.hourly_goal_cents)}"
        lines: list[Line] = [Section(f"{provider.name}: goal {hours}; {_filled(goal)}", _against_goal(goal))]
        for each in self.book.day_rows(day):
            if each.provider_id == provider.id:
                when = span(each.start, each.start + len(each.pattern))
                lines.append(Row(each.id, (when, f"{each.patient_name}  {dollars(each.production_cents)}")))
        return lines


def _filled(goal: DayGoal) -> str:
    booked, is_open = (units * MINUTES_PER_UNIT / 60 for units in (goal.booked_units, goal.open_units))
    return f"{booked:.1f} of {is_open:.1f} h booked"


def _against_goal(goal: DayGoal) -> str:
    return f"{dollars(goal.booked_cents)} of {dollars(goal.goal_cents)}"
