"""Member prices beside an insurance: for which lines they may be taken, and what the contracts of carriers say to it.

A contract with a carrier sets the price of what its plan covers, also while a limit of the plan is met. A member's price
below it would tell the carrier a fee that is not charged, so it is taken only for what no plan of the patient covers at
all, and only where each contract leaves that price to the office: many forbid it, some states forbid that they do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tctui.core.estimate.limits import Ground
from tctui.core.estimate.result import LineEstimate

NOT_A_BENEFIT = frozenset({Ground.NOT_COVERED.value, Ground.EXCLUDED.value, Ground.NOT_IN_FORCE.value})
"""Grounds on which a plan has no benefit for a service at all; an age, a frequency or a waiting period is none."""


@dataclass(frozen=True, slots=True)
class Contract:
    """The office's contract for one plan of the patient: whether it leaves the price of what the plan does not cover.

    ``allows`` None: nobody has looked it up. ``plan_id`` and ``version`` are those of the plan.
    """

    plan_id: int
    version: int
    name: str
    allows: bool | None


@dataclass(frozen=True, slots=True)
class Beside:
    """How member prices stand beside a patient's insurance: the lines that no plan covers, of how many, the contracts."""

    uncovered: frozenset[str]
    lines: int
    contracts: tuple[Contract, ...] = ()

    @property
    def refusal(self) -> str | None:
        """Why member prices cannot be taken, or None."""
        forbids = [one for one in self.contracts if one.allows is False]
        if forbids:
            return f"{_bound(forbids)} forbid{_s(forbids)} member prices beside the plan"
        if not self.uncovered:
            return "takes nothing off: every line is insured, and what a plan covers has its own price"
        return None

    @property
    def asks(self) -> tuple[Contract, ...]:
        """The contracts of which nobody knows what they say to member prices."""
        return tuple(one for one in self.contracts if one.allows is None)

    @property
    def to_look_up(self) -> Contract | None:
        """The contract that stands in the way of member prices: one nobody looked up, or one that forbids them."""
        return next((one for one in self.contracts if one.allows is not True), None)

    @property
    def words(self) -> str:
        """For which lines member prices are taken, and what is still to be looked up."""
        count = len(self.uncovered)
        said = f"Member prices for {count} of {self.lines} lines, those no plan covers"
        if self.asks:
            return f"{said}, if {_bound(self.asks)} allow{_s(self.asks)} it: look up"
        return said + (f", as {_bound(self.contracts)} allow{_s(self.contracts)}" if self.contracts else "")


def uncovered(rows: Iterable[LineEstimate]) -> frozenset[str]:
    """Give the ids of the lines for which no plan has a benefit; where a plan's share is not known it counts as covered."""
    return frozenset(
        row.id
        for row in rows
        if row.shares
        and all(share.ground in NOT_A_BENEFIT for share in row.shares)
        and not any(":percent:" in question for question in row.questions)
    )


def _bound(contracts: Sequence[Contract]) -> str:
    names = [one.name for one in contracts]
    if len(names) == 1:
        return f"the contract of {names[0]}"
    return f"the contracts of {', '.join(names[:-1])} and {names[-1]}"


def _s(contracts: Sequence[Contract]) -> str:
    return "s" if len(contracts) == 1 else ""
