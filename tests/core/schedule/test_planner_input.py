"""Wrong instances: each is told by the path in it and the reason, whatever JSON it is."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused, Unreadable
from tctui.core.schedule.planner.answer import answer
from tctui.core.schedule.planner.explain import explain
from tests.core.schedule.instances import Row, Wanted, made
from tests.core.schedule.test_planner import tiny

MISSING = object()


def changed(instance: Row, path: list[Any], value: Any) -> Row:
    """The instance with the value at a path replaced, or taken out."""
    other = copy.deepcopy(instance)
    at: Any = other
    for step in path[:-1]:
        at = at[step]
    if value is MISSING:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return other


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (["format"], "multi-visit-plan/9", "format: expected multi-visit-plan/1"),
        (["days"], MISSING, "days: missing"),
        (["days"], True, "days: expected a whole number"),
        (["days"], 100000, "days: 100000 is out of range"),
        (["first_date"], "2026-02-30", "first_date: expected a date"),
        (["first_date"], "9999-12-30", "days: goes beyond the calendar"),
        (["visits"], [], "visits: expected 1 to 16 visits, found 0"),
        (["visits", 2, "pattern"], "XQ/", "visits[2].pattern: not a pattern: 'XQ/'"),
        (["visits", 2, "pattern"], "", "visits[2].pattern: expected text"),
        (["visits", 1, "id"], "v0", "visits[1].id: 'v0' is the id of another visit too"),
        (["visits", 0, "id"], "\ud800", "visits[0].id: has half a character, which cannot be written"),
        (["visits", 0, "role"], "dentist", "patient.preferred.dentist: missing"),
        (["visits", 0, "latest"], "soon", "visits[0].latest: expected a whole number"),
        (["visits", 0, "exam"], {"providers": ["DR1"], "offset": -1, "units": 1}, "visits[0].exam.offset: -1 is out"),
        (["gaps", 0, "to"], "v99", "gaps[0].to: no visit 'v99' in this instance"),
        (["gaps", 0, "max"], 3, "gaps[0].max: 3 is less than min 14"),
        (["gaps", 0, "to"], "v0", "gaps[0].to: a gap is between two visits"),
        (["combinable"], [["v0"]], "combinable[0]: expected 2 entries, found 1"),
        (["patient", "windows"], [[]] * 6, "patient.windows: expected 7 entries, found 6"),
        (["patient", "windows", 2], [[5, 99]], "patient.windows[2][0][1]: 99 is out of range, expected 0 to 54"),
        (["patient", "away"], [[9, 3]], "patient.away[0]: ends before it starts"),
        (["provider_free", "DR1"], [], "provider_free.DR1: expected 20 entries, found 0"),
        (["provider_free", "DR1", 3], [[4, 2]], "provider_free.DR1[3][0]: ends before it starts"),
        (["provider_free", "DR1", 3], [[4, "6"]], "provider_free.DR1[3][0][1]: expected a whole number"),
        (["operatory_free", "OP1", 4], [[4, 6]], "operatory_free.OP1[4][0]: expected 3 entries, found 2"),
        (["operatory_free", "OP1", 4], [[4, 6, 7]], "operatory_free.OP1[4][0][2]: expected text"),
        (["day_start"], "8 am", "day_start: expected a time such as 08:00"),
        (["current"], [{"id": "v0"}], "current[0].day: missing"),
    ],
)
def test_what_is_wrong_is_told_by_its_path(path: list[Any], value: Any, said: str) -> None:
    instance = made(1, Wanted(visits=3, days=20, pathways=(3,)))
    assert instance["gaps"][0]["from"] == "v0"
    with pytest.raises(Unreadable) as refusal:
        answer(changed(instance, path, value))
    assert str(refusal.value).startswith(said)


PATHS = [
    [],
    ["days"], ["units_per_day"], ["noon_unit"], ["first_date"], ["visits"], ["gaps"], ["combinable"], ["patient"],
    ["provider_free"], ["operatory_free"], ["provider_free", "D1"], ["provider_free", "D1", 0],
    ["operatory_free", "A", 0], ["operatory_free", "A", 1], ["patient", "windows"], ["patient", "windows", 0],
    ["patient", "away"], ["patient", "max_chair_units"], ["patient", "max_span_units"], ["patient", "preferred"],
    ["patient", "preferred", "doctor"], ["visits", 0], ["visits", 0, "id"], ["visits", 0, "pattern"],
    ["visits", 0, "exam"], ["visits", 0, "blocks"], ["visits", 0, "providers"], ["visits", 0, "operatories"],
    ["visits", 0, "earliest"], ["visits", 0, "latest"], ["visits", 0, "am_only"], ["current"], ["fixed"],
    ["unit_minutes"], ["day_start"], ["providers"],
]  # fmt: skip
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**20), 10**20) | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["id", "v0", "D1", "x"]), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=120, deadline=None)
@given(seed=st.integers(0, 30), path=st.sampled_from(PATHS), value=ANYTHING)
def test_any_json_in_any_place_is_answered_or_refused(seed: int, path: list[Any], value: Any) -> None:
    instance = changed(tiny(seed), path, value) if path else value if isinstance(value, dict) else {}
    for carry_out in (answer, lambda raw: list(explain(raw))):
        with suppress(Refused):
            carry_out(instance)


def test_a_provider_or_operatory_unknown_to_the_book_is_never_free() -> None:
    instance = made(1, Wanted(visits=1, days=30, fill=0.5, pathways=(0,)))
    instance["visits"][0]["providers"] = ["DR9"]
    assert answer(instance)["status"] == "INFEASIBLE"
    instance["visits"][0]["providers"] = ["DR9", "DR1"]
    assert answer(instance)["visits"][0]["provider"] == "DR1"
