"""Files that come in: named as a person types or pastes a path, read as far as they may go, never waited for."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

from tctui.core.errors import Refused


def path_named(text: str) -> Path:
    """Give the file that a path names as it was typed, pasted in quotes, or completed by a shell; ``~`` is the home folder.

    Raises Refused for the home folder of somebody who is not there.
    """
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
        text = text[1:-1]
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        raise Refused(f"There is no home folder {text.partition('/')[0]}.") from None
    unescaped = re.sub(r"\\(.)", r"\1", str(path))
    return path if os.path.exists(path) else Path(unescaped)


def read_named(text: str, limit: int, what: str) -> bytes:
    """Read a file of which ``limit`` bytes are taken, or one more to show that there are more.

    Raises Refused when it cannot be read or is no file: a pipe or device would be waited for without end.
    """
    path = path_named(text)
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused(f"{what} cannot be read: {path.name or path} is not a file.")
            return file.read(limit + 1)
    except OSError as error:
        raise Refused(f"{what} cannot be read: {error.strerror}.") from None
