"""The book as a grid: a day over chairs and a week of a provider or chair, from core records."""

from __future__ import annotations

from tctui.core.schedule.records import Block, Holiday, HoursException, Resource
from tctui.core.schedule.states import State
from tctui.widgets.grid_book import appointment_run, day_view, hold_run, week_view
from tests.core.schedule.practice import HY1, KIM, LEE, MONDAY, OP1, OP2, RUIZ, at, make_book, visit

EXAM = visit(1, "9:00", operatory_id=HY1, provider_id=KIM, exam_provider_id=LEE, exam_offset=8, exam_units=2)


def placed(column):
    return [run for run in column.runs if run.kind == "appointment"]


def test_a_day_has_a_column_for_each_chair_with_who_usually_works_there():
    rows = (visit(1, production_cents=64_000), visit(2, "10:00", provider_id=RUIZ), EXAM)
    view = day_view(make_book(rows), rows, MONDAY)
    assert [column.heading for column in view.columns] == ["Op1 Lee", "Op2 Ruiz", "Hy1 Kim"]
    assert [column.under for column in view.columns] == ["$640/3.2k", "$0/2.9k", "$0/1.2k"]
    assert (view.first_unit, view.last_unit) == (at("8:00"), at("17:00"))
    assert [run.detail for run in placed(view.columns[0])] == ["filling", "filling Ruiz"]
    assert [run.detail for run in placed(view.columns[2])] == ["filling +Lee"]


def test_lunch_and_named_closures_are_told_apart():
    blocks = (
        Block(1, "huddle", "closed", at("8:00"), at("8:30"), operatory_id=OP1, day=MONDAY),
        Block(2, "major", "production", at("9:00"), at("11:00"), operatory_id=OP1, day=MONDAY, uses=("major",)),
    )
    runs = day_view(make_book(blocks=blocks), (), MONDAY).columns[0].runs
    shown = [(run.kind, run.title, run.start, run.end) for run in runs if run.start >= at("8:00")]
    assert ("closed", "huddle", at("8:00"), at("8:30")) in shown
    assert ("block", "MAJOR", at("9:00"), at("11:00")) in shown
    assert ("closed", "", at("12:00"), at("13:00")) in shown


def test_a_released_production_block_stands_in_small_letters():
    major = Block(
        2, "major", "production", at("9:00"), at("11:00"), operatory_id=OP1, day=MONDAY, uses=("major",),
        release_working_days=2,
    )  # fmt: skip
    for today, title in ((MONDAY - 14, "MAJOR"), (MONDAY - 3, "major")):
        runs = day_view(make_book(blocks=(major,)), (), MONDAY, today=today).columns[0].runs
        assert title in {run.title for run in runs if run.kind == "block"}


def test_a_holiday_is_named_and_hours_stay_as_usual_for_the_eye():
    view = day_view(make_book(holidays=(Holiday(MONDAY, "Founders"),)), (), MONDAY)
    assert [(run.kind, run.title) for run in view.columns[0].runs] == [("closed", "Founders")]
    assert (view.first_unit, view.last_unit) == (96, 204)


def test_an_early_appointment_widens_the_hours_shown():
    early = visit(1, "6:40")
    assert day_view(make_book((early,)), (early,), MONDAY).first_unit == at("6:00")


def test_a_providers_week_shows_only_the_exam_check_of_anothers_visit():
    rows = (EXAM, visit(2, "9:30", "XX//", operatory_id=OP2))
    view = week_view(make_book(rows), rows, range(MONDAY, MONDAY + 5), Resource("provider", LEE))
    assert [column.heading for column in view.columns][:2] == ["Mon 23 Nov", "Tue 24 Nov"]
    assert [(run.start, run.units, run.lane) for run in placed(view.columns[0])] == [
        (at("9:30"), 4, 0),
        (at("9:40"), 2, 1),
    ]
    assert view.columns[0].under == "$0/3.2k"
    assert view.columns[4].under == ""


def test_a_week_of_a_chair_shows_its_own_appointments():
    rows = (visit(1), visit(2, "8:00", operatory_id=OP2, provider_id=RUIZ, day=MONDAY + 1))
    off = (HoursException(Resource("operatory", OP2), MONDAY),)
    view = week_view(make_book(rows, exceptions=off), rows, [MONDAY, MONDAY + 1], Resource("operatory", OP2))
    assert [len(placed(column)) for column in view.columns] == [0, 1]
    assert [run.kind for run in view.columns[0].runs] == ["closed"]


def test_states_and_lanes_have_tone_and_letter():
    confirmed = appointment_run(visit(1, state=State.CONFIRMED, patient_name="Baker, Ann"))
    assert (confirmed.title, confirmed.tone, confirmed.letter) == ("Baker", "confirmed", "c")
    assert appointment_run(visit(1, lane=1)).tone == "alert"
    assert appointment_run(visit(1, state=State.IN_CHAIR)).letter == "i"
    assert hold_run(96, "X" * 6, "hold 30m").end == 102
