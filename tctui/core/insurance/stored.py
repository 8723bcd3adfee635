"""What is stored of a plan and a coverage, as the benefit table reads it: rule rows, the plan's own terms, amounts used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tctui.core.estimate.scope import Breadth, Scope, category, scope_from_text

BY_CATEGORY = ("percent", "waiting")
"""Kinds of rules of which each category has one."""


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One stored benefit rule; percent in basis points, amount in cents, None unknown; id 0 is not stored yet.

    `personal` rows belong to one coverage and go before the plan's.
    """

    id: int
    kind: str
    scope: str = "all"
    level: str = "individual"
    period: str = "benefit_year"
    percent: int | None = None
    amount: int | None = None
    terms: Mapping[str, Any] = field(default_factory=dict)
    personal: bool = False
    version: int = 1

    @property
    def about(self) -> Scope:
        """The scope as the engine reads it."""
        return scope_from_text(self.scope)

    @property
    def categories(self) -> frozenset[str]:
        """The categories that the rule names; empty for another scope."""
        scope = self.about
        return scope.names if scope.breadth is Breadth.CATEGORY else frozenset()


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One benefit plan; None is unknown; `settings` are the plan's own choices."""

    id: int
    name: str
    carrier: str = ""
    kind: str = "ppo"
    in_network: bool = True
    renewal_month: int | None = None
    cob: str | None = None
    fees: str = ""
    group_number: str = ""
    employer: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1

    @property
    def entered(self) -> frozenset[str]:
        """The kinds of rules that somebody asked about: what has no row there does not exist."""
        return frozenset(self.settings.get("entered", ()))

    @property
    def unsure(self) -> frozenset[str]:
        """Cells that stay unknown though their kind was asked about."""
        return frozenset(self.settings.get("unsure", ()))


@dataclass(frozen=True, slots=True)
class Used:
    """What is used of a coverage this benefit year in cents (ortho: ever), at all offices; None is unknown.

    `bank` is what was carried over into this benefit year.
    """

    deductible: int | None = None
    family: int | None = None
    maximum: int | None = None
    ortho: int | None = None
    bank: int | None = None


STANDING = date.max
"""The day of a tooth that is still there: no clause about earlier losses concerns it."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One patient's enrolment in the plan."""

    id: int
    patient_id: int
    effective: date | None = None
    ends: date | None = None
    used: Used = Used()
    version: int = 1
    lost: Mapping[str, date | None] = field(default_factory=dict)
    """The day on which each tooth was lost; None unknown, STANDING for one that is still there."""


@dataclass(frozen=True, slots=True)
class Service:
    """The codes that one frequency speaks about, and where in the mouth it is counted."""

    scope: str
    area: str = "mouth"


SERVICES: Mapping[str, Service] = {
    "exam": Service("codes:D0120,D0145,D0150,D0180"),
    "cleaning": Service("codes:D1110,D1120"),
    "bitewing": Service("codes:D0270-D0277"),
    "full_mouth": Service("codes:D0210,D0330"),
    "fluoride": Service("codes:D1206,D1208"),
    "sealant": Service("code:D1351", "tooth"),
    "deep_cleaning": Service("codes:D4341,D4342", "quadrant"),
    "gum_care": Service("code:D4910"),
    "filling": Service("category:restorative", "surface"),
    "crown": Service("category:crowns", "tooth"),
    "bridge": Service("codes:D6205-D6794", "tooth"),
    "denture": Service("codes:D5110-D5286", "arch"),
    "ortho": Service("category:ortho"),
}
"""The services by the code numbers that most offices use; the office's setting `services` goes before them."""


PAIRS: Mapping[str, Sequence[tuple[str, str]]] = {
    "filling": (("D2391", "D2140"), ("D2392", "D2150"), ("D2393", "D2160"), ("D2394", "D2161")),
    "crown": (("D2740", "D2750"),),
}
"""The charted code and the code it may be paid as; the office's setting `downgrades` goes before them."""


def services_from(setting: Mapping[str, Any]) -> dict[str, Service]:
    """The office's services: `{"exam": {"scope": "codes:A,B", "area": "mouth"}}` over the usual ones."""
    own = {name: Service(each["scope"], each.get("area", "mouth")) for name, each in setting.items()}
    return {**SERVICES, **own}


def in_force(rows: Iterable[RuleRow]) -> list[RuleRow]:
    """The rules that hold for a coverage: a personal rule takes the place of the plan's one about the same thing."""
    listed = list(rows)
    personal = [row for row in listed if row.personal]
    kept = []
    for row in listed:
        left = row if row.personal else _without(row, personal)
        if left is not None:
            kept.append(left)
    return kept


def _without(row: RuleRow, personal: Sequence[RuleRow]) -> RuleRow | None:
    names = set(row.categories)
    for own in personal:
        if own.kind != row.kind:
            continue
        if row.kind in BY_CATEGORY and names:
            names -= own.categories
        elif same_thing(own, row):
            return None
    if names == row.categories:
        return row
    return replace(row, scope=category(*names).text()) if names else None


def same_thing(one: RuleRow, other: RuleRow) -> bool:
    """Whether two rules speak about the same thing, so that one takes the place of the other."""
    if one.kind == "downgrade":
        return one.terms.get("from") == other.terms.get("from")
    if one.kind in ("missing_tooth", "rollover"):
        return True
    return (one.about, one.level, one.period) == (other.about, other.level, other.period)
