"""The case by its keys at 80×24: what is shown, what each key does and says, and that undo brings it back."""

from __future__ import annotations

import pytest
from textual import events

from tctui.core.people import User
from tctui.db.board import cards_of
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.decisions import accept
from tctui.db.estimates import freeze
from tctui.db.line_writes import LineTerms, edit_line
from tctui.db.models import Audit, BenefitRule, Line, Procedure
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame
from tests.practice import TinyPractice
from tests.screens.case_ground import NOW, TODAY, believable, frame, opened, typed


def states(practice: TinyPractice, option: int = 0) -> list[str]:
    return [line.state for line in practice.read().options[option].lines()]


@pytest.mark.parametrize("size", [(80, 24), (60, 20), (120, 40), (200, 50)])
async def test_the_case_on_one_screen(practice, size):
    async with opened(believable(practice), size) as (app, _):
        assert_frame(f"case-{size[0]}x{size[1]}", frame(app))


async def test_what_the_patient_pays_is_never_cut_off(practice):
    with unit_of_work(practice.lead.id, "dear", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[1], quantity=12)
        unit.update(BenefitRule, BenefitRule.get(BenefitRule.kind == "maximum").id, amount=2_000_000)
    case = practice.read()
    freeze(practice.coordinator, NOW, TODAY, case, case.options[0])
    async with opened(practice) as (app, _):
        figures, length = frame(app)[5][:39], frame(app)[6][:39]
        assert "patient 11," in figures
        assert "frozen 11," in length
        assert "…" not in figures + length


async def test_the_next_option_and_back(practice):
    async with opened(believable(practice)) as (app, pilot):
        first = frame(app)
        await typed(pilot, "o")
        assert_frame("case-option-b", frame(app))
        await typed(pilot, "left")
        assert frame(app) == first


async def test_marked_lines_are_accepted_together_and_undone_together(practice):
    async with opened(believable(practice)) as (app, pilot):
        before = frame(app)[:-3]
        await typed(pilot, "space", "space", "a")
        assert_frame("case-accepted", frame(app))
        assert states(practice) == ["accepted", "accepted", "diagnosed"]
        await typed(pilot, "z")
        assert states(practice) == ["presented", "presented", "diagnosed"]
        assert frame(app)[-1].startswith("Undone: Accepted take out the tooth 19 and implant 19")
        await typed(pilot, "home")
        assert frame(app)[:-3] == before
        await typed(pilot, "Z")
        assert states(practice)[:2] == ["accepted", "accepted"]


async def test_a_line_is_declined_with_both_reasons(practice):
    async with opened(believable(practice)) as (app, pilot):
        await typed(pilot, "D", "right", "tab", "c", "tab", "+3m", "tab", "afraid of needles", "ctrl+s")
        assert frame(app)[-1] == ("Declined take out the tooth 19: fear or pain, suspected cost, ask ag… — z undoes")
    event = practice.read().options[0].phases[0].visits[0].lines[0].events[-1]
    assert (event.kind, event.reason, event.suspected, event.note) == (
        "declined", "fear or pain", "cost", "afraid of needles",
    )  # fmt: skip


async def test_the_other_option_is_closed_until_the_choice_is_withdrawn(practice):
    by = By(practice.coordinator, NOW, TODAY)
    accept(by, practice.case, practice.lines[:1])
    async with opened(practice) as (app, pilot):
        assert "(chosen)" in frame(app)[3]
        assert "(closed)" in frame(app)[3]
        await typed(pilot, "o", "a")
        assert frame(app)[-1] == "Option A is chosen  w withdraw that choice, then accept B  n leave it"
        await typed(pilot, "w", "spouse prefers the bridge", "enter", "a")
    assert states(practice) == ["presented", "presented"]
    assert states(practice, 1) == ["accepted"]


async def test_a_new_line_takes_the_office_fee(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "n", "l", "crn", "tab", "20", "ctrl+s")
        assert frame(app)[-1] == "Added crown on the implant 20, 1,480.00 — z undoes"
        assert frame(app)[-4].startswith("CRN")
    assert [line.code for line in practice.read().options[0].phases[0].lines()] == ["EXT", "CRN"]


async def test_a_quantity_of_none_at_all_is_refused(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "n", "l", "crn", "tab", "20", "tab", "tab", "tab", "tab", "ctrl+u", "0", "ctrl+s")
        assert frame(app)[-1] == "! The quantity is 1 to 99."
        await typed(pilot, "ctrl+u", "ctrl+s")
        assert "Added crown on the implant 20, 1,480.00" in frame(app)[-1]


async def test_a_code_typed_in_full_is_taken_though_others_begin_with_it(practice):
    with unit_of_work(practice.lead.id, "codes", NOW) as unit:
        unit.insert(Procedure, code="CRNB", name="core under a crown", category="crowns")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "n", "l", "crn", "tab", "20", "ctrl+s")
        assert "Added crown on the implant 20" in frame(app)[-1]


