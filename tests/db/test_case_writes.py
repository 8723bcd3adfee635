"""Writing cases: each change says what it did, is refused in plain words, and is undone and redone without a trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tctui.core.errors import ChangedElsewhere, Refused, Unreadable
from tctui.core.people import COORDINATOR, FRONT, PROVIDER, User
from tctui.core.pipeline import case_stage
from tctui.db import contacts, decisions, moves, paper_writes
from tctui.db.case_writes import new_case
from tctui.db.cases import read_case, timeline
from tctui.db.change import By
from tctui.db.line_writes import LineTerms, add_line, edit_line, move_line, remove_line, shift_line
from tctui.db.models import Appointment
from tctui.db.option_writes import add_option, recommend_option, remove_option
from tctui.db.plan_writes import add_phase, edit_visit, remove_phase, remove_visit, shift_phase, shift_visit
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tests.db.case_ground import BY, MARIA, NOW, TODAY, case, line_ids, practice, states, terms_of  # noqa: F401


def test_a_new_case_has_its_first_option_and_its_maker_as_owner(practice):
    done = new_case(BY, 1, "  implant\x1b #19 ")
    case = read_case(done.id)
    assert (case.title, case.owner, [option.letter for option in case.options]) == ("implant #19", "ML", ["A"])
    assert case.leading is not None
    assert case.leading.recommended
    assert done.says == "New case implant #19 for Chen"


def test_a_line_takes_name_fee_and_pattern_from_the_practice(case):
    first, second = list(read_case(case).options[0].visits())
    assert [(line.name, line.fee, line.tooth) for line in first.lines] == [
        ("take out the tooth", 26500, "19"),
        ("bone graft", 64000, "19"),
    ]
    # /XXXX/ and /XX/ in one sitting: assistant time at the ends counts once.
    assert (first.pattern, second.pattern) == ("/XXXXXX/", "//XXXXXXXX//")


def test_a_typed_length_stays_when_lines_change(case):
    visit = next(read_case(case).options[0].visits())
    edit_visit(BY, case, visit.id, name="", length=12, provider_id=None, gap_min=None, gap_max=None)
    decisions.present(BY, case)
    decisions.decline(BY, case, [visit.lines[1].id], "cost")
    assert len(next(read_case(case).options[0].visits()).pattern) == 12


def test_a_declined_line_leaves_the_time_of_its_visit(case):
    decisions.present(BY, case)
    decisions.decline(BY, case, [line_ids(case)[1]], "fear or pain", suspected="cost", revisit=TODAY + timedelta(90))
    assert next(read_case(case).options[0].visits()).pattern == "/XXXX/"
    undo_last(1, NOW)
    assert next(read_case(case).options[0].visits()).pattern == "/XXXXXX/"


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        (LineTerms("NONE"), "No procedure has the code NONE"),
        (LineTerms("Q1"), "no fee for Q1"),
        (LineTerms("X10", tooth="33"), "not a tooth"),
        (LineTerms("X10", surfaces="Z"), "not surfaces"),
        (LineTerms("X10", area="left"), "not an area"),
        (LineTerms("X10", fee=-1), "not below zero"),
        (LineTerms("X10", quantity=0), "1 to 99"),
        (LineTerms("X10", provider_id=99), "provider is no longer there"),
        (LineTerms("X10", urgency="now"), "urgency"),
        (LineTerms("X10", name="x" * 200), "too long"),
        (LineTerms(""), "missing"),
    ],
)
def test_a_line_that_cannot_be_is_refused_and_nothing_changes(case, terms, said):
    before = read_case(case)
    with pytest.raises((Refused, Unreadable), match=said):
        add_line(BY, case, terms, option_id=before.options[0].id)
    assert read_case(case) == before


def test_accepting_chooses_the_option_and_closes_the_other(case):
    bridge = add_option(BY, case, "bridge", copy_of=read_case(case).options[0].id).id
    decisions.present(BY, case)
    done = decisions.accept(BY, case, line_ids(case)[:1])
    assert done.says == "Accepted take out the tooth 19 (option A)"
    assert read_case(case).options[0].chosen
    with pytest.raises(Refused, match="Option A is chosen; withdraw that choice first"):
        decisions.accept(BY, case, line_ids(case, 1))
    decisions.withdraw_choice(BY, case, read_case(case).options[0].id, "spouse prefers the bridge")
    assert states(case) == ["presented"] * 3
    decisions.accept(BY, case, line_ids(case, 1))
    assert [option.chosen for option in read_case(case).options] == [False, True]
    assert read_case(case).leading.id == bridge


def test_taking_the_last_acceptance_back_opens_the_alternatives(case):
    decisions.present(BY, case)
    decisions.accept(BY, case, line_ids(case)[:2])
    decisions.unaccept(BY, case, line_ids(case)[:1], "wants to think")
    assert read_case(case).options[0].chosen
    decisions.unaccept(BY, case, line_ids(case)[1:2], "wants to think")
    assert not read_case(case).options[0].chosen


def test_a_decision_on_a_line_in_the_wrong_state_says_what_to_do(case):
    with pytest.raises(Refused, match="is diagnosed, not accepted: present it first"):
        decisions.accept(BY, case, line_ids(case))
    decisions.present(BY, case)
    with pytest.raises(Refused, match="Nothing new to present in A"):
        decisions.present(BY, case)
    with pytest.raises(Refused, match="has not begun"):
        decisions.complete(BY, case, line_ids(case))
    with pytest.raises(Refused, match="one of: cost"):
        decisions.decline(BY, case, line_ids(case), "because")
    with pytest.raises(Refused, match="is not ahead"):
        decisions.defer(BY, case, line_ids(case), TODAY, "waits")
    decisions.accept(BY, case, line_ids(case))
    with pytest.raises(Refused, match=r"^take out the tooth is accepted already\.$"):
        decisions.accept(BY, case, line_ids(case))
    with pytest.raises(Refused, match="Not started: agreement, consent"):
        decisions.start(BY, case, line_ids(case))


def test_a_booked_line_is_decided_on_after_its_appointment(case):
    decisions.present(BY, case)
    decisions.accept(BY, case, line_ids(case))
    visit = next(read_case(case).options[0].visits())
    with unit_of_work(1, "book", NOW, case_id=case) as unit:
        unit.insert(
            Appointment, patient=1, visit=visit.id, operatory=1, provider=1, day=TODAY.toordinal() + 1, start=120,
            pattern=visit.pattern,
        )  # fmt: skip
    for write in (
        lambda: decisions.decline(BY, case, line_ids(case)[:1], "cost"),
        lambda: decisions.defer(BY, case, line_ids(case)[:1], TODAY + timedelta(9), "money"),
        lambda: decisions.withdraw(BY, case, line_ids(case)[:1], "healed"),
        lambda: decisions.withdraw_choice(BY, case, visit.phase_id and read_case(case).options[0].id, "no"),
    ):
        with pytest.raises(Refused, match="cancel the appointment first"):
            write()
    move_line(BY, case, line_ids(case)[0], phase_id=read_case(case).options[0].phases[1].id)
    assert sorted(states(case)) == ["accepted", "accepted", "scheduled"]


def test_a_completed_line_is_not_edited(case):
    decisions.present(BY, case)
    decisions.accept(BY, case, line_ids(case))
    line = read_case(case).line(line_ids(case)[0])
    assert line is not None
    edit_line(BY, case, line.id, terms_of(line), seen=line.version)
    with pytest.raises(Refused, match="Not started: agreement"):
        decisions.start(BY, case, [line.id])
    paper_writes.override(replace(BY.user, role="lead"), NOW, TODAY, read_case(case), line.visit_id, "pain")
    decisions.start(BY, case, [line.id])
    decisions.complete(BY, case, [line.id])
    with pytest.raises(Refused, match="completed; what was done"):
        edit_line(BY, case, line.id, terms_of(line))
    with pytest.raises(Refused, match="stays where it was done"):
        shift_line(BY, case, line.id, 1)


def test_a_changed_code_brings_its_own_name_and_fee(case):
    line = read_case(case).line(line_ids(case)[0])
    assert line is not None
    terms = terms_of(line)
    done = edit_line(BY, case, line.id, LineTerms("I10", terms.tooth, fee=terms.fee, name=terms.name))
    after = read_case(case).line(line.id)
    assert after is not None
    assert (after.name, after.fee) == ("implant", 215000)
    assert done.says == "Changed implant 19: 265.00 → 2,150.00"


def test_lines_go_up_and_down_across_visits_and_phases(case):
    take, graft, implant = line_ids(case)
    assert shift_line(BY, case, graft, 1).says == "Moved bone graft to restorative, visit 1"
    assert line_ids(case) == [take, graft, implant]
    assert [len(phase.visits[0].lines) for phase in read_case(case).options[0].phases] == [1, 2]
    shift_line(BY, case, graft, 1)
    assert line_ids(case) == [take, implant, graft]
    with pytest.raises(Refused, match="last of the option"):
        shift_line(BY, case, graft, 1)
    with pytest.raises(Refused, match="first of the option"):
        shift_line(BY, case, take, -1)
    shift_line(BY, case, implant, -1)
    assert line_ids(case) == [take, implant, graft]
    assert [len(phase.visits[0].lines) for phase in read_case(case).options[0].phases] == [2, 1]


def test_visits_and_phases_go_up_and_down_whole(case):
    take, graft, implant = line_ids(case)
    first, later = read_case(case).options[0].phases
    add_line(BY, case, LineTerms("X10", "3"), phase_id=first.id, new_visit=True)
    third = line_ids(case)[2]
    one, two = (visit.id for visit in read_case(case).options[0].phases[0].visits)
    assert shift_visit(BY, case, one, 1).says == "Moved the visit down"
    assert line_ids(case) == [third, take, graft, implant]
    assert shift_visit(BY, case, one, 1).says == "Moved the visit to restorative"
    assert [len(phase.visits) for phase in read_case(case).options[0].phases] == [1, 2]
    assert line_ids(case) == [third, take, graft, implant]
    shift_visit(BY, case, one, -1)
    assert [visit.id for visit in read_case(case).options[0].phases[0].visits] == [two, one]
    with pytest.raises(Refused, match="first of the option"):
        shift_visit(BY, case, two, -1)
    assert shift_phase(BY, case, later.id, -1).says == "Moved the phase restorative up"
    assert line_ids(case) == [implant, third, take, graft]
    with pytest.raises(Refused, match="The phase is the last already"):
        shift_phase(BY, case, first.id, 1)


def test_a_copied_option_is_the_same_plan_diagnosed_anew(case):
    decisions.present(BY, case)
    add_option(BY, case, "bridge", copy_of=read_case(case).options[0].id)
    first, second = read_case(case).options
    assert [terms_of(line) for line in first.lines()] == [terms_of(line) for line in second.lines()]
    assert [visit.pattern for visit in first.visits()] == [visit.pattern for visit in second.visits()]
    assert states(case, 1) == ["diagnosed"] * 3
    recommend_option(BY, case, second.id)
    assert [option.recommended for option in read_case(case).options] == [False, True]
    remove_option(BY, case, second.id)
    assert [(option.letter, option.recommended) for option in read_case(case).options] == [("A", True)]
    with pytest.raises(Refused, match="at least one option"):
        remove_option(BY, case, first.id)


def test_two_people_on_one_line_and_the_second_is_told(case):
    line = read_case(case).line(line_ids(case)[0])
    assert line is not None
    terms = terms_of(line)
    olu = By(User(2, "olu", "Olu Ade", "OA", COORDINATOR), NOW, TODAY)
    edit_line(olu, case, line.id, LineTerms(terms.code, "20", fee=terms.fee), seen=line.version)
    with pytest.raises(ChangedElsewhere, match="look again"):
        edit_line(BY, case, line.id, LineTerms(terms.code, "21", fee=terms.fee), seen=line.version)
    after = read_case(case).line(line.id)
    assert after is not None
    assert after.tooth == "20"
    decisions.present(BY, case)
    with pytest.raises(ChangedElsewhere, match="take out the tooth"):
        decisions.accept(BY, case, [line.id], seen={line.id: line.version})


def test_what_a_role_may_not_do_is_refused(case):
    front = By(User(2, "olu", "Olu Ade", "OA", FRONT), NOW, TODAY)
    dentist = By(User(2, "olu", "Olu Ade", "OA", PROVIDER), NOW, TODAY)
    with pytest.raises(Refused, match="role"):
        decisions.present(front, case)
    with pytest.raises(Refused, match="role"):
        new_case(front, 1, "x")
    contacts.add_contact(front, 1, "phone", "called", case_id=case)
    decisions.present(dentist, case)
    with pytest.raises(Refused, match="role"):
        decisions.accept(dentist, case, line_ids(case))


def test_a_second_press_of_the_same_request_writes_once(case):
    twice = By(MARIA, NOW, TODAY, token="t-1")
    first = contacts.add_contact(twice, 1, "phone", "left a message", case_id=case)
    assert contacts.add_contact(twice, 1, "phone", "left a message", case_id=case) == first
    assert sum("left a message" in happening.what for happening in timeline(case)) == 1


def test_a_contact_stands_once_in_the_timeline_and_is_corrected_by_another(case):
    wrong = contacts.add_contact(BY, 1, "phone", "talked to the husband", case_id=case)
    contacts.correct_contact(BY, wrong.id, "phone", "talked to the sister")
    said = [happening.what for happening in timeline(case) if "talked" in happening.what or "oted" in happening.what]
    assert said == ["phone: talked to the sister (correction)", "phone: talked to the husband (corrected)"]


def test_moves_on_the_board_are_decisions_on_the_leading_lines(case):
    moves.move_case(BY, case, "presented")
    moves.move_case(BY, case, "accepted")
    assert case_stage(read_case(case)) == "accepted"
    with pytest.raises(Refused, match="Not Scheduled: no appointment holds take out the tooth"):
        moves.move_case(BY, case, "scheduled")
    with pytest.raises(Refused, match="reason"):
        moves.move_case(BY, case, "presented")
    moves.move_case(BY, case, "presented", reason="cost after all")
    moves.move_case(BY, case, "declined", reason="cost", suspected="trust")
    assert states(case) == ["declined"] * 3
    moves.move_case(BY, case, "presented")
    moves.move_case(BY, case, "diagnosed")
    assert case_stage(read_case(case)) == "diagnosed"


def test_empty_phases_and_visits_go_and_full_ones_stay(case):
    phase = read_case(case).options[0].phases[0]
    with pytest.raises(Refused, match="still holds lines"):
        remove_phase(BY, case, phase.id)
    with pytest.raises(Refused, match="still holds lines"):
        remove_visit(BY, case, phase.visits[0].id)
    add_line(BY, case, LineTerms("X10", "3"), phase_id=phase.id, new_visit=True)
    emptied = read_case(case).options[0].phases[0].visits[1]
    move_line(BY, case, emptied.lines[0].id, visit_id=phase.visits[0].id)
    remove_visit(BY, case, emptied.id)
    with pytest.raises(Refused, match="is past"):
        add_line(BY, case, LineTerms("X10", "4", planned_on=TODAY - timedelta(1)), phase_id=phase.id, new_visit=True)
    alone = add_line(BY, case, LineTerms("X10", "4"), phase_id=phase.id, new_visit=True).id
    remove_line(BY, case, alone)
    assert [visit.id for visit in read_case(case).options[0].phases[0].visits] == [phase.visits[0].id]
    empty = add_phase(BY, case, read_case(case).options[0].id, "urgent").id
    assert [each.kind for each in read_case(case).options[0].phases] == ["urgent", "disease_control", "restorative"]
    remove_phase(BY, case, empty)
    assert next(iter(read_case(case).options[0].phases)).id == phase.id
