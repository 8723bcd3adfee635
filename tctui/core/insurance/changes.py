"""What has to be stored so that the benefit table shows what a person typed: rules, plan terms, coverage, amounts used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from tctui.core.estimate.scope import codes, scope_from_text
from tctui.core.insurance.by_category import by_category
from tctui.core.insurance.cells import (
    CATEGORIES,
    CLAIM_DATE,
    COB,
    LOST,
    NETWORK,
    NONE,
    PERSONAL,
    PLAN_KINDS,
    POSITION,
    UNKNOWN,
)
from tctui.core.insurance.stored import STANDING, CoverageRow, PlanRow, RuleRow, Service, in_force
from tctui.core.insurance.table import BINDS, LIMITS, Pairs, find, service_row
from tctui.core.insurance.typed import MONTHS, TEETH, cents_of, date_of, months_of
from tctui.core.money import points_from_text

_ASKED = (
    "percent", "deductible", "maximum", "frequency", "waiting", "missing_tooth", "age", "replacement", "downgrade",
    "rollover",
)  # fmt: skip
"""Kinds of rules of which the plan says whether somebody asked."""
_SUBJECT = {"counts": "maximum", "maximum.carry": "rollover", "clause.missing_tooth": "missing_tooth"}


@dataclass(slots=True)
class Changes:
    """The rows as they shall be: `rules` to insert (id 0) or to update, `gone` to void, and columns that change.

    `plan` and `coverage` are columns by name, `settings` the plan's settings whole when they change; `used` the
    amounts used by name in cents, `lost` the day on which a tooth was lost, None for unknown.
    """

    rules: list[RuleRow] = field(default_factory=list)
    gone: list[RuleRow] = field(default_factory=list)
    plan: dict[str, Any] = field(default_factory=dict)
    settings: dict[str, Any] | None = None
    coverage: dict[str, Any] = field(default_factory=dict)
    used: dict[str, int | None] = field(default_factory=dict)
    lost: dict[str, date | None] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether nothing is to be stored."""
        return not (
            self.rules or self.gone or self.plan or self.settings is not None or self.coverage or self.used or self.lost
        )


class _Book:
    """The rules while they are rewritten; rows of one level only are touched, those of the other only read."""

    def __init__(self, rules: Sequence[RuleRow], personal: bool) -> None:
        self.before = {row.id: row for row in rules}
        self.personal = personal
        self.rows = [row for row in rules if row.personal == personal]
        self.others = [row for row in rules if row.personal != personal]

    def put(self, old: RuleRow | None, new: RuleRow | None) -> None:
        """Put a row in the place of another (None: there was none, or it goes)."""
        if old is not None and old.personal != self.personal:
            old, new = None, (replace(new, id=0) if new is not None else None)
        if old is not None:
            self.rows.remove(old)
        if new is not None:
            self.rows.append(replace(new, personal=self.personal, id=old.id if old else 0))

    def changes(self) -> tuple[list[RuleRow], list[RuleRow]]:
        """The rows to write, and those that are gone."""
        kept = {row.id for row in self.rows}
        written = [row for row in self.rows if self.before.get(row.id) != row]
        gone = [row for row in self.before.values() if row.personal == self.personal and row.id not in kept]
        return written, gone


