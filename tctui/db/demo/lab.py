"""Lab cases of the demo practice: what a laboratory makes for visits that wait for it, and what is made anew after a try-in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import cycle

from tctui.core.schedule.states import State
from tctui.db.cases import rows_in
from tctui.db.demo.making import Making, working_day
from tctui.db.demo.told import Told
from tctui.db.models import LabCase

_SEATS = frozenset({"ST", "ICR", "DST"})
"""Procedures that seat or try in what was prepared in the visit before."""

_MEASURED = {
    "NG": "", "ALN": "", "WHT": "trays", "IMP": "surgical guide", "FD": "impression tray", "PD": "impression tray",
}  # fmt: skip
"""Procedures that need what was measured when the plan was accepted, with the note to the lab."""

_SHELLED = frozenset({"CRC", "BRA", "VEN"})
"""Procedures for which a laboratory makes the shell of the temporary ahead; some dentists order it."""

_LABS = ("Northside Dental Lab", "Quarry Street Ceramics", "Bell & Harrow Prosthetics")
_STANDS = ("late", "received", "booked before", "on its way")


def add_lab_cases(making: Making, told: Iterable[Told]) -> None:
    """Note what is at a laboratory: some late, some received, some due after the day booked, the rest on their way.

    The rows of cases and appointments must be in the database.
    """
    dice, stands = making.dice("lab"), cycle(_STANDS)
    for visit, day, note in (one for each in told for one in _sent(each)):
        sent = working_day(day, making.closed, -1)
        booked, stand = _booked(visit, making.today), next(stands)
        due = sent + timedelta(days=dice.randint(9, 14))
        if stand == "late":
            due = working_day(making.ago(dice.randint(1, 5)), making.closed, -1)
        elif stand == "booked before" and booked is not None:
            due = booked + timedelta(days=dice.randint(1, 3))
        elif booked is not None:
            due = booked - timedelta(days=2)
        received = working_day(making.ago(1), making.closed, -1) if stand == "received" else None
        making.stock.add(
            LabCase, visit=visit, laboratory=dice.choice(_LABS), sent_on=sent,
            due_on=max(sent, working_day(due, making.closed)), received_on=max(sent, received) if received else None,
            note=note,
        )  # fmt: skip


def _sent(told: Told) -> Iterator[tuple[int, date, str]]:
    """The visits of a case for which something was sent, with the day and a note."""
    before: list[int] = []
    for trip, visit, lines in told.trips if told.stage in ("accepted", "scheduled", "in_treatment") else ():
        codes, begun = {item.code for item in trip.items}, _days("started", lines)
        needs = [note for code, note in _MEASURED.items() if code in codes]
        if _days("completed", lines):
            pass
        elif codes & _SEATS and begun:
            yield visit, max(begun), "made anew after the try-in"
        elif codes & _SEATS and before and len(done := _days("completed", before)) == len(before):
            yield visit, max(done), ""
        elif codes & _SHELLED and told.stage == "scheduled" and told.accepted is not None and not before:
            yield visit, told.accepted, "shell for the temporary"
        elif needs and told.accepted is not None and not told.referred and not begun and not before:
            yield visit, told.accepted, needs[0]
        before = lines


def _days(kind: str, lines: list[int]) -> list[date]:
    """On which day each of these lines was started or completed, for those that were."""
    rows = rows_in(f"SELECT max(day) FROM line_event WHERE kind = '{kind}' AND line_id IN (?) GROUP BY line_id", lines)
    return [date.fromisoformat(row[0]) for row in rows]


def _booked(visit: int, today: date) -> date | None:
    rows = rows_in(
        f"SELECT max(day) FROM appointment WHERE state IN ('{State.SCHEDULED}', '{State.CONFIRMED}')"
        f" AND day > {today.toordinal()} AND visit_id IN (?)",
        [visit],
    )
    return date.fromordinal(rows[0][0]) if rows[0][0] is not None else None
