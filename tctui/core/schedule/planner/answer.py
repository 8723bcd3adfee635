"""The answer to an instance of ``multi-visit-plan/1`` as plain JSON objects: the best plan, its measures, the frontier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tctui.core.schedule.planner.best import best_plan
from tctui.core.schedule.planner.explain import obstacle_path, obstacle_words
from tctui.core.schedule.planner.frontier import Calendar, frontier
from tctui.core.schedule.planner.instance import FORMAT, Instance, instance_from
from tctui.core.schedule.planner.problem import Plan
from tctui.core.schedule.planner.relax import obstruction
from tctui.core.schedule.planner.replan import holding, replan
from tctui.core.schedule.planner.steps import OutOfSteps

_NOTHING_FOUND: dict[str, Any] = {"status": "UNKNOWN", "objective": None, "visits": [], "frontier": []}


def answer(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one instance; with ``current`` placements in it the rest is planned anew with the fewest moved.

    ``status`` is OPTIMAL, FEASIBLE when the search was given up before it was proven the best, INFEASIBLE with the
    ways out, or UNKNOWN when it was given up before any plan was found. Raises Unreadable with a path when the instance is wrong.
    """
    instance = instance_from(raw)
    named = {key: raw[key] for key in ("id", "name") if isinstance(raw.get(key), str | int)}
    if instance.current:
        try:
            anew = replan(instance.problem, instance.current, instance.fixed)
        except OutOfSteps:
            return {"format": FORMAT, **named, **_NOTHING_FOUND}
        if anew is not None:
            moved = [instance.problem.visits[at].id for at in anew.moved]
            return {"format": FORMAT, **named, **_placed(instance, anew.plan), "moved": moved}
        return {"format": FORMAT, **named, **_nothing_fits(instance)}
    calendar = Calendar(instance.problem)
    endings, proven = frontier(calendar)
    if not endings:
        return {"format": FORMAT, **named, **(_nothing_fits(instance) if proven else _NOTHING_FOUND)}
    reply = _placed(instance, best_plan(calendar, endings[0]))
    if not proven:
        reply["status"] = "FEASIBLE"
    return {"format": FORMAT, **named, **reply, "frontier": [list(ending.point) for ending in endings]}


def _placed(instance: Instance, plan: Plan) -> dict[str, Any]:
    problem = instance.problem
    return {
        "status": "OPTIMAL" if plan.is_proven else "FEASIBLE",
        "objective": plan.measures._asdict(),
        "visits": [
            {
                "id": visit.id,
                "day": place.day,
                "start": place.start,
                "provider": problem.providers[place.provider].name,
                "operatory": problem.operatories[place.operatory].name,
            }
            for visit, place in zip(problem.visits, plan.placements, strict=True)
        ],
    }


def _nothing_fits(instance: Instance) -> dict[str, Any]:
    why = obstruction(holding(instance.problem, instance.current, instance.fixed))
    return {
        "status": "INFEASIBLE",
        "objective": None,
        "visits": [],
        "frontier": [],
        "without_opening": [instance.problem.visits[at].id for at in why.without_opening],
        **({"open_days": _by_id(instance, why.open_days)} if why.open_days else {}),
        "ways_out": [
            {
                "ease": [
                    {
                        "path": obstacle_path(instance, obstacle),
                        "words": obstacle_words(instance, obstacle, way.needed),
                        **({"needed": way.needed} if way.needed is not None else {}),
                    }
                    for obstacle in way.obstacles
                ],
                "trips": way.point.trips,
                "finish_day": way.point.finish_day,
            }
            for way in why.ways
        ],
    }


def _by_id(instance: Instance, figures: Sequence[int]) -> dict[str, int]:
    return {visit.id: figure for visit, figure in zip(instance.problem.visits, figures, strict=True)}
