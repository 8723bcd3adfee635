"""The account of a plan, pressed by keys at 80×24: payments, what came back, fees, a quote, an amendment."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tctui.core.finance.account import Recorded
from tctui.core.people import User
from tctui.db import payments
from tctui.db.accounts import account_of
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.connection import close_database
from tests.db.money_ground import with_plan
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.board_practice import board_app, board_practice
from tests.screens.case_ground import believable, frame, opened, typed


@pytest.fixture
def paying(practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TinyPractice:
    """A plan of ten payments is agreed for option A."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    with_plan(believable(practice))
    return practice


def kinds(practice: TinyPractice) -> list[Recorded]:
    held = account_of(practice.options[0])
    assert held is not None
    return [event.kind for event in held.account.events]


async def test_a_payment_is_recorded_with_its_receipt(paying: TinyPractice, tmp_path: Path) -> None:
    async with opened(paying) as (app, pilot):
        await typed(pilot, "M")
        assert_frame("account-80", frame(app))
        await typed(pilot, "n", "ctrl+s")
        shown = frame(app)
        assert shown[-1].startswith("Payment of 200.00 by card. Receipt: receipt-1-2026-11-23-")
        assert "next 84.18 on Wed 23 Dec" in shown[0]
        assert "payment   card" in "\n".join(shown)
        (receipt,) = (tmp_path / "home" / "tctui" / "exports").iterdir()
        assert receipt.read_bytes().startswith(b"%PDF")
        assert receipt.stat().st_mode & 0o777 == 0o600
        # Undo offers the entry that corrects it.
        await typed(pilot, "z")
        assert "Why it was a mistake (payment 200.00, Mon 23 Nov)" in frame(app)[-1]
        await typed(pilot, "escape", "q", "z")
        shown = "\n".join(frame(app)[-2:])
        assert "Not undone: Payment of 200.00 by card. Payments stay recorded" in shown
        assert "owes 804.80" in "\n".join(frame(app))
    assert findings() == []


async def test_what_came_back_and_what_was_a_mistake_is_recorded_beside_it(paying: TinyPractice) -> None:
    async with opened(paying) as (app, pilot):
        await typed(pilot, "M", "n", "ctrl+s", "r")
        assert "put the cursor on a payment" in frame(app)[-1]
        await typed(pilot, "down", "down", "down", "up", "r", "enter", "y")
        shown = "\n".join(frame(app))
        assert "fee of 25.00 charged" in shown
        assert "returned payment: the one of Mon 23 Nov" in shown
        assert "(taken back)" in shown
        await typed(pilot, "r")
        assert "taken back already" in frame(app)[-1]
        await typed(pilot, "down", "down", "x", "first time", "enter")
        assert "Fee waived: 25.00" in frame(app)[-1]
        await typed(pilot, "n", "ctrl+s", "down", "x", "typed twice", "enter")
    assert kinds(paying)[:3] == [Recorded.PAYMENT, Recorded.RETURNED, Recorded.RETURNED_FEE]
    assert Recorded.WAIVED in kinds(paying)
    assert findings() == []


async def test_a_quote_names_its_steps(paying: TinyPractice) -> None:
    async with opened(paying) as (app, pilot):
        await typed(pilot, "M", "p", "+2w", "enter")
        assert_frame("account-payoff", frame(app))


async def test_the_receipt_of_a_payment_that_came_back_says_so_among_the_papers(paying: TinyPractice) -> None:
    async with opened(paying) as (app, pilot):
        await typed(pilot, "M", "n", "ctrl+s", "n", "20", "ctrl+s", "d")
        of = [line.split() for line in frame(app) if line.lstrip("► ").startswith("Receipt")]
        assert [words[2:] for words in of] == [["Mon", "23", "Nov", "made"]] * 2
    payment = next(event for event in account_of(paying.options[0]).account.events)  # type: ignore[union-attr]
    payments.record(
        By(paying.coordinator, NOW, TODAY), account_of(paying.options[0]).id, Recorded.RETURNED, TODAY,  # type: ignore[union-attr]
        payment.cents, of=payment.id,
    )  # fmt: skip
    async with opened(paying) as (app, pilot):
        await typed(pilot, "d")
        of = [line for line in frame(app) if line.lstrip("► ").startswith("Receipt")]
        assert [line.endswith("payment taken back") for line in of] == [False, True]


async def test_what_was_owed_on_a_day_gone_by_is_told_as_of_that_day(paying: TinyPractice) -> None:
    later = NOW + timedelta(days=40)
    async with opened(paying, clock=lambda: later) as (app, pilot):
        await typed(pilot, "M", "n", "ctrl+s", "p", "23 Nov 2026", "enter")
        was = "\n".join(frame(app))
        assert "was owed on Mon 23 Nov 2026" in was
        await typed(pilot, "q", "p", "enter")
        assert "clears the plan on Sat 2 Jan 2027" in "\n".join(frame(app))
        owed = [line.split("Payoff  ")[1].split(" ")[0] for line in (was.split("\n")[0], frame(app)[0])]
        assert owed[0] != owed[1]
        await typed(pilot, "q", "p", "1 Nov 2026", "enter")
        assert "t was agreed on Mon 23 Nov 2026" in "\n".join(frame(app))


async def test_an_amendment_waits_for_its_signature(paying: TinyPractice) -> None:
    async with opened(paying) as (app, pilot):
        await typed(pilot, "M", "d", "enter", "S", "p", "ctrl+s", "S", "p", "tab", "tab", "ctrl+s", "q")
        assert "agreement signed" in frame(app)[1]
        await typed(pilot, "e", "120", "tab", "insurance paid 120.00 less", "ctrl+s")
        shown = frame(app)
        assert "agreement INVALID: changed after signing" in shown[1]
        assert_frame("account-amended", shown)
        await typed(pilot, "e")
        assert "waits for its signature" in frame(app)[-1]
        await typed(pilot, "d", "n", "S", "p", "ctrl+s", "S", "p", "tab", "tab", "ctrl+s", "q")
        shown = frame(app)
        assert "agreement signed" in shown[1]
        assert "waits" not in "\n".join(shown)
    assert kinds(paying) == [Recorded.AMENDED]
    assert findings() == []


async def test_a_front_desk_looks_and_records_nothing(paying: TinyPractice) -> None:
    front = User(paying.coordinator.id, "fay", "Fay", "F", "front")
    async with opened(paying, user=front) as (app, pilot):
        await typed(pilot, "M", "n")
        assert "your role (front) does not allow it" in frame(app)[-1]
    assert kinds(paying) == []


async def test_without_a_plan_the_key_says_so(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        await typed(pilot, "M")
        assert "No way to pay is agreed for option A" in frame(app)[-1]
        assert frame(app)[0].startswith("Case")


async def test_what_is_overdue_stands_on_the_work_list_and_leads_to_its_account(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    practice = board_practice(tmp_path / "home" / "board.db")
    with_plan(practice)
    app = board_app(practice, first_place="worklist")
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await typed(pilot, *"/chen", "enter")
            shown = "\n".join(frame(app))
            assert "200.00 falls due on Mon 23 Nov 2026" in shown
            await typed(pilot, "M")
            assert frame(app)[0].startswith("Account  Chen, Wei")
            await typed(pilot, "n", "ctrl+s", "q")
            assert "falls due" not in "\n".join(frame(app))
    finally:
        close_database()
