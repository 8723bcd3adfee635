"""What is due of applications to lending partners, for the work list: next steps, ends of approvals, refunds."""

from __future__ import annotations

from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.finance.applications import State, due_on, next_step
from tctui.core.finance.state_rules import Fact, StatePack, refund_by
from tctui.core.spoken import show_date_year
from tctui.core.worklist import Reminder
from tctui.db.financing import Tracked, agreed_cents, applications_of, applications_where
from tctui.db.state_gates import state_rules


def reminders(today: date) -> list[Reminder]:
    """What is due of applications, for the work list: the next step, an approval that ends, a refund that was asked for.

    One that was declined, has expired or pays less than agreed is due while the patient's part is to be paid by it.
    """
    steps = "FROM financing_step s WHERE s.application_id = a.id AND s.voided = 0"
    newest = f"(SELECT s.state {steps} ORDER BY s.id DESC LIMIT 1)"
    awaited = f"(SELECT SUM(s.state = 'used') - SUM(s.state = 'funded') {steps}) > 0"
    left = f"EXISTS (SELECT 1 {steps} AND s.expires_on >= ?)"
    refund = "EXISTS (SELECT 1 FROM financing_fact f WHERE f.application_id = a.id AND f.voided = 0 AND f.fact = ?)"
    goes_on = "EXISTS (SELECT 1 FROM board_card b WHERE b.case_id = a.case_id AND b.stage NOT IN ('completed', 'declined'))"
    fallen = f"{newest} IN ('declined', 'expired') AND {goes_on}"
    unused = (
        f"{newest} IN ('used', 'funded', 'refunded') AND (SELECT SUM(s.cents) {steps} AND s.state = 'used')"
        f" < (SELECT s.cents {steps} AND s.state = 'approved' ORDER BY s.id DESC LIMIT 1) AND {goes_on}"
    )
    wanted = (
        f"({newest} IN ('offered', 'applied', 'approved', 'counter_offer') OR {awaited} OR {left} OR {refund} OR {fallen}"
        f" OR {unused})"
    )
    found = []
    for one in applications_where(wanted, (today.isoformat(), Fact.REFUND_ASKED.value)):
        agreed = agreed_on(one)
        on = due_on(one.application, today, agreed)
        if on is not None:
            found.append(Reminder(one.case_id, on, next_step(one.application, today, one.product, agreed)))
        asked_on = one.refund_asked_on
        if asked_on is not None:
            found.append(_refund(one, asked_on))
    return found


def _refund(one: Tracked, asked_on: date) -> Reminder:
    """The refund that was asked for; where the rules cannot be read, or set no time, it is due since then."""
    try:
        pack = state_rules()
    except Unreadable:
        pack = None
    until = refund_by(pack, asked_on) if pack else None
    return Reminder(one.case_id, until or asked_on, refund_words(one, pack) or "")


def refund_words(one: Tracked, pack: StatePack | None) -> str | None:
    """By when the partner is refunded what the patient asked back, with the rule; None where nothing was asked back."""
    if one.refund_asked_on is None:
        return None
    partner, until = one.application.partner, refund_by(pack, one.refund_asked_on) if pack else None
    days = pack.refund_on(one.refund_asked_on) if pack else None
    if until is None or days is None:
        return f"refund {partner}, asked for on {show_date_year(one.refund_asked_on)}"
    return f"refund {partner} by {show_date_year(until)} ({days.citation})"


def agreed_on(one: Tracked) -> int:
    """The cents of the patient's part that are to be paid by this application: agreed on, and none to the product after it.

    0 while there is no answer of the partner, when nothing turns on it.
    """
    if one.application.state in (State.NOT_OFFERED, State.OFFERED, State.APPLIED):
        return 0
    agreed = agreed_cents(one)
    if agreed is None:
        return 0
    after = [other for other in applications_of(one.case_id) if other.id > one.id]
    newest = all(
        (other.application.partner, other.application.product) != (one.application.partner, one.application.product)
        for other in after
    )
    return agreed if newest else 0
