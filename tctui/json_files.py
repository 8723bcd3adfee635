"""JSON files: one request or a list of them read from a file or standard input, and the answers written out."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from tctui.core.errors import Refused, Unreadable
from tctui.core.text import safe_text

LARGEST = 64 * 1024 * 1024
"""Bytes of JSON, unpacked; more is a mistaken file, and no request needs it."""

GZIP_MAGIC = b"\x1f\x8b"

Answer = Callable[[Mapping[str, Any]], Any]


def read_json(path: str) -> Any:
    """Read JSON from ``path``, ``-`` for standard input, packed with gzip or not.

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
    try:
        return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise Unreadable(f"{name}: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"{name}: {error}") from None


def _unpacked(packed: bytes) -> bytes:
    opened: BinaryIO = io.BytesIO(packed)
    if packed[:2] == GZIP_MAGIC:
        with gzip.GzipFile(fileobj=opened) as unpacking:
            packed = unpacking.read(LARGEST + 1)
    if len(packed) > LARGEST:
        raise OSError(f"larger than {LARGEST // 1024 // 1024} MB")
    return packed


def _no_constant(word: str) -> Any:
    raise ValueError(f"{word} is not an amount")


def requests_in(content: Any) -> tuple[list[Any], bool]:
    """Give the requests of a file and whether they came as a list: one object, a list, or ``{"cases": [...]}``."""
    if isinstance(content, dict) and isinstance(content.get("cases"), list):
        return content["cases"], True
    if isinstance(content, list):
        return content, True
    return [content], False


def answer_file(path: str, answer: Answer) -> int:
    """Answer each request of a file and print the answers as JSON; a list is answered by a list in its order.

    A request that is refused leaves ``{"id", "error"}`` in its place and a line on standard error, and the exit
    status is 2; the others are answered.
    """
    name = "standard input" if path == "-" else path
    requests, many = requests_in(read_json(path))
    replies, status = [], 0
    for number, request in enumerate(requests, 1):
        try:
            if not isinstance(request, dict):
                raise Unreadable("expected an object { … }")
            replies.append(answer(request))
        except Refused as refused:
            status = 2
            where = f"{name}: request {number}" if many else name
            print(f"tctui: {safe_text(f'{where}: {refused}')}", file=sys.stderr)
            named = {"id": request["id"]} if isinstance(request, dict) and "id" in request else {}
            replies.append({**named, "error": str(refused)})
    print(json.dumps(replies if many else replies[0], indent=1, ensure_ascii=False))
    return status


def explain_file(path: str, explain: Callable[[Mapping[str, Any]], Iterator[str]]) -> int:
    """Explain each request of a file in words, a blank line between them; a refused one is told in its place."""
    status = 0
    for number, request in enumerate(requests_in(read_json(path))[0], 1):
        try:
            if not isinstance(request, dict):
                raise Unreadable("expected an object { … }")
            for line in explain(request):
                print(safe_text(line))
        except Refused as refused:
            status = 2
            print(f"tctui: {safe_text(f'request {number}: {refused}')}", file=sys.stderr)
        print()
    return status
