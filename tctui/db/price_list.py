"""The office's procedures and their fees, as an administrator keeps them."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.errors import Refused
from tctui.core.money import dollars
from tctui.core.schedule.pattern import checked
from tctui.db.change import By, Done, line_of_text
from tctui.db.models import Fee, FeeSchedule, Procedure, database
from tctui.db.unit_of_work import Unit, unit_of_work

AREAS = ("tooth", "surface", "quadrant", "arch", "mouth")
HIGHEST_FEE = 10_000_000
LONGEST_EXAM = 60


@dataclass(frozen=True, slots=True)
class ListedProcedure:
    """A procedure with its office fee in cents (None: not priced); pattern in units of five minutes. Id 0: to be added.

    ``uses`` names the production blocks that it may take; ``step`` is its word in the spacing table; a hygienist's
    visit with it needs a doctor's check of ``exam_minutes``.
    """

    id: int
    code: str
    name: str
    category: str = "other"
    area: str = "tooth"
    pattern: str = ""
    fee: int | None = None
    consent_class: str = ""
    uses: str = ""
    step: str = ""
    exclusive: bool = False
    active: bool = True
    version: int = 1
    exam_minutes: int = 0


def listed_procedures() -> list[ListedProcedure]:
    """Every procedure, those in use first, by category and code."""
    rows = database.execute_sql(
        "SELECT p.id, p.code, p.name, p.category, p.area, p.pattern, (SELECT f.amount FROM fee f JOIN fee_schedule s"
        " ON s.id = f.schedule_id WHERE f.code = p.code AND s.kind = 'office' AND s.voided = 0 AND f.voided = 0"
        " ORDER BY s.id LIMIT 1), p.consent_class, p.uses, p.step, p.exclusive, p.active, p.version, p.exam_minutes"
        " FROM procedure p"
        " WHERE p.voided = 0 ORDER BY p.active DESC, p.category, p.code"
    )
    found = []
    for row in rows.fetchall():
        values = (*row[:10], bool(row[10]), bool(row[11]), *row[12:])
        found.append(ListedProcedure(*values))
    return found


def categories() -> list[str]:
    """The categories in use, for a field that offers them."""
    rows = database.execute_sql("SELECT DISTINCT category FROM procedure WHERE voided = 0 ORDER BY category")
    return [row[0] for row in rows.fetchall()]


def save_procedure(by: By, new: ListedProcedure) -> Done:
    """Add or change a procedure and its office fee; raises Refused for a code that another one has.

    The code of a procedure that lines use is never changed: they are found by it.
    """
    by.need("settings")
    if new.fee is not None and not 0 <= new.fee <= HIGHEST_FEE:
        raise Refused(f"A fee lies between 0 and {dollars(HIGHEST_FEE)}.")
    if not 0 <= new.exam_minutes <= LONGEST_EXAM:
        raise Refused(f"A doctor's check takes up to {LONGEST_EXAM} minutes.")
    values = {
        "code": line_of_text("The code", new.code, needed=True, limit=20),
        "name": line_of_text("The name", new.name, needed=True),
        "category": line_of_text("The category", new.category, needed=True, limit=40),
        "area": new.area,
        "pattern": checked(new.pattern) if new.pattern else "",
        "consent_class": line_of_text("The consent class", new.consent_class, limit=40),
        "uses": line_of_text("The block uses", new.uses),
        "step": line_of_text("The step", new.step, limit=60).lower(),
        "exclusive": new.exclusive,
        "exam_minutes": new.exam_minutes,
        "active": new.active,
    }
    with unit_of_work(by.user.id, "procedure.save", by.now) as unit:
        other = database.execute_sql(
            "SELECT name FROM procedure WHERE code = ? COLLATE NOCASE AND id <> ? AND voided = 0",
            (values["code"], new.id),
        ).fetchone()
        if other:
            raise Refused(f"The code {values['code']} is {other[0]} already.")
        if new.id:
            _keep_code(new.id, str(values["code"]))
            unit.update(Procedure, new.id, seen=new.version, **values)
            row = new.id
        else:
            row = unit.insert(Procedure, **values)
        _save_fee(unit, str(values["code"]), new.fee)
        price = f", {dollars(new.fee)}" if new.fee is not None else ", no fee yet"
        says = unit.says = f"{values['code']} {values['name']}{price}" if unit.rows else ""
    return Done(says or "Nothing changed", row)


def _keep_code(row_id: int, code: str) -> None:
    (held,) = database.execute_sql("SELECT code FROM procedure WHERE id = ?", (row_id,)).fetchone()
    used = database.execute_sql("SELECT 1 FROM line WHERE code = ? LIMIT 1", (held,)).fetchone()
    if held != code and used:
        raise Refused(f"Lines use the code {held}; add another procedure and take this one out of use.")


def _save_fee(unit: Unit, code: str, fee: int | None) -> None:
    row = database.execute_sql(
        "SELECT f.id FROM fee f JOIN fee_schedule s ON s.id = f.schedule_id WHERE f.code = ? AND s.kind = 'office'"
        " AND s.voided = 0 AND f.voided = 0 ORDER BY s.id LIMIT 1",
        (code,),
    ).fetchone()
    if row and fee is None:
        unit.void(Fee, row[0])
    elif row:
        unit.update(Fee, row[0], amount=fee)
    elif fee is not None:
        office = database.execute_sql(
            "SELECT id FROM fee_schedule WHERE kind = 'office' AND voided = 0 ORDER BY id LIMIT 1"
        ).fetchone()
        schedule = office[0] if office else unit.insert(FeeSchedule, name="Office fees", kind="office")
        unit.insert(Fee, schedule=schedule, code=code, amount=fee)
