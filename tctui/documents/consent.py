"""Informed consent on paper."""

from __future__ import annotations

from tctui.core.documents.consent import Consent, consent_hash
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import items, letterhead, people, room_to_state, running_text, signatures, title
from tctui.documents.sheet import INNER, Column, Sheet

BY_HAND = "Discussed with the patient by ______________________ on ________________ at ________"

LINES = (Column("site", 25), Column("procedure", 125), Column("code", 29.9))


def render_consent(consent: Consent) -> bytes:
    """Draw the consent as a PDF; the same consent gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    title_said = f"Consent: {consent.text.title}"
    name = f"{title_said}, no. {consent.number}, version {consent.version}"
    with Sheet(
        name,
        consent.made_at,
        consent.practice,
        f"{name} · terms SHA-256 {consent_hash(consent)}",
    ) as sheet:
        letterhead(sheet, consent.practice)
        made = f"No. {consent.number} · version {consent.version} · {show_date_year(consent.day)}"
        title(sheet, title_said, made)
        people(sheet, (("patient", consent.patient),))
        sheet.heading("What it is for", keep=15)
        sheet.table_head(LINES)
        for line in consent.lines:
            told = [each for each in (line.why, line.if_left and f"If it waits: {line.if_left}") if each]
            sheet.table_row([line.site, line.name, line.code], LINES, under=told, grey=False)
        _explained(sheet, consent)
        words = f"{name}, for {consent.patient.name}."
        said = _who(consent)
        height = sheet.font()
        between = 3 + height * sum(len(sheet.wrapped(each, INNER)) for each in said)
        kept = room_to_state(sheet, consent.statements, words, consent.signers, between)
        sheet.heading("What you state by signing", keep=kept)
        items(sheet, consent.statements)
        sheet.gap(1)
        for each in said:
            sheet.gap(2 if each == BY_HAND else 0)
            sheet.line(each)
        signatures(sheet, words, consent.signers)
        return sheet.finish()


def _explained(sheet: Sheet, consent: Consent) -> None:
    text = consent.text
    for heading, words in (
        ("What was found", text.condition),
        ("What is proposed", text.treatment),
        ("What it can do for you", text.benefits),
        ("Risks you should know", text.risks),
        ("Other ways, and doing nothing", text.alternatives),
        ("Chance of success", text.success),
        ("Afterwards", text.afterwards),
    ):
        if not words:
            continue
        sheet.heading(heading, keep=14, size=10.5)
        if isinstance(words, str):
            running_text(sheet, words)
        else:
            items(sheet, words)


def _who(consent: Consent) -> list[str]:
    """Who treats, who talked it over and when, and who interpreted."""
    told, by = consent.discussion, consent.performed_by
    said = [f"Treatment is carried out by {by}."] if by else []
    # A time of day ends in a stop of its own: 5:30 p.m.
    said.append(f"{told.dentist} discussed this with the patient on {told.when_shown.rstrip('.')}." if told else BY_HAND)
    interpreters = [block.name for block in consent.signers if block.role == "Interpreter"]
    return [*said, *(f"{name} interpreted this paper and the talk, and states so by signing." for name in interpreters)]
