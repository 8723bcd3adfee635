"""Blocks that several documents share: letterhead, parties, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tctui.core.documents.parts import BOLD_OFF, BOLD_ON, Person, Practice, SignatureBlock
from tctui.core.documents.scan import checked_logo
from tctui.core.spoken import show_date_year
from tctui.documents.sheet import BODY, CAPTION, INNER, MARGIN, SMALL, Sheet

ABOVE, TIGHT = 11.0, 8.0
"""The room to write in above the line of a signature, and where all of them would not fit otherwise, millimetres."""

FULL_PAGE = 205.0
"""Less than a page holds under its heading: what is longer is not kept together, millimetres."""

HEADING, MOST_KEPT = 11.5, 180.0
"""What a heading takes with the air around it; and the most that is kept together on a page, millimetres."""

ITEM, NUMBERED = 4.0, 7.0
"""How far the text of a list and of a numbered one stands in, millimetres."""

MARK = re.compile(r"(–|\d{1,2}[.)]) ")
"""What a line of a list begins with, as the office's texts are read."""

LOGO_WIDTH, LOGO_HEIGHT = 55.0, 16.0
"""The room a logo may take, millimetres."""


def letterhead(sheet: Sheet, practice: Practice) -> None:
    """Write the practice's name and how it is reached, its logo at the right edge."""
    taken, lowest = _logo(sheet, practice.logo) if practice.logo else (0.0, 0.0)
    reached = [part for part in (*practice.address, practice.phone, practice.email) if part]
    for texts, size, is_name in (([practice.name], 14.0, True), (reached, SMALL, False)):
        height = sheet.font(size, bold=is_name, grey=not is_name)
        for row in _joined(sheet, texts, INNER - taken):
            sheet.put(MARGIN, INNER - taken, height, row)
            sheet.pdf.set_y(sheet.y + height)
    sheet.pdf.set_y(max(sheet.y, lowest))
    sheet.gap(1.5)
    sheet.rule(grey=0, weight=0.5)
    sheet.gap(4)


def _joined(sheet: Sheet, parts: Sequence[str], width: float) -> list[str]:
    """Give lines of as many parts as fit with a dot between them; one that is longer than a line is wrapped."""
    rows: list[str] = []
    for part in filter(None, parts):
        one = sheet.wrapped(part, width)
        if rows and len(one) == 1 and len(sheet.wrapped(f"{rows[-1]} · {part}", width)) == 1:
            rows[-1] += f" · {part}"
        else:
            rows.extend(one)
    return rows


def _logo(sheet: Sheet, content: bytes) -> tuple[float, float]:
    """Draw the logo; gives the width it takes from the lines beside it and how far down it reaches, millimetres."""
    picture = checked_logo(content)
    scale = min(LOGO_WIDTH / picture.width, LOGO_HEIGHT / picture.height)
    width, height = picture.width * scale, picture.height * scale
    sheet.picture(content, MARGIN + INNER - width, sheet.y, width, height)
    return width + 6, sheet.y + height


def title(sheet: Sheet, text: str, under: str) -> None:
    """Write the document's title with a grey line under it."""
    sheet.line(text, 16, bold=True)
    sheet.line(under, SMALL, grey=True)
    sheet.gap(2)


def people(sheet: Sheet, roles: Sequence[tuple[str, Person]]) -> None:
    """Write persons side by side, each under its role."""
    top, lowest = sheet.y, sheet.y
    width = INNER / len(roles)
    for number, (role, person) in enumerate(roles):
        sheet.pdf.set_y(top)
        rows = [person.name]
        if person.born:
            rows.append(f"born {show_date_year(person.born)[4:]}")
        if person.relation:
            rows.append(f"relation to the patient: {person.relation}")
        if person.address:
            rows.append(", ".join(person.address))
        height = sheet.font(CAPTION, bold=True, grey=True)
        sheet.put(MARGIN + number * width, width - 4, height, role.upper())
        sheet.pdf.set_y(sheet.y + height)
        for place, row in enumerate(rows):
            height = sheet.font(11 if place == 0 else SMALL, bold=place == 0)
            for piece in sheet.wrapped(row, width - 4):
                sheet.put(MARGIN + number * width, width - 4, height, piece)
                sheet.pdf.set_y(sheet.y + height)
        lowest = max(lowest, sheet.y)
    sheet.pdf.set_y(lowest)
    sheet.gap(1)


def signatures(sheet: Sheet, words: str, blocks: Sequence[SignatureBlock]) -> None:
    """Write who signs under what: the places to sign, together on one page.

    ``words`` say what the paper is: the page that is signed tells by itself what was agreed, wherever it ends up.
    """
    above = next((lead for lead in (ABOVE, TIGHT) if sheet.left() > room_to_sign(sheet, words, blocks, lead)), ABOVE)
    sheet.heading("Signatures", keep=room_to_sign(sheet, words, blocks, above) - HEADING)
    sheet.paragraph(words, SMALL)
    signature_lines(sheet, blocks, above)


