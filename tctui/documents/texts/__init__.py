"""The texts that ship with the package: clauses of the agreement and consents by class, as dated TOML files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from tctui.core.documents.agreement import ClauseText
from tctui.core.documents.consent import ConsentText
from tctui.core.documents.refusal import RefusalText
from tctui.core.errors import Unreadable


def clause_texts(own: Path | None = None) -> tuple[ClauseText, ...]:
    """Read the clauses of the agreement: the office's own file, or the one shipped.

    Raises Unreadable naming the file and what is wrong with it.
    """
    read = _toml("agreement.toml", own)
    try:
        return tuple(
            ClauseText(row["key"], row["title"], _joined(row["text"]), tuple(row.get("when", ())))
            for row in read["clause"]
        )
    except (KeyError, TypeError, AttributeError) as wrong:
        raise _wrong(own, wrong) from None


def consent_texts(own: Path | None = None) -> dict[str, ConsentText]:
    """Read the consent texts by class. Raises Unreadable naming the file and what is wrong with it."""
    read = _toml("consents.toml", own)
    try:
        return {row["key"]: _consent(row) for row in read["consent"]}
    except (KeyError, TypeError, AttributeError) as wrong:
        raise _wrong(own, wrong) from None


def consent_statements(own: Path | None = None) -> tuple[str, ...]:
    """Read what the patient states by signing a consent. Raises Unreadable naming the file."""
    read = _toml("consents.toml", own)
    try:
        return tuple(_joined(line) for line in read["statements"])
    except (KeyError, TypeError, AttributeError) as wrong:
        raise _wrong(own, wrong) from None


def refusal_text(own: Path | None = None) -> RefusalText:
    """Read what a patient who declines is told and states. Raises Unreadable naming the file and what is wrong."""
    read = _toml("refusal.toml", own)
    try:
        return RefusalText(tuple(map(_joined, read["risks"])), tuple(map(_joined, read["statements"])))
    except (KeyError, TypeError, AttributeError) as wrong:
        raise _wrong(own, wrong) from None


def review_line(name: str = "agreement.toml") -> str:
    """Give the line that says the shipped text is a sample; it is printed while the shipped text is used."""
    return str(_toml(name, None)["review"])


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


def _joined(text: str) -> str:
    paragraphs = text.strip().split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _toml(name: str, own: Path | None) -> Mapping[str, Any]:
    if own is None:
        return _shipped(name)
    try:
        return tomllib.loads(own.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as wrong:
        raise _wrong(own, wrong) from None


@lru_cache(maxsize=4)
def _shipped(name: str) -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / name).read_text(encoding="utf-8"))


def _wrong(own: Path | None, wrong: Exception) -> Unreadable:
    return Unreadable(f"{own.name if own else 'the shipped text'} cannot be read: {wrong}")
