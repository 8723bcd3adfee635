"""The rules of the states read from their rulebooks."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from tctui.core.errors import Unreadable
from tctui.core.finance.state_rules import Act, Fact, Rule, StatePack, Wording
from tctui.rulebooks import Row, rulebook, shipped_names

S = TypeVar("S", bound=StrEnum)


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
    top = Row(rulebook(name, own), own.name if own else name)
    rescission, refund = top.table("rescission"), top.table("refund")
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
        rescission_days=(rescission.whole("business_days") or 0) if rescission else 0,
        rescission_citation=rescission.text("citation") if rescission else "",
        refund_days=(refund.whole("business_days") or 0) if refund else 0,
        refund_citation=refund.text("citation") if refund else "",
    )
    for row in (rescission, refund, top):
        if row:
            row.done()
    if pack.state != state.upper():
        raise Unreadable(f"{own.name if own else name}: state is {pack.state!r}, not {state.upper()!r}")
    return pack


def all_packs() -> tuple[StatePack, ...]:
    """Read the rules of every state that ships with the package."""
    return tuple(state_pack(state) for state in shipped_states())


def _rule(row: Row) -> Rule:
    effective_from = row.day("from")
    assert effective_from is not None
    days_ahead = row.whole("days_ahead", -1)
    rule = Rule(
        key=row.text("key"),
        name=row.text("name"),
        citation=row.text("citation"),
        acts=_names(row, "acts", Act),
        words=row.text("words"),
        satisfied_by=row.text("satisfied_by"),
        effective_from=effective_from,
        effective_to=row.day("to", optional=True),
        when=_names(row, "when", Fact),
        unless=_names(row, "unless", Fact),
        needs=_names(row, "needs", Fact),
        prohibited=row.flag("prohibited"),
        days_ahead=None if days_ahead == -1 else days_ahead,
    )
    row.done()
    if not rule.acts or not (rule.prohibited or rule.needs or rule.days_ahead is not None):
        raise row.refused(Unreadable("a rule names acts, and prohibits, needs something or limits the days ahead"))
    return rule


def _wording(row: Row) -> Wording:
    effective_from = row.day("from")
    assert effective_from is not None
    wording = Wording(
        row.text("key"), row.text("paper"), row.text("citation"), " ".join(row.text("text").split()), effective_from
    )
    row.done()
    return wording


def _names(row: Row, name: str, kind: type[S]) -> tuple[S, ...]:
    found = row.texts(name)
    for text in found:
        if text not in list(kind):
            raise row.refused(Unreadable(f"{name}: {text!r} is none of {', '.join(kind)}"))
    return tuple(kind(text) for text in found)
