"""Reading the dated facts of the figures: lines with what happened to them, follow-up, the book, claims, lenders."""

from __future__ import annotations

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any

from tctui.core.case import CLOSED, leading_at
from tctui.core.figures.facts import (
    ApplicationFact,
    ClaimFact,
    ContactFact,
    DayFact,
    Facts,
    Happened,
    LineFact,
    Sitting,
    TouchFact,
    VisitFact,
    Where,
    line_fact,
)
from tctui.core.figures.period import Period
from tctui.core.pipeline import line_state
from tctui.core.schedule.goals import provider_goal
from tctui.core.schedule.states import Broken, takes_place
from tctui.db.book import load_book
from tctui.db.figures_money import contracted, financed_cents, frozen_lines
from tctui.db.models import database

Tell = Callable[[str], bool]
"""Hears what is being read; False stops the reading."""

_STREAM = 5_000
_CAME = ("completed", "in chair", "out", "arrived")

_WANTED = (
    "WITH wanted(case_id) AS (SELECT o.case_id FROM line_event e JOIN line l ON l.id = e.line_id"
    " JOIN visit v ON v.id = l.visit_id JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id"
    " WHERE e.voided = 0 AND e.kind IN ('diagnosed', 'presented') AND e.day BETWEEN ? AND ?"
    " UNION SELECT case_id FROM board_card WHERE stage NOT IN ('completed', 'declined') OR since >= ?)"
)
"""The cases that any figure of two periods may count: diagnosed or presented in them, or open then."""


class Stopped(Exception):
    """The reading was given up because nobody wants the figures any more."""


def read_facts(today: date, period: Period, tell: Tell = lambda said: True) -> Facts:
    """The facts of a period and of the one before it, as of a day; raises Stopped when ``tell`` gives False."""
    span = (period.step(-1).first, period.last)
    collects = gc.isenabled()
    # Hundreds of thousands of records are made and none is garbage; looking for some takes a third of the time.
    gc.disable()
    try:
        _say(tell, "cases")
        heads = _heads()
        lines = list(_lines(heads, span, tell))
        _say(tell, "follow-up")
        touches, contacts = list(_touches(heads, span)), list(_contacts(heads, span))
        _say(tell, "the book")
        visits, days = list(_visits(heads, span)), list(_days(span, today))
        _say(tell, "claims and lenders")
        claims, applications = list(_claims(heads, span)), list(_applications(heads))
        return Facts(
            today.toordinal(), lines, touches, contacts, visits, days, claims, applications, financed_cents()
        )
    finally:
        if collects:
            gc.enable()


def newest_change() -> int:
    """The number of the last change of the practice, by anyone; looking at a patient is none."""
    row = database.execute_sql("SELECT id FROM audit WHERE action NOT LIKE 'view.%' ORDER BY id DESC LIMIT 1").fetchone()
    return int(row[0]) if row else 0


def read_beside(today: date, period: Period, tell: Tell) -> Facts:
    """Read on a connection of this thread's own; raises Stopped when ``tell`` gives False."""
    opened = database.connect(reuse_if_open=True)
    try:
        return read_facts(today, period, tell)
    finally:
        if opened:
            database.close()


def _say(tell: Tell, what: str) -> None:
    if not tell(what):
        raise Stopped


def _rows(query: str, parameters: Sequence[Any] = ()) -> Iterator[Any]:
    """The rows of a query, some thousands at a time."""
    cursor = database.execute_sql(query, parameters)
    while some := cursor.fetchmany(_STREAM):
        yield from some


Heads = dict[int, tuple[int, Where]]


def _heads() -> Heads:
    """Patient, coordinator, dentist and plan of every case; the plan is that of the patient's first coverage."""
    plans = _plans()
    return {
        row[0]: (row[1], Where(row[2], row[3], plans.get(row[1])))
        for row in _rows("SELECT id, patient_id, owner_id, provider_id FROM treatment_case WHERE voided = 0")
    }


def _plans() -> dict[int, int]:
    rows = _rows(
        "SELECT patient_id, plan_id FROM coverage WHERE voided = 0"
        " ORDER BY patient_id, terminated IS NULL, ordinal DESC, id DESC"
    )
    return dict(rows)


def _ordinal(known: dict[str, int], text: str) -> int:
    found = known.get(text)
    if found is None:
        found = known[text] = date.fromisoformat(text).toordinal()
    return found


