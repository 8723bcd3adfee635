"""The profile of an import: which file holds what, which column is which field, how dates and words are to be read."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tctui.core.errors import Refused
from tctui.core.estimate.scope import scope_from_text
from tctui.core.text import clean, safe_text
from tctui.db.imports.dates import order_of_format
from tctui.db.imports.fields import BY_NAME

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = ("utf-8", "windows-1252", "utf-16")
SOURCE_LIMIT = 40


class BadProfile(Refused):
    """A profile that cannot be used; str() names the file, the line, the key and what was expected."""


@dataclass(frozen=True, slots=True)
class FileProfile:
    """What a profile says about one kind of file; what it leaves out is detected."""

    file: str = ""
    delimiter: str = ""
    encoding: str = ""
    header_line: int = 0
    date_format: str = ""
    decimal_comma: bool | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)
    same: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Profile:
    """A whole profile; the default one says nothing and leaves everything to what headers and values show."""

    source: str = ""
    date_format: str = ""
    encoding: str = ""
    decimal_comma: bool = False
    ignore: tuple[str, ...] = ()
    files: Mapping[str, FileProfile] = field(default_factory=dict)

    def of(self, kind: str) -> FileProfile:
        """What it says about one kind of file."""
        return self.files.get(kind, FileProfile())


def read_profile(path: Path) -> Profile:
    """Read a profile; raises BadProfile with path, line, key and what was expected."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        raise BadProfile(f"{path}: the profile cannot be read: {reason}.") from None
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadProfile(f"{path}: not a TOML file: {error}.") from None
    return _Check(path, text).profile(table)


class _Check:
    """Goes through a profile's table and says where it is wrong."""

    def __init__(self, path: Path, text: str) -> None:
        self.path, self.lines = path, text.splitlines()

    def profile(self, table: dict[str, Any]) -> Profile:
        general = {name: value for name, value in table.items() if name not in BY_NAME}
        known = ("source", "date_format", "encoding", "decimal_comma", "ignore")
        self.only(general, (), (*known, *BY_NAME))
        if len(clean(self.text(general, (), "source"))) > SOURCE_LIMIT:
            self.wrong((), "source", f"at most {SOURCE_LIMIT} characters")
        ignore = general.get("ignore", [])
        if not isinstance(ignore, list) or not all(isinstance(name, str) for name in ignore):
            self.wrong((), "ignore", 'a list of file names such as ["notes.csv"]')
        return Profile(
            clean(self.text(general, (), "source")),
            self.date(general, (), "date_format"),
            self.one_of(general, (), "encoding", ENCODINGS),
            bool(self.flag(general, (), "decimal_comma")),
            tuple(ignore),
            {name: self.file(name, table[name]) for name in table if name in BY_NAME},
        )

    def file(self, kind: str, table: Any) -> FileProfile:
        at = (kind,)
        if not isinstance(table, dict):
            self.wrong((), kind, f"a table, written [{kind}]")
        known = [
            "file",
            "delimiter",
            "encoding",
            "header_line",
            "date_format",
            "decimal_comma",
            "columns",
            "dates",
            "values",
        ]
        self.only(table, at, [*known, *{"plans": ("scopes",), "patients": ("same",)}.get(kind, ())])
        line = table.get("header_line", 0)
        if type(line) is not int or not 0 <= line <= 100:
            self.wrong(at, "header_line", "a line number from 1 to 100")
        columns = self.words(table, (kind, "columns"), kind)
        dates = {
            name: self.date(table["dates"], (kind, "dates"), name) for name in self.words(table, (kind, "dates"), kind)
        }
        spoken = table.get("values", {})
        if not isinstance(spoken, dict):
            self.wrong(at, "values", f"tables such as [{kind}.values.status]")
        self.fields(spoken, (kind, "values"), kind)
        values = {name: self.words(spoken, (kind, "values", name), "") for name in spoken}
        scopes = self.words(table, (kind, "scopes"), kind)
        for name, scope in scopes.items():
            try:
                scope_from_text(scope)
            except Refused as error:
                self.wrong((kind, "scopes"), name, str(error))
        return FileProfile(
            self.text(table, at, "file"),
            DELIMITERS.get(self.one_of(table, at, "delimiter", tuple(DELIMITERS)), ""),
            self.one_of(table, at, "encoding", ENCODINGS),
            line,
            self.date(table, at, "date_format"),
            self.flag(table, at, "decimal_comma"),
            columns,
            dates,
            values,
            scopes,
            self.words(table, (kind, "same"), ""),
        )

    def only(self, table: Mapping[str, Any], at: tuple[str, ...], known: tuple[str, ...] | list[str]) -> None:
        for name in table:
            if name not in known:
                self.wrong(at, name, f"one of {', '.join(known)}")

    def fields(self, table: Mapping[str, Any], at: tuple[str, ...], kind: str) -> None:
        for name in table:
            if kind and BY_NAME[kind].field(name) is None:
                self.wrong(at, name, f"a field of {kind}: {', '.join(f.name for f in BY_NAME[kind].fields)}")

    def words(self, table: Mapping[str, Any], at: tuple[str, ...], kind: str) -> dict[str, str]:
        found = table.get(at[-1], {})
        if not isinstance(found, dict):
            self.wrong(at[:-1], at[-1], f"a table, written [{'.'.join(at)}]")
        self.fields(found, at, kind)
        for name, value in found.items():
            if not isinstance(value, str):
                self.wrong(at, name, "text in quotes")
        return dict(found)

    def text(self, table: Mapping[str, Any], at: tuple[str, ...], name: str) -> str:
        value = table.get(name, "")
        if not isinstance(value, str):
            self.wrong(at, name, "text in quotes")
        return str(value)

    def flag(self, table: Mapping[str, Any], at: tuple[str, ...], name: str) -> bool | None:
        value = table.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(at, name, "true or false")
        return value

    def one_of(self, table: Mapping[str, Any], at: tuple[str, ...], name: str, known: tuple[str, ...]) -> str:
        value = self.text(table, at, name)
        if value and value not in known:
            self.wrong(at, name, f"one of {', '.join(known)}")
        return value

    def date(self, table: Mapping[str, Any], at: tuple[str, ...], name: str) -> str:
        value = self.text(table, at, name)
        if value:
            try:
                order_of_format(value)
            except Refused as error:
                self.wrong(at, name, str(error).partition("expected ")[2])
        return value

    def wrong(self, at: tuple[str, ...], name: str, expected: str) -> None:
        line = self.line_of(at, name)
        raise BadProfile(f"{self.path}, line {line}, {'.'.join((*at, name))}: expected {expected}.")

    def line_of(self, at: tuple[str, ...], name: str) -> int:
        """The line on which a key stands: after the header of its table when there is one."""
        inside = not at
        key = re.compile(rf'\s*(\[\s*{re.escape(".".join((*at, name)))}\s*\]|["\']?{re.escape(name)}["\']?\s*[=.])')
        for number, line in enumerate(self.lines, start=1):
            header = re.fullmatch(r"\s*\[\s*([^\]]+?)\s*\]\s*(#.*)?", line)
            if key.match(line) and (inside or header):
                return number
            if header:
                inside = header[1] == ".".join(at)
        return 1


