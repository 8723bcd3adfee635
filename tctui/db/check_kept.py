"""Checking what is never changed: the database's own guards, and the kept rows against the chained audit log."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

from tctui.core.errors import Unreadable
from tctui.core.finance.choices import PaymentChoice
from tctui.core.plain import from_plain
from tctui.db.arrangements import columns_of
from tctui.db.models import database
from tctui.db.schema import FOLDER, schema_number

KEPT = {
    "document": "document {}", "office_paper": "office paper {}", "signature": "signature {}", "scan": "scan {}",
    "override": "override {}",
    "account_event": "account event {}", "entry": "entry {} of an account", "membership_payment": "membership payment {}",
    "membership_entry": "entry {} of a membership", "arrangement": "arrangement {}", "instalment": "instalment {}",
    "frozen_estimate": "frozen estimate {}", "financing_step": "step {} with a lender",
    "financing_fact": "fact {} told for a lender",
}  # fmt: skip
"""The tables whose rows stay as the audit log recorded them, and how a row is called."""

LOGGED = ("document", "office_paper", "signature", "scan", "override")
"""Those of which every row has its entry: one that has none was put there by another program."""

_LONG = {"signature": "words", "frozen_estimate": "result"}
"""The long text of a table of which the entries tell the SHA-256; that of a document's terms is a column."""

_TRIGGER = re.compile(r"CREATE TRIGGER (\w+).*?END(?=;|\Z)", re.DOTALL)


def guards() -> Iterator[str]:
    """Each guard that the migrations made and the file has no more, or another of that name."""
    made: dict[str, str] = {}
    for script in sorted(FOLDER.glob("*.sql")):
        if int(script.name[:4]) <= schema_number():
            made |= {found[1]: found[0] for found in _TRIGGER.finditer(script.read_text())}
    there = dict(database.execute_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall())
    for name, statement in made.items():
        if there.get(name) != statement:
            yield f"the guard {name} of the database is {'another' if name in there else 'gone'}"


def against_the_log() -> Iterator[str]:
    """Each kept row that is not what its entry in the audit log says, has gone, or has no entry."""
    seen: dict[str, set[int]] = {table: set() for table in KEPT}
    marks = ", ".join(f"'{table}'" for table in KEPT)
    held = {table: _rows(table) for table in KEPT}
    for entry, table, row_id, new in database.execute_sql(
        "SELECT a.id, json_extract(j.value, '$.table'), json_extract(j.value, '$.id'), json_extract(j.value, '$.new')"
        f" FROM audit a, json_each(a.rows) j WHERE json_extract(j.value, '$.table') IN ({marks})"
        " AND json_type(j.value, '$.old') IS NULL ORDER BY a.id"
    ):
        seen[table].add(row_id)
        row, logged = held[table].get(row_id), json.loads(new)
        if row is None:
            yield f"{KEPT[table].format(row_id)} is gone; entry {entry} of the audit log made it"
        elif other := [name for name, value in logged.items() if name in row and row[name] != value]:
            yield f"{KEPT[table].format(row_id)} is not what entry {entry} of the audit log made: {', '.join(other)}"
    for table in LOGGED:
        for row_id in sorted(held[table].keys() - seen[table]):
            yield f"{KEPT[table].format(row_id)} is not in the audit log"


def against_its_terms() -> Iterator[str]:
    """Each arrangement of which a column or the instalments are not those of the way to pay that it holds whole."""
    instalments: dict[int, Counter[tuple[str, int]]] = {}
    principals: Counter[int] = Counter()
    uneven = set()
    for number, due, cents, principal, interest in database.execute_sql(
        "SELECT arrangement_id, due, amount, principal, interest FROM instalment WHERE voided = 0"
    ):
        instalments.setdefault(number, Counter())[due, cents] += 1
        principals[number] += principal
        if cents != principal + interest:
            uneven.add(number)
    columns = "kind, total, down, count, rate, frequency, first_due, courtesy"
    for number, terms, *row in database.execute_sql(
        f"SELECT id, terms, {columns} FROM arrangement WHERE voided = 0 ORDER BY id"
    ):
        try:
            choice = from_plain(PaymentChoice, json.loads(terms))
        except (ValueError, Unreadable):
            yield f"the terms of arrangement {number} cannot be read"
            continue
        agreed = {
            name: value.isoformat() if isinstance(value, date) else value for name, value in columns_of(choice).items()
        }
        other = [name for name, value in zip(columns.split(", "), row, strict=True) if agreed[name] != value]
        if other:
            yield f"arrangement {number} is not what its terms say: {', '.join(other)}"
        kept = instalments.get(number, Counter())
        dues = Counter((due.on.isoformat(), due.amount_cents) for due in choice.dues if due.on)
        wanted = (choice.terms.payments, choice.terms.principal_cents) if choice.terms else (0, 0)
        if (kept.total(), principals[number]) != wanted or not kept <= dues or number in uneven:
            yield f"the instalments of arrangement {number} are not those agreed"


def against_its_lines() -> Iterator[str]:
    """Each frozen estimate whose sums are not those of the lines it holds."""
    for number, text, *sums in database.execute_sql(
        "SELECT id, result, fee, insurance, write_off, patient FROM frozen_estimate ORDER BY id"
    ):
        try:
            lines = json.loads(text)["lines"]
            paid = sum(share["insurance_cents"] for line in lines for share in line["shares"])
            fee, write_off, patient = (sum(line[f"{part}_cents"] for line in lines) for part in ("fee", "write_off", "patient"))
        except (ValueError, KeyError, TypeError):
            yield f"the result of frozen estimate {number} cannot be read"
            continue
        if sums != [fee, paid, write_off, patient]:
            yield f"frozen estimate {number} does not come to what its lines say"


def _rows(table: str) -> dict[int, dict[str, object]]:
    """The rows of a table by id, without bytes; of a long text its SHA-256, and a document's terms are not read."""
    columns = [
        row[1] for row in database.execute_sql(f'PRAGMA table_info("{table}")').fetchall()
        if row[2] != "BLOB" and (table, row[1]) != ("document", "terms")
    ]  # fmt: skip
    named = ", ".join(f'"{name}"' for name in columns)
    rows = database.execute_sql(f'SELECT {named} FROM "{table}"').fetchall()
    found = {row[0]: dict(zip(columns, row, strict=True)) for row in rows}
    if long := _LONG.get(table):
        for held in found.values():
            held[f"{long}_sha256"] = hashlib.sha256(str(held.pop(long)).encode()).hexdigest()
    return found
