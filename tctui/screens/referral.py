"""The referrals of a case over a place: how each stands, its next step, records sent, the letter."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from tctui.core.errors import Refused
from tctui.core.referral import OpenReferral
from tctui.core.spoken import date_from_text
from tctui.db.referrals import STEPS, open_referrals, record_step, send_record
from tctui.screens.place import Choice, Field, Place
from tctui.widgets.table import Column, Row

_KEYS = dict(zip("sdkrv", STEPS, strict=True))
"""The key of each step: sent, appointment, asked, report, reviewed."""


def open_referral(place: Place, case_id: int, letter: Callable[[OpenReferral], None] | None = None) -> None:
    """Take the next step of a referral; of several, which one is chosen from a list that says how each stands."""
    waiting = {one.id: one for one in open_referrals(case_id)}
    if not waiting:
        raise Refused("Nothing waits at a specialist; w on a line refers it.")
    if len(waiting) == 1:
        _steps(place, next(iter(waiting.values())), letter)
        return
    today = place.desk.today()

    def chosen(key: Hashable) -> None:
        place.call_next(_steps, place, waiting[int(str(key))], letter)

    place.open_list(
        [("Referrals", "heading")],
        [Column("specialist", 26), Column("how it stands")],
        [Row(one.id, (one.specialist, one.standing(today))) for one in waiting.values()],
        on_choice=chosen,
    )


def _steps(place: Place, one: OpenReferral, letter: Callable[[OpenReferral], None] | None) -> None:
    today = place.desk.today()

    def on(step: str, text: str) -> str:
        day = date_from_text(text, place.desk.today(), "ahead" if step == "seen" else "either")
        done = record_step(place.desk.by(), one.case_id, one.id, step, day, seen=one.version)
        place.reload()
        return f"{done.says} — z undoes"

    early = "the report was not received yet" if one.report is None else None
    labels = {"sent": "sent", "seen": "date", "asked": "asked", "report": "report", "reviewed": "reviewed"}
    choices = [Choice("p", "letter")] if letter else []
    choices += [Choice(key, labels[step], early if step == "reviewed" else None) for key, step in _KEYS.items()]
    choices.append(Choice("x", "records"))

    def chosen(key: str) -> None:
        if key == "p" and letter is not None:
            letter(one)
        elif key == "x":
            _records(place, one)
        else:
            step = _KEYS[key]
            place.ask(f"{STEPS[step].capitalize()} on", partial(on, step), "" if step == "seen" else "today")

    sent = "; ".join(record.words for record in one.records)
    place.detail(f"{one.specialist}: {one.standing(today)}", f"records: {sent}" if sent else "no records sent yet (x)")
    place.choose(one.specialist[:12].rstrip(" ,"), choices, chosen)


def _records(place: Place, one: OpenReferral) -> None:
    def save(values: dict[str, Any]) -> str:
        done = send_record(
            place.desk.by(), one.case_id, one.id, values["what"], values["how"], values["on"], seen=one.version
        )
        return f"{done.says} — z undoes"

    place.open_form(
        f"Records sent to {one.specialist}",
        [
            Field("what", "What", required=True, limit=200, hint="X-ray of tooth 19, chart, pictures"),
            Field("how", "How", limit=80, hint="secure mail, by hand, letter",
                  suggestions=("secure mail", "letter", "by hand", "portal")),
            Field("on", "On", "date", place.desk.today(), looking="either"),
        ],
        save,
    )  # fmt: skip
