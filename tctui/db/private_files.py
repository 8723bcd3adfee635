"""The files of a database that only their owner reads: making one, and where those beside the database stand."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path


def key_path(path: Path) -> Path:
    """Where the key of the audit chain of a database is kept: beside it, outside it."""
    return path.with_name(path.name + ".audit-key")


def lock_path(path: Path) -> Path:
    """The side file that writers queue at."""
    return path.with_name(path.name + ".queue")


def create_private(path: Path, content: bytes = b"") -> None:
    """Create a file 0600 in a 0700 directory; an existing file is an error."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
    try:
        os.write(handle, content)
    finally:
        os.close(handle)


def replace_private(path: Path, text: str, sure: bool = False) -> None:
    """Write a text as a file 0600 in the place of the one before, whole or not at all; raises OSError.

    ``sure`` waits until it is on the disk.
    """
    fresh = path.with_name(f"{path.name}-{secrets.token_hex(3)}")
    try:
        handle = os.open(fresh, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if sure:
                os.fsync(handle)
        os.replace(fresh, path)
    except OSError:
        with suppress(OSError):
            fresh.unlink()
        raise
