"""Treatment-plan lines of an export: new ones grouped into cases, options, phases and visits, known ones changed, states told.

A line is put into its case, option, phase and visit when it first comes; after that people may have moved it, and it
stays where they put it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.db.imports.derived import add_missing_codes
from tctui.db.imports.merge import Merging, link, merge, resolve
from tctui.db.imports.staging import BATCH, Staged
from tctui.db.imports.visits import fit_visits
from tctui.db.models import Line, database

MARK = "imported from "
"""How the note of an imported event begins; the newest such event of a line tells the state of the last import."""

VISITS_AT_ONCE = 20_000
"""Visits whose lines are put in order in one statement; the sorting is done in memory."""

_FIRST = "ORDER BY s.fee * {quantity} DESC, length(s.foreign_id), s.foreign_id"
_IN_ORDER = "ORDER BY length(s.foreign_id), s.foreign_id"


def bring_in_treatment(merging: Merging, staged: Staged, today: date, add_codes: bool) -> None:
    """Bring in one file of lines. Fills incoming.touched with the cases whose cards are to be computed anew."""
    resolve(merging, staged, [known for known in staged.refs if known.name != "appointment"])
    _refuse_unknown_codes(merging, staged, add_codes)
    link(merging, staged, "line")
    _fill_from_procedures(merging, staged)
    _refuse_other_patients(merging, staged)
    _make_cases(merging, staged, today)
    (last_visit,) = merging.say("SELECT COALESCE(MAX(id), 0) FROM visit").fetchone()
    _make_inside(merging, staged)
    _place_lines(merging, staged)
    merge(merging, staged, Line, "lines", _line_columns(staged))
    told = _tell_states(merging, staged, today)
    merging.changed["lines"] += told
    merging.left["lines"] -= told
    _choose(staged)
    fit_visits(merging, last_visit)
    merging.say(
        "INSERT OR IGNORE INTO incoming.touched SELECT o.case_id FROM"
        f' incoming."{staged.table}" s JOIN line l ON l.id = s.known_id JOIN visit v ON v.id = l.visit_id'
        " JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id WHERE s.bad = 0 AND s.fate IS NOT NULL"
    )


def _refuse_unknown_codes(merging: Merging, staged: Staged, add_codes: bool) -> None:
    if add_codes:
        add_missing_codes(merging, staged)
    staged.refuse(
        merging.refusals,
        f'SELECT s.n, s.line, s.code FROM incoming."{staged.table}" s WHERE s.bad = 0 AND NOT EXISTS'
        " (SELECT 1 FROM procedure p WHERE p.code = s.code AND p.voided = 0)",
        (),
        lambda row: (staged.header("code"), f"code {row[2]!r} is no procedure here (--add-codes adds it)"),
    )


def _fill_from_procedures(merging: Merging, staged: Staged) -> None:
    """What a line does not say: the name of its procedure; the fee it has already, else the office's."""
    here = f'incoming."{staged.table}"'
    if "name" in staged.columns:
        merging.say(
            f"UPDATE {here} AS s SET name = (SELECT p.name FROM procedure p WHERE p.code = s.code)"
            " WHERE bad = 0 AND COALESCE(name, '') = ''"
        )
    merging.say(
        f"UPDATE {here} AS s SET fee = (SELECT l.fee FROM line l WHERE l.id = s.known_id) WHERE bad = 0 AND fee IS NULL"
    )
    merging.say(
        f"UPDATE {here} AS s SET fee = (SELECT f.amount FROM fee f JOIN fee_schedule c ON c.id = f.schedule_id"
        " WHERE f.code = s.code AND f.voided = 0 AND c.voided = 0 AND c.kind = 'office' ORDER BY c.id LIMIT 1)"
        " WHERE bad = 0 AND fee IS NULL"
    )
    staged.refuse(
        merging.refusals,
        f"SELECT s.n, s.line, s.code FROM {here} s WHERE s.bad = 0 AND s.fee IS NULL",
        (),
        lambda row: (staged.header("fee"), f"no fee, and no office fee for code {row[2]!r}"),
    )


