"""``tctui estimate`` with a wrong file and with --explain: where the fault stands, and the trace as a person reads it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tctui.json_positions import line_of, steps_of

from .test_cli_figures import tctui

REQUEST = """{
 "as_of": "2026-03-02",
 "plan": {
  "type": "ppo", "name": "Blue River PPO",
  "coverage": {"crowns": 50},
  "deductibles": [{"amount": 50, "scope": "all"}],
  "fees": {"D2740": 900}
 },
 "procedures": [
  {"key": "p1", "code": "D2740", "category": "crowns", "fee": 1200, "tooth": 3},
  {"key": "p2", "code": "D2740", "category": "crowns", "fee": 1200, "tooth": 14}
 ]
}"""


@pytest.mark.parametrize(
    ("right", "wrong", "line", "said"),
    [
        ('"fee": 1200, "tooth": 14', '"fee": "x"', 11, "procedures[1].fee: expected an amount, not 'x'"),
        ('"type": "ppo"', '"type": "pp0"', 4, "plan.type: expected one of percentage, indemnity,"),
        ('{"crowns": 50}', '{"crowns": 101}', 5, "plan.coverage.crowns: expected a percentage from 0 to 100, not 101"),
        ('"amount": 50', '"amount": -50', 6, "plan.deductibles[0].amount: expected an amount, not -50"),
        ('"scope": "all"', '"scope": "code:"', 6, "plan.deductibles[0].scope: expected a scope such as all,"),
        ('{"D2740": 900}', "[900]", 7, "plan.fees: expected an object { … }, not [900]"),
        ('"2026-03-02"', '"3/2/2026"', 2, "as_of: expected a date like 2026-03-31, from 1900 to 2199, not '3/2/2026'"),
        ('"key": "p2"', '"key": "p1"', 11, "procedures[1].key: expected a key of its own"),
        ('"key": "p2", ', "", 11, "procedures[1].key: expected a value, not None"),
    ],
)
def test_a_wrong_value_is_told_with_its_line_its_path_and_what_was_expected(
    right: str, wrong: str, line: int, said: str
) -> None:
    done = tctui("estimate", "-", given=REQUEST.replace(right, wrong).encode())
    assert done.returncode == 2
    assert done.stderr.decode().startswith(f"tctui: standard input: line {line}: {said}")
    assert json.loads(done.stdout)["line"] == line


def test_explain_tells_each_line_from_the_fee_to_the_patient_and_its_limits_in_words() -> None:
    done = tctui("estimate", "--explain", "-", given=REQUEST.encode())
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines() == [
        "Estimate, as of 2026-03-02",
        "p1: D2740 tooth 3: fee 1,200.00, insurance 425.00, write-off 300.00, patient 475.00",
        "  fee 1,200.00 = office fee 1,200.00",
        "  Blue River PPO",
        "    allowed 900.00 = contracted fee 900.00 (Blue River PPO fee list)",
        "    deductible 50.00 = least of covered amount 900.00, left of deductible 50.00"
        " (Blue River PPO: deductible, unverified)",
        "    covered 850.00 = allowed 900.00 − deductible 50.00",
        "    plan share 425.00 = 50 % of covered 850.00 (Blue River PPO: crowns 50 %, unverified)",
        "    insurance 425.00 = plan share 425.00 (Blue River PPO)",
        "    write-off 300.00 = fee 1,200.00 − contracted fee 900.00 (Blue River PPO contract)",
        "  write-off 300.00 = write-off 1 300.00",
        "  patient 475.00 = fee 1,200.00 − insurance 1 425.00 − write-off 300.00",
        "  In words: The first $50 is yours to pay: the deductible of your plan.",
        "p2: D2740 tooth 14: fee 1,200.00, insurance 450.00, write-off 300.00, patient 450.00",
        "  fee 1,200.00 = office fee 1,200.00",
        "  Blue River PPO",
        "    allowed 900.00 = contracted fee 900.00 (Blue River PPO fee list)",
        "    deductible 0.00 = least of covered amount 900.00, left of deductible 0.00"
        " (Blue River PPO: deductible, unverified)",
        "    plan share 450.00 = 50 % of allowed 900.00 (Blue River PPO: crowns 50 %, unverified)",
        "    insurance 450.00 = plan share 450.00 (Blue River PPO)",
        "    write-off 300.00 = fee 1,200.00 − contracted fee 900.00 (Blue River PPO contract)",
        "  write-off 300.00 = write-off 1 300.00",
        "  patient 450.00 = fee 1,200.00 − insurance 1 450.00 − write-off 300.00",
        "Together: fee 2,400.00, insurance 875.00, write-off 600.00, patient 925.00",
        "Blue River PPO: deductible, the year from 2026-01-01: 0.00 left of 50.00",
        "",
    ]


def test_what_is_not_understood_is_told_and_a_setting_is_recognised_by_its_words() -> None:
    given_options = {"zero_write_offs_over_annual_max": True, "colour": "red"}
    raw = {**json.loads(REQUEST), "options": given_options, "weather": 1}
    reply = json.loads(tctui("estimate", "-", given=json.dumps(raw).encode()).stdout)
    assert reply["notes"] == [
        "weather is not known and was not used",
        "options.zero_write_offs_over_annual_max was read as no_writeoff_when_max_exceeded: true",
        "options.colour is not known and was not used",
    ]


tree = st.recursive(
    st.none() | st.integers(-9, 99) | st.text(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b c", "d:e"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(tree)
def test_every_value_of_a_text_is_found_on_its_line(content: object) -> None:
    text = json.dumps(content, indent=1)

    def walk(value: object, path: str) -> None:
        line = text.splitlines()[line_of(text, steps_of(path)) - 1]
        first = json.dumps(value, indent=1).splitlines()[0]
        assert line.rstrip(",").endswith(first)
        pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for name, inner in pairs:
            walk(inner, f"{path}[{name}]" if isinstance(value, list) else f"{path}.{name}".lstrip("."))

    walk(content, "")
