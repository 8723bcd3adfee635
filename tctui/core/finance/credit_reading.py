"""A credit read from plain data, as the files of ``tctui apr`` hold it (docs/apr-format.md)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast, get_args

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.common_period import common_period
from tctui.core.finance.credit import MOST_FLOWS, Credit, Stream
from tctui.core.finance.unit_periods import Step, Unit, UnitPeriod, date_in_series, months_later

MOST_PERIODS = 10_000
"""Unit-periods to a dateless amount; more is a typing error."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_AMOUNT = re.compile(r"\$?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,15})?(\.[0-9]{0,20})?(?:[eE][+-]?[0-9]{1,2})?")
_AN_AMOUNT = "must be an amount above zero and below a million millions"
_NUMBER = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,12}|/[0-9]{1,9})?")


def credit_from_plain(plain: Mapping[str, Any]) -> Credit:
    """Read a credit: ``unit_period`` {unit, n}, ``advances`` and ``payments`` as lists of streams.

    Without ``unit_period`` it is the most frequent period (Appendix J (b)(4)).

    A stream has ``amount`` and ``count`` with ``date`` or ``first_date`` and ``every`` {unit, n}, or with ``first_t``
    and ``every_t`` in unit-periods. Raises Unreadable naming the part that is missing or wrong.
    """
    plain = _told(plain)
    if "unit_period" not in plain:
        return _without_unit_period(plain)
    unit_period = _interval(plain["unit_period"], "unit_period")
    a_year = unit_period.get("periods_per_year")
    per_year = None if a_year is None else _fraction(a_year, "unit_period.periods_per_year")
    if per_year is not None and per_year <= 0:
        raise Unreadable("unit_period.periods_per_year: must be above zero")
    unit = None if unit_period.get("unit") == "term" else _unit_period(unit_period)
    step = Step(unit.unit, unit.n) if unit else Step("month")
    advances, payments = _both_sides(plain, step)
    return Credit(advances, payments, unit, per_year, _even_first(plain))


def _without_unit_period(plain: Mapping[str, Any]) -> Credit:
    advances, payments = _both_sides(plain, Step("month"))
    return Credit(advances, payments, common_period(advances, payments), None, _even_first(plain))


def _told(plain: Mapping[str, Any]) -> dict[str, Any]:
    """What an object says: null says nothing."""
    return {name: value for name, value in plain.items() if value is not None}


def _interval(value: object, where: str) -> dict[str, Any]:
    """An interval as ``{unit, n}``, or a unit alone."""
    if isinstance(value, str):
        return {"unit": value}
    if not isinstance(value, Mapping):
        raise Unreadable(f"{where}: must be {{unit, n}}")
    return _told(value)


def _unit_period(plain: Mapping[str, Any]) -> UnitPeriod:
    unit, n = _unit(plain, "unit_period")
    try:
        return UnitPeriod(unit, n)
    except Refused as refused:
        raise Unreadable(f"unit_period.n: {refused}") from None


def _both_sides(plain: Mapping[str, Any], step: Step) -> tuple[tuple[Stream, ...], tuple[Stream, ...]]:
    """The advances and the payments; raises Unreadable for payments that begin before them or never repay them."""
    advances = _streams(plain, "advances", step)
    begun = [stream.first for stream in advances if isinstance(stream.first, date)]
    payments = _streams(plain, "payments", step, min(begun, default=None))
    dateless = [[s.first for s in side if isinstance(s.first, Fraction)] for side in (advances, payments)]
    if all(dateless) and min(dateless[1]) < min(dateless[0]):
        raise Unreadable(f"payments: {min(dateless[1])} unit-periods come before the first advance at {min(dateless[0])}")
    lent, repaid = (sum(s.amount * s.count for s in side) for side in (advances, payments))
    if repaid < lent:
        raise Unreadable(f"payments: {repaid:,f} in all never repay the {lent:,f} that are advanced")
    return advances, payments


def _even_first(plain: Mapping[str, Any]) -> bool:
    even_first = plain.get("disregard_odd_first_period", False)
    if not isinstance(even_first, bool):
        raise Unreadable("disregard_odd_first_period: must be true or false")
    return even_first


def amount_from_plain(value: object, where: str) -> Decimal:
    """Read dollars: a number, or text such as ``1250``, ``1,250.00`` or ``$1,250``. Zero is read as zero.

    Raises Unreadable, with ``where`` in front, for anything below zero, not a number, or a million millions and more.
    """
    text = "" if isinstance(value, bool) else str(value).strip()
    match = _AMOUNT.fullmatch(text)
    if not match or not (match.group(1) or (match.group(2) or ".") != "."):
        raise Unreadable(f"{where}: {_AN_AMOUNT}")
    amount = Decimal(text.replace(",", "").removeprefix("$"))
    if amount >= 10**12:
        raise Unreadable(f"{where}: {_AN_AMOUNT}")
    return amount


