"""Files that go out: new ones only, private, and named without a word about the patient."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from tctui.core.errors import Refused
from tctui.paths import data_folder


def export(content: bytes, kind: str, number: int, day: str, ending: str = "pdf") -> Path:
    """Write into the export folder, 0600, as kind-number-day-random; raises Refused when it cannot be written."""
    folder = data_folder() / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{kind}-{number}-{day}-{secrets.token_hex(3)}.{ending}"
    write_new(path, content)
    return path


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone; raises Refused when it exists or cannot be written."""
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except FileExistsError:
        raise Refused(f"{path} exists already; name another file.") from None
    except OSError as error:
        raise Refused(f"{path} could not be written: {error.strerror}.") from None
