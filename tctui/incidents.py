"""Unexpected errors: a calm line with a number for the person, type, file and line for the log, no values anywhere.

Messages and variables of an exception may hold a patient's name, so neither is written.
"""

from __future__ import annotations

import os
import secrets
import traceback
from datetime import UTC, datetime
from pathlib import Path

LOG_NAME = "incidents.log"
FRAMES = 12
"""Frames of the stack that a log line keeps, the innermost last."""


def record_incident(error: BaseException, folder: Path | None = None) -> str:
    """Write one line to the log (0600, in the data folder) and give the line to show a person; never raises."""
    number = secrets.token_hex(3).upper()
    try:
        if folder is None:
            from tctui.paths import data_folder

            folder = data_folder()
        moment = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        handle = os.open(folder / LOG_NAME, os.O_CREAT | os.O_APPEND | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as log:
            log.write(f"{moment} {number} {describe(error)}\n")
    except OSError:
        return f"Something went wrong (incident {number}, the log could not be written). What was saved stands."
    return f"Something went wrong (incident {number} in {LOG_NAME}). What was saved stands."


def describe(error: BaseException) -> str:
    """Give type, files, lines and functions of an exception and of what caused it, without any value."""
    parts = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = [
            f"{_short(frame.f_code.co_filename)}:{line} {frame.f_code.co_name}"
            for frame, line in traceback.walk_tb(current.__traceback__)
        ]
        kind = f"{type(current).__module__}.{type(current).__qualname__}"
        parts.append(f"{kind} at " + " > ".join(frames[-FRAMES:]))
        current = current.__cause__ or current.__context__
    return " || caused by ".join(parts)


def _short(filename: str) -> str:
    parts = Path(filename).parts
    for root in ("site-packages", "tctui"):
        if root in parts:
            place = len(parts) - 1 - parts[::-1].index(root)
            return "/".join(parts[place + (root == "site-packages") :])
    return Path(filename).name
