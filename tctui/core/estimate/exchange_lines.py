"""Planned lines and history of the exchange format, with the figures of a payer that are already known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from tctui.core.estimate.exchange_fields import PAYERS
from tctui.core.estimate.exchange_row import Row, plain_word, wrong
from tctui.core.estimate.exchange_rules import TIERS
from tctui.core.estimate.periods import add_months
from tctui.core.estimate.rules import Tier
from tctui.core.estimate.teeth import arch as arch_of
from tctui.core.estimate.terms import HistoryEntry, HistoryKind, KnownFigures, PlannedLine

KINDS = {
    "paid": HistoryKind.PAID,
    "service": HistoryKind.PAID,
    "received": HistoryKind.PAID,
    "complete": HistoryKind.PAID,
    "completed": HistoryKind.PAID,
    "supplemental": HistoryKind.PAID,
    "ins_used": HistoryKind.PAID,
    "used": HistoryKind.PAID,
    "max_used": HistoryKind.PAID,
    "ded_used": HistoryKind.PAID,
    "deductible": HistoryKind.PAID,
    "deductible_met": HistoryKind.PAID,
    "deductible_used": HistoryKind.PAID,
    "adjustment": HistoryKind.PAID,
    "discount": HistoryKind.PAID,
    "pending": HistoryKind.PENDING,
    "sent": HistoryKind.PENDING,
    "claim_sent": HistoryKind.PENDING,
    "estimate": HistoryKind.PENDING,
    "planned": HistoryKind.PENDING,
    "elsewhere": HistoryKind.ELSEWHERE,
    "outside": HistoryKind.ELSEWHERE,
    "other_office": HistoryKind.ELSEWHERE,
    "existing": HistoryKind.ELSEWHERE,
    "existing_other": HistoryKind.ELSEWHERE,
    "met_elsewhere": HistoryKind.ELSEWHERE,
    "ins_hist": HistoryKind.ELSEWHERE,
    "insurance_history": HistoryKind.ELSEWHERE,
    "denied": HistoryKind.DENIED,
    "rejected": HistoryKind.DENIED,
    "not_covered": HistoryKind.DENIED,
    "voided": HistoryKind.DENIED,
}
"""Words for what a history entry is; any word with ``ded`` in it counts its amount as deductible."""

_ADJUDICATED = frozenset({"paid", "received"})
"""What a carrier has decided: where it paid nothing and took no deductible, it denied the service."""

_TOOTH = re.compile(r"\d+|[A-T]")

_SELF = frozenset({"", "self", "patient", "me"})
_QUADRANTS = {
    "ur": "UR",
    "ul": "UL",
    "ll": "LL",
    "lr": "LR",
    "upper_right": "UR",
    "upper_left": "UL",
    "lower_left": "LL",
    "lower_right": "LR",
    "10": "UR",
    "20": "UL",
    "30": "LL",
    "40": "LR",
}
_ARCHES = {
    "u": "U",
    "ua": "U",
    "upper": "U",
    "maxillary": "U",
    "l": "L",
    "la": "L",
    "lower": "L",
    "mandibular": "L",
    "01": "U",
    "02": "L",
}


def line_from(row: Row, age: int | None, as_of: date) -> PlannedLine:
    """Read one planned procedure; ``age`` is the patient's where the line states none."""
    for needed in ("key", "code", "fee"):
        if row.value(needed) is None:
            wrong(row.inside(needed), "a value", None)
    own_age = row.age("patient_age")
    return PlannedLine(
        id=row.text("key"),
        code=row.text("code"),
        category=plain_word(row.text("category")),
        fee_cents=row.cents("fee") or 0,
        quantity=row.whole("qty", least=1, most=1_000) or 1,
        tooth=row.text("tooth").upper(),
        surfaces=surfaces(row),
        area=area(row),
        on=row.day("date") or _day_of_year(row, as_of),
        priority=row.whole("priority", least=-100_000) or 0,
        phase=row.text("phase"),
        person=person(row.text("person")),
        age=age if own_age is None else own_age,
        taxable=row.flag("taxable"),
        discount_cents=row.cents("discount") or 0,
        upgrade_cents=row.cents("upgrade") or 0,
        claim_order=row.whole("claim_order"),
        prepared_on=row.day("prep_date"),
        seated_on=row.day("seat_date"),
        replaces_work_of=row.day("prior_placement_date"),
        known=known_figures(row),
        not_billed=row.flag("not_billed"),
        teeth=_teeth(row),
    )


