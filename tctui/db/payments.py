"""Recording on the account of what was agreed: payments and what happens to them, fees, refunds, amendments; only ever added."""

from __future__ import annotations

from datetime import date

from tctui.core.agreed import PlanAccount
from tctui.core.case import CaseFile, Option
from tctui.core.documents.receipt import checked_reference
from tctui.core.errors import Refused
from tctui.core.finance.account import Account, Event, Recorded
from tctui.core.finance.amendment import Amendment
from tctui.core.finance.opening import after_amendment
from tctui.core.finance.recording import recorded
from tctui.core.finance.standing import late_fees_due
from tctui.core.money import money
from tctui.core.spoken import show_date
from tctui.db import models
from tctui.db.accounts import account, account_of
from tctui.db.arrangements import arrangement_of, insert_arrangement, may_change_money
from tctui.db.change import By, Done, line_of_text
from tctui.db.estimates import freeze
from tctui.db.models import database
from tctui.db.office_terms import agreed_terms
from tctui.db.unit_of_work import Unit, unit_of_work

METHODS = ("card", "bank draft", "check", "cash", "other")

POSTINGS: dict[Recorded, tuple[str, str]] = {
    Recorded.PAYMENT: ("received", "plan"),
    Recorded.RETURNED: ("plan", "received"),
    Recorded.MISTAKEN: ("plan", "received"),
    Recorded.LATE_FEE: ("plan", "fees"),
    Recorded.RETURNED_FEE: ("plan", "fees"),
    Recorded.WAIVED: ("fees", "plan"),
    Recorded.REFUND: ("plan", "received"),
    Recorded.AMENDED: ("plan", "treatment"),
}
"""The accounts that an event adds its cents to and takes them from. Interest is not an event: the replay counts it."""


def record(
    by: By,
    account_id: int,
    kind: Recorded,
    on: date,
    cents: int,
    *,
    of: int | None = None,
    method: str = "",
    reference: str = "",
    note: str = "",
) -> Done:
    """Record one event on an account; gives its id. It is never changed: a mistake is taken back by another event.

    Raises Refused as core.finance.recording does, and for a reference that may be a card or account number.
    """
    may_change_money(by.user)
    day = "" if on == by.today else f" on {show_date(on)}"
    method, note = line_of_text("The method", method), line_of_text("The note", note)
    reference = checked_reference(line_of_text("The reference", reference, limit=24))
    with unit_of_work(by.user.id, f"pay.{kind.name.lower()}", by.now, token=by.token) as unit:
        if not unit.repeated:
            held = account(account_id)
            unit.case_id, unit.patient_id = held.case_id, held.patient_id
            event = Event(_next_id(), kind, on, cents, of)
            recorded(held.account, event, by.today)
            unit.result = _insert(unit, by, account_id, event, method=method, reference=reference, note=note)
            unit.says = _says(held, event, method) + day
    return Done(unit.says, unit.result)


def take_back(by: By, account_id: int, payment_id: int, kind: Recorded, on: date, note: str = "") -> Done:
    """Record that a payment came back on a day, or that it was recorded by mistake: then on its own day.

    A mistake from before an amendment is taken back on the day of that. Raises Refused when it was taken back already.
    """
    held = account(account_id)
    payment = _event(held.account, payment_id)
    if kind is Recorded.MISTAKEN:
        amended = [event.on for event in held.account.events if event.kind is Recorded.AMENDED]
        on = max([payment.on, *amended])
    return record(by, account_id, kind, on, payment.cents, of=payment_id, note=note)


def waive(by: By, account_id: int, fee_id: int, note: str) -> Done:
    """Take back a fee, with the reason."""
    note = line_of_text("The reason", note, needed=True)
    fee = _event(account(account_id).account, fee_id)
    return record(by, account_id, Recorded.WAIVED, max(by.today, fee.on), fee.cents, of=fee_id, note=note)


