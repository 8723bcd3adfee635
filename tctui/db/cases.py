"""Reading cases whole, many at once: options, phases, visits, lines with their events and appointments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from tctui.core.case import CaseFile, Concern, Happening, Line, LineEvent, Named, Option, Phase, Sitting, Visit
from tctui.core.errors import Refused
from tctui.core.lab_case import LabCase
from tctui.core.pipeline import line_state
from tctui.db.models import database

_BATCH = 900

Rows = list[Any]


def rows_in(query: str, ids: Sequence[int] | Sequence[str]) -> Rows:
    """Run a query that holds `IN (?)` for any number of ids, in batches, and return all rows."""
    rows: Rows = []
    for first in range(0, len(ids), _BATCH):
        some = ids[first : first + _BATCH]
        marks = ",".join("?" * len(some))
        rows.extend(database.execute_sql(query.replace("(?)", f"({marks})"), some).fetchall())
    return rows


def day_or_none(text: str | None) -> date | None:
    """A stored ISO date, or None."""
    return date.fromisoformat(text) if text else None


def read_case(case_id: int) -> CaseFile:
    """One case whole; raises Refused when there is none."""
    found = read_cases([case_id])
    if case_id not in found:
        raise Refused("That case is no longer there.")
    return found[case_id]


def read_cases(ids: Iterable[int]) -> dict[int, CaseFile]:
    """Many cases whole, by id."""
    wanted = list(ids)
    heads = rows_in(
        "SELECT c.id, c.patient_id, t.last_name, t.first_name, c.title, c.diagnosed_on, c.provider_id, c.owner_id,"
        " COALESCE(u.initials, ''), c.next_action, c.next_on, c.next_agreed, c.version, t.birth_date,"
        " COALESCE(g.first_name || ' ' || g.last_name, ''), COALESCE((SELECT state FROM practice WHERE voided = 0), '')"
        " FROM treatment_case c JOIN patient t ON t.id = c.patient_id LEFT JOIN user u ON u.id = c.owner_id"
        " LEFT JOIN guarantor g ON g.id = t.guarantor_id AND g.voided = 0 AND g.last_name <> ''"
        " WHERE c.id IN (?) AND c.voided = 0",
        wanted,
    )
    members = _members([row[0] for row in heads])
    named = {
        row[0]: Named(f"{row[3]} {row[2]}", day_or_none(row[13]), row[14], members.get(row[0], ""), row[15]) for row in heads
    }
    options = _options({row[0]: row[6] for row in heads}, named)
    concerns = _concerns([row[0] for row in heads])
    return {
        row[0]: CaseFile(
            row[0], row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), row[6], row[7], row[8], row[9],
            day_or_none(row[10]), bool(row[11]), tuple(options[row[0]]), tuple(concerns[row[0]]), row[12],
        )
        for row in heads
    }  # fmt: skip


def _options(dentists: dict[int, int | None], named: dict[int, Named]) -> dict[int, list[Option]]:
    """The options of cases, which are given with their dentists and with whom their papers name."""
    case_ids = list(dentists)
    rows = rows_in(
        "SELECT id, case_id, letter, name, recommended, chosen, rationale, version FROM option"
        " WHERE case_id IN (?) AND voided = 0 ORDER BY case_id, letter, id",
        case_ids,
    )
    phases = _phases([row[0] for row in rows])
    insured = _insured(case_ids)
    grouped: dict[int, list[Option]] = defaultdict(list)
    for row in rows:
        option = Option(
            row[0], row[1], row[2], row[3], bool(row[4]), bool(row[5]), row[6], tuple(phases[row[0]]), row[7],
            insured.get(row[1], ""), dentists[row[1]], named[row[1]],
        )  # fmt: skip
        grouped[row[1]].append(option)
    return grouped


def _insured(case_ids: Sequence[int]) -> dict[int, str]:
    """The coverages of cases' patients in few words: each plan in order, from when to when."""
    found: dict[int, str] = {}
    for case, *coverage in rows_in(
        "SELECT c.id, k.plan_id, k.effective, k.terminated FROM treatment_case c"
        " JOIN coverage k ON k.patient_id = c.patient_id AND k.voided = 0 WHERE c.id IN (?) ORDER BY c.id, k.ordinal, k.id",
        case_ids,
    ):
        found[case] = found.get(case, "") + "{} {} {};".format(*coverage)
    return found


def _members(case_ids: Sequence[int]) -> dict[int, str]:
    """The memberships of cases' patients in few words: each plan, from when to when."""
    found: dict[int, str] = {}
    for case, *member in rows_in(
        "SELECT c.id, m.plan_id, m.begins, m.ends FROM treatment_case c"
        " JOIN membership m ON m.patient_id = c.patient_id AND m.voided = 0 WHERE c.id IN (?) ORDER BY c.id, m.id",
        case_ids,
    ):
        found[case] = found.get(case, "") + "{} {} {};".format(*member)
    return found


def _phases(option_ids: Sequence[int]) -> dict[int, list[Phase]]:
    rows = rows_in(
        "SELECT id, option_id, ordinal, kind, name, version FROM phase WHERE option_id IN (?) AND voided = 0"
        " ORDER BY option_id, ordinal, id",
        option_ids,
    )
    visits = _visits([row[0] for row in rows])
    grouped: dict[int, list[Phase]] = defaultdict(list)
    for row in rows:
        grouped[row[1]].append(Phase(*(*row[:5], tuple(visits[row[0]]), row[5])))
    return grouped