def known_figures(row: Row) -> tuple[KnownFigures, ...]:
    """Read what is known of each payer on one line; a payer of whom nothing is known is left out."""
    found = []
    for number, payer in enumerate(PAYERS, start=1):
        figures = KnownFigures(
            payer=number,
            percent=row.points(f"{payer}_percent_override"),
            allowed_cents=row.cents(f"{payer}_allowed_override"),
            copay_cents=row.cents(f"{payer}_copay_override"),
            deductible_cents=row.cents(f"{payer}_deductible_override"),
            insurance_cents=row.cents(f"{payer}_insurance_override"),
            paid_cents=row.cents(f"{payer}_paid_actual"),
            write_off_cents=row.cents(f"{payer}_writeoff_actual"),
            authorised_cents=row.cents(f"{payer}_preauth_amount"),
            authorised_until=row.day(f"{payer}_preauth_expires"),
        )
        if figures != KnownFigures(number):
            found.append(figures)
    return tuple(found)


def entry_from(row: Row, as_of: date, categories: Mapping[str, str]) -> HistoryEntry:
    """Read one history entry; an ``amount`` is deductible where the type says so, and payment otherwise.

    A code without a category has that of the planned lines (``categories`` by code), where one of them is of that code.
    """
    word = plain_word(row.text("type", "paid"))
    if word not in KINDS and "ded" not in word:
        row.notes.append(f"{row.at('type')}: {word} is not known; it was counted as paid")
    amount = row.cents("amount", signed=True) or 0
    is_deductible = "ded" in word
    paid = (row.cents("ins_paid", signed=True) or 0) + (row.cents("discount", signed=True) or 0)
    met = (row.cents("deductible", signed=True) or 0) + (amount if is_deductible else 0)
    kind = KINDS.get(word, HistoryKind.PAID)
    if word in _ADJUDICATED and row.value("ins_paid") is not None and not paid and not amount and not met:
        kind = HistoryKind.DENIED
    return HistoryEntry(
        kind=kind,
        person=person(row.text("who")),
        code=row.text("code"),
        category=plain_word(row.text("category")) or categories.get(row.text("code"), ""),
        on=row.day("date") or _day_of_year(row, as_of),
        tooth=row.text("tooth").upper(),
        surfaces=surfaces(row),
        area=area(row),
        paid_cents=paid + (0 if is_deductible else amount),
        deductible_cents=met,
        service_id=row.text("proc_id"),
        seated_on=row.day("seat_date"),
        tier=row.choice("network", TIERS, Tier.BOTH),
    )


def payer_of(row: Row) -> int:
    """Which plan a history entry belongs to, 1 to 3; the primary where it does not say."""
    word = plain_word(row.text("plan", "primary"))
    numbers = {"plan": 1, **{name: n for n, payer in enumerate(PAYERS, 1) for name in (payer, str(n))}}
    if word not in numbers:
        wrong(row.at("plan"), f"one of {', '.join(PAYERS)}", row.value("plan"))
    return numbers[word]


def person(name: str) -> str:
    """The name of a family member, empty for the patient."""
    return "" if plain_word(name) in _SELF else name


def surfaces(row: Row) -> str:
    """The surfaces of a line; a quadrant written in their place is not one, nor without a tooth an arch."""
    text = _letters(row)
    return "" if text.lower() in _QUADRANTS or _arch_for_surface(row) else text


def _letters(row: Row) -> str:
    """What stands for the surfaces, as a text or as a list of letters."""
    listed = row.value("surf")
    return "".join(map(str, listed)).upper() if isinstance(listed, list) else row.text("surf").upper()


def _teeth(row: Row) -> tuple[str, ...]:
    """The teeth of work on several, each once: 7,8,9 or a list."""
    return tuple(dict.fromkeys(_TOOTH.findall(str(row.value("tooth_range") or "").upper())))


def _arch_for_surface(row: Row) -> str:
    word = _letters(row).lower()
    return "" if row.text("tooth") or word not in ("u", "l", "ua", "la") else word[0].upper()


def area(row: Row) -> str:
    """The quadrant, arch or sextant of a line as UR, UL, LL, LR, U, L or 1 to 6; empty when it names none."""
    quadrant = _QUADRANTS.get(plain_word(row.text("quadrant") or _letters(row)))
    if quadrant:
        return quadrant
    arch = plain_word(row.text("arch"))
    if arch:
        return _ARCHES.get(arch, arch.upper())
    arches = {arch_of(tooth) for tooth in _TOOTH.findall(str(row.value("tooth_range") or "").upper())}
    arch = _arch_for_surface(row) or (arches.pop() if len(arches) == 1 else "")
    if arch:
        return arch
    other = row.text("sextant").removeprefix("S").removeprefix("s") or row.text("area")
    word = plain_word(other)
    return _QUADRANTS.get(word) or (_ARCHES.get(word) if len(word) > 1 else None) or other.upper()


def _day_of_year(row: Row, as_of: date) -> date | None:
    """The day of a line that names a year alone: 1 July of a calendar year, or so many years after the first."""
    year = row.whole("year", most=2199)
    if year is None:
        return None
    if year >= 1900:
        return date(year, 7, 1)
    if not 1 <= year <= 100:
        wrong(row.at("year"), "a year such as 2026, or its number from 1 on", year)
    return add_months(as_of, 12 * (year - 1))
