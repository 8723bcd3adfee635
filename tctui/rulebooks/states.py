"""The rules of the states read from their rulebooks."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.state_rules import Act, BusinessDays, Fact, Rule, SetFor, StatePack, Wording
from tctui.rulebooks import Row, rulebook, shipped_names

S = TypeVar("S", bound=StrEnum)
D = TypeVar("D", Rule, Wording, BusinessDays)


def shipped_states() -> list[str]:
    """Name the states whose rules ship with the package, as ``CA``."""
    return [name[6:8].upper() for name in shipped_names() if name.startswith("state_")]


def state_pack(state: str, own: Path | None = None) -> StatePack:
    """Read the rules of a state, as ``CA``: the practice's own file, or the one shipped.

    Raises Unreadable when there is none for the state, or naming the file and what is wrong with it.
    """
    if own is None and state.upper() not in shipped_states():
        raise Unreadable(f"there are no rules for {state[:20]!r}: {', '.join(shipped_states())} ship with the program")
    name = f"state_{state.lower()}.toml"
    top = rulebook(name, own)
    dated = top.day("dated")
    assert dated is not None
    top.text("review")
    pack = StatePack(
        state=top.text("state"),
        name=top.text("name"),
        dated=dated,
        source=top.text("source"),
        rules=tuple(_rule(row) for row in top.rows("rule")),
        wordings=tuple(_wording(row) for row in top.rows("wording")),
        rescission=_days(top.table("rescission")),
        refund=_days(top.table("refund")),
    )
    top.done()
    if pack.state != state.upper():
        raise top.refused(Refused(f"state is {pack.state!r}, not {state.upper()!r}"))
    keys = [*(one.key for one in pack.rules), *(one.key for one in pack.wordings)]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise top.refused(Refused(f"the key {twice!r} stands there twice"))
    return pack


def all_packs() -> tuple[StatePack, ...]:
    """Read the rules of every state that ships with the package."""
    return tuple(state_pack(state) for state in shipped_states())


def _rule(row: Row) -> Rule:
    days_ahead = row.whole("days_ahead") if row.has("days_ahead") else None
    return _made(
        row,
        Rule,
        key=row.text("key"),
        name=row.text("name"),
        citation=row.text("citation"),
        acts=_names(row, "acts", Act),
        words=row.text("words"),
        satisfied_by=row.text("satisfied_by"),
        when=_names(row, "when", Fact),
        unless=_names(row, "unless", Fact),
        needs=_names(row, "needs", Fact),
        prohibited=row.flag("prohibited"),
        days_ahead=days_ahead,
    )


def _wording(row: Row) -> Wording:
    paper = row.text("paper")
    if paper not in list(SetFor):
        raise row.refused(Refused(f"paper: {paper!r} is none of {', '.join(SetFor)}"))
    text = " ".join(row.text("text").split())
    return _made(row, Wording, key=row.text("key"), paper=SetFor(paper), citation=row.text("citation"), text=text)


def _days(row: Row | None) -> tuple[BusinessDays, ...]:
    if row is None:
        return ()
    return (_made(row, BusinessDays, count=row.whole("business_days"), citation=row.text("citation")),)


def _made(row: Row, kind: type[D], **parts: Any) -> D:
    """Make a dated thing of a table of which nothing else is left; what does not hold is refused with its place."""
    begins = row.day("from")
    assert begins is not None
    try:
        made = kind(effective_from=begins, effective_to=row.day("to", optional=True), **parts)
    except Unreadable:
        raise
    except Refused as wrong:
        raise row.refused(wrong) from None
    row.done()
    return made


def _names(row: Row, name: str, kind: type[S]) -> tuple[S, ...]:
    found = row.texts(name)
    for text in found:
        if text not in list(kind):
            raise row.refused(Refused(f"{name}: {text!r} is none of {', '.join(kind)}"))
    return tuple(kind(text) for text in found)
