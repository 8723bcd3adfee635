"""Rate answer: the annual percentage rate of one credit given as plain data, at the places that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.finance.accuracy import charge_tolerance, rate_tolerance
from tctui.core.finance.apr import rounded
from tctui.core.finance.credit import Credit
from tctui.core.finance.credit_reading import amount_from_plain, credit_from_plain

MOST_PLACES = 10


def answer(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Give ``apr`` in percent as text, half up at the asked places, with ``finance_charge`` and ``total_of_payments``.

    The places are those of ``places``, else of ``expect.places``, else 2 (12 CFR 1026.14(a) asks for an eighth of a
    point). Dollars are text with two decimals. Figures under ``disclosed`` are held against the computed ones. Raises
    Unreadable for a part that is missing or wrong and Refused where no rate exists.
    """
    places = _places(plain)
    credit = credit_from_plain(plain)
    rate = credit.annual_percentage_rate()
    reply: dict[str, Any] = {} if plain.get("id") is None else {"id": plain["id"]}
    reply["apr"] = str(rounded(rate, places))
    reply["finance_charge"] = _dollars(credit.finance_charge())
    reply["total_of_payments"] = _dollars(credit.total_of_payments())
    if isinstance(plain.get("disclosed"), Mapping):
        reply["disclosed"] = _held_against(plain["disclosed"], credit, rate)
    return reply


def _held_against(disclosed: Mapping[str, Any], credit: Credit, rate: Decimal) -> dict[str, str]:
    """Say of each disclosed figure whether it lies within the tolerance of the regulation."""
    said = {}
    if "apr" in disclosed:
        off = abs(amount_from_plain(disclosed["apr"], "disclosed apr") - rate)
        said["apr"] = _verdict(off, rate_tolerance(credit), "points")
    if "finance_charge" in disclosed:
        off = abs(amount_from_plain(disclosed["finance_charge"], "disclosed finance_charge") - credit.finance_charge())
        said["finance_charge"] = _verdict(off, charge_tolerance(credit.amount_advanced()), "dollars")
    return said


def _verdict(off: Decimal, tolerance: Decimal, unit: str) -> str:
    return f"{'accurate' if off <= tolerance else 'not accurate'}: {rounded(off, 4)} {unit} off, {tolerance} allowed"


def _places(plain: Mapping[str, Any]) -> int:
    expect = plain.get("expect")
    asked = expect.get("places") if plain.get("places") is None and isinstance(expect, Mapping) else plain.get("places")
    places = 2 if asked is None else asked
    if isinstance(places, str) and places.isascii() and places.isdigit() and len(places) < 3:
        places = int(places)
    if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= MOST_PLACES:
        raise Unreadable(f"places: must be a whole number from 0 to {MOST_PLACES}")
    return places


def _dollars(amount: Decimal) -> str:
    return str(rounded(amount, 2))
