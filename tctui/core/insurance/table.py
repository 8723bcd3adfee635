"""The benefit table of a coverage: what each cell shows, read from the stored rules; unknown is `?`, never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tctui.core.estimate.scope import scope_from_text
from tctui.core.insurance.cells import CATEGORIES, CELLS, CLAIM_DATE, COB, LOST, NONE, PLAN_KINDS, POSITION, UNKNOWN
from tctui.core.insurance.stored import STANDING, CoverageRow, PlanRow, RuleRow, Service, in_force
from tctui.core.insurance.typed import MONTHS, TEETH, date_shown, money_shown, span_shown
from tctui.core.money import bare_percent

Pairs = Mapping[str, Sequence[tuple[str, str]]]
"""Per kind of work the (charted code, code it is paid as) of its downgrades."""

BINDS = {"maximum": "binds_after_maximum", "frequency": "binds_after_frequency", "age": "binds_after_age",
         "excluded": "binds_when_excluded"}  # fmt: skip

LIMITS: Mapping[str, tuple[str, str, str]] = {
    "annual": ("all", "individual", "benefit_year"),
    "family": ("all", "family", "benefit_year"),
    "ortho": ("category:ortho", "individual", "lifetime"),
    "implant": ("category:implant", "individual", "benefit_year"),
}
"""Scope, level and period of the maximums."""


def find(rows: Iterable[RuleRow], kind: str, scope: str, level: str = "individual") -> RuleRow | None:
    """The rule of a kind about exactly this scope and level; the period is the rule's own."""
    return next((row for row in rows if (row.kind, row.scope, row.level) == (kind, scope, level)), None)


def shown(
    plan: PlanRow, coverage: CoverageRow, rules: Iterable[RuleRow], services: Mapping[str, Service], pairs: Pairs
) -> dict[str, str]:
    """What every cell of the table shows."""
    rows = in_force(rules)
    found = dict.fromkeys(CELLS, UNKNOWN)
    for category, _, _ in CATEGORIES:
        found[f"percent:{category}"] = _percent(plan, rows, category)
        found[f"waiting:{category}"] = _waiting(plan, rows, category)
        found[f"deductible:{category}"] = _applies(plan, rows, category)
    _amounts(found, plan, rows)
    for key in CELLS:
        part, _, name = key.partition(".")
        if key == "frequency.other":
            found[key] = str(plan.settings.get("other_frequency", NONE if asked(plan, rows, "frequency") else UNKNOWN))
        elif part == "frequency":
            found[key] = _frequency(plan, rows, services[name])
        elif part == "replacement":
            found[key] = _replacement(plan, rows, services[name])
        elif part == "age":
            found[key] = _age(plan, rows, services[name])
        elif part == "downgrade":
            found[key] = _downgrade(plan, rows, pairs.get(name, ()))
    _clauses(found, plan, rows)
    _plan(found, plan)
    _coverage(found, coverage)
    for key in plan.unsure:
        if key in found and found[key] in (NONE, "n", "y", "no"):
            found[key] = UNKNOWN
    return found


def asked(plan: PlanRow, rows: Iterable[RuleRow], kind: str) -> bool:
    """Whether somebody asked about a kind of rule: then what has no row does not exist."""
    return kind in plan.entered or any(row.kind == kind for row in rows)


def covering(rows: Iterable[RuleRow], kind: str, category: str) -> RuleRow | None:
    """The rule of a kind that holds for a category, the most specific first; rules by code are not meant."""
    best = None
    for row in rows:
        if row.kind == kind and (category in row.categories or row.scope == "all"):
            best = row if best is None or best.scope == "all" else best
    return best


def _percent(plan: PlanRow, rows: Sequence[RuleRow], category: str) -> str:
    row = covering(rows, "percent", category)
    if row is None:
        return "0" if asked(plan, rows, "percent") and plan.kind != "dhmo" else UNKNOWN
    return UNKNOWN if row.percent is None else bare_percent(row.percent)


