"""States: every one has a letter and moves; a refusal says what is possible."""

import itertools

import pytest

from tctui.core.schedule.states import LETTERS, MOVES, State, refusal, takes_place


def test_every_state_has_its_own_letter_and_moves():
    assert set(LETTERS) == set(MOVES) == set(State)
    assert len(set(LETTERS.values())) == len(State)


@pytest.mark.parametrize(
    ("path"),
    [
        "planned scheduled confirmed arrived in_chair out completed",
        "scheduled broken planned scheduled",
        "scheduled broken scheduled",
        "confirmed cancelled planned",
    ],
)
def test_the_usual_ways(path):
    states = [State[name.upper()] for name in path.split()]
    assert [refusal(old, new) for old, new in itertools.pairwise(states)] == [None] * (len(states) - 1)


def test_a_refusal_says_what_is_possible():
    assert refusal(State.COMPLETED, State.BROKEN) == "not from completed to broken; possible: out"
    assert refusal(State.ARRIVED, State.ARRIVED) == "already arrived"


def test_every_state_can_be_left_and_reached():
    assert all(MOVES.values())
    assert set().union(*MOVES.values()) == set(State)


def test_which_states_hold_a_place():
    assert not any(takes_place(state) for state in ("planned", "broken", "cancelled"))
    assert all(takes_place(state) for state in ("scheduled", "confirmed", "arrived", "in chair", "out", "completed"))
