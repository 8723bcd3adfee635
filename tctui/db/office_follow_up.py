"""The office's choices about follow-up: the days on which it asks again, and what it says to each kind of concern."""

from __future__ import annotations

from tctui.core.case import CONCERN_CATEGORIES
from tctui.core.errors import Refused
from tctui.core.followup import cadence_of_text
from tctui.core.talking_points import USUAL
from tctui.db.change import By, note_of_text
from tctui.db.follow_up_records import SETTING, cadence
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

POINTS = "talking_points"
"""The office's own points under this name, by category."""


def cadence_text() -> str:
    """The days of follow-up as they are typed: ``2, 7, 14, 30, 90, 180``."""
    return ", ".join(str(day) for day in cadence())


def set_cadence(by: By, typed: str) -> str:
    """Choose the days after which the office asks again; touches that are open stand. Raises Refused for other texts."""
    by.need("settings")
    days = cadence_of_text(typed)
    with unit_of_work(by.user.id, f"setting.{SETTING}", by.now) as unit:
        keep(unit, SETTING, list(days))
        unit.says = f"Asked again after {', '.join(str(day) for day in days)} days"
    return unit.says


def talking_points(category: str) -> str:
    """What to talk about when this holds a patient back: the office's words, else the usual ones."""
    own = dict(kept(POINTS) or {}).get(category)
    return str(own) if own else USUAL[category]


def set_talking_points(by: By, category: str, typed: str) -> str:
    """Put the office's own words in place of the usual ones; an empty text brings those back."""
    by.need("settings")
    if category not in CONCERN_CATEGORIES:
        raise Refused(f"A concern is one of: {', '.join(CONCERN_CATEGORIES)}.")
    said = note_of_text("What to talk about", typed)
    with unit_of_work(by.user.id, f"setting.{POINTS}", by.now) as unit:
        held = dict(kept(POINTS) or {})
        held.pop(category, None)
        keep(unit, POINTS, {**held, category: said} if said and said != USUAL[category] else held)
        unit.says = f"What to talk about, {category}: {'changed' if said else 'as it was at first'}"
    return unit.says
