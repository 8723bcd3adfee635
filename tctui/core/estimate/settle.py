"""Settling a line: write-offs cut to the fee, discount, tax, and the rest that the patient pays."""

from __future__ import annotations

from datetime import date

from tctui.core.estimate.result import LineEstimate, PayerShare
from tctui.core.estimate.terms import BillableUpTo, OfficeSettings
from tctui.core.estimate.trace import IS, LEAST, LESS, PERCENT, SUM
from tctui.core.estimate.work import Work
from tctui.core.estimate.writeoff import contract_write_offs, cut
from tctui.core.money import percent_of

_WRITE_OFF = PayerShare._fields.index("write_off_cents")


def settle(work: Work, office: OfficeSettings, year: date, questions: tuple[str, ...]) -> LineEstimate:
    """Close a line after all payers: fee + tax = insurance + write-off + discount + patient, all cents.

    ``year`` is the first day of the primary's benefit year; its label is the year, with the month unless January.
    """
    line = work.line
    written = _write_offs(work, office)
    write_off = sum(written)
    room = max(0, work.fee - work.paid - write_off)
    discount = _discount(work, room)
    charged = room - discount
    inputs = [("fee", work.fee)]
    paid = [(f"insurance {number}", cents) for number, cents in enumerate(work.payments, start=1) if cents]
    if len(paid) > 1:
        work.step("insurance", 0, work.paid, SUM, tuple(paid))
        paid = [("insurance", work.paid)]
    inputs += paid
    inputs += [("write-off", write_off)] if write_off else []
    inputs += [("discount", discount)] if discount else []
    tax = 0
    if line.taxable and office.sales_tax:
        taxed = max(0, work.fee - write_off - discount)
        tax = percent_of(taxed, office.sales_tax)
        parts = (("fee", work.fee), ("write-off", write_off), ("discount", discount))
        work.step("taxed", 0, taxed, LESS, parts)
        work.step("tax", 0, tax, PERCENT, (("taxed", taxed), ("rate", office.sales_tax)), "sales tax")
        work.step("charged", 0, charged, LESS, tuple(inputs))
        work.step("patient", 0, charged + tax, SUM, (("charged", charged), ("tax", tax)))
    else:
        work.step("patient", 0, charged, LESS, tuple(inputs))
    patient = charged + tax
    return LineEstimate(
        id=line.id,
        code=line.code,
        phase=line.phase,
        year=str(year.year) if year.month == 1 else f"{year.year}-{year.month:02d}",
        fee_cents=work.fee,
        shares=tuple([_share(share, written[place]) for place, share in enumerate(work.shares)]),
        write_off_cents=write_off,
        discount_cents=discount,
        tax_cents=tax,
        patient_cents=patient,
        best_cents=patient,
        worst_cents=patient,
        overpaid_cents=max(0, work.paid + write_off - work.fee),
        notes=tuple(work.notes),
        questions=questions,
        steps=tuple(work.steps or ()),
    )


def _discount(work: Work, room: int) -> int:
    """What plans and the office take off a line, at most what nobody has paid; each part leads to its own steps."""
    own = work.line.discount_cents
    parts = [*work.discounts, *([("discount agreed", own)] if own else [])]
    wanted = sum(cents for _, cents in parts)
    if not wanted:
        return 0
    rule = work.line.discount_rule if own else ""
    if len(parts) > 1:
        work.step("discounts", 0, wanted, SUM, tuple(parts), rule)
        parts = [("discounts", wanted)]
    if wanted <= room:
        work.step("discount", 0, wanted, IS, tuple(parts), rule)
        return wanted
    work.step("discount", 0, room, LEAST, (*parts, ("not yet paid", room)), rule)
    return room


def _share(share: PayerShare, write_off: int) -> PayerShare:
    return PayerShare._make((*share[:_WRITE_OFF], write_off, *share[_WRITE_OFF + 1 :])) if write_off else share


def _write_offs(work: Work, office: OfficeSettings) -> list[int]:
    """The write-off of each payer after the cut, each with its step, and their sum as the line's write-off."""
    if not work.contracts:
        stated = sum(figures.write_off_cents or 0 for figures in work.line.known)
        if not stated:
            return []
        cents = min(stated, work.fee)
        work.step("write-off", 0, cents, LEAST, (("entered write-off", stated), ("fee", work.fee)), "entered by hand")
        return [cents]
    wanted = contract_write_offs(work.fee, work.contracts, office.billable_up_to)
    for place, contract in enumerate(work.contracts):
        if contract.takes_rest:
            wanted[place] = max(0, work.fee - work.paid - sum(wanted[:place]))
    written = cut(work.fee, work.paid, wanted)
    if work.steps is not None:
        _tell_billable(work, office.billable_up_to)
    if work.steps is None or not any(written):
        return written
    earlier: list[tuple[str, int]] = []
    for place, cents in enumerate(written):
        if not cents:
            continue
        contract, number = work.contracts[place], place + 1
        if contract.stated is not None and cents == contract.stated:
            work.step("write-off", number, cents, SUM, (("entered write-off", cents),), "entered by hand")
        elif cents < wanted[place] or contract.takes_rest:
            paid = tuple((f"insurance {n}", own) for n, own in enumerate(work.payments, start=1) if own)
            rule = "the patient pays nothing" if contract.takes_rest else "cut to what is not paid"
            work.step("write-off", number, cents, LESS, (("fee", work.fee), *paid, *earlier), rule)
        else:
            price = work.fee - cents - sum(own for _, own in earlier)
            rule = f"{contract.name} contract" if contract.name else "contract"
            parts = (("fee", work.fee), (contract.price_name, price), *earlier)
            work.step("write-off", number, cents, LESS, parts, rule)
        earlier.append((f"write-off {number}", cents))
    work.step("write-off", 0, sum(written), SUM, tuple(earlier))
    return written


def _tell_billable(work: Work, up_to: BillableUpTo) -> None:
    """With two contracts, name the one up to which the patient is charged where it is not the primary's."""
    contracts = work.contracts
    if up_to is BillableUpTo.PRIMARY or len(contracts) < 2 or contracts[0].price is None or contracts[1].price is None:
        return
    prices = [(f"contract {number}", contract.price or 0) for number, contract in enumerate(contracts[:2], start=1)]
    name = "the lower contract" if up_to is BillableUpTo.LOWEST else contracts[1].name
    inputs = (*(prices if up_to is BillableUpTo.LOWEST else prices[1:]), ("fee", work.fee))
    work.step(
        "billable", 0, min(value for _, value in inputs), LEAST, inputs, f"charged up to {name}, the office's choice"
    )
