"""Users: the first admin, logging in, and the pause after wrong passwords."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from tctui.core.errors import Refused
from tctui.core.people import ADMIN, COORDINATOR, LEAD, User
from tctui.core.text import clean, initials
from tctui.db.audit import keyed
from tctui.db.kept_json import dump
from tctui.db.models import Practice, database
from tctui.db.models import User as Row
from tctui.db.unit_of_work import unit_of_work, utc_text

SHORTEST, LONGEST = 12, 128
FREE_FAILURES = 4
LATELY = 2_000
"""Entries of the audit log in which tries of a login that is nobody's are counted."""

WRONG = "That user and password do not fit together."
DEMO = ("maria", "riverside-demo-practice")
COMMON = (
    "password", "passwort", "passw0rd", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm", "letmein", "iloveyou", "welcome",
    "administrator", "admin", "sunshine", "princess", "football", "baseball", "superman", "dragon", "monkey", "master",
    "trustno", "whatever", "abcdefghijklmnopqrstuvwxyz", "abcdef", "changeme", "dentist", "dental", "tctui",
)  # fmt: skip
"""Words that guessers begin with, the longer before what they hold; a password is more than these and figures."""

LETTERS = 4
"""So many letters a password has beside common words and the own login and name."""


@cache
def _hasher() -> object:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def password_hash(password: str) -> str:
    """The password as it is stored: argon2id with its salt and parameters."""
    return str(_hasher().hash(password))  # type: ignore[attr-defined]


