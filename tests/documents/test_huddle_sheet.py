"""The huddle sheet: read back from the PDF and from the text, with names and with initials, the same bytes each time."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdf

from tctui.core.huddle_parts import huddle
from tctui.core.huddle_text import TEXT_WIDTH, HuddleSheet, huddle_sheet, huddle_text
from tctui.core.text import cells
from tctui.db.connection import close_database
from tctui.db.huddle import huddle_facts
from tctui.db.paper_parts import letterhead
from tctui.documents.huddle_sheet import render_huddle_sheet
from tests.huddle_practice import NOW, SECRETS, TODAY, appointment, patients, practice  # noqa: F401
from tests.practice import TinyPractice

FIGURES = (
    "produced $750 of $7,200 goal, 10 %", "gap $6,450", "left without an appointment: 1 patient", "Today Mon 23 Nov 3 visits",
    "scheduled $1,145 of $7,200 goal, 16 %", "Dr Lee $905 of $3,600 gap $2,695", "Openings and who could come", "Next days",
    "Pipeline",
)  # fmt: skip


def sheet(names: bool) -> HuddleSheet:
    facts = huddle_facts(TODAY, 121, ZoneInfo("America/New_York"))
    return huddle_sheet(letterhead(), TODAY, NOW, huddle(facts), names=names)


def words(content: bytes) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_paper_says_what_the_text_says(practice: TinyPractice) -> None:
    text = " ".join(" ".join(huddle_text(sheet(names=True))).split())
    paper = words(render_huddle_sheet(sheet(names=True)))
    for said in (*FIGURES, "Baker, Tom", "alert: Latex allergy", "papers: agreement, consent (extraction) not made"):
        assert said in text, said
        assert said in paper, said
    assert "A medical alert" in paper


def test_with_initials_nothing_tells_a_person(practice: TinyPractice) -> None:
    text = "\n".join(huddle_text(sheet(names=False)))
    paper = words(render_huddle_sheet(sheet(names=False)))
    assert [word for word in SECRETS if word in text or word in paper] == []
    assert "medical alert, not confirmed" in text
    for said in FIGURES:
        assert said in " ".join(text.split())
        assert said in paper


def test_no_line_of_the_text_is_longer_than_a_screen(practice: TinyPractice) -> None:
    assert max(cells(line) for names in (True, False) for line in huddle_text(sheet(names))) <= TEXT_WIDTH


def test_a_long_day_goes_over_pages_that_are_numbered(practice: TinyPractice) -> None:
    for number, patient in enumerate(patients(practice)[4:]):
        appointment(
            practice, patient, TODAY, 116 + 5 * number, 12_345_678, chair=1, units=5, provider=practice.second_provider
        )
    content = render_huddle_sheet(sheet(names=True))
    pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
    assert len(pages) > 1
    assert all(f"page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert "Papadopoulos-Vandenberghe" in words(content).replace("- ", "-")
    assert "张" in words(content)


def test_the_same_huddle_gives_the_same_bytes_everywhere(practice: TinyPractice) -> None:
    close_database()
    script = (
        "import hashlib, sys; from pathlib import Path; from tctui.db.connection import open_database;"
        "open_database(Path(sys.argv[1]));"
        "from tests.documents.test_huddle_sheet import sheet; from tctui.documents.huddle_sheet import render_huddle_sheet;"
        "print(hashlib.sha256(render_huddle_sheet(sheet(True))).hexdigest())"
    )
    made = {
        subprocess.run(
            [sys.executable, "-c", script, str(practice.path)], env={**os.environ, "PYTHONHASHSEED": seed}, text=True,
            capture_output=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(made) == 1


def test_the_command_prints_and_writes(practice: TinyPractice, tmp_path: Path) -> None:
    close_database()

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "tctui",
            "huddle",
            "--database",
            str(practice.path),
            "--day",
            "23 nov 2026",
            *more,
        ]
        return subprocess.run(command, capture_output=True, text=True, env={**os.environ, "TZ": "UTC"})

    named, veiled = run(), run("--initials")
    assert (named.returncode, veiled.returncode) == (0, 0), named.stderr
    assert "Baker, Tom" in named.stdout
    assert [word for word in SECRETS if word in veiled.stdout] == []
    target = tmp_path / "huddle.pdf"
    assert "Wrote" in run("--pdf", str(target)).stdout
    assert "produced $750" in words(target.read_bytes())
    again = run("--pdf", str(target))
    assert again.returncode == 2
    assert "exists already" in again.stderr
    assert run("--day", "someday").returncode == 2
    # Of another day than today nothing says Today or Yesterday.
    later = run("--day", "15 dec 2031", "--initials").stdout.splitlines()
    assert [line.split("  ")[0] for line in later if line[:3] in ("Mon", "Tue")] == ["Mon 15 Dec"]
    assert not any(word in line.lower() for line in later for word in ("today", "yesterday"))
