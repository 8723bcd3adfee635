"""The rest of a case's visits planned anew after one was broken or moved: the fewest of the booked ones change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import Offer, Placed, ToPlan, offer_of, problem_of
from tctui.core.schedule.chain import Tolerance
from tctui.core.schedule.planner.problem import Placement
from tctui.core.schedule.planner.replan import replan
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.spacing import Gap
from tctui.core.schedule.wish import PatientTimes


@dataclass(frozen=True, slots=True)
class CaseReplan:
    """The offer with the best places, the visits that move from where they are booked, and those booked anew."""

    offer: Offer
    moved: tuple[int, ...]
    fresh: tuple[int, ...]


def broken_gaps(gaps: Sequence[Gap], days: Mapping[int, int], waiting: Sequence[int], today: int) -> list[Gap]:
    """Give the firm gaps that the days booked do not keep, or cannot once the visits that wait are booked.

    ``days`` has the day ordinals of the booked visits; a visit that waits begins no earlier than the day after today.
    """
    found = []
    for gap in gaps:
        if not gap.firm or gap.to_id not in days:
            continue
        first, last = days.get(gap.from_id), days[gap.to_id]
        if first is not None:
            if not gap.holds(last - first):
                found.append(gap)
        elif gap.from_id in waiting and today + 1 + gap.min_days > last:
            found.append(gap)
    return found


def replan_case(
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    booked: Mapping[int, Appointment],
    book: Book,
    today: int,
    times: PatientTimes | None,
    tolerance: Tolerance,
) -> CaseReplan | None:
    """Place the visits with the fewest of the ``booked`` ones (by visit id) moved; None when no plan exists.

    Wishes of the office's table give way before a plan is given up. Planning begins the day after today.
    """
    for standing in booked.values():
        book = book.without(standing.id)
    return _with_fewest_moved(visits, gaps, fixed_days, booked, book, today, times, tolerance)


def keep_places(
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    places: Sequence[Placed],
    book: Book,
    today: int,
    times: PatientTimes | None,
    tolerance: Tolerance,
) -> CaseReplan | None:
    """Plan again what was offered when somebody was quicker with a part of it: the places that still fit are kept.

    The fewest visits get another place (scheduling.md §4); None when no plan exists.
    """
    offered = {place.visit_id: place for place in places}
    return _with_fewest_moved(visits, gaps, fixed_days, offered, book, today, times, tolerance)


def _with_fewest_moved(
    visits: Sequence[ToPlan],
    gaps: Sequence[Gap],
    fixed_days: Mapping[int, int],
    places: Mapping[int, Appointment] | Mapping[int, Placed],
    book: Book,
    today: int,
    times: PatientTimes | None,
    tolerance: Tolerance,
) -> CaseReplan | None:
    """Place the visits so that the fewest leave their ``places``, whose time the book must show as free."""
    for kept in (gaps, [gap for gap in gaps if gap.firm]):
        problem, window = problem_of(visits, kept, fixed_days, book, today, times, tolerance)
        providers, chairs = tuple(book.providers), tuple(book.operatories)
        current = {}
        for at, visit in enumerate(visits):
            row = places.get(visit.sitting.id)
            if row is None or row.provider_id not in providers or row.operatory_id not in chairs:
                continue
            day, start = row.day - problem.first_day, row.start - window.start
            if 0 <= day < len(problem.providers[0].free) and 0 <= start <= window.units - row.units:
                place = Placement(day, start, providers.index(row.provider_id), chairs.index(row.operatory_id))
                current[at] = place
        found = replan(problem, current)
        if found is not None:
            offer = offer_of(found.plan, visits, kept, problem, window, book, True)
            ids = [place.visit_id for place in offer.places]
            moved = tuple(place.visit_id for place in offer.places if _moves(place, places.get(place.visit_id)))
            return CaseReplan(offer, moved, tuple(key for key in ids if key not in places))
    return None


def _moves(place: Placed, row: Appointment | Placed | None) -> bool:
    if row is None:
        return False
    now = (row.day, row.start, row.operatory_id, row.provider_id)
    return (place.day, place.start, place.operatory_id, place.provider_id) != now
