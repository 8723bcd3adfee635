"""Every amount that a paper prints stands in the tree that = opens on it, down to the fees and plan rows."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import pypdf

from tctui.core.documents.charges_list import ChargesList, ListedCharge, canonical_charges
from tctui.core.documents.good_faith import canonical_good_faith, draw_up_good_faith
from tctui.core.documents.traced import traced
from tctui.core.estimate.trace_tree import Node
from tctui.core.finance.account import Recorded
from tctui.core.finance.choices import in_full
from tctui.core.finance.good_faith import GoodFaithProvider, GoodFaithService
from tctui.core.papers import AGREEMENT, CONSENT, DISCLOSURE, ESTIMATE, PAYMENTS, PRESENTATION
from tctui.db import agreements, handouts, payments, receipts, ways
from tctui.db.models import Setting, database
from tctui.db.paper_traces import paper_trace
from tctui.db.paper_writes import document_bytes
from tctui.db.papers import papers_of
from tctui.db.unit_of_work import unit_of_work
from tctui.documents.charges_list import render_charges
from tctui.documents.good_faith import render_good_faith
from tests.db.money_ground import accepted, agree, by, plan
from tests.db.test_papers_made import make_all
from tests.documents.samples import NOW as MADE
from tests.documents.samples import PATIENT, PRACTICE
from tests.practice import NOW, TODAY, TinyPractice


def printed(content: bytes) -> set[str]:
    """The amounts with cents and the rates on a paper."""
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)
    return set(re.findall(r"(?<![\d.,])\d{1,3}(?:,\d{3})*\.\d\d(?![\d.])", text)) - {"0.00"}


def held(node: Node) -> Iterator[str]:
    yield from re.findall(r"[\d,]+\.\d\d", node.amount)
    for part in node.parts:
        yield from held(part)


def depth(node: Node) -> int:
    return 1 + max(map(depth, node.parts), default=0)


def test_every_amount_of_the_papers_of_a_case_opens(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "credits", NOW) as unit:
        unit.update(Setting, Setting.get(Setting.name == "credits").id, value='{"2025":40,"2026":40}')
    owed = accepted(practice)
    agree(practice, plan(owed))
    make_all(practice)
    case, me = practice.read(), by(practice)
    handouts.make_estimate_paper(me, case, case.options[0])
    handouts.make_payment_schedule(me, case, case.options[0])
    agreements.make_presentation(practice.coordinator, NOW, TODAY, case)
    ways.make_ways_page(me, case, case.options[0], [in_full(owed, TODAY, 500), plan(owed)])
    (account,) = database.execute_sql("SELECT id FROM arrangement").fetchone()
    paid = payments.record(me, account, Recorded.PAYMENT, TODAY, 5_000, method="card")
    receipts.make_receipt(me, account, paid.id)
    seen = set()
    for paper in papers_of([practice.case])[practice.case]:
        root = paper_trace(case, paper)
        amounts = printed(document_bytes(paper.id))
        assert (root is None) == paper.kind.startswith(CONSENT), paper.title
        if root is not None:
            assert amounts - set(held(root)) == set(), paper.title
            seen.add(paper.kind)
            if paper.kind in (AGREEMENT, ESTIMATE, PRESENTATION):
                # Down to what the plan pays of what, not to the column of the paper alone.
                assert depth(root) >= 6, paper.title
    assert seen >= {AGREEMENT, DISCLOSURE, ESTIMATE, PAYMENTS, PRESENTATION, "receipt"}
    assert len(seen) == 7


def test_what_is_charged_ahead_and_what_is_expected_opens_too() -> None:
    charges = ChargesList("7", 1, MADE, TODAY, PRACTICE, PATIENT, "CareCredit", "option A", (
        ListedCharge("19", "crown", "CRN", "visit 2", 148_000, 61_250), ListedCharge("3", "filling", "FIL", "", 9_900, 9_900),
    ), 60_000)  # fmt: skip
    expected = draw_up_good_faith(
        number="8", version=1, made_at=MADE, day=TODAY, practice=PRACTICE, patient=PATIENT, primary="fillings",
        service_on=TODAY, providers=[GoodFaithProvider("Dr. Zofia Łódź", "1234567893", "00-1234567", "12 Mill Lane", (
            GoodFaithService("F1", "filling", 2, 19_800), GoodFaithService("F2", "crown", 1, 148_000, apart=True),
        ))],
    )  # fmt: skip
    for terms, content in (
        (canonical_charges(charges), render_charges(charges)), (canonical_good_faith(expected), render_good_faith(expected)),
    ):  # fmt: skip
        root = traced("paper", json.loads(terms), {})
        assert root is not None
        assert printed(content)
        assert printed(content) - set(held(root)) == set()
