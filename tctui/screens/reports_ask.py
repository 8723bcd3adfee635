"""What the reports ask for: the period, whom to tell the figures for, by what to break them down; and what they write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tctui.core.board_filter import Person
from tctui.core.errors import Refused
from tctui.core.figures.catalog import CATEGORY, DIMENSIONS, OWNER, PLAN, PROVIDER
from tctui.core.figures.period import Period, between, calendar, last_days
from tctui.core.figures.sheet import csv_text
from tctui.screens.board_case import choose_person
from tctui.screens.reports_counting import Wanted

if TYPE_CHECKING:
    from tctui.screens.reports import ReportsScreen

LETTERS = {"o": OWNER, "p": PROVIDER, "i": PLAN, "c": CATEGORY}
_PERIODS = {"m": "month", "q": "quarter", "y": "year"}


def changed(wanted: Wanted, period: Period) -> Wanted:
    """The same for another period."""
    return replace(wanted, period=period)


def ask_period(place: ReportsScreen) -> None:
    """Offer the calendar's periods, the last days, and two dates."""
    choices = [("m", "month"), ("q", "quarter"), ("y", "year"), ("n", "last 90 days"), ("d", "two dates")]
    wanted = place.wanted
    assert wanted is not None

    def chosen(key: str) -> None:
        if key == "d":
            place.ask("From", since)
        else:
            today = place.desk.today()
            place.count(changed(wanted, last_days(today) if key == "n" else calendar(_PERIODS[key], today)))

    def since(first: str) -> None:
        between(first, "", place.desk.today())
        place.ask("To (empty: today)", lambda last: until(first, last))

    def until(first: str, last: str) -> None:
        place.count(changed(wanted, between(first, last, place.desk.today())))

    place.choose("Period", choices, chosen)


def ask_by(place: ReportsScreen) -> None:
    """Offer what the figures are broken down by."""
    wanted = place.wanted
    assert wanted is not None
    choices = [("n", "not at all"), *((letter, DIMENSIONS[name]) for letter, name in LETTERS.items())]
    place.choose("By", choices, lambda key: place.count(replace(wanted, by=LETTERS.get(key, ""))))


def ask_filter(place: ReportsScreen) -> None:
    """Offer whom the figures are told for: of one coordinator, provider, plan or category."""
    choices = [(letter, DIMENSIONS[name]) for letter, name in LETTERS.items()]
    place.choose("Only one", choices, lambda key: ask_one(place, LETTERS[key]))


def ask_one(place: ReportsScreen, dimension: str) -> None:
    """Ask for one of a dimension, or all of them; people by a letter, plans and categories by their names."""
    from tctui.db.board_people import owners, providers
    from tctui.db.figures_names import names_of

    if dimension in (OWNER, PROVIDER):
        people: list[Person] = owners() if dimension == OWNER else providers()
        choose_person(
            place, DIMENSIONS[dimension].capitalize(), people, True,
            lambda key, name: _only(place, dimension, key, "" if key is None else name),
        )  # fmt: skip
        return
    names = {name: key for key, name in names_of(dimension).items() if key}

    def typed(text: str) -> None:
        if not text:
            _only(place, dimension, None, "")
            return
        fitting = [name for name in names if text.casefold() == name.casefold()] or [
            name for name in names if text.casefold() in name.casefold()
        ]
        if len(fitting) != 1:
            raise Refused(f"{len(fitting) or 'No'} {DIMENSIONS[dimension]}s are called that." if fitting else
                          f"No {DIMENSIONS[dimension]} is called that.")  # fmt: skip
        _only(place, dimension, names[fitting[0]], fitting[0])

    place.ask(f"{DIMENSIONS[dimension].capitalize()} (empty: all)", typed, suggestions=sorted(names))


def _only(place: ReportsScreen, dimension: str, key: int | str | None, name: str) -> None:
    wanted = place.wanted
    assert wanted is not None
    at = list(DIMENSIONS).index(dimension)
    where = wanted.where._replace(**{dimension: key if dimension != CATEGORY else key or ""})  # type: ignore[arg-type]
    names = (*wanted.names[:at], name, *wanted.names[at + 1 :])
    place.count(replace(wanted, where=where, names=names))


def write_csv(place: ReportsScreen) -> str:
    """Write the figures as they are shown into the export folder."""
    from tctui.exports import export
    from tctui.screens.papers_out import shown_path

    counted = place.counted
    assert counted is not None
    content = csv_text(counted.tolds, counted.parts).encode()
    path = export(content, "figures", len(counted.tolds), place.desk.today().isoformat(), "csv")
    return f"Wrote {shown_path(path)}"


def write_pdf(place: ReportsScreen) -> str:
    """Write the report for leadership into the export folder."""
    from tctui.db.leadership import leadership_report
    from tctui.documents.leadership_report import render_leadership_report
    from tctui.screens.papers_out import export_office, shown_path

    counted = place.counted
    assert counted is not None
    wanted = counted.wanted
    made = leadership_report(wanted.period, wanted.words, counted.tolds, counted.parts, place.desk.now())
    title = f"the report of {wanted.period.words}, {wanted.words}"
    path = export_office(place.desk.by(), "leadership", title, made, render_leadership_report(made))
    return f"Wrote {shown_path(path)}"
