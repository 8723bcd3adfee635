"""What the insurer paid by its keys: typed line by line, stored and undone as one, gaps offered as rules with one key."""

from __future__ import annotations

from datetime import date

from tctui.db import estimates
from tctui.db.accuracy import suggested
from tctui.db.models import Coverage, Line, LineEvent, database
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_benefits_keys import opened, press


def complete(practice: TinyPractice, teeth: tuple[str, ...] = ()) -> None:
    """The extraction done last week, and again on other teeth."""
    with unit_of_work(practice.lead.id, "done", NOW, case_id=practice.case) as unit:
        first = Line.get_by_id(practice.lines[0])
        more = [
            unit.insert(
                Line, visit=first.visit, ordinal=9, code="EXT", name=first.name, category=first.category, tooth=tooth,
                fee=first.fee,
            )
            for tooth in teeth
        ]  # fmt: skip
        for line in (first.id, *more):
            unit.insert(LineEvent, line=line, kind="completed", at=unit.at, day=date(2026, 11, 16))


async def test_a_payment_is_typed_and_stored(practice: TinyPractice) -> None:
    complete(practice)
    async with opened(practice, place="case") as pilot:
        assert_frame("claims-80", await press(pilot, "r"))
        shown = await press(pilot, "120", "right", "200", "right", "65", "right", "50")
        assert_frame("claims-typed", shown)
        shown = await press(pilot, "ctrl+s", "enter", "C-4471", "enter")
        assert "Blue River PPO paid 120.00 for 1 line, 19.20 less than estimated — z undoes" in shown[-1]
        row = database.execute_sql(
            "SELECT paid, allowed, write_off, deductible, day, reference FROM claim_outcome"
        ).fetchone()
        assert row == (12_000, 20_000, 6_500, 5_000, TODAY.isoformat(), "C-4471")
        case = practice.read()
        assert estimates.live(case, case.options[0], TODAY).line(str(practice.lines[0])).patient_cents == 8_000
        await press(pilot, "z")
        assert estimates.live(case, case.options[0], TODAY).line(str(practice.lines[0])).insurance_cents == 13_920


async def test_a_denial_has_a_reason(practice: TinyPractice) -> None:
    complete(practice)
    async with opened(practice) as pilot:
        shown = await press(pilot, "r", "d", "right", "left", *["right"] * 5, "too", "enter")
        assert "denied" in shown[3]
        assert "too soon" in shown[3]
        await press(pilot, "ctrl+s", "yest", "backspace", *["backspace"] * 8, "yest", "enter", "enter")
        row = database.execute_sql("SELECT state, paid, reason, day FROM claim_outcome").fetchone()
        assert row == ("denied", 0, "too soon", "2026-11-22")


async def test_wrong_figures_keep_what_was_typed(practice: TinyPractice) -> None:
    complete(practice)
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "r", "12x", "enter")
        assert "Not an amount" in shown[-1]
        shown = await press(pilot, "ctrl+u", "900", "enter")
        assert "900.00 is more than the fee" in shown[-1]
        await press(pilot, "ctrl+u", "200", "tab", "tab", "200", "enter")
        shown = await press(pilot, "ctrl+s", "enter", "enter")
        assert "payment and write-off come to more than the fee" in "\n".join(shown)
        shown = await press(pilot, "escape", "escape")
        assert "Leave without saving" in "\n".join(shown)
        await press(pilot, "y")
        assert database.execute_sql("SELECT COUNT(*) FROM claim_outcome").fetchone() == (0,)


async def test_three_times_silver_offers_the_downgrade(practice: TinyPractice) -> None:
    complete(practice, ("18", "30"))
    async with opened(practice, place="case") as pilot:
        await press(pilot, "r")
        for _ in range(3):
            await press(pilot, "80", *["right"] * 4, "CRN", "enter")
        shown = await press(pilot, "ctrl+s", "enter", "enter")
        assert_frame("claims-offer", shown)
        shown = await press(pilot, "y")
        assert "EXT is estimated as CRN from now on — z undoes" in shown[-1]
        assert suggested(1) == []
        await press(pilot, "z")
        assert [offer.kind for offer in suggested(1)] == ["downgrade"]
        shown = await press(pilot, "i", "a")
        assert_frame("accuracy-80", shown)
        shown = await press(pilot, "enter")
        assert "EXT is estimated as CRN" in shown[-1]


async def test_with_two_plans_it_asks_which(practice: TinyPractice) -> None:
    complete(practice)
    with unit_of_work(practice.lead.id, "second", NOW) as unit:
        unit.insert(Coverage, patient=practice.patient, plan=1, ordinal=2)
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "r")
        assert "Paid by" in "\n".join(shown[-2:])
        await press(pilot, "2", "20", "ctrl+s", "enter", "enter")
        assert database.execute_sql("SELECT coverage_id, paid FROM claim_outcome").fetchone() == (2, 2_000)


async def test_nothing_done_yet(practice: TinyPractice) -> None:
    async with opened(practice, place="case") as pilot:
        shown = await press(pilot, "r")
        assert "Nothing of this patient is begun or completed yet" in shown[-2] + shown[-1]
        assert shown[0].startswith("Case")


async def test_typing_where_no_line_is_left_goes_nowhere(practice: TinyPractice) -> None:
    complete(practice)
    async with opened(practice, place="case") as pilot:
        await press(pilot, "r")
        with unit_of_work(practice.lead.id, "not done", NOW, case_id=practice.case) as unit:
            unit.void(LineEvent, LineEvent.get(LineEvent.kind == "completed").id)
        pilot.app.screen.reload()
        shown = await press(pilot, "12", "enter", "down", "tab", "ctrl+s")
        assert "nothing of this patient is begun or completed yet" in "\n".join(shown)
        assert "nothing was typed" in shown[-1]
        assert (await press(pilot, "escape"))[0].startswith("Case")
