"""The words of agreements, consents, refusals and notices: those shipped, or the office's own Markdown files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from os.path import lexists
from pathlib import Path
from typing import Any

from tctui.core.documents.agreement import CONDITIONS, FIELDS, WHOLE, ClauseText
from tctui.core.documents.consent import FIELDS as CONSENT_FIELDS
from tctui.core.documents.consent import ConsentText
from tctui.core.documents.credit_notice import FIELDS as NOTICE_FIELDS
from tctui.core.documents.credit_notice import NoticeText
from tctui.core.documents.refusal import RefusalText
from tctui.core.errors import Unreadable
from tctui.documents.texts.markdown import Words, read_words

AGREEMENT, CONSENTS, STATEMENTS, REFUSAL = "agreement", "consents", "statements", "refusal.md"
"""Where the office's words lie in their folder: a file for each clause, for each consent, one for refusals."""

CREDIT_NOTICE, OTHER = "credit_notice", "other"
"""The folder of the notices on credit: a file for each state that sets one, and one for the others."""

SOURCE = "Source"
"""The section of a notice that says where its words are from."""

STATES, LEADS_TO = "What you state by signing", "What can come of it"
SECTIONS = {
    "condition": "What was found",
    "treatment": "What is proposed",
    "benefits": "What it can do for you",
    "risks": "Risks you should know",
    "alternatives": "Other ways, and doing nothing",
    "success": "Chance of success",
    "afterwards": "Afterwards",
}
"""The sections of a consent by the part of ConsentText they fill, called as they are printed."""

LISTS = ("benefits", "risks", "alternatives")


def own_folder(beside: Path) -> Path | None:
    """The folder with the office's words beside the database; None while there is none. Raises Unreadable for a file."""
    folder = beside.parent / "words"
    if lexists(folder) and not folder.is_dir():
        raise Unreadable(f"{folder} is no folder; the office's words are expected in it.")
    return folder if folder.is_dir() else None


def clause_texts(own: Path | None = None) -> tuple[ClauseText, ...]:
    """The clauses of the agreement in order: those shipped, each replaced by the office's file of the same name.

    Further files follow in the order of their names; one with a title alone leaves its clause out. Raises Unreadable or
    Refused naming the file and what is wrong with it.
    """
    shipped = {
        row["key"]: ClauseText(row["key"], row["title"], joined(row["text"]), tuple(row.get("when", ())))
        for row in _shipped("agreement.toml")["clause"]
    }
    last = shipped.pop(WHOLE)
    for path in _files(own, AGREEMENT):
        words = read_words(path, FIELDS)
        unknown = [each for each in words.when if each not in CONDITIONS]
        if unknown:
            raise Unreadable(f"{words.name}: there is no condition {unknown[0]!r}; known are {', '.join(CONDITIONS)}")
        clause = ClauseText(path.stem, words.title, words.text(), words.when)
        if path.stem == WHOLE:
            last = clause
        else:
            shipped[path.stem] = clause
    return tuple(clause for clause in (*shipped.values(), last) if clause.text)


def consent_texts(own: Path | None = None) -> dict[str, ConsentText]:
    """The consent texts by class: those shipped, each replaced by the office's file of the same name, and its further ones.

    Raises Unreadable or Refused naming the file and what is wrong with it.
    """
    found = {row["key"]: _consent(row) for row in _shipped("consents.toml")["consent"]}
    for path in _files(own, CONSENTS):
        if path.stem != STATEMENTS:
            words = read_words(path, CONSENT_FIELDS, tuple(SECTIONS.values()))
            found[path.stem] = _own_consent(path.stem, words)
    return found


def consent_statements(own: Path | None = None) -> tuple[str, ...]:
    """What the patient states by signing a consent. Raises Unreadable or Refused naming the file."""
    path = own / CONSENTS / f"{STATEMENTS}.md" if own else None
    if path is None or not lexists(path):
        return tuple(joined(line) for line in _shipped("consents.toml")["statements"])
    return _needed(read_words(path, CONSENT_FIELDS), "")