def changes(
    plan: PlanRow, coverage: CoverageRow, rules: Sequence[RuleRow], before: Mapping[str, str], edits: Mapping[str, str],
    services: Mapping[str, Service], pairs: Pairs, personal: bool = False,
) -> Changes:  # fmt: skip
    """Work out what to store for the edited cells; `personal` writes rules for this coverage only.

    `before` is the table as it was shown, `edits` maps cells to what they shall show.
    """
    values = {**before, **edits}
    book = _Book(rules, personal)
    touched = {_subject(key) for key in edits}
    for kind, prefix in (("percent", "percent:"), ("waiting", "waiting:")):
        if any(key.startswith(prefix) for key in edits):
            wanted = {key.removeprefix(prefix): value for key, value in values.items() if key.startswith(prefix)}
            edited = {key.removeprefix(prefix) for key in edits if key.startswith(prefix)}
            rows = by_category(kind, book.rows, wanted, edited if personal else None)
            book.rows = [replace(row, personal=personal) for row in rows]
    _deductible(book, values, edits)
    _maximums(book, values, edits)
    for key in edits:
        part, _, name = key.partition(".")
        if key == "frequency.other":
            # A limit on no named code is for a person to read; the engine has no code to hold it against.
            continue
        if part in ("frequency", "replacement", "age"):
            _limit(book, part, values[key], services[name])
        elif part == "downgrade":
            _downgrade(book, values[key], pairs.get(name, ()))
        elif key == "clause.missing_tooth":
            _missing_tooth(book, values[key])
        elif key == "maximum.carry":
            _carry(book, values[key])
    if "frequency" in touched:
        _unknown_frequencies(book, values, services)
    out = Changes()
    out.rules, out.gone = book.changes()
    if not personal:
        _settings(out, plan, values, edits, touched)
        _terms(out, edits)
    _own(out, coverage, edits)
    return out


def _subject(key: str) -> str:
    part = key.replace(".", ":").partition(":")[0]
    return _SUBJECT.get(key) or _SUBJECT.get(part, part)


def _amount(value: str) -> int | None:
    return None if value == UNKNOWN else 0 if value == NONE else cents_of(value)


def _deductible(book: _Book, values: Mapping[str, str], edits: Mapping[str, str]) -> None:
    if not any(key.startswith(("deductible:", "deductible.")) for key in edits):
        return
    every = [name for name, _, _ in CATEGORIES]
    rows = in_force([*book.rows, *book.others])
    for level in ("individual", "family"):
        row = find(rows, "deductible", "all", level)
        own = find(book.rows, "deductible", "all", level)
        value = values[f"deductible.{level}"]
        if level == "family" and value == UNKNOWN:
            # An unknown family cap would make every estimate a range; it only ever helps the patient.
            book.put(own, None)
            continue
        if value == UNKNOWN and all(values[f"deductible:{name}"] == UNKNOWN for name in every):
            book.put(own, None)
            continue
        if value == NONE and not book.personal:
            book.put(own, None)
            continue
        terms = dict(row.terms) if row else {}
        if values["deductible.individual"] == NONE:
            book.put(own, replace(own or RuleRow(0, "deductible", "all", level), amount=_amount(value)))
            continue
        waived = [name for name in every if values[f"deductible:{name}"] == "n"]
        foreign = {name for text in terms.pop("waived_for", ()) for name in text.removeprefix("category:").split("+")}
        waived = sorted({*waived, *(foreign - set(every))})
        if waived:
            terms["waived_for"] = ["category:" + "+".join(waived)]
        base = own or RuleRow(0, "deductible", "all", level, row.period if row else "benefit_year")
        book.put(own, replace(base, amount=_amount(value), terms=terms))


def _maximums(book: _Book, values: Mapping[str, str], edits: Mapping[str, str]) -> None:
    rows = in_force([*book.rows, *book.others])
    for name, (scope, level, period) in LIMITS.items():
        key = f"maximum.{name}"
        counts = {"ortho": "counts.ortho", "annual": "counts.preventive"}.get(name, "")
        if key not in edits and counts not in edits:
            continue
        row, own = find(rows, "maximum", scope, level), find(book.rows, "maximum", scope, level)
        value = values[key]
        rare = name in ("family", "implant")
        if value == NONE or (rare and value == UNKNOWN):
            book.put(own, None)
            continue
        terms = dict(row.terms) if row else {}
        if name == "ortho":
            terms.pop("counts_toward_general", None)
            if values[counts] != UNKNOWN:
                terms["counts_toward_general"] = values[counts] == "y"
        if name == "annual" and counts in edits:
            kept = [text for text in terms.pop("exempt", ()) if "preventive" not in text]
            exempt = [*kept, *(["category:diagnostic+preventive"] if values[counts] == "n" else [])]
            if exempt:
                terms["exempt"] = exempt
        base = own or RuleRow(0, "maximum", scope, level, row.period if row else period)
        book.put(own, replace(base, amount=_amount(value), terms=terms))