def _lines(heads: Heads, span: tuple[date, date], tell: Tell) -> Iterator[LineFact]:
    asked = (span[0].isoformat(), span[1].isoformat(), span[0].isoformat())
    known: dict[str, int] = {}
    events = _events(asked, known)
    _say(tell, f"{len(events):,} lines")
    sittings = _sittings(known)
    _say(tell, "estimates")
    frozen, fees = frozen_lines(), contracted()
    shared: dict[Where, Where] = {}
    done, said = 0, 0
    rows = _rows(
        f"{_WANTED} SELECT o.case_id, o.id, o.chosen, o.recommended, l.id, v.id, l.category, l.code, l.fee, l.quantity,"
        " l.provider_id, c.diagnosed_on FROM wanted w JOIN treatment_case c ON c.id = w.case_id AND c.voided = 0"
        " JOIN option o ON o.case_id = c.id AND o.voided = 0 JOIN phase p ON p.option_id = o.id AND p.voided = 0"
        " JOIN visit v ON v.phase_id = p.id AND v.voided = 0 JOIN line l ON l.visit_id = v.id AND l.voided = 0"
        " ORDER BY o.case_id, o.letter, o.id",
        asked,
    )
    for case_id, of_case in _grouped(rows):
        patient, where = heads[case_id]
        done += len(of_case)
        if done - said >= _STREAM:
            said = done
            _say(tell, f"{done:,} of {len(events):,} lines")
        leading = _leading(of_case, events, sittings)
        prices = fees.get(where.plan or 0, {})
        for row in of_case:
            line, fee = row[4], row[8] * row[9]
            its = where._replace(provider=row[10] or where.provider, category=row[6])
            its = shared.setdefault(its, its)
            kept = frozen.get(line)
            if kept is not None and kept.fee == fee:
                net, portion = fee - kept.write_off, kept.patient
            else:
                net = portion = min(fee, prices.get(row[7], row[8]) * row[9])
            yield line_fact(
                (line, case_id, patient), its, (net, portion), _ordinal(known, row[11]), events.get(line, ()),
                sittings.get(row[5], ()), row[1] != leading,
            )  # fmt: skip


def _grouped(rows: Iterator[Any]) -> Iterator[tuple[int, list[Any]]]:
    """Rows that come in the order of their first column, together by it."""
    some: list[Any] = []
    for row in rows:
        if some and some[0][0] != row[0]:
            yield some[0][0], some
            some = []
        some.append(row)
    if some:
        yield some[0][0], some


def _leading(rows: list[Any], events: dict[int, list[Happened]], sittings: dict[int, list[Sitting]]) -> int:
    """The option that the case is about, by the rule of core.case."""
    options: dict[int, tuple[bool, bool, bool]] = {}
    if len({row[1] for row in rows}) == 1:
        return int(rows[0][1])
    for row in rows:
        held = any(sitting.holds for sitting in sittings.get(row[5], ()))
        state = line_state((event.kind for event in events.get(row[4], ())), "scheduled" if held else None)
        _, _, live = options.get(row[1], (False, False, False))
        options[row[1]] = (bool(row[2]), bool(row[3]), live or state not in CLOSED)
    at = leading_at(list(options.values()))
    return list(options)[at or 0]


def _events(asked: Sequence[str], known: dict[str, int]) -> dict[int, list[Happened]]:
    rows = _rows(
        f"{_WANTED} SELECT e.line_id, e.kind, e.day, e.reason FROM wanted w JOIN option o ON o.case_id = w.case_id"
        " JOIN phase p ON p.option_id = o.id JOIN visit v ON v.phase_id = p.id JOIN line l ON l.visit_id = v.id"
        " JOIN line_event e ON e.line_id = l.id WHERE e.voided = 0 ORDER BY e.line_id, e.id",
        asked,
    )
    found: defaultdict[int, list[Happened]] = defaultdict(list)
    for line, kind, day, reason in rows:
        found[line].append(Happened(kind, _ordinal(known, day), reason))
    return dict(found)


def _sittings(known: dict[str, int]) -> dict[int, list[Sitting]]:
    """The appointments of every visit; one whose booking has no date is taken as booked on its own day."""
    found: defaultdict[int, list[Sitting]] = defaultdict(list)
    for visit, booked, day, state in _rows(
        "SELECT visit_id, booked_on, day, state FROM appointment"
        " WHERE visit_id IS NOT NULL AND voided = 0 AND state <> 'planned'"
    ):
        booked_on = _ordinal(known, booked) if booked else day
        found[visit].append(Sitting(booked_on, day, takes_place(state), state == "broken"))
    return dict(found)


def _touches(heads: Heads, span: tuple[date, date]) -> Iterator[TouchFact]:
    """Touches that fell due; one that a fact closed by its day was not due any more, one closed later was missed."""
    for number, case_id, due, state, ended in _rows(
        "SELECT id, case_id, due, state, ended_on FROM touch"
        " WHERE voided = 0 AND (state <> 'closed' OR ended_on > due) AND due BETWEEN ? AND ?",
        (span[0].isoformat(), span[1].isoformat()),
    ):
        if case_id in heads:
            done_on = date.fromisoformat(ended).toordinal() if state == "done" else None
            yield TouchFact(number, case_id, heads[case_id][1], date.fromisoformat(due).toordinal(), done_on)


