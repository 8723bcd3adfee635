"""When a coverage has to be verified again: a new benefit year, a plan that changed, a visit that comes near."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.estimate.periods import year_start
from tctui.core.spoken import show_date


@dataclass(frozen=True, slots=True)
class Rhythm:
    """The office's choice: verify so many days before a visit, unless it was done within so many days of it."""

    days_before: int = 7
    fresh_days: int = 30


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a coverage is due; `plan_changed` is the day its plan was changed after the verification."""

    verified_on: date | None
    renewal_month: int | None = None
    plan_changed: date | None = None
    next_visit: date | None = None
    earlier: bool = False
    """Whether it was verified at some time, under this plan or another."""


def due_again(standing: Standing, today: date, rhythm: Rhythm = Rhythm()) -> str:
    """Say why a coverage has to be verified; empty when it need not be."""
    verified = standing.verified_on
    if verified is None:
        return "another plan since it was verified" if standing.earlier else "never verified"
    if verified < year_start(today, standing.renewal_month or 1):
        return "a new benefit year has begun"
    if standing.plan_changed is not None:
        return f"the plan was changed {show_date(standing.plan_changed)}"
    visit = standing.next_visit
    if visit is not None and today <= visit:
        near = visit - today <= timedelta(days=rhythm.days_before)
        stale = visit - verified > timedelta(days=rhythm.fresh_days)
        if near and stale:
            return f"a visit on {show_date(visit)}"
        if verified < year_start(visit, standing.renewal_month or 1) and near:
            return f"a visit on {show_date(visit)}, in a new benefit year"
    return ""
