"""A lab case: what a laboratory makes for a visit, when it is due, and the day from which that visit can be held."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from tctui.core.spoken import show_date


class Release(NamedTuple):
    """The first day (ordinal) on which a visit can be held, and why in plain words."""

    day: int
    why: str


@dataclass(frozen=True, slots=True)
class LabCase:
    """What was sent to a laboratory for a visit; ``received_on`` is None while it is out."""

    id: int
    visit_id: int
    laboratory: str
    sent_on: date
    due_on: date
    received_on: date | None = None
    note: str = ""
    version: int = 1

    @property
    def release(self) -> Release:
        """The due date, or the day it was received, releases the visit (scheduling.md §3)."""
        if self.received_on is not None:
            return Release(
                self.received_on.toordinal(),
                f"not before {show_date(self.received_on)}: the lab's work came then ({self.laboratory})",
            )
        return Release(
            self.due_on.toordinal(), f"not before {show_date(self.due_on)}: the lab's work is due then ({self.laboratory})"
        )

    @property
    def words(self) -> str:
        """How it stands: ``at Northside Lab, due Tue 8 Dec``, or received when."""
        if self.received_on is not None:
            return f"from {self.laboratory}, received {show_date(self.received_on)}"
        return f"at {self.laboratory}, due {show_date(self.due_on)}"

    @property
    def missing(self) -> str:
        """What the team reads on the day of the visit; empty when the lab's work is there."""
        if self.received_on is not None:
            return ""
        return f"lab case not received: {self.laboratory}, due {show_date(self.due_on)}"
