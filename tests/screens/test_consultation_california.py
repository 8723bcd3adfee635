"""A whole consultation by its keys: a patient in California who pays alone, with CareCredit, every paper read back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal, localcontext
from pathlib import Path
from typing import Any

import pypdf
import pytest

from tctui.app import Workplace
from tctui.core.finance.applications import State
from tctui.core.people import User
from tctui.db import financing, financing_due
from tests.db.test_good_faith import complete_letterhead, done, uninsured
from tests.frames import frame
from tests.practice import NOW, TODAY, TinyPractice

ANN = User(1, "ann", "Ann Admin", "AA", "admin")

# By hand: the tooth 265.00 and the implant 2,150.00; a fifth down in whole fifties; twelve of (2,415 - 450) / 12.
PORTION, DOWN, LENT, MONTHLY = "2,415.00", "450.00", "1,965.00", "163.75"
UNPAID = 196_500 - 12 * 3_000


def cliff_by_hand() -> int:
    """What is owed on 24 Nov 2027 if only 30.00 a month was paid: the sum of geometric growths, 32.99 % a year by day."""
    with localcontext() as context:
        context.prec = 40
        day = 1 + Decimal("0.3299") / 365
        paid_on = [date(2026, 12, 23), *(date(2027, month, 23) for month in range(1, 12))]
        grown = 196_500 * day**366 - 3_000 * sum(day ** (366 - (on - TODAY).days) for on in paid_on)
    return int(grown + Decimal("0.5"))


class Desk:
    """The keyboard and the screen of one session."""

    def __init__(self, pilot: Any) -> None:
        self._pilot = pilot

    async def press(self, *keys: str) -> str:
        """Press keys, ``"text:…"`` letter by letter, and give the whole screen as one text."""
        for key in keys:
            typed = ["space" if letter == " " else letter for letter in key[5:]] if key.startswith("text:") else [key]
            await self._pilot.press(*typed)
        await self._pilot.pause()
        return self.shown

    async def to(self, key: str, words: str) -> str:
        """Press a key until the screen says these words."""
        for _ in range(20):
            if words in self.shown:
                return self.shown
            await self.press(key)
        raise AssertionError(f"{words!r} was not reached:\n" + "\n".join(frame(self._pilot.app)))

    async def at(self, words: str, first: str) -> str:
        """Put the cursor on the row of a list that begins with these words, counted from its first row."""
        begins = [line.strip() for line in frame(self._pilot.app)]
        rows = next(n for n, line in enumerate(begins) if line.startswith(first))
        wanted = next(n for n, line in enumerate(begins) if line.startswith(words))
        return await self.press("home", *["down"] * (wanted - rows))

    @property
    def shown(self) -> str:
        """The screen as one text, its lines joined by a blank."""
        return " ".join(" ".join(frame(self._pilot.app)).split())


@contextmanager
def home(path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where the papers are written."""
    monkeypatch.setenv("XDG_DATA_HOME", str(path / "home"))
    yield path / "home" / "tctui" / "exports"


def paper(exports: Path, kind: str) -> tuple[str, int]:
    """The newest paper of a kind as one text, and its pages."""
    path = max(exports.glob(f"{kind}-*.pdf"), key=lambda each: each.stat().st_mtime_ns)
    pages = pypdf.PdfReader(path).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split()), len(pages)


async def chosen_state(practice: TinyPractice, state: str) -> None:
    """Choose the state in Settings as the administrator does."""
    app = Workplace(practice.path, clock=lambda: NOW, user=ANN, first_place="board")
    async with app.run_test(size=(80, 24)) as pilot:
        desk = Desk(pilot)
        await desk.press("f8")
        await desk.at("State rules", "The practice")
        await desk.press("enter")
        assert "the practice's state" in desk.shown
        shown = await desk.press("e", "ctrl+u", f"text:{state}", "ctrl+s")
        assert f"State rules: {state} — z undoes" in shown


@contextmanager
def ready(practice: TinyPractice) -> Iterator[Workplace]:
    """The case of the patient without insurance, opened by the coordinator."""
    uninsured(practice)
    complete_letterhead(practice)
    app = Workplace(practice.path, clock=lambda: NOW, user=practice.coordinator, first_place="board")
    yield app