def _visits(phase_ids: Sequence[int]) -> dict[int, list[Visit]]:
    rows = rows_in(
        "SELECT id, phase_id, ordinal, name, pattern, provider_id, gap_min, gap_max, version FROM visit"
        " WHERE phase_id IN (?) AND voided = 0 ORDER BY phase_id, ordinal, id",
        phase_ids,
    )
    ids = [row[0] for row in rows]
    sittings = _sittings(ids)
    lines = _lines(ids, sittings)
    labs = lab_cases_of(ids)
    grouped: dict[int, list[Visit]] = defaultdict(list)
    for row in rows:
        grouped[row[1]].append(Visit(*(*row[:8], tuple(lines[row[0]]), sittings.get(row[0]), row[8], labs.get(row[0]))))
    return grouped


def lab_cases_of(visit_ids: Sequence[int]) -> dict[int, LabCase]:
    """What is or was at a laboratory for visits, by visit."""
    rows = rows_in(
        "SELECT id, visit_id, laboratory, sent_on, due_on, received_on, note, version FROM lab_case"
        " WHERE visit_id IN (?) AND voided = 0",
        visit_ids,
    )
    return {
        row[1]: LabCase(
            row[0], row[1], row[2], date.fromisoformat(row[3]), date.fromisoformat(row[4]), day_or_none(row[5]), *row[6:]
        )
        for row in rows
    }


def _sittings(visit_ids: Sequence[int]) -> dict[int, Sitting]:
    rows = rows_in(
        "SELECT a.visit_id, a.id, a.day, a.start, length(a.pattern), a.state, a.booked_on, o.name, p.name, p.id"
        " FROM appointment a JOIN operatory o ON o.id = a.operatory_id JOIN provider p ON p.id = a.provider_id"
        " WHERE a.visit_id IN (?) AND a.voided = 0 AND a.state NOT IN ('broken', 'cancelled')"
        " ORDER BY a.id",
        visit_ids,
    )
    return {row[0]: Sitting(*(*row[1:6], day_or_none(row[6]), *row[7:])) for row in rows}


def _lines(visit_ids: Sequence[int], sittings: dict[int, Sitting]) -> dict[int, list[Line]]:
    rows = rows_in(
        "SELECT l.id, l.visit_id, l.ordinal, l.code, l.name, l.category, l.tooth, l.surfaces, l.area, l.fee, l.quantity,"
        " l.provider_id, l.urgency, l.rationale, l.if_waits, l.planned_on, COALESCE(p.consent_class, ''), l.version"
        " FROM line l LEFT JOIN procedure p ON p.code = l.code AND p.voided = 0"
        " WHERE l.visit_id IN (?) AND l.voided = 0 ORDER BY l.visit_id, l.ordinal, l.id",
        visit_ids,
    )
    events = _events([row[0] for row in rows])
    grouped: dict[int, list[Line]] = defaultdict(list)
    for row in rows:
        sitting = sittings.get(row[1])
        happened = tuple(events[row[0]])
        state = line_state((event.kind for event in happened), sitting.state if sitting else None)
        grouped[row[1]].append(Line(*(*row[:15], day_or_none(row[15]), row[16], happened, state, row[17])))
    return grouped


def _events(line_ids: Sequence[int]) -> dict[int, list[LineEvent]]:
    rows = rows_in(
        "SELECT e.line_id, e.id, e.kind, e.day, COALESCE(u.initials, ''), e.reason, e.suspected, e.until, e.note"
        " FROM line_event e LEFT JOIN user u ON u.id = e.user_id WHERE e.line_id IN (?) AND e.voided = 0"
        " ORDER BY e.line_id, e.id",
        line_ids,
    )
    grouped: dict[int, list[LineEvent]] = defaultdict(list)
    for row in rows:
        event = LineEvent(
            row[1], row[2], date.fromisoformat(row[3]), row[4], row[5], row[6], day_or_none(row[7]), row[8]
        )
        grouped[row[0]].append(event)
    return grouped


def _concerns(case_ids: Sequence[int]) -> dict[int, list[Concern]]:
    rows = rows_in(
        "SELECT case_id, id, category, said, suspected, answer, state, day, version FROM concern"
        " WHERE case_id IN (?) AND voided = 0 ORDER BY case_id, id",
        case_ids,
    )
    grouped: dict[int, list[Concern]] = defaultdict(list)
    for row in rows:
        grouped[row[0]].append(Concern(*(*row[1:7], date.fromisoformat(row[7]), row[8])))
    return grouped


def timeline(case_id: int, limit: int = 200) -> list[Happening]:
    """What was changed, said and signed on a case, the newest first."""
    rows = database.execute_sql(
        "SELECT a.at, a.says, COALESCE(u.initials, ''), 0, a.id FROM audit a LEFT JOIN user u ON u.id = a.user_id"
        " WHERE a.case_id = ? AND a.says <> '' AND a.action NOT LIKE 'contact.%' UNION ALL"
        " SELECT t.at, t.channel || ': ' || t.said || CASE WHEN t.reached THEN '' ELSE ' (not reached)' END"
        " || CASE WHEN t.corrects_id THEN ' (correction)' ELSE '' END || CASE WHEN EXISTS (SELECT 1 FROM contact n"
        " WHERE n.corrects_id = t.id AND n.voided = 0) THEN ' (corrected)' ELSE '' END,"
        " COALESCE(u.initials, ''), t.id, t.id FROM contact t LEFT JOIN user u ON u.id = t.user_id"
        " WHERE t.case_id = ? AND t.voided = 0 ORDER BY 1 DESC, 5 DESC LIMIT ?",
        (case_id, case_id, limit),
    )
    return [Happening(date.fromisoformat(at[:10]), at, what, by, contact) for at, what, by, contact, _ in rows]
