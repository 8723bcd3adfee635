"""The patient's itinerary on paper, and the card of one appointment."""

from __future__ import annotations

from datetime import date

from tctui.core.documents.itinerary import Itinerary
from tctui.core.documents.parts import clock_words, fingerprint, length_words
from tctui.core.spoken import show_date_year
from tctui.documents.blocks import letterhead, people, title
from tctui.documents.sheet import BODY, Column, Sheet

STOPS = (
    Column("day", 37), Column("time", 24), Column("takes", 25, "R"), Column("what", 60), Column("with", 33.9),
)  # fmt: skip


def render_itinerary(itinerary: Itinerary) -> bytes:
    """Draw the itinerary as a PDF; the same itinerary gives the same bytes.

    Raises Refused naming a character that no font can print.
    """
    footer = f"{itinerary.title} · SHA-256 {fingerprint(itinerary)}"
    with Sheet(itinerary.title, itinerary.made_at, itinerary.practice, footer) as sheet:
        letterhead(sheet, itinerary.practice)
        title(sheet, itinerary.title, itinerary.after)
        people(sheet, (("patient", itinerary.patient),))
        sheet.heading("When to come", keep=15)
        sheet.table_head(STOPS)
        for stop in itinerary.stops:
            sheet.table_row(
                [
                    show_date_year(date.fromordinal(stop.day)), clock_words(stop.start), length_words(stop.length),
                    stop.what, stop.provider,
                ],
                STOPS, BODY, under=[stop.note] if stop.note else [], at=3,
            )  # fmt: skip
        sheet.gap(3)
        sheet.paragraph(itinerary.change_notice)
        if itinerary.practice.phone:
            sheet.line(f"{itinerary.practice.name} · {itinerary.practice.phone}", bold=True)
        return sheet.finish()