def _refuse_other_patients(merging: Merging, staged: Staged) -> None:
    """A treatment plan belongs to one patient, and a line stays with the patient it came for."""
    here = f'incoming."{staged.table}"'
    column = staged.header("patient")
    staged.refuse(
        merging.refusals,
        f"SELECT s.n, s.line, s.case_key, f.line FROM (SELECT case_key, MIN(n) AS n FROM {here} WHERE bad = 0 GROUP BY"
        f" case_key HAVING MIN(patient_id) <> MAX(patient_id)) g JOIN {here} f ON f.n = g.n JOIN {here} s"
        " ON s.case_key = g.case_key WHERE s.bad = 0 AND s.patient_id <> f.patient_id ORDER BY s.n",
        (),
        lambda row: (column, f"treatment plan {row[2]!r} is another patient's on line {row[3]}"),
    )
    staged.refuse(
        merging.refusals,
        f"SELECT s.n, s.line, s.case_key FROM {here} s JOIN treatment_case c ON c.source = :source AND c.source <> ''"
        " AND c.foreign_id = s.case_key WHERE s.bad = 0 AND c.patient_id <> s.patient_id",
        {"source": merging.source},
        lambda row: (column, f"treatment plan {row[2]!r} came for another patient before"),
    )
    staged.refuse(
        merging.refusals,
        f"SELECT s.n, s.line, s.foreign_id FROM {here} s JOIN line l ON l.id = s.known_id JOIN visit v ON v.id = l.visit_id"
        " JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id JOIN treatment_case c ON c.id = o.case_id"
        " WHERE s.bad = 0 AND c.patient_id <> s.patient_id",
        (),
        lambda row: (column, f"line {row[2]!r} came for another patient before"),
    )


def _make_cases(merging: Merging, staged: Staged, today: date) -> None:
    """Add the cases of new lines; a case is called as its plan, else as its dearest line."""
    quantity = "s.quantity" if "quantity" in staged.columns else "1"
    name = "NULLIF(s.name, '')" if "name" in staged.columns else "NULL"
    plan_name = "NULLIF(s.plan_name, '')" if "plan_name" in staged.columns else "NULL"
    provider = "s.provider_id" if "provider" in staged.columns else "NULL"
    cursor = merging.say(
        "INSERT INTO treatment_case (version, voided, source, foreign_id, patient_id, title, diagnosed_on, provider_id,"
        " next_action, next_agreed) SELECT 1, 0, :source, case_key, patient_id, title, COALESCE(day, :today), provider_id,"
        " '', 0 FROM (SELECT s.case_key, s.patient_id, COALESCE("
        f"{plan_name}, {name}, (SELECT p.name FROM procedure p WHERE p.code = s.code)) AS title,"
        f" MIN(s.diagnosed_on) OVER (PARTITION BY s.case_key) AS day, {provider} AS provider_id,"
        f" ROW_NUMBER() OVER (PARTITION BY s.case_key {_FIRST.format(quantity=quantity)}) AS place"
        f' FROM incoming."{staged.table}" s WHERE s.bad = 0 AND s.known_id IS NULL AND NOT EXISTS (SELECT 1 FROM treatment_case c'
        " WHERE c.source = :source AND c.source <> '' AND c.foreign_id = s.case_key))"
        " WHERE place = 1 ORDER BY length(case_key), case_key",
        today=today.isoformat(),
    )
    merging.added["cases"] += cursor.rowcount
    merging.say("DROP TABLE IF EXISTS incoming.placing")
    merging.say(
        "CREATE TABLE incoming.placing (n INTEGER PRIMARY KEY, case_id INTEGER, letter, phase, visit, option_id INTEGER,"
        " phase_id INTEGER, visit_id INTEGER)"
    )
    merging.say("CREATE INDEX incoming.placing_case ON placing (case_id, letter)")
    merging.say("CREATE INDEX incoming.placing_visit ON placing (visit_id)")
    merging.say(
        "INSERT INTO incoming.placing (n, case_id, letter, phase, visit) SELECT s.n, c.id, s.letter, s.phase, s.visit FROM"
        f" incoming.\"{staged.table}\" s JOIN treatment_case c ON c.source = :source AND c.source <> ''"
        f" AND c.foreign_id = s.case_key WHERE s.bad = 0 AND s.known_id IS NULL"
    )
    if "visit" not in staged.headers and "appointment" in staged.columns:
        # Without visit numbers, what is booked together is one visit, and what is not booked is the last one.
        merging.say(
            "UPDATE incoming.placing SET visit = r.place FROM (SELECT s.n, DENSE_RANK() OVER (PARTITION BY s.case_key, s.letter,"
            " s.phase ORDER BY s.appointment = '', length(s.appointment), s.appointment) AS place FROM"
            f' incoming."{staged.table}" s WHERE s.bad = 0 AND s.known_id IS NULL) r WHERE r.n = placing.n'
        )


