"""A case of the demo practice while it is told: where it stands and what was written of it so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from tctui.db.demo.making import Member, Person
from tctui.db.demo.treatment import Trip


@dataclass
class Told:
    """A case while it is told; trips are those of its leading option with the ids of their visit and lines."""

    case: int
    person: Person
    stage: str
    doctor: Member
    owner: int | None
    option: int = 0
    chosen: bool = False
    diagnosed: date = date.min
    presented: date | None = None
    accepted: date | None = None
    closed: date | None = None
    trips: list[tuple[Trip, int, list[int]]] = field(default_factory=list)
    others: list[int] = field(default_factory=list)
    urgent: bool = False
    referred: bool = False
