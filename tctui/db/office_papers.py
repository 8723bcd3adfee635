"""Keeping the papers that belong to no case: huddle sheet, leadership report, day sheet, a visit booked without a case."""

from __future__ import annotations

import hashlib

from tctui.core.plain import canonical_json, to_plain
from tctui.db.change import By
from tctui.db.models import OfficePaper, database
from tctui.db.paper_writes import kept_bytes
from tctui.db.unit_of_work import unit_of_work


def keep_office_paper(by: By, kind: str, title: str, record: object, content: bytes, patient_id: int | None = None) -> int:
    """Keep a paper's bytes with their SHA-256 as a new version of its kind and title; returns its id.

    ``record`` is what it was drawn from. What says the same as the newest version, whenever that was made, is that one.
    """
    plain = to_plain(record)
    terms = hashlib.sha256(canonical_json({name: plain[name] for name in plain if name != "made_at"})).hexdigest()
    same = "kind = ? AND title = ? AND patient_id IS ?"
    with unit_of_work(by.user.id, "paper.make", by.now, patient_id=patient_id) as unit:
        unit.can_undo = False
        newest = database.execute_sql(
            f"SELECT id, number, terms_sha256 FROM office_paper WHERE {same} ORDER BY id DESC LIMIT 1",
            (kind, title, patient_id),
        ).fetchone()
        if newest and newest[2] == terms:
            unit.says = f"Gave {title}, version {newest[1]}"
            return int(newest[0])
        number = newest[1] + 1 if newest else 1
        unit.says = f"Made {title}, version {number}"
        return unit.insert(
            OfficePaper, kind=kind, patient=patient_id, number=number, title=title, terms_sha256=terms, content=content,
            sha256=hashlib.sha256(content).hexdigest(), made_at=unit.at, day=by.today, user=by.user.id,
        )  # fmt: skip


def office_paper_bytes(paper_id: int) -> bytes:
    """The bytes as they were produced; raises Refused when they are no longer what they were."""
    return kept_bytes("office_paper", paper_id)