def refusal_text(own: Path | None = None) -> RefusalText:
    """What a patient who declines is told and states. Raises Unreadable or Refused naming the file and what is wrong."""
    path = own / REFUSAL if own else None
    if path is None or not lexists(path):
        read = _shipped("refusal.toml")
        return RefusalText(tuple(map(joined, read["risks"])), tuple(map(joined, read["statements"])))
    words = read_words(path, CONSENT_FIELDS, (LEADS_TO, STATES))
    return RefusalText(_needed(words, LEADS_TO), _needed(words, STATES))


def notice_text(state: str, own: Path | None = None) -> NoticeText:
    """What a patient is told and signs before applying to a lending partner, as the state asks for it.

    The office's ``credit_notice/ca.md`` takes the place of the shipped file, ``other.md`` is for states without one.
    Raises Unreadable or Refused naming the file and what is wrong with it.
    """
    shipped = Path(str(files(__package__) / CREDIT_NOTICE))
    name = f"{state.lower() if state.isalpha() else OTHER}.md"
    found = (folder / each for each in (name, f"{OTHER}.md") for folder in _notice_folders(own, shipped))
    words = read_words(next(path for path in found if lexists(path)), NOTICE_FIELDS, (STATES, SOURCE))
    said = words.parts.get("", ())
    paragraphs = tuple(each for each in said if not each.startswith("- "))
    points = tuple(each[2:] for each in said if each.startswith("- "))
    return NoticeText(words.title, paragraphs, points, _needed(words, STATES), words.text(SOURCE))


def notice_files(own: Path | None = None) -> dict[str, str]:
    """The files of the notices by their names in the office's folder, with their words as they are used."""
    found: dict[str, str] = {}
    shipped = Path(str(files(__package__) / CREDIT_NOTICE))
    for path in (*sorted(shipped.glob("*.md")), *_files(own, CREDIT_NOTICE)):
        notice_text(path.stem, own)
        found[f"{CREDIT_NOTICE}/{path.name}"] = path.read_text(encoding="utf-8")
    return found


def _notice_folders(own: Path | None, shipped: Path) -> list[Path]:
    return [*([own / CREDIT_NOTICE] if own else []), shipped]


def review_line(name: str = "agreement.toml") -> str:
    """The line that says the shipped text is a sample: ``tctui words`` says it while shipped words are used."""
    return str(_shipped(name)["review"])


def _files(own: Path | None, folder: str) -> list[Path]:
    if own and lexists(own / folder) and not (own / folder).is_dir():
        raise Unreadable(f"{own.name}/{folder} is no folder; the office's files are expected in it.")
    return sorted((own / folder).glob("*.md")) if own else []


def _own_consent(key: str, words: Words) -> ConsentText:
    parts: dict[str, Any] = {}
    for part, section in SECTIONS.items():
        if part != "afterwards":
            _needed(words, section)
        parts[part] = words.items(section) if part in LISTS else words.text(section)
    return ConsentText(key=key, title=words.title, **parts)


def _needed(words: Words, section: str) -> tuple[str, ...]:
    found = words.items(section)
    if not found:
        raise Unreadable(f"{words.name}: {f'the section {section!r}' if section else 'its text'} is empty")
    return found


def _consent(row: Mapping[str, Any]) -> ConsentText:
    return ConsentText(
        key=row["key"],
        title=row["title"],
        condition=row["condition"],
        treatment=row["treatment"],
        benefits=tuple(row["benefits"]),
        risks=tuple(row["risks"]),
        alternatives=tuple(row["alternatives"]),
        success=row["success"],
        afterwards=row.get("afterwards", ""),
    )


def joined(text: str) -> str:
    """A text of several lines as paragraphs of one line each, an empty line between."""
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


@lru_cache(maxsize=4)
def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))
