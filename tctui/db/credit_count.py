"""How many credits the practice gave in a calendar year, for Truth in Lending: counted here, and said by the office."""

from __future__ import annotations

from datetime import date

from tctui.core.errors import Refused
from tctui.core.finance.lending import REGULAR_ABOVE
from tctui.db.arrangements import credits_in
from tctui.db.change import By
from tctui.db.models import database
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

_NAME = "credits"
_MOST = 9_999


def credits_known(year: int, beside: int = 0) -> int | None:
    """The credits of a year, those agreed outside tctui too; the option ``beside`` is left out.

    None while the year is not known whole: the records begin after its first day, and the office has not said how many
    there were besides. More than the limit is known all the same.
    """
    counted, said = credits_in(year, beside), credits_said(year)
    if said is not None:
        return counted + said
    return counted if counted > REGULAR_ABOVE or _records_begin() <= date(year, 1, 1) else None


def credits_said(year: int) -> int | None:
    """How many the office says there were in a year outside tctui; None while it has said nothing."""
    said = (kept(_NAME) or {}).get(str(year))
    return None if said is None else int(said)


def say_credits(by: By, year: int, count: int | None) -> str:
    """Keep how many credits of a year are not recorded here; None takes it back. Raises Refused for no such number."""
    by.need("settings")
    if count is not None and not 0 <= count <= _MOST:
        raise Refused(f"A number from 0 to {_MOST:,}.")
    held = dict(kept(_NAME) or {})
    held.pop(str(year), None)
    if count is not None:
        held[str(year)] = count
    with unit_of_work(by.user.id, "setting.credits", by.now, token=by.token) as unit:
        keep(unit, _NAME, held)
        unit.says = f"Plans of {year} agreed outside tctui: {'not known' if count is None else count}"
    return unit.says


def _records_begin() -> date:
    """The day of the first entry in the log: what was agreed before is in no count."""
    (first,) = database.execute_sql("SELECT MIN(at) FROM audit").fetchone()
    return date.fromisoformat(first[:10]) if first else date.max
