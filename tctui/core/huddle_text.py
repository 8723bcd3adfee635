"""The huddle as text for scripts and screen readers, and as the data of its sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from tctui.core.documents.parts import Practice
from tctui.core.huddle import LETTERS, HuddleLine, Part
from tctui.core.money import dollars
from tctui.core.spoken import show_date_year
from tctui.core.text import cells, fit, veiled, wrapped

TEXT_WIDTH = 80


@dataclass(frozen=True, slots=True)
class SheetLine:
    """One line of the sheet: a sentence with its figure, or a patient's line in columns; dollars as text."""

    text: str = ""
    right: str = ""
    when: str = ""
    who: str = ""
    what: str = ""
    open: str = ""
    family: str = ""
    owes: str = ""
    letters: str = ""
    remarks: str = ""


@dataclass(frozen=True, slots=True)
class HuddleSheet:
    """The huddle of a day on paper; ``made_at`` in UTC, ``names`` whether it names patients."""

    practice: Practice
    day: date
    made_at: datetime
    names: bool
    parts: tuple[tuple[str, str, tuple[SheetLine, ...]], ...]

    @property
    def legend(self) -> str:
        """What the letters stand for."""
        return "   ".join(f"{letter} {word}" for letter, word in LETTERS.items())


def huddle_sheet(practice: Practice, day: date, now: datetime, parts: Sequence[Part], *, names: bool) -> HuddleSheet:
    """Draw up the sheet; without names it holds initials and dollars, and of the remarks only what kind they are."""
    at = now.astimezone(UTC).replace(microsecond=0)
    drawn = tuple((part.title, part.right, tuple(_line(line, names) for line in part.lines)) for part in parts)
    return HuddleSheet(practice, day, at, names, drawn)


def _line(line: HuddleLine, names: bool) -> SheetLine:
    if line.text:
        return SheetLine(line.text, line.right)
    amounts = [dollars(each) if each else "" for each in (line.open_cents, line.family_cents, line.owes_cents)]
    who, what = (line.who, line.what) if names else (veiled(line.who), line.bare)
    remarks = "; ".join(line.remarks) if names else ""
    return SheetLine(
        when=line.when, who=who, what=what, open=amounts[0], family=amounts[1], owes=amounts[2],
        letters=line.letters, remarks=remarks,
    )  # fmt: skip


def huddle_text(sheet: HuddleSheet) -> Iterator[str]:
    """Write the huddle in lines of at most 80 columns; every amount says what it is."""
    yield fit(f"{sheet.practice.name}   huddle of {show_date_year(sheet.day)}", TEXT_WIDTH).rstrip()
    for title, right, lines in sheet.parts:
        yield ""
        yield _edges(title, right)
        for line in lines:
            if line.text:
                yield _edges(f"  {line.text}", line.right)
            else:
                yield from _in_words(line)


def _edges(left: str, right: str) -> str:
    room = TEXT_WIDTH - cells(right) - 2
    return f"{fit(left, room)}  {right}" if right else fit(left, TEXT_WIDTH).rstrip()


def _in_words(line: SheetLine) -> Iterator[str]:
    named = (("open", line.open), ("family", line.family), ("owes", line.owes))
    amounts = ", ".join(f"{word} {amount}" for word, amount in named if amount)
    told = "; ".join(part for part in (amounts, line.remarks or _words(line.letters)) if part)
    blanks = " " * 10
    yield from wrapped(f"{line.who}  {line.what}", TEXT_WIDTH, f"  {line.when:>6}  ", blanks)
    if told:
        yield from wrapped(told, TEXT_WIDTH, blanks, blanks)


def _words(letters: str) -> str:
    return ", ".join(LETTERS[letter] for letter in letters)
