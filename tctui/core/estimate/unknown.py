"""Unknowns: how a missing rule or date is read in one run of the engine, and the questions that were met."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class Reading(StrEnum):
    """How an unknown is read: as far as known, in the patient's favour, or against the patient."""

    LIKELY = "likely"
    BEST = "best"
    WORST = "worst"


NOT_ASKED = "nobody asked what is used already, so none is counted"
"""Said beside a limit of which only what is on record counts as used."""


class Asked(NamedTuple):
    """A question met in a run, without the lines it concerns."""

    text: str
    coverage_id: str


class Readings:
    """The reading of one run, and a record of every question that came up with the lines it concerns.

    With ``only`` set, that one question is read as given and all others as likely: so the stake of one is found.
    LIKELY counts what is known: an unknown share pays nothing, an unknown limit does not limit; both are asked.
    """

    __slots__ = ("asked", "by_line", "only", "reading")

    def __init__(self, reading: Reading = Reading.LIKELY, only: str = "") -> None:
        self.reading = reading
        self.only = only
        self.asked: dict[str, Asked] = {}
        self.by_line: dict[str, list[str]] = {}

    def ask(self, key: str, text: str, coverage_id: str, line_id: str) -> Reading:
        """Record a question about a line and say how to read the unknown in this run."""
        self.asked.setdefault(key, Asked(text, coverage_id))
        keys = self.by_line.setdefault(line_id, [])
        if key not in keys:
            keys.append(key)
        return Reading.LIKELY if self.only and key != self.only else self.reading


def ask_history(readings: Readings, coverage_id: str, plan_name: str, line_id: str) -> Reading:
    """Ask what was used of a coverage before, where nobody did."""
    text = f"{plan_name}: what is used of deductible and maximum, and which services were paid when?"
    return readings.ask(f"{coverage_id}:history", text, coverage_id, line_id)