def _make_inside(merging: Merging, staged: Staged) -> None:
    """Add the options, phases and visits that the new lines need and find those that are there."""
    called = (
        f"(SELECT NULLIF(MIN(s.option_name), '') FROM incoming.\"{staged.table}\" s JOIN incoming.placing q ON q.n = s.n"
        " WHERE q.case_id = p.case_id AND q.letter = p.letter)"
    )
    named = f"COALESCE({called}, c.title)" if "option_name" in staged.columns else "c.title"
    recommended = (
        "p.letter = (SELECT MIN(q.letter) FROM incoming.placing q WHERE q.case_id = p.case_id) AND NOT EXISTS"
        " (SELECT 1 FROM option o WHERE o.case_id = p.case_id AND o.voided = 0 AND o.recommended)"
    )
    merging.say(
        "INSERT INTO option (version, voided, case_id, letter, name, recommended, chosen, rationale)"
        f" SELECT 1, 0, p.case_id, p.letter, {named}, {recommended}, 0, '' FROM"
        " (SELECT DISTINCT case_id, letter FROM incoming.placing) p JOIN treatment_case c ON c.id = p.case_id WHERE NOT EXISTS"
        " (SELECT 1 FROM option o WHERE o.case_id = p.case_id AND o.letter = p.letter AND o.voided = 0)"
        " ORDER BY p.case_id, p.letter"
    )
    merging.say(
        "UPDATE incoming.placing SET option_id = (SELECT MIN(o.id) FROM option o WHERE o.case_id = placing.case_id"
        " AND o.letter = placing.letter AND o.voided = 0)"
    )
    merging.say(
        "INSERT INTO phase (version, voided, option_id, ordinal, kind, name) SELECT 1, 0, option_id, CASE phase"
        " WHEN 'urgent' THEN 1 WHEN 'disease_control' THEN 2 WHEN 'restorative' THEN 3 WHEN 'elective' THEN 4 ELSE 5 END AS o,"
        " phase, '' FROM (SELECT DISTINCT option_id, phase FROM incoming.placing) p WHERE NOT EXISTS (SELECT 1 FROM phase f"
        " WHERE f.option_id = p.option_id AND f.kind = p.phase AND f.voided = 0) ORDER BY option_id, o"
    )
    merging.say(
        "UPDATE incoming.placing SET phase_id = (SELECT MIN(f.id) FROM phase f WHERE f.option_id = placing.option_id"
        " AND f.kind = placing.phase AND f.voided = 0)"
    )
    merging.say(
        "INSERT INTO visit (version, voided, phase_id, ordinal, name, pattern) SELECT 1, 0, phase_id, visit, '', '' FROM"
        " (SELECT DISTINCT phase_id, visit FROM incoming.placing) p WHERE NOT EXISTS (SELECT 1 FROM visit v"
        " WHERE v.phase_id = p.phase_id AND v.ordinal = p.visit AND v.voided = 0) ORDER BY phase_id, visit"
    )
    merging.say(
        "UPDATE incoming.placing SET visit_id = (SELECT MIN(v.id) FROM visit v WHERE v.phase_id = placing.phase_id"
        " AND v.ordinal = placing.visit AND v.voided = 0)"
    )


