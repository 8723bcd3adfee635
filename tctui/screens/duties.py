"""What settles an entry of the work list that is no next action, one key away: the screen or form by its kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from tctui.core.errors import Refused
from tctui.core.hand_off import MAY
from tctui.core.worklist import Reminder
from tctui.screens.place import Answer, Place

T = TypeVar("T")

_BY_ITSELF = "it goes off the list by itself once it is paid or settled"
_ROLES = {
    "hand_off": MAY,
    "referral": ("case", "clinical", "contact"),
    "question": ("clinical",),
    "answer": ("case", "contact", "clinical"),
    "verify": ("case", "contact", "patient"),
}
"""Which of the rights of a role settle a kind; what is not named, the screen that opens judges itself."""


def why_not_settled(place: Place, one: Reminder) -> str | None:
    """Say why an entry cannot be settled from the list; None when it can."""
    if not one.kind:
        return _BY_ITSELF
    needs = _ROLES.get(one.kind)
    if needs and not any(place.desk.user.may(what) for what in needs):
        return (
            "the dentist answers it"
            if one.kind == "question"
            else f"your role ({place.desk.user.role}) does not allow it"
        )
    return None


def settle(place: Place, one: Reminder) -> Answer:
    """Open what settles an entry; raises Refused when it was settled meanwhile."""
    if one.kind == "hand_off":
        from tctui.db.hand_offs import open_handoffs
        from tctui.screens.hand_off import show_hand_off

        show_hand_off(place, _still(card for card in open_handoffs(one.case_id) if card.id == one.record_id))
    elif one.kind in ("question", "answer"):
        from tctui.db.questions import open_questions
        from tctui.screens.questions import settle_question

        asked = (question for question in open_questions(one.case_id) if question.id == one.record_id)
        return settle_question(place, _still(asked))
    elif one.kind == "referral":
        from tctui.screens.referral import open_referral

        open_referral(place, one.case_id)
    elif one.kind == "verify":
        from tctui.screens.benefits import BenefitsScreen

        place.app.push_screen(BenefitsScreen(one.record_id, asking=True), place._form_closed)
    elif one.kind == "sign":
        from tctui.screens.papers import open_papers

        open_papers(place, one.case_id)
    elif one.kind == "estimate":
        place.host.open_place("estimate", case_id=one.case_id)
    elif one.kind == "benefits":
        from tctui.screens.follow_up import next_action_form

        next_action_form(place, one.case_id)
    return None


def _still(waiting: Iterator[T]) -> T:
    found = next(waiting, None)
    if found is None:
        raise Refused("That is settled already.")
    return found
