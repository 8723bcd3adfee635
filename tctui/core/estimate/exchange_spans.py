"""Spans of the exchange format: scopes, periods, ``every`` so long, and areas, in the many forms that sources use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from tctui.core.errors import Unreadable
from tctui.core.estimate.exchange_fields import FIELDS
from tctui.core.estimate.exchange_row import Row, choice, plain_word, whole_number, wrong
from tctui.core.estimate.rules import Area, Period
from tctui.core.estimate.scope import Breadth, Scope, category, scope_from_text

_CODE = re.compile(r"[A-Z]\d{4}[A-Z]?")
_SPAN = re.compile(r"(\d+)_?(years?|yrs?|y|months?|mos?|m|weeks?|w|days?|d)")
_ROLLING = re.compile(
    r"(?:in_)?(?:the_)?(?:rolling|last|past|previous|any|per|every|each)?_?(\d+)_?(years?|months?|mos?|m|y)(?:_rolling)?"
)
_MONTHS = {"year": 12, "yr": 12, "y": 12, "month": 1, "mo": 1, "m": 1}
_DAYS = {"week": 7, "w": 7, "day": 1, "d": 1}

LONGEST = {"years": 100, "months": 1_200, "weeks": 5_200, "days": 36_500}
"""The longest span of each unit: a hundred years."""

PERIODS: dict[str, Period] = {
    "benefit_year": Period.BENEFIT_YEAR,
    "year": Period.BENEFIT_YEAR,
    "yearly": Period.BENEFIT_YEAR,
    "annual": Period.BENEFIT_YEAR,
    "service_year": Period.BENEFIT_YEAR,
    "calendar_year": Period.CALENDAR_YEAR,
    "plan_year": Period.PLAN_YEAR,
    "contract_year": Period.PLAN_YEAR,
    "policy_year": Period.PLAN_YEAR,
    "membership_year": Period.PLAN_YEAR,
    "lifetime": Period.LIFETIME,
    "per_lifetime": Period.LIFETIME,
    "visit": Period.VISIT,
    "per_visit": Period.VISIT,
    "day": Period.VISIT,
    "per_day": Period.VISIT,
    "line": Period.LINE,
    "procedure": Period.LINE,
    "per_procedure": Period.LINE,
    "service": Period.LINE,
}
"""Words for periods; ``rolling_12_months``, ``last 24 months`` and the like are read besides them."""

LOOKS_BACK = frozenset({"months", "rolling", "rolling_months", "last_months", "lookback"})
"""Words for a period that looks back over the months that stand beside it."""

AREAS: dict[str, Area] = {
    "mouth": Area.MOUTH,
    "full_mouth": Area.MOUTH,
    "patient": Area.MOUTH,
    "person": Area.MOUTH,
    "none": Area.MOUTH,
    "arch": Area.ARCH,
    "quadrant": Area.QUADRANT,
    "quad": Area.QUADRANT,
    "sextant": Area.SEXTANT,
    "tooth": Area.TOOTH,
    "surface": Area.SURFACE,
    "surf": Area.SURFACE,
    "tooth_surface": Area.SURFACE,
    "tooth_and_surface": Area.SURFACE,
    "default": Area.OWN,
    "own": Area.OWN,
    "tooth_range": Area.OWN,
}
"""Words for areas, also with ``per_`` in front; ``default`` is the area that the line itself names."""


class Span(NamedTuple):
    """A length of time in months and days; both 0 when nobody knows it."""

    months: int = 0
    days: int = 0


def scope_in(row: Row) -> Scope:
    """The scope of a rule: ``scope``, or ``code``, ``codes`` or ``category`` in its place; else the whole plan."""
    for name in ("scope", "codes", "code", "category"):
        value = row.value(name) if not (name == "code" and row.kind == "substitution") else None
        if value is not None:
            return scope_of(value, row.at(name), "" if name == "scope" else name)
    return scope_from_text("all")


def scope_of(value: object, path: str, kind: str = "") -> Scope:
    """Read a scope: a text, or a list of codes or categories; a bare ``D0120`` or a range of such is a code."""
    if isinstance(value, Mapping) and len(value) == 1:
        (kind, value), *_ = ((plain_word(name), inner) for name, inner in value.items())
    if isinstance(value, list) and value:
        names = [str(each) for each in value]
        listed = kind or ("codes" if all(_is_code(name) for name in names) else "category")
        return scope_of(f"{listed}:{','.join(names)}", path)
    if not isinstance(value, (str, int)) or isinstance(value, bool):
        wrong(path, "a scope such as all, category:a+b, code:X or codes:X,Y-Z", value)
    text = str(value).strip()
    if kind and ":" not in text:
        text = f"{kind}:{text}"
    try:
        return _spelled(scope_from_text(_prefixed(text)))
    except Unreadable:
        wrong(path, "a scope such as all, category:a+b, code:X or codes:X,Y-Z", value)


def _is_code(name: str) -> bool:
    return all(_CODE.fullmatch(part.strip()) for part in re.split("[,-]", name))


def _prefixed(text: str) -> str:
    kind, colon, rest = text.partition(":")
    if colon:
        word = plain_word(kind)
        known = {"categories": "category", "cat": "category", "group": "codes", "code_group": "codes"}
        return f"{known.get(word, word)}:{rest}"
    if _is_code(text):
        return f"codes:{text}" if "," in text or "-" in text else f"code:{text}"
    return text


def _spelled(scope: Scope) -> Scope:
    """Categories as plain words, so that ``Oral Surgery`` is ``oral_surgery`` here and on the line."""
    if scope.breadth is not Breadth.CATEGORY:
        return scope
    names = [plain_word(name) for name in scope.names]
    return scope_from_text("all") if {"all", "any", "general"} & set(names) else category(*names)


def period_in(row: Row, otherwise: Period = Period.BENEFIT_YEAR) -> tuple[Period, int]:
    """The period of a rule and, for MONTHS, how many months it looks back."""
    value = row.value("period")
    if value is None:
        return otherwise, 0
    if isinstance(value, Mapping):
        span = span_of(value, row.at("period"))
        return Period.MONTHS, span.months
    word = plain_word(value)
    if word in PERIODS:
        return PERIODS[word], 0
    rolling = _ROLLING.fullmatch(word)
    if rolling is None or not isinstance(value, str):
        wrong(row.at("period"), f"one of {', '.join(PERIODS)}, or rolling_12_months", value)
    count = whole_number(rolling.group(1), row.at("period"), most=LONGEST["years"])
    return Period.MONTHS, count * _MONTHS[_singular(rolling.group(2))]


def span_in(row: Row) -> Span | None:
    """The span of a rule: ``every`` in any form, or ``years``, ``months``, ``weeks``, ``days`` beside it; None if none."""
    value = row.value("every") if "every" in FIELDS[row.kind] else None
    if value is not None:
        unit = row.text("unit", "months") if "unit" in FIELDS[row.kind] else "months"
        return span_of(value, row.at("every"), unit)
    units = [unit for unit in ("years", "months", "weeks", "days") if unit in FIELDS[row.kind]]
    found: dict[str, int | None] = {unit: row.whole(unit, most=LONGEST[unit]) for unit in units}
    if all(count is None for count in found.values()):
        return None
    return _added(found)


def span_of(value: object, path: str, unit: str = "months") -> Span:
    """Read ``{"years": 5}``, ``{"n": 6, "unit": "months"}``, ``"5 years"``, or a bare number of ``unit``."""
    expected = 'a span such as {"years": 5}, {"n": 6, "unit": "months"} or "5 years"'
    if isinstance(value, Mapping):
        if "unit" in value:
            number = value.get("n", value.get("count", value.get("number", 1)))
            return span_of(f"{whole_number(number, f'{path}.n')} {value['unit']}", path)
        counts: dict[str, int | None] = {}
        for name, each in value.items():
            if plain_word(name) not in ("years", "year", "months", "month", "weeks", "week", "days", "day"):
                wrong(f"{path}.{name}", expected, each)
            if each is not None:
                units = _singular(plain_word(name)) + "s"
                counts[units] = whole_number(each, f"{path}.{name}", most=LONGEST[units])
        return _added(counts)
    if isinstance(value, int) and not isinstance(value, bool):
        value = f"{value} {unit}"
    found = _SPAN.fullmatch(plain_word(value)) if isinstance(value, str) else None
    if found is None:
        wrong(path, expected, value)
    name = _singular(found.group(2))
    number = whole_number(found.group(1), path, most=LONGEST["months" if name in _MONTHS else "days"])
    return Span(number * _MONTHS[name]) if name in _MONTHS else Span(0, number * _DAYS[name])


def _added(counts: Mapping[str, int | None]) -> Span:
    return Span(
        12 * (counts.get("years") or 0) + (counts.get("months") or 0),
        7 * (counts.get("weeks") or 0) + (counts.get("days") or 0),
    )


def _singular(unit: str) -> str:
    return unit.removesuffix("s") if len(unit) > 1 else unit


def area_in(row: Row, otherwise: Area) -> Area:
    """The area of a frequency."""
    value = row.value("area")
    if value is None:
        return otherwise
    word = value.strip().lower().removeprefix("per_").removeprefix("per ") if isinstance(value, str) else value
    return choice(word, AREAS, row.at("area"))
