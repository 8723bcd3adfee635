"""``tctui report``: text of 80 columns, CSV, the PDF, and what is refused."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from tctui.cli import main
from tctui.db.connection import close_database
from tests.practice import TinyPractice


def run(practice: TinyPractice, *arguments: str) -> int:
    close_database()
    try:
        return main(["report", "--database", str(practice.path), *arguments])
    finally:
        close_database()


def test_the_text(practice: TinyPractice, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(practice, "--from", "2026-11-01", "--to", "2026-11-30", "--by", "coordinator") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["Riverside Dental   1 Nov – 30 Nov 2026", "by coordinator, against 2 Oct – 31 Oct 2026"]
    assert max(map(len, lines)) <= 80
    at = next(number for number, line in enumerate(lines) if line.startswith("Acceptance, procedures"))
    assert lines[at].split()[2:4] == ["0.0", "%"]
    assert lines[at].endswith(" 2")
    assert lines[at + 1].split()[0] == "maria"


def test_the_csv(practice: TinyPractice, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(practice, "--from", "2026-11-01", "--to", "2026-11-30", "--format", "csv", "--by", "provider") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    (whole, lee) = [row for row in rows if row["figure"] == "Acceptance, dollars"]
    assert (whole["of"], whole["value"], whole["part"], whole["whole"]) == ("all", "0.00", "0.00", "2064.00")
    assert (lee["of"], lee["whole"], lee["met"]) == ("LEE", "2064.00", "no")


def test_the_pdf(practice: TinyPractice, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.pdf"
    assert run(practice, "--pdf", str(target)) == 0
    assert target.read_bytes().startswith(b"%PDF")
    assert target.stat().st_mode & 0o777 == 0o600
    assert run(practice, "--pdf", str(target)) == 2
    assert "exists already" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "soon"), "not a date"),
        (("--to", "2026-11-01"), "--to needs --from"),
        (("--from", "2026-11-20", "--to", "2026-11-01"), "after the last one"),
        (("--by", "weather"), "invalid choice"),
    ],
)
def test_what_cannot_be_is_refused(
    practice: TinyPractice, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        status = run(practice, *arguments)
    except SystemExit as left:
        status = int(left.code or 0)
    assert status == 2
    assert says in capsys.readouterr().err
