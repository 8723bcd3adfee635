"""Producing the papers of a case: agreement, consents and presentation, from what is stored to the kept bytes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile, Line, Option
from tctui.core.documents.agreement import WHOLE, Agreement, AgreementLine, ClauseText, canonical_terms, draw_up
from tctui.core.documents.consent import ConsentLine, Discussion, canonical_consent, draw_up_consent
from tctui.core.documents.parts import Person, clock_words
from tctui.core.documents.presentation import (
    PlanPresentation,
    PresentedLine,
    PresentedOption,
    PresentedPhase,
    canonical_presentation,
)
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.core.estimate.alternatives import time_words
from tctui.core.estimate.plain_words import told
from tctui.core.finance.choices import PaymentChoice, Way, in_full, in_house
from tctui.core.finance.dues import Due
from tctui.core.finance.membership_terms import gives
from tctui.core.finance.wish import plan_terms, usual
from tctui.core.papers import AGREED, AGREEMENT, CONSENT, DISCLOSURE, PRESENTATION, consented
from tctui.core.people import User
from tctui.core.plain import canonical_json
from tctui.core.spoken import show_date_year
from tctui.core.teaching import kinds_of
from tctui.core.text import clean
from tctui.db.arrangements import arrangement_of
from tctui.db.credit_count import credits_known
from tctui.db.estimates import LEFT_OUT, VALID_DAYS, frozen_of, frozen_result, live, named, planned_lines
from tctui.db.memberships import plan_of
from tctui.db.models import database
from tctui.db.office_terms import office_terms
from tctui.db.paper_parts import dentists, guardian, letterhead, may_make, parties, provider_name, second, words_folder
from tctui.db.paper_writes import basis_of, document_number, keep_document
from tctui.db.phasing import done_by
from tctui.db.practice import clinic_zone
from tctui.db.proposed_plan import proposed_plan
from tctui.db.state_gates import contract_clauses
from tctui.db.teaching import pages


def ways_to_pay_nothing(today: date) -> PaymentChoice:
    """The arrangement of a patient whose insurance pays all of it."""
    return PaymentChoice(Way.IN_FULL, 0, today, (Due("nothing is due", today, 0),))


def make_agreement(user: User, now: datetime, today: date, case: CaseFile, option: Option) -> int:
    """Draw up and keep the financial agreement of an option; returns the document's id.

    Raises Refused when nothing is accepted, no way to pay is agreed, or lines or figures have changed since.
    """
    may_make(user)
    agreed = {line.id: line for line in option.lines() if line.state in AGREED}
    if not agreed:
        raise Refused("Nothing of this option is accepted yet (a in the case); the agreement covers what is accepted.")
    stood = basis_of(option, AGREEMENT)
    choice, estimate = _arranged(case, option, today)
    rows = [_agreed_line(agreed[int(line.id)], estimate, line.phase) for line in estimate.lines]
    patient, payer = parties(case)
    from tctui.documents.agreement import render_agreement
    from tctui.documents.texts import clause_texts

    valid = min(today + timedelta(days=VALID_DAYS), frozen_of(option.id)[0].expires_on)
    arrangement = arrangement_of(option.id)
    paper = draw_up(
        number=str(case.id), version=document_number(case.id, AGREEMENT), made_at=second(now), practice=letterhead(),
        patient=patient, guarantor=payer, option=f"option {option.letter}, {option.name}", lines=rows, choice=choice,
        valid_until=valid, method=arrangement.method if arrangement else "",
        clause_texts=_with_the_states(clause_texts(words_folder()), today),
        insurers=_insurers(case), office=office_terms(), credits_this_year=credits_known(choice.agreed.year),
        credits_last_year=credits_known(choice.agreed.year - 1), amendment=arrangement.amendment if arrangement else None,
        membership_terms=_gives(case, today) if choice.membership_cents else "",
    )  # fmt: skip
    if paper.disclosure:
        _keep_disclosure(user, now, today, case, option, paper, valid, stood)
    content = render_agreement(paper)
    terms = canonical_terms(paper)
    return keep_document(
        user.id, now, today, case, option, AGREEMENT, "Financial agreement", terms, content, valid, stood
    )


def _with_the_states(texts: tuple[ClauseText, ...], today: date) -> tuple[ClauseText, ...]:
    """The office's clauses with the words that the state sets, which stand before what is stated by signing."""
    last = [text for text in texts if text.key == WHOLE]
    return (*(text for text in texts if text.key != WHOLE), *contract_clauses(today), *last)