def _fits(stored: str, password: str) -> bool:
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return bool(_hasher().verify(stored, password))  # type: ignore[attr-defined]
    except (Argon2Error, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    """A hash to compare with when the user is unknown, so that the answer takes as long."""
    return password_hash("nobody has this password")


def check_password(password: str, *own: str) -> None:
    """Refuse a password that is too short, too long, or little more than common words and the own login and name."""
    if len(password) < SHORTEST:
        raise Refused(f"The password needs at least {SHORTEST} characters.")
    if len(password) > LONGEST:
        raise Refused(f"The password may have at most {LONGEST} characters.")
    left = password.casefold()
    for word in (*(part for name in own for part in name.casefold().split()), DEMO[1], *COMMON):
        left = left.replace(word, "")
    if sum(letter.isalpha() for letter in left) < LETTERS or len(set(left)) < LETTERS:
        raise Refused("That password is too easy to guess: a few words of your own are good.")


def users_exist() -> bool:
    """Whether anyone can log in yet."""
    return bool(Row.select(Row.id).where(Row.voided == 0).exists())


def demo_login() -> tuple[str, str] | None:
    """The demo practice's user and password, to show on the login screen; None in a real practice."""
    practice = Practice.get_or_none()
    return DEMO if practice is not None and practice.demo else None


def demo_colleagues() -> list[str]:
    """The demo's other logins, one of each further role with the role beside it; all have the same password."""
    found: dict[str, str] = {}
    for user in users():
        if user.role != COORDINATOR:
            found.setdefault(user.role, user.login if user.login == user.role else f"{user.login} ({user.role})")
    return list(found.values())


def _user(row: Row) -> User:
    """The first admin of a practice coordinates as well, until others are added."""
    also: frozenset[str] = frozenset()
    if row.role == ADMIN:
        from tctui.core.people import ALLOWED

        others = Row.select(Row.id).where((Row.voided == 0) & Row.active & (Row.role.in_([LEAD, COORDINATOR])))
        if not others.exists():
            also = ALLOWED[LEAD]
    return User(row.id, row.login, row.name, row.initials, row.role, also)


def create_first_admin(login: str, name: str, password: str, now: datetime) -> User:
    """Make the first user of a practice; refused when there is one already."""
    return _create(0, login, name, password, ADMIN, now, only_first=True)


def create_user(by: int, login: str, name: str, password: str, role: str, now: datetime) -> User:
    """Add a user; raises Refused when the login is taken or the password too weak."""
    return _create(by, login, name, password, role, now)


def _create(
    by: int, login: str, name: str, password: str, role: str, now: datetime, *, only_first: bool = False
) -> User:
    login, name = clean(login), clean(name)
    if not login or " " in login or not name:
        raise Refused("A user needs a login without blanks, and a name.")
    check_password(password, login, name)
    stored = password_hash(password)
    with unit_of_work(by, "user.create", now) as unit:
        if only_first and users_exist():
            raise Refused("The first user exists already; log in.")
        if Row.select().where(Row.login == login).exists():
            raise Refused(f"The login {login} is taken.")
        unit.can_undo = False
        number = unit.insert(Row, login=login, name=name, initials=initials(name), role=role, password_hash=stored)
        unit.rows = [{"table": "user", "id": number, "new": {"login": login, "role": role}}]
        unit.says = f"{name} can log in as {login}."
    return _user(Row.get_by_id(number))


def log_in(login: str, password: str, now: datetime) -> User:
    """Check a login; raises Refused with the same answers for an unknown user and a wrong password.

    Five wrong ones block for 1 minute, then 2, 4 … at most 15; the count is kept in the database, of a login that is
    nobody's as well: whoever guesses does not learn who works here.
    """
    login = clean(login, limit=LONGEST)
    row = Row.get_or_none((Row.login == login) & (Row.voided == 0) & Row.active)
    fits = _fits(row.password_hash if row is not None else _nobody(), password[:LONGEST])
    _not_blocked(row.blocked_until if row is not None else _nobodys(login), now)
    if row is None or not fits:
        _count_wrong(row.id if row is not None else 0, login, now)
        raise Refused(WRONG)
    with unit_of_work(row.id, "user.log_in", now) as unit:
        # Somebody who guesses in many sessions at once may have been blocked since it was read.
        row = Row.get_by_id(row.id)
        _not_blocked(row.blocked_until, now)
        unit.can_undo = False
        unit.update(Row, row.id, failures=0, blocked_until="")
    return _user(row)


def _not_blocked(until: str, now: datetime) -> None:
    if until > utc_text(now):
        left = datetime.fromisoformat(until) - now
        minutes = max(1, -(-left // timedelta(minutes=1)))
        raise Refused(f"Too many wrong passwords; wait {minutes} minute{'' if minutes == 1 else 's'}.")


def _count_wrong(user_id: int, login: str, now: datetime) -> None:
    """Count one more wrong password, in the transaction: guesses in several sessions at once are all counted."""
    with unit_of_work(user_id, "user.refused", now) as unit:
        unit.can_undo = False
        if user_id:
            failures = Row.get_by_id(user_id).failures + 1
            unit.update(Row, user_id, failures=failures, blocked_until=_blocked(failures, now))
        else:
            unit.result = keyed(login)


def _blocked(failures: int, since: datetime) -> str:
    pause = min(15, 2 ** (failures - FREE_FAILURES - 1)) if failures > FREE_FAILURES else 0
    return utc_text(since + timedelta(minutes=pause)) if pause else ""


def _nobodys(login: str) -> str:
    """Until when a login that is nobody's is blocked, by how often it was tried of late."""
    count, last = database.execute_sql(
        "SELECT COUNT(*), MAX(at) FROM audit WHERE id > (SELECT MAX(id) FROM audit) - ? AND user_id = 0"
        " AND action = 'user.refused' AND result = ?",
        (LATELY, dump(keyed(login))),
    ).fetchone()
    return _blocked(count, datetime.fromisoformat(last)) if last else ""


def active_user(user_id: int) -> User | None:
    """The user if they may still work here, read anew."""
    row = Row.get_or_none((Row.id == user_id) & (Row.voided == 0) & Row.active)
    return _user(row) if row is not None else None


def users() -> list[User]:
    """All users who can log in, by name."""
    return [_user(row) for row in Row.select().where((Row.voided == 0) & Row.active).order_by(Row.name)]
