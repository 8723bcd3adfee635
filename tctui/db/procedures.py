"""The practice's own list of procedures with the office fees, as the forms look them up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tctui.core.errors import Refused
from tctui.db.models import database

_SELECT = (
    "SELECT p.code, p.name, p.category, p.area, p.pattern, (SELECT f.amount FROM fee f JOIN fee_schedule s"
    " ON s.id = f.schedule_id WHERE f.code = p.code AND s.kind = 'office' AND s.voided = 0 AND f.voided = 0"
    " ORDER BY s.id LIMIT 1) FROM procedure p"
)


@dataclass(frozen=True, slots=True)
class Procedure:
    """A procedure of the practice: opaque code, plain words, area it is done on, pattern; `fee` in cents or unknown."""

    code: str
    name: str
    category: str
    area: str
    pattern: str
    fee: int | None


def read_procedure(code: str) -> Procedure:
    """The procedure with a code, however its letters are typed; raises Refused when the practice has none."""
    row = database.execute_sql(
        f"{_SELECT} WHERE p.code = ? COLLATE NOCASE AND p.voided = 0 ORDER BY p.code = ? DESC LIMIT 1", (code, code)
    ).fetchone()
    if row is None:
        raise Refused(f"No procedure has the code {code}; type a part of its name to look for it.")
    return Procedure(*row)


def search_procedures(text: str, limit: int = 9) -> list[Procedure]:
    """Procedures whose code begins with the text or whose name holds it, codes first."""
    marks = {"begins": _escaped(text) + "%", "holds": "%" + _escaped(text) + "%"}
    rows = database.execute_sql(
        f"{_SELECT} WHERE p.voided = 0 AND p.active = 1 AND (p.code LIKE ? ESCAPE '!' OR p.name LIKE ? ESCAPE '!')"
        " ORDER BY p.code LIKE ? ESCAPE '!' DESC, p.name LIMIT ?",
        (marks["begins"], marks["holds"], marks["begins"], limit),
    )
    return [Procedure(*row) for row in rows]


class Named(NamedTuple):
    """What a named procedure asks of a place in the book; fee in cents, the doctor's check in minutes."""

    name: str
    pattern: str
    uses: str
    exclusive: bool
    exam_minutes: int
    fee: int


def named_procedures(text: str) -> list[Named | str]:
    """The parts of a text between its commas: a procedure where one is named so or has that code, else the words."""
    found: list[Named | str] = []
    for part in filter(None, (each.strip() for each in text.split(","))):
        row = database.execute_sql(
            "SELECT p.name, p.pattern, p.uses, p.exclusive, p.exam_minutes, coalesce((SELECT f.amount FROM fee f"
            " JOIN fee_schedule s ON s.id = f.schedule_id WHERE f.code = p.code AND s.kind = 'office' AND s.voided = 0"
            " AND f.voided = 0 ORDER BY s.id LIMIT 1), 0) FROM procedure p WHERE p.voided = 0 AND p.active = 1"
            " AND (p.name = ? COLLATE NOCASE OR p.code = ? COLLATE NOCASE) LIMIT 1",
            (part, part),
        ).fetchone()
        found.append(Named(*row) if row else part)
    return found


def patterns_of(codes: Sequence[str]) -> dict[str, str]:
    """The usual patterns of procedures by code; a code without one is left out."""
    marks = ",".join("?" * len(codes))
    rows = database.execute_sql(f"SELECT code, pattern FROM procedure WHERE voided = 0 AND code IN ({marks})", codes)
    return {code: pattern for code, pattern in rows if pattern}


def _escaped(text: str) -> str:
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
