"""Backups that only the holder of a key can read, by pyrage (age-encryption.org): one file that holds database and audit key."""

from __future__ import annotations

import os
import secrets
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tctui.core.errors import Refused
from tctui.db.private_files import create_private, key_path

RECIPIENT, IDENTITY = "TCTUI_BACKUP_RECIPIENT", "TCTUI_BACKUP_IDENTITY"
"""Variables that hold the public key to lock backups for (age1…), and name the file with the secret one that opens them."""

_BEGINS = b"age-encryption.org/"
_DATABASE, _KEY = "practice.db", "audit-key"


def recipient(environ: Mapping[str, str] = os.environ) -> str:
    """The key that backups are locked for; empty where they are not."""
    return environ.get(RECIPIENT, "").strip()


def is_locked(source: Path) -> bool:
    """Tell whether a backup is locked."""
    with source.open("rb") as file:
        return file.read(len(_BEGINS)) == _BEGINS


def lock(plain: Path, target: Path, wanted: str) -> None:
    """Write a plain backup and its audit key, locked, as one new file; raises Refused for a key that is none."""
    age = _pyrage(RECIPIENT)
    try:
        holder = age.x25519.Recipient.from_str(wanted)
    except age.RecipientError:
        raise Refused(f"{RECIPIENT} is no key to lock backups for (age1…).") from None
    with _beside(plain) as packed:
        with tarfile.open(packed, "w") as tar:
            tar.add(plain, _DATABASE)
            if key_path(plain).exists():
                tar.add(key_path(plain), _KEY)
        create_private(target)
        with packed.open("rb") as reader, target.open("wb") as writer:
            age.encrypt_io(reader, writer, [holder])


def unlock(source: Path, fresh: Path, environ: Mapping[str, str] = os.environ) -> None:
    """Write what a locked backup holds as a private file with its audit key; raises Refused without the key that opens it."""
    age = _pyrage(IDENTITY)
    file = Path(environ.get(IDENTITY, "") or "/").expanduser()
    if not file.is_file():
        raise Refused(f"{source} is locked: name the file with the key that opens it in {IDENTITY}.")
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    with _beside(fresh) as packed:
        try:
            holders = [age.x25519.Identity.from_str(line.strip()) for line in lines if line.startswith("AGE-SECRET-KEY-")]
            with source.open("rb") as reader, packed.open("wb") as writer:
                age.decrypt_io(reader, writer, holders)
        except (age.IdentityError, age.DecryptError):
            raise Refused(f"The key in {file} does not open {source}, or the backup is harmed.") from None
        with tarfile.open(packed) as tar:
            for name, path in ((_DATABASE, fresh), (_KEY, key_path(fresh))):
                held = tar.extractfile(name) if name in tar.getnames() else None
                if held is not None:
                    create_private(path)
                    with path.open("wb") as writer:
                        while block := held.read(1 << 20):
                            writer.write(block)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """A private file beside another, gone afterwards."""
    made = path.with_name(f"{path.name}.packed-{secrets.token_hex(3)}")
    create_private(made)
    try:
        yield made
    finally:
        made.unlink(missing_ok=True)


def _pyrage(variable: str) -> Any:
    try:
        import pyrage
    except ImportError:
        raise Refused(f"{variable} is asked for, but pyrage is missing: pip install 'tctui[backup]'.") from None
    return pyrage
