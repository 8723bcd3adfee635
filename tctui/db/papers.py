"""Reading the papers of cases with their signatures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from tctui.core.papers import Paper, SignatureRecord
from tctui.db.cases import day_or_none, rows_in


def papers_of(case_ids: Sequence[int]) -> dict[int, list[Paper]]:
    """The papers of cases by case id, oldest first."""
    rows = rows_in(
        "SELECT case_id, id, kind, number, title, day, made_at, valid_until, sha256, terms_sha256, basis_sha256, option_id"
        " FROM document WHERE case_id IN (?) AND voided = 0 ORDER BY id",
        case_ids,
    )
    signatures: dict[int, list[SignatureRecord]] = defaultdict(list)
    for row in rows_in(
        "SELECT s.document_id, s.id, s.sha256, s.way, s.signer, s.relation, s.at, s.day, COALESCE(u.name, '')"
        " FROM signature s LEFT JOIN user u ON u.id = s.witness_id WHERE s.document_id IN (?) AND s.voided = 0"
        " ORDER BY s.id",
        [row[1] for row in rows],
    ):
        signatures[row[0]].append(SignatureRecord(*(*row[1:7], date.fromisoformat(row[7]), row[8])))
    found: dict[int, list[Paper]] = defaultdict(list)
    for row in rows:
        paper = Paper(
            row[1], row[2], row[3], row[4], date.fromisoformat(row[5]), row[6], day_or_none(row[7]), row[8], row[9],
            row[10], row[11], tuple(signatures[row[1]]),
        )  # fmt: skip
        found[row[0]].append(paper)
    return found
