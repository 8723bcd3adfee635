"""Drafts: what was being typed in a form when the screen locked, the line dropped or tctui was left.

One per person, the newest, in a file beside the database: 0600, because it may hold a patient's words.
"""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from tctui.db.private_files import replace_private


@dataclass(frozen=True, slots=True)
class Draft:
    """A form half filled in: its title, the place and key it was opened by, its case, each field's text by name.

    ``at`` is when it was kept, UTC in ISO 8601.
    """

    title: str
    place: str
    key: str
    case_id: int | None
    typed: dict[str, str]
    at: str

    def fits(self, title: str, case_id: int | None) -> bool:
        """Tell whether it was typed into the form of that title about that case."""
        return (self.title, self.case_id) == (title, case_id)


def keep(database: Path, user_id: int, draft: Draft) -> bool:
    """Write a person's draft over the one before; False when it could not be written. Never raises OSError."""
    try:
        replace_private(_path(database, user_id), json.dumps(asdict(draft), ensure_ascii=False), sure=True)
    except OSError:
        return False
    return True


def kept(database: Path, user_id: int) -> Draft | None:
    """A person's draft; None when there is none or the file is not one."""
    try:
        fields = json.loads(_path(database, user_id).read_text(encoding="utf-8"))
        draft = Draft(**fields)
    except (OSError, ValueError, TypeError):
        return None
    typed = draft.typed
    whole = isinstance(typed, dict) and all(isinstance(text, str) for pair in typed.items() for text in pair)
    return draft if whole and isinstance(draft.title, str) and isinstance(draft.key, str) else None


def drop(database: Path, user_id: int) -> None:
    """Forget a person's draft."""
    with suppress(OSError):
        _path(database, user_id).unlink()


def _path(database: Path, user_id: int) -> Path:
    return database.with_name(f"{database.name}.draft-{user_id}")
