"""Hand-off cards over a place: given with what the case knows already, read in full, confirmed with Enter."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.hand_off import PARTS, RECEIVERS, OpenHandOff, begun, card_text, why_not_confirmed
from tctui.db.hand_offs import confirm_handoff, hand_off, open_handoffs
from tctui.screens.place import Answer, Choice, Field, Place
from tctui.widgets.table import Column, Row


def open_hand_offs(place: Place, case: CaseFile) -> None:
    """Show the cards of a case that wait to be confirmed, or begin a new one."""
    waiting = {str(number): one for number, one in enumerate(open_handoffs(case.id)[:9], 1)}
    if not waiting:
        new_hand_off(place, case)
        return

    def chosen(key: str) -> None:
        if key == "n":
            new_hand_off(place, case)
        else:
            show_hand_off(place, waiting[key])

    now = place.desk.now()
    choices = [Choice("n", "new")]
    choices += [Choice(key, f"to {RECEIVERS[one.to_role]}, {one.waits(now)}") for key, one in waiting.items()]
    place.choose("Hand-off", choices, chosen)


def show_hand_off(place: Place, one: OpenHandOff) -> None:
    """Show a card whole; Enter confirms that it was received."""

    def confirm(key: Hashable) -> Answer:
        return f"{confirm_handoff(place.desk.by(), one.case_id, one.id).says} — z undoes"

    rows = []
    for number, line in enumerate(one.text.split("\n")):
        title, colon, said = line.partition(": ")
        cells = (title, said) if colon and title in PARTS.values() else ("", line)
        rows.append(Row(number, cells))
    closed = why_not_confirmed(one.to_role, one.by_id == place.desk.user.id, place.desk.user.role)
    ink = "warn" if one.is_late(place.desk.now()) else "strong"
    place.open_list(
        [
            (f"Hand-off to {RECEIVERS[one.to_role]}  ", "heading"),
            (f"{one.by}, {one.waits(place.desk.now())} ago" if one.by else f"{one.waits(place.desk.now())} ago", ink),
            ("" if closed else "   Enter confirms", "plain"),
        ],
        [Column("part", 16), Column("what")],
        list(rows),
        on_choice=confirm,
    )


def new_hand_off(place: Place, case: CaseFile) -> None:
    """Ask for the parts of a card; what the case itself knows stands in it already."""

    def save(values: dict[str, Any]) -> str:
        done = hand_off(place.desk.by(), case.id, values["to"], card_text(values))
        return f"{done.says} — z undoes"

    known = begun(case, place.desk.today())
    hints = {
        "next": "what, why, how urgent, how long, how long after this one",
        "money": "what was said, shown or promised about money",
    }
    to = "front" if place.desk.user.role != "provider" else "coordinator"
    place.open_form(
        "Hand-off",
        [
            Field("to", "To", "choice", to, required=True, choices=tuple(RECEIVERS.items())),
            *(
                Field(name, title, initial=known.get(name), limit=400, hint=hints.get(name, ""))
                for name, title in PARTS.items()
            ),
        ],
        save,
        case_id=case.id,
    )
