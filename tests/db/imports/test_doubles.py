"""A patient put on file by hand is never doubled or joined by an import without a person's word."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tctui.core.people import COORDINATOR, User
from tctui.db.change import By
from tctui.db.patients import Particulars, add_patient
from tests.db.imports.exports import NOW, TODAY, bring_in, rows, write

BY = By(User(1, "maria", "Maria Lopez", "ML", COORDINATOR), NOW, TODAY)
HEAD = "PatNum,LName,FName,Birthdate,Phone,Email\n"
IDA = Particulars("Ash", "Ida", birth_date=date(1979, 2, 14), phone="(555) 010-2030", email="ida@example.org")


def answer(folder: Path, *said: str) -> Path:
    profile = folder / "profile.toml"
    profile.write_text("\n".join(("[patients.same]", *said)) + "\n")
    return profile


def on_file() -> list[tuple[object, ...]]:
    return rows("SELECT id, source, foreign_id, last_name, phone FROM patient ORDER BY id")


def test_the_row_and_both_records_are_said_and_nothing_is_done(empty: Path) -> None:
    add_patient(BY, IDA)
    files = write(empty / "x", patients=HEAD + "7,Ash,Ida,02/14/1979,555-9999,\n8,Birk,Ole,11/30/1988,,\n")
    before = on_file()
    report = bring_in(files)
    assert not report.ok
    assert [(one.line, one.column, one.reason) for one in report.refusals] == [
        (
            2, "PatNum",
            "Ash, Ida, born 1979-02-14, 555-9999: may be patient 1, put on file by hand: Ash, Ida, born 1979-02-14,"
            ' (555) 010-2030, ida@example.org. Answer in the profile, under [patients.same]: "7" = "1" (the same person)'
            ' or "new"',
        )
    ]  # fmt: skip
    assert on_file() == before
    assert bring_in(files, skip_refused=True).kept
    assert [row[2] for row in on_file()] == ["", "8"]


def test_one_who_is_the_same_is_joined_and_found_again(empty: Path) -> None:
    add_patient(BY, IDA)
    files = write(empty / "x", patients=HEAD + "7,Ash,Ida,02/14/1979,555-9999,\n")
    assert bring_in(files, answer(empty, '7 = "1"')).kept
    assert on_file() == [(1, "old", "7", "Ash", "555-9999")]
    assert bring_in(files).count("patients").left == 1
    assert bring_in(files, answer(empty, '7 = "1"')).count("patients").left == 1


def test_one_who_is_somebody_else_is_added_and_not_asked_about_again(empty: Path) -> None:
    add_patient(BY, IDA)
    files = write(empty / "x", patients=HEAD + "7,Ash,Ida,02/14/1979,,\n")
    assert bring_in(files, answer(empty, '7 = "new"')).count("patients").added == 1
    assert [row[2] for row in on_file()] == ["", "7"]
    assert bring_in(files).kept


@pytest.mark.parametrize(
    ("row", "is_asked"),
    [
        ("ida,ASH,02/14/1979,,", True),
        ("Ash,Ida,,,", True),
        ("Oak,Ida,02/14/1979,555 010 2030,", True),
        ("Oak,Ida,02/14/1979,,IDA@example.org", True),
        ("Ash,Ida,02/15/1979,555 010 2030,ida@example.org", False),
        ("Oak,Ida,02/14/1979,,", False),
        ("Oak,Ida,,555 010 2030,ida@example.org", False),
    ],
)
def test_who_is_asked_about(empty: Path, row: str, is_asked: bool) -> None:
    add_patient(BY, IDA)
    assert bool(bring_in(write(empty / "x", patients=f"{HEAD}7,{row}\n")).refused) is is_asked


def test_an_answer_that_names_nobody_is_refused(empty: Path) -> None:
    add_patient(BY, IDA)
    files = write(empty / "x", patients=HEAD + "7,Birk,Ole,,,\n8,Cole,Ann,,,\n")
    report = bring_in(files, answer(empty, '7 = "9"', '8 = "1 or so"'))
    assert [one.reason for one in report.refusals] == [
        "the profile says it is patient 9, who is not on file or came from elsewhere",
        "the profile says it is patient 1 or so, who is not on file or came from elsewhere",
    ]
    report = bring_in(files, answer(empty, '7 = "1"', '8 = "1"'))
    assert [(one.line, one.reason) for one in report.refusals] == [
        (3, "the profile says it is patient 1, who is not on file or came from elsewhere")
    ]
