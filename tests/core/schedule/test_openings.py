"""Openings: what the masks find equals what trying every start finds; scores say why."""

import random
from dataclasses import replace
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.schedule.openings import exam_provider, fits
from tctui.core.schedule.pattern import span_mask
from tctui.core.schedule.ranking import explained, openings, ranked
from tctui.core.schedule.records import Block, Resource
from tctui.core.schedule.rules import conflicts
from tctui.core.schedule.wish import PatientTimes, Wish

from .practice import HY1, KIM, LEE, MONDAY, OP1, OP2, RUIZ, at, make_book, visit

MORNINGS = PatientTimes(windows=(((at("8:00"), at("12:00")),),) * 7, away=((MONDAY + 1, MONDAY + 2),))


def next_openings(book, wish, today, now=0):
    return list(islice(openings(book, wish, today, now), 20))


def texts(opening):
    return [reason.text for reason in opening.reasons]


def test_the_next_opening_is_the_first_place_long_enough():
    book = make_book((visit(1, "8:00", "X" * 42), visit(2, "8:00", "X" * 40, operatory_id=OP2, provider_id=RUIZ)))
    found = next_openings(book, Wish("X" * 12, provider_ids=(LEE,), operatory_kind="doctor"), MONDAY)
    assert (found[0].day, found[0].start) == (MONDAY, at("13:00"))
    assert (found[0].operatory_id, found[0].provider_id) == (OP1, LEE)


def test_assistant_time_lets_a_doctor_work_in_two_chairs():
    book = make_book((visit(1, "8:00", "XXXXXX//////"),))
    wish = Wish("//////XXXXXX", provider_ids=(LEE,), operatory_ids=(OP2,))
    assert next_openings(book, wish, MONDAY)[0].start == at("8:00")
    alone = Wish("//////XXXXXX", provider_ids=(LEE,), operatory_ids=(OP2,), exclusive=True)
    assert next_openings(book, alone, MONDAY)[0].start > at("8:00")


def test_a_hygiene_visit_waits_for_the_doctors_check():
    busy = visit(1, "8:00", "X" * 24)
    away = visit(2, "8:00", "X" * 24, operatory_id=OP2, provider_id=RUIZ)
    wish = Wish("X" * 12, provider_ids=(KIM,), operatory_ids=(HY1,), exam_provider_ids=(LEE,), exam_offset=8,
                exam_units=2)  # fmt: skip
    found = next_openings(make_book((busy, away)), wish, MONDAY)[0]
    assert (found.start, found.exam_provider_id) == (at("9:20"), LEE)
    assert exam_provider(make_book((busy, away)), wish, MONDAY, at("8:00")) is None


def test_the_patient_is_never_in_two_places():
    elsewhere = visit(1, "8:00", "X" * 12, patient_id=7, operatory_id=OP2, provider_id=RUIZ)
    wish = Wish("X" * 6, patient_id=7, provider_ids=(LEE,), operatory_ids=(OP1,), latest=at("10:00"))
    found = next(fits(make_book((elsewhere,)), wish, MONDAY))
    assert found.starts == span_mask(at("9:00"), at("9:30") + 1)


def test_moving_gives_the_old_place_up():
    book = make_book((visit(1, "8:00", "X" * 48),))
    wish = Wish("X" * 48, patient_id=101, provider_ids=(LEE,), operatory_ids=(OP1,), not_after=MONDAY, leaving_out=1)
    assert [o.start for o in openings(book, wish, MONDAY)] == [at("8:00"), at("13:00")]


def test_days_hours_and_the_past():
    wish = Wish("X" * 12, weekdays=frozenset({1, 3}), earliest=at("9:00"), latest=at("12:00"), not_before=MONDAY + 2)
    found = list(openings(make_book(), wish, MONDAY))
    assert {o.day for o in found} == {MONDAY + 3, MONDAY + 8, MONDAY + 10}
    assert all(at("9:00") <= o.start and o.end <= at("12:00") for o in found)
    today = next_openings(make_book(), Wish("X" * 12), MONDAY, now=at("10:05"))
    assert [o.start for o in today[:2]] == [at("10:05"), at("11:00")]


