"""Undo and redo, read from the audit log: they survive a restart and refuse what others have changed since."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.papers import holds_on
from tctui.db.arrangements import has_account
from tctui.db.cases import read_cases
from tctui.db.models import ALL, Appointment, Arrangement, Line, LineEvent, Override, Patient, database
from tctui.db.paper_writes import basis_of, gate
from tctui.db.papers import papers_of
from tctui.db.patients import is_used
from tctui.db.practice import clinic_zone
from tctui.db.unit_of_work import Unit, unit_of_work, utc_text
from tctui.db.users import active_user

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

_LAST_LASTING = (
    "SELECT a.id, a.says, a.action, a.result FROM audit a WHERE a.user_id = ? AND a.can_undo = 0"
    " AND (a.action = 'document.sign' OR a.action LIKE 'pay.%' OR a.action IN ('member.payment', 'member.taken_back'))"
    " AND a.id > ? AND a.at >= ? ORDER BY a.id DESC LIMIT 1"
)
_A_SHIFT = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Lasting:
    """A change that stays: what was said of it, its action (`pay.payment`), and the id of what it recorded, if any."""

    says: str
    action: str
    id: int | None


def lasting_since(user_id: int, now: datetime) -> Lasting | None:
    """The signature or recorded payment that the user made after all that undo could take back; None when there is none.

    It is corrected by a further entry. Without anything to take back, only one of this shift counts.
    """
    row = database.execute_sql(_LAST_CHANGE, (user_id,)).fetchone()
    last, since = (int(row[0]), "") if row else (0, utc_text(now - _A_SHIFT))
    found = database.execute_sql(_LAST_LASTING, (user_id, last, since)).fetchone()
    if found is None:
        return None
    recorded = json.loads(found[3] or "null")
    return Lasting(found[1], found[2], recorded if isinstance(recorded, int) else None)


def undo_last(user_id: int, now: datetime, seen: int | None = None) -> str:
    """Take back the user's last change that is not taken back yet; returns the line to say. Raises Refused.

    `seen` is the case that is looked at (0: none): a change of another patient's is said with the name. A signature or
    a payment recorded since is not passed over: the refusal says how that is corrected.
    """
    stays = lasting_since(user_id, now)
    if stays is not None:
        raise Refused(_stays(stays))
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
        _still_may(user_id, unit)
        unit.undoes = number
        holding = _holding(unit.case_id)
        for image in reversed(json.loads(rows)):
            _restore(unit, image)
        _pass_the_gate(unit, json.loads(rows), now.astimezone(clinic_zone()).date())
        lost = holding - _holding(unit.case_id)
        if lost:
            # A signed paper falls only by a change that somebody means, never by a key that takes steps back.
            raise Refused(f"Not undone: {min(lost)} was signed on it. Change it anew, then make and sign a new version.")
        said = says.removeprefix("Undone: ").removeprefix("Done again: ")
        unit.says = f"{word}: {said}"
    whose = _last_name(unit.case_id) if seen is not None and unit.case_id not in (None, seen) else ""
    return unit.says if not whose or whose in said else f"{word} for {whose}: {said}"


def _still_may(user_id: int, unit: Unit) -> None:
    """Refuse who has another role since the change: one that changes nothing, or nothing of a patient."""
    user = active_user(user_id)
    if user is not None and not (user.changes and (user.may("read") or not (unit.case_id or unit.patient_id))):
        raise Refused(f"Not {unit.action}ne: your role ({user.role}) does not allow it.")


_UNDER_WAY = ("confirmed", "in chair", "out", "completed")


def _pass_the_gate(unit: Unit, images: list[dict[str, Any]], today: date) -> None:
    """Refuse to confirm, seat or start again by taking a change back what has lost its papers meanwhile."""
    for image in images:
        back, state = image.get("old", {}), image.get("new", {}).get("state")
        row: Any = None
        if image["table"] == "appointment" and back.get("state") in _UNDER_WAY[:2] and state not in _UNDER_WAY[1:]:
            row = Appointment.get_by_id(image["id"])
        elif image["table"] == "line_event" and back.get("voided") == 0:
            event: Any = LineEvent.get_by_id(image["id"])
            row = Line.get_by_id(event.line_id) if event.kind == "started" else None
        closed = gate(row.visit_id, today) if row is not None and row.visit_id else None
        if closed:
            raise Refused(f"Not {'un' if unit.action == 'undo' else 're'}done: {closed}")


def _under_way(visit_id: int) -> bool:
    """Tell whether a visit was confirmed or started: by its appointment, or line by line."""
    marks = ", ".join("?" * len(_UNDER_WAY))
    found = database.execute_sql(
        f"SELECT 1 FROM appointment WHERE visit_id = ? AND voided = 0 AND state IN ({marks}) UNION ALL"
        " SELECT 1 FROM line_event e JOIN line l ON l.id = e.line_id WHERE l.visit_id = ? AND e.voided = 0"
        " AND e.kind = 'started'",
        (visit_id, *_UNDER_WAY, visit_id),
    )
    return found.fetchone() is not None


def _stays(change: Lasting) -> str:
    if change.action == "document.sign":
        how = "A signature stays: after a change, make the paper anew and sign that."
    elif change.action == "pay.payment":
        how = "Payments stay recorded: in the account (M) x takes one back as a mistake, r as returned."
    else:
        how = "What is recorded stays: its account corrects it by a further entry."
    return f"Not undone: {change.says}. {how}"


def _holding(case_id: int | None) -> set[str]:
    """The signed papers of a case that nothing has changed under, by title."""
    if case_id is None:
        return set()
    case = read_cases([case_id]).get(case_id)
    options = {option.id: option for option in case.options} if case else {}
    return {
        paper.title
        for paper in papers_of([case_id])[case_id]
        if paper.signatures and paper.option_id in options
        and holds_on(paper.basis_sha256, basis_of(options[paper.option_id], paper.kind))
    }  # fmt: skip


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
    if "old" not in image and model is Patient and is_used(image["id"]):
        raise Refused("Not undone: the patient has a case, an appointment or a note by now.")
    if "old" not in image and model is Override and _under_way(row.visit_id):
        raise Refused("Not undone: the visit was confirmed or started under this override.")
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
    elif table == "patient":
        unit.touch_patient(row.id)
    elif table in ("coverage", "membership"):
        unit.touch_patient(row.__data__["patient"])