def _limit(book: _Book, part: str, value: str, service: Service) -> None:
    rows = in_force([*book.rows, *book.others])
    row, own = service_row(rows, part, service), service_row(book.rows, part, service)
    if part == "replacement" and row is None:
        often = service_row([each for each in rows if each.terms.get("every_months")], "frequency", service)
        if often is not None:
            # The plan has it as "once in five years per tooth"; it stays one rule and not two.
            own = often if often in book.rows else None
            known = value not in (NONE, UNKNOWN)
            book.put(own, replace(often, terms={**often.terms, "every_months": months_of(value)}) if known else None)
            return
    if own is not None and (others := _other_codes(own, service)):
        # One rule for several services (cleanings of every kind): this one gets its own, the others keep theirs.
        book.put(own, replace(own, scope=codes(*others).text()))
        own, row = None, None
    if value == NONE or (value == UNKNOWN and part != "frequency"):
        book.put(own, None)
        return
    base = own or row or RuleRow(0, part, service.scope)
    terms: dict[str, Any] = dict(base.terms)
    if part == "replacement":
        book.put(own, replace(base, terms={**terms, "months": months_of(value)}))
    elif part == "age":
        terms.pop("boundary", None)
        terms |= {"max_age": int(value.removeprefix("<"))} | ({"boundary": "under"} if value[0] == "<" else {})
        book.put(own, replace(base, terms=terms))
    else:
        period, said = often_terms(value)
        area = {} if service.area == "mouth" else {"area": service.area}
        kept = {name: each for name, each in terms.items() if name not in ("count", "every_months", "months")}
        book.put(own, replace(base, period=period, terms={**area, **kept, **said}))


def _other_codes(row: RuleRow, service: Service) -> list[str]:
    """The codes of a rule that a service does not speak about; empty when it is the service's own rule."""
    mine, wanted = row.about, scope_from_text(service.scope)
    if mine == wanted or not wanted.names or mine.ranges or not row.scope.startswith("code"):
        return []
    return sorted(mine.names - wanted.names)


def often_terms(value: str) -> tuple[str, dict[str, Any]]:
    """The period and the terms of a frequency as it is shown."""
    if value == UNKNOWN:
        return "benefit_year", {"count": None}
    count, slash, unit = value.partition("/")
    if not slash:
        return "benefit_year", {"every_months": months_of(value)}
    if unit in ("yr", "life", "cal"):
        return {"yr": "benefit_year", "life": "lifetime", "cal": "calendar_year"}[unit], {"count": int(count)}
    return "months", {"count": int(count), "months": months_of(unit)}


def _unknown_frequencies(book: _Book, values: Mapping[str, str], services: Mapping[str, Service]) -> None:
    """Once one frequency is known, the engine must be told which ones are not."""
    for key, value in values.items():
        part, _, name = key.partition(".")
        if part == "frequency" and value == UNKNOWN and name in services:
            rows = in_force([*book.rows, *book.others])
            if service_row(rows, "frequency", services[name]) is None:
                book.put(None, RuleRow(0, "frequency", services[name].scope, terms={"count": None}))


def _downgrade(book: _Book, value: str, pairs: Sequence[tuple[str, str]]) -> None:
    when = dict(TEETH).get(value, "")
    for charted, paid in pairs:
        own = next((row for row in book.rows if row.kind == "downgrade" and row.terms.get("from") == charted), None)
        if value in ("no", UNKNOWN) and not (book.personal and value == "no"):
            book.put(own, None)
            continue
        base = own or RuleRow(0, "downgrade", f"code:{charted}", terms={"from": charted, "to": paid})
        book.put(own, replace(base, terms={**base.terms, "when": when or "never"}))


def _missing_tooth(book: _Book, value: str) -> None:
    own = next((row for row in book.rows if row.kind == "missing_tooth"), None)
    if value in ("n", UNKNOWN):
        book.put(own, None)
        return
    base = own or RuleRow(0, "missing_tooth", "category:implant+prosthetics")
    terms = {} if value == "y" else {"lapses_after_months": months_of(value)}
    book.put(own, replace(base, terms=terms))


