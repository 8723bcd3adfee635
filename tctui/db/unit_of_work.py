"""The one way to change the database: a transaction that keeps the row images, the audit entry and what is derived."""

from __future__ import annotations

import fcntl
import hashlib
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.db import audit
from tctui.db.connection import (
    WAIT_SECONDS,
    LockedDatabase,
    NewerDatabase,
    database_path,
    plain_words,
)
from tctui.db.models import Appointment, Guarantor, LineEvent, Practice, database
from tctui.db.models.base import Kept, Record
from tctui.db.private_files import lock_path
from tctui.db.schema import KNOWN, schema_number


def utc_text(now: datetime) -> str:
    """An aware time as the text that is stored: UTC to the second, sortable."""
    if now.tzinfo is None:
        raise ValueError("a stored time needs its zone")
    from datetime import UTC

    return now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_undoable = ContextVar("undoable", default=True)


@contextmanager
def without_undo() -> Iterator[None]:
    """Let no change made meanwhile be a step of undo: what a build writes through the program's own writes."""
    token = _undoable.set(False)
    try:
        yield
    finally:
        _undoable.reset(token)


class Unit:
    """What one change has done so far; every write of the change goes through it."""

    def __init__(self, number: int, user_id: int, action: str, now: datetime) -> None:
        self.number = number
        self.user_id = user_id
        self.action = action
        self.now = now
        self.at = utc_text(now)
        self.says = ""
        self.result: Any = None
        self.repeated = False
        self.can_undo = _undoable.get()
        self.case_id: int | None = None
        self.patient_id: int | None = None
        self.undoes: int | None = None
        self.rows: list[dict[str, Any]] = []
        self.cases: set[int] = set()
        self.patients: set[int] = set()
        self.appointments: set[int] = set()
        self.followed: set[int] = set()

    def insert(self, model: type[Record], **values: Any) -> int:
        """Add a row and return its id."""
        row = model.create(**values)
        self.rows.append({"table": model._meta.table_name, "id": row.id, "new": _image(model, values)})
        self._derive(model, row.id)
        return int(row.id)

    def tell_sha256(self, name: str) -> None:
        """Let the entry hold, of a long text in the row written last, its SHA-256 alone."""
        image = self.rows[-1]["new"]
        image[f"{name}_sha256"] = hashlib.sha256(str(image.pop(name)).encode()).hexdigest()

    def insert_many(self, model: type[Record], rows: list[dict[str, Any]]) -> None:
        """Add many rows of which no images are kept; such a change cannot be undone."""
        self.can_undo = False
        if not rows:
            return
        width = max(1, 30_000 // len(rows[0]))
        for first in range(0, len(rows), width):
            model.insert_many(rows[first : first + width]).execute()

    def update(self, model: type[Kept], row_id: int, *, seen: int | None = None, **values: Any) -> None:
        """Change columns of a row; `seen` is the version the person looked at, raises ChangedElsewhere when it has moved on."""
        row = model.get_or_none(model.id == row_id)
        if row is None:
            raise ChangedElsewhere(f"That {_spoken(model)} is no longer there; look again.")
        if seen is not None and row.version != seen:
            raise ChangedElsewhere(f"Someone else changed this {_spoken(model)} meanwhile; look again, then repeat.")
        new = _image(model, values)
        held = _image(model, {name: getattr(row, model._meta.columns[name].name) for name in new}, row=row)
        old = {name: held[name] for name in new if held[name] != new[name]}
        # Bytes are in no image: that they changed shows in the row alone, and undo leaves them as they are.
        blobs = [name for name, value in values.items() if isinstance(value, bytes) and getattr(row, name) != value]
        if not old and not blobs:
            return
        for name, value in values.items():
            setattr(row, name, value)
        row.version += 1
        row.save(only=[*(getattr(model, name) for name in values), model.version])
        self.rows.append(
            {"table": model._meta.table_name, "id": row_id, "old": old, "new": {name: new[name] for name in old}}
        )
        self._derive(model, row_id)
        if model is Practice and "state" in old:
            # Agreements stand on the rules of the state that they were drawn up under.
            agreed = database.execute_sql("SELECT DISTINCT case_id FROM document WHERE kind = 'agreement'")
            self.cases.update(row[0] for row in agreed)

    def void(self, model: type[Kept], row_id: int, *, seen: int | None = None) -> None:
        """Take a row away; the audit entry can bring it back."""
        self.update(model, row_id, seen=seen, voided=self.number)

    def touch_case(self, case_id: int) -> None:
        """Recompute the case's card on the board when the change is kept."""
        self.cases.add(case_id)

    def touch_patient(self, patient_id: int) -> None:
        """Recompute the cards of all the patient's cases when the change is kept."""
        self.patients.add(patient_id)

    def follow(self, case_id: int) -> None:
        """Settle the follow-up of a case when the change is kept."""
        self.followed.add(case_id)

    def _derive(self, model: type[Record], row_id: int) -> None:
        if model is Appointment:
            self.appointments.add(row_id)
        elif model is LineEvent and self.case_id:
            self.followed.add(self.case_id)
        elif model is Guarantor:
            paying = database.execute_sql("SELECT id FROM patient WHERE guarantor_id = ?", (row_id,))
            self.patients.update(row[0] for row in paying)


def _spoken(model: type[Record]) -> str:
    return str(model._meta.table_name).replace("treatment_", "").replace("_", " ")


def _image(model: type[Record], values: dict[str, Any], row: Any = None) -> dict[str, Any]:
    """Column names and JSON values of the given fields; bytes are left out."""
    image: dict[str, Any] = {}
    for name, value in values.items():
        field = model._meta.columns.get(name) or model._meta.fields[name]
        if row is not None:
            value = row.__data__.get(field.name)
        if isinstance(value, Record):
            value = value.id
        if isinstance(value, (bytes, memoryview)):
            continue
        image[field.column_name] = value.isoformat() if isinstance(value, date) else value
    return image


@contextmanager
def unit_of_work(
    user_id: int,
    action: str,
    now: datetime,
    *,
    case_id: int | None = None,
    patient_id: int | None = None,
    token: str | None = None,
) -> Iterator[Unit]:
    """Make one change: one IMMEDIATE transaction with its audit entry and everything derived from what changed.

    `token` names a request: when it was carried out before, the unit comes back with `repeated` set and the first
    `result`, and the body must write nothing. Raises Refused subclasses in plain words; then nothing was changed.
    """
    with turn():
        connection = database.connection()
        try:
            database.execute_sql("BEGIN IMMEDIATE")
            if schema_number() > KNOWN:
                raise NewerDatabase("The database was upgraded while this session was open; leave and start again.")
            unit = Unit(audit.next_number(), user_id, action, now)
            unit.case_id, unit.patient_id = case_id, patient_id
            earlier = audit.result_of(token) if token else None
            if earlier is not None:
                unit.repeated, (unit.says, unit.result) = True, earlier
            yield unit
            if unit.repeated:
                database.execute_sql("ROLLBACK")
                return
            _settle(unit)
            audit.append(unit, token)
            if not connection.in_transaction:
                raise Refused("The disk is full or failing; nothing of this change was kept.")
            database.execute_sql("COMMIT")
        except BaseException as error:
            _roll_back(connection)
            if isinstance(error, Exception):
                plain = plain_words(error)
                if plain is not error:
                    raise plain from error
            raise


def _roll_back(connection: Any) -> None:
    """Leave nothing of a change; what cannot be rolled back goes with its connection, and the next use opens another."""
    if connection.in_transaction:
        with suppress(Exception):
            database.execute_sql("ROLLBACK")
        if connection.in_transaction:
            database.close()


def _settle(unit: Unit) -> None:
    """Recompute what is derived: claims of changed appointments, the follow-up of their cases, then cards.

    What is taken back brings the follow-up back with it, as it stood.
    """
    from tctui.db import board, claims, follow_up

    anew: set[int] = set()
    if unit.appointments:
        anew = claims.settle(unit.appointments)
        unit.cases.update(anew)
    if unit.undoes is None and (anew or unit.followed):
        follow_up.settle(unit, anew | unit.followed, anew)
        unit.cases.update(unit.followed)
    if unit.case_id:
        unit.cases.add(unit.case_id)
    if unit.cases or unit.patients:
        board.refresh(unit.cases, unit.patients)


@contextmanager
def turn() -> Iterator[None]:
    """Wait in the fair queue of writers; raises LockedDatabase after WAIT_SECONDS."""
    handle = os.open(lock_path(database_path()), os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        waiter = threading.Thread(target=fcntl.flock, args=(handle, fcntl.LOCK_EX), daemon=True)
        waiter.start()
        waiter.join(WAIT_SECONDS)
        if waiter.is_alive():
            raise LockedDatabase("Another session holds the database; try again in a moment.") from None
    try:
        yield
    finally:
        os.close(handle)
