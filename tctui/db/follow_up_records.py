"""What is on record of follow-up: the newest touch of a case, its attempts, the office's days, and its working days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.followup import CADENCE, LAST_STEP, LONGEST_CLOSURE, Attempt
from tctui.db.cases import day_or_none, rows_in
from tctui.db.office_settings import kept

SETTING = "follow_up"
"""The office's cadence under this name: days after the plan was shown."""


@dataclass(frozen=True, slots=True)
class Held:
    """A touch as it is kept."""

    id: int
    due: date
    state: str
    counted_from: date | None
    step: int | None
    ended_on: date | None
    what: str
    channel: str


@dataclass(frozen=True, slots=True)
class Known:
    """What decides on a case's follow-up beside the case: its newest touch, attempts, and how the patient is reached."""

    newest: Held | None
    attempts: tuple[Attempt, ...]
    may_contact: bool
    preferred: str

    @property
    def open(self) -> Held | None:
        """The touch that is due or will be; None when none is."""
        return self.newest if self.newest is not None and self.newest.state == "due" else None


def cadence() -> tuple[int, ...]:
    """The office's days of follow-up, else the usual ones."""
    return tuple(kept(SETTING) or CADENCE)


def working_days(today: date) -> Callable[[date], bool]:
    """Whether the practice works on a day; its hours are read when the first day is asked about."""
    hours: list[Any] = []

    def works(day: date) -> bool:
        from tctui.db.book import open_hours

        if not hours:
            first, last = today.toordinal() - LAST_STEP, today.toordinal() + LAST_STEP + LONGEST_CLOSURE
            hours.append(open_hours(min(day.toordinal(), first), last))
        return bool(hours[0].is_working_day(day.toordinal()))

    return works


def newest_of(case_ids: list[int]) -> dict[int, Held]:
    """The newest touch of each case; at most that one is open."""
    rows = rows_in(
        "SELECT case_id, id, due, state, counted_from, step, ended_on, what, channel FROM touch"
        " WHERE case_id IN (?) AND voided = 0 ORDER BY id",
        case_ids,
    )
    return {
        row[0]: Held(
            row[1], date.fromisoformat(row[2]), row[3], day_or_none(row[4]), row[5], day_or_none(row[6]), *row[7:]
        )
        for row in rows
    }


def known_of(cases: Collection[CaseFile]) -> dict[int, Known]:
    """What decides on the follow-up of each of these cases, by id."""
    newest = newest_of([case.id for case in cases])
    attempts = _attempts([case.id for case in cases])
    patients = {
        row[0]: (not row[1], row[2])
        for row in rows_in(
            "SELECT id, do_not_contact, channel FROM patient WHERE id IN (?)",
            sorted({case.patient_id for case in cases}),
        )
    }
    return {
        case.id: Known(newest.get(case.id), tuple(attempts.get(case.id, ())), *patients[case.patient_id])
        for case in cases
    }


def _attempts(case_ids: list[int]) -> dict[int, list[Attempt]]:
    """The attempts of each case; a correction stands in place of what it corrects, on the first one's day."""
    rows = rows_in(
        "SELECT case_id, id, corrects_id, day, reached, channel FROM contact WHERE case_id IN (?) AND voided = 0"
        " ORDER BY id",
        case_ids,
    )
    standing: dict[int, dict[int, tuple[str, bool, str]]] = defaultdict(dict)
    for case_id, number, corrects, day, reached, channel in rows:
        first = standing[case_id].pop(corrects, None) if corrects else None
        standing[case_id][number] = (first[0] if first else day, bool(reached), channel)
    return {
        case_id: [
            Attempt(date.fromisoformat(day), reached) for day, reached, channel in found.values() if channel != "note"
        ]
        for case_id, found in standing.items()
    }
