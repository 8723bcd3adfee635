"""Alternatives: the last visit by booked and planned days and gaps, a month of the usual plan, time as people say it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tctui.core.estimate import OfficeSettings, PlannedLine, estimate
from tctui.core.estimate.alternatives import alternative, last_day, time_words
from tctui.core.finance.wish import Proposal, monthly_of
from tctui.core.schedule.spacing import Gap
from tests.core.cases import TODAY, line, option, sitting, visit

from .plans import ppo


def test_the_last_visit_follows_gaps_planned_and_booked_days() -> None:
    first, second = visit(line("diagnosed")), visit(line("diagnosed"))
    way = option(first, second)
    counted = {each.id for each in way.lines()}
    gap = [Gap(first.id, second.id, 90, 120, True, "")]
    assert last_day(way, counted, [], TODAY) == TODAY
    assert last_day(way, counted, gap, TODAY) == TODAY + timedelta(days=90)
    held = sitting(in_days=10)
    later = option(visit(line("accepted", held=held), held=held), visit(line(planned_on=TODAY + timedelta(days=40))))
    assert last_day(later, {each.id for each in later.lines()}, [], TODAY) == TODAY + timedelta(days=40)
    assert last_day(later, set(), [], TODAY) == TODAY
    assert last_day(way, counted, gap, TODAY, lambda day: day + 1) == TODAY + timedelta(days=92)


def test_an_option_is_summed_up_with_a_month_of_the_usual_plan() -> None:
    way = option(line("diagnosed"), line("diagnosed"))
    lines = [PlannedLine(str(each.id), "CR", "crowns", each.fee, on=TODAY) for each in way.lines()]
    found = alternative(
        way, estimate(lines, [ppo()], OfficeSettings(), TODAY), TODAY + timedelta(days=35), TODAY, Proposal()
    )
    assert (found.fee_cents, found.insurance_cents, found.patient_cents) == (200_000, 97_500, 102_500)
    assert found.monthly_cents == 8_542
    assert (found.visits, found.days, found.standing) == (2, 35, "recommended")
    assert not found.is_open


@pytest.mark.parametrize(
    ("days", "said"), [(0, "at once"), (10, "10 days"), (35, "5 weeks"), (90, "3 months"), (365, "12 months")]
)
def test_time_as_people_say_it(days: int, said: str) -> None:
    assert time_words(days) == said


def test_nothing_owed_has_no_month() -> None:
    assert monthly_of(0, TODAY, Proposal()) is None
