"""What every document must hold: its letterhead and logo, whole rows, margins, names, amounts, page numbers, the same bytes."""

from __future__ import annotations

import hashlib
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pypdf
import pytest

from tctui.core.documents.parts import Person, Practice
from tctui.documents.sheet import Sheet
from tests.core.documents.test_scan import picture
from tests.documents.every import CENTS, every, long_consent, names
from tests.documents.samples import NOW, PATIENT, PRACTICE
from tests.documents.test_render import pages, whole

KINDS = tuple(every())
WITHOUT_AMOUNTS = (
    "consent", "refusal", "referral letter", "itinerary", "day sheet", "disclosure", "credit notice", "record of signatures",
)  # fmt: skip
ONE_PAGE = ("receipt", "disclosure", "payment schedule", "credit notice")
"""What has no line for each procedure, so forty of them make it no longer."""


@lru_cache(maxsize=64)
def drawn(kind: str, lines: int = 3) -> bytes:
    return every(lines=lines)[kind]()


@pytest.mark.parametrize("kind", KINDS)
def test_the_letterhead_and_the_numbers_of_the_pages(kind: str) -> None:
    found = pages(drawn(kind, 40))
    for number, page in enumerate(found, 1):
        assert f"page {number} of {len(found)}" in page
        assert "Riverside Dental" in page
    if kind != "disclosure":
        assert "12 Mill Lane, Springfield" in found[0]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ONE_PAGE])
def test_forty_lines_lose_nothing_and_break_between_rows(kind: str) -> None:
    found = pages(drawn(kind, 40))
    assert len(found) > 1
    text = " ".join(found)
    for name in names(40):
        if kind == "day sheet":
            assert name[:18] in text
        else:
            # All words of a row are on one page: it was never cut by the end of one.
            assert any(re.sub(r"\W", "", name) in _letters(page) for page in found), name


def _letters(page: str) -> str:
    # Cells that stand beside a wrapped one are read between its lines.
    page = re.sub(r"\b(F\d+|0\.00|123,456\.78|[01]:\d\d[ap]|60m|Dr\. Lee|Tue \d+ \w+ \d{4}|10:00 a\.m\.|1 h)(?=\s)", "", page)
    return re.sub(r"\W", "", page)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("lines", [3, 40])
def test_nothing_is_drawn_outside_the_margins_or_over_the_footer(kind: str, lines: int) -> None:
    for page in pypdf.PdfReader(io.BytesIO(drawn(kind, lines))).pages:
        spots: list[tuple[float, float]] = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size, spots=spots: spots.append((tm[4], tm[5])))
        inside = [(x, y) for x, y in spots if (x, y) != (0, 0)]
        assert all(45 <= x <= 612 - 45 and 30 <= y <= 792 - 45 for x, y in inside)
        # The footer stands below all else: nothing is printed into its lines.
        assert not [y for _, y in inside if 44 < y < 55]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in WITHOUT_AMOUNTS])
def test_large_and_empty_amounts_are_whole(kind: str) -> None:
    text = whole(drawn(kind))
    assert CENTS == 12_345_678
    assert "123,456.78" in text
    assert " 0.00" in text


@pytest.mark.parametrize("kind", KINDS)
def test_names_of_every_length_and_script_are_printed_whole(kind: str) -> None:
    name = "Łucja 张伟 Łódź-Żółkiewska " + "von-und-zu-" * 12 + "Ende"
    if kind == "disclosure":
        content = every(practice=replace(PRACTICE, name=name))[kind]()
    else:
        content = every(replace(PATIENT, name=name))[kind]()
    text = re.sub(r"\s", "", whole(content))
    # The day sheet has a narrow column for it, wrapped among the cells beside it.
    assert ("Łucja张伟" if kind == "day sheet" else re.sub(r"\s", "", name)) in text


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "disclosure"])
def test_the_logo_stands_on_it_and_changes_nothing_it_says(kind: str) -> None:
    office = replace(PRACTICE, logo=picture("JPEG", 900, 300))
    content = every(practice=office)[kind]()
    assert content.count(b"/DCTDecode") == 1
    # What it says has the same fingerprint, though pages may break elsewhere.
    with_logo, without = (set(re.findall(r"SHA-256 [0-9a-f]+", whole(each))) for each in (content, drawn(kind)))
    assert with_logo == without


