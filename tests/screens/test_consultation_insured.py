"""A whole consultation by keys at 80×24: insured, partly accepted, an in-house plan of eight instalments at 9.9 %.

The figures were worked by hand. Tooth out: fee 265, contract 224, (224 − 50 deductible) × 80 % = 139.20, write-off 41,
patient 84.80. Implant: fee 2,150, contract 1,840, half of it 920, patient 920. Together 1,004.80; 204.80 down, 800.00 financed.
800 × 0.00825 ÷ (1 − 1.00825⁻⁸) = 103.75 a month; interest 6.60, 5.80, 4.99, 4.18, 3.35, 2.53, 1.69, 0.85 = 29.99.
"""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

import pypdf
import pytest
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.finance.account import Recorded
from tctui.core.people import User
from tctui.db.accounts import account_of
from tctui.db.arrangements import insert_arrangement
from tctui.db.cases import read_case
from tctui.db.check import findings
from tctui.db.connection import close_database
from tctui.db.models import Case, Option, database
from tctui.db.papers import overrides
from tctui.db.unit_of_work import unit_of_work
from tctui.keymap import Keymap
from tctui.settings import Settings
from tests.core.documents.test_scan import PNG
from tests.db.money_ground import plan
from tests.practice import NOW, TinyPractice, tiny_practice
from tests.screens.case_ground import believable, frame, typed

INTEREST = (660, 580, 499, 418, 335, 253, 169, 85)
OWED = (70_285, 60_490, 50_614, 40_657, 30_617, 20_495, 10_289, 0)


class Consultation:
    """The office on a day that a test turns on, and the papers that left it."""

    def __init__(self, practice: TinyPractice, folder: Path) -> None:
        self.practice, self.folder, self.now = practice, folder, NOW
        self.scan = folder / "scan.png"
        self.scan.write_bytes(PNG)

    def on(self, day: date) -> None:
        """Let it be a day, at the same time."""
        self.now = NOW + timedelta(days=(day - NOW.date()).days)

    def clock(self) -> datetime:
        """The time it is."""
        return self.now

    @asynccontextmanager
    async def opened(self, user: User | None = None) -> AsyncIterator[tuple[Workplace, Pilot[None]]]:
        """The workplace with the case open."""
        who = user or self.practice.coordinator
        app = Workplace(self.practice.path, Keymap(), Settings(), self.clock, who, first_place="case")
        app.last_case = self.practice.case
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            yield app, pilot

    def paper(self, kind: str) -> str:
        """The text of the newest paper of a kind that was written out."""
        files = (self.folder / "data" / "tctui" / "exports").glob(f"{kind}-*.pdf")
        newest = max(files, key=lambda file: int(file.name.split("-")[1]))
        pages = pypdf.PdfReader(io.BytesIO(newest.read_bytes())).pages
        return " ".join(" ".join(page.extract_text().split()) for page in pages)

    def recorded(self) -> list[Recorded]:
        """What stands on the account."""
        held = account_of(self.practice.options[0])
        assert held is not None
        return [event.kind for event in held.account.events]


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Consultation]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    try:
        yield Consultation(believable(tiny_practice(tmp_path / "practice.db")), tmp_path)
    finally:
        close_database()


def regular_creditor(practice: TinyPractice) -> None:
    """Twenty-six plans of another patient this year: more than 25 make a regular creditor (12 CFR 1026.2(a)(17)(v)).

    What counts is how many there are; their case is taken away, so that no list shows it.
    """
    with unit_of_work(practice.lead.id, "test.credits", NOW) as unit:
        case = unit.insert(Case, patient=practice.other_patient, title="others", diagnosed_on=date(2026, 1, 5),
                           owner=practice.lead.id)  # fmt: skip
        options = [unit.insert(Option, case=case, letter=f"Z{number}", name="another") for number in range(26)]
        others = read_case(case)
        assert others is not None
        for option in others.options:
            insert_arrangement(unit, practice.lead, date(2026, 3, 2), others, option, plan(80_000), None, "card")
        assert len(others.options) == len(options)
        unit.void(Case, case)
        unit.can_undo = False


