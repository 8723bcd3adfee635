"""Limits: why a plan pays nothing for a line — coverage dates, exclusion, age, waiting, frequency, teeth, replacement."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from tctui.core.estimate.frequency import Done, check
from tctui.core.estimate.periods import add_months, age_on, span_text
from tctui.core.estimate.plan import Plan, Service
from tctui.core.estimate.rules import AgeBoundary, AgeRule
from tctui.core.estimate.terms import HistoryEntry, KnownFigures, PlannedLine, Subject
from tctui.core.estimate.unknown import Reading, Readings, ask_history


class Ground(StrEnum):
    """The kind of reason for which a plan pays nothing."""

    NOT_IN_FORCE = "not_in_force"
    NOT_COVERED = "not_covered"
    EXCLUDED = "excluded"
    AGE = "age"
    WAITING = "waiting"
    FREQUENCY = "frequency"
    MISSING_TOOTH = "missing_tooth"
    REPLACEMENT = "replacement"
    PREAUTHORISATION = "preauthorisation"
    NOT_BILLED = "not_billed"


class Denial(NamedTuple):
    """Why nothing is paid: the ground, the reason, the plan row, and the facts that plain words are made of.

    ``how`` is the limit itself (``on this tooth once in 5 years``); ``since`` the day of what stands in the way (the
    last service, the seat, the loss of the tooth, the end of the coverage); ``until`` the day from which it does not.
    """

    ground: Ground
    reason: str
    row: str
    how: str = ""
    since: date | None = None
    until: date | None = None


def facts_of(denial: Denial | None) -> tuple[str, str, date | None, date | None]:
    """What a share keeps of a denial beside its reason: ground, how, since, until; empty where nothing is denied."""
    return ("", "", None, None) if denial is None else (denial.ground.value, denial.how, denial.since, denial.until)


class Findings(NamedTuple):
    """What the limits say of one line; the flags are None where the plan has no such rule for it."""

    denial: Denial | None = None
    frequency_met: bool | None = None
    waiting_applies: bool | None = None


_NOTHING_FOUND = Findings()


def examine(
    plan: Plan,
    service: Service,
    line: PlannedLine,
    on: date,
    done: list[Done],
    readings: Readings,
    known: KnownFigures | None = None,
) -> Findings:
    """Look at every limit of a service for a line on a day; the first ground found is the denial.

    ``known`` is what is known of this payer: its own approval answers its own wish for one.
    """
    if line.not_billed:
        return Findings(Denial(Ground.NOT_BILLED, f"not billed to {plan.terms.name}", "kept from every plan"))
    unentered = plan.terms.unentered
    denial = _in_force(plan, on)
    if denial is None and service.exclusion is not None:
        denial = _excluded(plan, service)
    if denial is None and service.age is not None:
        denial = _age(plan, service, line, on, readings)
    waiting_applies: bool | None = None
    if service.waiting is not None:
        waiting = _waiting(plan, service, line, on, readings)
        waiting_applies = waiting is not None
        denial = denial or waiting
    elif unentered and Subject.WAITING in unentered and _asked_waiting(plan, line, readings) is Reading.WORST:
        denial = denial or Denial(Ground.WAITING, "a waiting period may apply", "waiting period not known")
    frequency_met: bool | None = None
    if service.frequencies:
        met = check(plan, service.frequencies, line, on, done)
        frequency_met = met.met
        if met.met and denial is None:
            denial = Denial(Ground.FREQUENCY, met.reason, plan.row(met.rule, "frequency"), met.how, met.last)
    if denial is None and (service.frequencies or unentered):
        denial = _unknown_frequency(plan, service, line, readings)
    if denial is None and service.frequencies and Subject.HISTORY in unentered:
        reading = ask_history(readings, plan.terms.id, plan.terms.name, line.id)
        if reading is Reading.WORST:
            reason = "the plan may have paid for this too recently"
            denial = Denial(Ground.FREQUENCY, reason, "what was paid before is not known")
    if denial is None and (service.missing_tooth is not None or _may_have_missing_tooth_clause(plan, service, line)):
        denial = _missing_tooth(plan, service, line, on, readings)
    if denial is None and service.replacement is not None:
        denial = _replacement(plan, service, line, on, readings)
    if denial is None and service.preauthorisation is not None:
        denial = _preauthorisation(plan, service, line, on, known, readings)
    if denial is None and frequency_met is None and waiting_applies is None:
        return _NOTHING_FOUND
    return Findings(denial, frequency_met, waiting_applies)


def _preauthorisation(
    plan: Plan, service: Service, line: PlannedLine, on: date, known: KnownFigures | None, readings: Readings
) -> Denial | None:
    """A plan that wants a pre-authorisation may refuse the line until it gave one that still holds: at worst it pays nothing."""
    terms = plan.terms
    if known is not None and known.paid_cents is not None:
        return None
    until = known.authorised_until if known is not None else None
    expired = until is not None and on > until
    if known is not None and known.authorised_cents is not None and not expired:
        return None
    text = f"{terms.name}: is {line.code} approved? The plan wants a pre-authorisation first."
    if expired:
        text = f"{terms.name}: is {line.code} approved again? Its pre-authorisation ends on {until}."
    if readings.ask(f"{terms.id}:preauthorisation:{line.code}", text, terms.id, line.id) is not Reading.WORST:
        return None
    reason = f"{terms.name} pays for this only once it is pre-authorised"
    return Denial(Ground.PREAUTHORISATION, reason, plan.row(service.preauthorisation, "pre-authorisation"))


def _in_force(plan: Plan, on: date) -> Denial | None:
    terms = plan.terms
    if terms.effective is not None and on < terms.effective:
        reason = f"{terms.name} begins on {terms.effective}"
        return Denial(Ground.NOT_IN_FORCE, reason, plan.row(None, "coverage"), until=terms.effective)
    if terms.termination is not None and on > terms.termination:
        reason = f"{terms.name} ended on {terms.termination}"
        return Denial(Ground.NOT_IN_FORCE, reason, plan.row(None, "coverage"), since=terms.termination)
    return None


def _excluded(plan: Plan, service: Service) -> Denial | None:
    rule = service.exclusion
    if rule is None:
        return None
    return Denial(Ground.EXCLUDED, f"{plan.terms.name} excludes this service", plan.row(rule, "exclusions"))


def _age(plan: Plan, service: Service, line: PlannedLine, on: date, readings: Readings) -> Denial | None:
    rule = service.age
    if rule is None:
        return None
    born = plan.patient.birth_date if not line.person else None
    if born is None and line.age is None:
        text = "What is the patient's date of birth?"
        if readings.ask("patient:birth", text, plan.terms.id, line.id) is not Reading.WORST:
            return None
        within = False
    else:
        within = _within(rule, born, line.age, on)
    if within:
        return None
    reason = f"{plan.terms.name} pays for this {_ages(rule)}"
    return Denial(Ground.AGE, reason, plan.row(rule, f"age limit, {rule.scope.text()}"), _ages(rule))


def _within(rule: AgeRule, born: date | None, age: int | None, on: date) -> bool:
    years = age_on(born, on) if born is not None else age or 0
    if rule.min_age is not None and years < rule.min_age:
        return False
    if rule.max_age is None:
        return True
    if rule.boundary is AgeBoundary.UNDER:
        return years < rule.max_age
    if rule.boundary is AgeBoundary.THROUGH or born is None:
        return years <= rule.max_age
    birthday = add_months(born, 12 * rule.max_age)
    if rule.boundary is AgeBoundary.END_OF_YEAR:
        return on.year <= birthday.year
    return (on.year, on.month) <= (birthday.year, birthday.month)


def _ages(rule: AgeRule) -> str:
    parts = [] if rule.min_age is None else [f"from age {rule.min_age}"]
    if rule.max_age is not None:
        how = {
            AgeBoundary.UNDER: "under age {}",
            AgeBoundary.THROUGH: "through age {}",
            AgeBoundary.END_OF_MONTH: "to the end of the month of age {}",
            AgeBoundary.END_OF_YEAR: "to the end of the year of age {}",
        }[rule.boundary]
        parts.append(how.format(rule.max_age))
    return " ".join(parts)


def _waiting(plan: Plan, service: Service, line: PlannedLine, on: date, readings: Readings) -> Denial | None:
    rule, terms = service.waiting, plan.terms
    if rule is None or rule.months == 0:
        return None
    row = plan.row(rule, f"waiting period, {rule.scope.text()}")
    if rule.months is None or terms.effective is None:
        if _asked_waiting(plan, line, readings) is Reading.WORST:
            return Denial(Ground.WAITING, "a waiting period may apply", row)
        return None
    ends = add_months(terms.effective, max(0, rule.months - terms.prior_coverage_months))
    if on >= ends:
        return None
    reason = f"{terms.name} pays for this only from {ends} (waiting period)"
    return Denial(Ground.WAITING, reason, row, until=ends)


def _asked_waiting(plan: Plan, line: PlannedLine, readings: Readings) -> Reading:
    terms = plan.terms
    text = f"{terms.name}: since when is the coverage effective, and which waiting periods apply?"
    return readings.ask(f"{terms.id}:waiting", text, terms.id, line.id)


def _unknown_frequency(plan: Plan, service: Service, line: PlannedLine, readings: Readings) -> Denial | None:
    terms = plan.terms
    unknown = any(rule.is_unknown for rule in service.frequencies)
    if not unknown and not (Subject.FREQUENCY in terms.unentered and not service.frequencies):
        return None
    text = f"{terms.name}: how often is {line.code} paid, and when was it last paid?"
    if readings.ask(f"{terms.id}:frequency:{line.code}", text, terms.id, line.id) is not Reading.WORST:
        return None
    return Denial(Ground.FREQUENCY, "the plan may have paid for this too recently", "frequency not known")


def _may_have_missing_tooth_clause(plan: Plan, service: Service, line: PlannedLine) -> bool:
    """Whether nobody asked about a clause for teeth that are lost, and the line stands on such a tooth."""
    unentered = plan.terms.unentered
    asked = not unentered or Subject.MISSING_TOOTH not in unentered or plan.terms.missing_tooth
    return not asked and any(tooth in plan.patient.teeth_lost for tooth in _replaced(line))


def _replaced(line: PlannedLine) -> tuple[str, ...]:
    return (line.tooth,) if line.tooth else line.teeth


def _missing_tooth(plan: Plan, service: Service, line: PlannedLine, on: date, readings: Readings) -> Denial | None:
    """Nothing for teeth all lost before the coverage began; where some were lost since, or nobody knows, it is asked."""
    rule, terms, teeth = service.missing_tooth, plan.terms, plan.patient.teeth_lost
    replaced = _replaced(line)
    began = terms.effective
    lost = [teeth.get(tooth) for tooth in replaced if tooth in teeth or len(replaced) == 1]
    known = [day for day in lost if day is not None]
    if began is not None and known and len(known) == len(lost) and all(day >= began for day in known):
        return None
    mixed = began is not None and any(day >= began for day in known)
    if rule is None or not known or len(known) < len(lost) or mixed or began is None:
        if teeth and began is not None and replaced and not any(tooth in teeth for tooth in replaced):
            return None
        unsaid = [tooth for tooth in replaced if teeth.get(tooth) is None and (tooth in teeth or len(replaced) == 1)]
        which = f"when was tooth {unsaid[0]} lost" if len(unsaid) == 1 else "when were the teeth lost"
        asked = [
            *(("since when is the coverage effective",) if began is None else ()),
            *((which,) if unsaid or not known else ()),
        ]
        text = f"{terms.name}: {', and '.join(asked)}?"
        if rule is None:
            text = f"{terms.name}: does the plan replace teeth that were lost before it began?"
        elif mixed and not unsaid:
            text = f"{terms.name}: is {line.code} paid where only some of the teeth were lost before it began?"
        key = f"{terms.id}:missing_tooth:{line.tooth}"
        if readings.ask(key, text, terms.id, line.id) is not Reading.WORST:
            return None
    elif rule.lapses_after_months is not None and on >= add_months(began, rule.lapses_after_months):
        return None
    reason = f"{terms.name} does not replace teeth lost before it began"
    row = plan.row(rule, "missing tooth clause")
    return Denial(Ground.MISSING_TOOTH, reason, row, since=max(known, default=None), until=began)


def _same_site(entry: HistoryEntry, line: PlannedLine) -> bool:
    """Whether earlier work stands where a line does: on its tooth, else in its arch; an arch nobody wrote may be any."""
    if entry.tooth or line.tooth:
        return entry.tooth == line.tooth
    ours, theirs = line.area[:1].upper(), entry.area[:1].upper()
    return not ours or not theirs or ours == theirs


def _replacement(plan: Plan, service: Service, line: PlannedLine, on: date, readings: Readings) -> Denial | None:
    rule, terms = service.replacement, plan.terms
    if rule is None:
        return None
    days = [
        entry.seated_on or entry.on
        for entry in terms.history
        if entry.person == line.person and _same_site(entry, line) and rule.scope.covers(entry.code, entry.category)
    ]
    seats = [day for day in (*days, line.replaces_work_of) if day is not None]
    if not seats:
        return None
    if rule.months is None:
        text = f"{terms.name}: after how many years is existing work replaced?"
        if readings.ask(f"{terms.id}:replacement", text, terms.id, line.id) is not Reading.WORST:
            return None
    elif on >= add_months(max(seats), rule.months):
        return None
    span = span_text(rule.months) if rule.months else "some years"
    reason = f"{terms.name} replaces this only after {span}; the last one was seated on {max(seats)}"
    return Denial(Ground.REPLACEMENT, reason, plan.row(rule, "replacement clause"), span, max(seats))
