"""The book: hours, exceptions, holidays and blocks; masks equal a naive set of units, patched or rebuilt."""

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.pattern import runs_of
from tctui.core.schedule.records import PRACTICE, Block, Holiday, Hours, HoursException, Resource, claims, moved
from tctui.core.schedule.states import State

from .practice import HY1, KIM, LEE, MONDAY, OP1, OP2, RUIZ, at, make_book, visit, weekly_hours

CHAIR, DOCTOR = Resource("operatory", OP1), Resource("provider", LEE)


def spans(mask):
    return [(start, start + length) for start, length in runs_of(mask)]


def test_a_chair_without_hours_follows_the_practice():
    assert spans(make_book().free(CHAIR, MONDAY)) == [(at("8:00"), at("12:00")), (at("13:00"), at("17:00"))]
    assert make_book().free(CHAIR, MONDAY + 4) == 0


def test_without_any_hours_a_chair_is_open_and_a_provider_is_not():
    book = make_book(hours=[])
    assert book.free(CHAIR, MONDAY).bit_count() == 288
    assert book.free(DOCTOR, MONDAY) == 0


def test_own_hours_stand_in_place_of_the_practices():
    book = make_book(hours=[*weekly_hours(), Hours(DOCTOR, 0, at("10:00"), at("14:00"))])
    assert spans(book.free(DOCTOR, MONDAY)) == [(at("10:00"), at("14:00"))]
    assert book.free(DOCTOR, MONDAY + 1) == 0


def test_exceptions_replace_the_day():
    book = make_book(
        exceptions=(
            HoursException(DOCTOR, MONDAY),
            HoursException(DOCTOR, MONDAY + 1, at("7:00"), at("9:00")),
            HoursException(DOCTOR, MONDAY + 1, at("18:00"), at("20:00")),
            HoursException(PRACTICE, MONDAY + 2, at("8:00"), at("10:00")),
        )
    )
    assert book.free(DOCTOR, MONDAY) == 0
    assert spans(book.free(DOCTOR, MONDAY + 1)) == [(at("7:00"), at("9:00")), (at("18:00"), at("20:00"))]
    assert spans(book.free(DOCTOR, MONDAY + 2)) == [(at("8:00"), at("10:00"))]


def test_a_holiday_closes_everything():
    book = make_book(holidays=(Holiday(MONDAY + 3, "Thanksgiving"),))
    assert book.free(CHAIR, MONDAY + 3) == book.free(DOCTOR, MONDAY + 3) == 0
    assert book.hours.holiday(MONDAY + 3) == "Thanksgiving"
    assert not book.hours.is_working_day(MONDAY + 3)


def test_closed_blocks_take_time_and_production_blocks_reserve_it():
    meeting = Block(1, "meeting", "closed", at("8:00"), at("9:00"), weekday=0, last_day=MONDAY)
    major = Block(2, "major", "production", at("9:00"), at("11:00"), operatory_id=OP1, day=MONDAY, uses=("major",))
    book = make_book(blocks=(meeting, major))
    assert spans(book.free(CHAIR, MONDAY))[0] == (at("9:00"), at("12:00"))
    assert spans(book.free(DOCTOR, MONDAY))[0] == (at("9:00"), at("12:00"))
    assert spans(book.free(CHAIR, MONDAY + 7))[0] == (at("8:00"), at("12:00"))
    assert spans(book.reserved(CHAIR, MONDAY, frozenset(), MONDAY)) == [(at("9:00"), at("11:00"))]
    assert book.reserved(CHAIR, MONDAY, frozenset({"major"}), MONDAY) == 0
    assert book.reserved(Resource("operatory", OP2), MONDAY, frozenset(), MONDAY) == 0


def test_release_counts_working_days():
    block = Block(1, "major", "production", 96, 120, operatory_id=OP1, weekday=0, release_working_days=2)
    usual = OpenHours(weekly_hours())
    with_holiday = OpenHours(weekly_hours(), holidays=[Holiday(MONDAY + 3, "Thanksgiving")])
    next_monday = MONDAY + 7
    assert not usual.is_released(block, next_monday, MONDAY + 1)  # Wednesday, Thursday and Monday are left
    assert usual.is_released(block, next_monday, MONDAY + 2)
    assert not with_holiday.is_released(block, next_monday, MONDAY)
    assert with_holiday.is_released(block, next_monday, MONDAY + 1)  # Wednesday and Monday are left
    never = Block(2, "major", "production", 96, 120, operatory_id=OP1, weekday=0)
    assert not usual.is_released(never, next_monday, next_monday)


def test_provider_time_only_is_the_providers():
    book = make_book((visit(1, "8:00", "//XX//"),))
    assert spans(book.busy(DOCTOR, MONDAY)) == [(at("8:10"), at("8:20"))]
    assert spans(book.busy(CHAIR, MONDAY)) == [(at("8:00"), at("8:30"))]
    assert spans(book.busy(Resource("patient", 101), MONDAY)) == [(at("8:00"), at("8:30"))]


def test_exam_check_and_exclusive_visits():
    exam = visit(1, "9:00", operatory_id=HY1, provider_id=KIM, exam_provider_id=LEE, exam_offset=8, exam_units=2)
    root = visit(2, "10:00", "//XX//", provider_id=RUIZ, exclusive=True)
    book = make_book((exam, root))
    assert spans(book.busy(DOCTOR, MONDAY)) == [(at("9:40"), at("9:50"))]
    assert spans(book.busy(Resource("provider", RUIZ), MONDAY)) == [(at("10:00"), at("10:30"))]


