"""Outcomes: how near estimates came, and which rules a repeated gap suggests; three in a row, never fewer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.insurance.outcomes import Outcome, accuracy, offers

FILLING = Outcome(
    7, "Blue River", "W2", "white filling", "restorative", "19", date(2026, 5, 1), expected=16_000, paid=16_000,
    allowed=20_000, expected_allowed=20_000, expected_percent=8_000,
)  # fmt: skip
LISTED = {(7, "W2"), (7, "W3")}


def suggested(
    outcomes: list[Outcome], downgraded: tuple[tuple[int, str], ...] = (), declined: tuple[str, ...] = ()
) -> list[str]:
    return [offer.key for offer in offers(outcomes, downgraded, LISTED, {7: declined})]


def test_three_molar_fillings_paid_as_silver_suggest_the_downgrade() -> None:
    silver = replace(FILLING, paid=10_160, allowed=12_700, paid_as="M2")
    rows = [silver, replace(silver, tooth="30"), replace(silver, tooth="3")]
    (offer,) = offers(rows, (), LISTED, {})
    assert offer.question == ("Blue River paid white filling on molars as M2, 3 times running: add the downgrade?")
    assert (offer.code, offer.to, offer.value) == ("W2", "M2", "molar")
    assert offers([*rows[:2], replace(silver, tooth="4")], (), LISTED, {})[0].value == "posterior"
    assert offers([*rows[:2], replace(silver, tooth="8")], (), LISTED, {})[0].value == "always"
    front = replace(FILLING, tooth="8")
    assert offers([rows[0], front, rows[1], front, rows[2], front], (), LISTED, {}) == [offer]
    assert suggested(rows[:2]) == []
    assert suggested(rows, downgraded=((7, "W2"),)) == []
    assert suggested(rows, declined=(offer.key,)) == []
    assert suggested([*rows, FILLING]) == []  # the last molar was paid as it is


def test_a_lower_percentage_paid_again_and_again_is_asked_about() -> None:
    half = replace(FILLING, paid=10_000)
    (offer,) = offers([half, half, half], (), LISTED, {})
    assert (offer.scope, offer.value) == ("category:restorative", 5_000)
    assert "at 50 % and not 80 %, 3 times running" in offer.question
    assert suggested([half, half]) == []
    assert suggested([half, half, half, FILLING]) == []


def test_one_code_of_a_category_alone_gets_its_own_rule() -> None:
    half = replace(FILLING, code="W3", paid=10_000)
    keys = suggested([half, half, half, FILLING])
    assert keys == ["percent:code:W3::5000"]
    both = [half, replace(FILLING, paid=10_000), half]
    assert suggested(both) == ["percent:category:restorative::5000"]


@pytest.mark.parametrize(
    "row",
    [
        replace(FILLING, paid=9_130, expected=9_130),  # the maximum left only part of the benefit
        replace(FILLING, paid=0, denied=True, reason="too soon"),
        replace(FILLING, paid=7_333, expected_percent=None),
        replace(FILLING, paid=13_777),  # no percentage in steps of five explains it
    ],
)
def test_what_another_rule_explains_suggests_no_percentage(row: Outcome) -> None:
    assert suggested([row, row, row]) == []


def test_a_deductible_stated_is_taken_off_first() -> None:
    row = replace(FILLING, paid=7_500, deductible=5_000)
    assert row.percent() == 5_000


def test_denied_as_not_covered_three_times() -> None:
    row = replace(FILLING, paid=0, denied=True, reason="not covered")
    assert suggested([row, row, row]) == ["percent:W2::0"]


def test_a_fee_that_is_always_another_one_is_corrected() -> None:
    row = replace(FILLING, paid=14_400, allowed=18_000)
    assert suggested([row, row, row]) == ["fee:W2::18000"]
    assert offers([row, row, row], (), (), {}) == []


def test_accuracy_is_paid_over_estimated() -> None:
    rows = accuracy([FILLING, replace(FILLING, paid=8_000), replace(FILLING, plan="Other", expected=0, paid=0)])
    assert [(row.plan, row.count, row.expected, row.paid, row.share) for row in rows] == [
        ("Blue River", 2, 32_000, 24_000, 7_500), ("Other", 1, 0, 0, None),
    ]  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 20_000), max_size=6), st.integers(1, 40_000), st.sampled_from([5_000, 8_000, 10_000]))
def test_nothing_is_suggested_where_all_was_paid_as_estimated(paid: list[int], allowed: int, percent: int) -> None:
    share = allowed * percent // 10_000
    rows = [
        replace(
            FILLING, allowed=allowed, expected_allowed=allowed, expected_percent=percent, expected=share, paid=share
        )
        for _ in paid
    ]
    assert suggested(rows) == []
