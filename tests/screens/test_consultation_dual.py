"""A whole consultation by its keys: two plans coordinated, a membership for what neither covers, paid in three ways."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tctui.app import Workplace
from tctui.core.finance.membership import Included, MemberFee, MembershipPlan
from tctui.db import models
from tctui.db.accounts import reminders
from tctui.db.check import findings
from tctui.db.member_terms import save_plan
from tctui.db.memberships import enrolled, membership_plans
from tctui.db.unit_of_work import unit_of_work
from tests.db.test_memberships import ADMIN
from tests.frames import frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.test_consultation_california import Desk, arrived, home, paper

# By hand, in dollars. First plan: contract 224 and 1,840, 50 deductible, 80 % and 50 %, 1,500 a year.
#   extraction (224 - 50) x 80 % = 139.20; implant 1,840 x 50 % = 920.00
# Second plan, standard coordination: contract 210, 1,800; 70 % and 40 %, no deductible, 1,000 a year.
#   extraction: 147.00, of which 224.00 - 139.20 = 84.80 is left to pay; implant 720.00
# Night guard 645: covered by neither; the first contract binds its price all the same: 490.00.
#   a member pays 300.00, but saves at most 150.00 a year: 340.00
PORTION, MEMBER, FEE = "690.00", "540.00", "120.00"
EVERY = {
    "take out the tooth": ("265.00", "224.00", "41.00", "0.00", "0.00"),
    "implant": ("2,150.00", "1,640.00", "310.00", "0.00", "200.00"),
    "night guard": ("645.00", "0.00", "155.00", "150.00", "340.00"),
}
PLUS = MembershipPlan(
    "Riverside Plus", 12_000, 1_000, (MemberFee("NGD", 30_000),), (Included("EXM", 2),), 15_000,
    source="office, November 2026", effective_from=date(2026, 11, 1),
)  # fmt: skip


def dual(practice: TinyPractice) -> None:
    """A second plan by the spouse, and a night guard that neither plan knows."""
    with unit_of_work(practice.lead.id, "dual", NOW) as unit:
        carrier = unit.insert(models.Carrier, name="Hillside Mutual")
        fees = unit.insert(models.FeeSchedule, name="Hillside PPO", kind="contracted")
        for code, amount in (("EXT", 21_000), ("IMP", 180_000), ("NGD", 47_000)):
            unit.insert(models.Fee, schedule=fees, code=code, amount=amount)
        first, office = models.BenefitPlan.get(), models.FeeSchedule.get(models.FeeSchedule.name == "office")
        unit.insert(models.Fee, schedule=first.fee_schedule_id, code="NGD", amount=49_000)
        unit.insert(models.Fee, schedule=office.id, code="NGD", amount=64_500)
        unit.insert(models.Procedure, code="NGD", name="night guard", category="other", pattern="/XX/")
        plan = unit.insert(
            models.BenefitPlan, carrier=carrier, name="Hillside PPO", kind="ppo", renewal_month=1, fee_schedule=fees,
            cob="standard", settings=first.settings,
        )  # fmt: skip
        for scope, percent in (("category:oral_surgery", 7000), ("category:implant", 4000)):
            unit.insert(models.BenefitRule, plan=plan, kind="percent", scope=scope, percent=percent)
        unit.insert(models.BenefitRule, plan=plan, kind="deductible", amount=0)
        unit.insert(models.BenefitRule, plan=plan, kind="maximum", amount=100_000)
        unit.insert(
            models.Coverage, patient=practice.patient, plan=plan, ordinal=2, relation="spouse",
            effective=date(2020, 1, 1), verified_on=date(2026, 11, 12),
        )  # fmt: skip
        guard = unit.insert(
            models.Line, visit=practice.visits[1], ordinal=2, code="NGD", name="night guard", category="other", fee=64_500
        )
        for kind in ("diagnosed", "presented"):
            unit.insert(models.LineEvent, line=guard, kind=kind, at=unit.at, day=TODAY)
    save_plan(ADMIN, None, PLUS)


def line(app: Any, begins: str) -> list[str]:
    """The parts of the row of the screen that begins so."""
    found = [row for row in frame(app) if row.strip().startswith(begins)]
    assert found, "\n".join(frame(app))
    return found[0].split()


async def test_two_plans_and_a_membership(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dual(practice)
    app = Workplace(practice.path, clock=lambda: NOW, user=practice.coordinator, first_place="board")
    with home(tmp_path, monkeypatch) as exports:
        async with app.run_test(size=(80, 24)) as pilot:
            desk = await arrived(pilot, practice)
            await estimated(desk, app)
            assert "Accepted" in await desk.press("a", "o")
            await compared(desk, app, exports)
            await agreed(desk, app)
            await on_paper(desk, exports)
            await paid(desk, app, exports)
            await inquired(desk, exports)
    assert findings() == []
    (wei,) = enrolled([practice.patient])
    assert wei.fees(TODAY).open_cents == 0
    await renewed(practice)


async def estimated(desk: Desk, app: Any) -> None:
    """Both coverages stand there; each payer's part opens into its steps."""
    shown = await desk.press("i")
    assert "1 Blue River PPO" in shown
    assert "2 Hillside PPO" in shown
    shown = await desk.press("q", "f4")
    for row in ("265.00 41.00 139.20 84.80 0.00", "2,150.00 310.00 920.00 720.00 200.00", "645.00 155.00 0.00 0.00 490.00",
                "3,060.00 506.00 1,059.20 804.80 690.00"):  # fmt: skip
        assert row in shown, shown
    shown = await desk.press("equals_sign")
    assert "Blue River PPO" in shown
    assert "Hillside PPO" in shown
    await desk.press("q", "q")


