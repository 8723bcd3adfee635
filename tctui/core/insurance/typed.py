"""Cells as they are typed and shown: `80`, `1500`, `2/yr`, `5y`, `none`, `?`; what is shown can be typed again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.insurance.cells import NONE, UNKNOWN, Cell
from tctui.core.money import bare_percent, cents_from_text, money, points_from_text
from tctui.core.spoken import date_from_text
from tctui.core.text import clean

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
TEETH = (
    ("no", "never"),
    ("all", "always"),
    ("posterior", "posterior"),
    ("molar", "molar"),
    ("2nd molar", "second_molar"),
)
"""What is shown for the teeth of a downgrade, and the word it is stored by."""

HINTS = {
    "percent": "80, 0 not covered, 100/80/50 fills the usual ones",
    "yes_no": "y or n",
    "wait": "12 (months), 1y, none",
    "money": "1500, 1.5k, none",
    "frequency": "2/yr, 2/12m, 6m, 5y, 1/life, none",
    "years": "5 or 5y, 60m, none",
    "age": "18 (through 18), <19, none",
    "clause": "y, n, 24m (lapses after)",
    "teeth": "n, all, posterior, molar, 2",
    "carry": "350/700/1250 (a year / claims under / at most), 25% or all of the unused, none",
    "month": "jan or 1",
    "choice": "",
    "date": "1/1/24, none",
    "lost": "1/1/24, none when it is still there",
    "text": "a few words, none",
}
"""How each kind of cell is typed; `?` is unknown in all of them."""

_NO = {"none", "no", "n", "-", "x"}
_SPAN = re.compile(r"(\d{1,3}) ?(m|mo|mos|months?|y|yr|yrs|years?)?")
_OFTEN = re.compile(
    r"(\d{1,2}) ?(?:/|x|per|in|a) ?(?:(\d{1,3}) ?)?(m|mo|months?|y|yr|yrs|years?|cal|life|lifetime|v|visits?)?"
)
_LONGEST = 600
"""Months: a span above fifty years is a typing error."""


def read_cell(cell: Cell, text: str, today: date, choices: Sequence[tuple[str, str]] = ()) -> str:
    """Read what was typed into a cell into what the cell shows; raises Unreadable with how it is typed.

    `choices` are stored words with what is shown, for a cell whose choices are not its own (fee schedules).
    """
    typed = clean(text, limit=60)
    said = typed.casefold()
    if said in ("", UNKNOWN):
        return UNKNOWN
    if cell.kind == "text":
        return NONE if said in ("none", "-") else typed
    if cell.kind == "choice":
        return _chosen([shown for _, shown in (choices or cell.choices)], said, typed)
    found = _READ[cell.kind](said, today)
    if found is None:
        raise Unreadable(f"{typed[:16]!r}? Type {HINTS[cell.kind]}, ?")
    return found


def _chosen(shown: Sequence[str], said: str, typed: str) -> str:
    fitting = [one for one in shown if one.casefold().startswith(said)]
    exact = [one for one in shown if one.casefold() == said]
    inside = [one for one in shown if said in one.casefold()]
    for found in (exact, fitting, inside):
        if len(found) == 1:
            return found[0]
    raise Unreadable(f"{typed[:16]!r} is not one of {', '.join(one for one in shown)[:60]}")


def _percent(said: str, today: date) -> str | None:
    if said in _NO:
        return "0"
    try:
        return bare_percent(points_from_text(said))
    except Unreadable:
        return None


def _yes_no(said: str, today: date) -> str | None:
    return "y" if said in ("y", "yes", "j", "true") else "n" if said in _NO else None


def _months(said: str, unit: str) -> int | None:
    match = _SPAN.fullmatch(said)
    if not match:
        return None
    months = int(match[1]) * (12 if (match[2] or unit).startswith("y") else 1)
    return months if months <= _LONGEST else None


def span_shown(months: int) -> str:
    """Show months: whole years as `5y`, else `18m`."""
    return f"{months // 12}y" if months % 12 == 0 else f"{months}m"


def months_of(shown: str) -> int:
    """The months of a span as it is shown."""
    return int(shown[:-1]) * (12 if shown.endswith("y") else 1)


def _wait(said: str, today: date) -> str | None:
    if said in _NO or said == "0":
        return NONE
    months = _months(said, "m")
    return None if months is None else f"{months}m" if months else NONE


def _years(said: str, today: date) -> str | None:
    if said in _NO or said == "0":
        return NONE
    months = _months(said, "y")
    return None if months is None else span_shown(months) if months else NONE


def _money(said: str, today: date) -> str | None:
    if said in _NO:
        return NONE
    try:
        cents = cents_from_text(said)
    except Unreadable:
        return None
    return None if cents < 0 else money_shown(cents) if cents else NONE


def money_shown(cents: int) -> str:
    """Show cents, whole dollars without decimals: `1,500`, `12.50`."""
    return money(cents).removesuffix(".00")


def cents_of(shown: str) -> int:
    """The cents of an amount as it is shown."""
    return cents_from_text(shown)


def _frequency(said: str, today: date) -> str | None:
    if said in _NO:
        return NONE
    if said.isdigit():
        return f"{int(said)}/yr" if 0 < int(said) < 100 else None
    months = _months(said.removeprefix("1 every ").removeprefix("every "), "m")
    if months:
        return span_shown(months)
    match = _OFTEN.fullmatch(said)
    if not match or not int(match[1]):
        return None
    count, number, unit = int(match[1]), int(match[2] or 0), match[3] or ""
    if unit.startswith("life") and not number:
        return f"{count}/life"
    if unit == "cal" and not number:
        return f"{count}/cal"
    if unit.startswith("y") and number <= 1 and match[2] != "1":
        return f"{count}/yr"
    if unit and unit[0] in "my" and 0 < number * (12 if unit[0] == "y" else 1) <= _LONGEST:
        return f"{count}/{number * (12 if unit[0] == 'y' else 1)}m"
    return None


def _age(said: str, today: date) -> str | None:
    if said in _NO:
        return NONE
    match = re.fullmatch(r"(<|under |to |thru |through )? ?(\d{1,2})", said)
    return None if not match else f"{'<' if match[1] in ('<', 'under ') else ''}{int(match[2])}"


def _clause(said: str, today: date) -> str | None:
    if said in ("y", "yes"):
        return "y"
    if said in _NO:
        return "n"
    months = _months(said, "m")
    return span_shown(months) if months else None


def _teeth(said: str, today: date) -> str | None:
    if said in _NO or said == "never":
        return "no"
    if said in ("y", "yes", "always"):
        return "all"
    return next((shown for shown, _ in TEETH[1:] if shown.startswith(said)), None)


def _carry(said: str, today: date) -> str | None:
    if said in _NO:
        return NONE
    if said == "all":
        return "all"
    match = re.fullmatch(r"(\d{1,3}) ?%", said)
    if match:
        return f"{int(match[1])}%" if 0 < int(match[1]) <= 100 else None
    amounts = [_money(part.strip(), today) for part in said.split("/")]
    if len(amounts) > 3 or any(amount is None or amount == NONE for amount in amounts):
        return None
    return "/".join(amount.replace(",", "") for amount in amounts if amount)


def _month(said: str, today: date) -> str | None:
    if said.isdigit():
        return MONTHS[int(said) - 1] if 1 <= int(said) <= 12 else None
    if said.startswith("cal"):
        return MONTHS[0]
    return next((month for month in MONTHS if len(said) >= 3 and said.startswith(month.casefold())), None)


def _date(said: str, today: date) -> str | None:
    return NONE if said in _NO else date_shown(date_from_text(said, today, "either"))


def date_shown(day: date) -> str:
    """Show a day: `1 Jan 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def date_of(shown: str) -> date:
    """The day that is shown."""
    day, month, year = shown.split()
    return date(int(year), MONTHS.index(month) + 1, int(day))


_READ = {
    "percent": _percent,
    "yes_no": _yes_no,
    "wait": _wait,
    "money": _money,
    "frequency": _frequency,
    "years": _years,
    "age": _age,
    "clause": _clause,
    "teeth": _teeth,
    "carry": _carry,
    "month": _month,
    "date": _date,
    "lost": _date,
}


def usual_percents(text: str) -> tuple[str, str, str] | None:
    """Read `100/80/50` as preventive, basic and major percentages; None when it is something else."""
    parts = [part.strip().removesuffix("%") for part in text.split("/")]
    if len(parts) != 3 or not all(part.isdigit() and int(part) <= 100 for part in parts):
        return None
    return str(int(parts[0])), str(int(parts[1])), str(int(parts[2]))
