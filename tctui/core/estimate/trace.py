"""Trace: the ordered steps that lead to each amount, readable on one line and replayable to the cent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tctui.core.money import money, percent_of, percent_text

IS = "is"
"""The first input as it stands."""
TIMES = "times"
"""The first input times the second, which is a count."""
LESS = "less"
"""The first input less the others, never below zero."""
SUM = "sum"
"""All inputs together."""
LEAST = "least"
"""The smallest input."""
PERCENT = "percent"
"""The second input, in basis points, of the first; half-up to the cent."""
NOTHING = "nothing"
"""Zero, for the reason that the rule gives."""

WIDTH = 78
"""Columns that one step may take: a terminal of 80 less a margin on each side."""

Inputs = tuple[tuple[str, int], ...]


class Step(NamedTuple):
    """One named step: ``cents`` = ``op`` over ``inputs`` (label, cents), for the reason that ``rule`` names.

    ``payer`` is 0 for the line itself, else 1 to 3. A label that names an earlier step refers to its amount.
    ``words`` holds the sentence as it was presented, for a step read back from a frozen estimate.
    """

    name: str
    payer: int
    cents: int
    op: str
    inputs: Inputs
    rule: str = ""
    words: str = ""

    @property
    def text(self) -> str:
        """The step as one line of at most 78 columns."""
        return self.words or step_text(self)

    @property
    def key(self) -> str:
        """The name under which later steps refer to this amount: ``fee``, ``insurance 1``."""
        return f"{self.name} {self.payer}" if self.payer else self.name


def apply(op: str, values: list[int]) -> int:
    """Carry out one operation on cents; PERCENT takes basis points and TIMES a count as second value."""
    if op == LESS:
        return max(0, values[0] - sum(values[1:]))
    if op == LEAST:
        return min(values)
    if op == PERCENT:
        return percent_of(values[0], values[1])
    if op == IS:
        return values[0]
    if op == TIMES:
        return values[0] * values[1]
    if op == SUM:
        return sum(values)
    if op == NOTHING:
        return 0
    raise ValueError(f"no such operation: {op}")


def replay(steps: Iterable[Step]) -> dict[str, int]:
    """Compute every amount again from the steps alone; returns cents by ``Step.key``.

    Inputs that name an earlier step take the replayed amount, all others the value written down.
    """
    amounts: dict[str, int] = {}
    for step in steps:
        suffix = f" {step.payer}"
        values = [amounts.get(label + suffix, amounts.get(label, value)) for label, value in step.inputs]
        amounts[step.key] = apply(step.op, values)
    return amounts


def step_text(step: Step, width: int = WIDTH) -> str:
    """Write a step out: ``allowed 1,840.00 = fee 2,150.00 − contract write-off 310.00 (Delta PPO fee list)``."""
    head = f"{step.name} {money(step.cents)}"
    if step.op == NOTHING:
        return _fit(f"{head}: {step.rule}" if step.rule else head, width)
    body = f"{head} = {_formula(step)}"
    if len(body) > width:
        body = f"{head} = {_short_formula(step)}"
    room = width - len(body) - 3
    if not step.rule or room < 4:
        return _fit(body, width)
    rule = step.rule if len(step.rule) <= room else step.rule[: room - 1] + "…"
    return f"{body} ({rule})"


def _formula(step: Step) -> str:
    parts = [f"{label} {money(value)}" for label, value in step.inputs]
    if step.op == PERCENT:
        return f"{percent_text(step.inputs[1][1])} of {parts[0]}"
    if step.op == TIMES:
        return f"{parts[0]} × {step.inputs[1][1]}"
    if step.op == LESS:
        return " − ".join(parts)
    if step.op == SUM:
        return " + ".join(parts)
    if step.op == LEAST and len(parts) > 1:
        return "least of " + ", ".join(parts)
    return parts[0]


def _short_formula(step: Step) -> str:
    """A formula too long for the line: the binding amount of several, or the first label and then bare amounts."""
    if step.op == LEAST:
        label, value = min(step.inputs, key=lambda pair: pair[1])
        return f"{label} {money(value)}, the least of {len(step.inputs)}"
    sign = " − " if step.op == LESS else " + "
    label, value = step.inputs[0]
    return f"{label} " + sign.join([money(value), *(money(other) for _, other in step.inputs[1:])])


def _fit(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
