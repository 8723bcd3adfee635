"""Write-off: how much of the fee the contracts forbid to charge, after what the payers pay."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from tctui.core.estimate.terms import BillableUpTo


class Contract(NamedTuple):
    """One payer's hold on the fee: the contracted fee of the charted code (None: not bound), all cents.

    ``posts`` says that a later plan's own write-off is taken; ``takes_rest`` that nothing may be left to the patient;
    ``stated`` is a write-off that is known and replaces the computed one; ``name`` is the plan's, ``price_name`` what
    the price is called.
    """

    price: int | None = None
    posts: bool = True
    takes_rest: bool = False
    stated: int | None = None
    name: str = ""
    price_name: str = "contracted fee"


def contract_write_offs(fee: int, contracts: Sequence[Contract], up_to: BillableUpTo) -> list[int]:
    """The write-off of each payer before any cut: what lies between the fee and the price that may be charged.

    One contract: fee less its price. Two: by the office's choice up to the primary's, the lowest, or the secondary's
    price; the first contract's write-off comes first. A later plan alone in contract writes off only if it posts.
    """
    if len(contracts) == 1:
        only = contracts[0]
        if only.stated is not None:
            return [only.stated]
        return [0 if only.price is None or only.price >= fee else fee - only.price]
    prices = [contract.price for contract in contracts]
    first = prices[0] if prices else None
    row = [0] * len(contracts)
    billable = fee if first is None else min(fee, first)
    second = prices[1] if len(prices) > 1 else None
    if first is not None and second is not None and up_to is BillableUpTo.SECONDARY:
        billable = min(fee, second)
    if row and first is not None:
        row[0] = fee - max(billable, min(fee, first))
    written = row[0]
    for place in range(1, len(contracts)):
        price = prices[place]
        if price is None:
            continue
        both = first is not None and place == 1 and up_to is not BillableUpTo.PRIMARY
        if both or contracts[place].posts:
            target = min(price, billable) if contracts[place].posts or up_to is BillableUpTo.LOWEST else billable
            row[place] = max(0, fee - target - written)
            written += row[place]
    return [own if contract.stated is None else contract.stated for own, contract in zip(row, contracts, strict=True)]


def cut(fee: int, paid: int, wanted: Sequence[int]) -> list[int]:
    """Cut write-offs, the last payer's first, so that payments and write-offs never pass the fee."""
    room = max(0, fee - paid)
    row = []
    for own in wanted:
        row.append(min(own, room))
        room -= row[-1]
    return row
