"""How each figure of a way to pay comes about: the steps end at the figure, and sums are sums."""

from __future__ import annotations

import contextlib
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.choices import Due, PaymentChoice, Way
from tctui.core.finance.figures import Figure, Step, figure_steps
from tctui.core.finance.membership import MemberLine, MembershipPlan
from tctui.core.finance.plans import Frequency
from tctui.core.finance.side_by_side import every_way, partner_and_rest
from tctui.core.finance.wish import Wish
from tctui.rulebooks.partners import partner_products

TODAY = date(2026, 11, 23)
PRODUCTS = partner_products()
PLAN = MembershipPlan("Riverside members", 39_900, 1_500)
LINES = (MemberLine("C1", 120_000, 2), MemberLine("F1", 60_000))
VISITS = (Due("visit 1", date(2026, 12, 1), 120_000), Due("visit 2", None, 180_000))


def ways_of(wish: Wish) -> list[PaymentChoice]:
    ways = [*every_way(wish, VISITS, PRODUCTS, [PLAN], LINES)]
    with contextlib.suppress(Refused):
        ways.append(partner_and_rest(wish, PRODUCTS[0], 100_000, Way.IN_HOUSE))
    return [way for way in ways if isinstance(way, PaymentChoice)]


@given(
    st.integers(0, 250_000),
    st.integers(1, 60),
    st.sampled_from([0, 990, 2_999]),
    st.sampled_from(Frequency),
    st.integers(0, 1_000),
)
@settings(max_examples=60, deadline=None)
def test_every_figure_of_every_way_is_where_its_steps_end(
    down: int, months: int, rate: int, often: Frequency, courtesy: int
) -> None:
    for way in ways_of(Wish(300_000, TODAY, down, months, rate, often, courtesy=courtesy)):
        assert figure_steps(way, Figure.TODAY)[-1].cents == way.due_today_cents
        assert figure_steps(way, Figure.LAST)[-1].cents == way.last.amount_cents
        assert figure_steps(way, Figure.PRACTICE)[-1].cents == way.practice_cost_cents
        assert way.monthly_cents in {step.cents for step in figure_steps(way, Figure.MONTHLY)} or not way.monthly_cents
        for figure, cents in (
            (Figure.TODAY, way.due_today_cents),
            (Figure.TOTAL, way.total_cents),
            (Figure.CREDIT, way.finance_charge_cents),
        ):
            steps = figure_steps(way, figure)
            assert steps[-1].cents == cents
            assert sum(step.cents or 0 for step in steps[:-1]) == cents


@pytest.mark.parametrize(
    ("figure", "steps"),
    [
        (
            Figure.MONTHLY,
            [
                Step("financed", "3,000.00 less 600.00 down", 240_000),
                Step("interest", "9.9 % a year, 1/26 of it a period"),
                Step("each payment", "26 level payments, every two weeks", 9_713),
                Step("a month", "26 payments a year ÷ 12", 21_045),
                Step("last payment", "takes what rounding leaves", 9_709),
            ],
        ),
        (Figure.PRACTICE, [Step("costs the practice", "nothing", 0)]),
    ],
)
def test_a_plan_every_two_weeks_says_how_it_becomes_a_month(figure: Figure, steps: list[Step]) -> None:
    wish = Wish(300_000, TODAY, 60_000, 12, 990, Frequency.EVERY_TWO_WEEKS, date(2026, 12, 7))
    plan = next(way for way in ways_of(wish) if way.way is Way.IN_HOUSE)
    assert figure_steps(plan, figure) == steps
