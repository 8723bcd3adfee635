"""What was signed, printed, paid, let go ahead or logged is changed by nothing: raw statements on the file are refused."""

from __future__ import annotations

import peewee
import pytest

from tctui.core.finance.account import Recorded
from tctui.core.papers import AGREEMENT
from tctui.db import paper_writes, payments
from tctui.db.models import database
from tctui.db.papers import papers_of
from tctui.db.scans import attach_scan
from tests.core.documents.test_scan import PNG, picture
from tests.db.money_ground import by, with_plan
from tests.db.test_papers_made import make_all, sign
from tests.practice import NOW, TODAY, TinyPractice

KEPT = {
    "audit": ("says = 'nothing'", "mac = ''", "user_id = 9"),
    "document": ("content = x'00'", "sha256 = sha256", "terms = ''", "basis_sha256 = ''", "title = 'x'", "voided = 1",
                 "valid_until = NULL", "made_at = ''", "option_id = NULL", "number = 9"),
    "signature": ("signer = 'x'", "voided = 1", "at = ''", "scan = NULL", "document_id = 1", "witness_id = NULL"),
    "scan": ("content = x'00'", "voided = 1", "signature_id = 2"),
    "override": ("reason = 'x'", "gate = ''", "user_id = 1", "day = '2020-01-01'", "visit_id = NULL"),
    "account_event": ("cents = 1", "kind = 'x'", "day = '2020-01-01'"),
    "entry": ("cents = 1", "account = 'x'"),
}  # fmt: skip


def with_everything(practice: TinyPractice) -> None:
    """Agreement and consents signed, one scanned at once and one later, a payment, and an override of what is left."""
    held = with_plan(practice)
    made = make_all(practice)
    sign(practice, made[AGREEMENT])
    sign(practice, made["extraction"], scan=PNG)
    papers = {paper.id: paper for paper in papers_of([practice.case])[practice.case]}
    attach_scan(by(practice), practice.read(), papers[made["extraction"]], picture("JPEG"))
    payments.record(by(practice), held.id, Recorded.PAYMENT, TODAY, 5_000, method="card")
    paper_writes.override(practice.lead, NOW, TODAY, practice.read(), practice.visits[1], "pain, signs later")


def test_every_statement_that_would_change_what_is_kept_is_refused(practice: TinyPractice) -> None:
    with_everything(practice)
    for table, changes in KEPT.items():
        (rows,) = database.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()
        assert rows > 0, table
        before = database.execute_sql(f'SELECT * FROM "{table}"').fetchall()
        for statement in (
            *(f'UPDATE "{table}" SET {change}' for change in changes),
            f'DELETE FROM "{table}"',
            f'DELETE FROM "{table}" WHERE id = 1',
            f'INSERT OR REPLACE INTO "{table}" SELECT * FROM "{table}" WHERE id = 1',
            f'UPDATE OR REPLACE "{table}" SET id = 2 WHERE id = 1',
        ):
            # Another program opens the file without this one's settings: a replaced row then fires no deletion.
            for recursive in (1, 0):
                database.execute_sql(f"PRAGMA recursive_triggers = {recursive}")
                with pytest.raises(peewee.IntegrityError, match=r"never|append-only"):
                    database.execute_sql(statement)
        assert database.execute_sql(f'SELECT * FROM "{table}"').fetchall() == before, table
