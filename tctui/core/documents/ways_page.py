"""The ways to pay as a page for the patient, as data: nothing of what a way costs the practice is on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.documents.parts import Person, Practice
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.money import money
from tctui.core.plain import canonical_json, to_plain


@dataclass(frozen=True, slots=True)
class WayRow:
    """One way to pay in cents, the month first; ``at_least`` when the partner sets the rate, ``risk`` in words;
    ``in_time_only`` when credit costs nothing only while all is paid in time.

    ``last_on`` None is the day of the last visit.
    """

    name: str
    monthly_cents: int | None
    today_cents: int
    payments: int
    last_on: date | None
    total_cents: int
    credit_cents: int
    rate: str
    at_least: bool
    by_partner: bool
    risk: str = ""
    in_time_only: bool = False


@dataclass(frozen=True, slots=True)
class WaysPage:
    """The page; ``made_at`` is UTC and becomes the time of creation. The estimate holds until ``valid_until``."""

    number: str
    made_at: datetime
    day: date
    practice: Practice
    patient: Person
    option: str
    patient_cents: int
    valid_until: date
    ways: tuple[WayRow, ...]


def way_row(choice: PaymentChoice) -> WayRow:
    """Give a way as the patient sees it."""
    return WayRow(
        choice.label[:1].upper() + choice.label[1:],
        choice.monthly_cents,
        choice.due_today_cents,
        len([due for due in choice.dues if due.on != choice.agreed]),
        choice.last.on,
        choice.total_cents,
        choice.finance_charge_cents,
        # No rate beside a cliff: nothing is charged only while all is paid in time.
        f"{choice.apr} %" if choice.apr is not None and not choice.cliff else "",
        choice.at_least,
        any(part.way is Way.PARTNER for part in (choice, *choice.parts)),
        f"If only {money(choice.cliff.paid_cents)} is paid in time: {choice.risk}" if choice.cliff else choice.risk,
        choice.cliff is not None,
    )


def ways_page(
    number: str,
    made_at: datetime,
    day: date,
    practice: Practice,
    patient: Person,
    option: str,
    patient_cents: int,
    valid_until: date,
    choices: Sequence[PaymentChoice],
) -> WaysPage:
    """Draw up the page. Raises Refused when there is no way to show."""
    if not choices:
        raise Refused("there is no way to pay to show")
    if made_at.utcoffset() != timedelta(0):
        raise Refused("the time of making must be UTC")
    rows = tuple(way_row(choice) for choice in choices)
    return WaysPage(number, made_at, day, practice, patient, option, patient_cents, valid_until, rows)


def canonical_ways(page: WaysPage) -> bytes:
    """Give the page as canonical JSON without number and time of making."""
    plain = to_plain(page)
    return canonical_json({name: plain[name] for name in plain if name not in ("number", "made_at")})
