"""Rate answer: the annual percentage rate of one credit given as plain data, at the places that are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tctui.core.errors import Unreadable
from tctui.core.finance.apr import rounded
from tctui.core.finance.credit import credit_from_plain

MOST_PLACES = 10


def answer(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Give ``apr`` in percent as text, half up at the asked places, with ``finance_charge`` and ``total_of_payments``.

    The places are those of ``places``, else of ``expect.places``, else 2 (12 CFR 1026.14(a) asks for an eighth of a
    point). Dollars are text with two decimals. Raises Unreadable for a part that is missing or wrong and Refused
    where no rate exists.
    """
    places = _places(plain)
    credit = credit_from_plain(plain)
    reply: dict[str, Any] = {} if plain.get("id") is None else {"id": plain["id"]}
    reply["apr"] = str(rounded(credit.annual_percentage_rate(), places))
    reply["finance_charge"] = _dollars(credit.finance_charge())
    reply["total_of_payments"] = _dollars(credit.total_of_payments())
    return reply


def _places(plain: Mapping[str, Any]) -> int:
    expect = plain.get("expect")
    places = plain.get("places", expect.get("places", 2) if isinstance(expect, Mapping) else 2)
    if isinstance(places, bool) or not isinstance(places, int) or not 0 <= places <= MOST_PLACES:
        raise Unreadable(f"places must be a whole number from 0 to {MOST_PLACES}")
    return places


def _dollars(amount: Decimal) -> str:
    return str(rounded(amount, 2))
