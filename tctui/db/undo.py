"""Undo and redo, read from the audit log: they survive a restart and refuse what others have changed since."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.db.arrangements import has_account
from tctui.db.models import ALL, Arrangement, database
from tctui.db.unit_of_work import Unit, unit_of_work

_MODELS = {model._meta.table_name: model for model in ALL}

_NOT_TAKEN_BACK = "NOT EXISTS (SELECT 1 FROM audit later WHERE later.undoes = a.id)"
_LAST_CHANGE = (
    "SELECT a.id, a.says, a.rows, a.case_id, a.patient_id, a.action FROM audit a WHERE a.user_id = ? AND a.can_undo = 1"
    f" AND a.action <> 'undo' AND {_NOT_TAKEN_BACK} ORDER BY a.id DESC LIMIT 1"
)
_LAST_UNDO = (
    "SELECT a.id, a.says, a.rows, a.case_id, a.patient_id, a.action FROM audit a WHERE a.user_id = ? AND a.can_undo = 1"
    f" AND a.action = 'undo' AND {_NOT_TAKEN_BACK} AND a.id > COALESCE((SELECT MAX(b.id) FROM audit b WHERE b.user_id = ?"
    " AND b.can_undo = 1 AND b.action NOT IN ('undo', 'redo')), 0) ORDER BY a.id DESC LIMIT 1"
)


def undo_last(user_id: int, now: datetime, seen: int | None = None) -> str:
    """Take back the user's last change that is not taken back yet; returns the line to say. Raises Refused.

    `seen` is the case that is looked at (0: none): a change of another patient's is said with the name. A signature or
    a payment recorded since is not passed over: the refusal says how that is corrected.
    """
    return _take_back(user_id, "undo", now, _LAST_CHANGE, (user_id,), "Nothing of yours to undo.", "Undone", seen)


def redo_last(user_id: int, now: datetime, seen: int | None = None) -> str:
    """Do again what the user undid last; returns the line to say, as `undo_last` does. Raises Refused."""
    return _take_back(user_id, "redo", now, _LAST_UNDO, (user_id, user_id), "Nothing to do again.", "Done again", seen)


def _take_back(
    user_id: int, action: str, now: datetime, query: str, parameters: tuple[int, ...], nothing: str, word: str,
    seen: int | None,
) -> str:  # fmt: skip
    with unit_of_work(user_id, action, now) as unit:
        row = database.execute_sql(query, parameters).fetchone()
        if row is None:
            raise Refused(nothing)
        number, says, rows, unit.case_id, unit.patient_id, _ = row
        unit.undoes = number
        for image in reversed(json.loads(rows)):
            _restore(unit, image)
        said = says.removeprefix("Undone: ").removeprefix("Done again: ")
        unit.says = f"{word}: {said}"
    whose = _last_name(unit.case_id) if seen is not None and unit.case_id not in (None, seen) else ""
    return unit.says if not whose or whose in said else f"{word} for {whose}: {said}"


def _last_name(case_id: int) -> str:
    row = database.execute_sql(
        "SELECT p.last_name FROM treatment_case c JOIN patient p ON p.id = c.patient_id WHERE c.id = ?", (case_id,)
    ).fetchone()
    return str(row[0]) if row else ""


def _restore(unit: Unit, image: dict[str, Any]) -> None:
    """Bring one row back to what it was before the change; raises ChangedElsewhere when it is no longer what it was after."""
    model: Any = _MODELS[image["table"]]
    row = model.get_or_none(model.id == image["id"])
    if row is None:
        raise ChangedElsewhere("Not undone: that record is no longer there.")
    if "old" not in image and model is Arrangement and has_account(image["id"]):
        raise Refused("Not undone: payments are recorded on what was agreed; amend it in the account.")
    if "old" not in image:
        unit.void(model, image["id"])
    else:
        columns = model._meta.columns
        for name, value in image["new"].items():
            held = row.__data__[columns[name].name]
            if columns[name].db_value(held) != columns[name].db_value(columns[name].python_value(value)):
                raise ChangedElsewhere("Not undone: someone has changed it since.")
        unit.update(
            model,
            image["id"],
            **{columns[name].name: columns[name].python_value(value) for name, value in image["old"].items()},
        )
    _touch(unit, image["table"], row)


def _touch(unit: Unit, table: str, row: Any) -> None:
    case_id = row.__data__.get("case")
    if table == "treatment_case":
        unit.touch_case(row.id)
    elif case_id:
        unit.touch_case(case_id)
    elif table == "coverage":
        unit.touch_patient(row.__data__["patient"])
