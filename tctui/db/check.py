"""Checking a database: the file, the audit chain, documents, the book and the board against what they must be."""

from __future__ import annotations

import hashlib

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.ledger import ledger
from tctui.core.schedule.records import Taken
from tctui.core.schedule.states import takes_place
from tctui.db import audit, board, check_kept
from tctui.db.accounts import accounts_of
from tctui.db.claims import units_of
from tctui.db.models import database
from tctui.db.payments import postings


def findings() -> list[str]:
    """Everything that is wrong, a line each; empty when nothing is. Changes nothing, repairs nothing."""
    found: list[str] = []
    for what, check in (
        ("the database file", _file), ("the guards of the database", check_kept.guards), ("the audit log", _chain),
        ("what is kept", check_kept.against_the_log), ("what was agreed", check_kept.against_its_terms),
        ("the frozen estimates", check_kept.against_its_lines), ("the documents", _documents), ("the entries", _money),
        ("the accounts", _accounts), ("the book", _book), ("the board", _board),
    ):  # fmt: skip
        try:
            found.extend(check())
        except Exception as error:
            # Harm shows as anything: a torn page, half a date, letters that are none. The rest is looked at all the same.
            found.append(f"{what} cannot be gone through: {type(error).__name__}")
    return found


def _file() -> list[str]:
    said = [row[0] for row in database.execute_sql("PRAGMA integrity_check").fetchall()]
    found = [f"database file: {line}" for line in said if line != "ok"]
    for table, row, parent, _ in database.execute_sql("PRAGMA foreign_key_check").fetchall():
        found.append(f"{table} {row} names a {parent} that is not there")
    return found


def _chain() -> list[str]:
    try:
        broken = audit.broken_from()
    except Refused as refused:
        return [f"the audit log cannot be checked: {refused}"]
    return [] if broken is None else [f"the audit log does not hold from entry {broken} on"]


def _documents() -> list[str]:
    found = []
    for number, content, sha256, terms, of_terms in database.execute_sql(
        "SELECT id, content, sha256, terms, terms_sha256 FROM document"
    ):
        if hashlib.sha256(bytes(content)).hexdigest() != sha256:
            found.append(f"document {number} is not the one that was made")
        if hashlib.sha256(terms.encode()).hexdigest() != of_terms:
            found.append(f"the terms of document {number} are not those that it was made from")
    for number, content, sha256 in database.execute_sql("SELECT id, content, sha256 FROM office_paper"):
        if hashlib.sha256(bytes(content)).hexdigest() != sha256:
            found.append(f"office paper {number} is not the one that was made")
    wrong = database.execute_sql(
        "SELECT s.id, s.document_id FROM signature s JOIN document d ON d.id = s.document_id WHERE s.sha256 <> d.sha256"
    )
    found.extend(
        f"signature {number} is not on the bytes of document {document}" for number, document in wrong.fetchall()
    )
    for number, scan, sha256 in database.execute_sql(
        "SELECT id, scan, scan_sha256 FROM signature WHERE scan_sha256 <> ''"
        " UNION ALL SELECT signature_id, content, sha256 FROM scan"
    ):
        if hashlib.sha256(bytes(scan or b"")).hexdigest() != sha256:
            found.append(f"the scan of signature {number} is not the one that was kept")
    return found


def _money() -> list[str]:
    postings = database.execute_sql("SELECT event_id FROM entry GROUP BY event_id HAVING SUM(cents) <> 0")
    found = [f"the entries of account event {row[0]} do not sum to zero" for row in postings.fetchall()]
    fees = database.execute_sql("SELECT payment_id FROM membership_entry GROUP BY payment_id HAVING SUM(cents) <> 0")
    found.extend(f"the entries of membership payment {row[0]} do not sum to zero" for row in fees.fetchall())
    return found


def _accounts() -> list[str]:
    """The entries of an account are those of its events, and with the interest they come to what its replay gives."""
    posted: dict[int, dict[str, int]] = {}
    for event, name, cents in database.execute_sql("SELECT event_id, account, cents FROM entry"):
        sides = posted.setdefault(event, {})
        sides[name] = sides.get(name, 0) + cents
    found = []
    with_events = database.execute_sql("SELECT DISTINCT arrangement_id FROM account_event ORDER BY 1").fetchall()
    try:
        accounts = accounts_of(row[0] for row in with_events)
    except (ValueError, Unreadable):
        return ["the accounts cannot be gone through: terms of one cannot be read"]
    for held in accounts:
        events = held.account.events
        for event in events:
            if posted.get(event.id) != dict(postings(event.kind, event.cents)):
                found.append(f"account event {event.id} is not what its entries say")
        last = max(event.on for event in events)
        book = ledger(held.account, last)
        interest = sum(entry.amount_cents for entry in book.entries if entry.what == "interest")
        on_plan = sum(posted.get(event.id, {}).get("plan", 0) for event in events)
        if held.account.opening.total_cents + on_plan + interest != book.balance_cents:
            found.append(f"the account of arrangement {held.id} does not come to what is recorded on it")
    return found


def _book() -> list[str]:
    """Every claim belongs to a standing appointment; each appointment that has claims has exactly its own.

    Appointments from before the practice came to tctui, and of days long past, carry none.
    """
    held: dict[int, set[tuple[str, int, int, int, int]]] = {}
    for appointment, *unit in database.execute_sql(
        "SELECT appointment_id, resource, resource_id, day, unit, lane FROM claim"
    ):
        held.setdefault(appointment, set()).add(tuple(unit))
    found = []
    rows = database.execute_sql(
        "SELECT a.voided, a.id, a.day, a.start, a.pattern, a.operatory_id, a.provider_id, a.exam_provider_id,"
        " a.exam_offset, a.exam_units, a.exclusive, a.patient_id, '', a.state, a.lane, a.production FROM appointment a"
        " WHERE a.id IN (SELECT DISTINCT appointment_id FROM claim)"
    )
    for voided, *row in rows:
        taken = Taken._make(row)
        wanted = {unit[:5] for unit in units_of(taken)} if not voided and takes_place(taken.state) else set()
        if held.pop(taken.id) != wanted:
            found.append(f"appointment {taken.id} does not hold exactly its own time")
    return found + [f"appointment {number} holds time and is not there" for number in held]


def _board() -> list[str]:
    """Cards and waiting visits as they are kept against those computed anew; the anew ones are rolled back."""
    tables = {
        "board_card": "case_id, stage, since, open_cents, urgent, money_missing, papers_missing, papers_until, next_on",
        "waiting_visit": "case_id, visit_id, pattern, cents, urgent, since, broken, ready_on, turn",
    }

    def rows() -> dict[str, set[tuple[object, ...]]]:
        return {
            table: set(database.execute_sql(f"SELECT {columns} FROM {table}").fetchall())
            for table, columns in tables.items()
        }

    database.execute_sql("BEGIN")
    try:
        kept = rows()
        ids = [row[0] for row in database.execute_sql("SELECT id FROM treatment_case").fetchall()]
        for first in range(0, len(ids), 5_000):
            board.refresh(ids[first : first + 5_000])
        fresh = rows()
    finally:
        database.execute_sql("ROLLBACK")
    words = {"board_card": "the card", "waiting_visit": "what waits to be booked"}
    return [
        f"{words[table]} of case {number} is not what its records say"
        for table in tables
        for number in sorted({row[0] for row in kept[table] ^ fresh[table]})  # type: ignore[type-var]
    ]
