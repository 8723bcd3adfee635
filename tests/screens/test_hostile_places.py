"""A practice in which every text does harm, written past every cleaning: each place of it, its bytes, its PDFs."""

from __future__ import annotations

import io
import re
import unicodedata
from itertools import cycle
from pathlib import Path

import peewee
import pypdf
import pytest

from tctui.core.errors import Refused
from tctui.core.text import LINE_LIMIT
from tctui.db import agreements, models
from tctui.db.cases import read_case
from tctui.db.connection import close_database, open_database
from tctui.db.models import database
from tctui.db.paper_writes import document_bytes
from tests.hostile import HOSTILE
from tests.places import WALKS, Ground, ground, prepare, session
from tests.practice import TODAY, TinyPractice
from tests.screens.board_practice import NOW

TEXTS = [text for text in HOSTILE if text.strip() and not any("\ud800" <= letter <= "\udfff" for letter in text)]
WORDS = {
    "address", "answer", "broken_reason", "confirmed_how", "credentials", "email", "employer", "first_name",
    "group_number", "if_waits", "initials", "label", "lane_reason", "last_name", "legal_name", "medical_alert",
    "member_number", "name", "next_action", "next_step", "note", "patient_name", "payer_number", "phone",
    "preferred_name", "rationale", "reason", "reference", "said", "says", "subscriber_name", "suspected", "text",
    "title", "verified_by", "verified_reference",
}  # fmt: skip
"""Columns that hold what people wrote; none of them is read as anything but words."""

BANNED = {"Cf", "Cn", "Co", "Cs"}

SEQUENCE = re.compile(
    rb"\x1b\[[0-9;?>=]*[@A-Za-z]"
    rb"|\x1b\[[0-9;?>=]*[ $][a-z]"
    rb"|\x1b\]22;[a-z-]*\x07"
    rb"|\x1b[=>78]"
    rb"|\x1b\([0B]"
)
"""What the program itself sends; nothing with a title, a clipboard, a link or a question in it."""


def spoil(first: int, longest: int) -> int:
    """Write hostile texts into every column of words, the first of them by its number; gives how many were taken."""
    texts, written = cycle(TEXTS[first:] + TEXTS[:first]), 0
    database.execute_sql("PRAGMA synchronous = off")
    for model in vars(models).values():
        if not (isinstance(model, type) and issubclass(model, peewee.Model)):
            continue
        table, key = model._meta.table_name, model._meta.primary_key
        columns = [field.column_name for field in model._meta.sorted_fields if field.name in WORDS]
        for (number,) in (
            list(model.select(key).tuples().execute()) if columns and isinstance(key, peewee.AutoField) else ()
        ):
            for column in columns:
                try:
                    database.execute_sql(
                        f'UPDATE "{table}" SET "{column}" = ? WHERE id = ?', (next(texts)[:longest], number)
                    )
                    written += 1
                except peewee.IntegrityError:
                    # A column with a rule of its own, or a log that takes no change.
                    continue
    return written


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every walk copies."""
    return ground(tmp_path_factory.mktemp("ground"))


def spoilt(made: Ground, folder: Path, first: int, longest: int = 20_000, walk: str = "board") -> TinyPractice:
    practice = made.copy(folder)
    prepare(practice, walk)
    open_database(practice.path)
    try:
        assert spoil(first, longest) > 200
    finally:
        close_database()
    return practice


SIZES = {"board": (60, 20), "case": (80, 24), "money": (120, 40), "book": (60, 24), "settings": (80, 24)}


@pytest.mark.parametrize("walk", WALKS)
def test_no_byte_of_it_reaches_the_terminal(made: Ground, walk: str, tmp_path: Path) -> None:
    size = SIZES.get(walk, (80, 24))
    with session(spoilt(made, tmp_path, 31 * len(walk), walk=walk), walk, size=size) as wire:
        wire.wait_for("Enter case")
        for stop in WALKS[walk]:
            wire.send(*stop.keys, *stop.leaving)
        wire.settle(quiet=0.8)
        assert not [line for line in wire.screen() if "incident" in line]
        left = SEQUENCE.sub(b"", bytes(wire.written))
    # A vertical tab is how the program goes down a line.
    assert not re.findall(rb"\xc2[\x80-\x9f]", left)
    assert not re.findall(rb"[\x00-\x07\x0c\x0e-\x1f\x7f].{0,20}", left)
    assert not [letter for letter in left.decode("utf-8") if unicodedata.category(letter) in BANNED]


@pytest.mark.parametrize("first", range(0, len(TEXTS), 25))
def test_papers_of_it_are_made_clean_or_refused(made: Ground, first: int, tmp_path: Path) -> None:
    practice = spoilt(made, tmp_path, first, LINE_LIMIT)
    open_database(practice.path)
    try:
        case = read_case(practice.case)
        option = case.leading
        assert option is not None
        about = (practice.coordinator, NOW, TODAY, case)
        made_now, refused = [], []
        for letter in "pc":
            try:
                if letter == "p":
                    made_now.append(agreements.make_presentation(*about))
                else:
                    made_now.append(agreements.make_consent(*about, option, "extraction"))
            except Refused as why:
                refused.append(str(why))
        assert all(line.isprintable() for line in refused)
        assert len(made_now) + len(refused) == 2
        for document in made_now:
            read = pypdf.PdfReader(io.BytesIO(document_bytes(document)))
            text = "".join(page.extract_text() for page in read.pages)
            assert not [letter for letter in text if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cs")]
            assert not any("/JS" in str(page) or "/URI" in str(page.get("/Annots")) for page in read.pages)
    finally:
        close_database()