async def compared(desk: Desk, app: Any, exports: Path) -> None:
    """The membership stands beside every other way and says for which lines, and what has to be looked up."""
    shown = await desk.press("dollar_sign")
    assert f"patient portion {PORTION}" in shown
    # 100.00 down and twelve of 590.00: eleven of 49.17 and 49.13.
    assert line(app, "in-house plan")[2:] == ["49.17", "100.00", "23", "Nov", "27", PORTION, "0.00", "0.00"]
    assert line(app, "pay per visit")[4:] == ["100.00", "visit", PORTION, "0.00", "0.00"]
    # 540.00 and the fee of 120.00; 150.00 are saved, which with the fee costs the practice 30.00.
    assert line(app, "Riverside Plus")[3:] == ["660.00", "23", "Nov", "26", "660.00", "0.00", "30.00"]
    shown = await desk.to("down", "Riverside Plus: 660.00 today")
    assert "Member prices for 1 of 3 lines, those no plan covers" in shown
    assert "if the contracts of Blue River PPO and Hillside PPO allow it: look up" in shown
    assert "Saves 30.00 this year, with its fee" in shown
    shown = await desk.press("equals_sign")
    assert "of 490.00: member fee, capped at 150.00 a year -150.00" in shown
    await desk.press("q", "p")
    text, _ = paper(exports, "ways")
    assert "Riverside Plus" in text
    assert "660.00" in text
    assert "costs us" not in text


async def agreed(desk: Desk, app: Any) -> None:
    """A contract that forbids it closes the way and the answer can be given anew; then it is split and agreed on."""
    assert "Contract of Blue River PPO: member prices" in await desk.press("enter")
    assert "Contract of Blue River PPO forbids member prices" in await desk.press("n")
    assert "forbids member prices beside the plan" in desk.shown
    await desk.press("enter", "y")
    assert "Contract of Hillside PPO: member prices" in await desk.press("enter")
    assert "as the contracts of Blue River PPO and Hillside PPO allow" in await desk.press("y")
    await desk.press("s", "t", "text:200", "enter")
    # 120.00 and 200.00 today; 340.00 in twelve: eleven of 28.33 and 28.37.
    assert line(app, "Riverside Plus +")[-8:] == ["28.33", "320.00", "23", "Nov", "27", "660.00", "0.00", "30.00"]
    assert "120.00 today; 200.00 today; plan: 12 of 28.33, monthly, last 28.37" in desk.shown
    await desk.press("minus", "minus", "minus", "minus")
    # 340.00 in eight of 42.50.
    assert line(app, "Riverside Plus +")[-8] == "42.50"
    assert "plan: 8 of 42.50" in desk.shown
    await desk.press("plus", "plus", "plus", "plus")
    assert "Enrols from today." in await desk.press("enter")
    assert "Enrolled in Riverside Plus: 660.00 by card — z undoes; d papers, Y fee" in await desk.press("c")
    assert "patient 540.00" in desk.shown
    assert "fee 3,060.00 taken off 656.00" in desk.shown
    assert "insurance 1,864.00 patient 540.00" in desk.shown
    # One step of undo takes both back, and agreeing again is one key more.
    assert "Undone" in await desk.press("z")
    assert "patient 690.00" in desk.shown
    assert "Done again" in await desk.press("Z")
    assert "patient 540.00" in desk.shown


