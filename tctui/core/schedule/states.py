"""States of an appointment: their words and letters, which moves are legal, which take a place in the book."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where an appointment stands; the value is the word that is stored and shown."""

    PLANNED = "planned"
    SCHEDULED = "scheduled"
    CONFIRMED = "confirmed"
    ARRIVED = "arrived"
    IN_CHAIR = "in chair"
    OUT = "out"
    COMPLETED = "completed"
    BROKEN = "broken"
    CANCELLED = "cancelled"


class Broken(StrEnum):
    """How an appointment was broken; counted before it is rescheduled."""

    NO_SHOW = "no-show"
    LATE_CANCEL = "late cancel"


LETTERS: dict[State, str] = {
    State.PLANNED: "p",
    State.SCHEDULED: " ",
    State.CONFIRMED: "c",
    State.ARRIVED: "a",
    State.IN_CHAIR: "i",
    State.OUT: "o",
    State.COMPLETED: "d",
    State.BROKEN: "b",
    State.CANCELLED: "x",
}
"""The letter that tells a state beside the name, so that colour is never the only sign."""

TAKES_PLACE = frozenset({State.SCHEDULED, State.CONFIRMED, State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED})
"""States in which the appointment holds its chair, provider and patient."""

MOVES: dict[State, frozenset[State]] = {
    State.PLANNED: frozenset({State.SCHEDULED, State.CANCELLED}),
    State.SCHEDULED: frozenset({State.PLANNED, State.CONFIRMED, State.ARRIVED, State.BROKEN, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.PLANNED, State.SCHEDULED, State.ARRIVED, State.BROKEN, State.CANCELLED}),
    State.ARRIVED: frozenset({State.SCHEDULED, State.CONFIRMED, State.IN_CHAIR, State.BROKEN}),
    State.IN_CHAIR: frozenset({State.ARRIVED, State.OUT, State.COMPLETED}),
    State.OUT: frozenset({State.IN_CHAIR, State.COMPLETED}),
    State.COMPLETED: frozenset({State.OUT}),
    State.BROKEN: frozenset({State.PLANNED, State.SCHEDULED, State.CANCELLED}),
    State.CANCELLED: frozenset({State.PLANNED, State.SCHEDULED}),
}
"""From each state the states it may move to; a step back corrects a mistake."""


def takes_place(state: str) -> bool:
    """True when an appointment in this state holds its chair, provider and patient."""
    return state in TAKES_PLACE


def refusal(old: State, new: State) -> str | None:
    """Say why an appointment may not move from one state to another; None when it may."""
    if new in MOVES[old]:
        return None
    if old == new:
        return f"already {old}"
    legal = ", ".join(state for state in State if state in MOVES[old])
    return f"not from {old} to {new}; possible: {legal}"
