"""Estimating again: every open case against what was presented, and how much may move before anyone is told."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused, Unreadable
from tctui.core.estimate import Estimate
from tctui.core.estimate.again import main_cause, moves
from tctui.core.money import money
from tctui.core.pipeline import BOARD
from tctui.db.cases import read_cases
from tctui.db.change import By
from tctui.db.estimates import frozen_record, frozen_result, likely_patient, live, planned_lines
from tctui.db.models import database
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

AMOUNT = 2_500
"""Cents that a patient portion must have moved by, where the office has chosen nothing else."""

SETTING = "reestimate"
BATCH = 50
"""Cases that are read and estimated before progress is told."""


@dataclass(frozen=True, slots=True)
class Moved:
    """A case whose patient portion moved: what was presented, what it comes to today (cents), and the main cause.

    ``lapsed`` says that the presented estimate is past its last day; such a case is listed however little it moved.
    """

    case_id: int
    option_id: int
    name: str
    option: str
    frozen: FrozenEstimate
    patient_cents: int
    cause: str
    lapsed: bool

    @property
    def by_cents(self) -> int:
        """New less presented, cents."""
        return self.patient_cents - self.frozen.patient


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: cases looked at, cases in all, and what was found since it was told last."""

    done: int
    total: int
    found: tuple[Moved, ...]


def amount() -> int:
    """The office's amount, cents."""
    return int((kept(SETTING) or {}).get("amount", AMOUNT))


def set_amount(by: By, cents: int) -> str:
    """Choose by how much a patient portion must have moved; raises Refused below zero or without the right to."""
    by.need("settings")
    if cents < 0:
        raise Refused("An amount of 0 or more.")
    with unit_of_work(by.user.id, "setting.reestimate", by.now) as unit:
        keep(unit, SETTING, {"amount": cents})
        unit.says = f"Estimates that move by more than {money(cents)} are listed"
    return unit.says


def reestimate(today: date, least: int) -> Iterator[Progress]:
    """Estimate the leading option of every open case again that has a frozen estimate, and give what moved by more.

    Works on the connection of the thread that iterates; stopping to iterate stops the work.
    """
    frozen_ones = _newest_frozen()
    yield Progress(0, len(frozen_ones), ())
    for first in range(0, len(frozen_ones), BATCH):
        some = frozen_ones[first : first + BATCH]
        cases = read_cases({case_id for case_id, _ in some})
        ids = _lines_of([frozen.id for _, frozen in some])
        found = []
        for case_id, frozen in some:
            case = cases.get(case_id)
            option = case.leading if case else None
            if case is None or option is None or option.id != frozen.option_id:
                continue
            moved = _moved(case, option, frozen, ids[frozen.id], today, least)
            if moved is not None:
                found.append(moved)
        yield Progress(min(first + BATCH, len(frozen_ones)), len(frozen_ones), tuple(found))


def run_beside(today: date, least: int, tell: Callable[[Progress], bool]) -> None:
    """Go through the cases on a connection of this thread's own; ``tell`` hears each step and stops it by False."""
    opened = database.connect(reuse_if_open=True)
    try:
        for progress in reestimate(today, least):
            if not tell(progress):
                return
    finally:
        if opened:
            database.close()


def _newest_frozen() -> list[tuple[int, FrozenEstimate]]:
    """The newest frozen estimate of each option of an open case, with the case's id."""
    marks = ",".join("?" * len(BOARD))
    rows = database.execute_sql(
        "SELECT o.case_id, f.id, f.option_id, f.number, f.frozen_on, f.expires_on, f.fee, f.insurance, f.write_off,"
        " f.patient FROM frozen_estimate f JOIN option o ON o.id = f.option_id AND o.voided = 0"
        f" JOIN board_card b ON b.case_id = o.case_id AND b.stage IN ({marks})"
        " WHERE f.voided = 0 AND f.number = (SELECT MAX(g.number) FROM frozen_estimate g"
        " WHERE g.option_id = f.option_id AND g.voided = 0) ORDER BY b.last_name, b.first_name, o.case_id, f.id",
        BOARD,
    ).fetchall()
    return [(row[0], frozen_record(row[1:])) for row in rows]


def _lines_of(frozen_ids: Sequence[int]) -> dict[int, set[int]]:
    """The ids of the lines that each frozen estimate counted."""
    marks = ",".join("?" * len(frozen_ids))
    rows = database.execute_sql(
        f"SELECT f.id, json_extract(e.value, '$.id') FROM frozen_estimate f, json_each(f.result, '$.lines') e"
        f" WHERE f.id IN ({marks})",
        list(frozen_ids),
    ).fetchall()
    found: dict[int, set[int]] = {number: set() for number in frozen_ids}
    for number, line_id in rows:
        found[number].add(int(line_id))
    return found


def _moved(
    case: CaseFile, option: Option, frozen: FrozenEstimate, line_ids: set[int], today: date, least: int
) -> Moved | None:
    agreed_only = _agreed_only(option, line_ids, today)
    lapsed = frozen.expired(today)
    patient = likely_patient(case, option, today, agreed_only)
    by = patient - frozen.patient
    if abs(by) <= least and not lapsed:
        return None
    cause = ""
    if by:
        try:
            cause = main_cause(moves(frozen_result(frozen.id), live(case, option, today, agreed_only=agreed_only)))
        except Unreadable:
            cause = "the lines of what was presented cannot be read"
    return Moved(
        case.id,
        option.id,
        f"{case.last_name}, {case.first_name}",
        f"{option.letter} {option.name}",
        frozen,
        patient,
        cause,
        lapsed,
    )


def like_presented(case: CaseFile, option: Option, frozen_id: int, today: date) -> Estimate:
    """Today's estimate of the same kind as a frozen one: of all lines, or of the agreed ones alone, whichever fits it."""
    return live(case, option, today, agreed_only=_agreed_only(option, _lines_of([frozen_id])[frozen_id], today))


def _agreed_only(option: Option, line_ids: set[int], today: date) -> bool:
    whole = {int(line.id) for line in planned_lines(option, today)}
    if line_ids == whole:
        return False
    agreed = {int(line.id) for line in planned_lines(option, today, agreed_only=True)}
    return len(line_ids ^ agreed) < len(line_ids ^ whole)
