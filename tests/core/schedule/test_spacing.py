"""Spacing: the office's table laid over the visits of a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.schedule.spacing import (
    DEFAULT_RULES,
    Gap,
    Sitting,
    SpacingRule,
    Step,
    gaps,
    lower_sides,
    may_share_a_day,
)


def sitting(number: int, *steps: str, tooth: str = "", phase: int = 1, **more: object) -> Sitting:
    teeth = frozenset({tooth} - {""})
    return Sitting(number, phase, frozenset(Step(name, tooth) for name in steps), teeth, **more)  # type: ignore[arg-type]


def spans(visits: list[Sitting]) -> dict[tuple[int, int], tuple[int, int | None]]:
    """The days of each pair; where a wish stands beside what must be kept, the latter."""
    found = sorted(gaps(visits, DEFAULT_RULES), key=lambda gap: gap.firm)
    return {(gap.from_id, gap.to_id): (gap.min_days, gap.max_days) for gap in found}


def test_an_implant_runs_through_its_months() -> None:
    visits = [
        sitting(1, "extraction", "bone graft", tooth="19"),
        sitting(2, "implant", tooth="19"),
        sitting(3, "implant impression", tooth="19"),
        sitting(4, "implant crown", tooth="19"),
    ]
    found = spans(visits)
    assert found[1, 2] == (112, 182)
    assert found[2, 3] == (90, 180)
    assert found[3, 4] == (14, 35)


def test_re_evaluation_counts_from_the_last_side_that_was_scaled() -> None:
    found = spans([sitting(1, "scaling"), sitting(2, "scaling"), sitting(3, "re-evaluation")])
    assert found[1, 2] == (7, 21)
    assert found[2, 3] == (28, 84)
    assert (1, 3) not in found


def test_what_is_warned_of_is_a_wish_beside_what_must_be_kept() -> None:
    found = gaps([sitting(1, "scaling"), sitting(2, "re-evaluation")], DEFAULT_RULES)
    assert [(gap.firm, gap.min_days, gap.max_days) for gap in found] == [(True, 28, 84), (False, 28, 55)]
    canal = gaps([sitting(1, "root canal", tooth="3"), sitting(2, "build-up", tooth="3")], DEFAULT_RULES)
    assert [(gap.firm, gap.max_days) for gap in canal] == [(True, 120), (False, 30)]


@pytest.mark.parametrize(
    ("days", "held"), [(0, True), (1, True), (2, False), (6, False), (7, True), (21, True), (22, False)]
)
def test_two_sides_may_be_scaled_on_one_day_or_the_next(days: int, held: bool) -> None:
    (gap,) = gaps([sitting(1, "scaling"), sitting(2, "scaling")], DEFAULT_RULES)
    assert gap.holds(days) is held


def test_rules_of_a_tooth_do_not_bind_another_tooth() -> None:
    found = spans([sitting(1, "crown preparation", tooth="3"), sitting(2, "crown seat", tooth="14")])
    assert found == {}


def test_what_a_person_set_replaces_the_rule_for_that_pair() -> None:
    visits = [
        sitting(1, "crown preparation", tooth="3"),
        sitting(2, "crown seat", tooth="3", gap_min=0, gap_max=0),
    ]
    assert gaps(visits, DEFAULT_RULES) == (Gap(1, 2, 0, 0, True, "set for this visit"),)


def test_phases_follow_each_other_and_may_share_a_day() -> None:
    visits = [sitting(1, phase=1), sitting(2, phase=2), sitting(3, phase=2)]
    found = spans(visits)
    assert found == {(1, 2): (0, None), (1, 3): (0, None)}
    assert may_share_a_day(visits, gaps(visits, DEFAULT_RULES)) == ((1, 2), (1, 3), (2, 3))


def test_both_lower_sides_are_never_numbed_on_one_day() -> None:
    left = sitting(1, tooth="19", lower=lower_sides(["19"], []))
    right = sitting(2, tooth="30", lower=lower_sides(["30"], []))
    upper = sitting(3, tooth="3", lower=lower_sides(["3"], ["UR"]))
    assert may_share_a_day([left, right, upper], ()) == ((1, 3), (2, 3))
    assert lower_sides([], ["lower"]) == {"LL", "LR"}
    assert lower_sides(["K", "T"], []) == {"LL", "LR"}


PUBLISHED = [
    ("scaling", "scaling", 7, 21),
    ("scaling", "re-evaluation", 28, 84),
    ("crown preparation", "crown seat", 14, 28),
    ("crown preparation, milled", "crown seat", 0, 0),
    ("root canal", "build-up", 0, 120),
    ("root canal", "crown preparation", 0, 120),
    ("root canal", "crown preparation, milled", 0, 120),
    ("extraction", "implant", 84, 112),
    ("extraction", "implant, at once", 0, 0),
    ("extraction", "implant, early", 28, 56),
    ("extraction", "implant, late", 180, None),
    ("bone graft", "implant", 112, 182),
    ("implant", "implant impression", 90, 180),
    ("implant, early", "implant impression", 90, 180),
    ("implant impression", "implant crown", 14, 35),
    ("denture", "denture impression", 1, None),
    ("denture impression", "denture bite", 1, None),
    # Five and six working days, from whichever weekday they begin, are one weekend and two more.
    ("denture bite", "denture try-in", 7, None),
    ("denture try-in", "denture delivery", 10, None),
    ("denture delivery", "denture check, day", 1, 3),
    ("denture delivery", "denture check, week", 7, 10),
    ("denture delivery", "denture check, month", 30, 37),
    ("aligner", "aligner check", 42, 70),
    ("aligner check", "aligner check", 42, 70),
]
"""The table of scheduling.md §3 in calendar days; the last day of a denture's check leaves room for a weekend."""


