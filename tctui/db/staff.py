"""People who log in, as an administrator keeps them: their roles, a new password, and the end of their access."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.errors import Refused
from tctui.core.people import ADMIN, ALLOWED
from tctui.core.text import initials
from tctui.db.change import NOTHING, By, Done, line_of_text
from tctui.db.models import User, database
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import check_password, create_user, password_hash


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person who can log in, or could; ``blocked_until`` is a time in UTC after wrong passwords, else empty."""

    id: int
    login: str
    name: str
    role: str
    active: bool = True
    blocked_until: str = ""
    version: int = 1


def colleagues() -> list[Colleague]:
    """Everyone who can or could log in, those who can first."""
    rows = database.execute_sql(
        "SELECT id, login, name, role, active, blocked_until, version FROM user WHERE voided = 0"
        " ORDER BY active DESC, name"
    )
    found = []
    for row in rows.fetchall():
        values = (*row[:4], bool(row[4]), *row[5:])
        found.append(Colleague(*values))
    return found


def add_colleague(by: By, login: str, name: str, role: str, password: str) -> Done:
    """Let a person log in; raises Refused for a login that is taken or a weak password."""
    by.need("users")
    _known(role)
    made = create_user(by.user.id, login, name, password, role, by.now)
    return Done(f"{made.name} can log in as {made.login}", made.id)


def change_colleague(by: By, seen: Colleague, name: str, role: str, active: bool, password: str = "") -> Done:
    """Change name, role or access, and set a new password where one is given.

    Someone who may no longer log in is put out at their next action. Raises Refused where nobody would be left who
    may add users.
    """
    by.need("users")
    _known(role)
    name = line_of_text("The name", name, needed=True)
    values: dict[str, object] = {"name": name, "initials": initials(name), "role": role, "active": active}
    if password:
        check_password(password, seen.login, name)
        values |= {"password_hash": password_hash(password), "failures": 0, "blocked_until": ""}
    with unit_of_work(by.user.id, "user.save", by.now) as unit:
        if seen.role == ADMIN and not (active and role == ADMIN) and not _another_admin(seen.id):
            raise Refused("Nobody would be left who may add users; make someone else an admin first.")
        # A hash in the log or behind the undo key would bring an old password back.
        unit.can_undo = not password
        unit.update(User, seen.id, seen=seen.version, **values)
        for row in unit.rows:
            for image in (row.get("old"), row.get("new")):
                if image and "password_hash" in image:
                    image["password_hash"] = ""
        said = f"{name} is {role}" if active else f"{name} can no longer log in"
        says = unit.says = (f"{said}, with a new password" if password else said) if unit.rows else ""
    return Done(says or NOTHING, seen.id)


def _known(role: str) -> None:
    if role not in ALLOWED:
        raise Refused(f"No role is called {role[:20]}.")


def _another_admin(user_id: int) -> bool:
    return bool(
        database.execute_sql(
            "SELECT 1 FROM user WHERE role = ? AND active AND voided = 0 AND id <> ? LIMIT 1", (ADMIN, user_id)
        ).fetchone()
    )
