"""JSON positions: the line on which a value stands in the text of a file, found by its path."""

from __future__ import annotations

import json
import re
from json.decoder import scanstring  # type: ignore[attr-defined]

_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
_SPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()

Steps = list[str | int]


def steps_of(path: str) -> Steps:
    """Take a path such as ``procedures[2].fee`` apart into names and places."""
    return [int(place) if place else name for name, place in _STEP.findall(path)]


def line_of(text: str, steps: Steps) -> int:
    """The line, from 1, of the value that the steps lead to, or of the last one on the way that is there.

    ``text`` is JSON that was read before. A name that stands twice in an object is found where it stands first.
    """
    at = _after_space(text, 0)
    for step in steps:
        inner = _inside_list(text, at, step) if isinstance(step, int) else _inside_object(text, at, step)
        if inner is None:
            break
        at = inner
    return text.count("\n", 0, at) + 1


def _inside_list(text: str, at: int, place: int) -> int | None:
    if text[at] != "[":
        return None
    at = _after_space(text, at + 1)
    while text[at] != "]":
        if place == 0:
            return at
        place -= 1
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return None


def _inside_object(text: str, at: int, name: str) -> int | None:
    if text[at] != "{":
        return None
    at = _after_space(text, at + 1)
    while text[at] != "}":
        key, end = scanstring(text, at + 1)
        at = _after_space(text, _after_space(text, end) + 1)
        if key == name:
            return at
        at = _after_comma(text, _DECODER.raw_decode(text, at)[1])
    return None


def _after_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _after_comma(text: str, at: int) -> int:
    """The beginning of the next value, or the closing bracket."""
    at = _after_space(text, at)
    return _after_space(text, at + 1) if text[at] == "," else at
