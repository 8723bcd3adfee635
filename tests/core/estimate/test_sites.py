"""Limits that ask where earlier work stands, which teeth are replaced, and whose pre-authorisation it is; incentive years."""

from __future__ import annotations

from typing import Any

import pytest

from tctui.core.estimate.answer import answer
from tctui.core.estimate.exchange import request_from

PLAN = {"type": "percentage", "coverage": 50, "effective": "2020-01-01", "verified_on": "2026-01-05"}


def answered(request: dict[str, Any]) -> dict[str, Any]:
    """The answer to one request."""
    return answer(request_from({"as_of": "2026-02-01", **request}))


def one(code: str, **more: object) -> dict[str, Any]:
    return {"key": code, "code": code, "category": "prosth", "fee": 1000, "date": "2026-06-01", **more}


def test_a_denture_of_the_other_arch_stands_in_the_way_of_nothing() -> None:
    plan = {
        **PLAN,
        "replacement": [{"codes": ["D5110", "D5120"], "years": 5}],
        "history": [{"code": "D5110", "arch": "U", "date": "2025-01-10", "amount": 500}],
    }
    found = answered({"plan": plan, "procedures": [one("D5110", arch="U"), one("D5120", arch="L")]})
    assert (found["D5110"]["ins1"], found["D5120"]["ins1"]) == (0, 500)


@pytest.mark.parametrize(
    ("lost", "patient", "worst"),
    [
        ({"3": "2019-01-01", "4": "2019-02-01"}, 1000, None),
        ({"3": "2021-01-01", "4": "2021-02-01"}, 500, None),
        ({"3": "2019-01-01", "4": "2021-02-01"}, 500, 1000),
        ({"3": None, "4": "2019-02-01"}, 500, 1000),
    ],
)
def test_a_partial_denture_is_judged_by_all_the_teeth_it_replaces(
    lost: dict[str, str | None], patient: int, worst: int | None
) -> None:
    plan = {**PLAN, "missing_tooth": True}
    found = answered({"plan": plan, "procedures": [one("D5213", tooth_range="3,4")], "patient": {"teeth_lost": lost}})
    assert (found["D5213"]["patient"], found["D5213"].get("worst")) == (patient, worst)
    assert bool(found.get("questions")) == (worst is not None)


def test_the_approval_of_one_plan_does_not_answer_for_the_other() -> None:
    wants = {**PLAN, "preauth_required": ["D2740"], "cob": "standard"}
    found = answered({"plan": wants, "secondary": wants, "procedures": [one("D2740", secondary_preauth_amount=300)]})
    assert [question["text"] for question in found["questions"]] == [
        "Primary plan: is D2740 approved? The plan wants a pre-authorisation first."
    ]


def test_an_approval_that_has_run_out_is_asked_for_again() -> None:
    plan = {**PLAN, "preauth_required": ["D2740"]}
    known = {"preauth_amount": 300, "preauth_expires": "2026-05-31"}
    found = answered({"plan": plan, "procedures": [one("D2740", **known)]})
    assert (found["D2740"]["patient"], found["D2740"]["worst"]) == (500, 1000)
    assert "approved again" in found["questions"][0]["text"]
    held = answered({"plan": plan, "procedures": [one("D2740", **{**known, "preauth_expires": "2026-06-01"})]})
    assert held["D2740"]["patient"] == 700
    assert "questions" not in held


def test_a_third_plan_that_is_medicaid_leaves_the_patient_nothing() -> None:
    third = {"type": "medicaid", "coverage": {"prosth": 40}, "verified_on": "2026-01-05"}
    second = {**PLAN, "coverage": 10, "cob": "standard"}
    found = answered({"plan": PLAN, "secondary": second, "tertiary": third, "procedures": [one("D2740")]})
    assert (found["D2740"]["ins3"], found["D2740"]["wo3"], found["D2740"]["patient"]) == (400, 0, 0)
    third["coverage"] = {"prosth": 20}
    found = answered({"plan": PLAN, "secondary": second, "tertiary": third, "procedures": [one("D2740")]})
    assert (found["D2740"]["ins3"], found["D2740"]["wo3"], found["D2740"]["patient"]) == (200, 200, 0)


def test_an_incentive_share_moves_with_the_years_between_today_and_the_line() -> None:
    plan = {**PLAN, "coverage": {}, "incentive": {"years": [True]}}
    lines = [
        one("F4", date="2030-06-01", priority=0),
        one("F1", priority=1),
        one("F2", date="2027-06-01", priority=2),
    ]
    found = answered({"plan": plan, "procedures": lines})
    # 80 % this year; used, so 90 next; used again, so 100; two years without use take it back to 80.
    assert [found[key]["ins1"] for key in ("F1", "F2", "F4")] == [800, 900, 800]
    alone = answered({"plan": plan, "procedures": [one("F2", date="2027-06-01")]})
    assert alone["F2"]["ins1"] == 700
    paid = [{"code": "F1", "date": "2026-01-15", "amount": 80}]
    assert answered({"plan": plan, "history": paid, "procedures": [one("F2", date="2027-06-01")]})["F2"]["ins1"] == 900


@pytest.mark.parametrize(("setting", "write_off"), [(None, 0), (True, 500), (False, 0)])
def test_a_capitation_plan_after_another_one_writes_off_only_where_it_says_so(
    setting: bool | None, write_off: int
) -> None:
    second: dict[str, Any] = {
        "type": "capitation",
        "copays": {"D2740": 350},
        "verified_on": "2026-01-05",
        "cob": "standard",
    }
    if setting is not None:
        second["post_secondary_ppo_writeoff"] = setting
    found = answered({"plan": PLAN, "secondary": second, "procedures": [one("D2740")]})
    assert (found["D2740"]["wo2"], found["D2740"]["patient"]) == (write_off, 500 - write_off)
