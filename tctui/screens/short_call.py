"""Who could come early: for a free stretch of a chair, ranked with the reasons, the phone beside each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from textual.widget import Widget

from tctui.core.money import dollars
from tctui.core.schedule.book import Book
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.waiting import Earlier, Gap, ShortCall, short_call
from tctui.core.spoken import show_date, show_time
from tctui.db import booking
from tctui.db.book import read_appointment, times_of
from tctui.db.cases import read_case
from tctui.db.in_hand import loose_again
from tctui.db.people import read_patient
from tctui.db.premedication import premedicated
from tctui.db.short_call import candidates
from tctui.screens import follow_up
from tctui.screens.place import Place
from tctui.widgets.table import Column, Row, Table


class ShortCallScreen(Place):
    """Enter books the patient into the gap, or brings their later appointment forward; c notes the call."""

    PLACE = "short_call"
    DETAIL = 2

    def __init__(self, book: Book, gap: Gap, now: int, went: Callable[[Appointment], None] | None = None) -> None:
        """``went`` is told of the appointment that was put into the gap."""
        super().__init__()
        self._went = went
        self._book, self._gap, self._now = book, gap, now
        self._calls: list[ShortCall] = []
        self._phones: dict[int, str] = {}
        self._table = Table(
            [Column("pts", 3, "right"), Column("patient", 20), Column("visit"), Column("min", 3, "right"),
             Column("dollars", 7, "right"), Column("phone", 14)],
            self._tell, empty="nobody who waits fits this time", id="short_call",
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Rank anew who could come."""
        gap, today = self._gap, self.desk.today()
        found = candidates(gap, today)
        times = times_of(one.patient_id for one in found)
        self._calls = short_call(self._book, gap, found, today, times, self._now)
        self._phones = {call.who.patient_id: read_patient(call.who.patient_id).phone for call in self._calls}
        chair = self._book.operatories[gap.operatory_id].name
        when = f"{show_date(date.fromordinal(gap.day))} {show_time(gap.start)}–{show_time(gap.end)}"
        self.heading(
            [("Short call  ", "heading"), (f"{chair} {when}, {gap.units * 5} minutes free", "strong")],
            right=f"{len(self._calls)} could come",
        )
        self._table.show([self._row(call) for call in self._calls])
        self._tell()

    def _row(self, call: ShortCall) -> Row:
        who = call.who
        return Row(
            who.patient_id,
            (str(call.score), who.patient_name, who.label, str(len(who.pattern) * 5), dollars(who.cents),
             self._phones[who.patient_id]),
        )  # fmt: skip

    @property
    def _here(self) -> ShortCall | None:
        key = self._table.key
        return next((call for call in self._calls if call.who.patient_id == key), None)

    def _tell(self) -> None:
        call = self._here
        if call is None:
            self.detail("")
            return
        provider = self._book.providers[call.provider_id].name
        moved = ""
        if call.who.booked_day is not None:
            moved = f", now booked {show_date(date.fromordinal(call.who.booked_day))}"
        reasons = "; ".join(f"{reason.text} {reason.points:+d}" for reason in call.reasons if reason.text)
        near = None
        if call.who.remind and (premed := premedicated(call.who.patient_id, self.desk.today().toordinal())) is not None:
            near = premed.against(self._gap.day, call.who.appointment_id or 0)
        remind = near.text if near is not None else call.who.remind
        self.detail(
            [
                (f"{call.who.patient_name}   ", "strong"),
                *([(f"{remind}   ", "warn")] if remind else []),
                (f"at {show_time(call.start)} with {provider}{moved}", "plain"),
            ],
            [(reasons, "note")],
        )

    def why_not(self, action_id: str) -> str | None:
        """Say why nothing can be done."""
        if action_id in ("open", "contact") and self._here is None:
            return "nobody is under the cursor"
        if action_id == "open" and not self.desk.user.may("schedule"):
            return f"your role ({self.desk.user.role}) does not book"
        return None

    def act_contact(self) -> None:
        """Note the call."""
        assert self._here is not None
        follow_up.contact_form(self, self._here.who.case_id, self._here.who.patient_id)

    def act_open(self) -> None:
        """Book the patient into the gap, or bring their later appointment forward."""
        call = self._here
        assert call is not None
        if call.who.appointment_id is not None:
            kept = self._bring_forward(call)
        else:
            desk = self.desk
            kept = booking.book(desk.user, desk.now(), desk.today(), self._wanted(call.who, call))
        where = f"{show_date(date.fromordinal(kept.day))} {show_time(kept.start)}"
        verb = "Brought forward" if call.who.appointment_id is not None else "Booked"
        if self._went is not None:
            self._went(kept)
        remind = f"; remind of {call.who.remind}" if call.who.remind else ""
        self.dismiss(f"{verb} {call.who.patient_name} {where}{remind} — z undoes")

    def _bring_forward(self, call: ShortCall) -> Appointment:
        desk = self.desk
        assert call.who.appointment_id is not None
        held = read_appointment(call.who.appointment_id)
        gap = self._gap
        return booking.move(
            desk.user, desk.now(), desk.today(), held, gap.day, call.start, gap.operatory_id, call.provider_id,
            call.exam_provider_id,
        )  # fmt: skip

    def _wanted(self, who: Earlier, call: ShortCall) -> Appointment:
        """What waits, in the gap: the visit of a case, or what fell through and is of none."""
        if who.again_id is not None:
            fresh, _ = loose_again(self._book, read_appointment(who.again_id), self.desk.today().toordinal())
        else:
            case = read_case(who.case_id or 0)
            visit = case.visit(who.visit_id or 0)
            assert visit is not None
            fresh = booking.proposal(case, visit, who.pattern)
        return replace(
            fresh, day=self._gap.day, start=call.start,
            operatory_id=self._gap.operatory_id, provider_id=call.provider_id, exclusive=who.wish.exclusive,
            exam_provider_id=call.exam_provider_id, exam_offset=who.wish.exam_offset, exam_units=who.wish.exam_units,
        )  # fmt: skip
