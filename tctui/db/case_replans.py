"""A chain that no longer fits after a visit was broken or moved: found, planned anew, and changed in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tctui.core.errors import Refused
from tctui.core.schedule.book import Book
from tctui.core.schedule.case_replan import CaseReplan, broken_gaps, replan_case
from tctui.core.schedule.records import Appointment, moved
from tctui.core.schedule.states import State
from tctui.db import booking, models
from tctui.db.book import read_appointment
from tctui.db.case_plans import VisitsToPlan, book_place, planned_visit, visits_to_plan
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.unit_of_work import unit_of_work


@dataclass(frozen=True, slots=True)
class BrokenChain:
    """The visits of a case that may move or wait, with the appointments of the booked ones and the rules broken."""

    wanted: VisitsToPlan
    booked: dict[int, Appointment]
    broken: tuple[str, ...]

    def in_book(self, book: Book, today: int) -> CaseReplan | None:
        """Plan the rest anew with the fewest moves; None when no plan exists."""
        return replan_case(self.wanted, self.booked, book, today)


def broken_chain(case_id: int, today: int) -> BrokenChain | None:
    """Read a case whose booked visits no longer keep the days between them or the lab's; None while the chain fits.

    Only what stands after today and has not begun may move.
    """
    case = read_case(case_id)
    option = case.leading
    if option is None:
        return None
    movable = {}
    for visit in option.visits():
        held = visit.sitting
        if held is not None and held.day > today and held.state in (State.SCHEDULED, State.CONFIRMED):
            movable[visit.id] = read_appointment(held.appointment_id)
    if not movable:
        return None
    wanted = visits_to_plan(case_id, today, movable)
    days = {**wanted.fixed_days, **{key: row.day for key, row in movable.items()}}
    waiting = [visit.sitting.id for visit in wanted.visits if visit.sitting.id not in movable]
    broken = [gap.why for gap in broken_gaps(wanted.gaps, days, waiting, today)]
    for each in wanted.visits:
        row, release = movable.get(each.sitting.id), each.wish.release
        if row is not None and release is not None and row.day < release.day:
            broken.append(release.why)
    return BrokenChain(wanted, movable, tuple(dict.fromkeys(broken))) if broken else None


def book_replan(by: By, case_id: int, plan: CaseReplan) -> list[Appointment]:
    """Move what has to move and book what waits, all or nothing; one undo takes everything back.

    Raises Clash when someone was quicker with one of the places, ChangedElsewhere when a visit was changed meanwhile.
    """
    by.need("schedule")
    with unit_of_work(by.user.id, "book.replan", by.now, case_id=case_id, token=by.token) as unit:
        if unit.repeated:
            return [read_appointment(number) for number in unit.result]
        case = read_case(case_id)
        unit.patient_id = case.patient_id
        changed = []
        for place in plan.offer.places:
            visit = planned_visit(case, place)
            if place.visit_id in plan.moved:
                if visit.sitting is None:
                    raise Refused("A visit of this plan is no longer booked; plan again.")
                row = read_appointment(visit.sitting.appointment_id)
                target = replace(
                    moved(row, place.day, place.start, place.operatory_id, place.provider_id),
                    exam_provider_id=place.exam_provider_id,
                )
                unit.update(models.Appointment, row.id, seen=row.version, **booking.row_values(target))
                changed.append(row.id)
            elif place.visit_id in plan.fresh:
                changed.append(book_place(unit, by, case, place))
        unit.result = changed
        unit.says = f"Planned the rest of {case.last_name} anew: {told(plan)}"
    return [read_appointment(number) for number in changed]


def told(plan: CaseReplan) -> str:
    """Count what a plan changes: ``1 visit moved, 2 booked``."""
    parts = []
    if plan.moved:
        parts.append(f"{len(plan.moved)} visit{'s' * (len(plan.moved) != 1)} moved")
    if plan.fresh:
        parts.append(f"{len(plan.fresh)} booked")
    return ", ".join(parts) or "nothing changes"
