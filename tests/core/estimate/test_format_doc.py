"""The document of the exchange format says every field, setting and word that the reader knows, and no other."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tctui.core.estimate import exchange_lines, exchange_payout, exchange_plan, exchange_rules, exchange_spans
from tctui.core.estimate.answer import answer
from tctui.core.estimate.exchange import request_from
from tctui.core.estimate.exchange_fields import FIELDS, PAYERS, SILENT
from tctui.core.estimate.exchange_settings import SETTINGS, settings_in

TEXT = (Path(__file__).parents[3] / "docs" / "estimate-format.md").read_text("utf-8")
KNOWN_FIGURES = "What is already known of a payer on a line"
WORDS = {
    "plan type": {*exchange_plan.KINDS, *exchange_plan.NO_PLAN},
    "plan cob": set(exchange_plan.COB),
    "subscriber relation": set(exchange_plan.RELATIONS),
    "subscriber status": set(exchange_plan.STANDINGS),
    "period": set(exchange_spans.PERIODS),
    "area": set(exchange_spans.AREAS),
    "level": set(exchange_rules.LEVELS),
    "network": set(exchange_rules.TIERS),
    "boundary of a frequency": set(exchange_rules.BOUNDARIES),
    "boundary of an age": set(exchange_rules.AGE_BOUNDARIES),
    "substitution when": set(exchange_rules.TOOTH_GROUPS),
    "maximum basis": set(exchange_rules.BASES),
    "rollover type": set(exchange_payout.ROLLOVERS),
    "ortho_payout frequency": set(exchange_payout.OFTEN),
    "ortho_payout down_payment_of": set(exchange_payout.DOWN_OF),
    "history type": set(exchange_lines.KINDS),
}


def section(title: str) -> str:
    """The text under a heading, up to the next one."""
    return re.split(r"^##+ ", TEXT[TEXT.index(title) + len(title) :], maxsplit=1, flags=re.MULTILINE)[0]


def table(text: str) -> dict[str, tuple[str, str]]:
    """The rows of a table: by the name in the first column, what it says and the other names."""
    rows = re.findall(r"^\| (.+?) \| (.+?) \| ?(.*?) ?\|$", text, flags=re.MULTILINE)
    return {name.strip("`"): (says, others) for name, says, others in rows if name not in ("Field", "Setting")}


def ticked(text: str) -> set[str]:
    return set(re.findall(r"`([^`]+)`", text))


@pytest.mark.parametrize("kind", list(FIELDS))
def test_every_field_is_documented_with_its_other_names_and_no_field_is_made_up(kind: str) -> None:
    documented = {name: ticked(others) for name, (_, others) in table(section(f"(`{kind}`)")).items()}
    of_payers = {name for name in FIELDS[kind] if name.startswith(tuple(f"{payer}_" for payer in PAYERS))}
    assert documented == {name: set(others) for name, others in FIELDS[kind].items() if name not in of_payers}


def test_what_is_known_of_a_payer_is_documented_and_read_in_every_form() -> None:
    documented = table(section(KNOWN_FIGURES))
    assert {f"primary_{name}" for name in documented} == {n for n in FIELDS["procedure"] if n.startswith("primary_")}
    for name, (_, others) in documented.items():
        for form in (name, *ticked(others)):
            value = "2026-03-02" if "expir" in form else 10
            for number, payer in enumerate(PAYERS, start=1):
                for spelled in (f"{payer}_{form}", f"{form}_{number}", f"{form}{number}", *([form] * (number == 1))):
                    line = {"key": "p1", "code": "X", "fee": 100, spelled: value}
                    known = request_from({"procedures": [line]}).lines[0].known
                    assert [figures.payer for figures in known] == [number], spelled


def test_every_setting_is_documented_with_its_values_and_each_of_them_is_read() -> None:
    documented = table(section("(`settings`)"))
    assert {name: ticked(others) for name, (_, others) in documented.items()} == {
        name: set(setting.others) for name, setting in SETTINGS.items()
    }
    for name, (says, _) in documented.items():
        usual = says.partition("Default ")[2].partition(";")[0].strip("` ") or "true"
        for value in ticked(says.partition("values: ")[2]) or {usual}:
            notes: list[str] = []
            settings_in([({name: value}, "options")], notes, of_plan=not SETTINGS[name].office)
            assert notes == []


@pytest.mark.parametrize("where", list(WORDS))
def test_every_word_of_a_field_is_documented(where: str) -> None:
    line = next(line for line in section("(`words`)").splitlines() if line.startswith(f"| {where} |"))
    assert ticked(line) == WORDS[where]


def test_names_that_are_passed_over_and_the_answers_are_documented() -> None:
    before_scopes = TEXT.partition("## Scopes")[0]
    assert ticked(before_scopes) >= SILENT
    example = re.search(r"^    (\{\"as_of\".*?\]\})$", TEXT, flags=re.MULTILINE | re.DOTALL)
    assert example is not None
    raw = json.loads(example.group(1))
    plan = {
        **raw["plan"],
        "maximums": [{"amount": 1000}],
        "rollover": {"carry": 100},
        "ortho_payout": {"case_fee": 100},
    }
    reply = answer(request_from({**raw, "plan": {**plan, "unknown": ["waiting"]}, "weather": 1}))
    told = ticked(TEXT.partition("## The answer")[2])
    assert {*reply, *reply["p1"], *reply["totals"], *reply["ortho"]} - {"p1"} <= told
    assert {name: answer(request_from(raw))["p1"][name] for name in ("ded1", "ins1", "wo1", "patient")} == {
        "ded1": 50,
        "ins1": 425,
        "wo1": 300,
        "patient": 475,
    }
