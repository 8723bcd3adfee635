"""Every way to pay side by side, pressed by keys at 80×24."""

from __future__ import annotations

import io
import signal
import stat
import time
from datetime import date, timedelta
from pathlib import Path

import pypdf
import pytest

from tctui import left
from tctui.core.finance.applications import State
from tctui.core.finance.choices import Way
from tctui.core.finance.plans import Frequency
from tctui.core.finance.wish import Proposal, Wish
from tctui.core.people import User
from tctui.db.agreements import make_presentation
from tctui.db.arrangements import arrangement_of
from tctui.db.change import By
from tctui.db.financing import applications_of
from tctui.db.models import database
from tctui.db.paper_writes import document_bytes
from tctui.db.proposed_plan import set_proposed_plan
from tctui.db.undo import undo_last
from tctui.screens.pay_lines import law, wished
from tests.db.money_ground import accepted, plan, with_plan
from tests.db.test_payments import pay, with_regular_credit
from tests.frames import assert_frame
from tests.practice import NOW, TODAY, TinyPractice
from tests.screens.case_ground import believable, frame, opened, typed
from tests.working import log_in, session


async def test_every_way_stands_side_by_side_with_its_figures(practice: TinyPractice) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "r", "9.9", "enter")
        assert_frame("pay-ways", frame(app))
        await typed(pilot, "down", "down")
        assert_frame("pay-cliff", frame(app))
        shown = "\n".join(frame(app))
        for words in ("Pay accepted lines  ", "CareCredit if all paid 12m", "Cherry 0 % if eligible 12m"):
            assert words in shown
        await typed(pilot, "v")
        shown = "\n".join(frame(app))
        assert "CareCredit 0 % if paid in full 12m" in shown
        assert "costs us" not in shown
        assert "79.68" not in shown
        assert "for the patient" in shown


async def test_months_and_down_payment_change_every_way_at_once_and_fast(practice: TinyPractice) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$")
        before = frame(app)
        await typed(pilot, *"+++")
        after = frame(app)
        assert "over 15 months" in after[1]
        changed = [n for n, (one, other) in enumerate(zip(before, after, strict=True)) if one != other]
        assert len(changed) >= 5
        await typed(pilot, ">")
        assert "down 250.00" in frame(app)[1]
        screen = app.screen
        spent = []
        for _ in range(5):
            began = time.process_time()
            screen.act_more_payments()  # type: ignore[attr-defined]
            spent.append(time.process_time() - began)
        assert min(spent) < 0.05


async def test_equals_explains_the_figure_under_the_cursor(practice: TinyPractice) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "r", "9.9", "enter", "=")
        shown = frame(app)
        assert shown[0] == "in-house plan: a month"
        assert "1,004.80 less 200.00 down" in "\n".join(shown)
        assert "9.9 % a year, 1/12 of it a period" in "\n".join(shown)
        assert "12 level payments, monthly" in "\n".join(shown)
        assert "What is paid late bears interest by the day" in "\n".join(frame(app))
        assert not any("…" in line for line in frame(app))
        await typed(pilot, "q", "right", "right", "right", "right", "=")
        shown = frame(app)
        assert shown[0] == "in-house plan: credit"
        assert "43.81" in shown[4]


async def test_a_partner_takes_a_part_and_the_plan_the_rest(practice: TinyPractice) -> None:
    total = accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "down", "down", "s", "300", "enter", "p")
        assert "CareCredit 300.00 + in-hous" in "\n".join(frame(app))
        # The patient applies alone and fills everything in, which New York asks about.
        await typed(pilot, "enter", "tab", "right", "ctrl+s")
        found = arrangement_of(practice.options[0])
        assert found is not None
        assert found.choice.way is Way.SPLIT
        assert found.choice.terms is not None
        assert found.choice.terms.total_cents == total - 30_000
        assert "Agreed: CareCredit 300.00 + in-house plan" in frame(app)[-1]
        (opened_now,) = applications_of(practice.case)
        assert (opened_now.application.partner, opened_now.application.state) == ("CareCredit", State.OFFERED)
        assert "Way to pay" in undo_last(practice.coordinator.id, NOW)


