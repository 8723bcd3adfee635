"""What all tests share: a tiny practice, and a database that is closed again."""

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
