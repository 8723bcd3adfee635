"""Appointments of an export: judged against the book before anything is written, then stored with their claims.

Those of past days claim nothing; those from today on claim chair, provider and patient, and a row that clashes is refused
with the name of the other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from tctui.core.schedule.records import Taken
from tctui.core.schedule.states import TAKES_PLACE
from tctui.core.spoken import show_time
from tctui.db.claims import units_of
from tctui.db.imports.merge import Merging, link, merge, resolve, stored_columns
from tctui.db.imports.staging import BATCH, Staged
from tctui.db.models import Appointment, database
from tctui.db.paper_writes import gate

_HOLDING = ", ".join(f"'{state}'" for state in sorted(TAKES_PLACE))
_TAKEN = "a.exam_provider_id, COALESCE(a.exam_offset, 0), COALESCE(a.exam_units, 0), COALESCE(a.exclusive, 0)"
_Key = tuple[str, int, int, int]


def _masks(taken: Taken) -> dict[_Key, int]:
    """The units that an appointment holds as bit masks, by resource, id, day and lane."""
    masks: dict[_Key, int] = defaultdict(int)
    for resource, number, day, unit, lane, _ in units_of(taken):
        masks[resource, number, day, lane] |= 1 << unit
    return masks


class _Book:
    """What is taken, as bit masks with the name of who takes them."""

    def __init__(self) -> None:
        self.taken: defaultdict[_Key, list[tuple[int, str]]] = defaultdict(list)

    def clash(self, masks: dict[_Key, int]) -> tuple[str, int, str] | None:
        """The first thing that is taken already: which resource, the first unit in common, and by whom."""
        for key, mask in masks.items():
            for other, name in self.taken[key]:
                if common := other & mask:
                    return key[0], (common & -common).bit_length() - 1, name
        return None

    def take(self, masks: dict[_Key, int], name: str) -> None:
        """Take units."""
        for key, mask in masks.items():
            self.taken[key].append((mask, name))


def bring_in_appointments(merging: Merging, staged: Staged, today: date) -> None:
    """Bring in one file of appointments; the cards of their cases are to be computed anew (incoming.touched)."""
    resolve(merging, staged)
    link(merging, staged, "appointment")
    _hold_at_the_gate(merging, staged, today)
    _refuse_clashes(merging, staged, today.toordinal())
    if "booked_on" not in staged.columns:
        merging.say(f'ALTER TABLE incoming."{staged.table}" ADD COLUMN booked_on')
    columns = stored_columns(staged, Appointment)
    merge(merging, staged, Appointment, "appointments", columns)
    _claim(merging, staged, today.toordinal())
    _hold_visits(merging)
    merging.say(
        "INSERT OR IGNORE INTO incoming.touched SELECT o.case_id FROM"
        f' incoming."{staged.table}" s JOIN appointment a ON a.id = s.known_id JOIN visit v ON v.id = a.visit_id'
        " JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id WHERE s.bad = 0 AND s.fate IS NOT NULL"
    )


_BEFORE = {"confirmed": "scheduled", "in chair": "arrived"}
"""As what an appointment comes in whose visit must not be confirmed or seated yet."""

_UNDER_NO_PAPER = (
    "SELECT NOT EXISTS (SELECT 1 FROM document WHERE case_id = o.case_id) AND NOT EXISTS"
    ' (SELECT 1 FROM "override" WHERE visit_id = v.id) FROM visit v JOIN phase p ON p.id = v.phase_id'
    " JOIN option o ON o.id = p.option_id WHERE v.id = :visit"
)


def _hold_at_the_gate(merging: Merging, staged: Staged, today: date) -> None:
    """Let no export confirm or seat what a person could not: a visit of a case whose papers are not signed.

    What is done or past is taken as it is told.
    """
    if "state" not in staged.columns:
        return
    named: dict[str, int] = {}
    for lines in merging.of("treatment"):
        if "appointment" in lines.columns:
            named |= dict(
                merging.say(
                    f'SELECT s.appointment, MIN(l.visit_id) FROM incoming."{lines.table}" s JOIN line l ON l.id = s.known_id'
                    " WHERE s.bad = 0 AND s.appointment <> '' GROUP BY s.appointment"
                ).fetchall()
            )
    rows = merging.say(
        f'SELECT s.n, s.foreign_id, s.state, a.state, a.visit_id FROM incoming."{staged.table}" s'
        " LEFT JOIN appointment a ON a.id = s.known_id"
        " WHERE s.bad = 0 AND s.day >= :today AND s.state IN ('confirmed', 'in chair')",
        today=today.toordinal(),
    ).fetchall()
    for n, foreign_id, state, stands, held in rows:
        visit = held or named.get(foreign_id)
        if visit is None or (held and stands == state):
            continue
        (is_bare,) = merging.say(_UNDER_NO_PAPER, visit=visit).fetchone()
        if is_bare or gate(visit, today):
            merging.say(f'UPDATE incoming."{staged.table}" SET state = :state WHERE n = :n', state=_BEFORE[state], n=n)
            merging.unsigned += 1


def _refuse_clashes(merging: Merging, staged: Staged, today: int) -> None:
    """Refuse the rows that clash, in the order of their times; a known appointment that is refused keeps its old place.

    Such a place may be one that another row counted on, so the judging is repeated until no more are refused.
    """
    refused: dict[int, tuple[int, str]] = {}
    while True:
        found = _clashes(merging, staged, today, set(refused))
        refused |= {n: (line, reason) for n, line, reason, _ in found}
        if not any(known for *_, known in found):
            break
    for n, (line, reason) in sorted(refused.items()):
        merging.refusals.add(staged, line, staged.header("day"), reason)
        merging.say(f'UPDATE incoming."{staged.table}" SET bad = 1 WHERE n = :n', n=n)


def _clashes(merging: Merging, staged: Staged, today: int, refused: set[int]) -> list[tuple[int, int, str, bool]]:
    book = _Book()
    for taken in _stored(merging, staged, today, refused):
        book.take(_masks(taken), taken.patient_name)
    found = []
    state = "s.state" if "state" in staged.columns else "COALESCE(a.state, 'scheduled')"
    rows = merging.say(
        "SELECT s.n, s.line, s.known_id, s.n, s.day, s.start, s.pattern, s.operatory_id, s.provider_id,"
        f" {_TAKEN}, s.patient_id, t.last_name, '', COALESCE(a.lane, 0), 0"
        f' FROM incoming."{staged.table}" s JOIN patient t ON t.id = s.patient_id LEFT JOIN appointment a ON a.id = s.known_id'
        f" WHERE s.bad = 0 AND s.day >= :today AND {state} IN ({_HOLDING}) AND COALESCE(a.voided, 0) = 0"
        " ORDER BY s.day, s.start, length(s.foreign_id), s.foreign_id",
        today=today,
    )
    for n, line, known, *rest in rows:
        if n in refused:
            continue
        taken = Taken._make(rest)
        masks = _masks(taken)
        clash = book.clash(masks)
        if clash is None:
            book.take(masks, f"{taken.patient_name}, line {line}")
        else:
            found.append((n, line, _said(clash), known is not None))
    return found


def _stored(merging: Merging, staged: Staged, today: int, refused: set[int]) -> Iterable[Taken]:
    """The appointments that hold their units whatever this file says."""
    rows = merging.say(
        "SELECT s.n, a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id,"
        f" {_TAKEN}, a.patient_id, t.last_name, '', a.lane, 0 FROM appointment a JOIN patient t ON t.id = a.patient_id"
        f' LEFT JOIN incoming."{staged.table}" s ON s.known_id = a.id AND s.bad = 0'
        f" WHERE a.day >= :today AND a.voided = 0 AND a.state IN ({_HOLDING})",
        today=today,
    )
    return (Taken._make(rest) for n, *rest in rows if n is None or n in refused)


def _said(clash: tuple[str, int, str]) -> str:
    resource, unit, name = clash
    what = {"o": "the chair is taken", "p": "the provider is busy", "t": "the patient is already booked"}[resource]
    return f"at {show_time(unit)} {what} ({name})"


def _claim(merging: Merging, staged: Staged, today: int) -> None:
    """Write the claims of what was added or changed; the clashes were refused before, so the database takes them all."""
    here = f'incoming."{staged.table}"'
    merging.say(
        f"DELETE FROM claim WHERE appointment_id IN (SELECT known_id FROM {here} WHERE bad = 0 AND fate IS NOT NULL)"
    )
    rows = merging.say(
        f"SELECT a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id, {_TAKEN}, a.patient_id, '', '', a.lane, 0"
        f" FROM {here} s JOIN appointment a ON a.id = s.known_id WHERE s.bad = 0"
        f" AND s.fate IS NOT NULL AND a.voided = 0 AND a.day >= :today AND a.state IN ({_HOLDING}) ORDER BY a.id",
        today=today,
    )
    connection = database.connection()
    while some := rows.fetchmany(BATCH // 10):
        connection.executemany(
            "INSERT INTO claim (resource, resource_id, day, unit, lane, appointment_id) VALUES (?, ?, ?, ?, ?, ?)",
            [unit for row in some for unit in units_of(Taken._make(row))],
        )


def _hold_visits(merging: Merging) -> None:
    """Let an appointment that lines of the export name hold their visit, where it holds none yet."""
    for lines in merging.of("treatment"):
        if "appointment" in lines.columns:
            merging.say(
                "UPDATE appointment SET visit_id = r.visit_id FROM (SELECT a.id, MIN(l.visit_id) AS visit_id"
                f' FROM incoming."{lines.table}" s JOIN line l ON l.id = s.known_id JOIN appointment a ON a.source = :source'
                " AND a.source <> '' AND a.foreign_id = s.appointment WHERE s.bad = 0 AND s.appointment <> ''"
                " GROUP BY a.id) r WHERE r.id = appointment.id AND appointment.visit_id IS NULL"
            )