def _arranged(case: CaseFile, option: Option, today: date) -> tuple[PaymentChoice, Estimate]:
    """The standing way to pay and the frozen estimate it rests on; refused when either no longer fits today's lines."""
    arrangement, frozen = arrangement_of(option.id), frozen_of(option.id)
    current = live(case, option, today, agreed_only=True)
    if not frozen or (arrangement is None and current.total.patient_cents):
        raise Refused("No way to pay is agreed yet; choose one first ($).")
    estimate = frozen_result(frozen[0].id)
    owed = arrangement.choice.patient_cents - arrangement.choice.membership_cents if arrangement else 0
    same_lines = [line.id for line in estimate.lines] == [line.id for line in current.lines]
    if arrangement and arrangement.amendment and same_lines:
        # An amendment starts from what is owed on the account, which is no longer the procedures' patient part.
        return arrangement.choice, estimate
    if not same_lines or estimate.total.patient_cents != owed or current.total.patient_cents != owed:
        raise Refused("Lines or figures have changed since the way to pay was agreed; choose it again ($).")
    return (arrangement.choice if arrangement else ways_to_pay_nothing(frozen[0].frozen_on)), estimate


def _agreed_line(line: Line, estimate: Estimate, phase: str) -> AgreementLine:
    part = estimate.line(str(line.id))
    name = line.name if line.quantity == 1 else f"{line.name} × {line.quantity}"
    return AgreementLine(
        line.site, name, line.code, part.fee_cents + part.tax_cents, part.insurance_cents, part.write_off_cents,
        part.discount_cents, part.patient_cents, phase,
    )  # fmt: skip


def _gives(case: CaseFile, today: date) -> str:
    """What the patient's membership gives, in words; empty without one."""
    held = plan_of(case.patient_id, today)
    return gives(held, named(case, today).codes) if held else ""


def _insurers(case: CaseFile) -> list[str]:
    rows = database.execute_sql(
        "SELECT p.name FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id WHERE c.patient_id = ? AND c.voided = 0"
        " ORDER BY c.ordinal, c.id",
        (case.patient_id,),
    )
    return [row[0] for row in rows.fetchall()]


def _keep_disclosure(
    user: User, now: datetime, today: date, case: CaseFile, option: Option, paper: Agreement, valid: date,
    stood: str,
) -> None:  # fmt: skip
    """Keep the disclosure as a paper of its own, to be handed over before the agreement is signed."""
    from tctui.documents.disclosure import render_disclosure

    assert paper.disclosure is not None
    version = document_number(case.id, DISCLOSURE)
    content = render_disclosure(paper.disclosure, paper.practice, paper.number, version, paper.made_at, paper.guarantor)
    terms = canonical_json(paper.disclosure)
    title = "Truth in Lending disclosure"
    keep_document(user.id, now, today, case, option, DISCLOSURE, title, terms, content, valid, stood)


def make_consent(
    user: User, now: datetime, today: date, case: CaseFile, option: Option, consent_class: str, discussed: bool = False,
    *, talked: tuple[date, int] | None = None, interpreter: str = "", decides: Person | None = None,
    explains: int | None = None,
) -> int:  # fmt: skip
    """Draw up and keep the consent for one class of procedures of an option; returns the document's id.

    ``discussed`` says that the dentist has talked it over with the patient: on a day at a unit of five minutes as
    ``talked``, else just now. Without it there is room to write when. An ``interpreter`` has a place to sign, and
    who ``decides`` signs in the patient's place: for a minor it is the guarantor unless told. It names who treats as
    booked, and who ``explains`` it: a provider's id, `dentist_of` unless told. Raises Refused when the talk is still to come.
    """
    may_make(user)
    day, unit = talked or (today, _unit(now))
    moment = datetime(day.year, day.month, day.day, *divmod(unit * 5, 60), tzinfo=clinic_zone()) if talked else now
    if moment > now:
        raise Refused("The dentist's talk is still to come: that time is not past.")
    agreed = consented(option, consent_class)
    if not agreed:
        raise Refused(f"No accepted line needs the consent for {consent_class}.")
    from tctui.documents.consent import render_consent
    from tctui.documents.texts import consent_statements, consent_texts

    own = words_folder()
    texts = consent_texts(own)
    text = texts.get(consent_class, texts["general"])
    patient, _ = parties(case)
    treating = dict.fromkeys(visit.performer(line, case.provider_id) for visit, line in agreed)
    dentist = provider_name(explains or dentist_of(option, consent_class))
    kind = f"{CONSENT}:{consent_class}"
    talk = None
    if discussed and not dentist:
        raise Refused("Who talked it over? Nobody is named to treat yet: give the case its dentist first.")
    if discussed:
        talk = Discussion(dentist, second(moment.astimezone(UTC)), f"{show_date_year(day)} at {clock_words(unit)}")
    paper = draw_up_consent(
        number=str(case.id), version=document_number(case.id, kind), made_at=second(now), day=today,
        practice=letterhead(), patient=patient, text=text,
        lines=[ConsentLine(line.site, line.name, line.code, line.rationale, line.if_waits) for _, line in agreed],
        performed_by=" and ".join(name for who in treating if (name := provider_name(who))), dentist=dentist,
        statements=consent_statements(own), guardian=decides or guardian(case, today),
        interpreter=clean(interpreter, limit=60), discussion=talk,
    )  # fmt: skip
    content = render_consent(paper)
    terms = canonical_consent(paper)
    valid = today + timedelta(days=VALID_DAYS)
    return keep_document(user.id, now, today, case, option, kind, f"Consent: {text.title}", terms, content, valid)


