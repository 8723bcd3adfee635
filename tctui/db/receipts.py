"""Receipts of recorded payments: drawn from the account as it stood that day, their bytes kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from tctui.core.case import Option
from tctui.core.documents.receipt import Receipt, canonical_receipt, checked_receipt
from tctui.core.errors import Refused
from tctui.core.finance.account import Terms
from tctui.core.finance.dues import AgreedDues
from tctui.core.finance.standing import standing
from tctui.core.spoken import show_date_year
from tctui.db.accounts import account, payments_of
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.memberships import GIVEN_BACK, membership
from tctui.db.models import database
from tctui.db.paper_parts import letterhead, parties
from tctui.db.paper_writes import keep_document

RECEIPT = "receipt"


def make_receipt(by: By, account_id: int, payment_id: int) -> int:
    """Draw up and keep the receipt of a payment; returns the document's id, the same one when it was made before.

    Raises Refused when the payment was taken back: it is not confirmed any more.
    """
    held = account(account_id)
    payment = next((one for one in payments_of(account_id) if one.id == payment_id), None)
    if payment is None:
        raise Refused("That payment is not recorded on this account.")
    if payment.taken_back:
        raise Refused("That payment was taken back; it has no receipt any more.")
    made = kept_receipt(held.case_id, payment_id)
    if made is not None:
        return made
    case = read_case(held.case_id)
    option = next(one for one in case.options if one.id == held.option_id)
    patient, payer = parties(case)
    earlier = tuple(e for e in held.account.events if (e.on, e.id) < (payment.on, payment.id))
    before = replace(held.account, events=earlier)
    own = next(event for event in held.account.events if event.id == payment_id)
    after = standing(replace(before, events=(*earlier, own)), payment.on)
    from tctui.documents.receipt import render_receipt

    paper = checked_receipt(
        Receipt(
            str(payment_id), by.now.astimezone(UTC).replace(microsecond=0), payment.on, letterhead(), payer, patient,
            payment.cents, payment.method or "an unknown method", payment.reference,
            _paid_for(held.account.opening, option), payment.by or by.user.name,
            standing(before, payment.on).balance_cents, after.balance_cents, after.next_due, after.next_cents,
        )
    )  # fmt: skip
    return keep_document(
        by.user.id, by.now, by.today, case, option, RECEIPT, f"Receipt {payment_id}", canonical_receipt(paper),
        render_receipt(paper), None,
    )  # fmt: skip


def make_fee_receipt(by: By, membership_id: int, payment_id: int) -> int:
    """Draw up and keep the receipt of a payment of a membership's fee; returns the document's id as ``make_receipt`` does.

    It is kept in the newest case of the patient. Raises Refused when the payment was taken back, or without a case.
    """
    one = membership(membership_id)
    payment = next((each for each in one.payments if each.id == payment_id), None)
    if payment is None or payment.taken_back:
        raise Refused("That payment was taken back; it has no receipt any more.")
    row = database.execute_sql("SELECT MAX(id) FROM treatment_case WHERE patient_id = ? AND voided = 0", (one.patient_id,))
    (case_id,) = row.fetchone()
    if case_id is None:
        raise Refused("The patient has no case in which it could be kept.")
    number = f"M{payment_id}"
    made = _kept(int(case_id), number)
    if made is not None:
        return made
    case = read_case(int(case_id))
    patient, payer = parties(case)
    earlier = tuple(each for each in one.payments if (each.on, each.id) < (payment.on, payment.id))
    before = replace(one, payments=earlier).fees(payment.on)
    after = replace(one, payments=(*earlier, payment)).fees(payment.on)
    from tctui.documents.receipt import render_receipt

    start, end = one.membership.year_on(max(payment.on, one.membership.began))
    paper = checked_receipt(
        Receipt(
            number, by.now.astimezone(UTC).replace(microsecond=0), payment.on, letterhead(), payer, patient, payment.cents,
            payment.method or "an unknown method", payment.reference,
            f"fee of {one.membership.plan.name}, {show_date_year(start)[4:]} to {show_date_year(end)[4:]}",
            payment.by or by.user.name, before.open_cents, after.open_cents, after.next_on, after.next_cents,
        )
    )  # fmt: skip
    return keep_document(
        by.user.id, by.now, by.today, case, None, RECEIPT, f"Receipt {number}", canonical_receipt(paper),
        render_receipt(paper), None,
    )  # fmt: skip


def _paid_for(opening: Terms, option: Option) -> str:
    """What a payment is for: the treatment, or the plan that it is paid by."""
    name = f"option {option.letter}, {option.name}"
    return name if isinstance(opening, AgreedDues) else f"plan of {name}"


def kept_receipt(case_id: int, payment_id: int) -> int | None:
    """The document id of a payment's receipt, or None when none was made."""
    return _kept(case_id, str(payment_id))


def taken_back(case_id: int) -> frozenset[str]:
    """The titles of the receipts of a case whose payment came back or was a mistake: they confirm nothing any more."""
    rows = database.execute_sql(
        "SELECT d.title FROM document d WHERE d.case_id = ? AND d.kind = ? AND d.voided = 0 AND ("
        " EXISTS (SELECT 1 FROM account_event t WHERE t.kind IN ('returned', 'mistaken')"
        "  AND d.title = 'Receipt ' || t.about)"
        " OR EXISTS (SELECT 1 FROM membership_payment t WHERE t.kind = 'taken_back' AND t.method <> ?"
        "  AND d.title = 'Receipt M' || t.about))",
        (case_id, RECEIPT, GIVEN_BACK),
    )
    return frozenset(row[0] for row in rows.fetchall())


def _kept(case_id: int, number: str) -> int | None:
    row = database.execute_sql(
        "SELECT id FROM document WHERE case_id = ? AND kind = ? AND title = ? AND voided = 0 ORDER BY id LIMIT 1",
        (case_id, RECEIPT, f"Receipt {number}"),
    ).fetchone()
    return int(row[0]) if row else None