def test_a_production_block_is_for_its_uses_until_released():
    block = Block(1, "major", "production", at("8:00"), at("12:00"), operatory_id=OP1, weekday=0, uses=("major",),
                  release_working_days=1)  # fmt: skip
    book = make_book(blocks=(block,))
    small = Wish("X" * 6, operatory_ids=(OP1,), provider_ids=(LEE,))
    major = Wish("X" * 18, operatory_ids=(OP1,), provider_ids=(LEE,), uses=frozenset({"major"}))
    assert next_openings(book, small, MONDAY - 5)[0].start == at("13:00")
    assert next_openings(book, small, MONDAY)[0].start == at("8:00")
    assert "major block" in texts(next_openings(book, major, MONDAY - 5)[0])


def test_a_search_within_a_named_block_finds_only_what_lies_in_it():
    block = Block(1, "major", "production", at("8:00"), at("10:00"), operatory_id=OP1, weekday=0, uses=("major",),
                  release_working_days=1)  # fmt: skip
    book = make_book((visit(1, "8:00", "X" * 6),), blocks=(block,))
    within = Wish("X" * 6, provider_ids=(LEE,), uses=frozenset({"major"}), only_block="major")
    found = next_openings(book, within, MONDAY - 5)
    assert {((o.day - MONDAY) % 7, o.operatory_id) for o in found} == {(0, OP1)}
    assert found[0].start == at("8:30")
    assert all(o.end <= at("10:00") for o in found)
    assert next_openings(book, replace(within, only_block="minor"), MONDAY - 5) == []


def test_the_score_says_why():
    book = make_book((visit(1, "9:30", "X" * 12), visit(2, "13:00", "X" * 48)))
    wish = Wish("X" * 18, provider_ids=(LEE, RUIZ), operatory_ids=(OP1,), preferred_provider_id=LEE, times=MORNINGS,
                production_cents=112_000)  # fmt: skip
    best = ranked(book, wish, MONDAY)[0]
    assert (best.day, best.start, best.provider_id) == (MONDAY, at("8:00"), LEE)
    assert texts(best) == [
        "fills the gap, no leftover",
        "in the patient's hours",
        "own provider",
        "usual chair",
        "+$1,120 to goal",
    ]
    assert best.score == sum(reason.points for reason in best.reasons)
    assert explained(book, wish, best.day, best.start, OP1, LEE, MONDAY) == best.reasons


def test_slivers_cost_points():
    book = make_book((visit(1, "9:40", "X" * 28),))
    reasons = explained(book, Wish("X" * 18), MONDAY, at("8:00"), OP1, LEE, MONDAY)
    assert "leaves 10 min unused" in [reason.text for reason in reasons]


def test_only_the_patients_hours():
    wish = Wish("X" * 12, times=MORNINGS, only_patient_times=True)
    found = list(openings(make_book(), wish, MONDAY))
    assert found
    assert all(o.end <= at("12:00") and not MORNINGS.is_away(o.day) for o in found)


def random_practice(draw):
    rows = tuple(
        visit(
            key,
            f"{draw.randint(8, 16)}:{draw.randrange(0, 60, 5):02d}",
            "".join(draw.choice("XX/") for _ in range(draw.randint(2, 14))),
            day=MONDAY + draw.randint(0, 6),
            operatory_id=draw.choice((OP1, OP2, HY1)),
            provider_id=draw.choice((LEE, RUIZ, KIM)),
            patient_id=draw.randint(1, 6),
            exclusive=draw.random() < 0.2,
        )
        for key in range(1, draw.randint(2, 30))
    )
    blocks = (
        Block(1, "major", "production", at("9:00"), at("11:00"), operatory_id=OP1, weekday=0, uses=("major",)),
        Block(2, "minor", "production", at("14:00"), at("15:00"), provider_id=RUIZ, weekday=1, uses=("minor",)),
        Block(3, "meeting", "closed", at("13:00"), at("13:30"), weekday=2),
    )
    wish = Wish(
        "".join(draw.choice("XX/") for _ in range(draw.randint(1, 12))),
        patient_id=draw.randint(1, 6),
        provider_ids=tuple(draw.sample((LEE, RUIZ, KIM), draw.randint(1, 3))),
        operatory_kind=draw.choice((None, "doctor", "hygiene")),
        exclusive=draw.random() < 0.3,
        uses=frozenset(draw.sample(("major", "minor"), draw.randint(0, 2))),
        exam_provider_ids=(LEE, RUIZ),
        exam_offset=draw.randint(0, 3),
        exam_units=draw.choice((0, 0, 2)),
        earliest=at("8:00"),
        latest=draw.choice((at("12:00"), at("17:00"))),
        weekdays=frozenset(draw.sample(range(7), 5)),
        times=MORNINGS,
        only_patient_times=draw.random() < 0.3,
    )
    return make_book(rows, blocks=blocks, days=7), wish


