"""What insurers paid beside what was estimated: how near the estimates were, and the rules that a repeated gap suggests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.estimate.rules import ToothGroup
from tctui.core.estimate.teeth import GROUPS
from tctui.core.insurance.cells import CATEGORIES
from tctui.core.insurance.typed import money_shown
from tctui.core.money import percent_of, percent_text

REPEATED = 3
"""So many outcomes in a row that say the same make a rule worth asking about."""

STEP = 500
"""Plans pay in steps of five percent (basis points)."""

NEAR = 100
"""Cents within which a payment counts as this percentage: carriers round, and not always alike."""

NOT_COVERED = "not covered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one plan answered on one line, oldest first in any list; cents, percent in basis points, None not stated."""

    plan_id: int
    plan: str
    code: str
    name: str
    category: str
    tooth: str
    day: date
    expected: int
    paid: int
    denied: bool = False
    reason: str = ""
    paid_as: str = ""
    allowed: int | None = None
    deductible: int | None = None
    expected_allowed: int | None = None
    expected_deductible: int | None = None
    expected_percent: int | None = None

    @property
    def gap(self) -> int:
        """Cents that came more (or less) than estimated."""
        return self.paid - self.expected

    def percent(self) -> int | None:
        """The percentage that was really paid, in steps of five; None when no such percentage explains the payment."""
        allowed = self.allowed if self.allowed is not None else self.expected_allowed
        taken = self.deductible if self.deductible is not None else self.expected_deductible
        if self.denied or self.paid_as or allowed is None or not self._was_by_percent():
            return None
        base = allowed - (taken or 0)
        if base <= 0:
            return None
        if self.expected_percent and abs(percent_of(base, self.expected_percent) - self.paid) <= NEAR:
            return self.expected_percent
        points = round(self.paid / base * 10_000 / STEP) * STEP
        return points if abs(percent_of(base, points) - self.paid) <= NEAR and 0 < points <= 10_000 else None

    def _was_by_percent(self) -> bool:
        """Whether the estimate was the percentage itself, cut by no maximum and by no other plan."""
        if self.expected_percent is None or self.expected_allowed is None:
            return False
        base = self.expected_allowed - (self.expected_deductible or 0)
        return abs(percent_of(base, self.expected_percent) - self.expected) <= 1


