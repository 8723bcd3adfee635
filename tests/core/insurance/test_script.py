"""The call script: the unknown cells of what is planned first, the dearest at the top, nothing that is known."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.estimate import Question
from tctui.core.insurance.cells import CELLS
from tctui.core.insurance.script import Script, Work, script
from tctui.core.insurance.stored import SERVICES
from tests.core.insurance.plans import PAIRS, Kept

CROWN = Work("1", "CRC", "crowns")
FILLING = Work("2", "W2", "restorative")


def asked(kept: Kept, work: list[Work], *questions: Question) -> Script:
    return script(1, kept.shown(), work, questions, SERVICES, PAIRS)


def test_the_dearest_is_asked_first() -> None:
    found = asked(
        Kept(), [CROWN, FILLING],
        Question("1:percent:restorative", "", "1", ("2",), 20_000),
        Question("1:percent:crowns", "", "1", ("1",), 90_000),
        Question("1:maximum", "", "1", ("1", "2"), 50_000),
        Question("9:percent:crowns", "", "9", ("1",), 990_000),
    )  # fmt: skip
    assert [(ask.key, ask.stake_cents) for ask in found.first] == [
        ("percent:crowns", 90_000), ("used.maximum", 50_000), ("maximum.annual", 50_000), ("percent:restorative", 20_000),
    ]  # fmt: skip
    then = {ask.key for ask in found.then}
    assert then >= {
        "deductible:crowns",
        "waiting:restorative",
        "downgrade.filling",
        "downgrade.crown",
        "replacement.crown",
    }
    assert not then & {"percent:endo", "frequency.exam", "clause.missing_tooth"}


def test_what_is_known_is_not_asked() -> None:
    kept = Kept()
    kept.type({"percent:crowns": "50", "maximum.annual": "1,500"})
    found = asked(kept, [CROWN], Question("1:maximum", "", "1", ("1",), 50_000))
    assert [ask.key for ask in found.first] == ["used.maximum"]
    assert "percent:crowns" not in {ask.key for part in (found.first, found.then, found.rest) for ask in part}


def test_what_no_cell_answers_is_asked_in_words() -> None:
    kept = Kept()
    kept.type({"clause.missing_tooth": "y", "coverage.effective": "1 Jan 2024"})
    words = "Blue River: since when is the coverage effective, and when was tooth 19 lost?"
    found = asked(kept, [Work("3", "BRG", "prosthetics")], Question("1:missing_tooth:19", words, "1", ("3",), 40_000))
    assert [(ask.key, ask.text) for ask in found.first] == [
        ("", "since when is the coverage effective, and when was tooth 19 lost?")
    ]
    kept.coverage = replace(kept.coverage, lost={"19": None})
    question = Question("1:missing_tooth:19", words, "1", ("3",), 40_000)
    found = asked(kept, [Work("3", "BRG", "prosthetics")], question)
    assert [(ask.key, ask.text) for ask in found.first] == [("lost:19", "When was tooth 19 lost?")]


def test_a_full_denture_asks_for_its_teeth() -> None:
    kept = Kept()
    kept.coverage = replace(kept.coverage, lost={"": None})
    found = asked(kept, [Work("3", "FD", "prosthetics")], Question("1:missing_tooth:", "", "1", ("3",), 40_000))
    assert found.first[0].text == "When were the teeth under the denture lost?"


def test_earlier_work_on_a_tooth_is_asked_for_once() -> None:
    work = [Work("1", "COR", "restorative", "19"), Work("2", "CRC", "crowns", "19"), Work("3", "CRC", "crowns", "3")]
    found = script(1, Kept().shown(), work, (), SERVICES, PAIRS, {"3"})
    assert [ask.text.partition(" paid")[0] for ask in found.then if not ask.key] == ["Was work on tooth 19"]


def test_a_limit_on_a_code_without_its_own_cell() -> None:
    question = Question("1:frequency:RCM", "", "1", ("4",), 30_000)
    found = asked(Kept(), [Work("4", "RCM", "endo")], question)
    assert [ask.key for ask in found.first] == ["frequency.other"]
    question = Question("1:frequency:W2", "", "1", ("2",), 30_000)
    assert [ask.key for ask in asked(Kept(), [FILLING], question).first] == ["frequency.filling"]


def test_each_question_is_asked_once_and_ortho_only_where_it_is_paid() -> None:
    kept = Kept()
    for known in ({}, {"percent:ortho": "0"}):
        kept.type(known)
        found = asked(kept, [CROWN, FILLING], Question("1:waiting", "", "1", ("1",), 1))
        keys = [ask.key for part in (found.first, found.then, found.rest) for ask in part]
        assert len(keys) == len(set(keys))
        assert set(keys) <= set(CELLS)
        assert any("ortho" in key for key in keys) is not bool(known)


def test_what_is_used_has_a_cell_of_its_own() -> None:
    kept = Kept()
    kept.type({"maximum.annual": "1,500", "deductible.individual": "50"})
    found = asked(
        kept, [CROWN],
        Question("1:used:maximum", "", "1", ("1",), 50_000),
        Question("1:used:deductible", "", "1", ("1",), 2_500),
        Question("1:used:individual lifetime maximum (ortho)", "", "1", ("1",), 1_000),
    )  # fmt: skip
    assert [(ask.key, ask.stake_cents) for ask in found.first] == [
        ("used.maximum", 50_000), ("used.deductible", 2_500), ("used.ortho", 1_000),
    ]  # fmt: skip
