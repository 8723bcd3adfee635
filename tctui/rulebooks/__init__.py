"""Rulebooks: the dated files that ship with the package, or the practice's own, read into records of core."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tctui.core.errors import Refused, Unreadable

LARGEST = 1_000_000
"""Bytes of a file of rules."""


def rulebook(name: str, own: Path | None = None) -> Row:
    """Read one file of rules, decimals exact: the practice's own, or the one shipped under ``name``.

    Raises Unreadable naming the file, the line and what is wrong there.
    """
    if own is None:
        return Row(_shipped(name), name)
    try:
        if not own.is_file() or own.stat().st_size > LARGEST:
            raise Unreadable(f"{own} cannot be read: not a file of at most {LARGEST:,} bytes")
        text = own.read_text(encoding="utf-8-sig")
        plain = tomllib.loads(text, parse_float=Decimal)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as wrong:
        reason = wrong.strerror if isinstance(wrong, OSError) else wrong
        raise Unreadable(f"{own} cannot be read: {reason}") from None
    return Row(plain, str(own), _headings(text))


def shipped_names() -> list[str]:
    """Name the files that ship with the package."""
    return sorted(entry.name for entry in files(__package__).iterdir() if entry.name.endswith(".toml"))


_NOWHERE: Mapping[str, Sequence[int]] = {}


class Row:
    """One table of a file whose parts are taken out by kind; what is left over at the end is a typing error."""

    def __init__(self, plain: Mapping[str, Any], where: str, lines: Mapping[str, Sequence[int]] = _NOWHERE) -> None:
        """Wrap a table; ``where`` stands in front of every error, with the line on which a table within begins."""
        if not isinstance(plain, Mapping):
            raise Unreadable(f"{where}: a table is expected")
        self._plain = dict(plain)
        self._where = where
        self._lines = lines

    def text(self, name: str, usual: str | None = None) -> str:
        """Take a text; without a usual one it must be there."""
        return str(self._taken(name, usual, str))

    def texts(self, name: str) -> tuple[str, ...]:
        """Take a list of texts, empty unless told."""
        found = self._taken(name, [], list)
        if not all(isinstance(part, str) for part in found):
            raise Unreadable(f"{self._where}: {name} must be a list of texts")
        return tuple(found)

    def rows(self, name: str) -> list[Row]:
        """Take a list of tables, empty unless told."""
        found = self._taken(name, [], list)
        return [Row(part, f"{self._where}, {name} {n}{self._line(name, n)}") for n, part in enumerate(found, 1)]

    def table(self, name: str) -> Row | None:
        """Take a table, or None where there is none."""
        found = self._plain.pop(name, None)
        return None if found is None else Row(found, f"{self._where}, {name}{self._line(name, 1)}")

    def flag(self, name: str) -> bool:
        """Take true or false, false unless told."""
        return bool(self._taken(name, False, bool))

    def has(self, name: str) -> bool:
        """Whether something stands there under a name."""
        return name in self._plain

    def whole(self, name: str, usual: int | None = None) -> int | None:
        """Take a whole number, or the usual one."""
        found = self._taken(name, usual, int) if name in self._plain or usual is None else usual
        return None if found is None else int(found)

    def day(self, name: str, optional: bool = False) -> date | None:
        """Take a date such as 2026-11-23."""
        if optional and name not in self._plain:
            return None
        found = self._taken(name, None, date)
        if isinstance(found, datetime) or not isinstance(found, date):
            raise Unreadable(f"{self._where}: {name} must be a day such as 2026-11-23")
        return found

    def hundredths(self, name: str) -> int | None:
        """Take a number with at most two decimals as hundredths: cents of dollars, basis points of percent."""
        found = self._plain.pop(name, None)
        if found is None:
            return None
        exact = Decimal(found) * 100 if isinstance(found, (int, Decimal)) and not isinstance(found, bool) else None
        if exact is None or not exact.is_finite() or exact != exact.to_integral_value() or abs(exact) > 10**12:
            raise Unreadable(f"{self._where}: {name} must be a number with at most two decimals")
        return int(exact)

    def done(self) -> None:
        """Raise Unreadable when something is left that nobody took."""
        if self._plain:
            raise Unreadable(f"{self._where}: {', '.join(sorted(self._plain))} is not known here")

    def refused(self, wrong: Refused) -> Unreadable:
        """Put the place of the table in front of a refusal."""
        return Unreadable(f"{self._where}: {wrong}")

    def _line(self, name: str, number: int) -> str:
        """The line on which the so manieth table of a name begins, in words."""
        lines = self._lines.get(name, ())
        return f" (line {lines[number - 1]})" if number <= len(lines) else ""

    def _taken(self, name: str, usual: Any, kind: type) -> Any:
        found = self._plain.pop(name, usual)
        if found is None:
            raise Unreadable(f"{self._where}: {name} is missing")
        if not isinstance(found, kind) or (kind is int and isinstance(found, bool)):
            raise Unreadable(f"{self._where}: {name} must be {_CALLED[kind]}")
        return found


_CALLED: dict[type, str] = {str: "text", list: "a list", bool: "true or false", int: "a whole number", date: "a day"}


def _headings(text: str) -> dict[str, list[int]]:
    """The lines on which tables begin, by name, as ``[[rule]]`` or ``[refund]``."""
    found: dict[str, list[int]] = {}
    for number, line in enumerate(text.splitlines(), 1):
        match = re.match(r"\s*\[{1,2}\s*([\w-]+)\s*\]", line)
        if match:
            found.setdefault(match[1], []).append(number)
    return found


@lru_cache(maxsize=16)
def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"), parse_float=Decimal)