def naive_starts(book, wish, today, now):
    """Try every start in every chair with every provider, unit by unit."""

    def is_free(resource, day, unit):
        reserved = book.reserved(resource, day, wish.uses, today)
        return book.free(resource, day) >> unit & 1 and not reserved >> unit & 1

    found = set()
    for day in range(today, book.last_day + 1):
        if (day + 6) % 7 not in wish.weekdays:
            continue
        for chair in wish.chairs(book):
            for provider in wish.provider_ids:
                for start in range(wish.earliest, wish.latest - wish.units + 1):
                    span = range(start, start + wish.units)
                    own = [u for u in span if wish.exclusive or wish.pattern[u - start] == "X"]
                    check = range(start + wish.exam_offset, start + wish.exam_offset + wish.exam_units)
                    if (
                        (day > today or start >= now)
                        and all(is_free(Resource("operatory", chair), day, u) for u in span)
                        and all(is_free(Resource("provider", provider), day, u) for u in own)
                        and not any(book.busy(Resource("patient", wish.patient_id), day) >> u & 1 for u in span)
                        and not wish.times.is_away(day)
                        and (not wish.only_patient_times or all(wish.times.mask(day) >> u & 1 for u in span))
                        and (
                            not wish.exam_units
                            or any(
                                all(book.free(Resource("provider", k), day) >> u & 1 for u in check)
                                for k in wish.exam_provider_ids
                            )
                        )
                    ):
                        found.add((day, chair, provider, start))
    return found


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_openings_equal_trying_every_start(seed):
    book, wish = random_practice(random.Random(seed))
    found = {
        (fit.day, fit.operatory_id, fit.provider_id, start)
        for fit in fits(book, wish, MONDAY, at("9:30"))
        for start in range(288)
        if fit.starts >> start & 1
    }
    assert found == naive_starts(book, wish, MONDAY, at("9:30"))


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6))
def test_what_is_offered_has_no_hard_conflict(seed):
    book, wish = random_practice(random.Random(seed))
    offered = list(openings(book, wish, MONDAY))
    assert [(o.day, o.start) for o in offered] == sorted({(o.day, o.start) for o in offered})
    for opening in offered:
        proposed = visit(
            999,
            pattern=wish.pattern,
            day=opening.day,
            operatory_id=opening.operatory_id,
            provider_id=opening.provider_id,
            patient_id=wish.patient_id,
            exam_provider_id=opening.exam_provider_id,
            exam_offset=wish.exam_offset,
            exam_units=wish.exam_units,
            exclusive=wish.exclusive,
        )
        proposed = type(proposed)(**{f: getattr(proposed, f) for f in proposed.__slots__} | {"start": opening.start})
        assert conflicts(book, proposed, MONDAY, 0, wish.uses) == []
    best = ranked(book, wish, MONDAY, limit=5)
    assert [o.score for o in best] == sorted((o.score for o in offered), reverse=True)[:5]


def test_nothing_fits():
    assert ranked(make_book(), Wish("X" * 60), MONDAY) == []
    assert next_openings(make_book(), Wish("X" * 6, operatory_ids=(999,)), MONDAY) == []


@pytest.mark.parametrize("limit", [1, 3])
def test_limit(limit):
    assert len(ranked(make_book(), Wish("X" * 6), MONDAY, limit=limit)) == limit


def test_another_provider_than_the_preferred_is_named_beside_that_one():
    wish = Wish("X" * 6, provider_ids=(RUIZ,), operatory_ids=(OP1,), preferred_provider_id=LEE)
    reasons = explained(make_book(), wish, MONDAY, at("8:00"), OP1, RUIZ, MONDAY)
    assert "not with Lee" in [reason.text for reason in reasons]
