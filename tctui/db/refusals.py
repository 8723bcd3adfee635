"""Informed refusals: made for lines that were declined, kept like every paper that is signed."""

from __future__ import annotations

from collections.abc import Sequence

from tctui.core.case import CaseFile, Line, Option
from tctui.core.documents.refusal import RefusedLine, canonical_refusal, draw_up_refusal
from tctui.core.errors import Refused
from tctui.core.papers import refusal_kind
from tctui.db.change import By
from tctui.db.paper_parts import guardian, letterhead, may_make, parties, provider_name, second, words_folder
from tctui.db.paper_writes import document_number, keep_document


def make_refusal(by: By, case: CaseFile, option: Option, line_ids: Sequence[int]) -> int:
    """Draw up and keep the informed refusal of declined lines of an option; returns the document's id.

    Raises Refused when a line is not declined.
    """
    may_make(by.user)
    lines = [line for line in option.lines() if line.id in set(line_ids)]
    for line in lines:
        if line.state != "declined":
            raise Refused(f"{line.name} is not declined; a refusal is for what the patient declines.")
    from tctui.documents.refusal import render_refusal
    from tctui.documents.texts import refusal_text

    kind = refusal_kind(lines)
    patient, _ = parties(case)
    paper = draw_up_refusal(
        number=str(case.id), version=document_number(case.id, kind), made_at=second(by.now), day=by.today,
        practice=letterhead(), patient=patient,
        lines=[RefusedLine(line.site, line.name, line.code, line.rationale, line.if_waits) for line in lines],
        text=refusal_text(words_folder()), guardian=guardian(case, by.today), reason=_reasons(lines),
        proposed_by=provider_name(next((line.provider_id for line in lines if line.provider_id), case.provider_id)),
    )  # fmt: skip
    title = f"Informed refusal: {_named(lines)}"
    terms, content = canonical_refusal(paper), render_refusal(paper)
    return keep_document(by.user.id, by.now, by.today, case, option, kind, title, terms, content, None)


def _reasons(lines: Sequence[Line]) -> str:
    """What the patient said: the category, then their own words where they were noted."""
    said = []
    for line in lines:
        declined = [event for event in line.events if event.kind == "declined"]
        if declined:
            said.append(", ".join(part for part in (declined[-1].reason, declined[-1].note) if part))
    return "; ".join(dict.fromkeys(said))


def _named(lines: Sequence[Line]) -> str:
    names = [f"{line.name} {line.site}".strip() for line in lines]
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"
