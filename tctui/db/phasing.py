"""Phasing of an option from what is stored, taking over its dates, and all options of a case side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate import ClaimDate, Estimate
from tctui.core.estimate.alternatives import Alternative, alternative, last_day, visit_days
from tctui.core.estimate.periods import year_start
from tctui.core.estimate.phasing import Phasing, phase_years
from tctui.core.estimate.phasing_dates import Workday
from tctui.core.estimate.phasing_option import block_gaps, blocks_of
from tctui.core.money import money
from tctui.core.schedule.spacing import Gap
from tctui.db import models
from tctui.db.book import open_hours
from tctui.db.chains import gaps_between, sittings_of, spacing_table
from tctui.db.change import By, case_change
from tctui.db.coverages import patient_of
from tctui.db.decisions import option_of
from tctui.db.estimates import coverages_of, live, planned_lines
from tctui.db.known_figures import with_payments
from tctui.db.office_choices import office_settings, soon_days
from tctui.db.proposed_plan import proposed_plan
from tctui.db.seat_days import with_seats
from tctui.db.unit_of_work import Unit

AHEAD = 4 * 366
"""Days for which holidays and hours are looked at."""


def phasing(case: CaseFile, option: Option, today: date) -> Phasing:
    """Find the best years of an option; raises Refused when it has no lines that count."""
    return phasing_task(case, option, today)()


def phasing_task(case: CaseFile, option: Option, today: date) -> Callable[[], Phasing]:
    """Read what a phasing needs; what is given back computes it without the database, so also in a thread.

    Raises Refused when the option has no lines that count.
    """
    lines = planned_lines(option, today)
    if not lines:
        raise Refused(f"Option {option.letter} has no lines to date.")
    blocks = blocks_of(option, {int(line.id) for line in lines}, today, soon_days())
    workday, gaps = calendar(option, today)
    terms = coverages_of(case, option, today)
    if any(each.claim_date is ClaimDate.SEAT for each in terms):
        lines = with_seats(lines)
    lines = with_payments(lines, terms)
    office, patient = office_settings(), patient_of(case.patient_id)
    return partial(phase_years, blocks, block_gaps(blocks, gaps), lines, terms, office, today, patient, workday)


def calendar(option: Option, today: date) -> tuple[Workday, tuple[Gap, ...]]:
    """The practice's working days from today on, and the firm gaps between an option's visits by the office's table."""
    first, last = today.toordinal(), today.toordinal() + AHEAD
    open_days = open_hours(first, last)
    is_open = any(open_days.is_working_day(first + day) for day in range(28))

    def workday(day: int) -> int:
        return next((each for each in range(day, last) if open_days.is_working_day(each)), day) if is_open else day

    table = spacing_table()
    between = gaps_between(sittings_of(option, option.visits(), table), table)
    return workday, tuple(gap for gap in between if gap.firm)


def alternatives(case: CaseFile, today: date) -> list[Alternative]:
    """Every option of a case that has lines to count, beside the others, in their order."""
    found, proposal = [], proposed_plan()
    for option in case.options:
        result = live(case, option, today)
        if result.lines:
            found.append(alternative(option, result, done_by(option, result, today), today, proposal))
    return found


def done_by(option: Option, result: Estimate, today: date) -> date:
    """The day of the last visit of what an estimate counts, as booked and planned, else as the gaps allow."""
    workday, gaps = calendar(option, today)
    return last_day(option, {int(line.id) for line in result.lines}, gaps, today, workday)


def counted_too_early(option: Option, result: Estimate, month: int, today: date) -> dict[int, date]:
    """Lines without a day that an estimate counts today, though the days between visits put them into another benefit year.

    By line id, the earliest day; ``month`` is the one in which the first plan's benefit year begins.
    """
    counted = {int(line.id) for line in result.lines}
    workday, gaps = calendar(option, today)
    days = visit_days(option, counted, gaps, today, workday)
    this_year = year_start(today, month)
    return {
        line.id: days[visit.id]
        for visit in option.visits()
        if visit.sitting is None and visit.id in days and year_start(days[visit.id], month) != this_year
        for line in visit.lines
        if line.id in counted and line.planned_on is None and line.state not in ("in_treatment", "completed")
    }


def new_days(option: Option, found: Phasing, today: date) -> dict[int, date | None]:
    """The planned days that the best course changes, by line id; None is as soon as possible.

    A line without a day that may begin this month at once keeps none: it is for the next opening, not for a date.
    """
    free = {line for block in found.blocks if not block.fixed for line in block.lines}
    changed: dict[int, date | None] = {}
    for line in option.lines():
        key = str(line.id)
        if key not in free:
            continue
        day = found.best.days[key]
        at_once = day == found.all_now.days[key] and (day.year, day.month) == (today.year, today.month)
        wanted = None if day <= today or (at_once and line.planned_on is None) else day
        if wanted != line.planned_on and line.planned_on != day:
            changed[line.id] = wanted
    return changed


@case_change("line.phase", "case")
def take_over(
    unit: Unit,
    by: By,
    case: CaseFile,
    option_id: int,
    days: dict[int, date | None],
    saving_cents: int,
    *,
    seen: Mapping[int, int] | None = None,
) -> None:
    """Plan lines of an option for other days, as a phasing found them; ``seen`` are the versions it looked at, by id.

    Raises Refused when a line has begun, ChangedElsewhere when another person changed one meanwhile.
    """
    option = option_of(case, option_id)
    for line in option.lines():
        if line.id in days:
            if line.state in ("in_treatment", "completed"):
                raise Refused(f"{line.name} has begun meanwhile; look again.")
            unit.update(models.Line, line.id, seen=(seen or {}).get(line.id, line.version), planned_on=days[line.id])
    saved = f": saves the patient {money(saving_cents)}" if saving_cents else ""
    unit.says = f"Option {option.letter} dated over the benefit years{saved}"
