"""Frames kept as text files: the screen of a place, exactly; TCTUI_FRAMES=write writes them anew."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from textual.app import App

FOLDER = Path(__file__).parent / "frames"


def assert_frame(name: str, lines: Sequence[str]) -> None:
    """Compare the lines of a screen with tests/frames/NAME.txt, or write that file when asked to by TCTUI_FRAMES."""
    path = FOLDER / f"{name}.txt"
    text = "\n".join(line.rstrip() for line in lines) + "\n"
    if os.environ.get("TCTUI_FRAMES") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    kept = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text == kept, f"{path.name} differs; what is shown now:\n{text}"


def frame(app: App[Any]) -> list[str]:
    """Give the screen of an app under test as lines of text."""
    strips = app.screen._compositor.render_strips()
    return ["".join(segment.text for segment in strip).rstrip() for strip in strips]
