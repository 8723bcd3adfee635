"""The office itself: the letterhead, who treats, and the chairs, as an administrator keeps them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from tctui.core.errors import Refused
from tctui.db.change import By, Done, line_of_text
from tctui.db.models import Operatory, Practice, Provider, database
from tctui.db.unit_of_work import Unit, unit_of_work


@dataclass(frozen=True, slots=True)
class Letterhead:
    """The practice as its papers name it; ``zone`` is an IANA name, ``state`` the two letters of a state."""

    name: str
    legal_name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""
    state: str = ""
    zone: str = "America/New_York"
    version: int = 0


def letterhead() -> Letterhead:
    """The practice's letterhead; one without a name when nobody has entered it yet."""
    row = database.execute_sql(
        "SELECT name, legal_name, address, phone, email, state, zone, version FROM practice WHERE voided = 0 LIMIT 1"
    ).fetchone()
    return Letterhead(*row) if row else Letterhead("")


def save_letterhead(by: By, seen: Letterhead, new: Letterhead) -> Done:
    """Change the letterhead; raises Refused for a zone that is not known here or a state that is not two letters."""
    by.need("settings")
    values = {
        name: line_of_text(name.replace("_", " ").capitalize(), text, needed=name == "name")
        for name, text in asdict(new).items()
        if name not in ("version", "zone", "state", "address")
    }
    values["address"] = line_of_text("The address", new.address, limit=400)
    values["state"] = _state(new.state)
    values["zone"] = _zone(new.zone)
    with unit_of_work(by.user.id, "practice.save", by.now) as unit:
        row = database.execute_sql("SELECT id FROM practice WHERE voided = 0 LIMIT 1").fetchone()
        if row:
            unit.update(Practice, row[0], seen=seen.version, **values)
        else:
            unit.insert(Practice, **values)
        says = unit.says = f"The practice is {values['name']}"
    return Done(says)


def save_logo(by: By, content: bytes | None) -> Done:
    """Put a logo on the letterhead, or take it off (None); raises Refused for a file that cannot be drawn on paper.

    It cannot be undone, as its bytes are not in the log: name the file of the one before.
    """
    from tctui.documents.logo import tried_logo

    by.need("settings")
    kept = tried_logo(content) if content is not None else b""
    with unit_of_work(by.user.id, "practice.logo", by.now) as unit:
        row = database.execute_sql("SELECT id FROM practice WHERE voided = 0 LIMIT 1").fetchone()
        if row is None:
            raise Refused("The practice has no name yet; save that first.")
        unit.update(Practice, row[0], logo=kept)
        unit.can_undo = False
        says = unit.says = f"logo of {len(kept) // 1024 + 1} KB kept" if kept else "logo taken off"
    return Done(says)


def _state(text: str) -> str:
    state = line_of_text("The state", text).upper()
    if state and not (len(state) == 2 and state.isalpha()):
        raise Refused("A state is two letters, such as CA.")
    return state


def _zone(text: str) -> str:
    name = line_of_text("The time zone", text, needed=True)
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(f"No time zone is called {name[:40]}; one is America/New_York.") from None
    return name


@dataclass(frozen=True, slots=True)
class ProviderRow:
    """Who treats; hourly goal in cents. Id 0 for one that is being added."""

    id: int
    code: str
    name: str
    credentials: str = ""
    npi: str = ""
    role: str = "doctor"
    hourly_goal: int = 0
    active: bool = True
    version: int = 1


@dataclass(frozen=True, slots=True)
class ChairRow:
    """A chair in the order of the day view; ``provider_id`` is who usually works in it."""

    id: int
    code: str
    name: str
    kind: str = "doctor"
    ordinal: int = 0
    provider_id: int | None = None
    active: bool = True
    version: int = 1


