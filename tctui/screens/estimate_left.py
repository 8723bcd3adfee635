"""What is left of a plan's maximum or deductible, from the rows below the estimate: in a sentence, and as a tree that opens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tctui.core.estimate import CoverageTerms, Estimate
from tctui.core.estimate.plain_words import Named
from tctui.core.estimate.result import Remaining
from tctui.core.estimate.trace_left import general_balances, tree_of_left
from tctui.core.money import money
from tctui.db.coverages import patient_of
from tctui.db.office_choices import office_settings
from tctui.screens.place import Place
from tctui.screens.trace import open_trace
from tctui.widgets.table import Line, Row, Section


def balance(estimate: Estimate, coverages: Sequence[CoverageTerms], key: str) -> tuple[CoverageTerms, Remaining]:
    """The coverage and the balance that a row is about, by its key (``12:maximum``)."""
    coverage, _, kind = key.partition(":")
    terms = next(terms for terms in coverages if terms.id == coverage)
    return terms, next(row for row in general_balances(estimate, coverage) if row.kind == kind)


def balance_words(estimate: Estimate, coverages: Sequence[CoverageTerms], key: str) -> str:
    """A balance in one sentence: the limit, what is used of it, and what this estimate uses."""
    terms, row = balance(estimate, coverages, key)
    limit = "unknown" if row.limit_cents is None else money(row.limit_cents)
    used = f"{money(row.used_before_cents)} used before" if row.use_known else "nobody asked how much is used"
    here = f", {money(row.used_here_cents)} by this one" if row.used_here_cents else ""
    return f"{terms.name}: {row.kind} {limit}, {used}{here}"


def explain_left(
    place: Place, estimate: Estimate, coverages: Sequence[CoverageTerms], key: str, named: Named, patient_id: int
) -> None:
    """Open a balance into what it is and what used it, with the question that is open about it."""
    terms, row = balance(estimate, coverages, key)
    tree = tree_of_left(estimate, row, terms, office_settings(), patient_of(patient_id), named)
    asked = [each.text for each in estimate.questions if each.key.startswith(f"{terms.id}:used:{row.kind}")]
    open_trace(place, f"{terms.name}: {row.kind} left", tree, (), asked)


def left_rows(estimate: Estimate, coverages: Sequence[CoverageTerms]) -> Iterator[Line]:
    """Every limit of each plan with what is left of it, told apart by its whole name: the plan's stands above."""
    before = ""
    for number, left in enumerate(estimate.remaining):
        if left.coverage_id != before:
            before = left.coverage_id
            named = next((terms.name for terms in coverages if terms.id == before), "")
            yield Section(f"left of {named} after this estimate")
        shown = "unknown" if left.left_cents is None else money(left.left_cents)
        if left.left_cents and not left.use_known:
            shown = f"? {shown}"
        tooth = f"tooth {left.tooth}" if left.tooth else ""
        words = (left.kind, left.scope.removeprefix("category:"), left.level, left.period[:4], tooth)
        yield Row(("left", number), (" ".join(filter(None, words)), "", "", "", shown))
