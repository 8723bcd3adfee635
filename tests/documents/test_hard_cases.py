"""Papers that do not fit: long names, headings, rows and signatures; what stands under a row; columns that keep clear."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pypdf
import pytest

from tctui.core.documents.agreement import AgreementLine
from tctui.core.documents.parts import BOLD_OFF, BOLD_ON, Person, Practice
from tctui.core.errors import Refused
from tctui.documents.agreement import render_agreement
from tctui.documents.presentation import render_presentation
from tctui.documents.sheet import BOTTOM, HEIGHT, MARGIN, WIDTH, Sheet
from tctui.documents.typeface import BOLD, HAN, REGULAR
from tests.documents import samples
from tests.documents.every import every, long_consent
from tests.documents.samples import NOW, PATIENT, PRACTICE
from tests.documents.test_render import pages, whole

POINT = 72 / 25.4
NAME = "Maximiliana-Theodora Featherstonehaugh-Cholmondeley-Wriothesley von Hohenlohe-Waldenburg-Schillingsfürst"
OFFICE = Practice(
    "Riverside and Mountain Family Dental Care, Orthodontics, Oral Surgery and Implant Center of Greater Springfield",
    ("12 Mill Lane, third floor, entrance by the courtyard behind the pharmacy", "Springfield 12345"), "(555) 010-0100",
    "a.very.long.address.of.the.office@riverside-and-mountain-family-dental.invalid",
)  # fmt: skip
PERSON = Person(NAME, date(1965, 5, 14), ("4 Elm Street with a name that goes on, apartment 4711", "Springfield"))


@dataclass(frozen=True, slots=True)
class Said:
    """A piece of text on a page: where it begins and ends, and its baseline, in points from the lower left corner; its font."""

    text: str
    x: float
    end: float
    y: float
    font: str


@contextmanager
def ruler() -> Iterator[Any]:
    from fpdf import FPDF

    pdf = FPDF(unit="pt")
    for style, font in (("", REGULAR), ("B", BOLD)):
        pdf.add_font("body", style, str(font))
    pdf.add_font("han", "", str(HAN))
    pdf.set_font("body", "", 9)
    pdf.set_fallback_fonts(["han"], exact_match=False)
    try:
        yield pdf
    finally:
        for font in pdf.fonts.values():
            font.ttfont.close()


def said(content: bytes) -> list[list[Said]]:
    """Every piece of text on every page, measured with the fonts of the documents."""
    found: list[list[Said]] = []
    with ruler() as pdf:
        for page in pypdf.PdfReader(io.BytesIO(content)).pages:
            here: list[Said] = []

            def note(text: str, cm: Any, tm: list[float], font: Any, size: float, here: list[Said] = here) -> None:
                if text.strip() and font:
                    name = str(font.get("/BaseFont"))
                    pdf.set_font("body", "B" if "Bold" in name else "", size)
                    here.append(Said(text.strip(), tm[4], tm[4] + pdf.get_string_width(text.strip()), tm[5], name))

            page.extract_text(visitor_text=note)
            found.append(here)
    return found


KINDS = tuple(every())


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lines", [3, 40])
def test_long_names_of_office_and_patient_stay_within_the_margins(kind: str, lines: int) -> None:
    for page in said(every(PERSON, OFFICE, lines)[kind]()):
        for piece in page:
            assert piece.x >= MARGIN * POINT - 1, piece
            assert piece.end <= (WIDTH - MARGIN) * POINT + 3, piece


@pytest.mark.parametrize("kind", ["agreement", "consent", "refusal", "disclosure"])
def test_the_head_of_a_later_page_keeps_office_and_title_apart(kind: str) -> None:
    for page in said(every(PERSON, OFFICE, 40)[kind]())[1:]:
        office, title = sorted((piece for piece in page if piece.y > 730), key=lambda piece: piece.x)
        assert office.end + 6 < title.x
        assert office.text.startswith("Riverside and Mountain")
        assert office.text.endswith("…")


def test_a_heading_longer_than_a_line_is_wrapped() -> None:
    option = f"option A, {'implants, crowns and what goes with them ' * 6}".strip()
    made = replace(samples.agreement(), option=option)
    shown = replace(samples.presentation(), options=(replace(samples.presentation().options[0], name=option),))
    for content in (render_agreement(made), render_presentation(shown)):
        assert option in whole(content)
        assert all(piece.end <= (WIDTH - MARGIN) * POINT + 3 for page in said(content) for piece in page)


@pytest.mark.parametrize("kind", ["estimate", "refusal", "presentation", "itinerary", "day sheet"])
def test_what_is_said_under_a_row_stays_with_it_and_the_headings_come_first(kind: str) -> None:
    first = {"estimate": "site treatment code", "refusal": "site procedure code", "presentation": "site treatment fee",
             "itinerary": "day time takes", "day sheet": "time takes patient"}[kind]  # fmt: skip
    goes_on = [page for page in pages(every(lines=40)[kind]())[1:] if "filling of line" in page]
    assert goes_on
    for page in goes_on:
        assert page.index(first) < page.index("filling of line")
        between = page[page.index(first) + len(first) : page.index("filling of line")]
        assert not re.search("Your plan|infected|may spread|broken|eat before|Latex", between), between


@pytest.mark.parametrize("lines", range(1, 26))
def test_a_place_to_sign_is_never_printed_into_the_footer(lines: int) -> None:
    for kind in ("consent", "refusal"):
        for page in said(every(PERSON, OFFICE, lines)[kind]()):
            low = [piece for piece in page if piece.y < (HEIGHT - BOTTOM) * POINT]
            assert len(low) <= 2, (kind, low)
            assert all("SHA-256" in piece.text or piece.text.startswith("page") for piece in low)


def test_a_row_longer_than_a_page_goes_on_over_its_end_and_loses_nothing() -> None:
    words = " ".join(f"word{number}" for number in range(1_500))
    line = AgreementLine("19", words, "X1", 100, 0, 0, 0, 100)
    content = render_agreement(samples.agreement(samples.whole(100), (line,)))
    text = whole(content)
    assert all(f"word{number}" in text for number in range(0, 1_500, 7))
    low = [piece for page in said(content) for piece in page if piece.y < (HEIGHT - BOTTOM) * POINT]
    assert all("SHA-256" in piece.text or piece.text.startswith("page") for piece in low)
    assert len([page for page in pages(content) if "tooth treatment code" in page]) > 1


def test_columns_of_words_keep_clear_of_one_another() -> None:
    for kind in ("estimate", "list of charges", "agreement", "refusal"):
        for page in said(every(lines=3)[kind]()):
            for code in (piece for piece in page if re.fullmatch(r"F\d", piece.text)):
                beside = [piece for piece in page if abs(piece.y - code.y) < 1 and piece.end <= code.x + 60 and piece.x < code.x]
                assert all(piece.end + 4 < code.x for piece in beside), beside


def test_the_sum_of_a_list_of_charges_never_stands_alone_on_its_page() -> None:
    for lines in (15, 17, 37):
        *_, last = said(every(lines=lines)["list of charges"]())
        assert any(piece.text == "total" for piece in last)
        assert sum(bool(re.fullmatch(r"F\d+", piece.text)) for piece in last) >= 3, lines


def test_a_double_name_ends_its_line_at_the_hyphen_and_bold_words_are_measured() -> None:
    with Sheet("Names", NOW, PRACTICE, "names") as sheet:
        sheet.font(10, bold=True)
        rows = sheet.wrapped("Featherstonehaugh-Cholmondeley-Wriothesley", 60)
        assert rows == ["Featherstonehaugh-", "Cholmondeley-Wriothesley"]
        assert "".join(sheet.wrapped("x" * 400, 30)) == "x" * 400
        sheet.font()
        plain = sheet.wrapped("call us two days before " * 4, 60)
        bold = sheet.wrapped(f"{BOLD_ON}{'call us two days before ' * 4}{BOLD_OFF}", 60)
        assert len(bold) >= len(plain)
        assert " ".join(bold).replace(BOLD_ON, "").replace(BOLD_OFF, "").split() == " ".join(plain).split()


@pytest.mark.parametrize("name", ["Ṡ̈ara Q̃uinn x̂", "Nguyễn Thị Hương", "Łódź Ångström", "张伟 Łucja", "Đặng Ǹjoku"])
def test_marks_that_stand_on_a_letter_are_printed_with_it(name: str) -> None:
    content = every(replace(PATIENT, name=name))["receipt"]()
    assert re.sub(r"\s", "", name) in re.sub(r"\s", "", whole(content))


@pytest.mark.parametrize("name", ["שלום", "محمد", "Wei 🦷", "ไทย"])
@pytest.mark.parametrize("kind", ["agreement", "receipt", "consent", "itinerary"])
def test_a_character_that_cannot_be_printed_is_named_on_every_paper(kind: str, name: str) -> None:
    with pytest.raises(Refused, match=r"U\+[0-9A-F]{4,5}, .*write it in Latin letters"):
        every(replace(PATIENT, name=name))[kind]()


def test_amounts_of_every_size_end_on_one_line() -> None:
    cents = [0, 1, 99, 100_00, 12_345_678, 999_999_999]
    lines = tuple(AgreementLine("1", f"line {n}", f"C{n}", each, 0, 0, 0, each) for n, each in enumerate(cents))
    content = render_agreement(samples.agreement(samples.whole(sum(cents)), lines))
    first = said(content)[0]
    ends = [round(piece.end) for piece in first if piece.x > 500 and re.fullmatch(r"[\d,]+\.\d\d", piece.text)]
    assert len(ends) == len(cents) + 1
    assert max(ends) - min(ends) <= 1


def test_a_consent_of_three_pages_is_numbered_and_signed_on_its_last() -> None:
    found = pages(long_consent(3))
    assert len(found) >= 3
    assert "Signatures" in found[-1]
    assert "What you state by signing" in found[-1]