async def test_a_line_goes_down_over_the_edge_of_its_phase_and_by_m(practice):
    async with opened(believable(practice)) as (app, pilot):
        await typed(pilot, "J")
        assert frame(app)[-1] == "Moved take out the tooth to restorative, visit 1 — z undoes"
        await typed(pilot, "K")
        assert [len(list(phase.lines())) for phase in practice.read().options[0].phases] == [1, 2]
        await typed(pilot, "K")
        assert "is the first of the option already" in frame(app)[-1]
        await typed(pilot, "m", "2")
        assert [len(list(phase.lines())) for phase in practice.read().options[0].phases] == [0, 3]


async def test_a_visit_and_a_phase_are_moved_whole_by_m(practice):
    async with opened(believable(practice)) as (app, pilot):
        first, second = practice.read().options[0].phases
        await typed(pilot, "m")
        assert frame(app)[-1].endswith("v its visit  p its phase")
        await typed(pilot, "p")
        assert frame(app)[-1] == f"Move phase {first.title}  u one place up  d one place down"
        await typed(pilot, "d")
        assert frame(app)[-1] == f"Moved the phase {first.title} down — z undoes"
        assert [phase.id for phase in practice.read().options[0].phases] == [second.id, first.id]
        await typed(pilot, "m", "v", "u")
        assert frame(app)[-1] == f"Moved the visit to {second.title} — z undoes"
        assert [len(phase.visits) for phase in practice.read().options[0].phases] == [2, 0]
        await typed(pilot, "z", "z")
    assert [phase.id for phase in practice.read().options[0].phases] == [first.id, second.id]


async def test_an_option_is_added_as_a_copy_and_recommended(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "+", "partial", "ctrl+s")
        assert frame(app)[-1] == "Added option C partial, a copy of A — z undoes"
        assert "option 3/3" in frame(app)[7]
        await typed(pilot, "*", "p", "*")
    option = practice.read().options[2]
    assert option.recommended
    assert [line.state for line in option.lines()] == ["presented", "presented"]


async def test_what_cannot_be_done_says_why(practice):
    async with opened(believable(practice)) as (app, pilot):
        for keys, said in (
            (("end", "a"), "Crown on the implant is diagnosed, not accepted: present it first (p)."),
            (("R",), "Crown on the implant is diagnosed, not reopened: it is open."),
            (("u",), "Crown on the implant is diagnosed, not started"),
            (("!",), "override: only a lead may override missing papers"),
            (("*",), "Option A is recommended already."),
        ):
            await typed(pilot, *keys)
            assert said in frame(app)[-1]
        await typed(pilot, "p", "p")
        assert "Everything was presented already" in frame(app)[-1]


async def test_two_people_on_one_line_and_nothing_typed_is_lost(practice):
    olu = By(User(3, "lena", "Lena Ortiz", "LO", "lead"), NOW, TODAY)
    async with opened(practice) as (app, pilot):
        await typed(pilot, "enter", *["down"] * 9, "tab", "the root is cracked")
        edit_line(olu, practice.case, practice.lines[0], LineTerms("EXT", "20", fee=30_000, name="take it out"))
        await typed(pilot, "ctrl+s")
        assert "Someone else changed this meanwhile" in " ".join(frame(app)[-3:])
        assert any("the root is cracked" in line for line in frame(app))
        line = read_case(practice.case).line(practice.lines[0])
        assert line is not None
        assert (line.tooth, line.rationale) == ("20", "")
        await typed(pilot, "ctrl+s")
        line = read_case(practice.case).line(practice.lines[0])
        assert line is not None
        assert (line.tooth, line.rationale) == ("19", "the root is cracked")


async def test_each_opening_is_on_record_once_and_costs_no_undo(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "p" if "diagnosed" in states(practice) else "C", "escape")
        await typed(pilot, "w", "u", "+3m", "tab", "exams", "ctrl+s", "z", "t", "q", "o")
        app.open_place("case", case_id=practice.case)
        await pilot.pause()
        await typed(pilot, "Z")
        assert states(practice)[0] == "deferred"
    assert Audit.select().where(Audit.action == "view.case").count() == 2


async def test_concerns_are_noted_answered_and_resolved(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "C", "tab", "too much at once", "ctrl+s")
        assert "concern: cost (said)" in "\n".join(frame(app))
        await typed(pilot, "C", "1", "a", "a plan over a year", "enter")
        assert "concern: cost (answered)" in "\n".join(frame(app))
        await typed(pilot, "C", "1", "r")
        assert "no concern noted" in "\n".join(frame(app))


async def test_the_steps_of_the_patients_part(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "=")
        assert_frame("case-explained", frame(app))


async def test_the_history_opens_over_the_case(practice):
    async with opened(believable(practice)) as (app, pilot):
        await typed(pilot, "t")
        assert_frame("case-history", frame(app))
        await typed(pilot, "q")
        assert frame(app)[0].startswith("Case  Chen, Wei")


