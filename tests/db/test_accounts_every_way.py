"""The account of every way to pay: in full, by visit, split; what is owed falls due, is paid, amended and told."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pypdf
import pytest

from tctui.core.errors import Refused
from tctui.core.finance.account import Recorded
from tctui.core.finance.amendment import amendment
from tctui.core.finance.choices import Way, by_partner, in_full, per_visit, split
from tctui.core.finance.partners import nearest_offer
from tctui.core.finance.payoff import payoff_quote
from tctui.core.finance.side_by_side import partner_and_rest
from tctui.core.finance.standing import standing
from tctui.core.finance.unit_periods import months_later
from tctui.core.finance.wish import Wish
from tctui.core.money import money, percent_of
from tctui.core.papers import AGREEMENT, newest
from tctui.db.accounts import account, account_of, reminders
from tctui.db.agreements import make_agreement
from tctui.db.arrangements import arrangement_of
from tctui.db.check import findings
from tctui.db.inquiry import inquiry
from tctui.db.models import database
from tctui.db.paper_writes import document_bytes
from tctui.db.papers import papers_of
from tctui.db.payments import amend, record
from tctui.db.ways import ground_of
from tctui.rulebooks.partners import partner_products
from tests.db.money_ground import accepted, agree, by, plan
from tests.practice import NOW, TODAY, TinyPractice


def text_of(practice: TinyPractice) -> str:
    """The newest agreement of option A as text."""
    paper = newest(papers_of([practice.case])[practice.case], AGREEMENT, practice.options[0])
    assert paper is not None
    pages = pypdf.PdfReader(BytesIO(document_bytes(paper.id))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_pay_in_full_has_an_account_that_a_payment_clears(practice: TinyPractice) -> None:
    total = accepted(practice)
    agree(practice, in_full(total, TODAY, 500))
    held = account_of(practice.options[0])
    assert held is not None
    owed = total - percent_of(total, 500)
    there = standing(held.account, TODAY)
    assert (there.balance_cents, there.next_due, there.next_cents) == (owed, TODAY, owed)
    assert [one.what for one in reminders(TODAY)] == [f"{money(owed)} falls due on Mon 23 Nov 2026"]
    quote = payoff_quote(held.account, TODAY)
    assert (quote.total_cents, quote.clears) == (owed, "the account")
    record(by(practice), held.id, Recorded.PAYMENT, TODAY, owed, method="card")
    assert standing(account(held.id).account, TODAY).settled
    assert reminders(TODAY) == []
    assert findings() == []


def test_what_a_partner_lends_whole_and_is_not_charged_yet_is_told_as_owed_until_it_pays(practice: TinyPractice) -> None:
    total = accepted(practice)
    product = next(one for one in partner_products() if one.name == "no interest if paid in full")
    agree(practice, by_partner(nearest_offer(product, total, 12, TODAY, 0)))
    case = practice.read()
    with pytest.raises(Refused) as said:
        inquiry(case, case.options[0], TODAY)
    assert str(said.value) == (
        f"{money(total)} is to come from CareCredit, 0.00 of it is used: what is not is owed to the practice until it pays."
        " L shows how it stands."
    )


def test_a_payment_by_visit_falls_due_with_its_visit(practice: TinyPractice) -> None:
    total = accepted(practice)
    case = practice.read()
    visits = ground_of(case, case.options[0], TODAY).visits
    agree(practice, per_visit(visits, TODAY))
    held = account_of(practice.options[0])
    assert held is not None
    assert [due.due for due in standing(held.account, TODAY).dues] == [None] * len(visits)
    assert reminders(TODAY) == []
    line = practice.lines[0]
    database.execute_sql(
        "INSERT INTO line_event (version, voided, line_id, kind, day, at, reason, suspected, note)"
        " VALUES (1, 0, ?, 'completed', ?, '', '', 0, '')",
        (line, (TODAY - timedelta(days=2)).isoformat()),
    )
    there = standing(account(held.id).account, TODAY)
    assert there.overdue_since == TODAY - timedelta(days=2)
    assert 0 < there.overdue_cents <= there.balance_cents == total


def test_what_a_split_asks_for_today_is_paid_down_on_its_plan(practice: TinyPractice) -> None:
    total = accepted(practice)
    agree(practice, split([in_full(50_000, TODAY), plan(total - 50_000)]))
    held = account_of(practice.options[0])
    assert held is not None
    opening = held.account.opening
    assert (opening.total_cents, opening.down_cents) == (total, 70_000)
    assert date.fromisoformat("2026-11-23") == opening.agreed
    assert standing(held.account, TODAY).next_cents == 70_000


def test_an_amended_split_keeps_what_the_partner_lends(practice: TinyPractice) -> None:
    total = accepted(practice)
    product = next(one for one in partner_products() if one.partner == "CareCredit" and one.holds_on(TODAY))
    wish = Wish(total, TODAY, 10_000, 6)
    agree(practice, partner_and_rest(wish, product, 40_000, Way.IN_HOUSE))
    held = account_of(practice.options[0])
    assert held is not None
    assert held.account.opening.total_cents == total - 40_000
    drawn = amendment(held.account, TODAY, 12_000, "insurance paid 120.00 less", 6, months_later(TODAY, 1))
    case = practice.read()
    amend(by(practice), case, case.options[0], drawn)
    standing_now = arrangement_of(practice.options[0])
    assert standing_now is not None
    lent = next(part for part in standing_now.choice.parts if part.way is Way.PARTNER)
    assert (lent.total_cents, standing_now.choice.patient_cents) == (40_000, total + 12_000)
    waiting = account_of(practice.options[0])
    assert waiting is not None
    assert waiting.waiting is not None
    make_agreement(practice.coordinator, NOW, TODAY, case, case.options[0])
    paper = text_of(practice)
    assert "insurance paid 120.00 less" in paper.lower()
    assert "the partner's credit" in paper