def provider_rows() -> list[ProviderRow]:
    """Everyone who treats or has treated, those at work first."""
    rows = database.execute_sql(
        "SELECT id, code, name, credentials, npi, role, hourly_goal, active, version FROM provider WHERE voided = 0"
        " ORDER BY active DESC, role, code"
    )
    return [ProviderRow(*_with_truth(row, 7)) for row in rows.fetchall()]


def chair_rows() -> list[ChairRow]:
    """Every chair, those in use first, in their order."""
    rows = database.execute_sql(
        "SELECT id, code, name, kind, ordinal, provider_id, active, version FROM operatory WHERE voided = 0"
        " ORDER BY active DESC, ordinal, id"
    )
    return [ChairRow(*_with_truth(row, 6)) for row in rows.fetchall()]


def _with_truth(row: tuple[Any, ...], at: int) -> tuple[Any, ...]:
    """SQLite gives 0 and 1 where a record wants a truth."""
    return (*row[:at], bool(row[at]), *row[at + 1 :])


def save_provider(by: By, new: ProviderRow) -> Done:
    """Add or change who treats; raises Refused for a code that another has or a wrong NPI."""
    by.need("settings")
    npi = line_of_text("The NPI", new.npi)
    if npi and not (npi.isdigit() and len(npi) == 10):
        raise Refused("An NPI has ten digits.")
    values = {
        "code": line_of_text("The code", new.code, needed=True, limit=8),
        "name": line_of_text("The name", new.name, needed=True),
        "credentials": line_of_text("The credentials", new.credentials, limit=40),
        "npi": npi,
        "role": new.role,
        "hourly_goal": new.hourly_goal,
        "active": new.active,
    }
    with unit_of_work(by.user.id, "provider.save", by.now) as unit:
        row = _saved(unit, Provider, "provider", new.id, new.version, values)
        if new.id and not new.active:
            unit.says = f"{values['name']} is no longer booked{_still_booked('provider_id', new.id, by)}"
        else:
            unit.says = f"{values['name']} treats as {values['code']}"
        says = unit.says
    return Done(says, row)


def save_chair(by: By, new: ChairRow) -> Done:
    """Add or change a chair; raises Refused for a code that another has."""
    by.need("settings")
    values = {
        "code": line_of_text("The code", new.code, needed=True, limit=8),
        "name": line_of_text("The name", new.name, needed=True, limit=40),
        "kind": new.kind,
        "ordinal": new.ordinal,
        "provider": new.provider_id,
        "active": new.active,
    }
    with unit_of_work(by.user.id, "chair.save", by.now) as unit:
        row = _saved(unit, Operatory, "operatory", new.id, new.version, values)
        if new.id and not new.active:
            unit.says = f"{values['name']} is out of use{_still_booked('operatory_id', new.id, by)}"
        else:
            unit.says = f"{values['name']} is a chair of the book"
        says = unit.says
    return Done(says, row)


def _saved(unit: Unit, model: Any, table: str, row_id: int, seen: int, values: dict[str, Any]) -> int:
    """Write the row; a code says which column of the book is meant, so no two in use may share one."""
    other = database.execute_sql(
        f"SELECT name FROM {table} WHERE code = ? COLLATE NOCASE AND id <> ? AND voided = 0 AND active",
        (values["code"], row_id),
    ).fetchone()
    if other and values["active"]:
        raise Refused(f"The code {values['code']} belongs to {other[0]} already.")
    if row_id == 0:
        return unit.insert(model, **values)
    unit.update(model, row_id, seen=seen, **values)
    return row_id


def _still_booked(column: str, row_id: int, by: By) -> str:
    """Say how many appointments ahead stand there: nothing moves them by itself."""
    (found,) = database.execute_sql(
        f"SELECT count(*) FROM appointment WHERE {column} = ? AND day >= ? AND voided = 0"
        " AND state NOT IN ('planned', 'broken', 'cancelled')",
        (row_id, by.today.toordinal()),
    ).fetchone()
    return f"; {found} appointment{'s' * (found != 1)} to move" if found else ""
