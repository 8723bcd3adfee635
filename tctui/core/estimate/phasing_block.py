"""A block of a phasing: the lines that are done together on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are done together and move together; ``fixed`` says why they do not move, empty where they may.

    ``planned`` is the day that a person set; ``not_after`` the last day that treatment allows, for the reason ``why``.
    """

    id: int
    label: str
    lines: tuple[str, ...]
    fixed: str = ""
    planned: date | None = None
    not_after: date | None = None
    why: str = ""
