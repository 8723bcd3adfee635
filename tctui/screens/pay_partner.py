"""Agreeing on a lending partner: the papers that the state wants first, what it turns on, and the application opened."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tctui.core.case import CaseFile, Option
from tctui.core.finance.applications import State
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.partners import Product
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.db import arrangements, credit_gates, estimates, financing
from tctui.db.credit_notices import papers_first
from tctui.db.credit_on_paper import charges_kind, notice_kind
from tctui.screens.credit_facts import fact_field
from tctui.screens.place import Field, Place

OVER = (State.DECLINED, State.EXPIRED, State.REFUNDED)
"""Where an application stands that no longer leads anywhere: another is opened beside it."""


def papers_before(place: Place, case_id: int, partner: str, acts: Sequence[Act], then: Callable[[], None]) -> None:
    """Go on to ``then``, or where the state wants a paper first, say so by the rule's name and lead to it."""
    refusal = papers_first(case_id, partner, acts, place.desk.today())
    if refusal is None:
        then()
        return
    from tctui.screens.papers import open_papers

    rule = refusal.rule
    question = f"{rule.name} ({rule.citation})"
    kind = charges_kind(partner) if Fact.CHARGES_LISTED in refusal.missing else notice_kind(partner)
    place.choose(question, [("d", "to the papers that are missing")], lambda _: open_papers(place, case_id, kind=kind))


def agree_with_partner(
    place: Place,
    case: CaseFile,
    option: Option,
    choice: PaymentChoice,
    products: Sequence[Product],
    methods: Sequence[tuple[str, str]],
    agreed: Callable[[str], None],
) -> None:
    """Ask what belongs to a way that a partner lends for, keep it, and open the application to the partner.

    ``agreed`` gets what is said once it is kept, while the form still stands open.
    """
    (part,) = choice.lent
    product = next(one for one in products if (one.partner, one.name) == (part.partner, part.product))
    acts = (Act.OFFER, Act.AGREE)
    papers_before(
        place, case.id, part.partner, acts, lambda: _form(place, case, option, choice, part, product, methods, agreed)
    )


def _form(
    place: Place,
    case: CaseFile,
    option: Option,
    choice: PaymentChoice,
    part: PaymentChoice,
    product: Product,
    methods: Sequence[tuple[str, str]],
    agreed: Callable[[str], None],
) -> None:
    facts = credit_gates.facts_to_say((Act.OFFER, Act.AGREE, Act.ARRANGE), place.desk.today())
    ours = choice.to_practice_cents
    fields = [
        Field("office", "Who applies", "choice", initial=False,
              choices=[(False, "the patient alone"), (True, "the office submits it")]),
        *(fact_field(fact) for fact in facts),
    ]  # fmt: skip
    if ours:
        label = f"{money(ours)} to us by"
        fields.append(Field("method", label, "choice", initial=methods[0][1], choices=[(one, one) for _, one in methods]))
    fields.append(Field("note", "Note", limit=200))

    def save(values: dict[str, Any]) -> None:
        desk, by = place.desk, place.desk.by()
        said = {fact: bool(values[fact.name]) for fact in facts}
        credit_gates.may_agree(case.id, choice, desk.today(), said, bool(values["office"]))
        months = _months(part)
        open_now = [
            one for one in financing.applications_of(case.id)
            if (one.application.partner, one.application.product) == (part.partner, part.product)
            and one.application.on(desk.today()) not in OVER
        ]  # fmt: skip
        if not open_now:
            financing.offer(by, case.id, product, months, said, values["note"])
        frozen = estimates.freeze(desk.user, desk.now(), desk.today(), case, option, agreed_only=True)
        method = part.partner + (f", {money(ours)} by {values['method']}" if ours else "")
        arrangements.arrange(desk.user, desk.now(), desk.today(), case, option, choice, frozen.id, method)
        what = choice.label if choice.parts else f"{part.partner} over {months} months"
        agreed(f"Agreed: {what}, {money(choice.total_cents)}; L application, d papers")

    cliff = part.cliff
    words = " ".join(product.steps[:1])
    if cliff is not None:
        words += (
            f" If only {money(cliff.paid_cents)} of {money(cliff.paid_cents + cliff.unpaid_cents)} is paid by"
            f" {show_date_year(cliff.ends)}: {money(cliff.interest_cents)} interest, {money(cliff.owed_cents)} owed."
        )
    title = f"Agree: {part.label}"
    place.open_form(title, fields, save, words, case_id=case.id)


def _months(part: PaymentChoice) -> int | None:
    """The months over which a partner's part runs, as its name says."""
    figures = part.name.rpartition(", ")[2].partition(" ")[0]
    return int(figures) if figures.isdigit() else None
