"""The words in use as Markdown files: what an office starts from when it writes its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from tctui.core.documents.agreement import FIELDS, ClauseText
from tctui.core.documents.consent import FIELDS as CONSENT_FIELDS
from tctui.core.documents.consent import ConsentText
from tctui.core.errors import Refused
from tctui.documents import texts
from tctui.documents.texts.markdown import as_markdown
from tctui.documents.typeface import needs_han


def words_in_use(own: Path | None) -> dict[str, str]:
    """Every file of the folder by its name in it, with the words that are used today; reads and so checks all of them.

    Raises Unreadable or Refused naming the file, and a character in it that no document can print.
    """
    found = {f"{texts.AGREEMENT}/{clause.key}.md": _clause(clause) for clause in texts.clause_texts(own)}
    for consent in texts.consent_texts(own).values():
        found[f"{texts.CONSENTS}/{consent.key}.md"] = _consent(consent)
    said = "\n".join(f"- {each}" for each in texts.consent_statements(own))
    found[f"{texts.CONSENTS}/{texts.STATEMENTS}.md"] = f"# {texts.STATES}\n{_note(CONSENT_FIELDS)}\n{said}\n"
    refusal = texts.refusal_text(own)
    parts = ((texts.LEADS_TO, refusal.risks), (texts.STATES, refusal.statements))
    lists = "\n".join(f"\n## {title}\n\n" + "\n".join(f"- {each}" for each in items) for title, items in parts)
    found[texts.REFUSAL] = f"# Treatment declined\n{_note(CONSENT_FIELDS)}{lists}\n"
    written = {name: as_markdown(text) for name, text in found.items()} | texts.notice_files(own)
    for name in written if own else ():
        for line in written[name].split("\n"):
            try:
                needs_han(line)
            except Refused as wrong:
                raise Refused(f"{name}: {wrong}") from None
    return written


def left_out(own: Path | None, found: Mapping[str, str]) -> list[str]:
    """The office's clauses that are no part of the agreement, as their files have a title alone."""
    return [name for name in _names(own) if name.startswith(f"{texts.AGREEMENT}/") and name.endswith(".md") and name not in found]


def unread(own: Path | None) -> list[str]:
    """What lies in the office's folder and is never read: of another ending, or not where its kind lies."""
    folders = (texts.AGREEMENT, texts.CONSENTS, texts.CREDIT_NOTICE)
    read = (texts.REFUSAL, *folders)
    return [name for name in _names(own) if name not in read and not re.fullmatch(rf"({'|'.join(folders)})/[^/]+\.md", name)]


def _names(own: Path | None) -> list[str]:
    return sorted(path.relative_to(own).as_posix() for path in own.rglob("*")) if own else []


def _clause(clause: ClauseText) -> str:
    when = f"when: {', '.join(clause.when)}\n" if clause.when else ""
    return f"# {clause.title}\n{_note(FIELDS)}{when}\n{clause.text}\n"


def _consent(consent: ConsentText) -> str:
    return f"# {consent.title}\n{_note(CONSENT_FIELDS)}" + "".join(_sections(consent))


def _sections(consent: ConsentText) -> Iterator[str]:
    for part, title in texts.SECTIONS.items():
        words = getattr(consent, part)
        if words:
            yield (
                f"\n## {title}\n\n"
                + (words if isinstance(words, str) else "\n".join(f"- {each}" for each in words))
                + "\n"
            )


def _note(fields: tuple[str, ...]) -> str:
    return f"<!-- Fields: {', '.join(f'{{{name}}}' for name in fields)}. This line is not printed. -->\n"
