"""The office's own teaching pages, kept as a setting; a kind without its own has the usual one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tctui.core.errors import Refused
from tctui.core.teaching import PARTS, TITLES, USUAL, TeachingPage, page
from tctui.db.change import By, note_of_text
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

SETTING = "teaching"


def pages(kinds: Iterable[str]) -> list[TeachingPage]:
    """The pages of some kinds of treatment, in their order."""
    own = dict(kept(SETTING) or {})
    return [page(kind, own.get(kind)) for kind in kinds]


def words_of(kind: str) -> dict[str, str]:
    """What the page of a kind says, by the names of core.teaching.PARTS."""
    own = dict(kept(SETTING) or {}).get(kind)
    return dict(own) if own is not None else dict(zip(PARTS, USUAL[kind], strict=True))


def set_words(by: By, kind: str, typed: Mapping[str, str]) -> str:
    """Put the office's own words on a page; all parts left empty bring the usual ones back."""
    by.need("settings")
    if kind not in TITLES:
        raise Refused(f"There are pages about: {', '.join(TITLES)}.")
    words = {name: note_of_text(title, typed.get(name) or "") for name, title in PARTS.items()}
    usual = not any(words.values()) or tuple(words.values()) == USUAL[kind]
    with unit_of_work(by.user.id, f"setting.{SETTING}", by.now) as unit:
        held = dict(kept(SETTING) or {})
        held.pop(kind, None)
        keep(unit, SETTING, held if usual else {**held, kind: words})
        unit.says = f"Teaching page {TITLES[kind]}: {'as it was at first' if usual else 'changed'}"
    return unit.says
