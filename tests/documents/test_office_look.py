"""What an office brings to its papers: logos of every shape, clauses with lists, bold words and headings, long ones too."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tctui.core.errors import Refused
from tctui.documents.agreement import render_agreement
from tctui.documents.logo import tried_logo
from tctui.documents.sheet import BOTTOM, HEIGHT, MARGIN, WIDTH
from tests.documents import samples
from tests.documents.every import every
from tests.documents.samples import PRACTICE
from tests.documents.test_hard_cases import said
from tests.documents.test_own_words import agreed, written
from tests.documents.test_render import pages, whole


def logo(width: int, height: int, mode: str = "RGB", kind: str = "PNG", **more: object) -> bytes:
    picture = Image.new(mode, (width, height), 0 if mode in ("1", "L", "P", "I;16") else tuple([200, 30, 30, 0][: len(mode)]))
    if mode in ("RGB", "RGBA"):
        ImageDraw.Draw(picture).ellipse((0, 0, width - 1, height - 1), fill=(20, 90, 120))
    made = io.BytesIO()
    picture.save(made, kind, **more)
    return made.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        logo(4_000, 20), logo(20, 4_000), logo(1, 1), logo(600, 200, "RGBA"), logo(300, 300, "LA"), logo(300, 100, "L"),
        logo(300, 100, "1"), logo(300, 100, "P"), logo(300, 100, kind="JPEG"), logo(300, 100, "L", "JPEG"),
        logo(300, 100, "CMYK", "JPEG"), logo(300, 100, kind="JPEG", progressive=True), logo(300, 100, "I;16"),
    ],
    ids=["wide", "tall", "dot", "clear", "grey and clear", "grey", "bits", "palette", "jpeg", "grey jpeg", "cmyk", "steps",
         "16 bits"],
)  # fmt: skip
def test_a_logo_of_any_shape_stands_within_the_margins_and_clear_of_the_name(content: bytes) -> None:
    assert tried_logo(content) == content
    office = replace(PRACTICE, name="Riverside and Mountain Family Dental Care of Greater Springfield", logo=content)
    made = every(practice=office)["receipt"]()
    assert made == every(practice=office)["receipt"]()
    assert made.count(b"/Subtype /Image") >= 1
    first = said(made)[0]
    assert all(piece.end <= (WIDTH - MARGIN) * 72 / 25.4 + 3 for piece in first)
    assert "Received by check" in whole(made)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "not a PNG or JPEG"), (b"GIF89a", "not a PNG or JPEG"), (logo(9, 9)[:-20], "broken or ends too early"),
        (logo(9, 9, kind="JPEG")[:200], "broken or ends too early"), (logo(3_000, 2_000, "1"), "3000 × 2000 pixels"),
        (b"<svg/>", "not a PNG or JPEG"), (logo(9, 9) + b"x" * 600_000, "larger than 512 KB"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_logo_is_told_in_one_line(content: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told) as refused:
        tried_logo(content)
    assert len(str(refused.value)) < 120


LITERAL = "[bold red]x[/] __under__ --struck-- ~~gone~~ *one* ***three*** [@click=app.quit]y[/] \\b ‡ & <b>"


def test_marks_of_other_languages_are_printed_as_they_are_and_bold_words_bold(tmp_path: Path) -> None:
    written(tmp_path, "agreement/missed.md", f"# Literal\n\nCall **us {{phone}}** first. {LITERAL.replace('***three***', '')}")
    content = render_agreement(agreed(tmp_path))
    text = whole(content)
    for part in ("[bold red]x[/]", "__under__", "--struck--", "~~gone~~", "*one*", "[@click=app.quit]y[/]", "\\b ‡ & <b>"):
        assert part in text
    assert "Call us (555) 010-0100 first." in text
    assert "**" not in text
    fonts = {piece.text: piece.font for page in said(content) for piece in page}
    assert any("Bold" in font for words, font in fonts.items() if "us (555) 010-0100" in words)


def test_a_name_with_stars_is_printed_with_them(tmp_path: Path) -> None:
    made = samples.agreement(patient=replace(samples.PATIENT, name="Wei **Chen** [/b]"))
    assert whole(render_agreement(made)).count("Wei **Chen** [/b]") >= 3


def test_lists_numbers_and_headings_in_a_clause(tmp_path: Path) -> None:
    written(tmp_path, "agreement/missed.md", """# When you cannot come

### Before the visit

1. call {phone}
2. or write to us,
   at any time
10) or come by

### After it

- a first miss is free
* a second one is charged {missed_fee}
""")  # fmt: skip
    made = agreed(tmp_path)
    (clause,) = [each for each in made.clauses if each.key == "missed"]
    assert "1. call (555) 010-0100\n2. or write to us, at any time\n10) or come by" in clause.text
    assert "– a first miss is free\n– a second one is charged $50.00" in clause.text
    text = whole(render_agreement(made))
    assert "Before the visit 1. call (555) 010-0100 2. or write to us, at any time 10) or come by After it – a first" in text


def test_a_clause_of_three_pages_breaks_between_lines_and_keeps_its_headings_with_what_follows(tmp_path: Path) -> None:
    part = "### Part {}\n\n" + "We tell you at length how this practice thinks about missed visits and what follows. " * 12
    item = "- item {} of a list that is long enough to be wrapped over more than one line of it"
    items = "\n".join(item.format(number) for number in range(9))
    words = "\n\n".join(part.format(number) + f"\n\n{items}" for number in range(9))
    written(tmp_path, "agreement/missed.md", f"# At length\n\n{words}")
    content = render_agreement(agreed(tmp_path))
    found = pages(content)
    inside = [page for page in found if "how this practice thinks" in page]
    assert len(inside) >= 3
    text = " ".join(found)
    assert all(f"Part {number}" in text for number in range(9))
    for page in said(content):
        low = [piece for piece in page if piece.y < (HEIGHT - BOTTOM) * 72 / 25.4]
        assert all("SHA-256" in piece.text or piece.text.startswith("page") for piece in low)
        body = [piece for piece in page if piece not in low]
        assert not body[-1].text.startswith("Part "), "a heading ends a page"
