"""Order of payers: which of two coverages of one patient pays first, and by which rule (rule book §6)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Holder:
    """What the order turns on in one coverage; None is unknown.

    ``is_patient`` says that the patient himself holds it; a ``parent`` is one whose child the patient is, with the
    month and day of his ``birthday``, a court's decree in his favour, or custody. ``is_active`` is False for a retired
    or laid-off employee and for continuation (COBRA); ``since`` is the day on which the coverage began.
    """

    name: str
    is_patient: bool | None = None
    is_parent: bool = False
    birthday: tuple[int, int] | None = None
    has_decree: bool = False
    has_custody: bool = False
    is_active: bool | None = None
    since: date | None = None
    is_medical: bool = False
    is_medicaid: bool = False


class Precedence(NamedTuple):
    """Whether the first of two pays first (None: the facts do not say), and the rule in words."""

    first: bool | None
    rule: str


def precedence(one: Holder, other: Holder) -> Precedence:
    """Say which of two coverages pays first, by the first rule that tells them apart."""
    for better, rule in (
        ((not one.is_medicaid, not other.is_medicaid), "Medicaid pays last"),
        ((one.is_medical, other.is_medical), "a medical plan pays first where both cover"),
        ((one.is_patient, other.is_patient), "who holds a plan himself goes before a dependant"),
        ((one.has_decree, other.has_decree), "a court's decree goes before the birthday rule"),
        ((one.has_custody, other.has_custody), "the parent with custody goes first"),
    ):
        if None not in better and better[0] != better[1]:
            return Precedence(bool(better[0]), rule)
    if one.is_parent and other.is_parent:
        if one.birthday is None or other.birthday is None:
            return Precedence(None, "whose birthday comes first in the year is not known")
        if one.birthday != other.birthday:
            return Precedence(one.birthday < other.birthday, "the parent whose birthday comes first in the year")
    elif one.is_patient is None or other.is_patient is None:
        return Precedence(None, "who holds each plan is not known")
    if None not in (one.is_active, other.is_active) and one.is_active != other.is_active:
        return Precedence(bool(one.is_active), "an active employee's plan goes before a retired one's or COBRA")
    if one.since is None or other.since is None:
        return Precedence(None, "which coverage is the longer is not known")
    if one.since != other.since:
        return Precedence(one.since < other.since, "the longer coverage goes first")
    return Precedence(None, "both coverages began on the same day")


def out_of_order(holders: Sequence[Holder]) -> Iterator[str]:
    """Tell, for coverages in the order in which they are billed, each pair that stands the wrong way or is undecided."""
    for place, one in enumerate(holders):
        for other in holders[place + 1 :]:
            found = precedence(one, other)
            if found.first is None:
                yield f"nothing says whether {one.name} pays before {other.name}: {found.rule}"
            elif not found.first:
                yield f"{other.name} should pay before {one.name}: {found.rule}"
