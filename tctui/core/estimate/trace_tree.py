"""The trace of a figure as a tree: each amount with the steps that it is made of, down to fees and plan rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tctui.core.estimate.result import Estimate, LineEstimate
from tctui.core.estimate.trace import IS, LEAST, LESS, NOTHING, PERCENT, SUM, TIMES, Step
from tctui.core.money import money, percent_text

FIGURES = {"fee": ("fee", 0), "allowed": ("allowed", 1), "wr-off": ("write-off", 0), "patient": ("patient", 0)}
"""The step behind each figure of a line: its name and payer; ``ins 2`` stands for the insurance of payer 2."""


@dataclass(frozen=True, slots=True)
class Node:
    """One amount of a tree: its name, the amount as text, how it came about in a few words, and the rule in full.

    ``parts`` are what it is made of; a node without parts is a fact. ``is_less`` marks a part that is taken off.
    """

    name: str
    amount: str
    how: str = ""
    rule: str = ""
    parts: tuple[Node, ...] = ()
    is_less: bool = False


def tree_of(line: LineEstimate, figure: str) -> Node:
    """The tree of one figure of a line (fee, allowed, wr-off, ins 1 to 3, patient); without a step, a bare zero."""
    name, payer = ("insurance", int(figure[-1])) if figure.startswith("ins") else FIGURES[figure]
    if figure == "wr-off":
        return _write_off(line)
    if figure == "allowed" and not line.shares:
        return tree_of(line, "fee")
    place = _last(line.steps, f"{name} {payer}" if payer else name, len(line.steps))
    return Node(name, money(0), "nothing") if place is None else _node(line.steps, place)


def tree_of_sum(
    estimate: Estimate, figure: str, wanted: Sequence[LineEstimate], names: dict[str, str], cents: int
) -> Node:
    """The tree of a sum over lines; ``names`` are the plain names of lines by id, ``cents`` the sum."""
    parts = []
    for line in wanted:
        node = tree_of(line, figure)
        parts.append(Node(names.get(line.id, line.code), node.amount, node.how, node.rule, node.parts))
    return Node(f"{figure} of {len(parts)} lines", money(cents), "the sum", "", tuple(parts))


def _write_off(line: LineEstimate) -> Node:
    """Write-off and discount stand in one column: the one that there is, or both under their sum."""
    found = []
    for name in ("write-off", "discount"):
        place = _last(line.steps, name, len(line.steps))
        if place is not None:
            found.append(_node(line.steps, place))
    if len(found) == 1:
        return found[0]
    cents = line.write_off_cents + line.discount_cents
    return Node("write-off", money(cents), "the sum" if found else "nothing", "", tuple(found))


def _last(steps: Sequence[Step], key: str, before: int) -> int | None:
    """The place of the last step of a key among the first ones."""
    return next((place for place in range(before - 1, -1, -1) if steps[place].key == key), None)


def _node(steps: Sequence[Step], place: int, less: bool = False) -> Node:
    step = steps[place]
    name = f"{step.name} {step.payer}" if step.payer and step.name in ("insurance", "write-off") else step.name
    parts = tuple(_part(steps, place, number) for number in range(len(step.inputs)))
    # A single input with the same amount would only repeat the line above it.
    if step.op == IS and len(parts) == 1 and (parts[0].name == step.name or not parts[0].parts):
        parts = parts[0].parts
    if step.op == SUM and len(parts) == 1 and parts[0].name == f"{step.name} {parts[0].name[-1:]}":
        only = parts[0]
        return Node(name, only.amount, only.how, only.rule, only.parts, less)
    return Node(name, money(step.cents), _how(step), step.rule, parts, less)


def _part(steps: Sequence[Step], place: int, number: int) -> Node:
    step = steps[place]
    label, value = step.inputs[number]
    less = step.op == LESS and number > 0
    found = _last(steps, f"{label} {step.payer}", place)
    if found is None:
        found = _last(steps, label, place)
    if found is not None:
        return _node(steps, found, less)
    if step.op == PERCENT and number == 1:
        return Node(label, percent_text(value), step.rule)
    if step.op == TIMES and number == 1:
        return Node(label, str(value))
    return Node(label, money(value), is_less=less)


def _how(step: Step) -> str:
    """How an amount came about, short enough to stand beside it."""
    names = [label for label, _ in step.inputs]
    if step.op == NOTHING:
        return step.rule
    if step.op == PERCENT:
        return f"{percent_text(step.inputs[1][1])} of {names[0]}"
    if step.op == TIMES:
        return f"{names[0]} × {step.inputs[1][1]}"
    if step.op == LESS and len(names) > 1:
        return " − ".join(names)
    if step.op == SUM and len(names) > 1:
        return " + ".join(names)
    if step.op == LEAST and len(names) > 1:
        return f"the least: {min(step.inputs, key=lambda pair: pair[1])[0]}"
    return step.rule or (names[0] if names else "")
