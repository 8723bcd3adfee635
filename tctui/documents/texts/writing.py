"""The words in use as Markdown files: what an office starts from when it writes its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tctui.core.documents.agreement import FIELDS, ClauseText
from tctui.core.documents.consent import FIELDS as CONSENT_FIELDS
from tctui.core.documents.consent import ConsentText
from tctui.documents import texts
from tctui.documents.texts.markdown import as_markdown


def words_in_use(own: Path | None) -> dict[str, str]:
    """Every file of the folder by its name in it, with the words that are used today; reads and so checks all of them."""
    found = {f"{texts.AGREEMENT}/{clause.key}.md": _clause(clause) for clause in texts.clause_texts(own)}
    for consent in texts.consent_texts(own).values():
        found[f"{texts.CONSENTS}/{consent.key}.md"] = _consent(consent)
    said = "\n".join(f"- {each}" for each in texts.consent_statements(own))
    found[f"{texts.CONSENTS}/{texts.STATEMENTS}.md"] = f"# {texts.STATES}\n{_note(CONSENT_FIELDS)}\n{said}\n"
    refusal = texts.refusal_text(own)
    parts = ((texts.LEADS_TO, refusal.risks), (texts.STATES, refusal.statements))
    lists = "\n".join(f"\n## {title}\n\n" + "\n".join(f"- {each}" for each in items) for title, items in parts)
    found[texts.REFUSAL] = f"# Treatment declined\n{_note(CONSENT_FIELDS)}{lists}\n"
    return {name: as_markdown(text) for name, text in found.items()} | texts.notice_files(own)


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