async def test_saving_a_form_unchanged_changes_nothing(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "e", "c", "ctrl+s")
        assert frame(app)[-1] == "Nothing changed"
        await typed(pilot, "t")
        assert "Changed the case" not in "\n".join(frame(app))


async def test_a_hand_off_is_given_and_confirmed(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "n", "h")
        assert_frame("case-hand-off-begun", frame(app))
        await typed(pilot, "tab", "core today", "ctrl+s")
        assert frame(app)[-1] == "Handed off to front desk — z undoes"
        await typed(pilot, "n", "h")
        assert frame(app)[-1] == "Hand-off  n new  1 to front desk, 0 min"
        await typed(pilot, "1")
        assert "Done today       core today" in "\n".join(frame(app))
        await typed(pilot, "enter")
        assert frame(app)[-1] == "! Not confirmed: you gave it: it is confirmed by who receives it."


async def test_a_referral_is_followed_until_its_report_is_reviewed(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "W")
        assert frame(app)[-1] == "! Nothing waits at a specialist; w on a line refers it."
        await typed(pilot, "w", "r", "Dr Stone", "ctrl+s")
        assert cards_of([practice.case])[0].at_specialist
        await typed(pilot, "W", "v")
        assert "reviewed: the report was not received yet" in "".join(frame(app)[-3:])
        await typed(pilot, "d", "+3d", "enter")
        assert frame(app)[-1] == "Referral to Dr Stone: appointment there Thu 26 Nov — z undoes"
        await typed(pilot, "W", "x", "X-ray of 19", "tab", "secure mail", "ctrl+s")
        assert frame(app)[-1] == "Sent to Dr Stone: X-ray of 19, secure mail, Mon 23 Nov — z undoes"
        await typed(pilot, "W")
        shown = "\n".join(frame(app)[-4:])
        assert "Dr Stone: sent Mon 23 Nov, appointment Thu 26 Nov\nrecords: X-ray of 19, secure mail" in shown
        await typed(pilot, "escape")
        await typed(pilot, "W", "r", "ctrl+u", "tomorrow", "enter")
        assert "Tue 24 Nov is still to come" in frame(app)[-2]
        await typed(pilot, "ctrl+u", "today", "enter")
        assert frame(app)[-1].startswith("Referral to Dr Stone: report received Mon 23 Nov")
        await typed(pilot, "W", "v", "ctrl+u", "yesterday", "enter")
        assert "Sun 22 Nov is before Mon 23 Nov, the step that it follows" in frame(app)[-2]
        await typed(pilot, "ctrl+u", "today", "enter")
        assert not cards_of([practice.case])[0].at_specialist
        await typed(pilot, "z")
        assert cards_of([practice.case])[0].at_specialist


async def test_what_is_treated_is_shown_in_plain_words_and_a_question_goes_to_the_dentist(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "T")
        assert_frame("case-in-plain-words", frame(app))
        await typed(pilot, "q", "n", "q", "does it hurt", "ctrl+s")
        assert frame(app)[-1] == "Question for the dentist: does it hurt — z undoes"
        assert "question  concern: " in "\n".join(frame(app)[-5:]) or "  question" in "\n".join(frame(app)[-5:])
        await typed(pilot, "n", "q", "1")
        assert "the dentist answers it" in "".join(frame(app)[-2:])


async def test_a_contact_note_is_corrected_from_the_history_and_stays_readable(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "c", "tab", "tab", "talked to the husband", "ctrl+s", "t", "enter")
        await pilot.pause()
        assert frame(app)[0] == "Correct the note: Chen, Wei"
        await typed(pilot, "tab", "tab", "ctrl+u", "talked to her sister", "ctrl+s")
        assert frame(app)[-1].startswith("Corrected the note: phone")
        await typed(pilot, "t")
        shown = "\n".join(frame(app))
        assert "phone: talked to her sister (correction)" in shown
        assert "phone: talked to the husband (corrected)" in shown
        await typed(pilot, "down", "enter")
        assert "was corrected already" in frame(app)[-1]
        await typed(pilot, "q", "z", "t")
        assert "(corrected)" not in "\n".join(frame(app))


async def test_the_estimate_opens_on_the_option_that_is_shown_and_a_line_moves_only_elsewhere(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "m", "1")
        assert "disease control: it is there" in "".join(frame(app)[-3:])
        await typed(pilot, "q", "o", "m")
        assert frame(app)[-1] == "! The option has one phase; N adds another."
        await typed(pilot, "f4")
        assert "option B" in frame(app)[0]


async def test_a_paste_that_does_not_fit_says_so(practice):
    async with opened(practice) as (app, pilot):
        await typed(pilot, "n", "l", "crn", "tab", "20", *["tab"] * 9)
        app.screen.on_paste(events.Paste("because 张伟 " * 500))
        await pilot.pause()
        assert frame(app)[-1] == "! Only 500 characters fit here; the rest of what was pasted is left off"
        await typed(pilot, "ctrl+u")
        app.screen.on_paste(events.Paste("because"))
        await pilot.pause()
        assert "fit here" not in frame(app)[-1]
