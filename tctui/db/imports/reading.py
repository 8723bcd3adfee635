"""Files of an export read as rows: encoding and delimiter found out, lines counted, bad rows told from good, in little memory."""

from __future__ import annotations

import codecs
import csv
import io
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tctui.core.errors import Unreadable
from tctui.db.imports.fields import Kind, folded, known_columns

SIZE_LIMIT = 2 * 1024**3
"""Bytes of one file."""
ROW_LIMIT = 5_000_000
LINE_LIMIT = 1_000_000
"""Characters of one physical line."""
HEADER_SEARCH = 20
"""Lines at the top of a file among which the header is looked for."""

_CHUNK = 1 << 20
_PYTHON_NAMES = {"utf-8": "utf-8-sig", "windows-1252": "cp1252", "utf-16": "utf-16"}
_TWO_BYTE_LETTER = re.compile(rb"[\xc3\xc4\xc5][\x80-\xbf]")
_LOST = re.compile("[\udc80-\udcff�]")


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is written: encoding, delimiter, the line of its header, and the header's cells."""

    path: Path
    encoding: str
    delimiter: str
    header_line: int
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that could not be read, and why."""

    reason: str


Row = list[str] | Bad


def check_file(path: Path) -> None:
    """Refuse what is no ordinary file, cannot be read, is empty or too large; raises Unreadable."""
    try:
        held = path.stat()
    except OSError as error:
        raise Unreadable(f"{path.name} cannot be read: {error.strerror}.") from None
    if not stat.S_ISREG(held.st_mode) or not os.access(path, os.R_OK):
        raise Unreadable(f"{path.name} is not a file that this user can read.")
    if held.st_size > SIZE_LIMIT:
        raise Unreadable(f"{path.name} has {held.st_size:,} bytes; at most {SIZE_LIMIT:,} are read. Split it.")
    if held.st_size == 0:
        raise Unreadable(f"{path.name} is empty.")


def find_encoding(path: Path) -> str:
    """Find a file's encoding (profile.ENCODINGS): by its mark, else UTF-8 when all of it is, else Windows-1252.

    Raises Unreadable when a file without a mark mixes the two.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    letters = False
    with path.open("rb") as file:
        start = file.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        if start.startswith(codecs.BOM_UTF8):
            return "utf-8"
        file.seek(0)
        try:
            while chunk := file.read(_CHUNK):
                letters = letters or (not chunk.isascii() and _TWO_BYTE_LETTER.search(chunk) is not None)
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            line = _first_bad_line(file)
            if letters:
                raise Unreadable(
                    f"{path.name} mixes UTF-8 with another encoding, first on line {line}; say encoding in a profile."
                ) from None
            return "windows-1252"
    return "utf-8"


def _first_bad_line(file: BinaryIO) -> int:
    file.seek(0)
    for number, line in enumerate(iter(lambda: file.readline(_CHUNK), b""), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    return 1


def find_layout(path: Path, kind: Kind | None, encoding: str, delimiter: str, header_line: int) -> Layout:
    """Find out what the profile did not say ('' or 0) about a file; raises Unreadable when there is no header.

    Delimiter and header are those with which the most headers are known, then those that give the most columns.
    """
    check_file(path)
    encoding = encoding or find_encoding(path)
    from tctui.db.imports.fields import KINDS

    asked = (kind,) if kind else KINDS
    best: tuple[int, int, int, Layout] | None = None
    for order, mark in enumerate((delimiter,) if delimiter else (",", ";", "\t", "|")):
        rows = _rows(path, encoding, mark)
        for line, row in rows:
            if line > (header_line or HEADER_SEARCH):
                break
            if isinstance(row, Bad) or (header_line and line != header_line):
                continue
            headers = [cell.strip() for cell in row]
            known = max(len(known_columns(one, headers)) for one in asked)
            rank = (known, len(headers) if known or len(headers) > 1 else 0, -order)
            if best is None or rank > best[:3]:
                best = (*rank, Layout(path, encoding, mark, line, tuple(headers)))
    if best is None or not any(best[3].headers):
        raise Unreadable(f"{path.name} has no header line that can be read.")
    return best[3]


def guess_kind(headers: tuple[str, ...]) -> Kind | None:
    """The kind of a file whose name says nothing: the one kind that knows the most headers and lacks none it needs."""
    from tctui.db.imports.fields import KINDS

    fits = []
    for kind in KINDS:
        found = known_columns(kind, list(headers))
        if all(name in found for name in kind.needs) and len(found) >= 3:
            fits.append((len(found), kind))
    fits.sort(key=lambda pair: -pair[0])
    if not fits or (len(fits) > 1 and fits[0][0] == fits[1][0]):
        return None
    return fits[0][1]


def rows_of(layout: Layout) -> Iterator[tuple[int, Row]]:
    """The rows below the header with the line each begins on; blank rows are left out, cells are trimmed.

    Rows that are too short, too long, hold a NUL or bytes that are not of the encoding, or a stray quote come as Bad.
    Raises Unreadable when the file as a whole cannot be read on, or has more than ROW_LIMIT rows.
    """
    width = len(layout.headers)
    count = 0
    for line, row in _rows(layout.path, layout.encoding, layout.delimiter):
        if line <= layout.header_line:
            continue
        count += 1
        if count > ROW_LIMIT:
            raise Unreadable(f"{layout.path.name} has more than {ROW_LIMIT:,} rows. Split it.")
        if not isinstance(row, Bad) and len(row) != width:
            if len(row) > width and not any(cell.strip() for cell in row[width:]):
                row = row[:width]
            else:
                row = Bad(f"has {len(row)} cells, the header has {width}")
        yield line, row


class _Lines:
    """The physical lines of a text file, one at a time, with their count and what is wrong with the current row."""

    def __init__(self, file: io.TextIOWrapper, name: str) -> None:
        self.file, self.name = file, name
        self.count = 0
        self.wrong = ""

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        try:
            line = self.file.readline(LINE_LIMIT)
        except UnicodeError:
            raise Unreadable(f"{self.name} is cut off or damaged after line {self.count}.") from None
        if not line:
            raise StopIteration
        self.count += 1
        if len(line) >= LINE_LIMIT:
            raise Unreadable(f"{self.name}, line {self.count}: longer than {LINE_LIMIT:,} characters.")
        if "\x00" in line:
            self.wrong = f"a NUL byte on line {self.count}"
        elif not line.isascii() and _LOST.search(line):
            self.wrong = f"bytes on line {self.count} that are not of the encoding"
        return line


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, Row]]:
    errors = "replace" if encoding == "utf-16" else "surrogateescape"
    with path.open("r", encoding=_PYTHON_NAMES[encoding], errors=errors, newline="") as file:
        lines = _Lines(file, path.name)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        while True:
            begins = lines.count + 1
            lines.wrong = ""
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                said = str(error)
                if "end of data" in said or "field limit" in said:
                    raise Unreadable(
                        f"{path.name}, line {begins}: a quote is opened there and not closed within"
                        f" {csv.field_size_limit():,} characters."
                    ) from None
                yield begins, Bad("a quote inside a quoted cell is not doubled")
                continue
            if lines.wrong:
                yield begins, Bad(lines.wrong)
            elif any(row) and any(cell and not cell.isspace() for cell in row):
                yield begins, row


def header_position(headers: tuple[str, ...], wanted: str) -> int | None:
    """Where a header that a profile names stands: as it is written, else compared without case and signs."""
    if wanted in headers:
        return headers.index(wanted)
    alike = [folded(header) for header in headers]
    return alike.index(folded(wanted)) if folded(wanted) in alike else None
