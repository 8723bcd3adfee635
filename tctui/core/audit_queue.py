"""The audit queue: what is not in order with a case, by the rules of coordination.md section 9, with what puts it right."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from dateutil.relativedelta import relativedelta

from tctui.core.case import CaseFile, Option, Visit
from tctui.core.money import money
from tctui.core.papers import (
    AGREED,
    AGREEMENT,
    INVALID,
    REFUSAL,
    Paper,
    basis,
    counting,
    is_signed,
    lacking,
    refused_lines,
    said,
    told,
)
from tctui.core.pipeline import BOARD, case_stage, open_lines
from tctui.core.refusals import refusal_of
from tctui.core.schedule.states import takes_place
from tctui.core.spoken import short_date


class Fix(StrEnum):
    """Where an entry is put right; the value is how the key line calls it."""

    PAPERS = "papers"
    ESTIMATE = "estimate"
    CASE = "case"
    COVERAGE = "insurance"
    FOLLOW_UP = "next action"
    ACCOUNT = "account"
    OUTCOMES = "insurer's payments"


class Rule(StrEnum):
    """A rule of the queue, in the order in which its entries are listed; the value is what it says."""

    UNSIGNED_BOOKED = "scheduled without agreement or consent"
    UNSIGNED_ACCEPTED = "accepted without signature"
    CHANGED = "signed and changed since"
    TWO_OPTIONS = "two live options accepted"
    OVERRIDE = "override used"
    ESTIMATE = "estimate expired or overtaken"
    UNVERIFIED = "insurance unverified"
    UNCLOSED = "completed but still open"
    NO_REASON = "declined without reason"
    NO_ACTION = "no next action"
    BEHIND = "payment plan behind"
    PAID_LESS = "estimate against insurer's payment"
    OLD = "plan older than 12 months"


FIXES = {
    Rule.UNSIGNED_BOOKED: Fix.PAPERS,
    Rule.UNSIGNED_ACCEPTED: Fix.PAPERS,
    Rule.CHANGED: Fix.PAPERS,
    Rule.TWO_OPTIONS: Fix.CASE,
    Rule.OVERRIDE: Fix.PAPERS,
    Rule.ESTIMATE: Fix.ESTIMATE,
    Rule.UNVERIFIED: Fix.COVERAGE,
    Rule.UNCLOSED: Fix.CASE,
    Rule.NO_REASON: Fix.CASE,
    Rule.NO_ACTION: Fix.FOLLOW_UP,
    Rule.BEHIND: Fix.ACCOUNT,
    Rule.PAID_LESS: Fix.OUTCOMES,
    Rule.OLD: Fix.CASE,
}
OLD_MONTHS = 12
NEAR_CENTS = 100
"""A payment within so much of the estimate is no finding: carriers round."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that is not in order: the rule, what is wrong with which record, since when, who has it in hand."""

    rule: Rule
    case_id: int
    patient_id: int
    patient: str
    what: str
    since: date
    who: str = ""

    @property
    def fix(self) -> Fix:
        """Where it is put right."""
        return FIXES[self.rule]


@dataclass(frozen=True, slots=True)
class Used:
    """An override: what was missing, who let the visit go ahead, when and why."""

    day: date
    by: str
    missing: str
    reason: str


@dataclass(frozen=True, slots=True)
class Estimated:
    """The newest frozen estimate of the leading option: when, until when, and what has changed since, in words."""

    number: int
    frozen_on: date
    expires_on: date
    changed: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """What the rules ask beside the case itself; cents. ``verified_until`` None without insurance or open work.

    ``behind`` says what is overdue on its account, since a day; ``gap`` is what insurers paid less than estimated.
    """

    papers: Sequence[Paper] = ()
    estimate: Estimated | None = None
    arrangement: int = 0
    verified_until: date | None = None
    behind: tuple[date, str] | None = None
    gap: tuple[date, int] | None = None
    overrides: tuple[Used, ...] = field(default=())


