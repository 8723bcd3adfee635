"""What was set in a place and is not decided yet: kept beside the database until it is, so that it outlives the session.

One file per person, 0600: it holds terms and amounts by the number of what they are about, no names.
"""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from tctui.db.private_files import replace_private

MOST = 100
"""So many are kept; the oldest goes first."""


def keep(database: Path, user_id: int, about: str, what: dict[str, Any]) -> None:
    """Keep what a person has set about something, over what was set before; where it cannot be written it is lost."""
    held = _held(database, user_id)
    held.pop(about, None)
    held[about] = what
    _write(database, user_id, dict(list(held.items())[-MOST:]))


def kept(database: Path, user_id: int, about: str) -> dict[str, Any] | None:
    """What a person set about something before; None when there is nothing or it cannot be read."""
    found = _held(database, user_id).get(about)
    return found if isinstance(found, dict) else None


def drop(database: Path, user_id: int, about: str) -> None:
    """Forget what was set about something: it is decided."""
    held = _held(database, user_id)
    if held.pop(about, None) is not None:
        _write(database, user_id, held)


def _held(database: Path, user_id: int) -> dict[str, Any]:
    try:
        held = json.loads(_path(database, user_id).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return held if isinstance(held, dict) else {}


def _write(database: Path, user_id: int, held: dict[str, Any]) -> None:
    with suppress(OSError):
        replace_private(_path(database, user_id), json.dumps(held, ensure_ascii=False))


def _path(database: Path, user_id: int) -> Path:
    return database.with_name(f"{database.name}.left-{user_id}")
