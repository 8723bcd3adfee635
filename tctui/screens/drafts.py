"""Drafts on the screen: kept from the form in front, offered again after the login and when the form is opened again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from textual.screen import Screen

from tctui import drafts
from tctui.core.spoken import show_date
from tctui.core.text import fit
from tctui.key_places import MAIN
from tctui.screens.desk import Desk
from tctui.screens.form import FormScreen
from tctui.screens.place import Choice, Place
from tctui.screens.veil import Guarded

OF_CASE = ("case", "estimate")
"""Places whose forms are about the case that is open."""


def keep_from(stack: Sequence[Screen[Any]], desk: Desk, last_case: int | None, leaving: bool = True) -> None:
    """Keep what is being typed in the topmost form of a stack of screens, if anything is.

    While it is typed on and nobody is ``leaving``, only what is new since, and never over a draft of another form.
    """
    form = next((each for each in reversed(stack) if isinstance(each, FormScreen) and each.PLACE == "form"), None)
    typed = form.typed() if form is not None and form.keeps else {}
    if form is None or not typed:
        return
    if not leaving and (typed == form.kept or not (form.holds_draft or drafts.kept(desk.database, desk.user.id) is None)):
        return
    form.kept = typed
    main = _below(stack)
    case_id = _case_of(form, main, last_case)
    at = desk.now().isoformat(timespec="seconds")
    draft = drafts.Draft(form.title_text, main.PLACE if main else "", main.pressed if main else "", case_id, typed, at)
    form.holds_draft = drafts.keep(desk.database, desk.user.id, draft)


def offer(place: Place) -> None:
    """After the login: go on with what was typed, or leave it for later, or drop it."""
    desk = place.desk
    draft = drafts.kept(desk.database, desk.user.id)
    if draft is None:
        return

    async def chosen(key: str) -> str | None:
        if key == "d":
            drafts.drop(desk.database, desk.user.id)
            return "Dropped"
        if key == "l":
            return "Kept: it is offered again where it was typed"
        await _go_to(place, draft)
        return None

    is_quiet = isinstance(place, Guarded) and place.quiet
    go_on = "go on with it, which shows names" if is_quiet else "go on with it"
    choices = [Choice("g", go_on), Choice("l", "later"), Choice("d", "drop it")]
    place.choose(f"Not saved yet: {'a form' if is_quiet else fit(draft.title, 40).rstrip()}", choices, chosen)


async def _go_to(place: Place, draft: drafts.Draft) -> None:
    """Open the place the form was opened from, about the same case, and press the same key there."""
    name = "case" if draft.case_id is not None else draft.place
    context = {"case_id": draft.case_id} if draft.case_id is not None else {}
    place.host.open_place(name if name in MAIN else "board", **context)
    front = place.app.screen
    if isinstance(front, Place) and place.host.keymap.action(front.PLACE, draft.key):
        front.call_after_refresh(front.press, draft.key, draft.key if len(draft.key) == 1 else None)


def take_up(form: FormScreen, stack: Sequence[Screen[Any]], last_case: int | None) -> None:
    """Offer, in a form that was just opened, what was typed into it before and not saved."""
    desk = form.desk
    draft = drafts.kept(desk.database, desk.user.id) if form.keeps else None
    if draft is None or not draft.fits(form.title_text, _case_of(form, _below(stack), last_case)):
        return
    form.holds_draft = True

    def chosen(key: str) -> str | None:
        if key == "n":
            form.forget_draft()
            return "Dropped"
        form.fields.fill(draft.typed)
        return "Here it is again; it is not saved yet"

    when = show_date(datetime.fromisoformat(draft.at).astimezone(desk.clock().tzinfo).date())
    choices = [Choice("y", "take it up"), Choice("n", "drop it")]
    form.choose(f"Typed here on {when} and not saved", choices, chosen)


def _below(stack: Sequence[Screen[Any]]) -> Place | None:
    return next((each for each in reversed(stack) if isinstance(each, Place) and each.PLACE in MAIN), None)


def _case_of(form: FormScreen, main: Place | None, last_case: int | None) -> int | None:
    if form.case_id is not None:
        return form.case_id
    return last_case if main is not None and main.PLACE in OF_CASE else None
