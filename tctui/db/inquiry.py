"""The inquiry into an account: what was agreed, what is owed and why, and what the insurance has not paid yet."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.agreed import Arrangement, PlanAccount
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.payoff import PayoffQuote, payoff_quote
from tctui.core.finance.standing import Standing, standing
from tctui.core.money import money
from tctui.core.papers import AGREEMENT, begun, counting, said
from tctui.core.spoken import show_date_year
from tctui.db import estimates
from tctui.db.accounts import Payment, account_of, payments_of
from tctui.db.arrangements import arrangement_of
from tctui.db.cases import rows_in
from tctui.db.financing import applications_of
from tctui.db.memberships import enrolled
from tctui.db.paper_writes import basis_of
from tctui.db.papers import papers_of


@dataclass(frozen=True, slots=True)
class Awaited:
    """What an insurer was estimated to pay for a line and has not answered yet, in cents."""

    line_id: int
    name: str
    state: str
    cents: int


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Everything that answers "what do I owe and why" on a day. Cents.

    ``change_cents`` is by how much today's estimate of the patient portion differs from the one that was agreed on;
    ``elsewhere`` what is paid for the treatment and not on this account: what it is, and how much; of it a lending partner
    has not been charged ``unused_cents`` yet, which are owed to the practice until it pays.
    """

    arrangement: Arrangement
    held: PlanAccount
    standing: Standing
    quote: PayoffQuote
    agreement: str
    payments: tuple[Payment, ...]
    awaited: tuple[Awaited, ...]
    change_cents: int
    elsewhere: tuple[tuple[str, int], ...] = ()
    unused_cents: int = 0

    @property
    def awaited_cents(self) -> int:
        """All that insurers have not answered yet."""
        return sum(one.cents for one in self.awaited)


def inquiry(case: CaseFile, option: Option, today: date) -> Inquiry:
    """Read the inquiry into the account of an option; raises Refused when nothing of it is paid to the practice."""
    arrangement, held = arrangement_of(option.id), account_of(option.id)
    if arrangement is None:
        raise Refused(f"No way to pay is agreed for option {option.letter}; $ shows them.")
    if held is None:
        raise Refused(_owed_elsewhere(case, arrangement.choice, option.letter))
    papers, stands_on = papers_of([case.id])[case.id], basis_of(option, AGREEMENT)
    paper = counting(papers, AGREEMENT, option.id, stands_on)
    agreement = said(papers, paper, stands_on, today, begun(option, AGREEMENT)) if paper else "not made"
    return Inquiry(
        arrangement, held, standing(held.account, today), payoff_quote(held.account, today), agreement,
        tuple(payments_of(held.id)), tuple(_awaited(option, arrangement)), _change(case, option, arrangement, today),
        tuple(_elsewhere(case, arrangement, today)), sum(lent - used for _, lent, used, _ in _lent(case, arrangement.choice)),
    )  # fmt: skip


def _lent(case: CaseFile, choice: PaymentChoice) -> list[tuple[PaymentChoice, int, int, int]]:
    """Each part that a partner lends: the cents lent, those its newest application was charged, and of these given back."""
    applications, found = applications_of(case.id) if choice.lent else [], []
    for part in choice.lent:
        lent = part.patient_cents - part.due_today_cents
        own = [
            one.application for one in applications
            if (one.application.partner, one.application.product) == (part.partner, part.product)
        ]  # fmt: skip
        used, back = (own[-1].used_cents, own[-1].refunded_cents) if own else (0, 0)
        found.append((part, lent, min(lent, used), back))
    return found


def _owed_elsewhere(case: CaseFile, choice: PaymentChoice, letter: str) -> str:
    """What is owed where nothing of an option is paid to the practice."""
    if not choice.lent:
        return f"Nothing of option {letter} is left to pay: {choice.label}."
    part, lent, used, _ = _lent(case, choice)[0]
    if used < lent:
        return (
            f"{money(lent)} is to come from {part.partner}, {money(used)} of it is used: what is not is owed to the"
            " practice until it pays. L shows how it stands."
        )
    last = f" to {show_date_year(part.last.on)}" if part.last.on else ""
    return (
        f"{money(part.total_cents)} is owed to {part.partner}, nothing to the practice: {len(part.dues)} payments{last}."
        " L shows how it stands."
    )


def _elsewhere(case: CaseFile, arrangement: Arrangement, today: date) -> list[tuple[str, int]]:
    """What a lender pays, which is owed to it, and the fee of a membership, which is kept with that."""
    found = []
    for part, lent, used, back in _lent(case, arrangement.choice):
        found.append((f"lent by {part.label}", lent))
        found += [(f"used of it: owed to {part.partner}", used - back)] if used > back else []
        found += [(f"given back to {part.partner}: not rendered", back)] if back else []
        found += [("not used yet: owed here until it pays", lent - used)] if used < lent else []
    for one in enrolled([case.patient_id]):
        fees = one.fees(today)
        if one.stands_on(today) and fees.open_cents:
            found.append((f"fee of {one.membership.plan.name} open (Y)", fees.open_cents))
    return found


def _awaited(option: Option, arrangement: Arrangement) -> list[Awaited]:
    if arrangement.estimate_id is None:
        return []
    agreed = estimates.frozen_result(arrangement.estimate_id)
    ids = [int(line.id) for line in agreed.lines]
    answered = {
        (line, str(coverage))
        for line, coverage in rows_in(
            "SELECT line_id, coverage_id FROM claim_outcome WHERE voided = 0 AND line_id IN (?)", ids
        )
    }
    lines = {str(line.id): line for line in option.lines()}
    found = []
    for row in agreed.lines:
        cents = sum(s.insurance_cents for s in row.shares if (int(row.id), s.coverage_id) not in answered)
        line = lines.get(row.id)
        if cents and line is not None:
            found.append(Awaited(line.id, f"{line.site} {line.name}".strip(), line.state, cents))
    return found


def _change(case: CaseFile, option: Option, arrangement: Arrangement, today: date) -> int:
    if arrangement.estimate_id is None:
        return 0
    agreed = next((one for one in estimates.frozen_of(option.id) if one.id == arrangement.estimate_id), None)
    try:
        now = estimates.live(case, option, today, agreed_only=True).total.patient_cents
    except Refused:
        return 0
    return now - agreed.patient if agreed else 0
