"""Settings of estimates: by how much a patient's part must have moved before anyone is told."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.money import money
from tctui.db import reestimates
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _entries(today: date) -> list[Entry]:
    cents = reestimates.amount()
    about = "E on the work list estimates every open case again and lists what moved by more"
    return [Entry(cents, ("The patient's part has moved by more than", money(cents)), about=about)]


def _fields(cents: Any | None) -> list[Field]:
    return [Field("amount", "More than", "amount", cents, required=True, hint="dollars and cents")]


def _save(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    if values["amount"] is None:
        raise Refused("The amount is missing.")
    return reestimates.set_amount(by, values["amount"])


ESTIMATES = Subject(
    "Estimates again",
    "how much an estimate may move before it is listed",
    (Column("what"), Column("amount", 12, "right")),
    _entries,
    _fields,
    _save,
    new=None,
)