_REACHED = (
    "SELECT t.id, t.case_id, CASE WHEN t.corrects_id IS NULL THEN t.day ELSE (WITH RECURSIVE chain(corrects, day) AS"
    " (SELECT t.corrects_id, t.day UNION ALL SELECT p.corrects_id, p.day FROM contact p JOIN chain c ON p.id = c.corrects)"
    " SELECT min(day) FROM chain) END AS day FROM contact t WHERE t.voided = 0 AND t.reached AND t.channel <> 'note'"
    " AND t.case_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM contact n WHERE n.corrects_id = t.id AND n.voided = 0)"
)
"""Contacts as they stand after corrections; a correction is of the day of what it corrects."""


def _contacts(heads: Heads, span: tuple[date, date]) -> Iterator[ContactFact]:
    """Contacts that reached the patient of a case, with the booking that followed."""
    for number, case_id, day, booked in _rows(
        "SELECT t.id, t.case_id, t.day, (SELECT min(a.booked_on) FROM option o JOIN phase p ON p.option_id = o.id"
        " JOIN visit v ON v.phase_id = p.id JOIN appointment a ON a.visit_id = v.id WHERE o.case_id = t.case_id"
        f" AND a.voided = 0 AND a.state <> 'planned' AND a.booked_on >= t.day) FROM ({_REACHED}) t"
        " WHERE t.day BETWEEN ? AND ?",
        (span[0].isoformat(), span[1].isoformat()),
    ):
        if case_id in heads:
            booked_on = date.fromisoformat(booked).toordinal() if booked else None
            yield ContactFact(number, case_id, heads[case_id][1], date.fromisoformat(day).toordinal(), booked_on)


def _visits(heads: Heads, span: tuple[date, date]) -> Iterator[VisitFact]:
    plans, known = _plans(), {}  # type: dict[int, int], dict[str, int]
    broken = {str(each) for each in Broken}
    for number, case_id, patient, provider, day, booked, state, broken_as, cents in _rows(
        "SELECT a.id, o.case_id, a.patient_id, a.provider_id, a.day, a.booked_on, a.state, a.broken_as, a.production"
        " FROM appointment a LEFT JOIN visit v ON v.id = a.visit_id LEFT JOIN phase p ON p.id = v.phase_id"
        " LEFT JOIN option o ON o.id = p.option_id"
        " WHERE a.voided = 0 AND a.state NOT IN ('planned', 'cancelled') AND a.day BETWEEN ? AND ?",
        (span[0].toordinal(), span[1].toordinal()),
    ):
        owner = heads[case_id][1].owner if case_id in heads else None
        yield VisitFact(
            number, case_id, patient, Where(owner, provider, plans.get(patient)), day,
            _ordinal(known, booked) if booked else day, takes_place(state), state in _CAME,
            broken_as if state == "broken" and broken_as in broken else "", cents,
        )  # fmt: skip


def _days(span: tuple[date, date], today: date) -> Iterator[DayFact]:
    first, last = span[0].toordinal(), min(span[1], today).toordinal()
    if last < first:
        return
    book = load_book(first, last)
    for provider in book.providers:
        for day in range(first, last + 1):
            goal = provider_goal(book, provider, day)
            if goal.open_units or goal.booked_units:
                yield DayFact(Where(None, provider), day, goal.open_units, goal.booked_units, goal.goal_cents)


def _claims(heads: Heads, span: tuple[date, date]) -> Iterator[ClaimFact]:
    for number, case_id, plan, name, code, category, provider, day, expected, paid in _rows(
        "SELECT c.id, o.case_id, b.id, b.name, l.code, l.category, l.provider_id, c.day, c.expected, c.paid"
        " FROM claim_outcome c JOIN line l ON l.id = c.line_id JOIN visit v ON v.id = l.visit_id"
        " JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id"
        " JOIN coverage k ON k.id = c.coverage_id JOIN benefit_plan b ON b.id = k.plan_id"
        " WHERE c.voided = 0 AND c.day BETWEEN ? AND ?",
        (span[0].isoformat(), span[1].isoformat()),
    ):
        if case_id in heads:
            head = heads[case_id][1]
            where = Where(head.owner, provider or head.provider, plan, category)
            yield ClaimFact(number, case_id, where, date.fromisoformat(day).toordinal(), name, code, expected, paid)


def _applications(heads: Heads) -> Iterator[ApplicationFact]:
    """Applications as they stand; the fee is known once the partner has paid out."""
    rows = _rows(
        "SELECT a.id, a.case_id, a.partner, s.state, s.day, s.cents FROM financing_application a"
        " JOIN financing_step s ON s.application_id = a.id AND s.voided = 0 WHERE a.voided = 0 ORDER BY a.id, s.id"
    )
    for number, steps in _grouped(rows):
        case_id, partner = steps[0][1], steps[0][2]
        offered = next((row[4] for row in steps if row[3] == "offered"), steps[0][4])
        used = sum(row[5] for row in steps if row[3] == "used")
        paid = sum(row[5] for row in steps if row[3] == "funded")
        states = {row[3] for row in steps}
        if case_id in heads:
            yield ApplicationFact(
                number, case_id, heads[case_id][1], partner, date.fromisoformat(offered).toordinal(),
                bool(states & {"approved", "used", "funded"}), used > 0, used, used - paid if paid else None,
            )  # fmt: skip
