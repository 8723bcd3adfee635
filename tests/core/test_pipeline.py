"""Stages of the pipeline: states of lines, the column of a case, the days in it, and which moves are legal and why not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core import pipeline
from tctui.core.pipeline import (
    BOARD,
    CLOSED,
    STAGES,
    TITLES,
    case_stage,
    line_state,
    moves,
    next_visit,
    open_cents,
    stage_of,
    stage_since,
)
from tests.core.cases import TODAY, case, line, option, sitting, visit

KINDS = (
    "diagnosed", "presented", "accepted", "unaccepted", "declined", "deferred", "referred", "withdrawn", "reopened",
    "started", "completed",
)  # fmt: skip
SITTINGS = (None, "planned", "scheduled", "confirmed", "arrived", "in chair", "out", "completed")
STATES = tuple(pipeline.STATE_WORDS)


def _move(made, stage, papers=()):
    return next(move for move in moves(made, papers) if move.stage == stage)


@pytest.mark.parametrize(
    ("kinds", "held", "state"),
    [
        ([], None, "diagnosed"),
        (["presented"], None, "presented"),
        (["presented"], "scheduled", "presented"),
        (["presented", "accepted"], None, "accepted"),
        (["presented", "accepted"], "confirmed", "scheduled"),
        (["presented", "accepted"], "in chair", "in_treatment"),
        (["presented", "accepted"], "completed", "in_treatment"),
        (["presented", "accepted", "completed"], "completed", "completed"),
        (["presented", "accepted", "unaccepted"], "scheduled", "presented"),
        (["presented", "declined"], "scheduled", "declined"),
        (["presented", "declined", "reopened"], None, "presented"),
        (["deferred", "reopened"], None, "diagnosed"),
        (["presented", "diagnosed", "withdrawn", "reopened"], None, "diagnosed"),
        (["presented", "accepted", "started"], None, "in_treatment"),
        (["referred"], "scheduled", "referred"),
    ],
)
def test_the_state_of_a_line_follows_from_what_happened(kinds, held, state):
    assert line_state(kinds, held) == state


def test_an_event_that_nobody_knows_is_an_error():
    with pytest.raises(KeyError):
        line_state(["sold"], None)


@pytest.mark.parametrize(
    ("states", "stage"),
    [
        ([], "diagnosed"),
        (["accepted", "presented"], "presented"),
        (["accepted", "declined"], "accepted"),
        (["accepted", "deferred"], "accepted"),
        (["scheduled", "accepted"], "accepted"),
        (["completed", "scheduled"], "scheduled"),
        (["completed", "deferred"], "presented"),
        (["completed", "referred"], "accepted"),
        (["completed", "declined"], "completed"),
        (["declined", "withdrawn"], "declined"),
        (["withdrawn"], "declined"),
    ],
)
def test_a_case_stands_in_the_earliest_column_with_work(states, stage):
    assert stage_of(states) == stage


@given(st.lists(st.sampled_from(STATES), max_size=8))
def test_the_column_does_not_depend_on_order_and_never_hides_open_work(states):
    stage = stage_of(states)
    assert stage == stage_of(sorted(states))
    assert stage in STAGES
    assert stage == stage_of(states * 2)
    work = [state for state in states if state not in CLOSED]
    assert (stage in BOARD) == (bool(work) or not states)
    for state in states:
        if state in BOARD:
            assert STAGES.index(stage) <= STAGES.index(state)


@given(st.lists(st.sampled_from(KINDS), max_size=8), st.sampled_from(SITTINGS))
def test_only_accepted_lines_follow_the_appointment(kinds, held):
    state, alone = line_state(kinds, held), line_state(kinds, None)
    assert state in STATES
    assert state == alone or alone == "accepted"


@given(st.lists(st.sampled_from(KINDS), max_size=8))
def test_a_reopened_line_is_never_closed_and_never_accepted(kinds):
    assert line_state([*kinds, "reopened"], "scheduled") in ("diagnosed", "presented")


def test_a_declined_recommendation_gives_way_to_the_option_still_open():
    made = case(option(line("presented", "declined")), option(line("presented"), letter="B", recommended=False))
    assert made.leading.letter == "B"
    assert case_stage(made) == "presented"


def test_alternatives_do_not_count_once_an_option_is_chosen():
    made = case(
        option(line("presented")), option(line("presented", "accepted"), letter="B", recommended=False, chosen=True)
    )
    assert case_stage(made) == "accepted"
    assert open_cents(made.leading) == 100_000


def test_days_in_a_column_are_those_of_the_line_waiting_longest():
    made = case([line(("presented", -9)), line(("presented", -4)), line("presented", ("declined", -20))])
    assert (TODAY - stage_since(made)).days == 9


def test_presenting_again_does_not_make_the_case_young():
    assert (TODAY - stage_since(case([line(("presented", -40), ("presented", -1))]))).days == 40


def test_a_booked_case_counts_from_the_booking_and_a_seated_one_from_the_day_of_the_chair():
    booked = sitting(booked=-3)
    assert (TODAY - stage_since(case([visit(line("presented", "accepted", held=booked), held=booked)]))).days == 3
    seated = sitting("in chair", in_days=-1, booked=-30)
    assert (TODAY - stage_since(case([visit(line("presented", "accepted", held=seated), held=seated)]))).days == 1


def test_a_closed_case_counts_from_the_day_its_last_line_closed():
    made = case([line("accepted", ("completed", -60)), line("accepted", ("completed", -2))])
    assert case_stage(made) == "completed"
    assert (TODAY - stage_since(made)).days == 2


def test_a_deferred_line_waits_since_it_was_deferred():
    assert (TODAY - stage_since(case([line("presented", ("deferred", -5))]))).days == 5


def test_the_next_visit_is_the_first_accepted_one_without_an_appointment():
    held = sitting()
    first, second = visit(line("accepted", held=held), held=held), visit(line("accepted"))
    assert next_visit(option(first, second)) is second
    assert next_visit(option(first)) is None
    planned = sitting("planned")
    waiting = visit(line("accepted", held=planned), held=planned)
    assert next_visit(option(first, waiting)) is waiting


def test_a_case_without_lines_goes_nowhere_and_says_so():
    for made in (case(), case(option())):
        assert {move.refusal for move in moves(made)} == {
            f"not {TITLES[stage]}: the case has no lines yet" for stage in STAGES[1:]
        }


def test_legal_moves_from_each_column():
    held, seated = sitting(), sitting("in chair", 0)
    expected = {
        "diagnosed": (line(), {"presented", "declined"}),
        "presented": (line("presented"), {"diagnosed", "accepted", "declined"}),
        "accepted": (line("presented", "accepted"), {"presented", "declined"}),
        "scheduled": (line("presented", "accepted", held=held), set()),
        "in_treatment": (line("presented", "accepted", held=seated), {"completed"}),
        "completed": (line("presented", "accepted", "completed"), set()),
        "declined": (line("presented", "declined"), {"presented"}),
    }
    for stage, (one, legal) in expected.items():
        made = case([visit(one, held=held if stage == "scheduled" else seated if stage == "in_treatment" else None)])
        assert case_stage(made) == stage
        assert {move.stage for move in moves(made) if move.legal} == legal, stage


def test_refusals_say_what_is_missing():
    accepted = case([line("presented", "accepted", name="crown")])
    assert _move(accepted, "scheduled").refusal == "not Scheduled: no appointment holds crown; book it with b"
    held = sitting()
    booked = case([visit(line("presented", "accepted", held=held), held=held)])
    assert "agreement not made" in _move(booked, "in_treatment", ["agreement not made"]).refusal
    assert "seated" in _move(booked, "in_treatment").refusal
    assert "cancel the appointment" in _move(booked, "presented").refusal
    over = case([line("accepted", "completed")])
    assert "completed" in _move(over, "presented").refusal
    assert "reopen" in _move(case([line("declined")]), "accepted").refusal
    half = case(
        [line("accepted", "started"), line("accepted", "started", "completed"), line("deferred", name="veneer")]
    )
    assert _move(half, "completed").refusal.endswith("veneer is deferred")


def test_what_a_move_asks_first():
    assert _move(case([line("presented")]), "accepted").asks == ""
    two = case(option(line("presented")), option(line("presented"), letter="B", recommended=False))
    assert _move(two, "accepted").asks == "option"
    assert _move(two, "declined").asks == "reason"
    assert _move(case([line("presented", "accepted")]), "presented").asks == "reason"


def test_partial_acceptance_can_be_completed_by_accepting_the_rest():
    made = case([line("presented", "accepted"), line("presented"), line("presented", "deferred")])
    assert case_stage(made) == "presented"
    assert _move(made, "accepted").legal


_line_kinds = st.lists(st.sampled_from(KINDS), max_size=5)


@settings(max_examples=150)
@given(st.lists(st.tuples(_line_kinds, st.sampled_from(SITTINGS)), max_size=4), st.booleans(), st.booleans())
def test_every_other_stage_is_either_legal_or_refused_in_words(lines, chosen, second):
    made_visits = []
    for kinds, state in lines:
        held = sitting(state) if state else None
        made_visits.append(visit(line(*kinds, held=held), held=held))
    options = [option(*made_visits, chosen=chosen)]
    if second:
        options.append(option(line("presented"), letter="B", recommended=False))
    made = case(*options)
    offered = moves(made)
    assert [move.stage for move in offered] == [stage for stage in STAGES if stage != case_stage(made)]
    for move in offered:
        assert move.legal == (move.refusal == "")
        assert move.legal or move.refusal.startswith(f"not {TITLES[move.stage]}: ")
    assert stage_since(made) <= TODAY + timedelta(days=400)
