"""Rules by code: typed as in the table, said in a few words, refused when they say nothing."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.errors import Refused
from tctui.core.insurance.by_code import Said, rule_by_code, said
from tctui.core.insurance.stored import RuleRow

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("kind", "codes", "typed", "words"),
    [
        ("percent", ["NG"], "50", Said("NG", "percent", "50 %")),
        ("percent", ["NG"], "?", Said("NG", "percent", "?")),
        ("maximum", ["NG"], "400", Said("NG", "maximum per year", "400")),
        ("frequency", ["B", "A"], "1/3y", Said("A,B", "how often", "1/36m")),
        ("frequency", ["A"], "5y", Said("A", "how often", "5y")),
        ("waiting", ["IMP"], "12", Said("IMP", "waiting period", "1y")),
        ("age", ["SEA"], "<15", Said("SEA", "to age", "to 15")),
        ("replacement", ["FD"], "7", Said("FD", "paid again after", "7y")),
        ("fixed_benefit", ["CR"], "412.50", Said("CR", "the plan pays", "412.50")),
        ("copay", ["CR"], "0", Said("CR", "copay of patient", "0")),
        ("exclusion", ["WHT"], "y", Said("WHT", "excluded", "yes")),
        ("preauthorisation", ["CR"], "y", Said("CR", "approval needed", "yes")),
    ],
)
def test_a_rule_is_said_as_it_was_typed(kind: str, codes: list[str], typed: str, words: Said) -> None:
    assert said(rule_by_code(kind, codes, typed, TODAY)) == words


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("maximum", "none"),
        ("frequency", "none"),
        ("age", "?"),
        ("colour", "red"),
        ("exclusion", "n"),
        ("copay", "?"),
    ],
)
def test_a_rule_that_says_nothing_is_refused(kind: str, typed: str) -> None:
    with pytest.raises(Refused):
        rule_by_code(kind, ["A"], typed, TODAY)


def test_rules_that_are_not_typed_by_code_are_said_too() -> None:
    downgrade = RuleRow(1, "downgrade", "code:W2", terms={"from": "W2", "to": "M2", "when": "molar"})
    assert said(downgrade) == Said("W2", "paid as", "M2 (molar)")
    assert said(RuleRow(1, "exclusion", "category:cosmetic")) == Said("cosmetic", "excluded", "yes")
    assert said(RuleRow(1, "maximum", "category:perio", period="lifetime", amount=100_000)).what == "maximum lifetime"