def said(app: Workplace) -> str:
    """The frame as one running text."""
    return " ".join(" ".join(frame(app)).split())


async def decided(pilot: Pilot[None], app: Workplace, office: Consultation) -> None:
    """Presented; the crown declined with its informed refusal signed on paper, the rest accepted; the estimate frozen."""
    await typed(pilot, "p")
    assert "Presented A" in frame(app)[-1]
    await typed(pilot, "end", "D", "tab", "tab", "tab", "wants to wait", "tab", "left", "ctrl+s")
    await pilot.pause()
    await typed(pilot, "p", "tab", "tab", str(office.scan), "ctrl+s")
    assert "Informed refusal: crown on the implant 19 signed by Wei Chen" in said(app)
    await typed(pilot, "enter", "a", "w")
    assert "Scan: " in said(app)
    await typed(pilot, "q", "home", "a", "o")
    assert "Accepted take out the tooth 19 and implant 19" in frame(app)[-1]
    await typed(pilot, "f4", "=")
    assert "80 % of covered" in said(app)
    await typed(pilot, "q", "F")
    assert "Estimate 1 frozen: patient 1,004.80" in frame(app)[-1]


async def agreed(pilot: Pilot[None], app: Workplace) -> None:
    """204.80 down and eight instalments at 9.9 % chosen among the ways to pay, and agreed."""
    await typed(pilot, "$", "d", "204.80", "enter", "n", "8", "enter", "r", "9.9", "enter")
    row = next(line for line in frame(app) if line.startswith("in-house plan"))
    assert [part for part in row.split() if "." in part][:4] == ["103.75", "204.80", "1,034.79", "29.99"]
    assert "8 of 103.75, monthly, last 103.74 23 Jul 27, APR 9.90 %" in said(app)
    await typed(pilot, "=")
    shown = said(app)
    await typed(pilot, "end")
    shown += said(app)
    for interest, owed in zip(INTEREST, OWED, strict=True):
        assert f"interest {interest / 100:.2f}, owed {owed / 100:.2f}" in shown
    await typed(pilot, "q", "enter", "c")
    assert "Agreed: in-house plan by card, 1,034.79" in frame(app)[-1]


def of_papers(app: Workplace, title: str) -> str:
    """The line of a paper on the list."""
    return next(line for line in frame(app) if line.startswith(title))


async def to_line(pilot: Pilot[None], app: Workplace, words: str) -> None:
    """Go down to the line of which the words under the table speak."""
    await typed(pilot, "home")
    for _ in range(30):
        if words in " ".join(frame(app)[-3].split()):
            return
        await typed(pilot, "down")
    raise AssertionError(words + "\n".join(frame(app)))


