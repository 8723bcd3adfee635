"""Names for figures: coordinators, providers, plans and categories, and the very records behind a figure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from tctui.core.figures.catalog import CATEGORY, OWNER, PLAN, PROVIDER
from tctui.core.figures.records import Record
from tctui.core.spoken import show_date
from tctui.db.cases import rows_in
from tctui.db.models import database

NOBODY = {OWNER: "nobody", PROVIDER: "no provider", PLAN: "no insurance", CATEGORY: "no category"}


class Named(NamedTuple):
    """A record as a list shows it: whose it is, what it is; ``day`` is its day in the book, as ordinal, or 0."""

    record: Record
    whose: str
    what: str
    day: int = 0


def names_of(dimension: str) -> dict[int | str | None, str]:
    """The short names of all coordinators, providers, plans or categories, by id (of a category by itself)."""
    if dimension == CATEGORY:
        rows = database.execute_sql("SELECT DISTINCT category, category FROM line WHERE voided = 0").fetchall()
        return {row[0]: row[1].replace("_", " ") or NOBODY[CATEGORY] for row in rows}
    query = {
        OWNER: "SELECT id, login FROM user",
        PROVIDER: "SELECT id, code FROM provider",
        PLAN: "SELECT id, name FROM benefit_plan",
    }[dimension]
    return {**dict(database.execute_sql(query).fetchall()), None: NOBODY[dimension]}


_QUERIES = {
    "line": (
        "SELECT l.id, t.last_name, t.first_name, l.name, l.tooth FROM line l JOIN visit v ON v.id = l.visit_id"
        " JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id JOIN treatment_case c ON c.id = o.case_id"
        " JOIN patient t ON t.id = c.patient_id WHERE l.id IN (?)"
    ),
    "patient": "SELECT id, last_name, first_name, '', '' FROM patient WHERE id IN (?)",
    "case": (
        "SELECT c.id, t.last_name, t.first_name, c.title, '' FROM treatment_case c"
        " JOIN patient t ON t.id = c.patient_id WHERE c.id IN (?)"
    ),
    "touch": (
        "SELECT u.id, t.last_name, t.first_name, u.what, u.due FROM touch u JOIN treatment_case c ON c.id = u.case_id"
        " JOIN patient t ON t.id = c.patient_id WHERE u.id IN (?)"
    ),
    "contact": (
        "SELECT u.id, t.last_name, t.first_name, u.said, u.day FROM contact u JOIN patient t ON t.id = u.patient_id"
        " WHERE u.id IN (?)"
    ),
    "visit": (
        "SELECT a.id, t.last_name, t.first_name, a.label, a.day FROM appointment a"
        " JOIN patient t ON t.id = a.patient_id WHERE a.id IN (?)"
    ),
    "claim": (
        "SELECT u.id, t.last_name, t.first_name, l.name || ', ' || b.name, u.day FROM claim_outcome u"
        " JOIN line l ON l.id = u.line_id JOIN coverage k ON k.id = u.coverage_id JOIN patient t ON t.id = k.patient_id"
        " JOIN benefit_plan b ON b.id = k.plan_id WHERE u.id IN (?)"
    ),
    "application": (
        "SELECT u.id, t.last_name, t.first_name, u.partner || ' ' || u.product, '' FROM financing_application u"
        " JOIN treatment_case c ON c.id = u.case_id JOIN patient t ON t.id = c.patient_id WHERE u.id IN (?)"
    ),
}  # fmt: skip


def named(records: Sequence[Record]) -> list[Named]:
    """The records in their order with their names; all records of a figure are of one kind."""
    if not records:
        return []
    kind = records[0].kind
    if kind == "day":
        providers = names_of(PROVIDER)
        return [_day(record, providers) for record in records]
    found = {row[0]: row for row in rows_in(_QUERIES[kind], [record.id for record in records])}
    return [_named(record, found.get(record.id)) for record in records]


def named_beside(records: Sequence[Record]) -> list[Named]:
    """The same in a thread that may have no connection of its own yet."""
    opened = database.connect(reuse_if_open=True)
    try:
        return named(records)
    finally:
        if opened:
            database.close()


def _named(record: Record, row: tuple[int, str, str, str, str | int] | None) -> Named:
    if row is None:
        return Named(record, "no longer there", "")
    _, last, first, what, more = row
    whose = f"{last}, {first}" if first else last
    return Named(record, whose, f"{_said(more)} {what}".strip(), more if isinstance(more, int) else 0)


def _said(more: str | int) -> str:
    """A tooth as it is, a day as people say it."""
    if isinstance(more, int):
        return show_date(date.fromordinal(more))
    return show_date(date.fromisoformat(more)) if len(more) == 10 and more[4] == "-" else more


def _day(record: Record, providers: dict[int | str | None, str]) -> Named:
    provider, day = divmod(record.id, 10_000_000)
    return Named(record, providers.get(provider, ""), show_date(date.fromordinal(day)), day)


def known(dimension: str, keys: Iterable[int | str | None]) -> dict[int | str | None, str]:
    """Names for those keys that figures were told for, in the order of the names, those without one last.

    Namesakes are told apart by their number.
    """
    names = names_of(dimension)
    pairs = [(key, names.get(key, NOBODY[dimension])) for key in keys]
    counted = Counter(name for _, name in pairs)
    pairs = [(key, name if counted[name] == 1 else f"{name} #{key}") for key, name in pairs]
    return dict(sorted(pairs, key=lambda pair: (pair[0] in (None, ""), pair[1].casefold(), str(pair[0]))))
