"""How the informed refusal of a declined line stands among all that were made about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tctui.core.case import Line, Option
from tctui.core.papers import INVALID, REFUSAL, Paper, holds_on, refusal_basis, refused_lines


def refusal_of(option: Option, papers: Sequence[Paper], line: Line, today: date) -> tuple[Paper | None, str]:
    """The informed refusal about a declined line that counts, and how it stands: `signed`, `unsigned`, `not made`, ...

    As of every paper that is signed: INVALID stays until the one that was made anew is signed.
    """
    about = [
        paper for paper in papers
        if paper.kind.startswith(f"{REFUSAL}:") and line in refused_lines(option, paper.kind)
    ]  # fmt: skip
    if not about:
        return None, "not made"

    def holds(paper: Paper) -> bool:
        return holds_on(paper.basis_sha256, refusal_basis(option, paper.kind))

    about.sort(key=lambda each: each.id)
    paper = about[-1]
    before = next((each for each in reversed(about[:-1]) if each.is_signed()), None)
    if before is not None and not paper.signatures and not holds(paper) and holds(before):
        paper = before
    standing = paper.standing(refusal_basis(option, paper.kind), today)
    is_left = before is not None and standing != "signed" and not holds(before)
    return paper, INVALID if is_left else standing
