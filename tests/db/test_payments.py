"""The account of a plan in the database: recorded, taken back, amended and signed; nothing of it is ever edited."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.finance.account import Recorded
from tctui.core.finance.amendment import Amendment, amendment
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.ledger import ledger
from tctui.core.finance.membership import MembershipPlan
from tctui.core.finance.side_by_side import every_way, partner_and_rest
from tctui.core.finance.standing import standing
from tctui.core.finance.wish import Wish
from tctui.core.money import money
from tctui.core.papers import AGREEMENT, DISCLOSURE, newest
from tctui.core.plain import canonical_json
from tctui.db import agreements, decisions, paper_writes, papers_lacking, payments
from tctui.db.accounts import account, account_of, payments_of, reminders
from tctui.db.arrangements import arrangement_of, credits_in
from tctui.db.check import findings
from tctui.db.models import database
from tctui.db.papers import papers_of
from tctui.db.receipts import make_receipt
from tctui.db.undo import undo_last
from tctui.db.ways import ground_of
from tctui.rulebooks.partners import partner_products
from tests.db.money_ground import accepted, agree, by, plan, with_plan
from tests.practice import NOW, TODAY, TinyPractice


def pay(practice: TinyPractice, cents: int, days: int = 0) -> int:
    held = account_of(practice.options[0])
    assert held is not None
    day = TODAY + timedelta(days=days)
    done = payments.record(by(practice, days), held.id, Recorded.PAYMENT, day, cents, method="check", reference="1204")
    return done.id


def owed(practice: TinyPractice, days: int = 0) -> int:
    held = account_of(practice.options[0])
    assert held is not None
    return standing(held.account, TODAY + timedelta(days=days)).balance_cents


def made(practice: TinyPractice, kind: str) -> int:
    paper = newest(papers_of([practice.case])[practice.case], kind, practice.options[0])
    return paper.id if paper else 0


def sign_agreement(practice: TinyPractice, days: int = 0) -> None:
    who = by(practice, days)
    case = practice.read()
    number = agreements.make_agreement(who.user, who.now, who.today, case, case.options[0])
    for signer, relation in (("Wei Chen", "patient"), ("Mei Chen", "guarantor")):
        signed_as = {"way": "paper", "signer": signer, "relation": relation}
        paper_writes.sign(who.user, who.now, who.today, practice.read(), number, **signed_as)  # type: ignore[arg-type]


def text_of(document_id: int) -> str:
    pages = pypdf.PdfReader(BytesIO(paper_writes.document_bytes(document_id))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_payments_lower_what_is_owed_and_the_ledger_equals_what_was_recorded(practice: TinyPractice) -> None:
    held = with_plan(practice, rate=0)
    total = held.account.opening.total_cents
    pay(practice, 20_000)
    pay(practice, 5_000, 40)
    assert owed(practice, 40) == total - 25_000
    assert database.execute_sql(
        "SELECT account, SUM(cents) FROM entry GROUP BY account ORDER BY account"
    ).fetchall() == [
        ("plan", -25_000),
        ("received", 25_000),
    ]
    assert [one.cents for one in payments_of(held.id)] == [20_000, 5_000]
    assert findings() == []


def test_a_returned_payment_is_owed_again_with_its_fee_and_a_mistake_never_was(practice: TinyPractice) -> None:
    held = with_plan(practice)
    total = held.account.opening.total_cents
    first, second = pay(practice, 20_000), pay(practice, 30_000, 3)
    payments.take_back(by(practice, 9), held.id, second, Recorded.RETURNED, TODAY + timedelta(days=9), "no funds")
    payments.record(by(practice, 9), held.id, Recorded.RETURNED_FEE, TODAY + timedelta(days=9), 2_500)
    # The down payment was paid; the fee is owed; between the payment and its return less interest ran.
    with_interest = ledger(account(held.id).account, TODAY + timedelta(days=9)).accrued_cents
    assert owed(practice, 9) == total - 20_000 + 2_500 + with_interest
    payments.take_back(by(practice, 9), held.id, first, Recorded.MISTAKEN, TODAY)
    assert owed(practice) == total
    with pytest.raises(Refused, match="taken back already"):
        payments.take_back(by(practice, 9), held.id, first, Recorded.RETURNED, TODAY + timedelta(days=9))
    assert [one.taken_back for one in payments_of(held.id)] == [True, True]
    assert findings() == []


def test_nothing_recorded_is_edited_or_deleted_or_undone(practice: TinyPractice) -> None:
    with_plan(practice)
    pay(practice, 20_000)
    for statement in ("UPDATE account_event SET cents = 1", "DELETE FROM account_event", "UPDATE entry SET cents = 1",
                      "DELETE FROM entry", "UPDATE arrangement SET voided = 1"):  # fmt: skip
        with pytest.raises(Exception, match=r"never|payments are recorded"):
            database.execute_sql(statement)
    with pytest.raises(Refused, match=r"Payment of 200.00 by check. Payments stay recorded: in the account \(M\) x"):
        undo_last(practice.coordinator.id, NOW)
    with pytest.raises(Refused, match="amend it in the account"):
        agree(practice, plan(accepted_before(practice), payments=6))


def test_undo_passes_over_no_signature_and_takes_nothing_from_under_one(practice: TinyPractice) -> None:
    with_plan(practice)
    case = practice.read()
    agreement = agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    for signer, relation in (("Wei Chen", "patient"), ("Mei Chen", "guarantor")):
        paper_writes.sign(
            practice.lead, NOW, TODAY, practice.read(), agreement, way="paper", signer=signer, relation=relation
        )
    # The lead witnessed it, so the coordinator's last change is still the way to pay that was signed.
    with pytest.raises(Refused, match="Not undone: Financial agreement was signed on it"):
        undo_last(practice.coordinator.id, NOW)
    with pytest.raises(Refused, match="A signature stays: after a change, make the paper anew"):
        undo_last(practice.lead.id, NOW)
    decisions.decline(by(practice), practice.case, practice.lines[:1], "cost")
    (paper,) = (one for one in papers_of([practice.case])[practice.case] if one.id == agreement)
    assert paper.standing(paper_writes.basis_of(practice.read().options[0], AGREEMENT), TODAY).startswith("INVALID")
    assert "Declined" in undo_last(practice.coordinator.id, NOW)
    assert paper.standing(paper_writes.basis_of(practice.read().options[0], AGREEMENT), TODAY) == "signed"


def accepted_before(practice: TinyPractice) -> int:
    arrangement = arrangement_of(practice.options[0])
    assert arrangement is not None
    return arrangement.choice.patient_cents


def test_what_is_wrong_is_refused_and_changes_nothing(practice: TinyPractice) -> None:
    held = with_plan(practice)
    for kind, cents, days, words in (
        (Recorded.PAYMENT, 0, 0, "above zero"),
        (Recorded.PAYMENT, 100, 1, "has not come yet"),
        (Recorded.PAYMENT, 100, -1, "when these terms were agreed"),
        (Recorded.REFUND, 100, 0, "the credit is 0.00"),
    ):
        with pytest.raises(Refused, match=words):
            payments.record(by(practice), held.id, kind, TODAY + timedelta(days=days), cents)
    with pytest.raises(Refused, match="card or account number"):
        payments.record(by(practice), held.id, Recorded.PAYMENT, TODAY, 100, reference="4111 1111 1111 1111")
    front = by(practice, user=practice.lead.__class__(9, "f", "Front", "F", "front"))
    with pytest.raises(Refused, match="role"):
        payments.record(front, held.id, Recorded.PAYMENT, TODAY, 100)
    assert account(held.id).account.events == ()


def test_late_fees_are_charged_once_and_waived_with_a_reason(practice: TinyPractice) -> None:
    held = with_plan(practice, rate=0)
    pay(practice, 20_000)
    with pytest.raises(Refused, match="late"):
        payments.charge_late_fees(by(practice, 35), held.id)
    done = payments.charge_late_fees(by(practice, 50), held.id)
    assert done.says == "Late fee of 25.00 charged for payment 1"
    with pytest.raises(Refused, match="late"):
        payments.charge_late_fees(by(practice, 50), held.id)
    payments.waive(by(practice, 51), held.id, done.id, "first time")
    assert standing(account(held.id).account, TODAY + timedelta(days=51)).fees_cents == 0
    assert findings() == []


def drawn_up(practice: TinyPractice, change: int, days: int) -> Amendment:
    held = account_of(practice.options[0])
    assert held is not None
    day = TODAY + timedelta(days=days)
    return amendment(held.account, day, change, "insurance paid 120.00 less", 8, day + timedelta(days=30))


def test_an_amendment_is_a_new_version_that_holds_once_it_is_signed(practice: TinyPractice) -> None:
    held = with_plan(practice)
    sign_agreement(practice)
    pay(practice, 20_000)
    before = owed(practice, 10)
    case = practice.read()
    change = drawn_up(practice, 12_000, 10)
    payments.amend(by(practice, 10), case, case.options[0], change)
    after = account_of(practice.options[0])
    assert after is not None
    assert after.waiting is not None
    assert after.waiting.number == 2
    assert owed(practice, 10) == before
    missing = papers_lacking.missing_for(practice.read(), None, TODAY + timedelta(days=10))
    assert missing[0] == "agreement INVALID: changed after signing"
    sign_agreement(practice, 10)
    assert owed(practice, 10) == before + 12_000 == change.terms.total_cents
    signed = account_of(practice.options[0])
    assert signed is not None
    assert signed.waiting is None
    assert signed.id == held.id
    assert "agreement" not in " ".join(papers_lacking.missing_for(practice.read(), None, TODAY + timedelta(days=10)))
    paper = text_of(made(practice, AGREEMENT))
    assert "Amendment of the financial agreement" in paper
    assert "Insurance paid 120.00 less. On Thu 3 Dec 2026" in paper
    assert "+120.00" in paper
    with pytest.raises(Refused, match="A signature stays"):
        undo_last(practice.coordinator.id, NOW)
    assert findings() == []


def test_an_amendment_not_signed_yet_is_undone_and_one_overtaken_is_refused(practice: TinyPractice) -> None:
    with_plan(practice)
    pay(practice, 20_000)
    case = practice.read()
    payments.amend(by(practice, 5), case, case.options[0], drawn_up(practice, 5_000, 5))
    assert "Amendment to" in undo_last(practice.coordinator.id, NOW)
    held = account_of(practice.options[0])
    assert held is not None
    assert held.waiting is None
    payments.amend(by(practice, 5), case, case.options[0], drawn_up(practice, 5_000, 5))
    pay(practice, 10_000, 5)
    with pytest.raises(Refused, match="draw the amendment up again"):
        sign_agreement(practice, 5)


def test_no_signature_before_the_disclosure_was_produced(practice: TinyPractice) -> None:
    with_plan(practice)
    case = practice.read()
    number = agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    assert made(practice, DISCLOSURE) == 0
    assert credits_in(2026) == 1
    with_regular_credit(practice)
    with pytest.raises(Refused, match="asks for the disclosure before the signature"):
        paper_writes.sign(
            practice.coordinator, NOW, TODAY, case, number, way="paper", signer="Mei Chen", relation="guarantor"
        )
    sign_agreement(practice)
    shown = text_of(made(practice, DISCLOSURE))
    assert "FINANCE CHARGE" in shown


def with_regular_credit(practice: TinyPractice) -> None:
    """Twenty-six other plans of this year, as rows: what counts is how many there are."""
    for number in range(26):
        database.execute_sql(
            'INSERT INTO "option" (id, version, voided, case_id, letter, name, recommended, chosen, rationale)'
            " VALUES (?, 1, 0, ?, ?, 'another', 0, 0, '')",
            (100 + number, practice.case, f"Z{number}"),
        )
        database.execute_sql(
            "INSERT INTO arrangement (version, voided, case_id, option_id, number, kind, total, down, count, rate,"
            " frequency, courtesy, method, terms, day, amendment) SELECT 1, 0, case_id, ?, 1, kind, 0, 0, count, rate,"
            " frequency, 0, '', '{}', day, '' FROM arrangement WHERE option_id = ? LIMIT 1",
            (100 + number, practice.options[0]),
        )
    assert credits_in(2026) == 27


def test_the_disclosure_stands_apart_from_the_itemization(practice: TinyPractice) -> None:
    with_plan(practice)
    with_regular_credit(practice)
    case = practice.read()
    agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    pages = pypdf.PdfReader(BytesIO(paper_writes.document_bytes(made(practice, DISCLOSURE)))).pages
    text = " ".join(" ".join(page.extract_text().split()) for page in pages)
    # Set off by a dividing line, as comment 17(a)(1)-2 allows: after all that is disclosed and its receipt.
    ends = text.index("I received this disclosure")
    assert text.index("FINANCE CHARGE") < text.index("Contract: see the agreement") < ends < text.index("Itemization")


def test_a_paper_on_what_another_session_has_changed_is_not_kept(practice: TinyPractice) -> None:
    owed_in_all = with_plan(practice).account.opening.total_cents
    case = practice.read()
    option = case.options[0]
    stood = paper_writes.basis_of(option, AGREEMENT)
    decisions.decline(by(practice), practice.case, practice.lines[:1], "cost")
    with pytest.raises(ChangedElsewhere, match="make it again"):
        agreements.make_agreement(practice.coordinator, NOW, TODAY, case, option)
    undo_last(practice.coordinator.id, NOW)
    agree(practice, plan(owed_in_all, payments=4))
    with pytest.raises(ChangedElsewhere, match="make it again"):
        paper_writes.keep_document(
            practice.coordinator.id, NOW, TODAY, case, option, AGREEMENT, "Agreement", b"{}", b"%PDF", TODAY, stood
        )
    assert not papers_of([practice.case])[practice.case]


def test_a_partners_charge_is_not_the_practices(practice: TinyPractice) -> None:
    total = accepted(practice)
    reduced = replace(next(one for one in partner_products() if one.name == "reduced rate"), least_cents=0)
    for wish_rate, charge in ((0, "FINANCE CHARGE none"), (990, "FINANCE CHARGE ")):
        wish = Wish(total, TODAY, 10_000, 8, wish_rate)
        choice = partner_and_rest(wish, reduced, 50_000, Way.IN_HOUSE, 24)
        agree(practice, choice)
        case = practice.read()
        agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
        paper = text_of(made(practice, AGREEMENT))
        assert charge in paper
        assert "partner's own disclosure" in paper
        assert choice.schedule is not None
        own, both = choice.schedule.finance_charge_cents, choice.finance_charge_cents
        assert both > own
        assert f"FINANCE CHARGE {money(both)}" not in paper
        if own:
            assert f"FINANCE CHARGE {money(own)}" in paper


def test_a_receipt_is_kept_once_with_what_was_owed_before_and_after(practice: TinyPractice) -> None:
    held = with_plan(practice, rate=0)
    number = pay(practice, 20_000)
    document = make_receipt(by(practice), held.id, number)
    assert make_receipt(by(practice, 3), held.id, number) == document
    text = text_of(document)
    total = held.account.opening.total_cents
    for words in ("Receipt", "check, 1204", "200.00", money(total), money(total - 20_000), "Mei Chen", "Maria Solis"):
        assert words in text
    payments.take_back(by(practice, 4), held.id, number, Recorded.MISTAKEN, TODAY)
    with pytest.raises(Refused, match="taken back"):
        make_receipt(by(practice, 4), held.id, number)


def test_what_is_overdue_or_falls_due_is_a_reminder(practice: TinyPractice) -> None:
    held = with_plan(practice, rate=0)
    assert reminders(TODAY)[0].what.startswith("200.00 falls due")
    pay(practice, 20_000)
    assert reminders(TODAY) == []
    first = held.account.opening.first_due
    level = standing(held.account, TODAY).dues[1].amount_cents
    said = reminders(first + timedelta(days=4))
    assert (said[0].case_id, said[0].on, said[0].what) == (practice.case, first, f"{money(level)} overdue for 4 days")
    assert reminders(first - timedelta(days=2))[0].on == first
    pay(practice, level, (first - TODAY).days)
    assert reminders(first) == []


def test_what_is_overdue_stays_a_reminder_while_an_amendment_waits(practice: TinyPractice) -> None:
    held = with_plan(practice)
    pay(practice, 20_000)
    late = (held.account.opening.first_due - TODAY).days + 20
    assert "overdue for 20 days" in reminders(TODAY + timedelta(days=late))[0].what
    case = practice.read()
    payments.amend(by(practice, late), case, case.options[0], drawn_up(practice, 5_000, late))
    assert "overdue for 20 days" in reminders(TODAY + timedelta(days=late))[0].what


def test_the_interest_of_payments_that_came_late_is_a_reminder_at_the_end(practice: TinyPractice) -> None:
    held = with_plan(practice)
    pay(practice, 20_000)
    dues = [due for due in standing(held.account, TODAY).dues if due.number and due.due]
    for due in dues:
        assert due.due is not None
        pay(practice, due.amount_cents, (due.due - TODAY).days + (20 if due.number == 2 else 0))
    last = dues[-1].due
    assert last is not None
    left = owed(practice, (last - TODAY).days + 4)
    assert left > 0
    (found,) = reminders(last + timedelta(days=4))
    assert found.what == f"{money(left)} overdue for 4 days"
    pay(practice, left, (last - TODAY).days + 4)
    assert reminders(last + timedelta(days=5)) == []


def test_entries_that_do_not_fit_their_event_are_found(practice: TinyPractice) -> None:
    with_plan(practice)
    pay(practice, 20_000)
    database.execute_sql("DROP TRIGGER entry_no_update")
    database.execute_sql("UPDATE entry SET cents = -19999 WHERE account = 'plan'")
    assert findings() == [
        "the guard entry_no_update of the database is gone",
        "entry 2 of an account is not what entry 8 of the audit log made: cents",
        "the entries of account event 1 do not sum to zero",
        "account event 1 is not what its entries say",
        "the account of arrangement 1 does not come to what is recorded on it",
    ]


def test_a_member_pays_member_prices_and_the_agreement_names_the_fee(practice: TinyPractice) -> None:
    accepted(practice)
    database.execute_sql("UPDATE coverage SET voided = 1")
    card = MembershipPlan("Riverside members", 39_900, 1_500)
    database.execute_sql(
        "INSERT INTO membership_plan (version, voided, name, terms, active) VALUES (1, 0, ?, ?, 1)",
        (card.name, canonical_json(card).decode()),
    )
    case = practice.read()
    ground = ground_of(case, case.options[0], TODAY)
    ways = every_way(Wish(ground.owed_cents, TODAY), ground.visits, (), ground.memberships, ground.lines, ground.beside)
    choice = next(way for way in ways if way.way is Way.MEMBERSHIP)
    assert isinstance(choice, PaymentChoice)
    assert choice.total_cents == 241_500 * 85 // 100 + 39_900
    agree(practice, choice)
    agreements.make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    paper = text_of(made(practice, AGREEMENT))
    assert "membership fee, the first year 399.00" in paper
    assert f"member savings {money(-choice.courtesy_cents)}" in paper
    assert "FINANCE CHARGE none" in paper
