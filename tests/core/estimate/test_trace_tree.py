"""Trace trees: whatever the plans, each amount of a tree follows from its parts, and the top is the figure."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.estimate import (
    CoverageTerms,
    HistoryEntry,
    MaximumRule,
    OfficeSettings,
    PlanKind,
    PlannedLine,
    estimate,
)
from tctui.core.estimate.trace_left import opened
from tctui.core.estimate.trace_tree import Node, tree_of, tree_of_sum
from tctui.core.money import cents_from_text, money

from .plans import TODAY, coverages, crown, filling, lines, offices, ppo

PAIRS = st.sampled_from(["", "A", "AB"]).flatmap(lambda names: st.tuples(*(coverages(name) for name in names)))


def sums(node: Node) -> None:
    """What is made by adding and taking off adds up at every node."""
    for part in node.parts:
        sums(part)
    plain = [part for part in node.parts if not part.amount.endswith("%")]
    if not plain or not (" − " in node.how or " + " in node.how):
        return
    signed = sum(cents_from_text(part.amount) * (-1 if part.is_less else 1) for part in plain)
    assert cents_from_text(node.amount) == max(0, signed)


@settings(max_examples=100, deadline=None)
@given(lines(), PAIRS, offices)
def test_every_figure_is_the_top_of_its_tree(
    planned: list[PlannedLine], plans: tuple[CoverageTerms, ...], office: OfficeSettings
) -> None:
    found = estimate(planned, plans, office, TODAY)
    for line in found.lines:
        assert tree_of(line, "patient").amount == money(line.patient_cents)
        assert tree_of(line, "fee").amount == money(line.fee_cents)
        assert tree_of(line, "wr-off").amount == money(line.write_off_cents + line.discount_cents)
        top = tree_of(line, "allowed").amount
        assert top == money(line.allowed[0] if line.shares else line.fee_cents) or line.shares[0].paid_as
        for number, cents in enumerate(line.insurance, start=1):
            assert tree_of(line, f"ins {number}").amount == money(cents)
        sums(tree_of(line, "patient"))
        sums(opened(tree_of(line, "patient"), found, line))


def test_a_sum_opens_into_its_lines_and_a_payment_down_to_the_plan_row() -> None:
    found = estimate([crown(), filling()], [ppo()], OfficeSettings(), TODAY)
    top = tree_of_sum(found, "patient", found.lines, {"c": "crown", "f": "filling"}, found.total.patient_cents)
    assert (top.name, top.amount, top.how) == ("patient of 2 lines", "665.00", "the sum")
    assert [(part.name, part.amount) for part in top.parts] == [("crown", "625.00"), ("filling", "40.00")]
    share = tree_of(found.line("c"), "ins 1").parts[0]
    assert (share.name, share.amount, share.how) == ("plan share", "575.00", "50 % of covered")
    assert [(part.name, part.amount, part.is_less) for part in share.parts[0].parts] == [
        ("allowed", "1,200.00", False), ("deductible", "50.00", True),
    ]  # fmt: skip
    assert share.parts[1].amount == "50 %"
    assert "crowns 50 %" in share.parts[1].how


def test_what_is_left_of_a_maximum_opens_into_what_used_it() -> None:
    used = (HistoryEntry(code="CR", category="crowns", on=date(2026, 1, 5), paid_cents=40_000),)
    plan = ppo(deductibles=(), maximums=(MaximumRule(cents=150_000),), history=used)
    found = estimate([crown("a"), crown("b")], [plan], OfficeSettings(), TODAY)
    line = found.line("b")
    tree = opened(tree_of(line, "ins 1"), found, line)
    left = next(part for part in tree.parts if part.name == "left of maximum")
    assert [(part.name, part.amount) for part in left.parts] == [
        ("maximum", "1,500.00"),
        ("used before", "400.00"),
        ("lines before it", "600.00"),
    ]
    assert left.amount == "500.00"
    assert left.how == "maximum − used before − lines before it"


def test_a_discount_opens_into_the_plan_or_the_membership_that_gives_it() -> None:
    club = ppo("Club", kind=PlanKind.DISCOUNT, fees={"CR": 90_000})
    line = estimate([crown(fee=100_000)], [club], OfficeSettings(), TODAY).lines[0]
    (discount,) = [part for part in tree_of(line, "patient").parts if part.name == "discount"]
    assert "fee − plan fee" in told(discount)
    member = crown(fee=100_000, discount_cents=15_000, discount_rule="Smile Club: 15 % off")
    line = estimate([member], [], OfficeSettings(), TODAY).lines[0]
    (discount,) = [part for part in tree_of(line, "patient").parts if part.name == "discount"]
    assert (discount.amount, discount.how) == ("150.00", "Smile Club: 15 % off")


def told(node: Node) -> str:
    """What stands beside a node and all beneath it."""
    return " / ".join([node.how, *map(told, node.parts)])