def charge_late_fees(by: By, account_id: int) -> Done:
    """Charge the late fees that the agreement allows by today, each once. Raises Refused when there is none."""
    held = account(account_id)
    office = agreed_terms(held.option_id)
    fees = late_fees_due(held.account, by.today, office.late_fee_cents, office.late_after_days)
    if not fees:
        raise Refused(f"No payment is more than {office.late_after_days} days late and without its fee.")
    done = [record(by, account_id, fee.kind, fee.on, fee.cents, of=fee.of) for fee in fees]
    return done[0] if len(done) == 1 else Done(f"{len(done)} late fees of {money(fees[0].cents)} charged", done[-1].id)


def amend(by: By, case: CaseFile, option: Option, amendment: Amendment) -> Done:
    """Keep an amendment of what is owed on an option as a new version of its arrangement; it holds once the agreement is signed.

    The estimate is frozen anew, so that the paper shows today's figures. Raises Refused without an account.
    """
    may_change_money(by.user)
    before, held = arrangement_of(option.id), account_of(option.id)
    if before is None or held is None:
        raise Refused("There is no account to amend.")
    # What is drawn up must be what could be recorded now.
    recorded(held.account, amendment.event(_next_id()), by.today)
    frozen = freeze(by.user, by.now, by.today, case, option, agreed_only=True)
    with unit_of_work(by.user.id, "pay.amend", by.now, case_id=case.id, patient_id=case.patient_id) as unit:
        made = insert_arrangement(
            unit, by.user, by.today, case, option, after_amendment(before.choice, amendment.terms), frozen.id, before.method,
            held.id, amendment,
        )  # fmt: skip
        unit.update(models.Arrangement, before.id, replaced_by=made.id)
        unit.says = f"Amendment to {money(amendment.terms.total_cents)} drawn up; the agreement must be signed anew"
    return Done(unit.says, made.id)


def record_signed_amendment(unit: Unit, by: By, option_id: int) -> None:
    """Let the amendment that waits for a signature hold, inside the unit that keeps the signature.

    Raises Refused when the account has changed since it was drawn up.
    """
    held = account_of(option_id)
    if held is None or held.waiting is None or held.waiting.amendment is None:
        return
    event = held.waiting.amendment.event(_next_id())
    recorded(held.account, event, by.today)
    _insert(unit, by, held.id, event, terms_id=held.waiting.id)


def _insert(
    unit: Unit, by: By, account_id: int, event: Event, *, method: str = "", reference: str = "", note: str = "",
    terms_id: int | None = None,
) -> int:  # fmt: skip
    unit.can_undo = False
    number = unit.insert(
        models.AccountEvent, arrangement=account_id, kind=event.kind.name.lower(), day=event.on, cents=event.cents,
        about=event.of, terms=terms_id, method=method, reference=reference, note=note or event.note, at=unit.at,
        user=by.user.id,
    )  # fmt: skip
    for name, cents in postings(event.kind, event.cents):
        unit.insert(models.Entry, event=number, account=name, cents=cents)
    return number


def postings(kind: Recorded, cents: int) -> list[tuple[str, int]]:
    """The two sides of an event: account and signed cents, which sum to zero."""
    to, off = POSTINGS[kind]
    return [(to, cents), (off, -cents)]


def _next_id() -> int:
    row = database.execute_sql("SELECT COALESCE(MAX(id), 0) + 1 FROM account_event").fetchone()
    return int(row[0])


def _event(held: Account, event_id: int) -> Event:
    found = next((event for event in held.events if event.id == event_id), None)
    if found is None:
        raise Refused("That is not recorded on this account.")
    return found


def _says(held: PlanAccount, event: Event, method: str) -> str:
    amount = money(event.cents)
    if event.kind is Recorded.PAYMENT:
        return f"Payment of {amount} by {method or 'an unknown method'}"
    if event.kind in (Recorded.RETURNED, Recorded.MISTAKEN):
        paid = _event(held.account, event.of or 0)
        said = "came back" if event.kind is Recorded.RETURNED else "taken back: recorded by mistake"
        return f"Payment of {amount} of {show_date(paid.on)} {said}"
    if event.kind is Recorded.LATE_FEE:
        return f"Late fee of {amount} charged for payment {event.of}"
    return f"{event.kind.value.capitalize()}: {amount}"
