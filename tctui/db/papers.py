"""Reading the papers of cases with their signatures, and the overrides of the gate."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.documents.parts import SignatureBlock
from tctui.core.papers import SIGNED, Paper, SignatureRecord, who_signs
from tctui.db.cases import day_or_none, rows_in
from tctui.db.models import database

_SIGNED = ", ".join(f"'{kind}'" for kind in SIGNED)


def _places(signers: str | None) -> tuple[SignatureBlock, ...]:
    return who_signs(SignatureBlock(**each) for each in json.loads(signers)) if signers else ()


def papers_of(case_ids: Sequence[int]) -> dict[int, list[Paper]]:
    """The papers of cases by case id, oldest first."""
    rows = rows_in(
        "SELECT case_id, id, kind, number, title, day, made_at, valid_until, sha256, terms_sha256, basis_sha256, option_id,"
        f" CASE WHEN substr(kind, 1, instr(kind || ':', ':') - 1) IN ({_SIGNED}) THEN json_extract(terms, '$.signers') END"
        " FROM document WHERE case_id IN (?) AND voided = 0 ORDER BY id",
        case_ids,
    )
    signatures: dict[int, list[SignatureRecord]] = defaultdict(list)
    for row in rows_in(
        "SELECT s.document_id, s.id, s.sha256, s.way, s.signer, s.relation, s.at, s.day, COALESCE(u.name, ''),"
        " s.scan IS NOT NULL OR EXISTS (SELECT 1 FROM scan k WHERE k.signature_id = s.id)"
        " FROM signature s LEFT JOIN user u ON u.id = s.witness_id WHERE s.document_id IN (?) AND s.voided = 0"
        " ORDER BY s.id",
        [row[1] for row in rows],
    ):
        signatures[row[0]].append(SignatureRecord(*(*row[1:7], date.fromisoformat(row[7]), row[8], bool(row[9]))))
    found: dict[int, list[Paper]] = defaultdict(list)
    for row in rows:
        paper = Paper(
            row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), row[6], day_or_none(row[7]), row[8], row[9],
            row[10], row[11], tuple(signatures[row[1]]), _places(row[12]),
        )  # fmt: skip
        found[row[0]].append(paper)
    return found


@dataclass(frozen=True, slots=True)
class Overridden:
    """One override of the gate: whose visit, what was missing, who let it go ahead and why."""

    id: int
    case_id: int
    patient: str
    day: date
    by: str
    missing: str
    reason: str
    visit: str


def overrides(case_id: int | None = None) -> list[Overridden]:
    """The overrides of a case, or of all cases, the newest first."""
    where, given = ("", ()) if case_id is None else ("AND o.case_id = ?", (case_id,))
    rows = database.execute_sql(
        "SELECT o.id, o.case_id, t.last_name || ', ' || t.first_name, o.day, u.name, o.gate, o.reason,"
        " COALESCE((SELECT group_concat(l.name, ', ') FROM line l WHERE l.visit_id = o.visit_id AND l.voided = 0), '')"
        ' FROM "override" o JOIN treatment_case c ON c.id = o.case_id JOIN patient t ON t.id = c.patient_id'
        f" JOIN user u ON u.id = o.user_id WHERE o.voided = 0 {where} ORDER BY o.id DESC",
        given,
    )
    return [
        Overridden(number, case, patient, date.fromisoformat(day), by, missing, reason, visit)
        for number, case, patient, day, by, missing, reason, visit in rows.fetchall()
    ]
