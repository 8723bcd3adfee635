"""The rest of a case's visits planned anew after one was broken or moved: the fewest of the booked ones change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tctui.core.schedule.book import Book
from tctui.core.schedule.case_plan import Offer, Placed, keepable, offer_of
from tctui.core.schedule.case_problem import Treatment, problem_of
from tctui.core.schedule.planner.problem import Placement
from tctui.core.schedule.planner.replan import replan
from tctui.core.schedule.planner.steps import OutOfSteps
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.spacing import Gap


@dataclass(frozen=True, slots=True)
class CaseReplan:
    """The offer with the best places, the visits that move from where they are booked, and those booked anew.

    ``given_up`` names the wishes of the office that no plan could keep beside the others.
    """

    offer: Offer
    moved: tuple[int, ...]
    fresh: tuple[int, ...]
    given_up: tuple[str, ...] = ()


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
        elif gap.from_id in waiting and last - today - 1 < (gap.min_days if gap.near_days is None else 0):
            found.append(gap)
    return found


def replan_case(
    treatment: Treatment, booked: Mapping[int, Appointment], book: Book, today: int
) -> CaseReplan | None:
    """Place the visits with the fewest of the ``booked`` ones (by visit id) moved; None when no plan is found.

    Every rule and wish that planning keeps is kept, but for a wish against which a person booked two visits where
    that spares a move; where a visit stays that a person booked, the patient's usual hours and whom the plan prefers
    are not asked again.
    """
    for standing in booked.values():
        book = book.without(standing.id)
    found = _with_fewest_moved(treatment, booked, book, today, is_booked=True)
    asked = tuple(gap for gap in treatment.gaps if gap.firm or _is_open(gap, booked))
    if len(asked) < len(treatment.gaps) and (found is None or found.moved):
        return _fewer(found, _with_fewest_moved(replace(treatment, gaps=asked), booked, book, today, is_booked=True))
    return found


def _fewer(found: CaseReplan | None, other: CaseReplan | None) -> CaseReplan | None:
    """The one that moves fewer visits, the first of equal ones; proven only where both are."""
    if found is None or other is None:
        return found or other
    fewer = other if len(other.moved) < len(found.moved) else found
    is_proven = found.offer.is_proven and other.offer.is_proven
    return replace(fewer, offer=replace(fewer.offer, is_proven=is_proven))


def _is_open(wish: Gap, booked: Mapping[int, Appointment]) -> bool:
    first, last = booked.get(wish.from_id), booked.get(wish.to_id)
    return first is None or last is None or wish.holds(last.day - first.day)


def keep_places(treatment: Treatment, places: Sequence[Placed], book: Book, today: int) -> CaseReplan | None:
    """Plan again what was offered when somebody was quicker with a part of it: the places that still fit are kept.

    The fewest visits get another place (scheduling.md §4); None when no plan is found.
    """
    offered = {place.visit_id: place for place in places}
    return _with_fewest_moved(treatment, offered, book, today, is_booked=False)


def _with_fewest_moved(
    treatment: Treatment,
    places: Mapping[int, Appointment] | Mapping[int, Placed],
    book: Book,
    today: int,
    is_booked: bool,
) -> CaseReplan | None:
    """Place the visits so that the fewest leave their ``places``, whose time the book must show as free.

    Places that a person booked (``is_booked``) may be outside the patient's usual hours, or with whom and where the
    plan would not put them.
    """
    found = _usual_or_near(treatment, places, book, today, is_booked)
    if found is None:
        kept, given_up = keepable(treatment, book, today)
        found = _usual_or_near(kept, places, book, today, is_booked) if given_up else None
        return found and replace(found, given_up=given_up)
    return found


def _usual_or_near(
    treatment: Treatment,
    places: Mapping[int, Appointment] | Mapping[int, Placed],
    book: Book,
    today: int,
    is_booked: bool,
) -> CaseReplan | None:
    """With the usual waits, unless days nearby, where a rule allows them, spare a move."""
    usual = treatment.usual({**treatment.fixed_days, **{key: row.day for key, row in places.items()}})
    found = _moving_fewest(usual, places, book, today, is_booked)
    if usual.gaps != treatment.gaps and (found is None or found.moved):
        return _fewer(found, _moving_fewest(treatment, places, book, today, is_booked))
    return found


def _moving_fewest(
    treatment: Treatment,
    places: Mapping[int, Appointment] | Mapping[int, Placed],
    book: Book,
    today: int,
    is_booked: bool,
) -> CaseReplan | None:
    """None when no plan was found: none exists, or the search was given up before one was."""
    problem, window = problem_of(treatment, book, today)
    providers, chairs = tuple(book.providers), tuple(book.operatories)
    current = {}
    for at, visit in enumerate(treatment.visits):
        row = places.get(visit.sitting.id)
        if row is None or row.provider_id not in providers or row.operatory_id not in chairs:
            continue
        day, start = row.day - problem.first_day, row.start - window.start
        if 0 <= day < problem.days and 0 <= start <= window.units - row.units:
            current[at] = Placement(day, start, providers.index(row.provider_id), chairs.index(row.operatory_id))
    try:
        found = replan(problem, current, is_booked=is_booked)
    except OutOfSteps:
        return None
    if found is None:
        return None
    offer = offer_of(found.plan, treatment, problem, window, book, True)
    ids = [place.visit_id for place in offer.places]
    moved = tuple(place.visit_id for place in offer.places if _moves(place, places.get(place.visit_id)))
    return CaseReplan(offer, moved, tuple(key for key in ids if key not in places))


def _moves(place: Placed, row: Appointment | Placed | None) -> bool:
    if row is None:
        return False
    now = (row.day, row.start, row.operatory_id, row.provider_id)
    return (place.day, place.start, place.operatory_id, place.provider_id) != now
