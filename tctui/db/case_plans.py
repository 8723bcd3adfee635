"""A case's waiting visits planned into the book, and a whole plan booked in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from tctui.core.case import CaseFile, Option, Visit
from tctui.core.case import Sitting as Held
from tctui.core.errors import Refused
from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import CasePlan, Offer, Placed, plan_case
from tctui.core.schedule.case_problem import Standing, ToPlan, Treatment
from tctui.core.schedule.case_replan import CaseReplan, keep_places
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.spacing import Sitting
from tctui.db import booking, models
from tctui.db.book import patient_times, read_appointment, wish_for
from tctui.db.cases import read_case
from tctui.db.chains import gaps_between, sittings_of, spacing_table, tolerance_of
from tctui.db.change import By
from tctui.db.premedication import premedicated
from tctui.db.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitsToPlan(Treatment):
    """What the planner needs of a case beside the book."""

    case: CaseFile
    option: Option

    def in_book(self, book: Book, today: int) -> CasePlan:
        """Plan them into a book; ``today`` is a day ordinal."""
        return plan_case(self, book, today)

    def keeping(self, places: Sequence[Placed], book: Book, today: int) -> CaseReplan | None:
        """Plan them into a book that took some of these places meanwhile, with the fewest elsewhere."""
        return keep_places(self, places, book, today)


def visits_to_plan(case_id: int, today: int, again: Mapping[int, Appointment] = MappingProxyType({})) -> VisitsToPlan:
    """Read the accepted visits of the leading option that wait for a place, with what holds them to each other.

    ``again`` has the appointments, by visit, that are booked and may be placed anew: they need what they have now.
    Raises Refused when nothing waits.
    """
    case = read_case(case_id)
    option = case.leading
    every = [] if option is None else list(option.visits())
    waiting = [
        visit
        for visit in every
        if visit.id in again or (visit.sitting is None and any(line.state == "accepted" for line in visit.lines))
    ]
    if option is None or not waiting:
        raise Refused(f"{case.last_name}: no accepted visit waits to be booked.")
    in_the_plan = [v for v in every if v.sitting is not None or v in waiting]
    premed = premedicated(case.patient_id, today)
    table = spacing_table()
    sittings = sittings_of(option, in_the_plan, table)
    by_id = {sitting.id: sitting for sitting in sittings}
    stay = [visit for visit in in_the_plan if visit.sitting is not None and visit.id not in again]
    moving = {row.id for row in again.values()}
    return VisitsToPlan(
        case=case,
        option=option,
        visits=tuple(_to_plan(case, visit, by_id[visit.id], today, again.get(visit.id)) for visit in waiting),
        gaps=gaps_between(sittings, table),
        fixed_days={visit.id: visit.sitting.day for visit in stay if visit.sitting is not None},
        times=patient_times(case.patient_id),
        tolerance=tolerance_of(case.patient_id, today),
        standing=tuple(_standing(by_id[visit.id], visit.sitting) for visit in stay if visit.sitting is not None),
        days_apart=premed.rule.days_apart if premed else 0,
        apart_why=f"visits with {premed.rule.says} lie apart" if premed else "",
        other_days=frozenset(day for key, day in premed.days.items() if key not in moving) if premed else frozenset(),
    )


def _standing(sitting: Sitting, held: Held) -> Standing:
    return Standing(sitting, held.day, held.start, held.length)


def _to_plan(case: CaseFile, visit: Visit, sitting: Sitting, today: int, booked: Appointment | None) -> ToPlan:
    # The gap after the visit before it is among the gaps: the present day and the lab alone bound the wish itself.
    wish = wish_for(case, visit, today)
    wish = replace(wish, not_before=max(today, wish.release.day if wish.release else 0), times=None)
    if booked is not None:
        wish = replace(
            wish, pattern=booked.pattern, exam_offset=booked.exam_offset, exam_units=booked.exam_units,
            exclusive=booked.exclusive, preferred_provider_id=booked.provider_id,
            production_cents=booked.production_cents,
        )  # fmt: skip
        role = "hygienist" if wish.operatory_kind == "hygiene" else "doctor"
        return ToPlan(sitting, wish, visit.name or booked.label, role)
    label = visit.name or ", ".join(dict.fromkeys(line.name for line in visit.lines if line.state == "accepted"))
    role = "hygienist" if wish.operatory_kind == "hygiene" else "doctor"
    urgent = any(line.urgency == "immediate" for line in visit.lines if line.state == "accepted")
    return ToPlan(sitting, wish, label, role, urgent)


def planned_visit(case: CaseFile, place: Placed) -> Visit:
    """The visit that a plan puts somewhere; raises Refused when it is gone."""
    visit = case.visit(place.visit_id)
    if visit is None:
        raise Refused("A visit of this plan is no longer there; plan again.")
    return visit


def book_place(unit: Unit, by: By, case: CaseFile, place: Placed) -> int:
    """Book a visit where a plan puts it; returns the appointment's id. Raises Refused when the visit is gone."""
    visit = planned_visit(case, place)
    wish = wish_for(case, visit, by.today.toordinal())
    wanted = replace(
        booking.proposal(case, visit, wish.pattern), day=place.day, start=place.start,
        operatory_id=place.operatory_id, provider_id=place.provider_id, exclusive=wish.exclusive,
        exam_provider_id=place.exam_provider_id, exam_offset=wish.exam_offset, exam_units=wish.exam_units,
    )  # fmt: skip
    return unit.insert(models.Appointment, **booking.row_values(wanted), booked_on=by.today)


def book_plan(by: By, case_id: int, offer: Offer) -> list[Appointment]:
    """Book every visit of an offer, all or nothing; one undo takes the whole chain back.

    Raises Clash when someone was quicker with one of the places; then nothing is booked.
    """
    by.need("schedule")
    with unit_of_work(by.user.id, "book.plan", by.now, case_id=case_id, token=by.token) as unit:
        if unit.repeated:
            return [read_appointment(number) for number in unit.result]
        case = read_case(case_id)
        unit.patient_id = case.patient_id
        booked = [book_place(unit, by, case, place) for place in offer.places]
        unit.result = booked
        unit.says = f"Booked {len(booked)} visit{'s' * (len(booked) != 1)} of {case.last_name} in {offer.in_trips}"
    return [read_appointment(number) for number in booked]
