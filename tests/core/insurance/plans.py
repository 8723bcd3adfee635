"""Plans for the tests of the benefit table: empty ones, and the storing of changes as the database does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import count

from tctui.core.insurance.changes import Changes, changes
from tctui.core.insurance.stored import SERVICES, CoverageRow, PlanRow, RuleRow, Service
from tctui.core.insurance.table import shown

PAIRS = {"filling": (("W2", "M2"), ("W3", "M3")), "crown": (("CRC", "CRM"),)}
NUMBERS = count(1)


class Kept:
    """A plan, a coverage and their rules, changed by typing."""

    def __init__(
        self,
        plan: PlanRow | None = None,
        rules: list[RuleRow] | None = None,
        services: Mapping[str, Service] = SERVICES,
    ) -> None:
        self.services = services
        self.plan = plan or PlanRow(1, "Blue River")
        self.coverage = CoverageRow(1, 1)
        self.rules = list(rules or [])

    def shown(self) -> dict[str, str]:
        return shown(self.plan, self.coverage, self.rules, self.services, PAIRS)

    def type(self, edits: dict[str, str], personal: bool = False) -> Changes:
        done = changes(self.plan, self.coverage, self.rules, self.shown(), edits, self.services, PAIRS, personal)
        written = {row.id for row in done.rules}
        gone = {row.id for row in done.gone}
        self.rules = [row for row in self.rules if row.id not in written | gone]
        self.rules += [row if row.id else replace(row, id=next(NUMBERS)) for row in done.rules]
        columns = dict(done.plan)
        if done.settings is not None:
            columns["settings"] = done.settings
        self.plan = replace(self.plan, **columns)
        used = replace(self.coverage.used, **done.used)
        self.coverage = replace(self.coverage, used=used, **done.coverage)
        return done
