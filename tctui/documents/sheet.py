"""A letter-size document being drawn: lines, paragraphs and tables that never break in the middle of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Self

from tctui.core.documents.parts import BOLD_OFF, BOLD_ON, Practice
from tctui.core.text import safe_text
from tctui.documents.typeface import BOLD, HAN, REGULAR, needs_han
from tctui.documents.wrapping import pieces, wrapped

WIDTH, HEIGHT = 215.9, 279.4
MARGIN = 18.0
BOTTOM = HEIGHT - 20.0
INNER = WIDTH - 2 * MARGIN
BODY, SMALL, CAPTION = 10.0, 9.0, 8.0
"""Type sizes of what is read, of tables and notes, and of headings over columns and what stands under a place to sign.

The letters are large for their size: 9 points are those of 10 in most books, and 10 those of 12 in a typed letter.
"""

LEADING = 1.42
"""Height of a line as a multiple of its type size."""

AFTER_AMOUNT = 5.0
AMOUNT_GAP = 2.5
"""Room kept at the left of an amount: a long one is set smaller before it touches the one beside it."""

WORD_GAP = 2.0
"""Room kept at the right of words in a column, millimetres."""

ROW_GAP = 0.9
"""Air under a row of several lines, millimetres."""

UNDER = 8.5
"""Type size of what is said under a row of a table."""

GREY = 70
"""How light grey text is, of 255: paler than the rest, and still read by weak eyes."""

Align = Literal["L", "R", "C"]
MILLIMETRES_A_POINT = 25.4 / 72
TOP_OF_ROWS = 35.0
"""Where the first row stands on a page that a table goes on to, at the lowest, millimetres."""


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
        self.pdf = pdf
        self.practice = practice
        self.footer = footer
        self._has_han = False
        self.break_page()

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
        """Write the footers, now that the pages are counted, and give the file."""
        pages = self.pdf.page_no()
        for page in range(1, pages + 1):
            self.pdf.page = page
            self._foot(f"page {page} of {pages}")
        return bytes(self.pdf.output())

    def font(self, size: float = BODY, bold: bool = False, grey: bool = False) -> float:
        """Choose the type; gives the height of one line in millimetres."""
        self.pdf.set_font("body", "B" if bold else "", size)
        self.pdf.set_text_color(GREY if grey else 0)
        return size * LEADING * MILLIMETRES_A_POINT

    def left(self) -> float:
        """Give how many millimetres are left on this page."""
        return BOTTOM - self.y

    def room(self, height: float) -> None:
        """Start a new page when less than ``height`` millimetres are left on this one."""
        if self.y + height > BOTTOM:
            self.break_page()

    def break_page(self) -> None:
        """Open the next page, under its head."""
        self.pdf.add_page()
        self.pdf.set_xy(MARGIN, MARGIN)
        if self.pdf.page_no() > 1:
            height = self.font(CAPTION, grey=True)
            named = self._begun(str(self.pdf.title), INNER * 0.6)
            self.put(MARGIN, INNER, height, named, "R")
            beside = INNER - self.pdf.get_string_width(named) - 6
            self.put(MARGIN, INNER, height, self._begun(self.practice.name, beside))
            self.pdf.set_y(self.y + height + 0.5)
            self.rule()
            self.gap(4)

    def gap(self, height: float) -> None:
        """Leave room; at the foot of a page it is dropped."""
        self.pdf.set_y(min(self.y + height, BOTTOM))

    def put(self, x: float, width: float, height: float, text: str, align: Align = "L") -> None:
        """Write one line of text into a box at the present height, without moving down.

        Text with bold words in it stands at the left whatever ``align`` says.
        """
        text = self._printable(text)
        top = self.y
        self.pdf.set_xy(x, top)
        if BOLD_ON not in text:
            self.pdf.cell(width, height, text, align=align)
        else:
            style = self.pdf.font_style
            for piece, bold in pieces(text):
                self.pdf.set_font(style="B" if bold else style)
                self.pdf.cell(self.pdf.get_string_width(piece), height, piece)
            self.pdf.set_font(style=style)
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
        rows = self.wrapped(text, INNER)
        self.room(height * len(rows) + keep)
        self.font(size, bold=True)
        for row in rows:
            self.put(MARGIN, INNER, height, row)
            self.pdf.set_y(self.y + height)
        self.gap(0.6)
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
        """Break text into lines of at most ``width`` millimetres in the present type; a longer word is cut."""
        return wrapped("\n".join(map(self._printable, text.split("\n"))), width, self._measure)

    def _measure(self, text: str) -> float:
        if BOLD_ON not in text:
            return float(self.pdf.get_string_width(text))
        return sum(self._measured(piece, bold) for piece, bold in pieces(text))

    def _measured(self, piece: str, bold: bool) -> float:
        style = self.pdf.font_style
        self.pdf.set_font(style="B" if bold else style)
        width = float(self.pdf.get_string_width(piece))
        self.pdf.set_font(style=style)
        return width

    def table_head(self, columns: Sequence[Column], size: float = CAPTION) -> None:
        """Write the headings of a table over a rule."""
        self.font(size, bold=True, grey=True)
        self._row(self._cells([column.heading for column in columns], columns, False), columns, size, True, True)
        self.pdf.set_y(self.y + 0.5)
        self.rule()
        self.gap(0.8)

    def table_row(
        self,
        values: Sequence[str],
        columns: Sequence[Column],
        size: float = SMALL,
        bold: bool = False,
        keep: float = 0,
        under: Sequence[str] = (),
        at: int = 1,
        grey: bool = True,
        under_bold: bool = False,
    ) -> None:
        """Write a row whose cells may wrap, with what is said ``under`` it from column ``at`` on; on a new page the
        headings come first.

        A row stays on one page with what is under it; one longer than a page goes on over its end, line by line.
        ``keep`` millimetres must follow on the same page (a phase title with its first row, a last row with its total).
        """
        height = self.font(size, bold)
        cells = self._cells(values, columns, amounts=True)
        indent = sum(column.width for column in columns[:at]) + _shifts(columns)[at]
        small = self.font(UNDER, under_bold, grey)
        said = [row for text in under for row in self.wrapped(text, INNER - indent)]
        whole = height * max(map(len, cells)) + small * len(said) + keep
        if self.y + min(whole, BOTTOM - TOP_OF_ROWS) > BOTTOM:
            self._go_on(columns)
        self._row(cells, columns, size, bold)
        for row in said:
            if self.y + small > BOTTOM:
                self._go_on(columns)
            self.font(UNDER, under_bold, grey)
            self.put(MARGIN + indent, INNER - indent, small, row)
            self.pdf.set_y(self.y + small)
        if said or max(map(len, cells)) > 1:
            # Air under a row of several lines: its amounts are not read with the name of the next.
            self.gap(ROW_GAP)

    def _go_on(self, columns: Sequence[Column]) -> None:
        self.break_page()
        if any(column.heading for column in columns):
            self.table_head(columns)

    def _cells(self, values: Sequence[str], columns: Sequence[Column], amounts: bool) -> list[list[str]]:
        """The lines of each cell in the present type; an amount is never broken."""
        return [
            [value] if amounts and column.align == "R" else self.wrapped(value, column.width - shift - WORD_GAP)
            for value, column, shift in zip(values, columns, _shifts(columns), strict=True)
        ]

    def _row(
        self, cells: Sequence[Sequence[str]], columns: Sequence[Column], size: float, bold: bool, grey: bool = False
    ) -> None:
        height = self.font(size, bold, grey)
        most, begun = max(map(len, cells)), 0
        while begun < most:
            if self.y + height > BOTTOM:
                self._go_on(columns)
            # Cell after cell, so that the text is read in its order: as many lines as this page holds.
            fits = int((BOTTOM - self.y + 0.01) / height)
            top, x = self.y, MARGIN
            for cell, column, shift in zip(cells, columns, _shifts(columns), strict=True):
                for number, text in enumerate(cell[begun : begun + fits]):
                    self.font(size, bold, grey)
                    self.pdf.set_y(top + number * height)
                    # An amount too long for its column is set smaller.
                    amount = column.align == "R" and not grey
                    shown = self._squeezed(text, column.width - AMOUNT_GAP) if amount else text
                    self.put(x + shift, column.width - shift, height, shown, column.align)
                x += column.width
            self.pdf.set_y(top + min(fits, most - begun) * height)
            begun += fits

    def _squeezed(self, text: str, width: float) -> str:
        text = self._printable(text)
        while self.pdf.get_string_width(text) > width and self.pdf.font_size_pt > 4:
            self.pdf.set_font_size(self.pdf.font_size_pt - 0.25)
        return text

    def _begun(self, text: str, width: float) -> str:
        """As many words of a text as fit on one line, with an ellipsis where that is not all of it."""
        rows = self.wrapped(text, width)
        return rows[0] if len(rows) == 1 else self.wrapped(text, width - self.pdf.get_string_width("…"))[0] + "…"

    def _foot(self, number: str) -> None:
        # What the page was left in is not known here: weight and grey of the rule and the type are written anew.
        self.pdf.set_draw_color(0)
        self.pdf.set_line_width(1)
        self.font(BODY)
        self.pdf.set_y(HEIGHT - 15)
        self.rule()
        self.pdf.set_y(HEIGHT - 14)
        height = self.font(6.5, grey=True)
        # A name that is too long even in small type gives way to the fingerprint behind it.
        self._squeezed(self.footer, INNER - 24)
        name, dot, rest = self.footer.partition(" · ")
        rest = f"{dot}{rest}"
        self.put(MARGIN, INNER - 24, height, self._begun(name, INNER - 24 - self.pdf.get_string_width(rest)) + rest)
        height = self.font(CAPTION, grey=True)
        self.put(MARGIN, INNER, height, number, "R")

    def _printable(self, text: str) -> str:
        if BOLD_ON in text:
            marked = ((self._printable(piece), bold) for piece, bold in pieces(text))
            return "".join(f"{BOLD_ON}{piece}{BOLD_OFF}" if bold else piece for piece, bold in marked)
        text = safe_text(text)
        if needs_han(text) and not self._has_han:
            self.pdf.add_font("han", "", str(HAN))
            self.pdf.set_fallback_fonts(["han"], exact_match=False)
            self._has_han = True
        return text
