"""The state that the practice keeps: its rules, a file of its own, and its words in the agreement."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest

from tctui.core.errors import Refused, Unreadable
from tctui.core.people import User
from tctui.db import state_gates
from tctui.db.agreements import make_agreement
from tctui.db.change import By
from tctui.db.paper_writes import document_bytes
from tests.db.money_ground import with_plan
from tests.practice import NOW, TODAY, TinyPractice

ADMIN = By(User(1, "ann", "Ann Admin", "AA", "admin"), NOW, TODAY)


def agreement(practice: TinyPractice) -> str:
    case = practice.read()
    content = document_bytes(make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0]))
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def test_the_words_of_the_state_stand_in_the_agreement(practice: TinyPractice) -> None:
    with_plan(practice)
    assert "Section 1785.27" not in agreement(practice)
    state_gates.choose_state(ADMIN, "ca")
    text = agreement(practice)
    assert "California: Civ. Code 1785.27(c)(1)" in text
    assert "A holder of this medical debt contract is prohibited by Section 1785.27" in text
    assert "You may rescind this contract until midnight of the third business day" in text


def test_a_practice_without_a_state_keeps_the_rules_of_all_but_prints_no_states_words(practice: TinyPractice) -> None:
    state_gates.choose_state(ADMIN, "")
    names = {rule.citation for rule in state_gates.state_rules().rules}
    assert {"Bus. & Prof. Code 654.3", "Gen. Bus. Law 349-g"} <= names
    assert state_gates.contract_clauses(TODAY) == ()


def test_a_state_for_which_no_rules_ship_has_none(practice: TinyPractice) -> None:
    state_gates.choose_state(ADMIN, "oh")
    assert (state_gates.state_rules().name, state_gates.state_rules().rules) == ("OH, without rules", ())


def test_a_file_of_its_own_takes_the_place_of_the_shipped_rules(practice: TinyPractice, tmp_path: Path) -> None:
    own = tmp_path / "ny.toml"
    own.write_text('dated = 2026-01-01\nreview = "x"\nstate = "NY"\nname = "New York, ours"\nsource = "counsel"\n')
    state_gates.choose_state(ADMIN, "NY", str(own))
    assert (state_gates.state_rules().name, state_gates.state_rules().rules) == ("New York, ours", ())
    own.write_text("state = ")
    with pytest.raises(Unreadable, match=r"ny\.toml cannot be read"):
        state_gates.state_rules()


@pytest.mark.parametrize(("state", "file"), [("California", ""), ("C1", ""), ("", "x.toml"), ("CA", "/nowhere.toml")])
def test_what_is_no_state_is_refused(practice: TinyPractice, state: str, file: str) -> None:
    with pytest.raises(Refused):
        state_gates.choose_state(ADMIN, state, file)
    assert state_gates.chosen_state().state == "NY"


def test_a_contract_is_rescinded_within_three_business_days(practice: TinyPractice) -> None:
    assert state_gates.rescission_words(TODAY, TODAY) == ""
    state_gates.choose_state(ADMIN, "CA")
    # Thanksgiving and the weekend do not count.
    assert state_gates.rescission_words(TODAY, TODAY) == (
        "may be rescinded until midnight of Fri 27 Nov 2026 (Civ. Code 1689.3)"
    )
    assert state_gates.rescission_words(TODAY, TODAY + timedelta(days=5)) == ""
