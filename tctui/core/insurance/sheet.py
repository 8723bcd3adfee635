"""One coverage's benefit table with all it is made of: plan, rules, what each cell shows, and who confirmed it when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from tctui.core.estimate.scope import Breadth, scope_from_text
from tctui.core.insurance.cells import BLOCKS, CELLS
from tctui.core.insurance.stored import CoverageRow, PlanRow, RuleRow, Service
from tctui.core.insurance.table import Pairs, service_row, shown
from tctui.core.insurance.typed import date_shown

HOW = ("phone", "portal", "271 file", "letter")
"""How a carrier confirms: by telephone, on its portal, in an eligibility answer, in writing."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who confirmed something, when, how, under which reference."""

    on: date
    by: str
    how: str
    reference: str = ""

    def words(self) -> str:
        """As one line: `12 Nov 2026 by phone, MS, ref 48812`."""
        parts = [
            f"{date_shown(self.on)}{f' by {self.how}' if self.how else ''}",
            self.by,
            f"ref {self.reference}" if self.reference else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A benefit table as it was read; nothing in it changes while a person types."""

    plan: PlanRow
    coverage: CoverageRow
    patient: str
    ordinal: int
    rules: tuple[RuleRow, ...]
    services: Mapping[str, Service]
    pairs: Pairs
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
    """The latest confirmation of each cell that was ever confirmed."""
    last: Confirmed | None = None
    """The latest verification of the coverage as a whole."""
    fee_lists: tuple[str, ...] = ()

    def shown(self) -> dict[str, str]:
        """What every cell shows."""
        return shown(self.plan, self.coverage, self.rules, self.services, self.pairs)

    def personal(self) -> frozenset[str]:
        """The cells in which this patient differs from the plan."""
        own = [row for row in self.rules if row.personal]
        if not own:
            return frozenset()
        plain = shown(
            self.plan, self.coverage, [row for row in self.rules if not row.personal], self.services, self.pairs
        )
        return frozenset(key for key, value in self.shown().items() if plain[key] != value)

    def by_code(self) -> list[RuleRow]:
        """The rules that no cell shows: those by code, by network tier, of unusual periods."""
        return [row for row in self.rules if row.kind == "downgrade" or not cells_of(row, self.services)]


def cells_of(row: RuleRow, services: Mapping[str, Service]) -> list[str]:
    """The cells in which a rule is seen."""
    found: list[str] = []
    scope = scope_from_text(row.scope)
    if row.kind in ("percent", "waiting"):
        found = [f"{row.kind}:{name}" for name in row.categories]
    elif row.kind == "deductible" and row.scope == "all":
        found = [f"deductible.{row.level}"]
    elif row.kind == "maximum" and scope.breadth in (Breadth.WHOLE_PLAN, Breadth.CATEGORY):
        name = (
            "family" if row.level == "family" else {"all": "annual"}.get(row.scope, row.scope.removeprefix("category:"))
        )
        found = [f"maximum.{name}"]
    elif row.kind in ("frequency", "age", "replacement"):
        names = [key.partition(".")[2] for block in BLOCKS for _, rows in block for (key, *_) in rows
                 if key.startswith((f"{row.kind}.", "replacement." if row.terms.get("every_months") else "-"))]  # fmt: skip
        names = [name for name in names if name in services]
        found = [f"{row.kind}.{name}" for name in names if service_row([row], row.kind, services[name]) is row]
        found += [f"replacement.{name}" for name in names if row.kind == "frequency" and f"frequency.{name}" in found]
    elif row.kind == "rollover":
        found = ["maximum.carry"]
    elif row.kind == "bank":
        found = ["used.bank"]
    elif row.kind == "missing_tooth":
        found = ["clause.missing_tooth"]
    elif row.kind == "downgrade":
        found = ["downgrade.filling", "downgrade.crown"]
    return [key for key in found if key in CELLS]
