"""Text broken into lines between words: a telephone number, a date or a rate is one word, a hyphen may end a line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from tctui.core.documents.parts import BOLD_OFF, BOLD_ON

TELEPHONE = re.compile(r"(?<![\d,.])(?:\+\d{1,3} )?\(?\d{3,4}\)?(?:[ -]\d{3,4}){1,2}(?![\d]|[,.]\d)")
_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec"
TOGETHER = re.compile(
    rf"(?<=\d) (?=%|[ap]\.m\.|(?:{_MONTHS})\b)|(?<=Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?=\d)|(?<={_MONTHS}) (?=\d{{4}}\b)"
    r"|(?:(?<=\bDr)|(?<=\bDr\.)|(?<=\bNo\.)) (?=\w)"
)
"""The blank within a rate, a time or a date, and after a title: what stands on its two sides is read in one."""

HELD = "\x00"
"""Stands for a blank at which no line ends; no text that is printed holds it."""

LEAST_BEFORE_HYPHEN = 3
"""So many characters and the hyphen end a line at least; less looks like a dash of its own."""

_BOLD = re.compile(f"{BOLD_ON}(.*?){BOLD_OFF}", re.DOTALL)

Measure = Callable[[str], float]
"""Gives the width of a text in the present type."""


def pieces(text: str) -> Iterator[tuple[str, bool]]:
    """Give the parts of a marked text in order, each with whether it is bold; empty ones are left out."""
    bold = False
    for piece in re.split(f"([{BOLD_ON}{BOLD_OFF}])", text):
        if piece in (BOLD_ON, BOLD_OFF):
            bold = piece == BOLD_ON
        elif piece:
            yield piece, bold


def wrapped(text: str, width: float, measure: Measure) -> list[str]:
    """Break text into lines of at most ``width`` in the unit of ``measure``; a longer word is cut.

    Each line keeps the marks of its own bold words.
    """
    lines: list[str] = []
    # Every word is marked by itself, so that a line may end between two bold ones.
    held = TOGETHER.sub(HELD, TELEPHONE.sub(lambda number: number[0].replace(" ", HELD), text))
    held = _BOLD.sub(lambda run: re.sub(r"[^ \n]+", rf"{BOLD_ON}\g<0>{BOLD_OFF}", run[1]), held)
    for part in held.split("\n"):
        row = ""
        for word in _words(part, width, measure):
            longer = f"{row} {word}" if row else word
            if measure(longer) <= width:
                row = longer
                continue
            if row:
                lines.append(row)
            if measure(word) > width:
                *before, row = _cut("".join(piece for piece, _ in pieces(word)), width, measure)
                lines.extend(before)
            else:
                row = word
        lines.append(row)
    return [line.replace(f"{BOLD_OFF} {BOLD_ON}", " ") for line in lines]


def _words(part: str, width: float, measure: Measure) -> Iterator[str]:
    """Give the words of a line; what is held together and is longer than a line falls apart at its blanks."""
    for word in part.split(" "):
        whole = word.replace(HELD, " ")
        if HELD in word and measure(whole) > width:
            yield from whole.split(" ")
        else:
            yield whole


def _cut(word: str, width: float, measure: Measure) -> list[str]:
    """Cut a word into pieces that fit, after a hyphen where it has one; only what may fit is measured."""
    cut: list[str] = []
    start = 0
    while True:
        fits, too_long = 1, 16
        while start + fits < len(word) and measure(word[start : start + too_long]) <= width:
            fits, too_long = min(too_long, len(word) - start), too_long * 2
        if start + fits >= len(word):
            return [*cut, word[start:]]
        while too_long - fits > 1:
            middle = (fits + too_long) // 2
            fits, too_long = (middle, too_long) if measure(word[start : start + middle]) <= width else (fits, middle)
        hyphen = word.rfind("-", start, start + fits) + 1 - start
        fits = hyphen if hyphen > LEAST_BEFORE_HYPHEN else fits
        cut.append(word[start : start + fits])
        start += fits
