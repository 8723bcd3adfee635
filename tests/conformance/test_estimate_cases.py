"""Published estimates: every figure that a source states comes out of the engine, or its id stands here with a reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tctui.core.estimate.answer import answer
from tctui.core.estimate.exchange import request_from

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[1] / "data" / "estimate_cases.json").read_text("utf-8")
)

NOT_HONOURED = {
    "carryover-discounttire": (
        "the 500 used this year stands in the situation's prose only; history and dates are empty, so the request "
        "names one year with nothing used"
    ),
}
"""Cases that lack an input, with what is missing; a case that comes right after all fails the test below."""


def wrong_figures(case: dict[str, Any]) -> Iterator[str]:
    """Compare every figure that the source of a case states with the answer; yield a line for each that is off."""
    reply = answer(request_from(case))
    for name, wanted in case["expect"].items():
        given = reply.get(name)
        if not isinstance(wanted, dict):
            if given != wanted:
                yield f"{name}: wanted {wanted}, got {given}"
            continue
        for figure, amount in wanted.items():
            got = (given or {}).get(figure)
            if got != amount:
                yield f"{name}.{figure}: wanted {amount}, got {got}"


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] not in NOT_HONOURED], ids=lambda case: case["id"])
def test_every_stated_figure_comes_out(case: dict[str, Any]) -> None:
    assert list(wrong_figures(case)) == []


@pytest.mark.parametrize("case", [c for c in CASES if c["id"] in NOT_HONOURED], ids=lambda case: case["id"])
def test_a_case_in_the_table_is_really_not_honoured(case: dict[str, Any]) -> None:
    assert list(wrong_figures(case)), f"{case['id']} comes right now: take it out of the table"


def test_the_table_names_only_cases_that_exist() -> None:
    assert set(NOT_HONOURED) <= {case["id"] for case in CASES}