def _place_lines(merging: Merging, staged: Staged) -> None:
    """Give the new lines their visit and their place in it, and all lines what they have from their procedure."""
    here = f'incoming."{staged.table}"'
    own = "s.ordinal" if "ordinal" in staged.columns else "NULL"
    taken = ("category", *(() if "name" in staged.columns else ("name",)))
    for column in ("visit_id", "place", *taken):
        merging.say(f'ALTER TABLE {here} ADD COLUMN "{column}"')
    first, last = merging.say(
        "SELECT COALESCE(MIN(visit_id), 1), COALESCE(MAX(visit_id), 0) FROM incoming.placing"
    ).fetchone()
    for visit in range(first, last + 1, VISITS_AT_ONCE):
        merging.say(
            f"UPDATE {here} AS s SET visit_id = r.visit_id, place = r.place FROM (SELECT q.n, q.visit_id,"
            " ROW_NUMBER() OVER (PARTITION BY q.visit_id"
            f" ORDER BY {own} IS NULL, {own}, length(s.foreign_id), s.foreign_id) + COALESCE((SELECT MAX(l.ordinal) FROM line l"
            f" WHERE l.visit_id = q.visit_id), 0) AS place FROM incoming.placing q JOIN {here} s ON s.n = q.n"
            " WHERE q.visit_id BETWEEN :visit AND :until) r WHERE r.n = s.n",
            visit=visit,
            until=visit + VISITS_AT_ONCE - 1,
        )
    for column in taken:
        # What people wrote on a known line stays, unless the export now says another code.
        merging.say(
            f"UPDATE {here} AS s SET {column} = COALESCE((SELECT l.{column} FROM line l WHERE l.id = s.known_id"
            f" AND l.code = s.code), (SELECT p.{column} FROM procedure p WHERE p.code = s.code)) WHERE bad = 0"
        )
    if "ordinal" in staged.columns:
        merging.say(f"UPDATE {here} SET ordinal = place WHERE known_id IS NULL")
    else:
        merging.say(f"ALTER TABLE {here} RENAME COLUMN place TO ordinal")
    staged.first_only += ["visit_id", "ordinal"]


def _line_columns(staged: Staged) -> list[str]:
    carried = ("code", "tooth", "surfaces", "area", "fee", "quantity", "urgency", "rationale", "if_waits", "planned_on")
    columns = [name for name in carried if name in staged.columns]
    columns += ["provider_id"] if "provider" in staged.columns else []
    return ["visit_id", "ordinal", "name", "category", *columns]


