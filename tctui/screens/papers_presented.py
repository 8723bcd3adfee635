"""What follows the handout of a plan: recording that it was presented, asked at once and never done unasked."""

from __future__ import annotations

from tctui.core.case import CaseFile
from tctui.screens.place import Answer, Choice, Place


def offer_presented(place: Place, case: CaseFile, said: str) -> Answer:
    """Offer to record the plan as presented where an option was not yet; else give back what there is to say."""
    user = place.desk.user
    waiting = [option.id for option in case.options if any(line.state == "diagnosed" for line in option.lines())]
    if not waiting or not (user.may("case") or user.may("clinical")):
        return said

    def chosen(key: str) -> str:
        if key == "n":
            return "Not recorded; p in the case records it."
        from tctui.db.decisions import present

        done = present(place.desk.by(), case.id, waiting)
        place.reload()
        return f"{done.says} — z undoes"

    place.detail(said)
    place.choose("Was it presented to the patient", [Choice("p", "presented today"), Choice("n", "not yet")], chosen)
    return None
