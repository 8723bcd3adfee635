"""Of equally good plans the one in which urgent visits come sooner, against every plan of small instances."""

from __future__ import annotations

from math import prod

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import instance_from
from tctui.core.schedule.planner.sooner import with_sooner
from tests.core.schedule.brute import all_places, all_plans
from tests.core.schedule.plan_rules import faults_of, measures_of
from tests.core.schedule.test_planner import tiny
from tests.core.schedule.test_planner_points import as_row


def test_urgent_visits_come_as_soon_as_a_plan_as_good_has_them() -> None:
    sooner = 0
    for seed in range(400, 640):
        instance = tiny(seed)
        if prod(len(all_places(instance, visit)) for visit in instance["visits"]) > 4_000:
            continue
        calendar = Calendar(instance_from(instance).problem)
        endings, _ = frontier(calendar)
        if not endings:
            continue
        plan = best_plan(calendar, endings[0])
        urgent = [len(instance["visits"]) - 1, 0]
        found = with_sooner(calendar, plan, urgent)
        assert faults_of(instance, as_row(calendar.problem, found)) == [], seed
        assert found.measures == plan.measures, seed
        assert found.is_proven
        equal = [each for each in all_plans(instance) if tuple(measures_of(instance, each).values()) == plan.measures]
        days = min([each["visits"][at]["day"] for at in urgent] for each in equal)
        assert [found.placements[at].day for at in urgent] == days, seed
        sooner += days < [plan.placements[at].day for at in urgent]
    assert sooner > 2
