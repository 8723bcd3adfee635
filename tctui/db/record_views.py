"""Noting in the audit log who looked at which patient's record."""

from __future__ import annotations

from datetime import datetime

from tctui.db.unit_of_work import unit_of_work


def record_view(user_id: int, patient_id: int, case_id: int | None, what: str, now: datetime) -> None:
    """Note that a person looked at a patient's record."""
    with unit_of_work(user_id, f"view.{what}", now, patient_id=patient_id) as unit:
        unit.can_undo = False
        unit.result = case_id
