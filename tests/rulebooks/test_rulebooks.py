"""The dated files: what ships can be read and says where it is from; a wrong file is told by its place."""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import dedent

import pytest

from tctui.core.errors import Unreadable
from tctui.core.finance.partners import Kind
from tctui.core.finance.state_rules import Act, Fact
from tctui.rulebooks import rulebook, shipped_names
from tctui.rulebooks.partners import partner_products, review_line
from tctui.rulebooks.states import state_pack

ROW = """
[[product]]
partner = "Lender"
name = "plain"
kind = "instalment loan"
terms = [{ months = 12, rate = 9.9 }]
from = 2026-01-01
source = "its letter"
"""


@pytest.mark.parametrize("name", shipped_names())
def test_every_file_is_dated_and_asks_to_be_confirmed(name: str) -> None:
    plain = rulebook(name)
    assert plain["dated"].year >= 2026
    assert "before use" in plain["review"]


def test_the_partners_of_the_shipped_file() -> None:
    products = partner_products()
    assert {product.partner for product in products} == {
        "CareCredit",
        "LendingClub Patient Solutions",
        "Sunbit",
        "Cherry",
    }
    assert all("confirm with the partner" in product.note.lower() for product in products)
    assert all(product.steps for product in products if product.partner.startswith(("CareCredit", "LendingClub")))
    assert review_line().startswith("Example")


def test_a_file_of_the_practice_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(ROW)
    (product,) = partner_products(own)
    assert (product.partner, product.terms[0].rate, product.terms[0].fee) == ("Lender", 990, None)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('partner = "Lender"\n', "", "product 1: partner is missing"),
        ("rate = 9.9", "rate = 9.999", "terms 1: rate must be a number with at most two decimals"),
        ("rate = 9.9", "rate = true", "rate must be a number"),
        ("rate = 9.9", "rate = nan", "rate must be a number"),
        ("rate = 9.9", "rats = 9.9", "rats is not known here"),
        ("months = 12", 'months = "12"', "months must be a whole number"),
        ("instalment loan", "loan shark", "kind must be one of"),
        ("2026-01-01", '"soon"', "from must be a day"),
        ("2026-01-01", "2026-01-01T00:00:00", "from must be a day"),
        ("months = 12", "months = 0", "months from 1 to 120"),
        ("[[product]]", "[[product", "ours.toml cannot be read"),
        ("terms = [{ months = 12, rate = 9.9 }]", "terms = 7", "terms must be a list"),
    ],
)
def test_a_wrong_file_says_where(tmp_path: Path, was: str, now: str, said: str) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(ROW.replace(was, now))
    with pytest.raises(Unreadable, match=said):
        partner_products(own)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.toml cannot be read"):
        partner_products(tmp_path / "none.toml")


STATE = """
dated = 2026-01-01
review = "Review before use."
state = "TX"
name = "Texas"
source = "its code"
[[rule]]
key = "one"
name = "One"
citation = "Code 1"
acts = ["offer"]
needs = ["notice given"]
from = 2026-01-01
words = "no"
satisfied_by = "Yes"
"""


def test_a_state_of_the_practices_own(tmp_path: Path) -> None:
    own = tmp_path / "texas.toml"
    own.write_text(STATE)
    pack = state_pack("TX", own)
    assert (pack.name, pack.rules[0].name, pack.rescission_days) == ("Texas", "One", 0)
    with pytest.raises(Unreadable, match="there are no rules for 'TX': CA, IL, NY"):
        state_pack("TX")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('["offer"]', '["sing"]', "rule 1: acts: 'sing' is none of"),
        ('["notice given"]', '["notice"]', "needs: 'notice' is none of"),
        ('needs = ["notice given"]\n', "", "prohibits, needs something"),
        ('state = "TX"', 'state = "OK"', "state is 'OK', not 'TX'"),
        ('name = "One"\n', "", "rule 1: name is missing"),
        ('words = "no"', 'word = "no"', "words is missing"),
        ("dated = 2026-01-01\n", "", "dated is missing"),
    ],
)
def test_a_wrong_state_file_says_where(tmp_path: Path, was: str, now: str, said: str) -> None:
    own = tmp_path / "texas.toml"
    own.write_text(STATE.replace(was, now))
    with pytest.raises(Unreadable, match=said):
        state_pack("TX", own)


def test_the_document_names_every_field_and_its_examples_are_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "rulebooks.md").read_text("utf-8")
    blocks = [dedent(block) for block in re.findall(r"\n\n((?:    .*\n)+)", text)]
    own = tmp_path / "own.toml"
    own.write_text(blocks[0])
    assert partner_products(own)[0].partner == "Example Lender"
    own.write_text(STATE + blocks[1])
    assert [rule.key for rule in state_pack("TX", own).rules] == ["one", "example-notice"]
    flat = " ".join(text.split())
    assert [fact for fact in Fact if f"`{fact}`" not in flat] == []
    assert [word for word in (*Act, *Kind) if f"`{word}`" not in flat] == []
