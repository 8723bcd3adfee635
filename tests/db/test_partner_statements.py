"""A partner's statement from its CSV file: read however it is written, held against the books, deposits recorded once."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from tctui.cli import main
from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.applications import State
from tctui.core.finance.partner_statement import Finding
from tctui.core.finance.state_rules import Fact
from tctui.db import financing, partner_statements, products
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.financing import Taken
from tests.practice import NOW, TODAY, TinyPractice

HEAD = "Reference,Funded Date,Gross Amount,Fee\n"


def used(practice: TinyPractice, by: By, cents: int, reference: str, days_ago: int = 5) -> int:
    """An application at 9.9 % practice fee, used some days ago."""
    product = next(one for one in products.products_today(TODAY) if one.partner == "CareCredit" and "full" in one.name)
    on = TODAY - timedelta(days=days_ago)
    past = By(practice.coordinator, NOW, on)
    number = financing.offer(past, practice.case, product, 12, {}).id
    for taken in (
        Taken(State.APPLIED, on, cents, said={Fact.PATIENT_FILLS_IN: True}),
        Taken(State.APPROVED, on, cents, TODAY + timedelta(days=60), reference),
        Taken(State.USED, on, cents),
    ):
        financing.take_step(by, practice.case, number, taken)
    return number


def statement(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    path = tmp_path / "statement.csv"
    path.write_bytes(text.encode(encoding))
    return path


def test_every_difference_is_found(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    used(practice, by, 120_000, "A-1")
    used(practice, by, 90_000, "B-2")
    used(practice, by, 50_000, "C-3")
    used(practice, by, 70_000, "D-4")
    path = statement(
        tmp_path,
        HEAD + "a1,11/20/2026,1200.00,118.80\nB-2,11/20/2026,950.00,94.05\nC-3,11/20/2026,500.00,67.50\n"
        "Z-9,11/21/2026,333.00,33.00\na 1,11/21/2026,1200.00,118.80\nTotal,,4183.00,432.15\n",
    )
    found = partner_statements.reconcile(path, "care", TODAY)
    assert [one.finding for one in found.compared] == [
        Finding.AGREES, Finding.AMOUNT, Finding.FEE, Finding.NOT_OURS, Finding.TWICE, Finding.NOT_THEIRS,
    ]  # fmt: skip
    assert "a fee of 67.50, 49.50 at the 9.9 % agreed" in found.compared[2].words
    assert found.statement.unread == ("row 7 has no date: ''",)
    assert found.summary == (
        "CareCredit: 5 lines, 4,183.00 funded less 432.15 in fees; 1 agree, 5 differ, 1 not read"
    )  # fmt: skip


def test_a_deposit_is_recorded_once(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    number = used(practice, by, 120_000, "A-1")
    path = statement(tmp_path, HEAD + "A-1,11/20/2026,1200.00,118.80\n")
    found = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert partner_statements.record_agreeing(by, found) == "1 deposit recorded, 1,081.20"
    now = financing.application(number).application
    assert (now.state, now.deposited_cents, now.fee) == (State.FUNDED, 108_120, 990)
    again = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert again.differences == []
    with pytest.raises(Refused, match="No line that agrees"):
        partner_statements.record_agreeing(by, again)
    with pytest.raises(Refused, match="recorded already"):
        partner_statements.record_deposit(by, again, again.compared[0])


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Transaction ID;Sale Date;Net Deposit;Sale Amount\nA-1;20/11/2026;$1,081.20;$1,200.00\n", "utf-8"),
        ("Provider statement\n\nRef\tProcessed\tSales\tMerchant Discount\nA-1\t2026-11-20\t1200\t-118.80\n", "cp1252"),
        ('"Loan ID","Transaction Date","Principal","Net"\n"A-1","11/20/26","1,200.00","1,081.20"\n', "utf-16"),
    ],
)
def test_however_it_is_written(practice: TinyPractice, by: By, tmp_path: Path, text: str, encoding: str) -> None:
    used(practice, by, 120_000, "A-1")
    (line,) = partner_statements.read_statement(statement(tmp_path, text, encoding), TODAY).lines
    assert (line.reference, line.on, line.amount_cents, line.fee_cents) == ("A-1", date(2026, 11, 20), 120_000, 11_880)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Reference,Funded Date,Gross Amount\nA-1,11/20/2026,1200\n", "fee or net deposit"),
        ("Who,When\nx,y\n", "no column for"),
        (HEAD + "A-1,05/06/2026,1200,118.80\n", "date-format"),
        (HEAD + "A-1,11/20/2026,abc,118.80\n", "no line that can be read"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        partner_statements.read_statement(statement(tmp_path, text), TODAY)


def test_what_was_used_long_ago_and_paid_is_not_looked_for(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    old = used(practice, by, 50_000, "OLD", days_ago=90)
    financing.take_step(by, practice.case, old, Taken(State.FUNDED, TODAY - timedelta(days=80), 45_050))
    unpaid = used(practice, by, 60_000, "WAITS", days_ago=90)
    used(practice, by, 120_000, "A-1")
    path = statement(tmp_path, HEAD + "A-1,11/20/2026,1200.00,118.80\n")
    found = partner_statements.reconcile(path, "carecredit", TODAY)
    assert [(one.finding, one.used.key if one.used else 0) for one in found.differences] == [
        (Finding.NOT_THEIRS, unpaid)
    ]  # fmt: skip


def test_the_command_prints_the_differences(
    practice: TinyPractice, by: By, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    used(practice, by, 120_000, "A-1")
    good = statement(tmp_path, HEAD + "A-1,11/20/2026,1200.00,118.80\n")
    close_database()
    command = ["reconcile", str(good), "--partner", "CareCredit", "--database", str(practice.path)]
    assert main(command) == 0
    assert "1 agree, 0 differ" in capsys.readouterr().out
    close_database()
    statement(tmp_path, HEAD + "A-1,11/20/2026,1250.00,118.80\n")
    assert main(command) == 1
    assert "1,250.00 on the statement, 1,200.00 in our books" in capsys.readouterr().out
    close_database()
    assert main([*command[:3], "Nobody", *command[4:]]) == 2
    assert "No applications to 'Nobody'; there are some to CareCredit." in capsys.readouterr().err
