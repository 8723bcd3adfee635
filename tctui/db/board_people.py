"""Whom the board and the work list name: the practice, owners, providers, and patients found by typing."""

from __future__ import annotations

from collections.abc import Sequence

from tctui.core.board_filter import Person
from tctui.core.people import ALLOWED, User
from tctui.core.text import safe_text
from tctui.db.cases import rows_in
from tctui.db.models import database
from tctui.db.users import users


def practice_name() -> str:
    """What the practice is called; empty before it was set up."""
    row = database.execute_sql("SELECT name FROM practice WHERE voided = 0 ORDER BY id LIMIT 1").fetchone()
    return str(row[0]) if row else ""


def owners() -> list[Person]:
    """Those who may own a case, by name."""
    return [Person(user.id, user.login, user.name) for user in users() if _coordinates(user)]


def _coordinates(user: User) -> bool:
    return "case" in ALLOWED.get(user.role, frozenset()) or "case" in user.also


def providers() -> list[Person]:
    """The doctors and hygienists at work, by code."""
    rows = database.execute_sql(
        "SELECT id, code, name FROM provider WHERE voided = 0 AND active = 1 AND role <> 'assistant' ORDER BY code, id"
    )
    return [Person(*row) for row in rows]


def patients_like(text: str, most: int = 9) -> list[tuple[int, str]]:
    """Patients by what was typed: the beginning of the last name, then of the first name; id and label.

    The label is the name; only namesakes carry as much of the birth date as tells them apart, mostly the year. A label
    that was typed or taken whole is found again.
    """
    typed = text.strip()
    last, _, first = typed.partition("," if "," in typed else " ")
    rows = database.execute_sql(
        "SELECT id, last_name, first_name, birth_date FROM (SELECT id, last_name, first_name, COALESCE(birth_date, '')"
        " AS birth_date, last_name || ', ' || first_name || COALESCE(' ' || birth_date, '') || ' #' || id AS label"
        " FROM patient WHERE voided = 0 AND active = 1)"
        " WHERE label LIKE ? ESCAPE '\\' OR (last_name LIKE ? ESCAPE '\\' AND first_name LIKE ? ESCAPE '\\')"
        " ORDER BY last_name, first_name, birth_date, id LIMIT ?",
        (_starting(typed), _starting(last.strip()), _starting(first.strip()), most),
    ).fetchall()
    return _labelled(rows)


def labelled(ids: Sequence[int]) -> list[tuple[int, str]]:
    """Patients as ``patients_like`` gives them, by their ids."""
    rows = rows_in(
        "SELECT id, last_name, first_name, COALESCE(birth_date, '') FROM patient WHERE id IN (?)"
        " ORDER BY last_name, first_name, birth_date, id",
        ids,
    )
    return _labelled(rows)


def _labelled(rows: Sequence[tuple[int, str, str, str]]) -> list[tuple[int, str]]:
    namesakes = _namesakes({(row[1], row[2]) for row in rows})
    return [(row[0], safe_text(_label(row, namesakes[row[1], row[2]]))) for row in rows]


def _namesakes(names: set[tuple[str, str]]) -> dict[tuple[str, str], list[tuple[int, str]]]:
    """Everybody at the practice with one of the names (last, first), by name: id and birth date, empty when unknown."""
    found: dict[tuple[str, str], list[tuple[int, str]]] = {name: [] for name in names}
    wanted = ", ".join("(?, ?)" for _ in names)
    if names:
        rows = database.execute_sql(
            "SELECT id, last_name, first_name, COALESCE(birth_date, '') FROM patient WHERE voided = 0 AND active = 1"
            f" AND (last_name, first_name) IN (VALUES {wanted})",
            [part for name in names for part in name],
        )
        for key, last, first, born in rows:
            found[last, first].append((key, born))
    return found


def _label(row: tuple[int, str, str, str], namesakes: list[tuple[int, str]]) -> str:
    key, last, first, born = row
    name = f"{last}, {first}"
    others = [other for number, other in namesakes if number != key]
    if not others:
        return name
    for length in (4, 7, 10):
        if born[:length] not in [other[:length] for other in others]:
            return f"{name} {born[:length]}".rstrip()
    return f"{name} {born}".rstrip() + f" #{key}"


def _starting(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"