def test_a_long_name_of_the_practice_keeps_clear_of_the_logo() -> None:
    office = Practice("Riverside and Mountain Family Dental Care " * 4, logo=picture("PNG", 900, 300))
    content = every(practice=office)["receipt"]()
    assert whole(content).count("Riverside and Mountain Family Dental Care") >= 4


@pytest.mark.parametrize("count", [1, 3, 9])
def test_a_consent_of_many_pages_keeps_its_signatures_together(count: int) -> None:
    found = pages(long_consent(count))
    assert len(found) >= count
    (page,) = [page for page in found if "Signatures" in page]
    for who in ("Patient: signature", "Dentist: signature", "Witness: signature", "printed name: Wei Chen"):
        assert who in page
    assert "SHA-256" in page


def fingerprint() -> str:
    made = every(Person("Łucja Łódź", PATIENT.born), replace(PRACTICE, logo=picture("PNG")), 6)
    contents = [made[kind]() for kind in sorted(made)]
    return hashlib.sha256(b"".join([*contents, every(Person("张伟"))["receipt"]()])).hexdigest()


ROOT = str(Path(__file__).parents[2])
PLACES = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C"},
    {"PYTHONHASHSEED": "7919", "TZ": "Pacific/Auckland", "LC_ALL": "de_DE.UTF-8", "LANG": "pl_PL.UTF-8"},
)


def made_apart(times: int, folder: Path, more: dict[str, str]) -> set[str]:
    """The fingerprints of so many rounds of every document, drawn in a process of their own."""
    code = f"from tests.documents.test_every_document import fingerprint\nfor _ in range({times}): print(fingerprint())"
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": ROOT, **more}, cwd=folder, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return set(run.stdout.split())


def test_the_same_bytes_in_every_process_place_and_language(tmp_path: Path) -> None:
    found = made_apart(1, Path(ROOT), PLACES[0]) | made_apart(2, tmp_path, PLACES[1])
    assert len(found) == 1


@pytest.mark.soak
def test_a_thousand_renders_have_one_fingerprint(tmp_path: Path) -> None:
    """Ten processes of eight rounds of every document, each under another hash seed."""
    found = [made_apart(8, tmp_path, {**PLACES[seed % 2], "PYTHONHASHSEED": str(seed)}) for seed in range(10)]
    assert 10 * 8 * len(every()) >= 1_000
    assert set.union(*found) == {fingerprint()}


@pytest.mark.parametrize("lines", [1, 3, 9, 20, 40])
@pytest.mark.parametrize("kind", ["consent", "refusal"])
def test_nobody_signs_a_page_on_which_nothing_is_stated(kind: str, lines: int) -> None:
    found = [page for page in pages(drawn(kind, lines)) if "Signatures" in page]
    assert all("What you state by signing" in page for page in found)
    assert len(found) == 1


def test_a_telephone_number_stays_on_one_line() -> None:
    with Sheet("Numbers", NOW, PRACTICE, "numbers") as sheet:
        sheet.font()
        for number in ("555 010 0100", "(555) 010-0100", "+1 555 010 0100", "555 0100", "(555) 010 0100"):
            for before in range(60):
                rows = sheet.wrapped(f"{'x ' * before}call {number} at any time of the day", 60)
                assert sum(number in row for row in rows) == 1, (number, rows)
        assert " ".join(sheet.wrapped("teeth 3 14 19 30 and 2,100.00 400.00 in 2026", 12)).split()[:3] == ["teeth", "3", "14"]


@pytest.mark.parametrize(
    "said", ["22.98 %", "10:00 a.m.", "Mon 23 Nov 2026", "7 May", "Dr. Ruiz", "Dr Łuczak", "No. 7-1", "(555) 010 0100"]
)
def test_a_rate_a_date_a_time_and_a_name_with_its_title_stay_on_one_line(said: str) -> None:
    with Sheet("Words", NOW, PRACTICE, "words") as sheet:
        sheet.font()
        for before in range(40):
            rows = sheet.wrapped(f"{'x ' * before}then {said} and so on", 50)
            assert sum(said in row for row in rows) == 1, (said, rows)
        # Where it is longer than a line, it falls apart between its words and not within one.
        assert sheet.wrapped("Mon 23 Nov 2026", 9) == ["Mon", "23", "Nov", "2026"]
