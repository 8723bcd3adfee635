"""Exchange: reads an estimate request as plain objects (from JSON) into the engine's inputs.

The format stands in ``docs/estimate-format.md``: plans, procedures, history and options; amounts are numbers of
dollars, percentages 0 to 100. What a request says and is not understood comes back in its notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.estimate.exchange_lines import entry_from, line_from, payer_of
from tctui.core.estimate.exchange_payout import years_listed
from tctui.core.estimate.exchange_plan import holder_from, plan_row, terms_from
from tctui.core.estimate.exchange_row import Row, day, wrong
from tctui.core.estimate.exchange_settings import OF_PLANS, settings_in
from tctui.core.estimate.payer_order import Holder, out_of_order
from tctui.core.estimate.terms import CoverageTerms, OfficeSettings, Patient, PlannedLine

NOMINAL_DAY = date(2000, 7, 1)
"""The day that an undated request counts on, so that its lines share one benefit year."""

RESERVED = (
    "id", "totals", "years", "accumulators", "rollover_brought_forward", "max_available_by_year", "ortho", "questions",
    "notes", "error",
)  # fmt: skip
"""Names in an answer beside the lines' own keys."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request, ready for ``estimate``; ``notes`` name what was in it and is not understood."""

    id: str
    lines: tuple[PlannedLine, ...]
    coverages: tuple[CoverageTerms, ...]
    office: OfficeSettings
    as_of: date
    patient: Patient
    notes: tuple[str, ...] = ()
    is_dated: bool = True

    def year_name(self, label: str) -> str:
        """A benefit year as it is told: as labelled, or by its number from 1 where the request holds no date at all."""
        if self.is_dated:
            return label
        months = [terms.renewal_month or 1 for terms in self.coverages[:1]]
        first = NOMINAL_DAY.year - any(month > NOMINAL_DAY.month for month in months)
        return str(int(label[:4]) - first + 1)


def request_from(raw: Mapping[str, Any]) -> Request:
    """Read one request; raises Unreadable naming the path and what was expected there."""
    notes: list[str] = []
    row = Row(raw, "request", "", notes)
    chosen = settings_in([(row.mapping("options"), row.at("options"))], notes)
    of_plans = {field: chosen.pop(field) for field in list(chosen) if field in OF_PLANS}
    stated_day = row.day("as_of")
    planned = list(row.parts("procedures", "procedure"))
    past = list(row.parts("history", "history"))
    first_day = stated_day or max((on for each in past if (on := each.day("date"))), default=NOMINAL_DAY)
    person = row.part("patient", "patient") or Row({}, "patient", "patient", notes)
    age = person.age("age")
    lines = tuple(line_from(each, age, first_day) for each in planned)
    _check_keys(lines, row)
    named = {line.code: line.category for line in lines}
    history = [(payer_of(each), entry_from(each, first_day, named)) for each in past]
    coverages: list[CoverageTerms] = []
    holders: list[Holder | None] = []
    for number, field in enumerate(("plan", "secondary", "tertiary"), start=1):
        plan = plan_row(row.value(field), row.at(field), notes)
        if plan is not None:
            own = [entry for payer, entry in history if payer == number]
            own += [entry_from(each, first_day, named) for each in plan.parts("history", "history")]
            own += years_listed(plan, first_day)
            coverages.append(terms_from(plan, number, tuple(own), of_plans))
            holders.append(holder_from(plan, coverages[-1]))
    if None not in holders:
        notes.extend(out_of_order([holder for holder in holders if holder is not None]))
    patient = Patient(person.day("birth_date"), _teeth_lost(person))
    as_of = stated_day or _counted_on(lines, coverages)
    if stated_day is None and any(line.on is None for line in lines) and _asks_for_a_day(coverages, patient):
        notes.append(f"as_of is not given: lines without a date were counted on {as_of}")
    return Request(
        id=row.text("id"),
        lines=lines,
        coverages=tuple(coverages),
        office=OfficeSettings(**chosen),
        as_of=as_of,
        patient=patient,
        notes=tuple(notes),
        is_dated=first_day != NOMINAL_DAY or _names_a_date(planned, as_of),
    )


def _names_a_date(planned: list[Row], as_of: date) -> bool:
    """Whether a line says its date or its calendar year, or the lines without either count on a real day."""
    years = [each.whole("year", most=2199) or 0 for each in planned if each.value("year") is not None]
    if any(each.value("date") is not None for each in planned) or max(years, default=0) >= 1900:
        return True
    return not years and as_of != NOMINAL_DAY


def _check_keys(lines: tuple[PlannedLine, ...], row: Row) -> None:
    seen = set(RESERVED)
    for number, line in enumerate(lines):
        if line.id in seen:
            wrong(f"{row.at('procedures')}[{number}].key", f"a key of its own, none of {', '.join(RESERVED)}", line.id)
        seen.add(line.id)


def _teeth_lost(person: Row) -> dict[str, date | None]:
    """Each missing tooth with the day it was lost, None where nobody knows: an object by tooth, or a list of teeth."""
    value = person.value("teeth_lost")
    if isinstance(value, list):
        return {str(tooth).upper(): None for tooth in value}
    lost = person.mapping("teeth_lost")
    at = person.at("teeth_lost")
    return {str(tooth).upper(): None if on is None else day(on, f"{at}.{tooth}") for tooth, on in lost.items()}


def _counted_on(lines: tuple[PlannedLine, ...], coverages: list[CoverageTerms]) -> date:
    """The day an undated request counts on: its earliest planned day; else a nominal day, or its latest history.

    The last two are never before its coverages began: an undated line is asked about while they hold.
    """
    planned = [line.on for line in lines if line.on is not None]
    if planned:
        return min(planned)
    days = [entry.on for terms in coverages for entry in terms.history if entry.on is not None]
    days += [terms.effective for terms in coverages if terms.effective is not None]
    return max(days, default=NOMINAL_DAY)


def _asks_for_a_day(coverages: list[CoverageTerms], patient: Patient) -> bool:
    """Whether a rule of a plan turns on the day of service."""
    dated = any(terms.effective or terms.termination or terms.waiting or terms.frequencies for terms in coverages)
    return dated or (patient.birth_date is not None and any(terms.ages for terms in coverages))
