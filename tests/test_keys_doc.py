"""docs/keys.md is what the registry says."""

from __future__ import annotations

from pathlib import Path

from tctui.keymap import reference


def test_the_key_reference_is_up_to_date() -> None:
    written = Path(__file__).parent.parent / "docs" / "keys.md"
    assert written.read_text(encoding="utf-8") == reference(), "run: tctui keys docs/keys.md"