def _waiting(plan: PlanRow, rows: Sequence[RuleRow], category: str) -> str:
    row = covering(rows, "waiting", category)
    if row is None:
        return NONE if asked(plan, rows, "waiting") else UNKNOWN
    months = row.terms.get("months")
    return UNKNOWN if months is None else f"{months}m" if months else NONE


def _applies(plan: PlanRow, rows: Sequence[RuleRow], category: str) -> str:
    row = find(rows, "deductible", "all")
    if row is None:
        return "n" if asked(plan, rows, "deductible") else UNKNOWN
    waived = {name for text in row.terms.get("waived_for", ()) for name in text.removeprefix("category:").split("+")}
    return "n" if category in waived or row.amount == 0 else "y"


def _amount(plan: PlanRow, rows: Sequence[RuleRow], row: RuleRow | None, kind: str) -> str:
    if row is None:
        return NONE if asked(plan, rows, kind) else UNKNOWN
    return UNKNOWN if row.amount is None else NONE if row.amount == 0 else money_shown(row.amount)


def _amounts(found: dict[str, str], plan: PlanRow, rows: Sequence[RuleRow]) -> None:
    found["deductible.individual"] = _amount(plan, rows, find(rows, "deductible", "all"), "deductible")
    found["deductible.family"] = _amount(plan, rows, find(rows, "deductible", "all", "family"), "deductible")
    for name, (scope, level, _) in LIMITS.items():
        found[f"maximum.{name}"] = _amount(plan, rows, find(rows, "maximum", scope, level), "maximum")
    found["maximum.carry"] = _carry(plan, rows)
    ortho = find(rows, "maximum", "category:ortho")
    counts = ortho.terms.get("counts_toward_general") if ortho else None
    found["counts.ortho"] = UNKNOWN if counts is None else "y" if counts else "n"
    general = find(rows, "maximum", "all")
    if general is not None:
        exempt = {
            name for text in general.terms.get("exempt", ()) for name in text.removeprefix("category:").split("+")
        }
        found["counts.preventive"] = "n" if "preventive" in exempt else "y"


def _carry(plan: PlanRow, rows: Sequence[RuleRow]) -> str:
    row = next((row for row in rows if row.kind == "rollover"), None)
    if row is None:
        return NONE if asked(plan, rows, "rollover") else UNKNOWN
    if row.terms.get("kind") == "all_unused":
        return "all"
    if row.percent is not None:
        return f"{bare_percent(row.percent)}%"
    amounts = [row.amount, row.terms.get("threshold"), row.terms.get("cap")]
    return "/".join(money_shown(cents).replace(",", "") for cents in amounts if cents is not None)


def _overlaps(row: RuleRow, service: Service) -> bool:
    """Whether a rule by code or category speaks about a part of a service at all."""
    mine, wanted = row.about, scope_from_text(service.scope)
    return mine == wanted or bool(mine.names & wanted.names)


def service_row(rows: Iterable[RuleRow], kind: str, service: Service) -> RuleRow | None:
    """The rule of a kind about a service: the one with just its codes, else one that shares a code with it."""
    listed = [row for row in rows if row.kind == kind]
    return next((row for row in listed if row.scope == service.scope), None) or next(
        (row for row in listed if _overlaps(row, service)), None
    )


def _frequency(plan: PlanRow, rows: Sequence[RuleRow], service: Service) -> str:
    row = service_row(rows, "frequency", service)
    if row is None:
        return NONE if asked(plan, rows, "frequency") else UNKNOWN
    return often_shown(row)


def often_shown(row: RuleRow) -> str:
    """A frequency as it is typed: `2/yr`, `2/12m`, `5y`, `1/life`; unknown when nobody knows the count."""
    every, count = row.terms.get("every_months"), row.terms.get("count")
    if every:
        return span_shown(every)
    if count is None:
        return UNKNOWN
    if row.period == "months":
        return f"{count}/{row.terms.get('months', 12)}m"
    return f"{count}/{ {'lifetime': 'life', 'calendar_year': 'cal'}.get(row.period, 'yr') }"


