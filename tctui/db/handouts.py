"""Papers that are handed out and not signed: estimate, payment schedule, itinerary with its calendar file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.case import CaseFile, Option
from tctui.core.documents.charges_list import ChargesList, ListedCharge, canonical_charges, checked_charges
from tctui.core.documents.estimate_paper import EstimatePaper, ExplainedLine, canonical_estimate, in_total
from tctui.core.documents.payment_schedule import PaymentSchedule, canonical_schedule
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.core.estimate.plain_words import told
from tctui.core.finance.state_rules import Act, Fact, asked
from tctui.core.papers import CHARGES, ESTIMATE, ITINERARY, PAYMENTS
from tctui.core.plain import canonical_json, to_plain
from tctui.core.spoken import show_date
from tctui.db.arrangements import arrangement_of
from tctui.db.change import By
from tctui.db.estimates import frozen_of, frozen_result, named
from tctui.db.memberships import plan_of
from tctui.db.models import database
from tctui.db.outings import calendar_of, make_itinerary
from tctui.db.paper_parts import letterhead, may_make, parties, second
from tctui.db.paper_writes import document_number, keep_document
from tctui.db.state_gates import state_rules


def make_estimate_paper(by: By, case: CaseFile, option: Option) -> int:
    """Draw up and keep the newest frozen estimate of an option with its explanations; returns the document's id.

    Its figures and words are those of the day on which it was frozen. Raises Refused when none is frozen.
    """
    may_make(by.user)
    frozen = next(iter(frozen_of(option.id)), None)
    if frozen is None:
        raise Refused("The estimate is not frozen yet; F in the estimate keeps it as presented.")
    estimate = frozen_result(frozen.id)
    from tctui.documents.estimate_paper import render_estimate

    member = plan_of(case.patient_id, by.today)
    patient, _ = parties(case)
    paper = EstimatePaper(
        f"{case.id}-{frozen.number}", document_number(case.id, ESTIMATE), second(by.now), letterhead(), patient,
        f"option {option.letter}, {option.name}", frozen.frozen_on, frozen.expires_on,
        _explained(case, option, estimate, by), in_total(estimate, _plans(estimate), member.name if member else ""),
    )  # fmt: skip
    terms, content = canonical_estimate(paper), render_estimate(paper)
    valid = frozen.expires_on
    return keep_document(by.user.id, by.now, by.today, case, option, ESTIMATE, "Estimate", terms, content, valid)


def _explained(case: CaseFile, option: Option, estimate: Estimate, by: By) -> tuple[ExplainedLine, ...]:
    names = named(case, estimate.as_of)
    lines = {str(line.id): line for line in option.lines()}
    rows = []
    for part in estimate.lines:
        line = lines.get(part.id)
        name = names.lines.get(part.id, part.code)
        if line is not None and line.quantity > 1:
            name += f" × {line.quantity}"
        rows.append(
            ExplainedLine(
                line.site if line else "", name, part.code, part.fee_cents + part.tax_cents,
                part.write_off_cents + part.discount_cents, part.insurance_cents, part.patient_cents,
                told(estimate, part, names), part.phase.capitalize(),
            )
        )  # fmt: skip
    return tuple(rows)


def _plans(estimate: Estimate) -> list[str]:
    """The names of the plans that the estimate counts, in their order."""
    most = max((line.shares for line in estimate.lines), key=len, default=())
    names = dict(
        database.execute_sql("SELECT c.id, p.name FROM coverage c JOIN benefit_plan p ON p.id = c.plan_id").fetchall()
    )
    return [names.get(int(share.coverage_id), "your plan") for share in most if share.coverage_id.isdigit()]


def make_payment_schedule(by: By, case: CaseFile, option: Option) -> int:
    """Draw up and keep the payments of the agreed way to pay; returns the document's id.

    Raises Refused when none is agreed.
    """
    may_make(by.user)
    arrangement = arrangement_of(option.id)
    if arrangement is None:
        raise Refused("No way to pay is agreed yet; choose one first ($).")
    from tctui.documents.payment_schedule import render_schedule

    patient, payer = parties(case)
    paper = PaymentSchedule(
        f"{case.id}-{arrangement.number}", document_number(case.id, PAYMENTS), second(by.now), letterhead(), patient,
        payer, f"option {option.letter}, {option.name}", arrangement.choice, arrangement.method,
    )  # fmt: skip
    terms, content = canonical_schedule(paper), render_schedule(paper)
    return keep_document(by.user.id, by.now, by.today, case, option, PAYMENTS, "Payment schedule", terms, content, None)


def asks_for_charges(today: date) -> bool:
    """Whether the practice's state asks for a list of what is charged ahead to a lending partner."""
    return Fact.CHARGES_LISTED in asked(state_rules(), tuple(Act), today)


def make_charges_list(by: By, case: CaseFile, option: Option, partner: str) -> int:
    """Draw up and keep the list of what is charged to a partner's credit before it is done; returns the document's id.

    Its amounts are those of the frozen estimate that the agreed way to pay rests on. Raises Refused when the partner
    lends nothing for the option.
    """
    may_make(by.user)
    arrangement, frozen = arrangement_of(option.id), next(iter(frozen_of(option.id)), None)
    lent = [part for part in arrangement.choice.lent if part.partner == partner] if arrangement else []
    if not lent or frozen is None:
        raise Refused(f"{partner} lends nothing for option {option.letter}; agree on it first ($).")
    from tctui.documents.charges_list import render_charges

    done = {str(line.id) for line in option.lines() if line.state == "completed"}
    visits = {
        str(line.id): f"visit {number}" + (f", {show_date(date.fromordinal(visit.sitting.day))}" if visit.sitting else "")
        for number, visit in enumerate(option.visits(), 1)
        for line in visit.lines
    }
    estimate, kind = frozen_result(frozen.id), f"{CHARGES}:{partner}"
    down = sum(due.amount_cents for part in lent for due in part.dues if due.on == part.agreed)
    paper = checked_charges(
        ChargesList(
            str(case.id), document_number(case.id, kind), second(by.now), by.today, letterhead(), parties(case)[0], partner,
            f"option {option.letter}, {option.name}",
            tuple(
                ListedCharge(row.site, row.name, row.code, visits.get(part.id, ""), row.fee_cents, row.patient_cents)
                for row, part in zip(_explained(case, option, estimate, by), estimate.lines, strict=True)
                if part.id not in done
            ),
            sum(part.patient_cents for part in lent) - down,
        )
    )  # fmt: skip
    title, terms = f"List of charges: {partner}", canonical_charges(paper)
    return keep_document(by.user.id, by.now, by.today, case, option, kind, title, terms, render_charges(paper), None)


@dataclass(frozen=True, slots=True)
class Given:
    """An itinerary that was given: its document, how many visits it names, and the calendar file."""

    document_id: int
    visits: int
    calendar: bytes


def give_itinerary(by: By, case: CaseFile, only: int | None = None) -> Given:
    """Keep what the patient has booked ahead, or the card of one appointment, and give its calendar file too.

    Raises Refused when nothing is booked.
    """
    itinerary = make_itinerary(by, case.patient_id, only)
    from tctui.documents.itinerary import render_itinerary

    plain = to_plain(itinerary)
    terms = canonical_json({name: plain[name] for name in plain if name != "made_at"})
    kind = ITINERARY if only is None else f"{ITINERARY}:{only}"
    made = keep_document(
        by.user.id, by.now, by.today, case, None, kind, itinerary.title, terms, render_itinerary(itinerary), None
    )
    return Given(made, len(itinerary.stops), calendar_of(itinerary, case.patient_id))
