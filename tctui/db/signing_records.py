"""Reading who signed a paper, for the page that goes out with its copy."""

from __future__ import annotations

from datetime import UTC, datetime

from tctui.core.documents.signing_record import GivenSignature, SigningRecord
from tctui.db.models import database
from tctui.db.paper_parts import letterhead


def signing_record(document_id: int) -> SigningRecord | None:
    """The signatures on a paper; None while nobody has signed it."""
    rows = database.execute_sql(
        "SELECT s.signer, s.relation, s.way, s.at, COALESCE(u.name, ''), s.address, s.words FROM signature s"
        " LEFT JOIN user u ON u.id = s.witness_id WHERE s.document_id = ? AND s.voided = 0 ORDER BY s.id",
        (document_id,),
    ).fetchall()
    if not rows:
        return None
    title, version, sha256 = database.execute_sql(
        "SELECT title, number, sha256 FROM document WHERE id = ?", (document_id,)
    ).fetchone()
    given = tuple(
        GivenSignature(signer, relation, way, _utc(at), witness, address, words)
        for signer, relation, way, at, witness, address, words in rows
    )
    return SigningRecord(letterhead(), title, version, sha256, given)


def _utc(kept: str) -> datetime:
    at = datetime.fromisoformat(kept)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
