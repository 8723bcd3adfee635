"""The board: cards kept in step with their cases, and the reading of all open ones."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from tctui.core.board import NEVER, Card, Standing, card_of
from tctui.core.case import CaseFile
from tctui.core.papers import good_until, lacking
from tctui.db import waiting
from tctui.db.cases import day_or_none, read_cases, rows_in
from tctui.db.models import database
from tctui.db.papers import papers_of

_COLUMNS = (
    "case_id", "patient_id", "last_name", "first_name", "title", "owner_id", "provider_id", "stage", "since",
    "open_cents", "options", "urgent", "next_on", "next_action", "next_agreed", "money_missing", "papers_missing",
    "papers_until", "verified_until", "estimate_expires", "at_specialist", "handoff_open",
)  # fmt: skip


_NONE: tuple[int, date | None, bool] = (0, None, False)


def refresh(case_ids: Iterable[int], patient_ids: Collection[int] = ()) -> None:
    """Compute the cards of these cases, and of all cases of these patients, from their records."""
    wanted = set(case_ids)
    wanted.update(
        row[0] for row in rows_in("SELECT id FROM treatment_case WHERE patient_id IN (?)", sorted(patient_ids))
    )
    ids = sorted(wanted)
    cases = read_cases(ids)
    gone = [(case_id,) for case_id in ids if case_id not in cases]
    if gone:
        for row in gone:
            database.execute_sql("DELETE FROM board_card WHERE case_id = ?", row)
    standings = _standings(list(cases.values()))
    marks = ", ".join("?" * (len(_COLUMNS) + 2))
    connection = database.connection()
    connection.executemany(
        f"INSERT OR REPLACE INTO board_card ({', '.join(_COLUMNS)}, version, voided) VALUES ({marks})",
        [_row(card_of(case, standings[case.id])) for case in cases.values()],
    )
    waiting.refresh(ids, cases.values())


def _row(card: Card) -> tuple[Any, ...]:
    values = []
    for name in _COLUMNS:
        value = getattr(card, name)
        values.append(value.isoformat() if isinstance(value, date) else value)
    return (*values, 1, 0)


def _standings(cases: list[CaseFile]) -> dict[int, Standing]:
    ids = [case.id for case in cases]
    option_ids = [case.leading.id for case in cases if case.leading]
    estimates = {
        row[0]: (row[1], date.fromisoformat(row[2]), row[3] == 0)
        for row in rows_in(
            "SELECT option_id, number, expires_on, patient FROM frozen_estimate WHERE option_id IN (?) AND voided = 0"
            " ORDER BY number",
            option_ids,
        )
    }
    arrangements = {
        row[0]: row[1]
        for row in rows_in(
            "SELECT option_id, number FROM arrangement WHERE option_id IN (?) AND voided = 0 AND replaced_by_id IS NULL"
            " ORDER BY number",
            option_ids,
        )
    }
    verified = verified_until([case.patient_id for case in cases])
    referred = {row[0] for row in rows_in(
        "SELECT case_id FROM referral WHERE case_id IN (?) AND voided = 0 AND reviewed_on IS NULL", ids)}  # fmt: skip
    handed = {row[0] for row in rows_in(
        "SELECT case_id FROM handoff WHERE case_id IN (?) AND voided = 0 AND confirmed_at = ''", ids)}  # fmt: skip
    papers = papers_of(ids)
    found = {}
    for case in cases:
        option = case.leading
        number, expires, nothing_due = estimates.get(option.id, _NONE) if option else _NONE
        arranged = arrangements.get(option.id, 0) if option else 0
        missing = option is not None and bool(
            lacking(option, None, papers[case.id], number, arranged, case.diagnosed_on)
        )
        found[case.id] = Standing(
            bool(arranged) or nothing_due,
            missing,
            verified.get(case.patient_id),
            expires,
            case.id in referred,
            case.id in handed,
            good_until(option, papers[case.id], number, arranged) if option else None,
        )
    return found


def verified_until(patient_ids: list[int]) -> dict[int, date]:
    """Per insured patient the day on which the first verification lapses: the end of the benefit year it was made in."""
    found: dict[int, date] = {}
    for patient, verified_on, month in rows_in(
        "SELECT c.patient_id, c.verified_on, p.renewal_month FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id"
        " WHERE c.patient_id IN (?) AND c.voided = 0",
        patient_ids,
    ):
        lapses = year_end(date.fromisoformat(verified_on), month or 1) if verified_on else NEVER
        found[patient] = min(found.get(patient, lapses), lapses)
    return found


def year_end(day: date, month: int) -> date:
    """The last day of the benefit year in which a day lies; `month` is the one in which it renews."""
    year = day.year + (1 if day.month >= month else 0)
    return date.fromordinal(date(year, month, 1).toordinal() - 1)


def open_cards() -> list[Card]:
    """All cards of the five open columns, in no particular order."""
    return _read("WHERE b.stage NOT IN ('completed', 'declined')", ())


def cards_of(case_ids: list[int]) -> list[Card]:
    """The cards of some cases."""
    marks = ",".join("?" * len(case_ids))
    return _read(f"WHERE b.case_id IN ({marks})", tuple(case_ids))


def closed_cards(since: date) -> list[Card]:
    """Cards that were completed or declined on or after a day."""
    return _read("WHERE b.stage IN ('completed', 'declined') AND b.since >= ?", (since.isoformat(),))


def _read(where: str, parameters: tuple[Any, ...]) -> list[Card]:
    days: dict[str | None, date | None] = defaultdict(lambda: None)
    people = dict(database.execute_sql("SELECT id, initials FROM user").fetchall())
    providers = dict(database.execute_sql("SELECT id, code FROM provider").fetchall())

    def day(text: str | None) -> date | None:
        known = days.get(text)
        if known is None and text:
            known = days[text] = day_or_none(text)
        return known

    rows = database.execute_sql(
        f"SELECT {', '.join('b.' + name for name in _COLUMNS)} FROM board_card b {where}", parameters
    )
    return [
        Card(
            row[0], row[1], row[2], row[3], row[4], row[5], people.get(row[5], ""), row[6], providers.get(row[6], ""),
            row[7], day(row[8]) or NEVER, row[9], row[10], bool(row[11]), day(row[12]), row[13], bool(row[14]),
            bool(row[15]), bool(row[16]), day(row[17]), day(row[18]), day(row[19]), bool(row[20]), bool(row[21]),
        )
        for row in rows
    ]  # fmt: skip