def _carry(book: _Book, value: str) -> None:
    own = next((row for row in book.rows if row.kind == "rollover"), None)
    if value in (NONE, UNKNOWN):
        book.put(own, None)
        return
    base = own or RuleRow(0, "rollover")
    if value == "all":
        book.put(own, replace(base, percent=None, amount=None, terms={"kind": "all_unused"}))
    elif value.endswith("%"):
        terms = {"kind": "percent_of_unused"}
        book.put(own, replace(base, percent=points_from_text(value.removesuffix("%")), amount=None, terms=terms))
    else:
        carry, *more = (cents_of(part) for part in value.split("/"))
        said: dict[str, Any] = {"kind": "fixed", **dict(zip(("threshold", "cap"), more, strict=False))}
        book.put(own, replace(base, percent=None, amount=carry, terms=said))


def _settings(
    out: Changes, plan: PlanRow, values: Mapping[str, str], edits: Mapping[str, str], touched: set[str]
) -> None:
    settings = dict(plan.settings)
    entered = list(settings.get("entered", ()))
    for subject in _ASKED:
        if subject not in touched:
            continue
        known = [value for key, value in values.items() if _subject(key) == subject and value != UNKNOWN]
        if known and subject not in entered:
            entered.append(subject)
        elif not known and subject in entered:
            entered.remove(subject)
    for key in edits:
        part, _, name = key.partition(".")
        if part == "binds":
            _set(settings, BINDS[name], None if values[key] == UNKNOWN else values[key] == "y")
        elif part == "bills":
            _set(settings, "bills_downgrade_difference", None if values[key] == UNKNOWN else values[key] == "y")
    words: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
        "frequency.other": ("other_frequency", ()),
        "clause.preauthorisation": ("preauthorisation", ()),
        "plan.claim_date": ("claim_date", CLAIM_DATE),
        "plan.position": ("deductible_position", POSITION),
    }
    for key, (name, choices) in words.items():
        if key in edits:
            word = next((stored for stored, said in choices if said == values[key]), values[key])
            _set(settings, name, None if word == UNKNOWN else word)
    _set(settings, "entered", entered or None)
    # What the rules themselves cannot say is unknown: a cell of a subject that was asked about, without an answer.
    unsure = {key for key in plan.unsure if _subject(key) not in touched}
    unsure |= {
        key for key, value in values.items() if _subject(key) in touched.intersection(_ASKED) and value == UNKNOWN
    }
    _set(settings, "unsure", sorted(unsure) or None)
    settings.setdefault("entered", [])
    if settings != {"entered": [], **plan.settings}:
        out.settings = settings


def _set(settings: dict[str, Any], name: str, value: Any) -> None:
    settings.pop(name, None)
    if value is not None:
        settings[name] = value


def _terms(out: Changes, edits: Mapping[str, str]) -> None:
    for key, value in edits.items():
        known = None if value == UNKNOWN else value
        if key == "plan.year":
            out.plan["renewal_month"] = MONTHS.index(known) + 1 if known else None
        elif key == "plan.network":
            out.plan["in_network"] = value == dict(NETWORK)["in"]
        elif key == "plan.cob":
            out.plan["cob"] = next((stored for stored, said in COB if said == known), None)
        elif key == "plan.kind" and known:
            out.plan["kind"] = next(stored for stored, said in PLAN_KINDS if said == known)
        elif key == "plan.fees":
            out.plan["fees"] = known or ""
        elif key in ("plan.group", "plan.employer"):
            name = {"plan.group": "group_number", "plan.employer": "employer"}[key]
            out.plan[name] = "" if known in (None, NONE) else known


def _own(out: Changes, coverage: CoverageRow, edits: Mapping[str, str]) -> None:
    for key, value in edits.items():
        if key.startswith(LOST):
            day = None if value == UNKNOWN else STANDING if value == NONE else date_of(value)
            out.lost[key.removeprefix(LOST)] = day
    for key in PERSONAL & edits.keys():
        part, _, name = key.partition(".")
        value = edits[key]
        if part == "used":
            out.used[name] = _amount(value)
        else:
            out.coverage[name] = None if value in (UNKNOWN, NONE) else date_of(value)
