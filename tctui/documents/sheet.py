"""A letter-size document being drawn: lines, paragraphs and tables that never break in the middle of a line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from tctui.core.documents.parts import Practice
from tctui.core.text import safe_text
from tctui.documents.typeface import BOLD, HAN, REGULAR, needs_han

WIDTH, HEIGHT = 215.9, 279.4
MARGIN = 18.0
BOTTOM = HEIGHT - 20.0
INNER = WIDTH - 2 * MARGIN
BODY = 9.0
LEADING = 1.42
"""Height of a line as a multiple of its type size."""

AFTER_AMOUNT = 5.0
AMOUNT_GAP = 2.5
"""Room kept at the left of an amount: a long one is set smaller before it touches the one beside it."""

Align = Literal["L", "R", "C"]
MILLIMETRES_A_POINT = 25.4 / 72
TELEPHONE = re.compile(r"(?<![\d,.])(?:\+\d{1,3} )?\(?\d{3,4}\)?(?:[ -]\d{3,4}){1,2}(?![\d]|[,.]\d)")
HELD = "\x00"
"""Stands for a blank at which no line ends; no text that is printed holds it."""

PAGES = "‡‡pages‡‡"
"""Stands for the number of pages until the document is finished; odd enough that no text holds it by chance."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: its heading, its width in millimetres, and on which side its text stands."""

    heading: str
    width: float
    align: Align = "L"


def _shifts(columns: Sequence[Column]) -> list[float]:
    """How far in each column's text begins: it keeps its distance from an amount that ends where its column begins."""
    before: list[Align] = ["L", *(column.align for column in columns)]
    return [
        AFTER_AMOUNT if column.align != "R" and last == "R" else 0.0
        for column, last in zip(columns, before, strict=False)
    ]