def _tell_states(merging: Merging, staged: Staged, today: date) -> int:
    """Append an event to each line whose state in the export is another than at the last import; returns known lines told."""
    if "status" not in staged.columns:
        return 0
    here = f'incoming."{staged.table}"'
    on = "s.status_on, s.diagnosed_on" if "status_on" in staged.columns else "s.diagnosed_on"
    reason = "s.reason" if "reason" in staged.columns else "''"
    note = MARK + merging.source
    merging.say("DROP TABLE IF EXISTS incoming.told")
    merging.say(
        f"CREATE TABLE incoming.told AS SELECT s.n, s.known_id, s.status, MIN(COALESCE({on}, :today), :today) AS day,"
        f' {reason} AS reason, s.fate FROM {here} s INDEXED BY "{staged.table}_order" CROSS JOIN line l'
        " ON l.id = s.known_id WHERE s.bad = 0 AND l.voided = 0 AND s.status IS NOT NULL AND s.status IS NOT"
        " (SELECT e.kind FROM line_event e WHERE e.line_id = s.known_id AND e.note = :note AND e.voided = 0"
        f" ORDER BY e.id DESC LIMIT 1) {_IN_ORDER}",
        today=today.isoformat(),
        note=note,
    )
    merging.say(
        "INSERT INTO line_event (version, voided, line_id, kind, at, day, user_id, reason, suspected, note)"
        " SELECT 1, 0, known_id, status, :at, day, NULLIF(:user, 0), reason, '', :note FROM incoming.told ORDER BY rowid",
        at=merging.unit.at,
        user=merging.unit.user_id,
        note=note,
    )
    (told,) = merging.say("SELECT COUNT(*) FROM incoming.told WHERE fate IS NULL").fetchone()
    merging.say(f"UPDATE {here} SET fate = 'c' WHERE fate IS NULL AND n IN (SELECT n FROM incoming.told)")
    merging.say("DROP TABLE incoming.told")
    return int(told)


def _choose(staged: Staged) -> None:
    """Mark as chosen the only option of a case in which something was accepted, where none is chosen yet."""
    taken = "e.kind IN ('accepted', 'started', 'completed') AND e.voided = 0"
    database.execute_sql(
        "UPDATE option SET chosen = 1, version = version + 1 WHERE id IN (SELECT MIN(o.id) FROM option o"
        " JOIN phase p ON p.option_id = o.id JOIN visit v ON v.phase_id = p.id JOIN line l ON l.visit_id = v.id"
        f" JOIN line_event e ON e.line_id = l.id WHERE {taken} AND o.voided = 0 AND o.case_id IN (SELECT DISTINCT k.case_id"
        f' FROM incoming."{staged.table}" s JOIN line t ON t.id = s.known_id JOIN visit w ON w.id = t.visit_id'
        " JOIN phase f ON f.id = w.phase_id JOIN option k ON k.id = f.option_id WHERE s.fate IS NOT NULL AND s.bad = 0)"
        " GROUP BY o.case_id HAVING COUNT(DISTINCT o.id) = 1) AND NOT EXISTS (SELECT 1 FROM option c"
        " WHERE c.case_id = option.case_id AND c.chosen AND c.voided = 0)"
    )


def refresh_touched(merging: Merging) -> None:
    """Compute the cards of the touched cases and of the cases of changed patients and coverages, some at a time.

    What waits gets its first follow-up, and what came booked or declined has none any more.
    """
    from tctui.db import board, follow_up

    for kind, column in (("patients", "known_id"), ("coverages", "patient_id")):
        for staged in merging.of(kind):
            merging.say(
                "INSERT OR IGNORE INTO incoming.touched SELECT c.id FROM treatment_case c JOIN"
                f' incoming."{staged.table}" s ON s.{column} = c.patient_id WHERE s.bad = 0 AND s.fate IS NOT NULL'
            )
    for staged in merging.of("guarantors"):
        merging.say(
            "INSERT OR IGNORE INTO incoming.touched SELECT c.id FROM treatment_case c JOIN patient t ON t.id = c.patient_id"
            f' JOIN incoming."{staged.table}" s ON s.known_id = t.guarantor_id WHERE s.bad = 0 AND s.fate IS NOT NULL'
        )
    after = 0
    while ids := [row[0] for row in _some_touched(merging, after)]:
        board.refresh(ids)
        board.refresh(follow_up.catch_up(merging.unit, ids))
        after = ids[-1]


def _some_touched(merging: Merging, after: int) -> list[Any]:
    query = f"SELECT case_id FROM incoming.touched WHERE case_id > :after ORDER BY case_id LIMIT {BATCH}"
    return list(merging.say(query, after=after).fetchall())