def room_to_sign(sheet: Sheet, words: str, blocks: Sequence[SignatureBlock], above: float = TIGHT) -> float:
    """Give the millimetres that ``signatures`` takes with its heading, as far as it is kept on one page."""
    line = sheet.font(SMALL)
    return HEADING + len(sheet.wrapped(words, INNER)) * line + min(_height(sheet, blocks, above), MOST_KEPT)


def room_to_state(
    sheet: Sheet, statements: Sequence[str], words: str, blocks: Sequence[SignatureBlock], between: float = 0
) -> float:
    """Give what is kept together from a list of statements to the signatures under it, with ``between`` millimetres.

    Nobody signs a page on which nothing is stated. What would fill a page by itself is not kept.
    """
    line = sheet.font()
    stated = sum(len(sheet.wrapped(text, INNER - 4)) for text in statements) * line
    # With the rule and the air under the heading that this follows.
    whole = 4 + stated + between + room_to_sign(sheet, words, blocks)
    return whole if whole < FULL_PAGE else 20


def _height(sheet: Sheet, blocks: Sequence[SignatureBlock], above: float) -> float:
    line = sheet.font(CAPTION)
    return sum(above + 0.6 + line * max(len(rows) for rows, _ in _places(sheet, block)) for block in blocks)


def _places(sheet: Sheet, block: SignatureBlock) -> list[tuple[list[str], float]]:
    """What stands under each line of a place to sign, and how long that line is, in millimetres."""
    sheet.font(CAPTION, grey=True)
    named = f"printed name: {block.name}" if block.name else "printed name"
    if block.relation:
        named += f"\nrelation to the patient: {block.relation}"
    places = ((f"{block.role}: signature", 72.0), (named, 66.0), ("date", 25.9))
    return [(sheet.wrapped(label, width), width) for label, width in places]


def signature_lines(sheet: Sheet, blocks: Sequence[SignatureBlock], above: float = ABOVE) -> None:
    """Write a place to sign for each block: signature, printed name, relation, date; a block stays on one page."""
    for block in blocks:
        sheet.room(_height(sheet, (block,), above))
        sheet.gap(above)
        x, top, lowest = MARGIN, sheet.y, sheet.y
        for rows, width in _places(sheet, block):
            sheet.pdf.set_y(top)
            sheet.rule(x, width, grey=0)
            sheet.gap(0.6)
            height = sheet.font(CAPTION, grey=True)
            for row in rows:
                sheet.put(x, width, height, row)
                sheet.pdf.set_y(sheet.y + height)
            lowest = max(lowest, sheet.y)
            x += width + 8.0
        sheet.pdf.set_y(lowest)


def items(sheet: Sheet, texts: Sequence[str], size: float = BODY) -> None:
    """Write a list, one dash an item."""
    for item in texts:
        _item(sheet, "–", item, size)


def _item(sheet: Sheet, mark: str, text: str, size: float) -> None:
    height = sheet.font(size)
    indent = ITEM if mark == "–" else NUMBERED
    rows = len(sheet.wrapped(text, INNER - indent))
    # As a paragraph asks for it: the mark stands on the page of its first line.
    sheet.room(height * (rows if rows <= 3 else 2))
    sheet.font(size)
    sheet.put(MARGIN, indent, height, mark)
    sheet.paragraph(text, size, indent=indent)


def running_text(sheet: Sheet, text: str, size: float = BODY) -> None:
    """Write an office's text: paragraphs with an empty line between, lines of lists under their marks.

    A heading within it, a paragraph that is bold from end to end, stays with what follows.
    """
    for paragraph in text.split("\n\n"):
        if paragraph.startswith(BOLD_ON) and paragraph.find(BOLD_OFF) == len(paragraph) - 1:
            sheet.gap(0.8)
            sheet.room(sheet.font(size) * 3)
        for line in paragraph.split("\n"):
            mark = MARK.match(line)
            if mark:
                _item(sheet, mark[1], line[mark.end() :], size)
            else:
                sheet.paragraph(line, size)
        sheet.gap(0.8)


def text_height(sheet: Sheet, text: str, size: float = BODY) -> float:
    """Give the millimetres that ``running_text`` takes at most."""
    line = sheet.font(size)
    return sum(
        0.8 + sum(len(sheet.wrapped(each, INNER - NUMBERED)) for each in paragraph.split("\n")) * line
        for paragraph in text.split("\n\n")
    )