def test_broken_and_cancelled_hold_no_place():
    book = make_book((visit(1, state=State.BROKEN), visit(2, state=State.CANCELLED), visit(3, state=State.PLANNED)))
    assert book.day_rows(MONDAY) == ()
    assert book.busy(CHAIR, MONDAY) == 0


def test_a_second_lane_keeps_the_time_taken_when_the_first_goes():
    book = make_book((visit(1), visit(2, lane=1, lane_reason="emergency")))
    assert book.without(1).busy(CHAIR, MONDAY) == book.busy(CHAIR, MONDAY)
    assert book.without(1).without(2).busy(CHAIR, MONDAY) == 0


def test_a_book_is_never_changed():
    book = make_book((visit(1),))
    before = book.busy(CHAIR, MONDAY)
    book.without(1)
    book.with_appointment(visit(2, "10:00"))
    assert book.busy(CHAIR, MONDAY) == before
    assert [row.id for row in book.day_rows(MONDAY)] == [1]
    assert book.patient_rows(102) == ()


def test_moving_resets_the_confirmation():
    confirmed = visit(
        1, state=State.CONFIRMED, confirmed_day=MONDAY - 2, confirmed_how="phone", lane=1, lane_reason="x"
    )
    elsewhere = moved(confirmed, MONDAY + 1, at("10:00"), OP2, RUIZ)
    assert (elsewhere.state, elsewhere.confirmed_day, elsewhere.lane) == (State.SCHEDULED, None, 0)
    book = make_book((confirmed,)).with_appointment(elsewhere)
    assert book.day_rows(MONDAY) == ()
    assert book.patient_rows(101) == (elsewhere,)


def test_claims_are_the_masks_one_row_a_unit():
    row = visit(1, "9:00", "/XX/", exam_provider_id=RUIZ, exam_offset=2, exam_units=3, lane=2)
    held = claims(row)
    assert len(held) == len(set(held))
    assert {c.unit for c in held if c[:2] == ("operatory", OP1)} == set(range(108, 112))
    assert {c.unit for c in held if c[:2] == ("provider", LEE)} == {109, 110}
    assert {c.unit for c in held if c[:2] == ("provider", RUIZ)} == {110, 111, 112}
    assert {c.lane for c in held if c.kind == "patient"} == {0}


def test_an_exam_by_the_same_provider_is_claimed_once():
    held = claims(visit(1, "9:00", "XX//", exam_provider_id=LEE, exam_offset=1, exam_units=2))
    assert sorted(c.unit for c in held if c.kind == "provider") == [108, 109, 110]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6))
def test_masks_equal_naive_sets_patched_or_rebuilt(seed):
    forty_operations(seed)


@pytest.mark.soak
def test_a_hundred_thousand_operations_on_books_equal_naive_sets():
    for seed in range(2_500):
        forty_operations(seed)


def forty_operations(seed):
    """Put appointments into a book, take some out, and hold what is taken and free against sets of units."""
    draw = random.Random(seed)
    rows = {}
    book = make_book()
    for _ in range(40):
        key = draw.randint(1, 20)
        if key in rows and draw.random() < 0.4:
            del rows[key]
            book = book.without(key)
            continue
        rows[key] = visit(
            key,
            f"{draw.randint(8, 16)}:{draw.randrange(0, 60, 5):02d}",
            "".join(draw.choice("XX/") for _ in range(draw.randint(1, 18))),
            day=MONDAY + draw.randint(0, 13),
            operatory_id=draw.choice((OP1, OP2, HY1)),
            provider_id=draw.choice((LEE, RUIZ, KIM)),
            exam_provider_id=draw.choice((None, LEE, RUIZ)),
            exam_offset=draw.randint(0, 3),
            exam_units=draw.randint(1, 3),
            exclusive=draw.random() < 0.1,
            patient_id=draw.randint(1, 5),
            state=draw.choice(list(State)),
        )
        book = book.with_appointment(rows[key])
    rebuilt = make_book(tuple(rows.values()))
    live = [row for row in rows.values() if row.state not in (State.PLANNED, State.BROKEN, State.CANCELLED)]
    resources = [Resource("operatory", k) for k in (OP1, OP2, HY1)] + [
        Resource("provider", k) for k in (LEE, RUIZ, KIM)
    ]
    resources += [Resource("patient", k) for k in range(1, 6)]
    for day in range(MONDAY, MONDAY + 14):
        assert book.day_rows(day) == rebuilt.day_rows(day)
        for resource in resources:
            taken = {c.unit for row in live if row.day == day for c in claims(row) if c[:2] == resource}
            assert {u for u in range(320) if book.busy(resource, day) >> u & 1} == taken
            assert book.busy(resource, day) == rebuilt.busy(resource, day)
            assert book.free(resource, day) == rebuilt.free(resource, day)
            if resource.kind != "patient":
                assert book.free(resource, day) == book.open(resource, day) & ~book.busy(resource, day)


def test_days_outside_the_book_are_not_free():
    book = make_book()
    assert book.free(CHAIR, MONDAY - 7) == 0
    assert book.free(CHAIR, date(2027, 11, 22).toordinal()) == 0
