"""The contact log of the practice over a place: asked for words, listed newest first, each opens its case."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable

from tctui.core.errors import Refused
from tctui.core.spoken import show_date
from tctui.db.contact_log import search
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row


def ask_contact_log(place: Place) -> None:
    """Ask what to look for; an empty answer lists the newest entries."""
    place.ask("Search the contact log for", lambda text: _show(place, text))


def _show(place: Place, text: str) -> None:
    found, count = search(text)
    if not found:
        raise Refused(f"No note says {text!r}." if text else "Nobody was contacted yet.")
    by_id = {one.id: one for one in found}

    def opened(key: Hashable) -> None:
        one = by_id[int(str(key))]
        if one.case_id is None:
            raise Refused("This note belongs to no case; : finds the patient.")
        place.call_next(place.host.open_place, "case", case_id=one.case_id)

    rows: list[Line] = [
        Row(one.id, (show_date(one.day), one.patient, one.how if one.reached else f"{one.how}, no", one.words, one.by))
        for one in found
    ]
    many = f"{count:,} notes" if count > len(found) else f"{count} note{'' if count == 1 else 's'}"
    newest = f", the newest {len(found)}" if count > len(found) else ""
    place.open_list(
        [("Contact log  ", "heading"), (f"{many}{newest}", "strong"), (f"  with {text!r}" if text else "", "note")],
        [Column("day", 10), Column("patient", 18), Column("how", 9), Column("what was said"), Column("by", 4)],
        rows,
        on_choice=opened,
        about=lambda key: textwrap.wrap(by_id[int(str(key))].words, max(20, place.size.width))[:2],
    )
