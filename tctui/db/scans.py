"""Scans of papers that were signed by hand: attached when the scanner gets to them, read back only as they were kept."""

from __future__ import annotations

import hashlib

from tctui.core.case import CaseFile
from tctui.core.documents.scan import checked_scan
from tctui.core.errors import Refused
from tctui.core.papers import Paper
from tctui.db.change import By
from tctui.db.models import Scan, database
from tctui.db.unit_of_work import unit_of_work


def attach_scan(by: By, case: CaseFile, paper: Paper, content: bytes) -> None:
    """Keep a scan of a paper that was signed by hand, at its last such signature; the signature itself stays as it is.

    Raises Refused for a role that signs nothing, a paper nobody signed by hand, what is no whole PDF or picture, and a
    scan that is kept already.
    """
    if not by.user.may("sign"):
        raise Refused("Scans of signed papers are attached by a coordinator or a lead.")
    by_hand = [one for one in paper.signatures if one.way == "paper"]
    if not by_hand:
        raise Refused(f"{paper.title} was not signed on paper.")
    checked_scan(content)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 in [kept for _, kept in _kept(paper.id)]:
        raise Refused("This very scan is attached already.")
    with unit_of_work(by.user.id, "document.scan", by.now, case_id=case.id, patient_id=case.patient_id) as unit:
        unit.insert(
            Scan, signature=by_hand[-1].id, content=content, sha256=sha256, at=unit.at, day=by.today, user=by.user.id
        )
        unit.can_undo = False
        unit.says = f"Scan attached to {paper.title}, version {paper.number}, signed by {by_hand[-1].signer}"


def scans_of(document_id: int) -> list[bytes]:
    """The scans of the signatures on a document, the first first; raises Refused when one is no longer what was kept."""
    found = []
    for content, sha256 in _kept(document_id):
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Refused("A scan of that paper has been damaged; run tctui check and restore a backup.")
        found.append(content)
    return found


def _kept(document_id: int) -> list[tuple[bytes, str]]:
    rows = database.execute_sql(
        "SELECT scan, scan_sha256, at, 0, id FROM signature WHERE document_id = ? AND scan IS NOT NULL AND voided = 0"
        " UNION ALL SELECT k.content, k.sha256, k.at, 1, k.id FROM scan k JOIN signature s ON s.id = k.signature_id"
        " WHERE s.document_id = ? ORDER BY 3, 4, 5",
        (document_id, document_id),
    )
    return [(bytes(row[0]), row[1]) for row in rows.fetchall()]
