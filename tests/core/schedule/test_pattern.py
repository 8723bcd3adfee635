"""Patterns: the published examples of combining, and masks against a naive reading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.core.errors import Unreadable
from tctui.core.schedule.pattern import (
    chair_mask,
    combined,
    default_pattern,
    fitted,
    provider_mask,
    runs_of,
    span_mask,
    starts_of_pattern,
    starts_of_run,
)

patterns = st.text("X/", min_size=1, max_size=24)
masks = st.integers(0, (1 << 60) - 1)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["/XXX/", "/X/", "/XXXX////"], "/XXXXXXXX////"),
        (["X", "X"], "XX"),
        (["/X", "X"], "/XX"),
        (["/X/", "/X/", "/XX/", "/XX/"], "/XXXXXX/"),
        (["//XXX/", "/X/"], "//XXXX/"),
        (["//XXX/", "/X//"], "//XXXX//"),
    ],
)
def test_published_combinations(parts, whole):
    assert combined(parts) == whole


@given(patterns)
def test_one_pattern_alone_stays_as_it_is(pattern):
    assert combined([pattern]) == pattern


@given(st.lists(patterns, min_size=2, max_size=5))
def test_combining_adds_provider_time_and_takes_the_longest_ends(parts):
    whole = combined(parts)
    assert whole.count("X") == sum(part.count("X") for part in parts)
    assert whole == combined([combined(parts[:-1]), parts[-1]])
    leading = max(len(part) - len(part.lstrip("/")) for part in parts)
    assert len(whole) - len(whole.lstrip("/")) == leading


@pytest.mark.parametrize("bad", ["", "x", "X X", "XO", "X" * 289])
def test_not_a_pattern(bad):
    with pytest.raises(Unreadable):
        combined([bad])


def test_no_pattern_at_all():
    with pytest.raises(Unreadable):
        combined([])


@given(patterns, st.integers(1, 40))
def test_fitted_has_the_length_asked_for(pattern, units):
    result = fitted(pattern, units)
    assert len(result) == units
    assert fitted(pattern, len(pattern)) == pattern


@pytest.mark.parametrize(
    ("pattern", "units", "result"),
    [("/XX/", 6, "/XXXX/"), ("/XX/", 3, "/X/"), ("/XX/", 2, "/X"), ("/XX/", 1, "X"), ("//", 3, "///"), ("XX", 1, "X")],
)
def test_fitted_changes_the_providers_time(pattern, units, result):
    assert fitted(pattern, units) == result


def test_default_pattern_rounds_up():
    assert default_pattern(90) == "X" * 18
    assert default_pattern(41) == "X" * 9


@given(patterns)
def test_masks_are_the_units(pattern):
    def bits(mask):
        return {unit for unit in range(mask.bit_length()) if mask >> unit & 1}

    assert bits(provider_mask(pattern)) == {i for i, who in enumerate(pattern) if who == "X"}
    assert bits(chair_mask(pattern)) == set(range(len(pattern)))


@given(masks)
def test_runs_rebuild_the_mask(mask):
    assert sum(span_mask(start, start + length) for start, length in runs_of(mask)) == mask
    ends = [start + length for start, length in runs_of(mask)]
    assert all(end < start for end, (start, _) in zip(ends, runs_of(mask)[1:], strict=False))


@given(masks, st.integers(1, 20))
def test_starts_of_run_against_counting(mask, length):
    naive = {s for s in range(60) if all(mask >> (s + i) & 1 for i in range(length))}
    found = starts_of_run(mask, length)
    assert {s for s in range(61) if found >> s & 1} == naive


@given(masks, patterns.filter(lambda p: "X" in p))
def test_starts_of_pattern_against_counting(mask, pattern):
    naive = {s for s in range(60) if all(mask >> (s + i) & 1 for i, who in enumerate(pattern) if who == "X")}
    found = starts_of_pattern(mask, pattern)
    assert {s for s in range(61) if found >> s & 1} == naive
