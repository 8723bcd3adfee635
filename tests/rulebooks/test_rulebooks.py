"""The dated files: what ships can be read and says where it is from; a wrong file is told by its place."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from tctui.core.errors import Unreadable
from tctui.core.finance.partners import Kind
from tctui.core.finance.state_rules import Act, Fact, SetFor, refund_by
from tctui.rulebooks import rulebook, shipped_names
from tctui.rulebooks.partners import partner_products, products_in, review_line
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
    top = rulebook(name)
    dated = top.day("dated")
    assert dated is not None
    assert dated.year >= 2026
    assert "before use" in top.text("review")


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


def test_a_row_of_a_file_becomes_a_product(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(ROW)
    (product,) = products_in(rulebook("partners.toml", own))
    assert (product.partner, product.terms[0].rate, product.terms[0].fee) == ("Lender", 990, None)


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('partner = "Lender"\n', "", r"product 1 \(line 2\): partner is missing"),
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
        products_in(rulebook("partners.toml", own))


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"none\.toml cannot be read"):
        state_pack("TX", tmp_path / "none.toml")


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
    assert (pack.name, pack.rules[0].name, pack.rescission) == ("Texas", "One", ())
    with pytest.raises(Unreadable, match="there are no rules for 'TX': CA, IL, NY"):
        state_pack("TX")


@pytest.mark.parametrize(
    ("was", "now", "said"),
    [
        ('["offer"]', '["sing"]', r"rule 1 \(line 7\): acts: 'sing' is none of"),
        ('["notice given"]', '["notice"]', "needs: 'notice' is none of"),
        ('needs = ["notice given"]\n', "", "prohibits, needs something"),
        ('state = "TX"', 'state = "OK"', "state is 'OK', not 'TX'"),
        ('name = "One"\n', "", r"texas\.toml, rule 1 \(line 7\): name is missing"),
        ("from = 2026-01-01", "from = 2026-01-01\nto = 2025-01-01", "rule 1 .*: it ends before it begins"),
        ('needs = ["notice given"]', "days_ahead = -1", "days_ahead is 0 or more"),
        ("[[rule]]", '[refund]\nbusiness_days = 15\ncitation = "x"\n[[rule]]', r"refund \(line 7\): from is missing"),
        ("[[rule]]", '[refund]\nbusiness_days = 0\ncitation = "x"\nfrom = 2026-01-01\n[[rule]]', "from 1 to 365"),
        ("[[rule]]", '[[wording]]\nkey = "one"\npaper = "contract"\ncitation = "x"\nfrom = 2026-01-01\ntext = "x"\n[[rule]]',
         "the key 'one' stands there twice"),
        ("[[rule]]", '[[wording]]\nkey = "w"\npaper = "wall"\n[[rule]]', r"wording 1 \(line 7\): paper: 'wall' is none of"),
        ("[[rule]]", "[[rule", r"texas\.toml cannot be read: .*line 7"),
        ('words = "no"', 'word = "no"', "words is missing"),
        ("dated = 2026-01-01\n", "", "dated is missing"),
    ],
)
def test_a_wrong_state_file_says_where(tmp_path: Path, was: str, now: str, said: str) -> None:
    own = tmp_path / "texas.toml"
    own.write_text(STATE.replace(was, now))
    with pytest.raises(Unreadable, match=said):
        state_pack("TX", own)


def test_what_is_no_file_of_rules_is_refused(tmp_path: Path) -> None:
    for path in (Path("/dev/zero"), tmp_path):
        with pytest.raises(Unreadable, match="not a file of at most 1,000,000 bytes"):
            state_pack("TX", path)
    (tmp_path / "large.toml").write_bytes(b"#" * 1_000_001)
    with pytest.raises(Unreadable, match="at most"):
        state_pack("TX", tmp_path / "large.toml")
    (tmp_path / "latin.toml").write_bytes(STATE.encode() + b'#\xe9')
    with pytest.raises(Unreadable, match="utf-8"):
        state_pack("TX", tmp_path / "latin.toml")


def test_words_and_times_hold_on_their_days_alone(tmp_path: Path) -> None:
    own = tmp_path / "texas.toml"
    own.write_text(
        STATE + '[refund]\nbusiness_days = 2\ncitation = "Code 2"\nfrom = 2026-06-01\nto = 2026-06-30\n'
        '[[wording]]\nkey = "w"\npaper = "contract"\ncitation = "Code 3"\nfrom = 2026-06-01\nto = 2026-06-30\ntext = "x"\n'
    )
    pack = state_pack("TX", own)
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 30), date(2026, 7, 1)]
    assert [len(pack.wordings_on(day, SetFor.CONTRACT)) for day in days] == [0, 1, 1, 0]
    assert [refund_by(pack, day) for day in days] == [None, date(2026, 6, 3), date(2026, 7, 2), None]


def test_the_document_names_every_field_and_its_examples_are_read(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "rulebooks.md").read_text("utf-8")
    blocks = [dedent(block) for block in re.findall(r"\n\n((?:    .*\n)+)", text)]
    own = tmp_path / "own.toml"
    own.write_text(blocks[0])
    assert products_in(rulebook("partners.toml", own))[0].partner == "Example Lender"
    own.write_text(STATE + blocks[1])
    assert [rule.key for rule in state_pack("TX", own).rules] == ["one", "example-notice"]
    flat = " ".join(text.split())
    assert [fact for fact in Fact if f"`{fact}`" not in flat] == []
    assert [word for word in (*Act, *Kind) if f"`{word}`" not in flat] == []
