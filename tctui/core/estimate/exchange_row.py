"""Row: one object of a request, read field by field; each wrong value is told with its path and what was expected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any, NoReturn, TypeVar

from tctui.core.errors import Unreadable
from tctui.core.estimate.exchange_fields import FIELDS, SILENT
from tctui.core.money import CENTS_LIMIT

_T = TypeVar("_T")
_YES = frozenset({"true", "yes", "y", "on", "1"})
_NO = frozenset({"false", "no", "n", "off", "0"})
_WORDS = re.compile(r"[^a-z0-9]+")


def plain_word(value: object) -> str:
    """A word or name as the tables of the format spell it: lower case, one underscore between its parts."""
    return _WORDS.sub("_", str(value).strip().lower()).strip("_")


def wrong(path: str, expected: str, value: object) -> NoReturn:
    """Refuse a value: raises Unreadable as ``procedures[2].fee: expected an amount, not 'x'``."""
    raise Unreadable(f"{path}: expected {expected}, not {repr(value)[:60]}")


class Row:
    """One object of the format; ``notes`` collects the names in it that are not known and so are not used."""

    __slots__ = ("_names", "kind", "notes", "path", "raw")

    def __init__(self, raw: object, kind: str, path: str, notes: list[str], *, more: frozenset[str] = frozenset()):
        if not isinstance(raw, Mapping):
            wrong(path or "the request", "an object { … }", raw)
        self.raw: Mapping[str, Any] = raw
        self.kind = kind
        self.path = path
        self.notes = notes
        self._names = FIELDS[kind]
        known = {name for field, others in self._names.items() for name in (field, *others)}
        for name in raw:
            if name not in known and name not in SILENT and name not in more:
                notes.append(f"{self.inside(name)} is not known and was not used")

    def inside(self, name: object) -> str:
        """The path of a name within this object."""
        return f"{self.path}.{name}" if self.path else str(name)

    def name_used(self, field: str) -> str:
        """The name under which a field stands here; its own when it is missing or null."""
        for name in (field, *self._names[field]):
            if self.raw.get(name) is not None:
                return name
        return field

    def at(self, field: str) -> str:
        """The path of a field as it stands in the file."""
        return self.inside(self.name_used(field))

    def value(self, field: str) -> Any:
        """The value of a field, None when it is missing or null."""
        return self.raw.get(self.name_used(field))

    def stated(self, field: str) -> bool:
        """Whether a field stands here at all, be it null: null says that nobody knows."""
        return any(name in self.raw for name in (field, *self._names[field]))

    def text(self, field: str, otherwise: str = "") -> str:
        """Read a text; a number counts as its digits."""
        value = self.value(field)
        if value is None:
            return otherwise
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            wrong(self.at(field), "a text", value)
        return str(value).strip()

    def flag(self, field: str, otherwise: bool = False) -> bool:
        """Read a yes or no."""
        value = self.value(field)
        return otherwise if value is None else truth(value, self.at(field))

    def flag_or_none(self, field: str) -> bool | None:
        """Read a yes or no that may be unknown."""
        return None if self.value(field) is None else self.flag(field)

    def whole(self, field: str, *, least: int = 0, most: int = 100_000) -> int | None:
        """Read a whole number within bounds, None when it is missing."""
        value = self.value(field)
        return None if value is None else whole_number(value, self.at(field), least, most)

    def age(self, field: str) -> int | None:
        """Read an age in years; a part of a year does not count."""
        value = self.value(field)
        return int(value) if isinstance(value, float) and 0 <= value <= 150 else self.whole(field, most=150)

    def cents(self, field: str, *, signed: bool = False) -> int | None:
        """Read an amount of dollars into cents, None when it is missing."""
        value = self.value(field)
        return None if value is None else cents(value, self.at(field), signed=signed)

    def points(self, field: str) -> int | None:
        """Read a percentage into basis points, None when it is missing."""
        value = self.value(field)
        return None if value is None else points(value, self.at(field))

    def day(self, field: str) -> date | None:
        """Read a date, None when it is missing."""
        value = self.value(field)
        return None if value is None else day(value, self.at(field))

    def choice(self, field: str, choices: Mapping[str, _T], otherwise: _T) -> _T:
        """Read one of several words."""
        value = self.value(field)
        return otherwise if value is None else choice(value, choices, self.at(field))

    def part(self, field: str, kind: str) -> Row | None:
        """Read an object within this one, None when it is missing."""
        value = self.value(field)
        return None if value is None else Row(value, kind, self.at(field), self.notes)

    def parts(self, field: str, kind: str, bare: str = "") -> Iterator[Row]:
        """Read a list of objects; a single object counts as a list of one, an empty one as none.

        With ``bare`` a value that is no object counts as an object with that field alone, and an object of scopes as
        one rule for each.
        """
        value = self.value(field)
        if value is None or value == {}:
            return
        if isinstance(value, Mapping):
            if not bare or any(name in value for known in FIELDS[kind].items() for name in (known[0], *known[1])):
                yield Row(value, kind, self.at(field), self.notes)
                return
            for scope, each in value.items():
                own = each if isinstance(each, Mapping) else {bare: each}
                yield Row({"scope": scope, **own}, kind, f"{self.at(field)}.{scope}", self.notes)
            return
        if not isinstance(value, list):
            if not bare or isinstance(value, (bool, str)):
                wrong(self.at(field), "a list of objects", value)
            value = [value]
        for number, each in enumerate(value):
            is_bare = bool(bare) and isinstance(each, (int, float)) and not isinstance(each, bool)
            yield Row({bare: each} if is_bare else each, kind, f"{self.at(field)}[{number}]", self.notes)

    def mapping(self, field: str) -> Mapping[str, Any]:
        """Read an object of free names, empty when it is missing."""
        value = self.value(field)
        if value is None:
            return {}
        if not isinstance(value, Mapping):
            wrong(self.at(field), "an object { … }", value)
        return value

    def fees(self, field: str) -> dict[str, int]:
        """Read a list of amounts by code, cents; a code whose amount is null is left out."""
        listed = self.mapping(field).items()
        return {str(code): cents(fee, f"{self.at(field)}.{code}") for code, fee in listed if fee is not None}


def cents(value: object, path: str, *, signed: bool = False) -> int:
    """Read an amount of dollars (a number, or text such as ``1,250.00``) into cents, half-up."""
    return _hundredths(value, path, "an amount", "$", signed=signed)


def points(value: object, path: str) -> int:
    """Read a percentage from 0 to 100 (a number, or text such as ``80 %``) into basis points."""
    found = _hundredths(value, path, "a percentage from 0 to 100", "%", signed=False)
    if found > 10_000:
        wrong(path, "a percentage from 0 to 100", value)
    return found


def _hundredths(value: object, path: str, expected: str, sign: str, *, signed: bool) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        wrong(path, expected, value)
    try:
        number = Decimal(str(value).replace(sign, "").replace(",", "").strip())
        found = int((number * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    except (InvalidOperation, ValueError, OverflowError):
        wrong(path, expected, value)
    if abs(found) >= CENTS_LIMIT or (found < 0 and not signed):
        wrong(path, expected, value)
    return found


def whole_number(value: object, path: str, least: int = 0, most: int = 100_000) -> int:
    """Read a whole number within bounds."""
    expected = f"a whole number from {least} to {most}"
    if isinstance(value, str) and value.strip().isdigit():
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        wrong(path, expected, value)
    return value


def truth(value: object, path: str) -> bool:
    """Read a yes or no."""
    if isinstance(value, (bool, int, str)):
        word = plain_word(value)
        if word in _YES or word in _NO:
            return word in _YES
    wrong(path, "true or false", value)


def day(value: object, path: str) -> date:
    """Read a date as ``2026-03-31``, from 1900 to 2199; with slashes it would be one day here and another elsewhere."""
    try:
        found = date.fromisoformat(value[:10] if isinstance(value, str) else "")
    except ValueError:
        found = date.min
    if not 1900 <= found.year < 2200:
        wrong(path, "a date like 2026-03-31, from 1900 to 2199", value)
    return found


def choice(value: object, choices: Mapping[str, _T], path: str) -> _T:
    """Read one of several words, in whatever case and with whatever signs between their parts."""
    word = plain_word(value)
    if not isinstance(value, str) or word not in choices:
        wrong(path, f"one of {', '.join(choices)}", value)
    return choices[word]
