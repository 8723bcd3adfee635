"""Estimated again: each kind of change is named as the cause of what moved."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.estimate import (
    CoverageTerms,
    Exclusion,
    HistoryEntry,
    KnownFigures,
    OfficeSettings,
    PercentRule,
    PlannedLine,
    Subject,
    category,
    code,
    estimate,
)
from tctui.core.estimate.again import main_cause, moves, signed

from .plans import TODAY, crown, filling, ppo

NEXT_YEAR = TODAY + timedelta(days=365)
USED = HistoryEntry(code="X", category="endo", on=date(2026, 2, 1), paid_cents=140_000)
MET = HistoryEntry(on=date(2026, 2, 1), deductible_cents=5_000)


@pytest.mark.parametrize(
    ("line", "plan", "cause"),
    [
        (crown(fee=130_000), ppo(), "fee 1,200.00 → 1,300.00"),
        (replace(crown(), code="F1", category="restorative"), ppo(), "another procedure"),
        (crown(on=NEXT_YEAR), ppo(history=(USED,)), "new benefit year, from January 2027"),
        (crown(), ppo(history=(USED,)), "maximum used elsewhere: 1,400.00"),
        (crown(), ppo(history=(MET,)), "deductible met elsewhere: 50.00"),
        (crown(), ppo(percents=(PercentRule(category("crowns"), 6_000),)), "the plan pays 60 %, was 50 %"),
        (crown(), ppo(fees={"CR": 100_000}), "the plan recognizes 1,000.00, was 1,200.00"),
        (crown(), ppo(exclusions=(Exclusion(code("CR")),)), "now limited: Plan A excludes this service"),
        (crown(), ppo("B", deductibles=()), "the insurance changed"),
        (crown(known=(KnownFigures(paid_cents=40_000),)), ppo(), "the insurer has paid"),
        (crown(discount_cents=5_000), ppo(), "write-off or discount changed"),
        (
            crown(),
            ppo(percents=(), unentered=frozenset({Subject.PERCENT})),
            "now limited: Plan A does not pay for this",
        ),
    ],
)
def test_the_cause_of_a_move(line: PlannedLine, plan: CoverageTerms, cause: str) -> None:
    history = (USED,) if line.on == NEXT_YEAR else ()
    old = estimate([crown()], [ppo(history=history)], OfficeSettings(), TODAY)
    new = estimate([line], [plan], OfficeSettings(), TODAY)
    (move,) = moves(old, new)
    assert move.cause == cause
    assert move.patient_cents == new.total.patient_cents - old.total.patient_cents


def test_lines_that_came_and_went_and_the_one_cause_that_moved_most() -> None:
    old = estimate([crown(), filling()], [ppo()], OfficeSettings(), TODAY)
    new = estimate([crown(fee=150_000), filling("g")], [ppo()], OfficeSettings(), TODAY)
    found = moves(old, new)
    assert [(move.id, move.cause) for move in found] == [
        ("c", "fee 1,200.00 → 1,500.00"), ("g", "new in the plan"), ("f", "no longer in the plan"),
    ]  # fmt: skip
    assert sum(move.patient_cents for move in found) == new.total.patient_cents - old.total.patient_cents
    assert main_cause(found) == "fee 1,200.00 → 1,500.00 (+2)"
    assert [move.cause for move in moves(old, old)] == ["", ""]
    assert main_cause(moves(old, old)) == ""


def test_signs() -> None:
    assert [signed(cents) for cents in (3_500, -1_250, 0)] == ["+35.00", "−12.50", "0.00"]