def _streams(plain: Mapping[str, Any], name: str, step: Step, since: date | None = None) -> tuple[Stream, ...]:
    rows = plain.get(name)
    if isinstance(rows, Mapping):
        rows = [rows]
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not rows:
        raise Unreadable(f"{name}: are missing")
    streams = [_stream(row, f"{name}[{number}]", step, name, since) for number, row in enumerate(rows)]
    # A payment of nothing is a payment that is skipped: it moves no other.
    kept = tuple(stream for stream in streams if stream.count and stream.amount)
    if not kept:
        raise Unreadable(f"{name}: the sum must be above zero (each count must be from 1 to {MOST_FLOWS:,})")
    return kept


def _stream(row: object, where: str, step: Step, name: str, since: date | None) -> Stream:
    if not isinstance(row, Mapping):
        raise Unreadable(f"{where}: not an amount with a date")
    row = _told(row)
    amount = amount_from_plain(row.get("amount"), f"{where}.amount")
    if not amount and name == "advances":
        raise Unreadable(f"{where}.amount: {_AN_AMOUNT}")
    count = _whole(row.get("count", 1), f"{where}.count", 0, MOST_FLOWS)
    said = row.get("date", row.get("first_date"))
    if said is None:
        if "first_t" not in row:
            raise Unreadable(f"{where}: a date (first_date) or a number of unit-periods (first_t) is missing")
        return Stream(amount, count, _periods(row, where, "first_t", 0), _periods(row, where, "every_t", 1))
    on = f"{where}.{'date' if 'date' in row else 'first_date'}"
    first = _day(said, on)
    if since and first < since and count and amount:
        raise Unreadable(f"{on}: {first} comes before the first advance on {since}")
    if "every" not in row:
        return _within_calendar(Stream(amount, count, first, step), where)
    every = _interval(row["every"], f"{where}.every")
    series = Step(*_unit(every, f"{where}.every"))
    return _within_calendar(Stream(amount, count, first, series, _day_of_month(every, first, f"{where}.every")), where)


def _within_calendar(stream: Stream, where: str) -> Stream:
    """The stream, if its last date is one; raises Unreadable."""
    try:
        date_in_series(cast(date, stream.first), max(0, stream.count - 1), cast(Step, stream.every), stream.day)
    except Refused:
        raise Unreadable(f"{where}.count: {stream.count:,} of them lead to a date outside the calendar") from None
    return stream


def _periods(row: Mapping[str, Any], where: str, name: str, usual: int) -> Fraction:
    value = _fraction(row.get(name, usual), f"{where}.{name}")
    if value > MOST_PERIODS or (name == "every_t" and not value):
        raise Unreadable(f"{where}.{name}: must be a number of unit-periods up to {MOST_PERIODS:,}")
    return value


def _day(said: object, where: str) -> date:
    if not isinstance(said, str) or not _DATE.fullmatch(said):
        raise Unreadable(f"{where}: dates are written 2026-09-14")
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise Unreadable(f"{where}: there is no {said}") from None


def _day_of_month(every: Mapping[str, Any], first: date, where: str) -> int | None:
    """The day of a monthly series where its first date was cut to the end of a short month; 31 is the last day."""
    if "day" not in every:
        return None
    day = _whole(every["day"], f"{where}.day", 1, 31)
    if months_later(first, 0, day) != first:
        raise Unreadable(f"{where}.day: {day} does not fit the first date {first.isoformat()}")
    return day


def _unit(plain: Mapping[str, Any], where: str) -> tuple[Unit, int]:
    unit, n = plain.get("unit"), plain.get("n", 1)
    if unit not in get_args(Unit):
        raise Unreadable(f"{where}.unit: must be one of {', '.join(get_args(Unit))}")
    return cast(Unit, unit), _whole(n, f"{where}.n", 1, 1_000)


def _fraction(value: object, where: str) -> Fraction:
    text = "" if isinstance(value, bool) else str(value).strip()
    if not _NUMBER.fullmatch(text) or text.endswith("/0"):
        raise Unreadable(f"{where}: not a number such as 2, 2.5 or 5/2")
    try:
        return Fraction(text)
    except ZeroDivisionError:
        raise Unreadable(f"{where}: not a number such as 2, 2.5 or 5/2") from None


def _whole(value: object, where: str, least: int, most: int) -> int:
    if isinstance(value, str) and re.fullmatch(r"[0-9]{1,6}", value):
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise Unreadable(f"{where}: must be a whole number from {least} to {most}")
    return value
