"""Insurance in the hands of a coordinator: recording a verification, and the benefit table as it is known."""

from __future__ import annotations

from typing import Any

from tctui.core.estimate import CoverageTerms
from tctui.core.spoken import show_date_year
from tctui.db import verification
from tctui.screens.place import Field, Place
from tctui.widgets.table import Column, Line, Row, Section


def verify_form(place: Place, patient_id: int) -> None:
    """Ask which coverage was verified, when, how and under which reference."""
    known = verification.coverages_to_verify(patient_id)
    unverified = next((each for each in known if each.verified_on is None), known[0])
    fields = [
        Field("coverage", "Plan", "choice", initial=unverified.coverage_id,
              choices=[(each.coverage_id, each.plan) for each in known]),
        Field("on", "Verified on", "date", initial=place.desk.today(), required=True, looking="back"),
        Field("how", "By", "choice", initial="phone", choices=[(each, each) for each in verification.HOW]),
        Field("reference", "Reference (call or transaction number)"),
    ]  # fmt: skip

    def save(values: dict[str, Any]) -> str:
        coverage = next(each for each in known if each.coverage_id == values["coverage"])
        said = verification.verify(
            place.desk.user, place.desk.now(), patient_id, coverage, values["on"], values["how"], values["reference"]
        )
        return f"{said} — z undoes"

    place.open_form("Insurance verified", fields, save)


def show_coverages(place: Place, coverages: tuple[CoverageTerms, ...]) -> None:
    """Show the benefit table of each coverage: every rule as the plan states it, what is unknown, what was used."""
    rows: list[Line] = []
    for number, terms in enumerate(coverages, start=1):
        when = f"verified {show_date_year(terms.verified_on)}" if terms.verified_on else "NOT VERIFIED"
        rows.append(
            Section(f"{number} {terms.name} ({terms.kind}, {'in' if terms.in_network else 'out of'} network)", when)
        )
        rules: tuple[Any, ...] = (
            *terms.percents, *terms.deductibles, *terms.maximums, *terms.frequencies, *terms.waiting, *terms.ages,
            *terms.exclusions, *terms.missing_tooth, *terms.replacements, *terms.downgrades,
        )  # fmt: skip
        for rule in rules:
            rows.append(Row((number, len(rows)), (rule.source.partition(": ")[2] or rule.source,)))
        for subject in sorted(terms.unentered):
            rows.append(
                Row((number, len(rows)), (f"? {subject.value.replace('_', ' ')}: nobody has asked",), "caution")
            )
        for entry in terms.history:
            on = show_date_year(entry.on) if entry.on else ""
            text = f"{entry.kind} {on} {entry.code} {entry.tooth}: paid {entry.paid_cents / 100:,.2f}"
            rows.append(Row((number, len(rows)), (text,), "dim"))
    place.open_list("Insurance", [Column("what the plan says")], rows)