def entries(case: CaseFile, known: Known, today: date) -> list[Entry]:
    """What is not in order with a case today, in the order of the rules."""
    name = f"{case.last_name}, {case.first_name}" if case.first_name else case.last_name
    found = []
    for rule, judge in _RULES.items():
        for since, what, who in judge(case, known, today):
            found.append(Entry(rule, case.id, case.patient_id, name, what, since, who or case.owner))
    return found


def ordered(found: Iterable[Entry]) -> list[Entry]:
    """The entries by rule, under each the oldest first."""
    order = list(Rule)
    return sorted(found, key=lambda entry: (order.index(entry.rule), entry.since, entry.patient.casefold(), entry.case_id))


Found = Iterator[tuple[date, str, str]]
Judge = Callable[[CaseFile, Known, date], Found]


def _day(day: date) -> str:
    """A day without its weekday: ``24 Nov 2026``."""
    return f"{short_date(day)} {day.year}"


def _is_open(case: CaseFile) -> bool:
    return case_stage(case) in BOARD


def _lacks(option: Option, visit: Visit | None, known: Known, today: date) -> list[str]:
    """What is not signed; what was signed and has changed since is another rule's."""
    number = known.estimate.number if known.estimate else 0
    missing = lacking(option, visit, known.papers, number, known.arrangement, today)
    return [each for each in missing if "INVALID" not in each]


def _unsigned_booked(case: CaseFile, known: Known, today: date) -> Found:
    option = case.leading
    for visit in option.visits() if option else ():
        sitting = visit.sitting
        if option is None or sitting is None or not takes_place(sitting.state) or sitting.day < today.toordinal():
            continue
        if any(line.state == "scheduled" for line in visit.lines) and (missing := _lacks(option, visit, known, today)):
            day = date.fromordinal(sitting.day)
            yield sitting.booked_on or day, f"{_day(day)}: {told(missing)}", ""


def _unsigned_accepted(case: CaseFile, known: Known, today: date) -> Found:
    option = case.leading
    if option is None:
        return
    days = [
        event.day for line in option.lines() if line.state == "accepted" for event in line.events
        if event.kind == "accepted"
    ]  # fmt: skip
    if days and (missing := [each for each in _lacks(option, None, known, today) if each.startswith(AGREEMENT)]):
        yield min(days), told(missing), ""


def _changed(case: CaseFile, known: Known, today: date) -> Found:
    number = known.estimate.number if known.estimate else 0
    for option in case.options:
        for kind in dict.fromkeys(paper.kind for paper in known.papers if paper.option_id == option.id):
            stands_on = basis(option, kind, number, known.arrangement)
            paper = counting(known.papers, kind, option.id, stands_on)
            # The agreement of an option that is not led with stands on an estimate that is not at hand here.
            if paper is None or not is_signed(kind) or (kind == AGREEMENT and option != case.leading):
                continue
            if kind.startswith(f"{REFUSAL}:"):
                # What is no longer declined is refused by nobody: no paper has to be signed for it again.
                lines = [line for line in refused_lines(option, kind) if line.state == "declined"]
                stands = {refusal_of(option, known.papers, line, today) for line in lines}
                is_changed = (paper, INVALID) in stands
            else:
                is_changed = said(known.papers, paper, stands_on, today) == INVALID
            if is_changed:
                signed = f", version {paper.number}, is no longer what was signed"
                anew = f" was signed and has changed; version {paper.number} waits for its signature"
                yield paper.day, f"{paper.title}{signed if paper.signatures else anew}", ""


def _two_options(case: CaseFile, known: Known, today: date) -> Found:
    live = [option for option in case.options if any(line.state in AGREED[:3] for line in option.lines())]
    if len(live) > 1:
        days = [event.day for option in live for line in option.lines() for event in line.events]
        yield max(days), f"options {' and '.join(option.letter for option in live)} both hold accepted work", ""


