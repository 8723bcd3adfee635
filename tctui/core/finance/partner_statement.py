"""A partner's statement held against the agreements: what was funded, what it kept, and every difference."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tctui.core.finance.applications import MOST_DIGITS
from tctui.core.money import money, percent_of, percent_text
from tctui.core.spoken import show_date_year

LEAST_OF_END = 4
"""Characters of a reference of ours that the end of one on a statement may be known by."""


class Finding(StrEnum):
    """What a comparison found."""

    AGREES = "agrees"
    AMOUNT = "another amount"
    FEE = "another fee"
    NOT_OURS = "not in our books"
    NOT_THEIRS = "not on the statement"
    TWICE = "on the statement twice"


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a partner's statement in cents: what it financed, and what it kept; ``row`` is its place in the file.

    Below zero it is a refund that the partner booked, with the part of its fee that it gave back.
    """

    row: int
    reference: str
    on: date
    amount_cents: int
    fee_cents: int

    @property
    def shown(self) -> str:
        """The reference as it is shown: of one that may be an account number its last four characters."""
        if sum(char.isdigit() for char in self.reference) <= MOST_DIGITS:
            return self.reference
        return f"…{self.reference[-4:]}"

    @property
    def deposit_cents(self) -> int:
        """What it paid out."""
        return self.amount_cents - self.fee_cents


@dataclass(frozen=True, slots=True)
class UsedCredit:
    """What was used of an approval by our books, in cents; ``fee`` in basis points as agreed, None where not known.

    Below zero it is what was refunded.
    """

    key: int
    reference: str
    patient: str
    on: date
    amount_cents: int
    fee: int | None = None


@dataclass(frozen=True, slots=True)
class Compared:
    """One pair, or one side alone, with what was found and the line that tells it."""

    finding: Finding
    words: str
    line: StatementLine | None = None
    used: UsedCredit | None = None


def compare_statement(lines: Sequence[StatementLine], used: Sequence[UsedCredit]) -> list[Compared]:
    """Pair lines with what was used by reference, then by amount and nearest day, and tell every difference.

    Lines come first in the order of the file, then what the statement lacks. References are compared without blanks,
    hyphens and case; where our books hold the last four or more characters of one, as they do of an account number, those
    are compared, unless two of ours would fit.
    """
    waiting: dict[str, list[UsedCredit]] = defaultdict(list)
    for credit in sorted(used, key=lambda one: (one.on, one.key)):
        waiting[_bare(credit.reference)].append(credit)
    known = {reference for reference in waiting if reference}
    found: dict[int, Compared] = {}
    unpaired = []
    for place, line in enumerate(lines):
        reference = _ours(_bare(line.reference), known)
        credits = waiting.get(reference) if reference else None
        if credits:
            found[place] = _pair(line, _take(credits, line))
        elif reference in known:
            words = f"row {line.row}: {line.shown} is on the statement more often than in our books"
            found[place] = Compared(Finding.TWICE, words, line)
        else:
            unpaired.append((place, line))
    for place, line in unpaired:
        same = [one for credits in waiting.values() for one in credits if one.amount_cents == line.amount_cents]
        if same:
            nearest = min(same, key=lambda one: (abs((one.on - line.on).days), one.key))
            waiting[_bare(nearest.reference)].remove(nearest)
            found[place] = _pair(line, nearest)
        else:
            words = (
                f"row {line.row}: {line.shown or 'no reference'}, {money(line.amount_cents)} is not in our books"
            )
            found[place] = Compared(Finding.NOT_OURS, words, line)
    left = sorted((one for credits in waiting.values() for one in credits), key=lambda one: (one.on, one.key))
    lacking = [
        Compared(
            Finding.NOT_THEIRS,
            f"{one.patient}: {money(abs(one.amount_cents))} {'used' if one.amount_cents > 0 else 'refunded'} on"
            f" {show_date_year(one.on)} is not on the statement",
            used=one,
        )
        for one in left
    ]
    return [found[place] for place in range(len(lines))] + lacking


def _ours(reference: str, known: Collection[str]) -> str:
    """The reference in our books that one of the statement is, or ends with; itself where there is none, or two."""
    ends = [one for one in known if len(one) >= LEAST_OF_END and reference.endswith(one)]
    return ends[0] if reference not in known and len(ends) == 1 else reference


def _take(credits: list[UsedCredit], line: StatementLine) -> UsedCredit:
    best = min(credits, key=lambda one: (one.amount_cents != line.amount_cents, abs((one.on - line.on).days), one.key))
    credits.remove(best)
    return best


def _pair(line: StatementLine, used: UsedCredit) -> Compared:
    where = f"row {line.row}, {used.patient}"
    if line.amount_cents != used.amount_cents:
        words = f"{where}: {money(line.amount_cents)} on the statement, {money(used.amount_cents)} in our books"
        return Compared(Finding.AMOUNT, words, line, used)
    expected = None if used.fee is None else percent_of(used.amount_cents, used.fee)
    # A cent is the partner's rounding.
    if expected is not None and used.fee is not None and abs(line.fee_cents - expected) > 1:
        words = f"{where}: a fee of {money(line.fee_cents)}, {money(expected)} at the {percent_text(used.fee)} agreed"
        return Compared(Finding.FEE, words, line, used)
    return Compared(Finding.AGREES, f"{where}: {money(line.amount_cents)}, fee {money(line.fee_cents)}", line, used)


def _bare(reference: str) -> str:
    return "".join(char for char in reference.casefold() if char.isalnum())
