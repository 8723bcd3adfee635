"""The estimate builder, the ways to pay and the papers, pressed by keys at 80×24."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tctui.app import Workplace
from tctui.core.people import User
from tctui.db import decisions, estimates
from tctui.db.agreements import make_consent
from tctui.db.arrangements import arrangement_of
from tctui.db.change import By
from tctui.db.models import BenefitRule, Coverage, database
from tctui.db.models import Line as LineRow
from tctui.db.paper_writes import override, sign
from tctui.db.papers_lacking import missing_for
from tctui.db.unit_of_work import unit_of_work
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.small_places import frame


def workplace(practice: TinyPractice, user: User | None = None) -> Workplace:
    app = Workplace(practice.path, clock=lambda: NOW, user=user or practice.coordinator, first_place="estimate")
    app.last_case = practice.case
    return app


async def press(pilot: Any, *keys: str) -> list[str]:
    for key in keys:
        await pilot.press(*([key] if key in NAMED else ["space" if letter == " " else letter for letter in key]))
    await pilot.pause()
    return frame(pilot.app)


NAMED = {"end", "enter", "escape", "down", "up", "left", "right", "tab", "space", "colon", "ctrl+s", "ctrl+u", "f2", "f3", "f4",
         "ctrl+d"}  # fmt: skip


def accept(practice: TinyPractice) -> None:
    decisions.accept(By(practice.coordinator, NOW, TODAY), practice.case, practice.lines[:2])


@pytest.mark.parametrize("width", [60, 80, 120])
async def test_the_estimate_as_it_opens(practice: TinyPractice, width: int) -> None:
    app = workplace(practice)
    async with app.run_test(size=(width, 24)) as pilot:
        await pilot.pause()
        assert_frame(f"estimate-{width}", frame(app))


async def test_a_figure_opens_into_its_steps(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "left", "=")
        assert_frame("estimate-steps", shown)
        assert any("139.20" in line and "plan share" in line for line in shown)


async def test_a_later_day_uses_the_next_benefit_year_and_undo_brings_it_back(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "maximum", NOW) as unit:
        maximum = BenefitRule.get(BenefitRule.kind == "maximum")
        unit.update(BenefitRule, maximum.id, amount=100_000)
        unit.can_undo = False
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        before = practice.read()
        total = estimates.live(before, before.options[0], TODAY).total.patient_cents
        shown = await press(pilot, "down", "t", "1/12", "enter")
        after = practice.read()
        split = estimates.live(after, after.options[0], TODAY)
        assert len(split.years) == 2
        assert split.total.patient_cents < total
        assert "z undoes" in shown[-1]
        await press(pilot, "z")
        assert practice.read().line(practice.lines[1]).planned_on is None  # type: ignore[union-attr]


async def test_frozen_stays_as_presented_and_the_difference_names_its_cause(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "F")
        with unit_of_work(practice.lead.id, "fee", NOW, case_id=practice.case) as unit:
            unit.update(LineRow, practice.lines[0], fee=30_000)
        kept = estimates.frozen_of(practice.options[0])[0]
        assert kept.fee == 241_500
        assert estimates.frozen_result(kept.id).total.fee_cents == 241_500
        await press(pilot, "o", "o")
        shown = "\n".join(await press(pilot, "x"))
        assert "fee 265.00 became 300.00" in shown


async def test_what_was_presented_is_shown_with_its_steps_and_back(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "P")
        assert "nothing is frozen yet" in shown[-1]
        await press(pilot, "F")
        with unit_of_work(practice.lead.id, "fee", NOW, case_id=practice.case) as unit:
            unit.update(LineRow, practice.lines[0], fee=30_000)
        shown = await press(pilot, "P")
        assert "AS PRESENTED 23 Nov" in shown[0]
        assert "265.00" in shown[4]
        assert "this is what was presented" in (await press(pilot, "t"))[-1]
        shown = await press(pilot, "=")
        assert any("fee" in line and "265.00" in line for line in shown)
        shown = await press(pilot, "q", "P")
        assert "frozen 23 Nov" in shown[0]
        assert "300.00" in shown[4]


async def test_pay_agreement_signature_in_keys(practice: TinyPractice, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    accept(practice)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "$")
        assert_frame("pay-80", shown)
        shown = await press(pilot, "r", "9.9", "enter", "+", "+", ">")
        arrangement = arrangement_of(practice.options[0])
        assert arrangement is None
        shown = await press(pilot, "enter", "c")
        assert "Agreed: in-house plan by card" in shown[-1]
        arrangement = arrangement_of(practice.options[0])
        assert arrangement is not None
        assert arrangement.choice.terms is not None
        assert (arrangement.choice.terms.payments, arrangement.choice.terms.rate) == (14, 990)
        rows = database.execute_sql("SELECT SUM(principal), SUM(amount), SUM(interest) FROM instalment").fetchone()
        assert rows[0] == arrangement.choice.terms.principal_cents
        assert rows[1] == rows[0] + rows[2]
        shown = await press(pilot, "d")
        assert_frame("papers-80", shown)
        shown = await press(pilot, "enter")
        assert "Made. PDF:" in "\n".join(shown)
        (pdf,) = (tmp_path / "home" / "tctui" / "exports").iterdir()
        assert pdf.read_bytes().startswith(b"%PDF")
        assert pdf.stat().st_mode & 0o777 == 0o600
        await press(pilot, "S", "t")
        await press(pilot, "Wei Chen", "enter", "enter")
        shown = await press(pilot, "right", "ctrl+s")
        assert "still waits for Mei Chen (S)" in " ".join(" ".join(shown[-2:]).split())
        assert any(line.startswith("Financial agreement") and "not signed by Mei Chen" in line for line in shown)
        assert missing_for(practice.read(), None, TODAY)[0] == "agreement not signed by Mei Chen"
        await press(pilot, "S", "t")
        await press(pilot, "Mei Chen", "enter", "enter")
        shown = await press(pilot, "right", "ctrl+s")
        assert "signed by Mei Chen" in "\n".join(shown)
        shown = await press(pilot, "down", "up")
        assert any(line.startswith("signed Mon 23 Nov by Wei Chen (patient, typed)") for line in shown)
        assert any(line.startswith("signed Mon 23 Nov by Mei Chen (guarantor, typed)") for line in shown)
        missing = missing_for(practice.read(), None, TODAY)
        assert missing == ["consent (extraction) not made", "consent (implant) not made"]
        with unit_of_work(practice.lead.id, "fee", NOW, case_id=practice.case) as unit:
            unit.update(LineRow, practice.lines[0], fee=30_000)
        await press(pilot, "escape", "d")
        assert "INVALID: changed after signing" in "\n".join(frame(app))


async def test_what_cannot_be_done_says_why(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "x")
        assert "nothing is frozen yet" in shown[-1]
        shown = await press(pilot, "d", "enter")
        assert "Nothing of this option is accepted yet" in " ".join(shown[-2:])
        shown = await press(pilot, "S")
        assert "make it first" in shown[-1]


async def test_an_auditor_changes_nothing(practice: TinyPractice) -> None:
    auditor = User(practice.lead.id, "aud", "Aud", "A", "auditor")
    app = workplace(practice, auditor)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "F")
        assert "does not allow" in shown[-1]
        await press(pilot, "$", "enter")
        shown = await press(pilot, "c")
        assert arrangement_of(practice.options[0]) is None
        assert "does not allow" in "\n".join(shown)


async def test_pay_opens_over_the_case_every_time_and_leads_back_to_it(practice: TinyPractice) -> None:
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "f3")
        for _ in range(2):
            shown = await press(pilot, "$")
            assert shown[0].startswith("Pay all lines  Chen, Wei")
            assert (await press(pilot, "q"))[0].startswith("Case  Chen, Wei")


async def test_what_was_changed_is_undone_from_pay_and_papers(practice: TinyPractice) -> None:
    accept(practice)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await press(pilot, "$", "enter", "c")
        assert arrangement_of(practice.options[0]) is not None
        assert (await press(pilot, "$", "z"))[-1].startswith("Undone: ")
        assert arrangement_of(practice.options[0]) is None
        assert (await press(pilot, "Z"))[-1].startswith("Done again")
        await press(pilot, "q", "d")
        assert (await press(pilot, "z"))[-1].startswith("Undone: ")
        assert arrangement_of(practice.options[0]) is None


async def test_a_signed_consent_expires_and_closes_the_gate_until_the_work_has_begun(practice: TinyPractice) -> None:
    accept(practice)
    by, later = By(practice.coordinator, NOW, TODAY), NOW + timedelta(days=91)
    case = practice.read()
    consent = make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "extraction", True)
    sign(practice.coordinator, NOW, TODAY, case, consent, way="paper", signer="Wei Chen", relation="patient")
    assert "extraction" not in " ".join(missing_for(practice.read(), None, TODAY))
    assert "consent (extraction) expired" in missing_for(practice.read(), None, later.date())
    app = Workplace(practice.path, clock=lambda: later, user=practice.coordinator, first_place="estimate")
    app.last_case = practice.case
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert any(line.endswith("expired") for line in await press(pilot, "d"))
        assert "it is expired; make it anew (n)" in (await press(pilot, "down", "S"))[-1]
        await press(pilot, "n", "h")
        assert "this version does not say when the dentist talked it over" in " ".join(
            " ".join(await press(pilot, "S", "t", "Wei Chen", "tab", "tab", "y", "ctrl+s")).split()
        )
        await press(pilot, "escape", "y", "S", "p", "tab", "tab", "tab")
        await press(pilot, "22 Feb, 9:15", "ctrl+s")
        assert "extraction" not in " ".join(missing_for(practice.read(), None, later.date()))
    override(practice.lead, by.now, by.today, practice.read(), practice.visits[0], "signs tomorrow")
    decisions.start(by, practice.case, practice.lines[:1])
    assert "extraction" not in " ".join(missing_for(practice.read(), None, later.date() + timedelta(days=120)))


async def test_a_date_that_moves_nothing_says_so_and_a_step_without_a_fee_asks_nothing(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "step", NOW, case_id=practice.case) as unit:
        unit.update(Coverage, 1, effective=None)
        unit.update(LineRow, practice.lines[1], fee=0)
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "t", "+1w", "enter")
        assert "patient stays " in shown[-1]
        assert all(not line.startswith("?") for line in shown if " implant " in line)


async def test_a_line_that_cannot_be_done_this_benefit_year_says_so_until_it_is_dated(practice: TinyPractice) -> None:
    """The implant is 90 days after the extraction: an estimate without days counts it in the year before."""
    app = workplace(practice)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        shown = await press(pilot, "down")
        said = " ".join(" ".join(shown).split())
        assert "counted as today; not before Mon 22 Feb 2027, in another benefit year: then " in said
        assert any(line.startswith(">") and "implant" in line for line in shown)
        assert "t and Enter date it" in said
        then = said.partition("another benefit year: then ")[2].split(",")[0]
        shown = await press(pilot, "t")
        assert "not before Mon 22 Feb 2027" in "\n".join(shown)
        shown = await press(pilot, "enter")
        assert then in next(line for line in shown if "22 Feb" in line)
        assert not any(line.startswith(">") for line in shown)
