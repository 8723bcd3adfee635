"""The account of an option: what is owed and why, and the keys that record payments, fees and amendments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from textual.widget import Widget

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.account import Event, Recorded
from tctui.core.finance.payoff import payoff_quote
from tctui.core.finance.recording import FEES, UNDOES
from tctui.core.money import money
from tctui.core.spoken import date_from_text, show_date, show_date_year
from tctui.db import payments
from tctui.db.accounts import account_of
from tctui.db.cases import read_case
from tctui.db.inquiry import Inquiry, inquiry
from tctui.db.office_terms import agreed_terms
from tctui.screens import account_lines
from tctui.screens.place import Answer, Choice, Place
from tctui.screens.record_payment import amendment_form, payment_form, quote_rows, receipt
from tctui.widgets.table import Column, Row, Table

_MONEY = ("record_payment", "came_back", "mistake", "charge_fee", "refund", "amend")


class AccountScreen(Place):
    """`n` records a payment, the other keys what happens to one; nothing recorded is ever edited."""

    PLACE = "account"
    HEADING = 2
    DETAIL = 2

    def __init__(self, case_id: int, option_id: int) -> None:
        super().__init__()
        self._case_id, self._option_id = case_id, option_id
        self._table = Table(account_lines.COLUMNS, self._moved)
        self._case: CaseFile | None = None
        self._found: Inquiry | None = None

    def body(self) -> Iterable[Widget]:
        """Give the table of the account."""
        yield self._table

    @property
    def found(self) -> Inquiry:
        """The inquiry that is shown; raises Refused when there is no account any more."""
        if self._found is None:
            raise Refused("Nothing is to be paid to the practice; $ shows the ways to pay.")
        return self._found

    @property
    def option(self) -> Option:
        """The option whose plan it is."""
        assert self._case is not None
        return next(option for option in self._case.options if option.id == self._option_id)

    def reload(self) -> None:
        """Read the account anew."""
        self._found = None
        case = self._case = read_case(self._case_id)
        name = f"{case.last_name}, {case.first_name}  option {self.option.letter} {self.option.name}"
        try:
            found = self._found = inquiry(case, self.option, self.desk.today())
        except Refused:
            self.heading([("Account  ", "heading"), (name, "strong")])
            self._table.show([])
            raise
        ink = "good" if found.agreement == "signed" else "warn" if found.agreement.startswith("INVALID") else "caution"
        self.heading(
            [("Account  ", "heading"), (name, "strong")],
            [(account_lines.terms_words(found), "plain")],
            right=[[account_lines.next_words(found)], [(f"agreement {found.agreement}", ink)]],
        )
        self._table.show(account_lines.lines_of(found))

    def _moved(self) -> None:
        row, found = self._table.row, self._found
        if row is None or found is None:
            self.detail("")
            return
        full = "   ".join(part if isinstance(part, str) else part[0] for part in row.cells if part)
        left = found.quote.total_cents
        owed = f"{money(left)} clears {found.quote.clears} today" if left >= 0 else f"{money(-left)} is to be paid back (u)"
        late = found.standing.fees_cents
        fees = f"   of it fees {money(late)}" if late else ""
        insurance = f"   insurance awaited {money(found.awaited_cents)}" if found.awaited_cents else ""
        self.detail([(full, "strong")], f"{owed}{fees}{insurance}")

    def _event(self) -> Event | None:
        """The recorded event under the cursor."""
        key = self._table.key
        if self._found is None or not isinstance(key, tuple) or key[0] != "event":
            return None
        return next((event for event in self._found.held.account.events if event.id == key[1]), None)

    def _standing_payment(self) -> str | None:
        event = self._event()
        if event is None or event.kind is not Recorded.PAYMENT:
            return "put the cursor on a payment under recorded"
        taken = any(payment.id == event.id and payment.taken_back for payment in self.found.payments)
        return "that payment was taken back already" if taken else None

    def why_not(self, action_id: str) -> str | None:
        """Say what stands in the way with what is under the cursor."""
        if action_id in _MONEY and not self.desk.user.may("money"):
            return f"your role ({self.desk.user.role}) does not allow it"
        if self._found is None:
            return "nothing is to be paid to the practice" if action_id in (*_MONEY, "payoff", "open", "explain") else None
        if action_id in ("came_back", "open"):
            return self._standing_payment()
        if action_id == "mistake":
            event = self._event()
            if event is not None and event.kind in FEES:
                waived = any(UNDOES.get(e.kind) == FEES and e.of == event.id for e in self.found.held.account.events)
                return "that fee was waived already" if waived else None
            return self._standing_payment() and "put the cursor on a payment or a fee under recorded"
        if action_id == "refund" and self.found.standing.balance_cents >= 0:
            return "there is no credit to pay back"
        if action_id == "amend" and self.found.held.waiting is not None:
            return "an amendment waits for its signature: sign it (d), or undo it (z)"
        return None

    def act_open(self) -> str:
        """Write the receipt of the payment under the cursor once more."""
        event = self._event()
        assert event is not None
        return receipt(self, self.found.held.id, event.id)

    def act_record_payment(self) -> None:
        """Record a payment."""
        payment_form(self, self.found)

    def act_came_back(self) -> None:
        """Record that the payment under the cursor came back, and charge the fee for it when asked."""
        event = self._event()
        assert event is not None
        held = self.found.held
        fee = agreed_terms(held.option_id).returned_fee_cents

        def came(text: str) -> None:
            on = date_from_text(text or "today", self.desk.today(), "back")
            choices = [Choice("y", f"charge {money(fee)}"), Choice("n", "no fee")]
            self.choose(f"Came back {show_date(on)}; the fee for it", choices, lambda key: record(on, key == "y"))

        def record(on: Any, charge: bool) -> str:
            done = payments.take_back(self.desk.by(), held.id, event.id, Recorded.RETURNED, on)
            if charge:
                payments.record(self.desk.by(), held.id, Recorded.RETURNED_FEE, on, fee, note=done.says)
            self.reload()
            return f"{done.says}{f'; fee of {money(fee)} charged' if charge else ''}"

        self.ask(f"Payment of {money(event.cents)} came back on (Enter: today)", came)

    def act_mistake(self) -> None:
        """Take back the payment or fee under the cursor that should not have been recorded."""
        event = self._event()
        assert event is not None
        held = self.found.held

        def why(text: str) -> str:
            if event.kind is Recorded.PAYMENT:
                if not text.strip():
                    raise Refused("The reason is missing.")
                done = payments.take_back(self.desk.by(), held.id, event.id, Recorded.MISTAKEN, event.on, text)
            else:
                done = payments.waive(self.desk.by(), held.id, event.id, text)
            self.reload()
            return done.says

        what = "Why it was a mistake" if event.kind is Recorded.PAYMENT else "Why the fee is waived"
        self.ask(f"{what} ({event.kind} {money(event.cents)}, {show_date(event.on)})", why)

    def act_undo(self) -> Answer:
        """Take back the last change; a payment recorded last is offered to be taken back by a further entry."""
        from tctui.db.undo import lasting_since

        last = lasting_since(self.desk.user.id, self.desk.now())
        shown = last is not None and last.action == "pay.payment" and self._table.go_to(("event", last.id))
        if not shown or self._standing_payment() is not None:
            return super().act_undo()
        self.act_mistake()
        return None

    def act_charge_fee(self) -> None:
        """Charge late fees that are due, or a fee for a returned payment."""
        held = self.found.held
        office = agreed_terms(held.option_id)

        def charge(key: str) -> str:
            if key == "l":
                done = payments.charge_late_fees(self.desk.by(), held.id)
            else:
                done = payments.record(
                    self.desk.by(), held.id, Recorded.RETURNED_FEE, self.desk.today(), office.returned_fee_cents
                )
            self.reload()
            return done.says

        choices = [
            Choice("l", f"late payments, {money(office.late_fee_cents)} each"),
            Choice("r", f"returned payment, {money(office.returned_fee_cents)}"),
        ]
        self.choose("Fee for", choices, charge)

    def act_refund(self) -> None:
        """Record that the credit was paid back."""
        credit = -self.found.standing.balance_cents

        def back(key: str) -> str:
            done = payments.record(
                self.desk.by(), self.found.held.id, Recorded.REFUND, self.desk.today(), credit,
                method=dict(_METHODS)[key],
            )  # fmt: skip
            self.reload()
            return done.says

        self.choose(f"{money(credit)} paid back by", _METHODS, back)

    def act_payoff(self) -> None:
        """Quote what clears the plan on a day."""

        def quote(text: str) -> None:
            today = self.desk.today()
            try:
                on = date_from_text(text or "today", today, "ahead")
            except Unreadable:
                on = date_from_text(text, today, "back")
            found = payoff_quote(self.found.held.account, on)
            clears = "was owed" if on < today else f"clears {found.clears}"
            words = f"{money(found.total_cents)} {clears} on {show_date_year(on)}"
            columns = [Column("", 32), Column(""), Column("", 11, "right")]
            self.open_list([("Payoff  ", "heading"), (words, "strong")], columns, quote_rows(found))

        self.ask("Owed on (Enter: today; a day gone by with its year)", quote)

    def act_explain(self) -> None:
        """Show every entry that makes what is owed, with its reason."""
        rows = [
            Row(n, (show_date(e.on), f"{e.what}   {e.why}".rstrip(), money(e.amount_cents), money(e.balance_cents)))
            for n, e in enumerate(self.found.standing.entries)
        ]
        self.open_list("How it came to what is owed", account_lines.COLUMNS, rows)

    def act_amend(self) -> None:
        """Draw up new terms from what is owed."""
        assert self._case is not None
        amendment_form(self, self.found, self._case, self.option)

    def act_documents(self) -> None:
        """Show the papers of the case: the agreement is made anew and signed there."""
        from tctui.screens.papers import open_papers

        open_papers(self, self._case_id)

    def act_pay(self) -> None:
        """Show the ways to pay."""
        from tctui.screens.pay import open_pay

        open_pay(self, self._case_id, self._option_id)


_METHODS = (("c", "card"), ("d", "bank draft"), ("k", "check"), ("m", "cash"), ("o", "other"))


def open_account(place: Place, case_id: int, option_id: int | None = None) -> None:
    """Open the account of an option over a place; raises Refused when nothing of it is paid to the practice.

    `option_id` None stands for the leading option, or the one that has an account.
    """
    case = read_case(case_id)
    with_account = next((each for each in case.options if account_of(each.id) is not None), None)
    leading = case.leading if case.leading and account_of(case.leading.id) else with_account or case.leading
    option = next((each for each in case.options if each.id == option_id), leading)
    if option is None:
        raise Refused("The case has no option yet.")
    inquiry(case, option, place.desk.today())
    place.app.push_screen(AccountScreen(case_id, option.id), place._form_closed)
