"""The order of payers: each rule in its turn, told when a request has the plans the other way round."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.estimate.exchange import request_from
from tctui.core.estimate.payer_order import Holder, precedence

OWN = Holder("own", is_patient=True, is_active=True, since=date(2020, 1, 1))
SPOUSE = Holder("spouse's", is_patient=False, is_active=True, since=date(2010, 1, 1))
MOTHER = Holder("mother's", is_patient=False, is_parent=True, birthday=(3, 14), is_active=True, since=date(2022, 1, 1))
FATHER = replace(MOTHER, name="father's", birthday=(9, 2), since=date(2011, 1, 1))


@pytest.mark.parametrize(
    ("first", "second", "rule"),
    [
        (OWN, SPOUSE, "holds a plan himself"),
        (SPOUSE, replace(OWN, is_medicaid=True), "Medicaid"),
        (replace(SPOUSE, is_medical=True), OWN, "medical"),
        (MOTHER, FATHER, "birthday"),
        (replace(FATHER, has_decree=True), MOTHER, "decree"),
        (replace(FATHER, has_custody=True), MOTHER, "custody"),
        (replace(FATHER, has_decree=True), replace(MOTHER, has_custody=True), "decree"),
        (OWN, replace(OWN, is_active=False, since=date(2000, 1, 1)), "active"),
        (replace(OWN, since=date(2015, 6, 1)), OWN, "longer"),
        (replace(FATHER, birthday=(3, 14)), MOTHER, "longer"),
    ],
)
def test_the_first_rule_that_tells_them_apart_decides(first: Holder, second: Holder, rule: str) -> None:
    assert precedence(first, second).first is True
    assert precedence(second, first).first is False
    assert rule in precedence(first, second).rule


@pytest.mark.parametrize(
    ("one", "other", "missing"),
    [
        (MOTHER, replace(FATHER, birthday=None), "birthday"),
        (OWN, replace(SPOUSE, is_patient=None), "who holds"),
        (OWN, replace(OWN, since=None), "longer"),
        (OWN, OWN, "same day"),
    ],
)
def test_what_is_not_known_decides_nothing(one: Holder, other: Holder, missing: str) -> None:
    assert precedence(one, other).first is None
    assert missing in precedence(one, other).rule


def test_a_request_is_told_when_its_plans_stand_the_wrong_way_round() -> None:
    mother = {"relation": "parent", "birthday": "03-14"}
    father = {"relation": "father", "birth_date": "1980-09-02"}
    plans = {"plan": {"name": "Hers", "subscriber": mother}, "secondary": {"name": "His", "subscriber": father}}
    assert request_from(plans).notes == ()
    turned = {"plan": plans["secondary"], "secondary": plans["plan"]}
    assert request_from(turned).notes == (
        "Hers should pay before His: the parent whose birthday comes first in the year",
    )
