"""Goals: production against the hourly goal, and the fill of the open hours."""

from tctui.core.schedule.goals import day_goal, in_all, operatory_cents, provider_goal, toward_goals
from tctui.core.schedule.records import HoursException, Resource

from .practice import KIM, LEE, MONDAY, OP1, OP2, RUIZ, make_book, visit

ROWS = (
    visit(1, "8:00", "X" * 24, production_cents=120_000),
    visit(2, "13:00", "XX//", production_cents=30_000),
    visit(3, "8:00", "X" * 12, operatory_id=OP2, provider_id=RUIZ, production_cents=50_050),
)


def test_a_providers_day():
    goal = provider_goal(make_book(ROWS), LEE, MONDAY)
    assert (goal.booked_cents, goal.goal_cents) == (150_000, 320_000)
    assert (goal.open_units, goal.booked_units) == (96, 26)
    assert goal.fill == 2_708
    assert goal.gap_cents == 170_000


def test_the_day_is_the_sum_of_the_providers():
    book = make_book(ROWS)
    goal = day_goal(book, MONDAY)
    assert goal.booked_cents == 200_050 == sum(book.production(MONDAY).values())
    assert goal.goal_cents == 8 * (40_000 + 36_000 + 15_000)
    assert goal.open_units == 3 * 96
    assert operatory_cents(book, OP1, MONDAY) == 150_000


def test_a_day_off_has_no_goal():
    book = make_book(exceptions=(HoursException(Resource("provider", KIM), MONDAY),))
    goal = provider_goal(book, KIM, MONDAY)
    assert (goal.goal_cents, goal.fill, goal.gap_cents) == (0, 0, 0)


def test_more_booked_than_the_goal_leaves_no_gap():
    book = make_book((visit(1, production_cents=999_999_00),))
    assert provider_goal(book, LEE, MONDAY).gap_cents == 0


def test_two_visits_of_one_provider_on_a_day_share_what_is_missing():
    book = make_book(ROWS)
    missing = provider_goal(book, LEE, MONDAY).gap_cents
    assert toward_goals(book, [(LEE, MONDAY, 120_000), (LEE, MONDAY, 120_000)]) == missing == 170_000
    assert toward_goals(book, [(LEE, MONDAY, 120_000), (LEE, MONDAY + 1, 120_000)]) == 240_000
    assert toward_goals(book, [(LEE, MONDAY, 50_000), (RUIZ, MONDAY, 60_000)]) == 110_000


def test_days_count_together():
    book = make_book(ROWS)
    two = in_all(provider_goal(book, LEE, day) for day in (MONDAY, MONDAY + 1))
    assert (two.booked_cents, two.goal_cents, two.open_units, two.fill) == (150_000, 640_000, 192, 1_354)
