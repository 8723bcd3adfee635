"""The masks of many days at once are those that the rules give day by day."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.schedule.openhours import OpenHours
from tctui.core.schedule.pattern import WHOLE_DAY, span_mask
from tctui.core.schedule.records import PRACTICE, Block, Holiday, Hours, HoursException, Resource

FIRST = 739_900
DAYS = range(FIRST, FIRST + 21)
CHAIR, DOCTOR, OTHER = Resource("operatory", 1), Resource("provider", 1), Resource("provider", 2)

resources = st.sampled_from([CHAIR, DOCTOR, OTHER, PRACTICE])
day_numbers = st.sampled_from(DAYS)
spans = st.tuples(st.integers(80, 200), st.integers(1, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))
hours = st.builds(lambda who, weekday, span: Hours(who, weekday, *span), resources, st.integers(0, 6), spans)
exceptions = st.builds(
    lambda who, day, span: HoursException(who, day, *(span or (None, None))), resources, day_numbers, st.none() | spans
)
holidays = st.builds(Holiday, day_numbers, st.just("closed"))


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    start, end = draw(spans)
    whose = draw(st.sampled_from([(None, None), (1, None), (None, 1), (None, 2)]))
    single = draw(st.none() | day_numbers)
    weekday = draw(st.none() | st.integers(0, 6)) if single is None else None
    bounds = draw(st.tuples(st.none() | day_numbers, st.none() | day_numbers)) if single is None else (None, None)
    kind = draw(st.sampled_from(["closed", "production"]))
    return Block(draw(st.integers(1, 99)), "block", kind, start, end, *whose, single, weekday, *bounds)  # type: ignore[arg-type]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(hours, max_size=8), st.lists(exceptions, max_size=4), st.lists(holidays, max_size=2),
    st.lists(blocks(), max_size=6),
)  # fmt: skip
def test_many_days_are_single_days(
    usual: list[Hours], other: list[HoursException], closed: list[Holiday], standing: list[Block]
) -> None:
    rules = OpenHours(usual, other, closed, standing)
    for resource in (CHAIR, DOCTOR, OTHER):
        expected = []
        for day in DAYS:
            mask = rules.hours(resource, day) & WHOLE_DAY
            for block in standing:
                if block.kind == "closed" and block.on(day) and block.of(resource):
                    mask &= ~span_mask(block.start, block.end)
            expected.append(mask)
        assert rules.open_days(resource, DAYS) == expected
