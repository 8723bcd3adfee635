"""A plan that counts a crown on the day it is seated takes the benefit year of the visit at which it is seated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate import ClaimDate, OfficeSettings, PlannedLine, estimate
from tctui.core.estimate.phasing_search import years_stand_apart
from tctui.db.models import Procedure
from tctui.db.seat_days import with_seats
from tctui.db.unit_of_work import unit_of_work
from tests.core.estimate.plans import ppo
from tests.practice import NOW, TinyPractice


def crown(on: date, seat_on: date, tooth: str = "3") -> list[PlannedLine]:
    return [
        PlannedLine("1", "CR", "crowns", 100_000, tooth=tooth, on=on),
        PlannedLine("2", "SEAT", "crowns", 0, tooth="3", on=seat_on, priority=1),
    ]


@pytest.mark.parametrize(
    ("counted", "seat_on", "year"),
    [
        (ClaimDate.SEAT, date(2027, 1, 5), 2027),
        (ClaimDate.SERVICE, date(2027, 1, 5), 2026),
        (ClaimDate.SEAT, date(2026, 11, 1), 2026),
    ],
)
def test_the_seat_decides_the_year_only_where_the_plan_says_so(
    practice: TinyPractice, counted: ClaimDate, seat_on: date, year: int
) -> None:
    with unit_of_work(practice.lead.id, "codes", NOW) as unit:
        unit.insert(Procedure, code="CR", name="crown", category="crowns", step="crown preparation")
        unit.insert(Procedure, code="SEAT", name="crown seated", category="crowns", step="crown seat")
    lines = with_seats(crown(date(2026, 12, 1), seat_on))
    assert [line.seated_by for line in lines] == ["2", ""]
    assert with_seats(crown(date(2026, 12, 1), seat_on, "14"))[0].seated_by == ""
    plan = replace(ppo(), claim_date=counted)
    found = estimate(lines, [plan], OfficeSettings(), date(2026, 11, 23))
    assert found.lines[0].shares[0].benefit_year == date(year, 1, 1)
    assert found.lines[0].year == str(year)
    assert not years_stand_apart([plan], lines)