def _overrides(case: CaseFile, known: Known, today: date) -> Found:
    for used in known.overrides:
        yield used.day, f"{used.missing}; reason: {used.reason}", used.by


def _estimate(case: CaseFile, known: Known, today: date) -> Found:
    kept, stage = known.estimate, case_stage(case)
    if kept is None or stage not in ("presented", "accepted", "scheduled"):
        return
    if stage == "presented" and kept.expires_on < today:
        yield kept.expires_on, f"presented {_day(kept.frozen_on)}, expired", ""
    elif kept.changed:
        yield kept.frozen_on, f"presented {_day(kept.frozen_on)}, since then {kept.changed}", ""


def _unverified(case: CaseFile, known: Known, today: date) -> Found:
    until = known.verified_until
    if until is None or until >= today or case_stage(case) not in ("accepted", "scheduled", "in_treatment"):
        return
    since = until if until.year > 1900 else case.diagnosed_on
    yield since, "never verified" if until.year <= 1900 else f"verified until {_day(until)}", ""


def _unclosed(case: CaseFile, known: Known, today: date) -> Found:
    option = case.leading
    for visit in option.visits() if option else ():
        sitting = visit.sitting
        if sitting is None or not any(line.state in ("scheduled", "in_treatment") for line in visit.lines):
            continue
        day = date.fromordinal(sitting.day)
        if sitting.state in ("completed", "out") or (takes_place(sitting.state) and day < today):
            lines = [line.name for line in visit.lines if line.state in ("scheduled", "in_treatment")]
            yield day, f"{_day(day)}: {', '.join(lines)} not marked done", ""


def _no_reason(case: CaseFile, known: Known, today: date) -> Found:
    for option in case.options:
        for line in option.lines():
            if line.state == "declined":
                last = [event for event in line.events if event.kind == "declined"][-1]
                if not last.reason.strip():
                    yield last.day, f"{line.name} {line.site}".strip(), last.by


def _no_action(case: CaseFile, known: Known, today: date) -> Found:
    if case.next_on is not None or not _is_open(case):
        return
    option = case.leading
    held = [visit.sitting for visit in option.visits() if visit.sitting] if option else []
    if any(sitting.day >= today.toordinal() for sitting in held):
        return
    lines = open_lines(option) if option else []
    days = [event.day for line in lines for event in line.events]
    yield max(days, default=case.diagnosed_on), "nothing is planned and nothing is booked", ""


def _behind(case: CaseFile, known: Known, today: date) -> Found:
    if known.behind is not None:
        yield *known.behind, ""


def _paid_less(case: CaseFile, known: Known, today: date) -> Found:
    if known.gap is not None and known.gap[1] > NEAR_CENTS:
        yield known.gap[0], f"insurance paid {money(known.gap[1])} less than was estimated", ""


def _old(case: CaseFile, known: Known, today: date) -> Found:
    if _is_open(case) and case.diagnosed_on + relativedelta(months=OLD_MONTHS) < today:
        yield case.diagnosed_on, f"diagnosed {_day(case.diagnosed_on)}: {case.title}", ""


_RULES: dict[Rule, Judge] = {
    Rule.UNSIGNED_BOOKED: _unsigned_booked,
    Rule.UNSIGNED_ACCEPTED: _unsigned_accepted,
    Rule.CHANGED: _changed,
    Rule.TWO_OPTIONS: _two_options,
    Rule.OVERRIDE: _overrides,
    Rule.ESTIMATE: _estimate,
    Rule.UNVERIFIED: _unverified,
    Rule.UNCLOSED: _unclosed,
    Rule.NO_REASON: _no_reason,
    Rule.NO_ACTION: _no_action,
    Rule.BEHIND: _behind,
    Rule.PAID_LESS: _paid_less,
    Rule.OLD: _old,
}
