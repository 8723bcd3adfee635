"""Pre-medication: which patients take something before each visit, and what the office holds to for them."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tctui.core.schedule.clock import day_name
from tctui.core.schedule.rules import Conflict

MARKS = (
    "pre-medication",
    "premedication",
    "pre-med",
    "premed",
    "antibiotic before",
    "antibiotics before",
    "prophylaxis",
)
"""What a medical alert says when pre-medication is needed."""

USUAL_APART = 10
"""Days between two visits that are proposed where an office wants a wait.

The American Heart Association (statements on infective endocarditis, 1997 and 2007) asked for 9 to 14 days between
visits, and for at least 10 after a course of antibiotics; what an office keeps is its dentists' choice.
"""

_NOT = re.compile(r"\b(?:no|not|without|never)\b[^.;,]*$")


@dataclass(frozen=True, slots=True)
class Premedication:
    """The office's rule: whether it is on, what marks an alert, the words said, and days between two visits at least.

    No days (0) leave visits as near to each other as they may be without it. Marks are lower case.
    """

    is_on: bool = True
    marks: tuple[str, ...] = MARKS
    says: str = "pre-medication"
    days_apart: int = 0

    def needed(self, alert: str) -> bool:
        """True when a medical alert asks for it; ``no pre-medication`` does not."""
        text = alert.casefold()
        return self.is_on and any(
            _NOT.search(text[: found.start()]) is None
            for mark in self.marks
            for found in re.finditer(rf"(?<!\w){re.escape(mark)}", text)
        )

    def told(self, alert: str) -> str:
        """The alert as it is shown: the office's words before one that asks for it without saying them."""
        if not self.needed(alert) or self.says.casefold() in alert.casefold():
            return alert
        return f"{self.says}: {alert}"

    def too_near(self, day: int, others: Collection[int]) -> Conflict | None:
        """What stands against a day ordinal when another visit of the patient is nearer than the office wants.

        Two visits on one day share what was taken, and are what the office wants.
        """
        near = [other for other in others if 0 < abs(other - day) < self.days_apart]
        if not near or day in others:
            return None
        other = min(near, key=lambda one: abs(one - day))
        apart = abs(other - day)
        return Conflict(
            "wish",
            False,
            f"{self.says}: {apart} day{'s' * (apart != 1)} from {day_name(other)}, {self.days_apart} wanted",
        )
