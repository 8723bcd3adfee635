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
    # A line of totals is no line of the statement.
    assert (found.statement.unread, len(found.statement.passed)) == ((), 1)
    assert found.statement.passed[0].startswith("row 7: no day in ")
    assert found.summary == (
        "CareCredit: 1 agree, 5 differ; 5 lines, 4,183.00 funded, 432.15 fees"
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
        (HEAD + "A-1,11/20/2026,abc,118.80\n", "No line of statement.csv can be read"),
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


def test_a_deposit_written_down_late_is_not_recorded_again(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    """The line is of the day before the use was written down; what was used since is not missing on the statement."""
    used(practice, by, 200_000, "A-1", days_ago=2)
    second = used(practice, by, 100_000, "B-2", days_ago=2)
    path = statement(tmp_path, HEAD + "B-2,11/20/2026,1000.00,99.00\n")
    found = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert found.differences == []
    partner_statements.record_agreeing(by, found)
    assert financing.application(second).steps[-1].on == TODAY - timedelta(days=2)
    again = partner_statements.reconcile(path, "CareCredit", TODAY)
    with pytest.raises(Refused, match="No line that agrees"):
        partner_statements.record_agreeing(by, again)
    assert financing.application(second).application.deposited_cents == 90_100


def test_two_uses_of_one_amount_on_one_day_have_two_deposits(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    on = TODAY - timedelta(days=5)
    number = used(practice, by, 50_000, "A-1")
    past = Taken(State.APPROVED, on, 150_000, TODAY + timedelta(days=60), "C-3")
    product = next(one for one in products.products_today(TODAY) if one.partner == "CareCredit" and "full" in one.name)
    twice = financing.offer(By(practice.coordinator, NOW, on), practice.case, product, 12, {}).id
    said = {Fact.PATIENT_FILLS_IN: True}
    use = Taken(State.USED, on, 40_000)
    for taken in (Taken(State.APPLIED, on, 150_000, said=said), past, use, use):
        financing.take_step(by, practice.case, twice, taken)
    path = statement(tmp_path, HEAD + "A-1,11/20/2026,500,49.5\n" + "C-3,11/20/2026,400.00,39.60\n" * 2)
    found = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert found.differences == []
    assert partner_statements.record_agreeing(by, found) == "3 deposits recorded, 1,171.30"
    assert financing.application(twice).application.deposited_cents == 72_080
    assert financing.application(number).application.deposited_cents == 45_050
    with pytest.raises(Refused, match="recorded already"):
        partner_statements.record_deposit(by, partner_statements.reconcile(path, "CareCredit", TODAY), found.compared[2])


def test_a_refund_on_the_statement_is_held_against_ours(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    number = used(practice, by, 120_000, "A-1")
    financing.take_step(by, practice.case, number, Taken(State.REFUNDED, TODAY - timedelta(days=2), 30_000))
    path = statement(tmp_path, HEAD + "A-1,11/20/2026,1200.00,118.80\nA-1,11/22/2026,(300.00),(29.70)\n")
    found = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert found.differences == []
    assert partner_statements.record_agreeing(by, found) == "1 deposit recorded, 1,081.20"
    with pytest.raises(Refused, match="brings no deposit"):
        partner_statements.record_deposit(by, found, found.compared[1])
    path = statement(tmp_path, HEAD + "A-1,11/20/2026,1200.00,118.80\nA-1,11/22/2026,-250.00,0\n")
    (differs,) = partner_statements.reconcile(path, "CareCredit", TODAY).differences
    assert (differs.finding, differs.words) == (
        Finding.AMOUNT, "row 3, Chen, Wei: -250.00 on the statement, -300.00 in our books"
    )  # fmt: skip


def test_an_account_number_is_known_by_its_last_four_and_never_shown(
    practice: TinyPractice, by: By, tmp_path: Path
) -> None:
    used(practice, by, 120_000, "4471")
    used(practice, by, 90_000, "9004471")
    used(practice, by, 50_000, "8802")
    path = statement(
        tmp_path,
        HEAD + "6019 1234 5678 8802,11/20/2026,510.00,50.49\n6019-1234-5678-1111,11/20/2026,7.00,0.69\n"
        "4471,11/20/2026,1200.00,118.80\n6019 9004471,11/20/2026,900.00,89.10\n",
    )
    found = partner_statements.reconcile(path, "CareCredit", TODAY)
    assert [one.finding for one in found.compared] == [
        Finding.AMOUNT, Finding.NOT_OURS, Finding.AGREES, Finding.AGREES,
    ]  # fmt: skip
    assert found.compared[0].words == "row 2, Chen, Wei: 510.00 on the statement, 500.00 in our books"
    assert found.compared[1].words == "row 3: …1111, 7.00 is not in our books"


def test_hostile_lines_are_told_by_their_row_and_never_recorded(practice: TinyPractice, by: By, tmp_path: Path) -> None:
    used(practice, by, 120_000, "A-1")
    text = (
        HEAD + "A-1,11/20/2026,1200.00,118.80\nover,11/20/2026,100.00,200.00\nlater,11/24/2026,5.00,1\nnone,11/20/2026,0,0\n"
        '"=HYPERLINK(""x"")",11/20/2026,1.00,0.10\nesc\x1b]0;pwn\x07,11/20/2026,2.00,0.10\nbig,11/20/2026,9e99,1\n'
        "huge,11/20/2026,99999999999999999999.00,1\nwide,11/20/2026,1,1,1\nnul\x00,11/20/2026,3.00,1\n"
    )
    found = partner_statements.reconcile(statement(tmp_path, text), "CareCredit", TODAY)
    assert [one.line.row for one in found.differences if one.line] == [6, 7]
    assert not any(ord(char) < 32 for one in found.compared for char in one.words)
    told = "\n".join(found.statement.unread)
    for row, why in ((3, "net is not between"), (4, "Tue 24 Nov 2026 is still to come"), (8, "not an amount"),
                     (9, "too large"), (10, "cells"), (11, "NUL")):  # fmt: skip
        assert any(line.startswith(f"row {row}") and why in line for line in told.splitlines()), (row, why, told)
    assert [line.partition(",")[2].partition(":")[0].strip() for line in told.splitlines() if line.startswith("row 8")] == [
        f"column {HEAD.split(',')[2]}"
    ]
    assert found.statement.passed == (f"row 5: {HEAD.split(',')[2]} is zero",)
    # All or nothing: not even the line that agrees.
    pair = next(one for one in found.compared if one.finding is Finding.AGREES)
    with pytest.raises(Refused, match="Nothing is recorded from a file that cannot be read whole: row "):
        partner_statements.record_agreeing(by, found)
    with pytest.raises(Refused, match="Nothing is recorded"):
        partner_statements.record_deposit(by, found, pair)


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
