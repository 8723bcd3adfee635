"""The report for leadership on paper: what missed its target, every figure with its bar, people side by side."""

from __future__ import annotations

from tctui.core.documents.leadership_report import LeadershipReport, ReportRow
from tctui.core.documents.parts import fingerprint
from tctui.documents.blocks import letterhead, title
from tctui.documents.sheet import CAPTION, INNER, MARGIN, ROW_GAP, SMALL, WORD_GAP, Column, Sheet

FIGURES = (
    Column("figure", 62), Column("now", 24, "R"), Column("", 28), Column("before", 22, "R"),
    Column("change", 16, "R"), Column("target", 15, "R"), Column("of", 12.9, "R"),
)  # fmt: skip
_BAR_AT, _BAR_WIDTH, _BAR_HEIGHT = 62 + 24 + 3.0, 24.0, 2.2


def render_leadership_report(report: LeadershipReport) -> bytes:
    """Draw the report as a PDF; the same report gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    words = report.period.words
    footer = f"Report {words}, {report.whom} · SHA-256 {fingerprint(report)}"
    with Sheet("Report for leadership", report.made_at, report.practice, footer) as sheet:
        letterhead(sheet, report.practice)
        title(sheet, words, f"{report.whom}; against the period before and the targets")
        _missed(sheet, report)
        for name, rows in report.sections:
            sheet.heading(name, keep=15)
            sheet.table_head(FIGURES)
            for row in rows:
                _figure(sheet, row)
            sheet.gap(3)
        if report.compared:
            _side_by_side(sheet, report)
        sheet.heading("How each figure is counted", keep=15)
        for label, formula in report.formulas:
            sheet.paragraph(f"{label}: {formula}.", CAPTION)
        sheet.gap(2)
        sheet.paragraph(
            "Counted are lines of the chosen option, else of the recommended one, without diagnostic and preventive "
            "care and without what was withdrawn; dollars are fees less write-off. The cohort is what was first "
            "presented in the period.", CAPTION,
        )  # fmt: skip
        return sheet.finish()


def _missed(sheet: Sheet, report: LeadershipReport) -> None:
    judged = any(row.met is not None for _, rows in report.sections for row in rows)
    met = "Every target was met" if judged else "Nothing was counted"
    sheet.heading("Targets that were missed" if report.missed else met, keep=10)
    for each in report.missed:
        sheet.paragraph(each)
    sheet.gap(3)


def _figure(sheet: Sheet, row: ReportRow) -> None:
    label = f"– {row.label.strip()}" if row.label.startswith(" ") else row.label
    cells = (label, row.now, "", row.before, row.change, row.target, row.count)
    sheet.table_row(cells, FIGURES, bold=row.met is False)
    if row.bar is None:
        return
    height = sheet.font(SMALL, bold=row.met is False)
    # Beside the first line of a label that takes several.
    lines = len(sheet.wrapped(label, FIGURES[0].width - WORD_GAP))
    top = sheet.y - height * lines - (ROW_GAP if lines > 1 else 0) + (height - _BAR_HEIGHT) / 2
    left = MARGIN + _BAR_AT
    sheet.pdf.set_fill_color(225)
    sheet.pdf.rect(left, top, _BAR_WIDTH, _BAR_HEIGHT, style="F")
    sheet.pdf.set_fill_color(110)
    sheet.pdf.rect(left, top, _BAR_WIDTH * row.bar / 1_000, _BAR_HEIGHT, style="F")
    if row.mark is not None:
        at = left + _BAR_WIDTH * row.mark / 1_000
        sheet.pdf.set_draw_color(0)
        sheet.pdf.set_line_width(0.5)
        sheet.pdf.line(at, top - 0.4, at, top + _BAR_HEIGHT + 0.4)


def _side_by_side(sheet: Sheet, report: LeadershipReport) -> None:
    first = 50.0
    width = (INNER - first) / (len(report.headings) - 1)
    columns = (Column("", first), *(Column(heading, width, "R") for heading in report.headings[1:]))
    sheet.heading("Side by side", keep=15)
    sheet.table_head(columns)
    for row in report.compared:
        sheet.table_row(row, columns)
    sheet.gap(3)
