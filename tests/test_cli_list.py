"""``tctui list``: the board and the work list as text of 80 columns and as CSV, narrowed as ``/`` does, with initials."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tctui.cli import main
from tctui.core.board_columns import View, arrange
from tctui.core.case_lists import board_parts, due_parts, list_csv, list_text, nameless
from tctui.core.text import cells
from tctui.core.worklist import due
from tctui.db.board import open_cards
from tctui.db.case_writes import set_next_action
from tctui.db.change import By
from tctui.db.connection import close_database
from tests.hostile import HOSTILE
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW, board_practice
from tests.screens.test_veil_keys import told


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[TinyPractice]:
    try:
        made = board_practice(tmp_path / "home" / "practice.db")
        set_next_action(By(made.coordinator, NOW, TODAY), made.case, "call, after spouse decides", TODAY, agreed=True)
        yield made
    finally:
        close_database()


def run(practice: TinyPractice, *arguments: str) -> int:
    close_database()
    try:
        return main(["list", "--database", str(practice.path), *arguments])
    finally:
        close_database()


def test_the_board_in_words(practice: TinyPractice) -> None:
    columns = arrange(open_cards(), View(sort="name"), TODAY)
    lines = list(list_text(["Riverside Dental", "board"], board_parts(columns), TODAY))
    assert lines[0] == "Riverside Dental   board of Mon 23 Nov 2026"
    assert max(map(cells, lines)) <= 80
    titles = [line for line in lines if line[:1].strip()][1:]
    assert [title.split("  ")[0] for title in titles] == [
        "Diagnosed",
        "Presented",
        "Accepted",
        "Scheduled",
        "In treatment",
    ]
    at = next(number for number, line in enumerate(lines) if line.startswith("  Alvarez, Ana"))
    assert lines[at : at + 2] == [
        "  Alvarez, Ana, $1,280 open; crown; 1 day; no owner; LEE", "    urgent",
    ]  # fmt: skip
    whole = "\n".join(lines)
    assert "next Mon 23 Nov, agreed: call, after spouse decides" in " ".join(whole.split())


def test_the_work_list_in_words(practice: TinyPractice) -> None:
    parts = due_parts(due(open_cards(), TODAY))
    assert [part.title for part in parts] == ["Overdue", "Today"]
    text = " ".join(" ".join(list_text(["Riverside Dental", "work list"], parts, TODAY)).split())
    assert "follow-up overdue; no way to pay agreed; next Fri 20 Nov, 3 days overdue: call" in text
    assert [part.title for part in due_parts(due(open_cards(), TODAY, order="name"), by_day=False)] == ["Due"]


def test_initials_tell_nobody(practice: TinyPractice) -> None:
    for parts in (board_parts(arrange(open_cards(), View(), TODAY)), due_parts(due(open_cards(), TODAY))):
        hidden = nameless(parts)
        lines = [*list_text(["Riverside Dental", "board"], hidden, TODAY), *list_csv(hidden, TODAY).splitlines()]
        assert told([line for line in lines if "next action" not in line]) == []
        assert [len(part.cards) for part in hidden] == [len(part.cards) for part in parts]


def test_a_hostile_name_is_neither_escape_nor_formula(practice: TinyPractice) -> None:
    card = open_cards()[0]
    cards = [replace(card, last_name=text, first_name="", title=text, next_action=text) for text in (*HOSTILE, "=1+1")]
    parts = board_parts(arrange(cards, View(), TODAY))
    for line in list_text(["Riverside Dental", "board"], parts, TODAY):
        assert line.isprintable()
        assert cells(line) <= 80
    rows = list(csv.DictReader(list_csv(parts, TODAY).splitlines()))
    assert len(rows) == len(cards)
    assert not any(row["patient"][:1] in ("=", "+", "-", "@") for row in rows)


def test_the_command_narrows_and_sorts(practice: TinyPractice, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(practice, "owner:maria", "crown", "--sort", "name", "--format", "csv") == 0
    rows = list(csv.DictReader(capsys.readouterr().out.splitlines()))
    assert {row["owner"] for row in rows} == {practice.coordinator.initials}
    assert {row["treatment"] for row in rows} == {"crown"}
    diagnosed = [row["patient"] for row in rows if row["list"] == "Diagnosed"]
    assert diagnosed == sorted(diagnosed)
    assert len(diagnosed) > 1
    assert all(float(row["open"]) > 0 for row in rows)


def test_the_command_of_what_is_due(practice: TinyPractice, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(practice, "--due", "--initials", "Baker") == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1] == "with …"
    assert lines[-1] == "Nothing is on it."
    assert run(practice, "--closed") == 0
    assert any(line.startswith("Declined") for line in capsys.readouterr().out.splitlines())


def _status(practice: TinyPractice, *arguments: str) -> object:
    try:
        return run(practice, *arguments)
    except SystemExit as left:
        return left.code


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("owner:nobody-here",), "No owner is called nobody-here"),
        (("--due", "--sort", "days"), "sorted by due, rank, dollars, name"),
        (("--due", "--closed"), "--closed is for the board"),
        (("--sort", "weather"), "invalid choice"),
    ],
)
def test_what_cannot_be_is_refused(
    practice: TinyPractice, arguments: tuple[str, ...], says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _status(practice, *arguments) == 2
    assert says in capsys.readouterr().err
