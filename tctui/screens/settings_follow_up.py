"""Settings of follow-up: the days on which the office asks again, and what to talk about by kind of concern."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.case import CONCERN_CATEGORIES
from tctui.db import office_follow_up as office
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

DAYS = "days"


def _entries(today: date) -> list[Entry]:
    about = "after the plan was shown or accepted; until it is booked or declined, on days on which the practice works"
    found = [Entry(DAYS, ("Asked again after, days", office.cadence_text()), about=about)]
    for category in CONCERN_CATEGORIES:
        points = office.talking_points(category)
        found.append(Entry(category, (f"Concern: {category}", points.replace("\n", " ")), about=points.split("\n")[0]))
    return found


def _fields(record: Any | None) -> list[Field]:
    if record == DAYS:
        hint = "a patient who prefers a text gets texts and calls in turn"
        return [Field("days", "Days", initial=office.cadence_text(), required=True, hint=hint)]
    hint = "empty: as it was at first; seen where the answer is written down"
    return [Field("points", "Talk about", "notes", initial=office.talking_points(str(record)), lines=8, hint=hint)]


def _save(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    if seen == DAYS:
        return office.set_cadence(by, values["days"])
    return office.set_talking_points(by, str(seen), values["points"])


FOLLOW_UP = Subject(
    "Follow-up and concerns", "when to ask again, what to say",
    (Column("what", 26), Column("the office's words")),
    _entries, _fields, _save, new=None,
)  # fmt: skip
