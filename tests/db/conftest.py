"""What the database tests share: who makes a change in the tiny practice, and one small demo practice to read in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.change import By
from tctui.db.connection import close_database, open_database
from tctui.db.demo import build
from tests.practice import NOW, TODAY, TinyPractice


@pytest.fixture
def by(practice: TinyPractice) -> By:
    """The coordinator, today."""
    return By(practice.coordinator, NOW, TODAY)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small demo practice, closed; the tests read in it, and one of them logs in."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build(path, "small", 1, TODAY)
    close_database()
    return path


@pytest.fixture
def demo(made: Path) -> Iterator[Path]:
    """The small demo practice, open."""
    open_database(made)
    try:
        yield made
    finally:
        close_database()