async def test_a_part_today_and_a_plan_for_the_rest(practice: TinyPractice) -> None:
    total = accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "s", "300", "enter")
        row = next(line for line in frame(app) if line.startswith("300.00 today + in-h"))
        # 704.80 over twelve months: eleven of 58.73 and 58.77.
        assert [part for part in row.split() if "." in part][1:5] == ["58.73", "300.00", "1,004.80", "0.00"]
        await typed(pilot, "s")
        assert "split already" in frame(app)[-1]
        await typed(pilot, "enter", "c")
        found = arrangement_of(practice.options[0])
        assert found is not None
        assert found.choice.total_cents == total
        await typed(pilot, "M")
        shown = "\n".join(frame(app))
        assert "next 300.00 on Mon 23 Nov" in shown
        assert "12 payments monthly without interest" in shown


async def test_the_decision_of_the_law_stands_there_before_agreeing(practice: TinyPractice) -> None:
    with_plan(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$")
        assert "no disclosure needed — credit is not extended regularly: 1" in "\n".join(frame(app))
        await typed(pilot, "q")
        with_regular_credit(practice)
        await typed(pilot, "$")
        shown = " ".join(" ".join(line for line in frame(app)).split())
        assert "Truth in Lending: disclosure before the signature" in shown
        assert "credit is extended regularly: 27 this year, 0 last year" in shown
        await typed(pilot, "enter")
        shown = "\n".join(frame(app))
        assert "disclosure before the signature" in shown
        assert "in-house plan; disclosure first, paid by" in shown
        assert "…" not in shown.rpartition("────")[2]


def test_from_the_twentieth_credit_of_a_year_it_warns() -> None:
    choice = plan(300_000)
    assert "20 credits this year; above 25 the practice is a regular creditor" in law(choice, (19, 0))
    assert "credits this year;" not in law(choice, (18, 0))
    assert law(choice, (25, 0)).startswith("Truth in Lending: disclosure before the signature")


async def test_agreeing_anew_after_payments_is_refused_with_the_way_out(practice: TinyPractice) -> None:
    with_plan(believable(practice))
    pay(practice, 20_000)
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "enter")
        assert "account (M)" in frame(app)[-1]
        await typed(pilot, "M")
        assert frame(app)[0].startswith("Account  Chen, Wei")


@pytest.mark.parametrize(("keys", "said"), [(("d", "-5", "enter"), "0 or more"), (("n", "0", "enter"), "from 1 to 120"),
                                            (("d", "99999", "enter"), "he largest down payment is 992.80: 12"),
                                            (("d", "992.80", "enter", ">"), "he largest down payment is 992.80: 12"),
                                            (("r", "101", "enter"), "from 0 to 100")])  # fmt: skip
async def test_what_cannot_be_is_refused_and_asked_again(
    practice: TinyPractice, keys: tuple[str, ...], said: str
) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", *keys)
        assert said in "\n".join(frame(app)[-2:])


async def test_the_page_for_the_patient_tells_nothing_of_the_practices_cost(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "r", "9.9", "enter", "p")
        said = app.screen.bottom.said  # type: ignore[attr-defined]
        assert said.startswith(f"Page for the patient: {tmp_path}/home/tctui/exports/ways-1-2026-11-23-")
    (page,) = (tmp_path / "home" / "tctui" / "exports").iterdir()
    text = " ".join(" ".join(part.extract_text() for part in pypdf.PdfReader(page).pages).split())
    for said in ("1,004.80", "In-house plan 70.72 200.00 12", "43.81", "Annual percentage rate 9.90 %",
                 "interest of 254.15 since Mon 23 Nov 2026 is added", "You need not use a partner"):  # fmt: skip
        assert said in text, said
    assert "79.68" not in text
    terms = database.execute_sql("SELECT terms FROM document WHERE kind = 'ways'").fetchone()[0]
    assert "practice_cost" not in terms


@pytest.mark.parametrize("width", [60, 120])
async def test_it_fits_narrow_and_wide(practice: TinyPractice, width: int) -> None:
    accepted(believable(practice))
    async with opened(practice, size=(width, 24)) as (app, pilot):
        await typed(pilot, "$")
        assert_frame(f"pay-{width}", frame(app))


async def test_terms_that_were_set_stand_there_again_after_leaving_until_one_is_agreed(practice: TinyPractice) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "d", "350", "enter", "n", "8", "enter", "r", "9.9", "enter", "q", "f2", "f3", "$")
        assert "down 350.00" in frame(app)[1]
        assert "over 8 months" in frame(app)[1]
        assert "9.9" in frame(app)[1]
        await typed(pilot, "enter", "c", "$")
        assert "down 350.00" in frame(app)[1]
        await typed(pilot, "+", "q", "z", "$")
        assert "over 9 months" in frame(app)[1]


