"""What a visit is held to by hand: the days to the booked visits of its case, sides, chair time, mornings."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.schedule.chain import Booked, Chain, Tolerance
from tctui.core.schedule.spacing import Gap, quadrants
from tests.core.schedule.practice import MONDAY

SCALING = Gap(1, 2, 7, 21, True, "scaling to scaling, 7 to 21 days", 1)
FIRST = Booked(1, "Right side", MONDAY, 108, 126, frozenset({"UR", "LR"}))


def texts(chain: Chain, day: int, start: int = 96, end: int = 108, **other: object) -> list[str]:
    return [conflict.text for conflict in chain.against(day, start, end, **other)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-3, "belongs after Mon 23 Nov: scaling to scaling, 7 to 21 days"),
        (1, ""),
        (2, "too soon after Mon 23 Nov: scaling to scaling, 7 to 21 days"),
        (7, ""),
        (21, ""),
        (22, "too late after Mon 23 Nov: scaling to scaling, 7 to 21 days"),
    ],
)
def test_the_days_after_a_booked_visit(days: int, said: str) -> None:
    chain = Chain(2, (SCALING,), (FIRST,))
    assert texts(chain, MONDAY + days) == [said] * bool(said)
    assert chain.keeps(MONDAY + days) is not bool(said)
    assert (chain.not_before(), chain.due_by()) == (MONDAY + 7, MONDAY + 21)


def test_the_days_before_a_booked_visit_bind_the_earlier_one_too() -> None:
    seat = Booked(2, "Seat", MONDAY + 30, 96, 104, frozenset())
    chain = Chain(1, (Gap(1, 2, 14, 28, True, "crown preparation to crown seat, 14 to 28 days"),), (seat,))
    rule = "crown preparation to crown seat, 14 to 28 days"
    assert texts(chain, MONDAY + 20) == [f"too near before Wed 23 Dec: {rule}"]
    assert texts(chain, MONDAY + 1) == [f"too long before Wed 23 Dec: {rule}"]
    assert texts(chain, MONDAY + 31) == [f"belongs before Wed 23 Dec: {rule}"]
    assert texts(chain, MONDAY + 10) == []
    assert (chain.not_before(), chain.due_by()) == (0, MONDAY + 16)


def test_on_one_day_the_order_counts() -> None:
    chain = Chain(2, (Gap(1, 2, 0, None, True, "after the phase before it"),), (FIRST,))
    assert texts(chain, MONDAY, 100, 108) == ["on that day after Right side: after the phase before it"]
    assert texts(chain, MONDAY, 126, 134) == []


def test_a_wish_is_said_milder_and_not_beside_a_rule_of_the_same_visits() -> None:
    must = Gap(1, 2, 28, 84, True, "scaling to re-evaluation, 28 to 84 days")
    best = Gap(1, 2, 28, 55, False, "scaling to re-evaluation, best within 55 days")
    chain = Chain(2, (best, must), (FIRST,))
    assert texts(chain, MONDAY + 60) == ["late after Mon 23 Nov: scaling to re-evaluation, best within 55 days"]
    assert texts(chain, MONDAY + 90) == ["too late after Mon 23 Nov: scaling to re-evaluation, 28 to 84 days"]
    assert chain.keeps(MONDAY + 60)


def test_what_a_person_set_is_said_with_its_days() -> None:
    chain = Chain(2, (Gap(1, 2, 10, 20, True, "set for this visit"),), (FIRST,))
    assert texts(chain, MONDAY + 5) == ["too soon after Mon 23 Nov: 10 to 20 days set for this visit"]


def test_never_both_lower_sides_on_one_day() -> None:
    left = Chain(2, (), (FIRST,), quadrants(["19"], []))
    assert texts(left, MONDAY, 140, 150) == ["both lower sides numbed that day: Right side"]
    assert texts(left, MONDAY + 1) == []
    assert texts(Chain(2, numbs=quadrants(["19", "30"], [])), MONDAY) == ["numbs both lower sides"]
    assert texts(Chain(2, (), (FIRST,), quadrants(["14"], [])), MONDAY, 140, 150) == []


def test_the_same_side_is_pointed_to() -> None:
    right = Chain(2, (), (FIRST,), quadrants(["30"], []))
    assert right.together(MONDAY) == "same side as Right side"
    assert right.together(MONDAY + 9) == "same side as Right side Mon 23 Nov"
    assert Chain(2, (), (FIRST,), quadrants(["14"], [])).together(MONDAY) == ""
    assert Chain(2, (SCALING,), (FIRST,), quadrants(["30"], [])).together(MONDAY + 9) == ""


def test_chair_time_of_a_day_and_a_childs_morning() -> None:
    chain = Chain(tolerance=Tolerance(only_mornings=True))
    assert texts(chain, MONDAY, 96, 132) == []
    assert texts(chain, MONDAY, 96, 108, stays=[(108, 134)]) == ["190m in the chair that day, 180m at most"]
    assert texts(chain, MONDAY, 96, 108, stays=[(140, 146)]) == [
        "250m from coming to leaving that day, 240m at most"
    ]
    assert texts(chain, MONDAY, 140, 150) == ["a child is treated in the morning"]
    assert texts(chain, MONDAY, 140, 150, treats=False) == []


@pytest.mark.parametrize(
    ("teeth", "areas", "found"),
    [(["1", "8"], [], {"UR"}), (["9", "16"], [], {"UL"}), (["17", "24"], [], {"LL"}), (["25", "32"], [], {"LR"}),
     (["A", "J", "K", "T"], [], {"UR", "UL", "LL", "LR"}), ([""], ["upper"], {"UR", "UL"}), ([], ["LR", "mouth"], {"LR"}),
     (["33", "²", "AB"], [], set())],
)  # fmt: skip
def test_the_quadrants_that_are_numbed(teeth: list[str], areas: list[str], found: set[str]) -> None:
    assert quadrants(teeth, areas) == found


@given(st.integers(0, 60), st.integers(0, 60), st.integers(-20, 140))
def test_the_first_and_last_day_are_those_that_keep_the_rule(least: int, more: int, days: int) -> None:
    chain = Chain(2, (Gap(1, 2, least, least + more, True, "rule"),), (FIRST,))
    due = chain.due_by()
    assert due is not None
    assert chain.keeps(MONDAY + days) is (chain.not_before() <= MONDAY + days <= due)