async def on_paper(desk: Desk, exports: Path) -> None:
    """The agreement shows every line with what a member saves, the fee, the payments and the terms of the membership."""
    await desk.press("d")
    assert "Made. PDF" in await desk.press("home", "enter")
    text, _ = paper(exports, "agreement")
    for name, cells in EVERY.items():
        code = {"take out the tooth": "EXT", "implant": "IMP", "night guard": "NGD"}[name]
        assert f"{name} {code} {' '.join(cells)}" in text, name
    for words in (
        "total 3,060.00 1,864.00 506.00 150.00 540.00", "Insurance: Blue River PPO, Hillside PPO",
        "split: Riverside Plus + 200.00 today + in-house plan", "membership fee, the first year 120.00",
        "deposit none", "of it: today 200.00", "patient's part of $540.00 and the membership fee of $120.00",
        "It gives you 2 × EXM a year at no charge; night guard for $300.00; 10 % off all other fees; at most $150.00",
        "due on Mon 23 Nov 2026 320.00",
        "payment 12 of 12 Tue 23 Nov 2027 28.37", "total you pay 660.00", "FINANCE CHARGE none",
        "You join Riverside Plus, a plan of this practice and not an insurance, for $120.00 a year",
    ):  # fmt: skip
        assert words in text, words
    assert "signed by" in await desk.press("S", "p", "ctrl+s")
    assert "signed by" in await desk.press("S", "p", "ctrl+s")
    await desk.at("Payment schedule", "Financial agreement")
    assert "Made. PDF" in await desk.press("enter")
    text, _ = paper(exports, "payments")
    assert "membership fee Mon 23 Nov 2026 120.00" in text
    assert "payment 1 of 12 Wed 23 Dec 2026 28.33" in text
    await desk.at("Estimate with explanations", "Financial agreement")
    assert "Made. PDF" in await desk.press("enter")
    text, _ = paper(exports, "estimate")
    assert "$540.00 is left for you to pay" in text
    assert "$656.00 of it is taken off by our contract with your plan and your membership of Riverside Plus." in text
    await desk.at("Treatment plan handout", "Financial agreement")
    assert "Made. PDF" in await desk.press("enter")
    text, _ = paper(exports, "presentation")
    assert "lowered by $656.00 under our contract with the insurance or by your membership of Riverside Plus." in text
    assert "In it the membership fee of $120.00 for a year." in text
    await desk.press("q")


async def paid(desk: Desk, app: Any, exports: Path) -> None:
    """What is due today is on the account, the fee with the membership; each payment has its receipt."""
    shown = await desk.press("M")
    assert "next 200.00 on Mon 23 Nov" in shown
    assert "fee of Riverside Plus open (Y) 120.00" in shown
    assert "agreement signed" in shown
    shown = await desk.press("n", "ctrl+s")
    assert "Payment of 200.00 by card. Receipt: receipt-" in shown
    text, pages = paper(exports, "receipt")
    assert pages == 1
    assert "Owed before 540.00" in text
    assert "Owed now 340.00" in text
    assert "Next payment due Wed 23 Dec 2026 28.33" in text
    assert "340.00 clears the plan today" in desk.shown
    await desk.press("q")
    await desk.press("Y")
    assert line(app, "Chen, Wei")[-1] == FEE
    assert "Fee paid: 120.00. Receipt: receipt-" in await desk.press("f", "ctrl+s")
    text, _ = paper(exports, "receipt")
    assert "For: fee of Riverside Plus, 23 Nov 2026 to 22 Nov 2027" in text
    assert "Owed now 0.00" in text
    assert "Receipt: receipt-" in await desk.press("p")
    await desk.press("q")


async def inquired(desk: Desk, exports: Path) -> None:
    """What do I owe and why; the insurance pays 40.00 less, so the rest is agreed anew and signed."""
    shown = await desk.press("M")
    assert "owed today, and why 340.00" in shown
    assert "fee of Riverside Plus" not in shown
    assert "insurance awaited 1,864.00" in shown
    shown = await desk.press("e", "ctrl+u", "text:40", "tab", "text:insurance paid 40.00 less", "ctrl+s")
    assert "Amendment to 380.00 drawn up" in shown
    shown = await desk.press("d")
    assert "INVALID: changed after signing" in shown
    assert "Financial agreement: new version made" in await desk.press("home", "n")
    assert "PDF: " in await desk.press("home", "enter")
    text, _ = paper(exports, "agreement")
    assert "Amendment of the financial agreement" in text
    assert "On Mon 23 Nov 2026 $340.00 was owed on the plan. $40.00 more is owed" in text
    assert "signed by" in await desk.press("S", "p", "ctrl+s")
    assert "signed by" in await desk.press("S", "p", "ctrl+s")
    shown = await desk.press("q")
    assert "380.00 clears the plan today" in shown
    await desk.press("q")


async def renewed(practice: TinyPractice) -> None:
    """A month before its year ends the renewal is on the work list beside what is overdue; newer terms are taken over."""
    (listed,) = membership_plans(TODAY)
    dearer = MembershipPlan(
        PLUS.name, 14_400, PLUS.discount, PLUS.fees, PLUS.included, PLUS.cap_cents, source=PLUS.source,
        effective_from=date(2027, 7, 1),
    )  # fmt: skip
    save_plan(ADMIN, listed, dearer)
    later = TODAY + timedelta(days=340)
    assert any("overdue" in one.what for one in reminders(later))
    clock = NOW + timedelta(days=340)
    app = Workplace(practice.path, clock=lambda: clock, user=practice.coordinator, first_place="worklist")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        desk = Desk(pilot)
        shown = await desk.to("down", "Riverside Plus renews on Tue 23 Nov 2027")
        assert "for 120.00 a year; newer terms 144.00" in shown
        app.open_place("case", case_id=practice.case)
        await pilot.pause()
        assert "Chen, Wei: Riverside Plus at 144.00 a year from Tue 23 Nov 2027" in await desk.press("Y", "t")
