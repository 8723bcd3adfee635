"""The office's own words as Markdown files: a title, sections, paragraphs and lists, with fields such as ``{patient}``."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from tctui.core.documents.parts import BOLD_OFF, BOLD_ON, checked_fields
from tctui.core.errors import Unreadable
from tctui.core.text import clean

LONGEST = 100_000
"""Bytes of the longest file: about forty printed pages."""

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_ITEM = re.compile(r"\s*(?:[-*+]|(\d{1,2}[.)]))\s+")
_LISTED = re.compile(r"(?:–|\d{1,2}[.)]) ")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")


@dataclass(frozen=True, slots=True)
class Words:
    """One file: its title, the conditions of its ``when:`` line, what stands before any section, and the sections.

    A part is its paragraphs in order, a line of a list counted as one of them, marked by ``- `` or its number; bold words
    stand between BOLD_ON and BOLD_OFF, and a ``###`` heading is a bold paragraph.
    """

    name: str
    title: str
    when: tuple[str, ...] = ()
    parts: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def text(self, section: str = "") -> str:
        """A part as running text: paragraphs with an empty line between, the lines of a list under one another."""
        said = ""
        for part in self.parts.get(section, ()):
            item = _ITEM.match(part)
            gap = "\n" if item and _LISTED.match(said.rpartition("\n")[2]) else "\n\n"
            said += (gap if said else "") + (f"– {part[2:]}" if part.startswith("- ") else part)
        return said

    def items(self, section: str = "") -> tuple[str, ...]:
        """A part as a list: each line of it, or each paragraph where it is no list."""
        return tuple(_ITEM.sub("", part, count=1) for part in self.parts.get(section, ()))


def read_words(path: Path, fields: Collection[str], sections: Collection[str] = ()) -> Words:
    """Read a file whose text may use these fields and whose ``##`` headings are among these sections.

    Raises Unreadable naming the file: it is no file, too long or no UTF-8, it has no title, a section is not known, bold
    words do not end; and Refused naming the field, the file and the line when the text asks for one that does not exist.
    """
    name = f"{path.parent.name}/{path.name}"
    text = _text(path, name)
    title, here, known = "", "", {each.casefold(): each for each in sections}
    when: tuple[str, ...] = ()
    parts: dict[str, list[str]] = {}
    joins = False
    # A comment leaves its lines behind, so that those after it keep their numbers.
    lines = _COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text).splitlines()
    for number, raw in enumerate(lines, 1):
        line = checked_fields(clean(raw, limit=LONGEST), fields, name, number)
        if line.startswith("## ") and title:
            here = known.get(line[3:].strip().casefold(), "")
            if not here:
                offered = f"; known are {', '.join(sections)}" if sections else ": this file has none"
                raise Unreadable(f"{name}: there is no section {line[3:].strip()!r}{offered}")
            joins = False
        elif line.startswith("# ") and not title:
            title = line[2:].strip()
        elif not title and line:
            raise Unreadable(f"{name}: its first line must be the title, as in '# Missed appointments'")
        elif line.startswith("when:") and not parts:
            when = tuple(part.strip() for part in line[5:].split(",") if part.strip())
        elif not line:
            joins = False
        elif item := _ITEM.match(line):
            parts.setdefault(here, []).append(f"{item[1] or '-'} {line[item.end() :]}")
            joins = True
        elif line.startswith("### "):
            parts.setdefault(here, []).append(f"**{line[4:].strip()}**")
            joins = False
        elif joins:
            parts[here][-1] += f" {line}"
        else:
            parts.setdefault(here, []).append(line)
            joins = True
    if not title:
        raise Unreadable(f"{name} has no title: its first line must be as in '# Missed appointments'")
    marked = {section: tuple(_BOLD.sub(rf"{BOLD_ON}\1{BOLD_OFF}", part) for part in each) for section, each in parts.items()}
    for part in (part for each in marked.values() for part in each if "**" in part):
        at = next((f" (line {number})" for number, raw in enumerate(lines, 1) if raw.count("**") % 2), "")
        raise Unreadable(f"{name}: bold words do not end at {part[part.index('**') :][:24]!r}{at}; write **bold words** so")
    return Words(name, title, when, marked)


def _text(path: Path, name: str) -> str:
    """The text of a file; only what is a file is opened, as reading a pipe would wait for ever."""
    content = b""
    try:
        if not path.is_file():
            raise Unreadable(f"{name} is {'a folder' if path.is_dir() else 'no file'}; a Markdown file is expected there.")
        with path.open("rb") as file:
            content = file.read(LONGEST + 1)
        if len(content) > LONGEST:
            raise Unreadable(f"{name} is longer than {LONGEST // 1000} KB.")
        return content.decode("utf-8-sig")
    except OSError as wrong:
        raise Unreadable(f"{name} cannot be read: {wrong.strerror}.") from None
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        raise Unreadable(f"{name} cannot be read: line {line} is no UTF-8 text; save the file as UTF-8.") from None


def as_markdown(text: str) -> str:
    """Give a text that was read from a file as it is written there: bold words between two stars."""
    return text.replace(BOLD_ON, "**").replace(BOLD_OFF, "**")
