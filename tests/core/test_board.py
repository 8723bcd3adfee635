"""The board's cards, filters, columns and orders."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.board import FLAG_WORDS, NEVER, Card, Standing, card_of, summary
from tctui.core.board_columns import SORTS, View, arrange, why
from tctui.core.board_filter import Person, Wanted, wanted_from_text
from tctui.core.errors import Refused
from tctui.core.pipeline import BOARD, STAGES
from tests.core.cases import TODAY, case, line, option
from tests.hostile import HOSTILE

OWNERS = [Person(1, "maria", "Maria Gomez"), Person(2, "sam", "Sam Lee"), Person(3, "marta", "Marta Kim")]
DOCTORS = [Person(7, "LEE", "Dr. Anna Lee"), Person(8, "RUIZ", "Dr. Jo Ruiz")]


def a_card(case_id: int = 1, **fields: object) -> Card:
    base = card_of(case([line("presented")], id=case_id), Standing(arranged=True))
    return replace(base, **fields)


def test_a_card_carries_the_leading_options_open_dollars():
    made = case(
        option(line("presented"), line("presented", "declined"), line("presented", quantity=2)),
        option(line("presented", fee=1), letter="B", recommended=False),
    )
    card = card_of(made, Standing())
    assert (card.open_cents, card.options, card.stage, card.name) == (300_000, 2, "presented", "Chen, Wei")


def test_flags_hold_in_the_stages_in_which_they_matter():
    past = TODAY - timedelta(days=1)
    standing = Standing(False, True, NEVER, past, True, True)
    urgent = line("presented", urgency="immediate")
    presented = card_of(case([urgent], next_on=past), standing)
    assert presented.flags(TODAY) == "U!$VXRH"
    accepted = card_of(case([line("presented", "accepted")], next_on=TODAY), standing)
    assert accepted.flags(TODAY) == "$SVRH"
    done = card_of(
        case([line("presented", "accepted", "completed")]), Standing(papers_missing=True, verified_until=NEVER)
    )
    assert done.flags(TODAY) == ""
    assert card_of(case([urgent]), Standing(True, verified_until=TODAY, estimate_expires=TODAY)).flags(TODAY) == "U"


def test_a_declined_urgent_line_is_no_longer_urgent():
    made = case([line("presented", "declined", urgency="immediate"), line("presented")])
    assert "U" not in card_of(made, Standing()).flags(TODAY)


def test_days_never_run_backwards():
    assert a_card(since=TODAY + timedelta(days=3)).days(TODAY) == 0
    assert a_card(since=TODAY - timedelta(days=9)).days(TODAY) == 9


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {1, 2, 3}),
        ("chen", {1}),
        ("CHEN wei", {1}),
        ("muller", {2}),
        ("implant", {1, 2}),
        ("implant owner:sam", {2}),
        ("owner:maria", {1}),
        ("owner:mar", {1, 3}),
        ("o:none", set()),
        ("dr:lee", {1, 3}),
        ("provider:ruiz", {2}),
        ("!", {3}),
        ("U!", {3}),
        ("U", {2, 3}),
        ("dr:lee !", {3}),
        ("[b]", set()),
    ],
)
def test_a_filter_reads_as_people_type_it(text, found):
    cards = [
        a_card(1, owner_id=1, provider_id=7),
        a_card(2, last_name="Müller", owner_id=2, provider_id=8, urgent=True),
        a_card(3, last_name="Diaz", title="bridge", owner_id=3, provider_id=7, urgent=True,
               next_on=TODAY - timedelta(days=2)),
    ]  # fmt: skip
    view = View(wanted=wanted_from_text(text, OWNERS, DOCTORS))
    assert {card.case_id for column in arrange(cards, view, TODAY) for card in column.cards} == found


def test_a_name_that_nobody_has_is_refused_with_those_there_are():
    with pytest.raises(Refused, match="maria"):
        wanted_from_text("owner:bob", OWNERS, DOCTORS)
    with pytest.raises(Refused, match="nobody"):
        wanted_from_text("dr:x", OWNERS, [])


def test_any_text_is_a_filter_or_a_refusal():
    card = a_card()
    for text in HOSTILE:
        try:
            wanted = wanted_from_text(text, OWNERS, DOCTORS)
        except Refused:
            continue
        assert wanted.test(TODAY)(card) in (True, False)


def test_closed_stages_show_only_when_asked():
    cards = [a_card(1), a_card(2, stage="completed"), a_card(3, stage="declined")]
    assert [column.stage for column in arrange(cards, View(), TODAY)] == list(BOARD)
    assert sum(column.total.count for column in arrange(cards, View(), TODAY)) == 1
    shown = arrange(cards, View(closed=True), TODAY)
    assert [column.stage for column in shown] == list(STAGES)
    assert sum(column.total.count for column in shown) == 3


def test_each_order():
    old, rich, soon = (
        a_card(1, last_name="C", since=TODAY - timedelta(days=90), open_cents=10),
        a_card(2, last_name="b", since=TODAY, open_cents=900),
        a_card(3, last_name="A", since=TODAY, open_cents=100, next_on=TODAY),
    )
    orders = {"days": [1, 2, 3], "dollars": [2, 3, 1], "name": [3, 2, 1], "next action": [3, 1, 2]}
    assert set(orders) == set(SORTS)
    for sort, order in orders.items():
        column = arrange([soon, old, rich], View(sort=sort), TODAY)[1]
        assert [card.case_id for card in column.cards] == order, sort


_cards = st.builds(
    lambda stage, owner, provider, days, cents, name, urgent: a_card(
        stage=stage, owner_id=owner, provider_id=provider, since=TODAY - timedelta(days=days), open_cents=cents,
        last_name=name, urgent=urgent,
    ),
    st.sampled_from(STAGES), st.sampled_from((None, 1, 2)), st.sampled_from((None, 7, 8)), st.integers(0, 900),
    st.integers(0, 10**8), st.text(max_size=6), st.booleans(),
)  # fmt: skip


@settings(max_examples=100)
@given(st.lists(_cards, max_size=20), st.sampled_from(list(SORTS)), st.sampled_from((None, 1)), st.booleans())
def test_arranging_loses_no_card_and_sums_what_it_shows(cards, sort, owner, closed):
    columns = arrange(cards, View(owner_id=owner, sort=sort, closed=closed), TODAY)
    shown = [card for column in columns for card in column.cards]
    wanted = [c for c in cards if (closed or c.stage in BOARD) and (owner is None or c.owner_id == owner)]
    assert sorted(map(id, shown)) == sorted(map(id, wanted))
    assert sum(column.total.cents for column in columns) == sum(card.open_cents for card in wanted)
    for column in columns:
        assert all(card.stage == column.stage for card in column.cards)
        assert column.total == summary(column.cards, TODAY)
        assert column.total.oldest == max((card.days(TODAY) for card in column.cards), default=0)
        keys = [SORTS[sort](card) for card in column.cards]
        assert keys == sorted(keys)


@given(st.text(alphabet="".join(FLAG_WORDS), min_size=1, max_size=4))
def test_flag_letters_ask_for_cards_that_show_them(flags):
    assert wanted_from_text(flags, (), ()) == Wanted(flags, flags=flags)


def test_why_names_option_lines_and_day():
    said = why(case([line(("presented", -9)), line("presented", ("accepted", -2))]))
    assert said == (
        "$2,000 = fees of 2 open lines of option A, the recommended one (1 presented, 1 accepted);"
        " Presented since Sat 14 Nov"
    )
    assert why(case()) == "The case has no option yet."
    assert date(2026, 11, 14) == TODAY - timedelta(days=9)