async def test_a_plan_of_a_regular_creditor_from_presentation_to_payoff(office: Consultation) -> None:
    practice = office.practice
    regular_creditor(practice)
    async with office.opened() as (app, pilot):
        await decided(pilot, app, office)
        await agreed(pilot, app)
        await typed(pilot, "f3")
        assert "2 visits, 3 months   8 payments " in "\n".join(frame(app))
        await typed(pilot, "b", "enter", "u", "c")
        assert "Not confirmed: agreement, consent (extraction) not made" in said(app)
        await typed(pilot, "q", "f3", "d", "enter")
        assert "unsigned" in of_papers(app, "Financial agreement")
        assert "made" in of_papers(app, "Truth in Lending disclosure")
        await typed(pilot, "down", "enter", "down", "enter", "n", "down", "enter", "h")
        await typed(pilot, "down", *["down", "enter"] * 3)
        await typed(pilot, "home", "S", "p", "ctrl+s")
        assert "still waits for Mei Chen (S)" in said(app)
        await typed(pilot, "S", "p", "tab", "tab", str(office.scan), "ctrl+s")
        assert "Financial agreement signed by Mei Chen, witness Maria Solis" in said(app)
        # What was signed is not undone by a key.
        await typed(pilot, "z")
        assert "A signature stays" in said(app)
        await typed(pilot, "down", "down", "S", "p", "tab", "tab", "ctrl+s", "q", "f5", "u", "c")
        assert "Chen, Wei confirmed" in frame(app)[-1]
    agreement = office.paper("agreement")
    for figure in (
        "265.00",
        "139.20",
        "84.80",
        "1,004.80",
        "204.80",
        "103.75",
        "103.74",
        "1,034.79",
        "29.99",
        "9.90 %",
    ):
        assert figure in agreement
    assert "crown on the implant" not in agreement
    disclosure = office.paper("disclosure")
    for words in ("Riverside Dental", "ANNUAL PERCENTAGE RATE", "9.90 %", "$29.99", "$800.00", "$829.99", "$1,034.79",
                  "7 $103.75 monthly, from Wed 23 Dec 2026", "1 $103.74 Fri 23 Jul 2027",
                  "I received this disclosure before I signed", "Itemization of the amount financed"):  # fmt: skip
        assert words in disclosure
    assert "the patient: cost, wants to wait" in office.paper("refusal")
    schedule = office.paper("payments")
    assert all(f"{owed / 100:,.2f}" in schedule for owed in OWED)
    assert "The first $50 is yours to pay" in office.paper("estimate")
    # The dentist's talk stands on a consent only where somebody said so; else there is room to write it.
    assert "Discussed with the patient by ____" in office.paper("consent")
    terms = database.execute_sql("SELECT terms FROM document WHERE kind = 'consent:extraction'").fetchone()[0]
    assert '"dentist":"Dr Lee"' in terms
    handout = office.paper("presentation")
    assert "$103.75 a month as agreed, $1,034.79 in all" in handout
    assert "total 2,415.00 1,059.20 1,004.80" in handout
    await paying(office)
    await insured_less(office)
    assert findings() == []


async def paying(office: Consultation) -> None:
    """On time, late with its fee, in part, returned, early: the account says what is owed and why on each day."""
    async with office.opened() as (app, pilot):
        await typed(pilot, "M", "n", "ctrl+s")
        assert "Payment of 204.80 by card. Receipt: " in frame(app)[-1]
        receipt = office.paper("receipt")
        for words in ("204.80", "Owed before 1,004.80", "Owed now 800.00", "Next payment due Wed 23 Dec 2026 103.75"):
            assert words in receipt
        office.on(date(2027, 1, 7))
        await typed(pilot, "f", "l")
        assert "Late fee of 25.00 charged for payment 1" in frame(app)[-1]
        # 800.00, 6.60 due on 23 December, 15 of 31 days of another 6.60 = 3.19, and the fee.
        assert "834.79" in next(line for line in frame(app) if line.startswith("owed today"))
        await typed(pilot, "n", *["backspace"] * 8, "40", "ctrl+s")
        assert "overdue 63.75, 15 days" in said(app)
        await to_line(pilot, app, "Thu 7 Jan payment card -40.00")
        await typed(pilot, "r", "enter", "y")
        assert "Payment of 40.00 of Thu 7 Jan came back; fee of 25.00 charged" in frame(app)[-1]
        assert "overdue 103.75" in said(app)
        await typed(pilot, "n", *["backspace"] * 8, "153.75", "tab", "tab", "tab", "1044", "ctrl+s")
        # 6.60 of interest and 147.15 paid off leave 652.85; 3.19 runs since 23 December, and both fees are open.
        assert "706.04" in next(line for line in frame(app) if line.startswith("owed today"))
        office.on(date(2027, 1, 23))
        # 3.19 + 652.85 × 0.00825 × 16/31 = 5.97 of interest; more than is due is paid, 458.82 is left, and the fees.
        await typed(pilot, "n", *["backspace"] * 8, "200", "ctrl+s", "p", "enter")
        await pilot.pause()
        assert "508.82 clears the plan on Sat 23 Jan 2027" in said(app)
        assert "each later day adds interest 0.12" in said(app)
        await typed(pilot, "q")
    assert office.recorded() == [
        Recorded.PAYMENT, Recorded.LATE_FEE, Recorded.PAYMENT, Recorded.RETURNED, Recorded.RETURNED_FEE,
        Recorded.PAYMENT, Recorded.PAYMENT,
    ]  # fmt: skip


