"""What holds the patient back, from the case and from the work list: noted, answered with talking points, resolved."""

from __future__ import annotations

from typing import Any

from tctui.core.case import CONCERN_CATEGORIES, CaseFile, Concern
from tctui.core.text import fit, safe_text
from tctui.db import contacts
from tctui.screens.place import Answer, Choice, Field, Place


def open_concerns(place: Place, case: CaseFile) -> None:
    """Note a concern of a case, or answer or resolve one that is open."""
    open_ones = [concern for concern in case.concerns if concern.state != "resolved"][:9]
    if not open_ones:
        _note(place, case)
        return
    by_key = {str(number): concern for number, concern in enumerate(open_ones, 1)}
    choices = [Choice("n", "new concern")]
    choices += [Choice(key, fit(f"{each.category}: {each.said or each.suspected}", 30).rstrip()) for key, each in by_key.items()]
    place.choose("Concern", choices, lambda key: _note(place, case) if key == "n" else _treat(place, case, by_key[key]))


def _treat(place: Place, case: CaseFile, concern: Concern) -> None:
    def chosen(key: str) -> Answer:
        if key == "a":
            _answer(place, case, concern)
            return None
        done = contacts.resolve_concern(place.desk.by(), case.id, concern.id, seen=concern.version)
        place.reload()
        return f"{done.says} — z undoes"

    choices = [Choice("a", "answer, with what to talk about"), Choice("r", "resolved")]
    place.choose(concern.category, choices, chosen)


def _answer(place: Place, case: CaseFile, concern: Concern) -> None:
    from tctui.db.office_follow_up import talking_points

    def save(values: dict[str, Any]) -> str:
        done = contacts.answer_concern(place.desk.by(), case.id, concern.id, values["answer"], seen=concern.version)
        return f"{done.says} — z undoes"

    told = [f"{word}: {text}" for word, text in (("Said", concern.said), ("suspected", concern.suspected)) if text]
    words = " — ".join([*("; ".join(told) and ["; ".join(told)]), talking_points(concern.category).replace("\n", " ")])
    place.open_form(
        f"Concern {concern.category}: {case.last_name}",
        [Field("answer", "Answer given", initial=concern.answer, required=True, limit=500)],
        save,
        words=safe_text(words),
        case_id=case.id,
    )


def _note(place: Place, case: CaseFile) -> None:
    def save(values: dict[str, Any]) -> str:
        said, guess = values["said"], values["suspected"]
        done = contacts.add_concern(place.desk.by(), case.id, values["category"], said=said, suspected=guess)
        return f"{done.says} — z undoes"

    place.open_form(
        "Concern",
        [
            Field("category", "What", "choice", CONCERN_CATEGORIES[0], required=True,
                  choices=[(category, category) for category in CONCERN_CATEGORIES]),
            Field("said", "In their words", limit=500),
            Field("suspected", "Suspected", limit=500, hint="what you think is behind it"),
        ],
        save,
        case_id=case.id,
    )  # fmt: skip