def dentist_of(option: Option, consent_class: str) -> int | None:
    """The dentist who talks a class of procedures over: the first who treats it, else who is planned or has the case."""
    agreed = consented(option, consent_class)
    wanted = [visit.performer(line, option.dentist_id) for visit, line in agreed]
    wanted += [number for visit, line in agreed for number in (visit.provider_id, line.provider_id)] + [option.dentist_id]
    doctors = set(dentists())
    return next((number for number in wanted if number in doctors), None)


def make_presentation(user: User, now: datetime, today: date, case: CaseFile) -> int:
    """Draw up and keep the plan as it is handed to the patient, all options side by side; returns the document's id."""
    may_make(user)
    option = case.leading
    options = [_presented(case, one, today) for one in case.options if any(True for _ in one.lines())]
    if option is None or not options:
        raise Refused("The case has no lines to present yet.")
    from tctui.documents.presentation import render_presentation

    patient, _ = parties(case)
    valid = min(one.valid_until or today + timedelta(days=VALID_DAYS) for one in options)
    planned = [line for one in case.options for line in one.lines()]
    paper = PlanPresentation(
        str(case.id), second(now), today, letterhead(), patient, provider_name(case.provider_id), case.title,
        tuple(options), valid,
        teaching=tuple(pages(kinds_of(line for line in planned if line.state not in LEFT_OUT))),
    )  # fmt: skip
    content = render_presentation(paper)
    terms = canonical_presentation(paper)
    return keep_document(user.id, now, today, case, option, PRESENTATION, "Treatment plan", terms, content, valid)


def _presented(case: CaseFile, option: Option, today: date) -> PresentedOption:
    kept = _holding(option, today)
    estimate = frozen_result(kept.id) if kept else live(case, option, today)
    parts = {line.id: line for line in estimate.lines}
    names = named(case, estimate.as_of)
    phases = []
    for phase in option.phases:
        rows = [
            PresentedLine(
                line.site, line.name, parts[str(line.id)].fee_cents, parts[str(line.id)].insurance_cents,
                parts[str(line.id)].patient_cents, line.rationale, line.if_waits,
                told(estimate, parts[str(line.id)], names),
            )
            for line in phase.lines()
            if str(line.id) in parts
        ]  # fmt: skip
        if rows:
            phases.append(PresentedPhase(phase.title.capitalize(), tuple(rows)))
    visits = [visit for visit in option.visits() if any(str(line.id) in parts for line in visit.lines)]
    owed = estimate.total.patient_cents
    ways, agreed = _ways(option, owed, today)
    days = (done_by(option, estimate, today) - today).days
    member = plan_of(case.patient_id, today) if estimate.total.discount_cents else None
    return PresentedOption(
        option.letter,
        option.name,
        option.recommended,
        option.rationale,
        len(visits),
        time_words(days) if days > 1 else "",
        tuple(phases),
        ways,
        estimate=kept.number if kept else 0,
        estimated_on=kept.frozen_on if kept else None,
        valid_until=kept.expires_on if kept else None,
        agreed=agreed,
        membership=member.name if member else "",
    )


def _holding(option: Option, today: date) -> FrozenEstimate | None:
    """The newest estimate that was presented of an option and holds: not expired, and about the lines that count now.

    One of accepted lines alone, as the agreement has it, says nothing about the rest of what is handed out.
    """
    counted = {line.id for line in planned_lines(option, today)}
    holding = (kept for kept in frozen_of(option.id) if not kept.expired(today))
    return next((kept for kept in holding if counted == {line.id for line in frozen_result(kept.id).lines}), None)


def _ways(option: Option, owed: int, today: date) -> tuple[tuple[PaymentChoice, ...], bool]:
    """The ways to pay on the handout, and whether one is agreed: then that alone, where it is for what the handout says.

    Until then two: in full, and the plan that the office proposes, where there is one and the sum is worth it.
    """
    arrangement = arrangement_of(option.id)
    if arrangement is not None:
        choice = arrangement.choice
        same = arrangement.amendment is None and choice.patient_cents - choice.membership_cents == owed
        return ((choice,) if same else ()), same
    if not owed:
        return (), False
    proposal = proposed_plan()
    if not proposal.months:
        return (in_full(owed, today),), False
    try:
        return (in_full(owed, today), in_house(plan_terms(usual(owed, today, proposal)))), False
    except Refused:
        return (in_full(owed, today),), False


def _unit(now: datetime) -> int:
    local = now.astimezone(clinic_zone())
    return (local.hour * 60 + local.minute) // 5

