"""What the database tests share: who makes a change in the tiny practice, and the small demo practice, open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.change import By
from tctui.db.connection import close_database, open_database
from tests.practice import NOW, TODAY, TinyPractice


@pytest.fixture
def by(practice: TinyPractice) -> By:
    """The coordinator, today."""
    return By(practice.coordinator, NOW, TODAY)


@pytest.fixture
def demo(small_demo: Path) -> Iterator[Path]:
    """The small demo practice, open; the tests read in it, and one of them logs in."""
    open_database(small_demo)
    try:
        yield small_demo
    finally:
        close_database()