async def arrived(pilot: Any, practice: TinyPractice) -> Desk:
    await pilot.pause()
    pilot.app.open_place("case", case_id=practice.case)
    await pilot.pause()
    return Desk(pilot)


async def test_self_pay_with_carecredit(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed = cliff_by_hand()
    assert owed == 231_380
    await chosen_state(practice, "CA")
    with ready(practice) as app, home(tmp_path, monkeypatch) as exports:
        async with app.run_test(size=(80, 24)) as pilot:
            desk = await arrived(pilot, practice)
            await estimate_in_good_faith(desk, exports)
            assert "Accepted" in await desk.press("a", "o")
            await agree(desk, exports, owed)
            await sign(desk, exports, owed)
            await apply(desk)
            await use(desk, tmp_path)
            done(practice, 241_500 + 40_000)
            # 450.00 down is owed here; of 1,965.00 lent 1,000.00 is charged and 250.00 of that given back.
            shown = await desk.press("q", "M")
            assert "used of it: owed to CareCredit 750.00" in shown
            assert "given back to CareCredit: not rendered 250.00" in shown
            assert "not used yet: owed here until it pays 965.00" in shown
            shown = await desk.press("q", "g")
            assert "STOP 2,815.00 billed: 400.00 over" in shown
    (one,) = financing.applications_of(practice.case)
    assert [step.state for step in one.steps] == [
        State.OFFERED, State.APPLIED, State.COUNTER_OFFER, State.APPROVED, State.USED, State.FUNDED, State.REFUNDED,
    ]  # fmt: skip


async def estimate_in_good_faith(desk: Desk, exports: Path) -> None:
    """Asked for on Monday 23 November, due on the third business day: Thursday 26 is Thanksgiving, so Friday 27."""
    shown = await desk.press("g")
    assert "needed no" in shown
    shown = await desk.press("a", "enter")
    assert "to be given by Fri 27 Nov 2026" in shown
    assert "Made. PDF" in await desk.press("enter")
    text, pages = paper(exports, "good_faith")
    assert pages == 1
    for words in ("Good-faith estimate of expected charges", "take out the tooth, 19", "265.00", "2,150.00",
                  "Expected charges 2,415.00", "NPI ", "$400 or more"):  # fmt: skip
        assert words in text
    assert "diagnosis" not in text
    await desk.press("q")


async def agree(desk: Desk, exports: Path, owed: int) -> None:
    """The plan, the notice and its signature come before CareCredit is agreed on; the office may not send it in."""
    shown = await desk.press("dollar_sign")
    assert f"patient portion {PORTION}" in shown
    assert f"down {DOWN} over 12 months" in shown
    shown = await desk.to("down", "CareCredit no interest if paid in full, 12 months:")
    assert f"12 of {MONTHLY}" in shown
    assert "1,605.00 still unpaid on Tue 23 Nov 2027" in shown
    assert f"{owed // 100:,}.{owed % 100:02} owed (32.99" in shown
    assert "194.54" in shown  # 9.9 % of 1,965.00, which only the practice sees
    await desk.press("p")
    text, _ = paper(exports, "ways")
    assert "194.54" not in text
    assert f"{owed // 100:,}.{owed % 100:02} owed" in text
    assert "! only if all of it is paid in time" in text
    assert "Written plan and signed notice before credit (Bus. & Prof. Code 654.3)" in await desk.press("enter")
    assert "Credit notice: CareCredit not made" in await desk.press("d")
    # The notice names the written plan: one key makes both.
    shown = await desk.press("enter")
    assert "Made, with the treatment plan that it names. PDFs: " in shown
    text, _ = paper(exports, "presentation")
    assert PORTION in text
    text, pages = paper(exports, "credit-notice")
    assert pages == 1
    assert "I was given this notice, and my written treatment plan of Mon 23 Nov 2026" in text
    assert "After California Business and Professions Code 654.3" in text
    # Made but not signed is not enough.
    await desk.press("q")
    assert "654.3" in await desk.press("enter")
    await desk.press("q")
    assert "Papers" in await desk.press("enter", "d")
    assert "Credit notice: CareCredit signed by" in await desk.press("S", "p", "ctrl+s")
    await desk.press("q", "enter")
    # Who applies: the office. The patient fills in alone, is not sedated and not in the treatment area.
    shown = await desk.press("right", "tab", "right", "tab", "left", "tab", "left", "ctrl+s")
    assert "No deferred interest arranged (Bus. & Prof. Code 654.3 (SB 639))" in shown
    shown = await desk.press("up", "right", "up", "up", "left", "ctrl+s")
    assert "Not under sedation" in shown
    shown = await desk.press("down", "down", "right", "ctrl+s")
    assert f"Agreed: CareCredit over 12 months, {PORTION}; L application" in shown


async def sign(desk: Desk, exports: Path, owed: int) -> None:
    """The agreement holds the words of the state and of the partner; under sedation it is not signed."""
    await desk.press("d")
    assert "Made. PDF" in await desk.press("home", "enter")
    text, _ = paper(exports, "agreement")
    for words in (
        "lending partner: CareCredit no interest if paid in full, 12 months", f"total you pay {PORTION}",
        f"due to us on Mon 23 Nov 2026 {DOWN}", f"lent by CareCredit {LENT}",
        f"12 payments of {MONTHLY}, monthly from Wed 23 Dec 2026; the last {MONTHLY} on Tue 23 Nov 2027",
        f"down payment to us Mon 23 Nov 2026 {DOWN} CareCredit: payment 1 of 12 Wed 23 Dec 2026 {MONTHLY}",
        f"CareCredit is to pay ${LENT} of your part", "1,605.00 still unpaid on Tue 23 Nov 2027",
        f"{owed // 100:,}.{owed % 100:02} owed (32.99", "A holder of this medical debt contract is prohibited by Section 1785.27",
        "until midnight of the third business day", "the partner's own disclosure",
    ):  # fmt: skip
        assert words in text, words
    assert "194.54" not in text
    await desk.press("S", "p", "tab", "tab", "tab", "right", "tab", "left")
    assert "Not under sedation (Bus. & Prof. Code 654.3)" in await desk.press("ctrl+s")
    assert "still waits for Mei Chen (S)" in await desk.press("up", "right", "ctrl+s")
    shown = await desk.press("S", "p", "tab", "tab", "tab", "right", "tab", "left", "up", "right", "ctrl+s")
    assert "may be rescinded until midnight of Fri 27 Nov 2026 (Civ. Code 1689.3)" in shown
    await desk.press("q")


async def apply(desk: Desk) -> None:
    """The patient applies alone; a counter-offer, then an approval that ends soon and stands on the work list."""
    shown = await desk.press("L")
    assert "12 offered 23 Nov" in shown
    shown = await desk.press("enter", "a")
    assert f"Asked for {LENT}" in shown
    shown = await desk.press("tab", "tab", "tab", "left", "tab", "left", "tab", "left", "ctrl+s")
    assert "The patient fills in the application (Bus. & Prof. Code 654.3 (SB 639))" in shown
    shown = await desk.press("up", "up", "right", "ctrl+s")
    assert f"asked for {LENT}" in shown
    await desk.press("enter", "c", "tab", "text:1500", "ctrl+s")
    assert "offers 1,500.00" in desk.shown
    await desk.press("enter", "p", "tab", "tab", "ctrl+u", "text:+10d", "tab", "text:123-45-6789")
    assert "social security" in await desk.press("ctrl+s")
    shown = await desk.press("ctrl+u", "text:4471", "ctrl+s")
    assert "approved 1,500.00 until Thu 3 Dec 2026" in shown
    (reminder,) = financing_due.reminders(TODAY)
    # 1,965.00 was agreed: what is short is due at once.
    said = "CareCredit approved 465.00 less than agreed: agree on how that is paid ($); use 1,500.00 by Thu 3 Dec 2026"
    assert (reminder.on, reminder.what[: len(said)]) == (TODAY, said)


async def use(desk: Desk, folder: Path) -> None:
    """Not charged more than 30 days ahead, nor without the list; the statement shows what came in, and what differs."""
    assert "List of what is charged ahead" in await desk.press("enter", "u")
    assert "List of charges: CareCredit not made" in await desk.press("d")
    assert "Made. PDF" in await desk.press("enter")
    await desk.press("q", "enter", "u")
    assert "Nothing of the treatment is done or booked within 30 days" in desk.shown
    await desk.press("tab", "ctrl+u", "text:1000", "tab", "text:+31d")
    assert "No charge over 30 days ahead" in await desk.press("ctrl+s")
    shown = await desk.press("ctrl+u", "text:+30d", "ctrl+s")
    assert "used 1,000.00, 500.00 of the approval left" in shown
    statement = folder / "s.csv"
    # 9.9 % of 1,000.00 is 99.00.
    rows = ("Reference,Funded date,Sale amount,Fee,Net", "4471,11/23/2026,1000.00,99.00,901.00", "7,11/23/2026,10.00,1,9")
    statement.write_text("\n".join(rows) + "\n")
    await desk.press("s", "tab", f"text:{statement}", "ctrl+s")
    shown = await desk.press()
    assert "CareCredit: 1 agree, 1 differ; 2 lines, 1,010.00 funded, 100.00 fees" in shown
    assert "not in our books" in shown
    assert "1 deposit recorded, 901.00" in await desk.press("end", "enter")
    assert "901.00 came in of 1,000.00: 99.00 less, 9.9 %" in desk.shown
    assert "500.00 of the approval is left until Thu 3 Dec 2026" in desk.shown
    assert "465.00 less than agreed" in financing_due.reminders(TODAY)[0].what
    # Its last day is past: what was not used of it is without a way to pay.
    (over,) = financing_due.reminders(TODAY + timedelta(days=11))
    assert over.what == (
        "CareCredit was used for 965.00 less than agreed: agree on how that is paid ($); its approval has ended"
    )
    shown = await desk.press("f")
    assert "99.00 kept of 1,000.00 paid out, 9.9 % (agreed 99.00)" in shown
    await desk.press("q")
    assert "refunded 250.00" in await desk.press("enter", "r", "tab", "text:250", "ctrl+s")
    # Nobody's yes stands for the paper: what the notice brings leads to it.
    assert "Rules: California" in await desk.press("g")
    await desk.press("q")


async def test_new_york_asks_that_the_patient_fills_in_alone(practice: TinyPractice) -> None:
    with ready(practice) as app:
        async with app.run_test(size=(80, 24)) as pilot:
            desk = await arrived(pilot, practice)
            await desk.press("a", "o", "dollar_sign")
            await desk.to("down", "CareCredit no interest if paid in full, 12 months:")
            # No notice is asked for; the office would send the application in, which nobody but the patient filled in.
            shown = await desk.press("enter", "right", "tab", "left", "ctrl+s")
            assert "The patient fills in the application (Gen. Bus. Law 349-g)" in shown
            shown = await desk.press("up", "left", "ctrl+s")
            assert "Agreed: CareCredit" in shown
            await desk.press("L", "enter", "a")
            assert "The patient fills in the application" in await desk.press("tab", "tab", "tab", "left", "ctrl+s")
            assert "asked for 1,965.00" in await desk.press("right", "ctrl+s")


async def test_illinois_wants_its_notice_with_the_offer_and_arranges_nothing(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await chosen_state(practice, "IL")
    with ready(practice) as app, home(tmp_path, monkeypatch) as exports:
        async with app.run_test(size=(80, 24)) as pilot:
            desk = await arrived(pilot, practice)
            await desk.press("a", "o", "L", "n")
            assert "Written notice with the offer (225 ILCS 25/45.5)" in await desk.press("enter")
            await desk.press("d")
            assert "Made. PDF" in await desk.press("enter")
            text, pages = paper(exports, "credit-notice")
            assert (pages, "does not arrange credit" in text) == (1, True)
            await desk.press("q", "q", "dollar_sign")
            await desk.to("down", "CareCredit no interest if paid in full, 12 months:")
            await desk.press("enter")
            # The office submits; none of the five questions holds.
            keys = ["right", *["tab", "left"] * 5, "ctrl+s"]
            assert "No arranging of financing (225 ILCS 25/45.5(b))" in await desk.press(*keys)