async def insured_less(office: Consultation) -> None:
    """The insurer pays 100.00 less: an amendment with its difference, INVALID on every list until it is signed."""
    async with office.opened() as (app, pilot):
        await typed(pilot, "u", "u", "r", "39.20", "ctrl+s", "enter", "enter")
        assert "paid 39.20 for 1 line, 100.00 less than estimated" in said(app)
        await typed(pilot, "M", "e")
        assert "More or less owed 100.00" in said(app)
        await typed(pilot, "tab", "insurance paid 100.00 less", "ctrl+s")
        assert "agreement INVALID: changed after signing" in said(app)
        await typed(pilot, "d")
        assert "INVALID: changed after signing" in of_papers(app, "Financial agreement")
        await typed(pilot, "q", "q")
        assert "INVALID agreement" in said(app)
        await typed(pilot, "f2")
        assert "S papers INVALID" in said(app)
        await typed(pilot, "=")
        assert "papers: agreement INVALID: changed after signing" in said(app)
        await typed(pilot, "q", "f3", "d", "n", "S", "p", "ctrl+s", "S", "t", "Mei Chen", "tab", "tab", "y", "ctrl+s")
        assert "Financial agreement signed by Mei Chen" in said(app)
        await typed(pilot, "enter")
        assert "signed" in of_papers(app, "Financial agreement")
    amendment = office.paper("agreement")
    for words in (
        "Amendment of the financial agreement",
        "Insurance paid 100.00 less.",
        "each payment 103.75",
        "+100.00",
    ):
        assert words in amendment
    words = database.execute_sql("SELECT words, way FROM signature ORDER BY id DESC LIMIT 1").fetchone()
    assert "I agree to sign this one paper electronically" in words[0]
    assert words[1] == "typed"
    assert office.recorded()[-1] is Recorded.AMENDED


async def test_below_the_count_no_disclosure_is_due_and_a_typed_name_signs(office: Consultation) -> None:
    practice = office.practice
    async with office.opened() as (app, pilot):
        await decided(pilot, app, office)
        await agreed(pilot, app)
        await typed(pilot, "f3", "b", "enter", "f3", "d", "enter")
        assert not any(line.startswith("Truth in Lending") for line in frame(app))
        await typed(pilot, "S", "t", "Wei Chen", "tab", "tab", "ctrl+s")
        assert "the words were not agreed to" in said(app)
        await typed(pilot, "y", "ctrl+s", "S", "p", "ctrl+s")
        assert "Financial agreement signed by" in said(app)
    assert "Truth in Lending" not in office.paper("agreement")
    # The consent is missing: a lead lets the visit go ahead, and it stands on both lists until it is signed.
    async with office.opened(practice.lead) as (app, pilot):
        await typed(pilot, "!", "pain, signs in the chair", "enter")
        assert "The visit may go ahead" in frame(app)[-1]
        await typed(pilot, "f6")
        assert "override: consent (extrac" in said(app)
        await typed(pilot, "f3", "d", "o")
        assert "pain, signs in the chair" in said(app)
        await typed(pilot, "q", "down", "enter", "n", "S", "t", "Wei Chen", "tab", "tab", "y", "ctrl+s", "f6")
        assert "override:" not in said(app)
    (found,) = overrides(practice.case)
    assert found.missing == "consent (extraction) not made"
    assert findings() == []