@dataclass(frozen=True, slots=True)
class Detected:
    """What was found out about one file, for the profile that is saved: fields with headers, dates with formats."""

    kind: str
    file: str
    delimiter: str
    encoding: str
    header_line: int
    columns: Mapping[str, str]
    dates: Mapping[str, str]


def profile_text(source: str, found: list[Detected]) -> str:
    """A profile as TOML that says what was detected; a date column that is not clear has an empty format to fill in."""
    names = {character: name for name, character in DELIMITERS.items()}
    lines = ["# How tctui import reads these files. See docs/import.md.", f"source = {_quoted(source)}"]
    kinds = [one.kind for one in found]
    for one in {one.kind: one for one in reversed(found)}.values():
        lines += ["", f"[{one.kind}]", f"delimiter = {_quoted(names[one.delimiter])}"]
        # Several files of a kind are told by their names, as they were now; a profile holds one table for all of them.
        lines += [f"file = {_quoted(one.file)}"] if kinds.count(one.kind) == 1 else []
        lines += [f"encoding = {_quoted(one.encoding)}", f"header_line = {one.header_line}"]
        lines += ["", f"[{one.kind}.columns]", *(f"{name} = {_quoted(header)}" for name, header in one.columns.items())]
        if one.dates:
            lines += ["", f"[{one.kind}.dates]"]
            for name, order in one.dates.items():
                note = "" if order else '  # not clear from the values: write "m/d/Y" or "d/m/Y"'
                lines.append(f"{name} = {_quoted(order)}{note}")
    return "\n".join(lines) + "\n"


def save_profile(path: Path, text: str) -> None:
    """Write a profile to a new file, 0600; refused when the file exists."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    except FileExistsError:
        raise Refused(f"{path} exists already; name another file for the profile.") from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)


def _quoted(text: str) -> str:
    return json.dumps(safe_text(text), ensure_ascii=False)
