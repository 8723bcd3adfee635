"""What is left of a maximum or deductible as a tree: the limit, what was used before and by what, and what this estimate uses."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from tctui.core.estimate.deductible import deductible_ledger
from tctui.core.estimate.maximum import maximum_ledger
from tctui.core.estimate.plain_words import Named
from tctui.core.estimate.plan import Plan
from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Remaining
from tctui.core.estimate.terms import CoverageTerms, HistoryEntry, HistoryKind, OfficeSettings, Patient
from tctui.core.estimate.trace_tree import Node
from tctui.core.estimate.unknown import NOT_ASKED
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import show_date_year

KINDS = {HistoryKind.ELSEWHERE: "at another office", HistoryKind.PENDING: "pending", HistoryKind.PAID: "paid"}


def general_balances(estimate: Estimate, coverage_id: str) -> list[Remaining]:
    """The whole-plan maximum and deductible of the patient himself in the first benefit year counted, as far as there are."""
    found = []
    for kind in ("maximum", "deductible"):
        rows = [
            row
            for row in estimate.remaining
            if (row.coverage_id, row.kind, row.scope, row.level) == (coverage_id, kind, "all", "individual")
        ]
        if rows:
            found.append(min(rows, key=lambda row: row.period))
    return found


def tree_of_left(
    estimate: Estimate, row: Remaining, terms: CoverageTerms, office: OfficeSettings, patient: Patient, named: Named
) -> Node:
    """The tree of what was left of one limit before an estimate; what the estimate uses of it stands below.

    A limit that nobody knows is a question. The parts of use are named only where they come to the sum.
    """
    name = f"{row.kind} left"
    plan = Plan(terms, office, patient, estimate.as_of)
    if row.limit_cents is None:
        return Node(name, "unknown", f"what is the {row.kind}?", plan.row(None, row.kind))
    before = row.limit_cents - row.used_before_cents
    rule = row.source or plan.row(None, row.kind)
    used = _used_before(plan, row, named)
    asked = "" if row.use_known else NOT_ASKED
    used_word = "used before" if row.kind == "maximum" else "met before"
    parts = [
        Node(row.kind, money(row.limit_cents), rule, rule),
        Node(used_word, money(row.used_before_cents), asked or ("on record" if used else "none on record"), asked, used, True),
    ]
    here = tuple(_used_here(estimate, row, named))
    shown = f"{row.kind} − {used_word}"
    left = Node(name, money(max(0, before)), shown, asked or rule, tuple(parts))
    if not row.used_here_cents:
        return left
    after = Node(f"{row.kind} left after this estimate", money(row.left_cents or 0), "left before − used by this estimate", "", (
        left, Node("used by this estimate", money(row.used_here_cents), "", "", here, True)))  # fmt: skip
    return after


def _used_before(plan: Plan, row: Remaining, named: Named) -> tuple[Node, ...]:
    """Each entry on record that counts toward the limit in its period."""
    found, total = [], 0
    for entry in plan.terms.history:
        cents = _counted(plan, row, entry)
        if cents:
            what = named.codes.get(entry.code) or entry.code or f"what {plan.terms.name} said is used"
            when = show_date_year(entry.on) if entry.on else "this period"
            found.append(Node(what, money(cents), f"{when}, {KINDS.get(entry.kind, entry.kind.value)}"))
            total += cents
    return tuple(found) if total == row.used_before_cents else ()


def _counted(plan: Plan, row: Remaining, entry: HistoryEntry) -> int:
    """What one entry alone uses of a limit in a period, cents."""
    rules = tuple(replace(rule, met_cents=0) for rule in plan.terms.maximums)
    taken = tuple(replace(rule, met_cents=0) for rule in plan.terms.deductibles)
    alone = Plan(replace(plan.terms, history=(entry,), maximums=rules, deductibles=taken), plan.office, plan.patient, plan.as_of)
    ledger = maximum_ledger(alone) if row.kind == "maximum" else deductible_ledger(alone)
    return sum(
        cents
        for account, cents in ledger.before.items()
        if (ledger.rules[account.rule].scope.text(), ledger.rules[account.rule].level.value) == (row.scope, row.level)
        and account.period > 0
        and date.fromordinal(account.period).isoformat() == row.period
    )


def _used_here(estimate: Estimate, row: Remaining, named: Named) -> Sequence[Node]:
    """The lines that use a limit in its period; none where they do not come to the sum (a limit of its own beside it)."""
    found, total = [], 0
    for line in estimate.lines:
        share = _share(line, row)
        cents = 0 if share is None else share.insurance_cents if row.kind == "maximum" else share.deductible_cents
        if cents:
            found.append(Node(_name(line, named.lines), money(cents), f"patient pays {money(line.patient_cents)}"))
            total += cents
    return found if total == row.used_here_cents else ()


def _share(line: LineEstimate, row: Remaining) -> PayerShare | None:
    return next(
        (
            share
            for share in line.shares
            if share.coverage_id == row.coverage_id and share.benefit_year and share.benefit_year.isoformat() == row.period
        ),
        None,
    )


def _name(line: LineEstimate, names: Mapping[str, str]) -> str:
    return names.get(line.id) or line.code


def opened(node: Node, estimate: Estimate, line: LineEstimate, payer: int = 0) -> Node:
    """A figure's tree in which every ``left of …`` opens: its limit, what was used before, and what earlier lines use."""
    found = re.fullmatch(r"insurance (\d)", node.name)
    payer = int(found[1]) if found else payer
    if node.parts:
        return replace(node, parts=tuple(opened(part, estimate, line, payer) for part in node.parts))
    number = payer or (1 if len(line.shares) == 1 else 0)
    if not number or not node.name.startswith("left of "):
        return node
    share = line.shares[number - 1]
    year = share.benefit_year.isoformat() if share.benefit_year else ""
    for row in estimate.remaining:
        if row.coverage_id == share.coverage_id and row.period in (year, "lifetime") and _label(row) == node.name:
            return _with_parts(node, row)
    return node


def _label(row: Remaining) -> str:
    """What a step calls the balance of a rule; empty for one that is kept by tooth or for another person."""
    if row.tooth or row.person:
        return ""
    where = "" if row.scope == "all" else f" ({row.scope.partition(':')[2]})"
    life = "lifetime " if row.period == "lifetime" else ""
    return f"left of {'family ' if row.level == 'family' else ''}{life}{row.kind}{where}"


def _with_parts(node: Node, row: Remaining) -> Node:
    if row.limit_cents is None:
        return node
    left = cents_from_text(node.amount)
    earlier = row.limit_cents - row.used_before_cents - left
    if earlier < 0 or left == row.limit_cents:
        return node
    name = node.name.removeprefix("left of ")
    parts = [Node(name, money(row.limit_cents), row.source, row.source)]
    if row.used_before_cents:
        parts.append(Node("used before", money(row.used_before_cents), "on record", "", (), True))
    if earlier:
        parts.append(Node("lines before it", money(earlier), "of this estimate", "", (), True))
    return replace(node, how=" − ".join(part.name for part in parts), parts=tuple(parts))
