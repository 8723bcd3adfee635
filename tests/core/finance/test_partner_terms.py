"""Lengths of a product as they are typed and shown, and the facts on which the rules of a state turn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Refused
from tctui.core.finance.applications import Application, State, due_on
from tctui.core.finance.partner_terms import points_or_none, shown, terms_from_text, terms_text
from tctui.core.finance.partners import Term
from tctui.core.finance.state_rules import Act, Fact, asked
from tctui.rulebooks.states import state_pack

POINTS = st.none() | st.integers(0, 10_000)


def test_lengths_as_they_are_typed() -> None:
    assert terms_from_text("6: 0 / 5, 12: 0% / 9.9 %; 24 months: 14.90\n36: - / 5") == (
        Term(6, 0, 500),
        Term(12, 0, 990),
        Term(24, 1490),
        Term(36, None, 500),
    )
    assert terms_text((Term(12, 0, 990), Term(24))) == "12: 0 / 9.9, 24: - / -"


@pytest.mark.parametrize("text", ["", "12", "12: x", "12: 0 / 101", "12: 9.999", "12: 0, 12: 5", "1²: 0", "0x: 1"])
def test_what_is_no_length_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        terms_from_text(text)


@given(st.lists(st.builds(Term, st.integers(1, 120), POINTS, POINTS), min_size=1, unique_by=lambda term: term.months))
def test_lengths_survive_being_shown(terms: list[Term]) -> None:
    assert list(terms_from_text(terms_text(terms))) == terms


@given(POINTS)
def test_a_percentage_survives_being_shown(points: int | None) -> None:
    assert points_or_none(shown(points)) == points


def test_california_turns_on_these_facts() -> None:
    assert asked(state_pack("CA"), (Act.APPLY,), date(2026, 11, 23)) == [
        Fact.PLAN_GIVEN, Fact.NOTICE_GIVEN, Fact.NOTICE_SIGNED, Fact.PATIENT_FILLS_IN, Fact.SEDATED, Fact.TREATMENT_AREA,
    ]  # fmt: skip
    assert asked(state_pack("CA"), (Act.APPLY,), date(2009, 12, 31)) == []


def test_what_waits_is_asked_about_after_some_days() -> None:
    day = date(2026, 11, 23)
    applied = Application("Sunbit", "x", State.APPLIED, day)
    assert due_on(applied, day + timedelta(days=1)) is None
    assert due_on(applied, day + timedelta(days=9)) == day + timedelta(days=2)
    approved = Application("Sunbit", "x", State.APPROVED, day, approved_cents=1, expires_on=day + timedelta(days=30))
    assert due_on(approved, day + timedelta(days=15)) is None
    assert due_on(approved, day + timedelta(days=16)) == day + timedelta(days=30)
    assert due_on(Application("Sunbit", "x", State.DECLINED, day), day + timedelta(days=99)) is None
