"""What was signed, printed, paid, let go ahead or logged is changed by nothing: raw statements on the file are refused."""

from __future__ import annotations

import hashlib
import re

import peewee
import pytest

from tctui.core.finance.account import Recorded
from tctui.core.papers import AGREEMENT
from tctui.db import huddle, memberships, paper_writes, payments
from tctui.db.audit import _keys
from tctui.db.check import findings
from tctui.db.models import database
from tctui.db.office_papers import keep_office_paper
from tctui.db.outings import day_sheet
from tctui.db.papers import papers_of
from tctui.db.private_files import key_path
from tctui.db.scans import attach_scan
from tctui.documents.day_sheet import render_day_sheet
from tests.core.documents.test_scan import PNG, picture
from tests.db.money_ground import by, with_plan
from tests.db.test_memberships import plan as member_plan
from tests.db.test_papers_made import make_all, sign
from tests.practice import NOW, TODAY, TinyPractice

KEPT = {
    "audit": ("says = 'nothing'", "mac = ''", "user_id = 9"),
    "document": ("content = x'00'", "sha256 = sha256", "terms = ''", "basis_sha256 = ''", "title = 'x'", "voided = 1",
                 "valid_until = NULL", "made_at = ''", "option_id = NULL", "number = 9"),
    "office_paper": ("content = x'00'", "voided = 1", "number = 9", "made_at = ''"),
    "signature": ("signer = 'x'", "voided = 1", "at = ''", "scan = NULL", "document_id = 1", "witness_id = NULL"),
    "scan": ("content = x'00'", "voided = 1", "signature_id = 2"),
    "override": ("reason = 'x'", "gate = ''", "user_id = 1", "day = '2020-01-01'", "visit_id = NULL"),
    "account_event": ("cents = 1", "kind = 'x'", "day = '2020-01-01'"),
    "entry": ("cents = 1", "account = 'x'"),
    "membership_payment": ("cents = 1", "day = '2020-01-01'"),
    "membership_entry": ("cents = 1", "payment_id = 9"),
    "huddle_freeze": ("production = 1", "goal = 1", "day = 1"),
}  # fmt: skip


def with_everything(practice: TinyPractice) -> None:
    """Agreement and consents signed, one scanned at once and one later, a payment, and an override of what is left."""
    memberships.enrol(by(practice), [practice.other_patient], member_plan(), TODAY)
    (member,) = memberships.enrolled([practice.other_patient])
    memberships.pay_fee(by(practice), member.id, TODAY, 1_000, "card")
    huddle.freeze(by(practice))
    sheet = day_sheet(TODAY, NOW, TODAY)
    keep_office_paper(by(practice), "day", "the sheet of a day", sheet, render_day_sheet(sheet))
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


def without_guards() -> None:
    """What a person with the file and another program can do: every guard dropped, and set up again afterwards."""
    for (name,) in database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute_sql(f"DROP TRIGGER {name}")


def test_what_was_changed_with_the_guards_dropped_is_named(practice: TinyPractice) -> None:
    with_everything(practice)
    assert findings() == []
    guards = [row[0] for row in database.execute_sql("SELECT sql FROM sqlite_master WHERE type = 'trigger'").fetchall()]
    other = hashlib.sha256(b"another").hexdigest()
    without_guards()
    for statement in (
        f"UPDATE document SET content = CAST('another' AS BLOB), sha256 = '{other}' WHERE id = 2",
        f"UPDATE signature SET sha256 = '{other}' WHERE document_id = 2",
        "UPDATE signature SET signer = 'Somebody' WHERE id = 1",
        "UPDATE signature SET scan = NULL WHERE id = 3",
        "UPDATE document SET basis_sha256 = 'x', valid_until = '2099-01-01' WHERE id = 3",
        "INSERT INTO signature (version, voided, document_id, sha256, way, signer, relation, words, at, day, address,"
        " scan_sha256) SELECT 1, 0, id, sha256, 'paper', 'Wei Chen', 'patient', '', made_at, day, '', '' FROM document"
        " WHERE id = 3",
        """UPDATE "override" SET reason = 'none' WHERE id = 1""",
        "UPDATE office_paper SET content = CAST('another' AS BLOB)",
        "DELETE FROM scan",
        "DELETE FROM entry WHERE id = 1",
        "UPDATE account_event SET cents = 1",
        "UPDATE signature SET words = 'Other words' WHERE id = 2",
        "UPDATE frozen_estimate SET result = replace(result, '\"patient_cents\":', '\"patient_cents\":1')",
    ):
        database.execute_sql(statement)
    assert sum(line.startswith("the guard ") for line in findings()) == len(guards)
    for guard in guards:
        database.execute_sql(guard)
    found = [re.sub(r"entry \d+ of the audit", "entry N of the audit", line) for line in findings()]
    for line in (
        "document 2 is not what entry N of the audit log made: sha256",
        "signature 1 is not what entry N of the audit log made: signer",
        "signature 3 is not what entry N of the audit log made: sha256",
        "the scan of signature 3 is not the one that was kept",
        "document 3 is not what entry N of the audit log made: basis_sha256, valid_until",
        "signature 4 is not in the audit log",
        "override 1 is not what entry N of the audit log made: reason",
        "office paper 1 is not the one that was made",
        "scan 1 is gone; entry N of the audit log made it",
        "entry 1 of an account is gone; entry N of the audit log made it",
        "account event 1 is not what entry N of the audit log made: cents",
        "signature 2 is not what entry N of the audit log made: words_sha256",
        "frozen estimate 1 is not what entry N of the audit log made: result_sha256",
        "frozen estimate 1 does not come to what its lines say",
    ):
        assert line in found, (line, found)


def test_a_log_that_was_cut_short_lacks_the_entries_of_what_is_kept(practice: TinyPractice) -> None:
    with_everything(practice)
    without_guards()
    database.execute_sql("DELETE FROM audit WHERE id > (SELECT max(id) - 3 FROM audit)")
    assert "override 1 is not in the audit log" in findings()
    assert "scan 1 is not in the audit log" in findings()


def test_a_missing_key_of_the_log_is_a_finding_and_not_a_crash(practice: TinyPractice) -> None:
    with_everything(practice)
    key_path(practice.path).rename(practice.path.with_name("taken"))
    _keys.clear()
    (found,) = findings()
    assert found.startswith("the audit log cannot be checked: The audit key ")