@dataclass(frozen=True, slots=True)
class Accuracy:
    """How a plan pays one code against the estimates: sums in cents over so many lines."""

    plan: str
    code: str
    name: str
    count: int
    expected: int
    paid: int

    @property
    def share(self) -> int | None:
        """Paid ÷ estimated in basis points; None when nothing had been estimated."""
        return None if not self.expected else (self.paid * 10_000 + self.expected // 2) // self.expected


def accuracy(outcomes: Iterable[Outcome]) -> list[Accuracy]:
    """Paid against estimated per plan and code, the largest gap first."""
    grouped: dict[tuple[str, str, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        grouped[each.plan, each.code, each.name].append(each)
    found = [
        Accuracy(*key, len(rows), sum(row.expected for row in rows), sum(row.paid for row in rows))
        for key, rows in grouped.items()
    ]
    return sorted(found, key=lambda row: (-abs(row.paid - row.expected), row.plan, row.code))


@dataclass(frozen=True, slots=True)
class Offer:
    """A rule that outcomes suggest: what to ask, and what accepting it changes.

    `kind` is downgrade (`to` is the code paid as, `value` the teeth), percent (`scope` a category or code, `value`
    basis points), or fee (`value` cents of the code on the plan's list).
    """

    plan_id: int
    kind: str
    code: str
    question: str
    scope: str = ""
    to: str = ""
    value: int | str = 0
    plan: str = ""

    @property
    def short(self) -> str:
        """The rule in a few words: `W2 as M2 on molars`, `gum treatment at 50 %`, `W2 allowed at 180`."""
        if self.kind == "downgrade":
            return (
                f"{self.code} as {self.to} on {self.value} teeth"
                if self.value != "always"
                else f"{self.code} as {self.to}"
            )
        if self.kind == "fee":
            return f"{self.code} allowed at {money_shown(int(self.value))}"
        what = self.code or _said(self.scope.partition(":")[2])
        return f"{what} at {percent_text(int(self.value))}"

    @property
    def key(self) -> str:
        """The same for the same suggestion, so that one that was turned down does not come back."""
        return f"{self.kind}:{self.code or self.scope}:{self.to}:{self.value}"


def offers(
    outcomes: Sequence[Outcome], downgraded: Collection[tuple[int, str]], listed: Collection[tuple[int, str]],
    declined: Mapping[int, Collection[str]],
) -> list[Offer]:  # fmt: skip
    """The rules that the latest outcomes suggest, most outcomes first.

    `downgraded` are (plan, code) that have such a rule already, `listed` those with a fee on the plan's own list,
    `declined` the keys of the offers that were turned down, by plan.
    """
    by_code: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    by_category: dict[tuple[int, str], list[Outcome]] = defaultdict(list)
    for each in outcomes:
        by_code[each.plan_id, each.code].append(each)
        by_category[each.plan_id, each.category].append(each)
    found: list[tuple[int, Offer]] = []
    whole: set[tuple[int, str]] = set()
    for (plan, category), rows in by_category.items():
        if len({row.code for row in rows}) > 1:
            count, points = _percent(rows)
            if count:
                whole.add((plan, category))
                found.append((count, _percent_offer(rows[-1], f"category:{category}", _said(category), count, points)))
    for key, rows in by_code.items():
        last = rows[-1]
        if key not in downgraded:
            found += _downgrade(rows)
        count, points = _percent(rows)
        if count and (last.plan_id, last.category) not in whole:
            alone = len({row.code for row in by_category[last.plan_id, last.category]}) == 1
            scope, what = (
                (f"category:{last.category}", _said(last.category)) if alone else (f"code:{last.code}", last.name)
            )
            found.append((count, _percent_offer(last, scope, what, count, points)))
        found += _not_covered(rows)
        if key in listed:
            found += _fee(rows)
    kept = [(count, offer) for count, offer in found if offer.key not in declined.get(offer.plan_id, ())]
    return [offer for _, offer in sorted(kept, key=lambda pair: (-pair[0], pair[1].plan_id, pair[1].key))]


def _latest(rows: Sequence[Outcome], same: Callable[[Outcome], object]) -> tuple[int, object]:
    """How many of the latest outcomes in a row give the same answer (None breaks the row), and that answer."""
    answer = same(rows[-1])
    count = 0
    for row in reversed(rows):
        if answer is None or same(row) != answer:
            break
        count += 1
    return count, answer


def _percent(rows: Sequence[Outcome]) -> tuple[int, int]:
    paid = [row for row in rows if not row.denied and not row.paid_as]
    if not paid:
        return 0, 0
    count, points = _latest(paid, lambda row: row.percent())
    last = paid[-1]
    if count < REPEATED or not isinstance(points, int) or points == last.expected_percent:
        return 0, 0
    return count, points


def _said(category: str) -> str:
    return next((said for name, _, said in CATEGORIES if name == category), category.replace("_", " "))


def _percent_offer(last: Outcome, scope: str, what: str, count: int, points: int) -> Offer:
    was = "unknown" if last.expected_percent is None else percent_text(last.expected_percent)
    text = f"{last.plan} paid {what} at {percent_text(points)} and not {was}, {count} times running"
    return Offer(last.plan_id, "percent", "", f"{text}: change the percentage?", scope, value=points, plan=last.plan)


def _downgrade(rows: Sequence[Outcome]) -> list[tuple[int, Offer]]:
    """What is paid as something else on all teeth, on back teeth, or on molars: a front tooth breaks no row of molars."""
    for group in (None, ToothGroup.POSTERIOR, ToothGroup.MOLAR):
        here = [row for row in rows if group is None or row.tooth in GROUPS[group]]
        count, answer = _latest(here, lambda row: row.paid_as or None) if here else (0, None)
        if count >= REPEATED:
            return [(count, _downgrade_offer(here[-count:], str(answer)))]
    return []


def _downgrade_offer(rows: Sequence[Outcome], answer: str) -> Offer:
    last, teeth = rows[-1], {row.tooth for row in rows}
    narrow = (group for group in (ToothGroup.MOLAR, ToothGroup.POSTERIOR) if teeth <= GROUPS[group])
    group = next(narrow, ToothGroup.ALWAYS)
    where = {"always": "any teeth", "molar": "molars", "posterior": "back teeth"}[group.value]
    text = f"{last.plan} paid {last.name} on {where} as {answer}, {len(rows)} times running: add the downgrade?"
    return Offer(last.plan_id, "downgrade", last.code, text, f"code:{last.code}", answer, group.value, last.plan)


def _not_covered(rows: Sequence[Outcome]) -> list[tuple[int, Offer]]:
    count, answer = _latest(rows, lambda row: True if row.denied and row.reason == NOT_COVERED else None)
    last = rows[-1]
    if count < REPEATED or not answer or last.expected_percent == 0:
        return []
    text = f"{last.plan} did not cover {last.name}, {count} times running: enter it as not covered?"
    return [(count, Offer(last.plan_id, "percent", last.code, text, f"code:{last.code}", value=0, plan=last.plan))]


def _fee(rows: Sequence[Outcome]) -> list[tuple[int, Offer]]:
    paid = [row for row in rows if not row.paid_as and not row.denied]
    if not paid:
        return []
    count, cents = _latest(paid, lambda row: row.allowed)
    last = paid[-1]
    if count < REPEATED or not isinstance(cents, int) or cents == last.expected_allowed:
        return []
    was = money_shown(last.expected_allowed or 0)
    text = f"{last.plan} allowed {money_shown(cents)} for {last.name} and not {was}, {count} times running"
    return [(count, Offer(last.plan_id, "fee", last.code, f"{text}: change the fee?", value=cents, plan=last.plan))]
