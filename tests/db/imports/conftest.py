"""An empty practice in a real file, open while the test runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.connection import close_database
from tests.db.imports.exports import fresh_database


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Path]:
    """The test's folder, with an empty practice open in it."""
    fresh_database(tmp_path / "home" / "practice.db")
    try:
        yield tmp_path
    finally:
        close_database()