class Sheet:
    """Pages of one document. Millimetres from the top left corner; type sizes in points.

    ``made_at`` is the only time in the file, so the same content gives the same bytes.
    """

    def __init__(self, title: str, made_at: datetime, practice: Practice, footer: str) -> None:
        # The import takes a quarter of a second: never before a document is really drawn.
        from fpdf import FPDF

        pdf: Any = FPDF(format="letter", unit="mm")
        pdf.set_compression(False)
        pdf.set_creation_date(made_at)
        pdf.set_producer("tctui")
        pdf.set_title(safe_text(title))
        pdf.set_author(safe_text(practice.name))
        pdf.set_lang("en-US")
        pdf.set_auto_page_break(False)
        pdf.set_margins(MARGIN, MARGIN, MARGIN)
        pdf.c_margin = 0
        pdf.add_font("body", "", str(REGULAR))
        pdf.add_font("body", "B", str(BOLD))
        pdf.alias_nb_pages(PAGES)
        self.pdf = pdf
        self.practice = practice
        self.footer = footer
        self._has_han = False
        self._open_page()

    @property
    def y(self) -> float:
        """How far down the page the next line goes, in millimetres."""
        return float(self.pdf.get_y())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *failure: object) -> None:
        # fpdf2 reads glyphs late and leaves the font files open.
        for font in self.pdf.fonts.values():
            font.ttfont.close()

    def finish(self) -> bytes:
        """Close the last page and give the file."""
        self._close_page()
        return bytes(self.pdf.output())

    def font(self, size: float = BODY, bold: bool = False, grey: bool = False) -> float:
        """Choose the type; gives the height of one line in millimetres."""
        self.pdf.set_font("body", "B" if bold else "", size)
        self.pdf.set_text_color(90 if grey else 0)
        return size * LEADING * MILLIMETRES_A_POINT

    def left(self) -> float:
        """Give how many millimetres are left on this page."""
        return BOTTOM - self.y

    def room(self, height: float) -> None:
        """Start a new page when less than ``height`` millimetres are left on this one."""
        if self.y + height > BOTTOM:
            self.break_page()

    def break_page(self) -> None:
        """Close this page with its footer and open the next."""
        self._close_page()
        self._open_page()

    def gap(self, height: float) -> None:
        """Leave room; at the foot of a page it is dropped."""
        self.pdf.set_y(min(self.y + height, BOTTOM))

    def put(self, x: float, width: float, height: float, text: str, align: Align = "L") -> None:
        """Write one line of text into a box at the present height, without moving down."""
        text = self._printable(text)
        top = self.y
        self.pdf.set_xy(x, top)
        self.pdf.cell(width, height, text, align=align)
        self.pdf.set_xy(MARGIN, top)

    def line(self, text: str, size: float = BODY, bold: bool = False, grey: bool = False, align: Align = "L") -> None:
        """Write one line over the whole width, wrapped when it is longer."""
        self.paragraph(text, size, bold, grey, align)

    def paragraph(
        self,
        text: str,
        size: float = BODY,
        bold: bool = False,
        grey: bool = False,
        align: Align = "L",
        indent: float = 0,
    ) -> None:
        """Write running text, wrapped between words.

        A page ends between two lines, never within one, and never leaves the first or the last line alone.
        """
        height = self.font(size, bold, grey)
        rows = self.wrapped(text, INNER - indent)
        if len(rows) <= 3:
            self.room(height * len(rows))
        for number, row in enumerate(rows):
            self.room(height * (2 if number in (0, len(rows) - 2) and len(rows) > 1 else 1))
            self.font(size, bold, grey)
            self.put(MARGIN + indent, INNER - indent, height, row, align)
            self.pdf.set_y(self.y + height)

    def heading(self, text: str, keep: float = 14, size: float = 11) -> None:
        """Write a heading with a thin rule, and keep ``keep`` millimetres of what follows on its page."""
        self.gap(3.5)
        height = self.font(size, bold=True)
        self.room(height + keep)
        self.font(size, bold=True)
        self.put(MARGIN, INNER, height, text)
        self.pdf.set_y(self.y + height + 0.6)
        self.rule()
        self.gap(1.6)

    def rule(self, x: float = MARGIN, width: float = INNER, grey: int = 150, weight: float = 0.2) -> None:
        """Draw a level line at the present height."""
        self.pdf.set_draw_color(grey)
        self.pdf.set_line_width(weight)
        self.pdf.line(x, self.y, x + width, self.y)

    def box(self, x: float, y: float, width: float, height: float, weight: float = 0.2) -> None:
        """Draw a frame."""
        self.pdf.set_draw_color(0)
        self.pdf.set_line_width(weight)
        self.pdf.rect(x, y, width, height)

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> None:
        """Draw a PNG or JPEG into a box; the present height stays."""
        from io import BytesIO

        top = self.y
        self.pdf.image(BytesIO(content), x, y, width, height)
        self.pdf.set_xy(MARGIN, top)

    def wrapped(self, text: str, width: float) -> list[str]:
        """Break text into lines of at most ``width`` millimetres in the present type; a longer word is cut.

        A telephone number is one word.
        """
        lines: list[str] = []
        for part in text.split("\n"):
            row = ""
            held = TELEPHONE.sub(lambda number: number[0].replace(" ", HELD), self._printable(part))
            for word in (word.replace(HELD, " ") for word in held.split(" ")):
                longer = f"{row} {word}" if row else word
                if self.pdf.get_string_width(longer) <= width:
                    row = longer
                    continue
                if row:
                    lines.append(row)
                row, cut = self._cut(word, width)
                lines.extend(cut)
            lines.append(row)
        return lines

    def _cut(self, word: str, width: float) -> tuple[str, list[str]]:
        """Cut a word into pieces that fit; gives the last piece and those before it."""
        pieces: list[str] = []
        start = 0
        while True:
            fits, too_long = 1, 16
            # Only as much is measured as may fit: a word may be as long as a whole note.
            while start + fits < len(word) and self._fits(word[start : start + too_long], width):
                fits, too_long = min(too_long, len(word) - start), too_long * 2
            if start + fits >= len(word):
                return word[start:], pieces
            while too_long - fits > 1:
                middle = (fits + too_long) // 2
                fits, too_long = (
                    (middle, too_long) if self._fits(word[start : start + middle], width) else (fits, middle)
                )
            pieces.append(word[start : start + fits])
            start += fits

    def _fits(self, text: str, width: float) -> bool:
        return bool(self.pdf.get_string_width(text) <= width)

    def table_head(self, columns: Sequence[Column], size: float = 7.5) -> None:
        """Write the headings of a table over a rule."""
        height = self.font(size, bold=True, grey=True)
        self._row([column.heading for column in columns], columns, height)
        self.pdf.set_y(self.y + 0.5)
        self.rule()
        self.gap(0.8)

    def table_row(
        self, values: Sequence[str], columns: Sequence[Column], size: float = 8.5, bold: bool = False, keep: float = 0
    ) -> None:
        """Write a row whose cells may wrap; on a new page the headings come first.

        ``keep`` millimetres must follow on the same page (a phase title with its first row, a last row with its total).
        """
        height = self.font(size, bold)
        cells = zip(values, columns, _shifts(columns), strict=True)
        rows = max(
            len(self.wrapped(value, column.width - shift - 1)) for value, column, shift in cells if column.align == "L"
        )
        if self.y + rows * height + keep > BOTTOM:
            self.break_page()
            self.table_head(columns)
        self.font(size, bold)
        self._row(values, columns, height, size)

    def _row(
        self, values: Sequence[str], columns: Sequence[Column], height: float, amounts: float | None = None
    ) -> None:
        top, x, most = self.y, MARGIN, 1
        for value, column, shift in zip(values, columns, _shifts(columns), strict=True):
            # An amount is never broken: one too long for its column is set smaller.
            whole = amounts is not None and column.align == "R"
            width = column.width - shift - (AMOUNT_GAP if whole else 1)
            cell = [self._squeezed(value, width)] if whole else self.wrapped(value, width)
            most = max(most, len(cell))
            for number, row in enumerate(cell):
                self.pdf.set_y(top + number * height)
                self.put(x + shift, column.width - shift, height, row, column.align)
            self.pdf.set_font_size(amounts or self.pdf.font_size_pt)
            x += column.width
        self.pdf.set_y(top + most * height)

    def _squeezed(self, text: str, width: float) -> str:
        text = self._printable(text)
        while self.pdf.get_string_width(text) > width and self.pdf.font_size_pt > 4:
            self.pdf.set_font_size(self.pdf.font_size_pt - 0.25)
        return text

    def _open_page(self) -> None:
        self.pdf.add_page()
        self.pdf.set_xy(MARGIN, MARGIN)
        if self.pdf.page_no() > 1:
            height = self.font(7.5, grey=True)
            self.put(MARGIN, INNER, height, self.practice.name)
            self.put(MARGIN, INNER, height, str(self.pdf.title), "R")
            self.pdf.set_y(self.y + height + 0.5)
            self.rule()
            self.gap(4)

    def _close_page(self) -> None:
        self.pdf.set_y(HEIGHT - 15)
        self.rule()
        self.pdf.set_y(HEIGHT - 14)
        height = self.font(6, grey=True)
        self.put(MARGIN, INNER - 24, height, self.footer)
        height = self.font(7.5, grey=True)
        # Left-aligned: the number of pages is not known yet, so its width is not either.
        self.put(WIDTH - MARGIN - 20, 20, height, f"page {self.pdf.page_no()} of {PAGES}")

    def _printable(self, text: str) -> str:
        text = safe_text(text)
        if needs_han(text) and not self._has_han:
            self.pdf.add_font("han", "", str(HAN))
            self.pdf.set_fallback_fonts(["han"], exact_match=False)
            self._has_han = True
        return text
