"""Settings of Truth in Lending: the plans of this and the last year that are not recorded here."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.finance.lending import REGULAR_ABOVE, count_warning
from tctui.db.arrangements import credits_in
from tctui.db.change import By
from tctui.db.credit_count import credits_known, credits_said, say_credits
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _years(today: date) -> list[Entry]:
    found = []
    for year in (today.year, today.year - 1):
        said, known = credits_said(year), credits_known(year)
        about = (
            "nobody knows how many plans there were before tctui: every plan is taken as a regular creditor's"
            if known is None
            else count_warning(known, f"in {year}")
            or f"more than {REGULAR_ABOVE} in this or the last year make a regular creditor (12 CFR 1026.2(a)(17)(v))"
        )
        cells = (str(year), str(credits_in(year)), ("not said", "caution") if said is None else str(said))
        found.append(Entry(year, cells, about=about))
    return found


def _fields(year: int | None) -> list[Field]:
    said = credits_said(year) if year else None
    hint = "with a finance charge or more than four instalments; empty: not known"
    return [Field("count", f"Plans of {year} agreed outside tctui", "number", said, hint=hint)]


def _save(by: By, year: Any | None, values: dict[str, Any]) -> str:
    return say_credits(by, int(year or 0), values["count"])


CREDIT = Subject(
    "Truth in Lending",
    "the year's plans, which make a regular creditor",
    (Column("year", 6), Column("recorded here", 14, "right"), Column("and outside", 14, "right")),
    _years,
    _fields,
    _save,
    new=None,
)
