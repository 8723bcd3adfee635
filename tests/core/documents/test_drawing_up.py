"""What makes an agreement or a consent: it adds up, it carries what the law asks for, its fields exist."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone

import pytest

from tctui.core.documents.agreement import Agreement, ClauseText, OfficeTerms, canonical_terms, draw_up
from tctui.core.documents.consent import Consent, consent_hash
from tctui.core.documents.parts import Person, clock_words, filled, length_words, of_age
from tctui.core.documents.presentation import PlanPresentation, presentation_hash
from tctui.core.errors import Refused, Unreadable
from tctui.core.plain import canonical_json, from_plain
from tctui.documents.texts import clause_texts, consent_texts
from tests.documents import samples


def drawn(**changes: object) -> Agreement:
    parts: dict[str, object] = {
        "number": "1",
        "version": 1,
        "made_at": samples.NOW,
        "practice": samples.PRACTICE,
        "patient": samples.PATIENT,
        "guarantor": samples.PATIENT,
        "option": "option A",
        "lines": samples.LINES,
        "choice": samples.plan(),
        "valid_until": date(2027, 2, 18),
        "method": "card",
        "clause_texts": clause_texts(),
    }
    return draw_up(**(parts | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lines": ()}, "at least one procedure"),
        ({"lines": samples.LINES[:3]}, "the way to pay is for 2,227.40, the procedures come to 1,582.40"),
        ({"lines": (replace(samples.LINES[0], fee_cents=1),)}, "is not the fee of 0.01"),
        ({"valid_until": date(2026, 11, 22)}, "valid on the day it is made"),
        ({"deposit_cents": 222_741}, "a deposit of 2,227.41 is more"),
        ({"made_at": datetime(2026, 11, 23, 9, tzinfo=timezone(timedelta(hours=-6)))}, "must be UTC"),
        ({"made_at": datetime(2026, 11, 23, 9)}, "must be UTC"),  # noqa: DTZ001
        ({"clause_texts": [ClauseText("k", "t", "pay {amuont}")]}, r"clause k: there is no field \{amuont\}"),
        ({"clause_texts": [ClauseText("k", "t", "x", ("moon",))]}, "unknown condition 'moon'"),
    ],
)
def test_what_does_not_make_an_agreement(changes: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        drawn(**changes)


def test_a_covered_plan_carries_its_disclosure() -> None:
    shown = drawn().disclosure
    assert shown is not None
    assert (shown.amount_financed_cents, shown.total_sale_price_cents) == (172_740, 229_214)
    assert shown.finance_charge_cents == shown.total_of_payments_cents - shown.amount_financed_cents
    assert sum(row.count * row.amount_cents for row in shown.payments) == shown.total_of_payments_cents
    assert drawn(choice=samples.plan(4, 0)).disclosure is None
    assert drawn(choice=samples.whole()).disclosure is None
    assert drawn(credits_this_year=3, credits_last_year=0).disclosure is None
    assert drawn(credits_this_year=26, credits_last_year=0).disclosure is not None


def test_clauses_follow_what_was_agreed() -> None:
    keys = {clause.key for clause in drawn().clauses}
    assert {"estimate", "insurance", "interest", "prepayment", "late", "default", "privacy"} <= keys
    assert "deposit" not in keys
    assert "no-interest" not in keys
    quiet = drawn(office=OfficeTerms(0, 0, 0, 0, 0, 0), choice=samples.whole(), deposit_cents=100)
    keys = {clause.key for clause in quiet.clauses}
    assert {"deposit", "prepayment", "default-no-plan"} <= keys
    assert not keys & {"late", "returned", "missed", "default", "interest"}


def test_records_survive_storage_and_hash_alike() -> None:
    made = drawn()
    assert from_plain(Agreement, json.loads(canonical_json(made))) == made
    assert b"2026-11-23T15" not in canonical_terms(made)
    consent = samples.consent()
    assert from_plain(Consent, json.loads(canonical_json(consent))) == consent
    assert consent_hash(replace(consent, version=2)) == consent_hash(consent)
    assert consent_hash(replace(consent, performed_by="Dr. Lee")) != consent_hash(consent)
    shown = samples.presentation()
    assert from_plain(PlanPresentation, json.loads(canonical_json(shown))) == shown
    assert presentation_hash(replace(shown, number="9")) == presentation_hash(shown)


@pytest.mark.parametrize(
    "damage",
    [
        lambda plain: plain.pop("lines"),
        lambda plain: plain.update(version="one"),
        lambda plain: plain.update(lines=[3]),
        lambda plain: plain.update(made_at="noon"),
        lambda plain: plain["choice"].update(way="by magic"),
    ],
)
def test_a_damaged_record_is_unreadable(damage: Callable[[dict[str, object]], object]) -> None:
    plain = json.loads(canonical_json(drawn()))
    damage(plain)
    with pytest.raises(Unreadable, match="cannot be read"):
        from_plain(Agreement, plain)


def test_a_minor_needs_a_guardian() -> None:
    child = Person("Adam", date(2008, 11, 24))
    assert not of_age(child, samples.TODAY)
    assert of_age(child, date(2026, 11, 24))
    with pytest.raises(Refused, match="under eighteen"):
        samples.consent(patient=child)
    signers = samples.consent(patient=child, guardian=Person("Ola", relation="mother")).signers
    assert [block.role for block in signers] == ["Guardian", "Dentist", "Witness"]


def test_every_shipped_consent_names_risks_and_the_way_of_doing_nothing() -> None:
    for text in consent_texts().values():
        assert text.risks
        assert any(way.startswith("No treatment") for way in text.alternatives)
        assert text.condition
        assert text.success


def test_a_field_is_filled_or_named() -> None:
    assert filled(" pay {fee} to {who} ", {"fee": "25.00", "who": "{us}"}, "x") == "pay 25.00 to {us}"
    with pytest.raises(Refused, match=r"x: there is no field \{\}"):
        filled("{}", {}, "x")


def test_what_is_paid_today_toward_visits_is_the_deposit_and_a_down_payment_is_none() -> None:
    made = drawn(choice=samples.visits())
    assert made.deposit_cents == 20_000
    (clause,) = [each for each in made.clauses if each.key == "deposit"]
    assert "A deposit of $200.00 keeps the time" in clause.text
    assert drawn().deposit_cents == 0


def test_times_and_lengths_are_said_as_a_patient_reads_them() -> None:
    assert [clock_words(units) for units in (0, 96, 144, 168, 287)] == [
        "12:00 a.m.", "8:00 a.m.", "12:00 p.m.", "2:00 p.m.", "11:55 p.m.",
    ]  # fmt: skip
    assert [length_words(units) for units in (3, 12, 17)] == ["15 min", "1 h", "1 h 25 min"]


def test_what_is_taken_off_a_presented_option_is_known_without_drawing_it() -> None:
    option = samples.presentation().options[0]
    assert option.taken_off_cents == 453_500 - 170_160 - 222_740
    assert option.is_insured
