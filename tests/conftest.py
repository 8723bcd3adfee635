"""What all tests share: a tiny practice, a small demo practice, and a database that is closed again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[object]:
    """A tiny practice in a real file, open."""
    from tctui.db.connection import close_database
    from tests.practice import tiny_practice

    try:
        yield tiny_practice(tmp_path / "home" / "practice.db")
    finally:
        close_database()


@pytest.fixture(scope="session")
def small_demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a small demo practice, closed: made once, as it takes seconds; who writes in it takes a copy."""
    from tctui.db.connection import close_database
    from tctui.db.demo import build
    from tests.practice import TODAY

    path = tmp_path_factory.mktemp("demo") / "demo.db"
    build(path, "small", 1, TODAY)
    close_database()
    return path
