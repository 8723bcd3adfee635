"""The plan of a patient who is pre-medicated for each visit: as few days as can be, and those far enough apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import combinations

from tctui.core.schedule.case_plan import CasePlan, Offer
from tctui.core.schedule.spacing import Gap


def plan_apart(
    plan: Callable[[Sequence[Gap]], CasePlan], gaps: Sequence[Gap], fixed_days: Mapping[int, int], days: int, why: str
) -> CasePlan:
    """Plan with so many days at least between the days of visits; what ``plan`` gives for gaps is the planner's answer.

    The plan of the fewest trips says which visits share a day and in which order the days come; then those are placed
    anew, apart. A treatment whose own rules ask for less (a seat, a check) keeps them. Where no place is found so, the
    plan stands as it was and says what it could not keep.
    """
    first = plan(gaps)
    if not days or not first.offers:
        return first
    apart = _apart(first.offers[0], gaps, fixed_days, days, why)
    again = plan(apart)
    return again if again.offers else replace(first, given_up=(*first.given_up, f"{why}, {days} days"))


def _apart(offer: Offer, gaps: Sequence[Gap], fixed_days: Mapping[int, int], days: int, why: str) -> list[Gap]:
    on = {**fixed_days, **{place.visit_id: place.day for place in offer.places}}
    order = sorted(on, key=lambda visit: on[visit])
    found = list(gaps)
    for before, after in combinations(order, 2):
        if before in fixed_days and after in fixed_days:
            continue
        is_shared = on[before] == on[after]
        between = [gap for gap in gaps if {gap.from_id, gap.to_id} == {before, after}]
        if is_shared:
            # Of two on one day the planner keeps the order that the treatment asks for.
            ends = (between[0].from_id, between[0].to_id) if between else (before, after)
            found.append(Gap(*ends, 0, 0, True, ""))
        elif all(gap.max_days is None or gap.max_days >= days for gap in between):
            found.append(Gap(before, after, days, None, True, why))
    return found
