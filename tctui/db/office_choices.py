"""The office's choices about estimates, kept as settings: each as JSON under its name, read with its usual values."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import Any

from tctui.core.errors import Refused
from tctui.core.estimate import OfficeSettings
from tctui.core.estimate.phasing_option import SOON_DAYS
from tctui.core.insurance.due import Rhythm
from tctui.core.money import percent_text
from tctui.db.change import By
from tctui.db.kept_json import dump
from tctui.db.models import Setting, database
from tctui.db.unit_of_work import unit_of_work

LONGEST = 400
"""Days: what is further away than a year and a bit is a typing error."""


def chosen(name: str) -> dict[str, Any]:
    """What the office chose under a name; empty where it chose nothing."""
    row = database.execute_sql("SELECT value FROM setting WHERE name = ? AND voided = 0", (name,)).fetchone()
    return dict(json.loads(row[0])) if row else {}


def choose(by: By, name: str, values: dict[str, Any], says: str) -> str:
    """Keep some values under a name beside those already there; says what was chosen. Raises Refused without the right to."""
    by.need("settings")
    with unit_of_work(by.user.id, f"setting.{name}", by.now, token=by.token) as unit:
        row = database.execute_sql("SELECT id, value FROM setting WHERE name = ? AND voided = 0", (name,)).fetchone()
        if row:
            unit.update(Setting, row[0], value=dump({**json.loads(row[1]), **values}))
        else:
            unit.insert(Setting, name=name, value=dump(values))
        unit.says = says
    return says


def _days(number: int | None, least: int) -> int:
    if number is None or not least <= number <= LONGEST:
        raise Refused(f"A number of days from {least} to {LONGEST}.")
    return number


def rhythm() -> Rhythm:
    """How often the office verifies insurance (setting `verification`)."""
    held, usual = chosen("verification"), Rhythm()
    return Rhythm(int(held.get("days_before", usual.days_before)), int(held.get("fresh_days", usual.fresh_days)))


def set_rhythm(by: By, days_before: int | None, fresh_days: int | None) -> str:
    """Choose when insurance is verified again; raises Refused for days that cannot be or without the right to."""
    values = {"days_before": _days(days_before, 0), "fresh_days": _days(fresh_days, 1)}
    return choose(by, "verification", values, f"Insurance is verified {rhythm_words(Rhythm(**values))}")


def rhythm_words(held: Rhythm) -> str:
    """As one line: `7 days before a visit, if older than 30 days`."""
    return f"{held.days_before} days before a visit, if older than {held.fresh_days} days"


def soon_days() -> int:
    """How many days a line that is wanted soon may wait when a plan is split over the years (setting `phasing`)."""
    return int(chosen("phasing").get("soon_days", SOON_DAYS))


def set_soon_days(by: By, days: int | None) -> str:
    """Choose how long *soon* may wait; raises Refused for days that cannot be or without the right to."""
    days = _days(days, 1)
    return choose(by, "phasing", {"soon_days": days}, f"What is wanted soon waits at most {days} days")


def office_settings() -> OfficeSettings:
    """The office's choices where sources disagree (setting `estimate`)."""
    held, defaults = chosen("estimate"), OfficeSettings()
    known = {field.name: type(getattr(defaults, field.name)) for field in fields(OfficeSettings)}
    return OfficeSettings(**{name: known[name](value) for name, value in held.items() if name in known})


def set_office_setting(by: By, name: str, value: Any, says: str) -> str:
    """Choose one of the fields of OfficeSettings; raises Refused for a value that it cannot have."""
    kind = type(getattr(OfficeSettings(), name))
    try:
        value = kind(value)
    except (TypeError, ValueError):
        raise Refused("Choose one of what is listed.") from None
    if name == "sales_tax" and not 0 <= value <= 3_000:
        raise Refused(f"A tax from 0 to {percent_text(3_000)}.")
    return choose(by, "estimate", {name: value}, says)