def left_file(practice: TinyPractice) -> Path:
    return practice.path.with_name(f"{practice.path.name}.left-{practice.coordinator.id}")


async def test_what_was_set_and_not_agreed_outlives_the_session(practice: TinyPractice) -> None:
    accepted(believable(practice))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$", "d", "350", "enter", "n", "8", "enter", "t", "Jan 5", "enter")
        await typed(pilot, "s", "300", "enter", "down", "down", "down", "s", "250", "enter", "p")
    assert stat.S_IMODE(left_file(practice).stat().st_mode) == 0o600
    assert "Chen" not in left_file(practice).read_text()
    async with opened(practice, clock=lambda: NOW + timedelta(days=1)) as (app, pilot):
        await typed(pilot, "$")
        shown = frame(app)
        assert "down 350.00  over 8 months, monthly from Tue 5 Jan" in shown[1]
        assert any(line.startswith("300.00 today + in-h") for line in shown)
        assert any(line.startswith("LendingClub Patient Solutio") or "250.00 + in-h" in line for line in shown)
        assert shown[-1].startswith("As you set it before; nothing is agreed yet")
    # Once the day has come that the plan was to begin on, it begins a month from today.
    async with opened(practice, clock=lambda: NOW + timedelta(days=43)) as (app, pilot):
        await typed(pilot, "$")
        assert "monthly  rate" in frame(app)[1]
    async with opened(practice, user=practice.lead) as (app, pilot):
        await typed(pilot, "$")
        assert "down 200.00" in frame(app)[1]
        await typed(pilot, "enter", "c")
    # Somebody agreed on a way since.
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$")
        assert "down 350.00" not in frame(app)[1]


def test_a_lost_line_and_a_kill_keep_the_terms(practice: TinyPractice) -> None:
    accepted(believable(practice))
    for number, key in ((signal.SIGHUP, "+"), (signal.SIGKILL, "+")):
        with session(practice) as terminal:
            log_in(terminal)
            terminal.press("]", "$", key)
            terminal.process.send_signal(number)
            terminal.wait(5)
    with session(practice) as terminal:
        log_in(terminal)
        terminal.press("]", "$")
        assert any("over 14 months" in line for line in terminal.screen())


def test_what_cannot_be_read_is_nothing(tmp_path: Path) -> None:
    database = tmp_path / "practice.db"
    for content in ("", "[]", "{}", '{"pay 1": 3}', "\0"):
        (tmp_path / "practice.db.left-1").write_text(content)
        assert left.kept(database, 1, "pay 1") is None
    left.keep(database, 1, "pay 1", {"a": 1})
    assert left.kept(database, 1, "pay 1") == {"a": 1}
    for number in range(2, left.MOST + 2):
        left.keep(database, 1, f"pay {number}", {"a": number})
    assert left.kept(database, 1, "pay 1") is None
    left.drop(database, 1, "pay 2")
    assert left.kept(database, 1, "pay 2") is None
    left.keep(tmp_path / "no folder" / "practice.db", 1, "pay 1", {"a": 1})


def test_long_terms_stand_whole_in_the_heading() -> None:
    wish = Wish(1_500_000, TODAY, 1_220_000, 18, 990, Frequency.NTH_WEEKDAY, date(2026, 12, 31), 12, 500)
    said = wished(wish, 80)
    assert said == "down 12,200.00  18 mo, same weekday from 31 Dec  9.9 %, 12 free  courtesy 5 %"
    assert len(said) <= 80


async def test_pay_and_the_handout_go_by_the_plan_that_the_office_proposes(practice: TinyPractice) -> None:
    accepted(believable(practice))
    admin = User(1, "ann", "Ann Admin", "AA", "admin")
    set_proposed_plan(By(admin, NOW, TODAY), Proposal(6, 990, 5_000))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "$")
        assert frame(app)[1].startswith("down 500.00  over 6 months, monthly  rate 9.9 %")
    assert "6 payments" in handout(practice)
    set_proposed_plan(By(admin, NOW, TODAY), Proposal(0))
    assert "n-house plan" not in handout(practice)


def handout(practice: TinyPractice) -> str:
    """The text of the treatment plan as it is handed out."""
    made = make_presentation(practice.coordinator, NOW, TODAY, practice.read())
    pages = pypdf.PdfReader(io.BytesIO(document_bytes(made))).pages
    return " ".join(" ".join(part.extract_text() for part in pages).split())