def _replacement(plan: PlanRow, rows: Sequence[RuleRow], service: Service) -> str:
    row = service_row(rows, "replacement", service)
    if row is None:
        often = service_row([row for row in rows if row.terms.get("every_months")], "frequency", service)
        if often is not None:
            return often_shown(often)
        return NONE if asked(plan, rows, "replacement") else UNKNOWN
    months = row.terms.get("months")
    return UNKNOWN if months is None else span_shown(months)


def _age(plan: PlanRow, rows: Sequence[RuleRow], service: Service) -> str:
    row = service_row(rows, "age", service)
    if row is None:
        return NONE if asked(plan, rows, "age") else UNKNOWN
    oldest = row.terms.get("max_age")
    if oldest is None:
        return UNKNOWN
    return f"<{oldest}" if row.terms.get("boundary") == "under" else str(oldest)


def _downgrade(plan: PlanRow, rows: Sequence[RuleRow], pairs: Sequence[tuple[str, str]]) -> str:
    codes = {code for code, _ in pairs}
    row = next((row for row in rows if row.kind == "downgrade" and row.terms.get("from") in codes), None)
    if row is None:
        return "no" if asked(plan, rows, "downgrade") else UNKNOWN
    when = row.terms.get("when", "always")
    return next((said for said, word in TEETH if word == when), "all")


def _clauses(found: dict[str, str], plan: PlanRow, rows: Sequence[RuleRow]) -> None:
    row = next((row for row in rows if row.kind == "missing_tooth"), None)
    if row is not None:
        lapses = row.terms.get("lapses_after_months")
        found["clause.missing_tooth"] = span_shown(lapses) if lapses else "y"
    elif asked(plan, rows, "missing_tooth"):
        found["clause.missing_tooth"] = "n"
    found["clause.preauthorisation"] = str(plan.settings.get("preauthorisation", UNKNOWN))


def _plan(found: dict[str, str], plan: PlanRow) -> None:
    settings = plan.settings
    found["plan.year"] = MONTHS[plan.renewal_month - 1] if plan.renewal_month else UNKNOWN
    found["plan.network"] = "in" if plan.in_network else "out"
    found["plan.fees"] = plan.fees or UNKNOWN
    found["plan.cob"] = dict(COB).get(plan.cob or "", UNKNOWN)
    found["plan.kind"] = dict(PLAN_KINDS).get(plan.kind, UNKNOWN)
    found["plan.claim_date"] = dict(CLAIM_DATE).get(settings.get("claim_date", ""), UNKNOWN)
    found["plan.position"] = dict(POSITION).get(settings.get("deductible_position", ""), UNKNOWN)
    found["plan.group"] = plan.group_number or UNKNOWN
    found["plan.employer"] = plan.employer or UNKNOWN
    for name, setting in BINDS.items():
        found[f"binds.{name}"] = _said(settings.get(setting))
    found["bills.difference"] = _said(settings.get("bills_downgrade_difference"))


def _said(value: bool | None) -> str:
    return UNKNOWN if value is None else "y" if value else "n"


def _coverage(found: dict[str, str], coverage: CoverageRow) -> None:
    for tooth, day in coverage.lost.items():
        found[f"{LOST}{tooth}"] = UNKNOWN if day is None else NONE if day == STANDING else date_shown(day)
    found["coverage.effective"] = date_shown(coverage.effective) if coverage.effective else UNKNOWN
    found["coverage.ends"] = date_shown(coverage.ends) if coverage.ends else UNKNOWN
    for name in ("deductible", "family", "maximum", "ortho", "bank"):
        cents = getattr(coverage.used, name)
        found[f"used.{name}"] = UNKNOWN if cents is None else money_shown(cents) if cents else NONE