@pytest.mark.parametrize(("before", "after", "least", "most"), PUBLISHED)
def test_each_row_of_the_published_table_binds_its_steps(before: str, after: str, least: int, most: int | None) -> None:
    visits = [sitting(1, before, tooth="3"), sitting(2, after, tooth="3")]
    firm = [gap for gap in gaps(visits, DEFAULT_RULES) if gap.firm]
    assert [(gap.min_days, gap.max_days) for gap in firm] == [(least, most)]


@pytest.mark.parametrize(
    ("before", "after", "least", "most"),
    [("whitening", "bonding", 14, 60), ("root canal", "build-up", 0, 30), ("root canal", "crown preparation", 0, 30)],
)
def test_what_the_table_only_wishes_gives_way_first(before: str, after: str, least: int, most: int) -> None:
    visits = [sitting(1, before, tooth="3"), sitting(2, after, tooth="3")]
    (wish,) = [gap for gap in gaps(visits, DEFAULT_RULES) if not gap.firm]
    assert (wish.min_days, wish.max_days) == (least, most)


def test_the_table_warns_where_it_says_so() -> None:
    warned = {(rule.before, rule.after): rule.warn_days for rule in DEFAULT_RULES if rule.warn_days}
    assert warned == {
        ("scaling", "re-evaluation"): 56,
        ("root canal", "build-up"): 60,
        ("root canal", "crown preparation"): 60,
    }


def test_what_a_person_set_replaces_a_wish_too() -> None:
    visits = [sitting(1, "root canal", tooth="3"), sitting(2, "build-up", tooth="3", gap_min=40)]
    assert gaps(visits, DEFAULT_RULES) == (Gap(1, 2, 40, None, True, "set for this visit"),)


@given(days=st.integers(0, 40), week=st.integers(3, 7), start=st.integers(0, 6))
def test_working_days_are_kept_from_whichever_weekday_they_start(days: int, week: int, start: int) -> None:
    rule = SpacingRule("a", "b", days, None, "mouth", "working")
    (gap,) = gaps([sitting(1, "a"), sitting(2, "b")], [rule], week)
    worked = sum((start + day) % 7 < week for day in range(1, gap.min_days + 1))
    assert worked >= days
    assert gap.min_days <= days + (7 - week) * (days // week + 1)
