"""JSON files: one request or a list of them read from a file or standard input, and the answers written out."""

from __future__ import annotations

import gzip
import io
import json
import re
import sys
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from tctui.core.errors import Refused, Unreadable
from tctui.core.text import safe_text
from tctui.json_positions import Steps, line_of, steps_of

LARGEST = 64 * 1024 * 1024
"""Bytes of JSON, unpacked; more is a mistaken file, and no request needs it."""

GZIP_MAGIC = b"\x1f\x8b"

_PATH = re.compile(r"(.+?): ")
"""A message about a value begins with its path."""

Answer = Callable[[Mapping[str, Any]], Any]


class Given(NamedTuple):
    """What a file holds: its requests, whether they came as a list, and the text with the way to them in it."""

    name: str
    requests: list[Any]
    many: bool
    text: str
    way: Steps

    def line(self, number: int, message: str) -> int:
        """The line of the value that a message about request ``number`` (from 1) begins with the path of."""
        path = _PATH.match(message)
        steps: Steps = [*self.way, number - 1] if self.many else []
        return line_of(self.text, steps + (steps_of(path.group(1)) if path else []))


def read_requests(path: str) -> Given:
    """Read the requests of a file: one object, a list, or ``{"cases": [...]}``; raises what ``read_json`` raises."""
    content, text = read_json(path)
    name = "standard input" if path == "-" else path
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        return Given(name, content["cases"], True, text, ["cases"])
    if isinstance(content, list):
        return Given(name, content, True, text, [])
    return Given(name, [content], False, text, [])


def read_json(path: str) -> tuple[Any, str]:
    """Read JSON from ``path``, ``-`` for standard input, packed with gzip or not, and give its text besides.

    Raises Unreadable with the file, the line and the column where the text stops being JSON, and Refused when the
    file cannot be opened or is larger than 64 MB.
    """
    name = "standard input" if path == "-" else path
    try:
        if path == "-":
            packed = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(path).open("rb") as file:
                packed = file.read(LARGEST + 1)
        text = _unpacked(packed).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(f"{name}: byte {error.start + 1} is not UTF-8 text.") from None
    except (OSError, EOFError) as error:
        raise Refused(f"{name}: {getattr(error, 'strerror', None) or error}") from None
    except zlib.error:
        raise Unreadable(f"{name}: is packed with gzip and damaged; pack it anew.") from None
    words: list[_NoNumber] = []

    def no_number(word: str) -> _NoNumber:
        words.append(_NoNumber(word))
        return words[-1]

    try:
        content = json.loads(text, parse_constant=no_number)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except RecursionError:
        raise Unreadable(f"{name}: lists or objects lie too deep in each other.") from None
    except ValueError as error:
        if "digits" in str(error):
            raise Unreadable(f"{name}: a number has more digits than any figure needs.") from None
        raise Unreadable(f"{name}: {error}") from None
    if words and (found := _no_number(content)) is not None:
        steps, word = found
        raise Unreadable(f"{name}: line {line_of(text, steps)}: {_path(steps)}{word} is not a number.")
    return content, text


def _unpacked(packed: bytes) -> bytes:
    opened: BinaryIO = io.BytesIO(packed)
    if packed[:2] == GZIP_MAGIC:
        with gzip.GzipFile(fileobj=opened) as unpacking:
            packed = unpacking.read(LARGEST + 1)
    if len(packed) > LARGEST:
        raise OSError(f"larger than {LARGEST // 1024 // 1024} MB")
    return packed


class _NoNumber(str):
    """A word that JSON reads in place of a number: NaN, Infinity."""

    __slots__ = ()


def _no_number(content: Any) -> tuple[Steps, str] | None:
    """The way to the first such word in a file, and the word; None without one."""
    if isinstance(content, _NoNumber):
        return [], content
    inside = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for step, value in inside:
        found = _no_number(value)
        if found is not None:
            return [step, *found[0]], found[1]
    return None


def _path(steps: Steps) -> str:
    """The steps as messages name them, ``visits[2].earliest: ``; nothing for the whole file."""
    path = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")
    return f"{path}: " if path else ""


def answer_file(path: str, answer: Answer) -> int:
    """Answer each request of a file and print the answers as JSON; a list is answered by a list in its order.

    A request that is refused leaves ``{"id", "line", "error"}`` in its place and a line on standard error, and the
    exit status is 2; the others are answered.
    """
    given = read_requests(path)
    replies, status = [], 0
    for number, request in enumerate(given.requests, 1):
        try:
            if not isinstance(request, dict):
                raise Unreadable("expected an object { … }")
            replies.append(answer(request))
        except Refused as refused:
            status = 2
            line = _tell(given, number, refused)
            named = {"id": request["id"]} if isinstance(request, dict) and "id" in request else {}
            replies.append({**named, "line": line, "error": str(refused)})
    print(json.dumps(replies if given.many else replies[0], indent=1, ensure_ascii=False))
    return status


def explain_file(path: str, explain: Callable[[Mapping[str, Any]], Iterator[str]]) -> int:
    """Explain each request of a file in words, a blank line between them; a refused one is told in its place."""
    given = read_requests(path)
    status = 0
    for number, request in enumerate(given.requests, 1):
        try:
            if not isinstance(request, dict):
                raise Unreadable("expected an object { … }")
            for line in explain(request):
                print(safe_text(line))
        except Refused as refused:
            status = 2
            _tell(given, number, refused)
        print()
    return status


def _tell(given: Given, number: int, refused: Refused) -> int:
    """Say on standard error which request is refused, on which line and why; returns the line."""
    line = given.line(number, str(refused))
    which = f"request {number}, " if given.many else ""
    print(f"tctui: {safe_text(f'{given.name}: {which}line {line}: {refused}')}", file=sys.stderr)
    return line
