"""Whom the board and the work list name: the practice, owners, providers, and patients found by typing."""

from __future__ import annotations

from tctui.core.board_filter import Person
from tctui.core.people import ALLOWED, User
from tctui.core.text import safe_text
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

    A label that was typed or taken whole is found again.
    """
    typed = text.strip()
    last, _, first = typed.partition("," if "," in typed else " ")
    rows = database.execute_sql(
        "SELECT id, label FROM (SELECT id, last_name, first_name, last_name || ', ' || first_name ||"
        " COALESCE(' ' || birth_date, '') AS label FROM patient WHERE voided = 0 AND active = 1)"
        " WHERE label LIKE ? ESCAPE '\\' OR (last_name LIKE ? ESCAPE '\\' AND first_name LIKE ? ESCAPE '\\')"
        " ORDER BY last_name, first_name, id LIMIT ?",
        (_starting(typed), _starting(last.strip()), _starting(first.strip()), most),
    )
    return [(row[0], safe_text(row[1])) for row in rows]


def _starting(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"{escaped}%"
