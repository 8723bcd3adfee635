"""Requests with a wrong value anywhere: each is answered or refused in words, never anything else."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import given, settings

from tctui.core.errors import Refused
from tctui.core.estimate.answer import answer
from tctui.core.estimate.exchange import request_from
from tctui.core.estimate.explain import explain

from .plans import seeds

DATA = Path(__file__).parents[2] / "data"
CASES: list[dict[str, Any]] = json.loads((DATA / "estimate_cases_own.json").read_text("utf-8"))
ODD: tuple[Any, ...] = (
    None, [], {}, "", "x", "-1", -1, 0, 1, 7.5, 101, 10**15, 1e308, float("inf"), True, False, "2026-02-30", "9999-12-31",
    "0001-01-01", [None], [[]], {"scope": "all"}, {"every": {}}, {"a": 1}, ["x", 1], "code:", "category:a+b", "12 years",
)  # fmt: skip


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Every container of a request with each of its names or places."""
    pairs = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(value, name) for name, _ in pairs] + [place for _, inner in pairs for place in places_in(inner)]


@settings(max_examples=200, deadline=None)
@given(seeds)
def test_a_wrong_value_anywhere_is_refused_in_words_or_the_request_is_answered(seed: int) -> None:
    random = Random(seed)
    case = copy.deepcopy(random.choice(CASES))
    for name in ("expect", "situation"):
        case.pop(name)
    for _ in range(random.randint(1, 2)):
        within, name = random.choice(places_in(case))
        within[name] = copy.deepcopy(random.choice(ODD))
    told = ": expected "
    try:
        request = request_from(case)
        json.dumps(answer(request), allow_nan=False)
        list(explain(case))
    except Refused as refused:
        told = str(refused)
    assert ": expected " in told
