"""The forms of an application to a lending partner: offering a product, its next step, a fact for the rules of the state."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.finance.applications import State
from tctui.core.finance.partner_terms import kind_words, shown
from tctui.core.finance.partners import Product
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.money import dollars, money
from tctui.core.spoken import show_date_year
from tctui.db import financing, products
from tctui.db.financing import LASTING, Taken, Tracked
from tctui.screens.credit_facts import fact_field
from tctui.screens.pay_partner import papers_before
from tctui.screens.place import Field, Place
from tctui.widgets.table import Column, Line, Row

_SAY = {State.OFFERED: 0, State.APPLIED: 1, State.APPROVED: 2, State.COUNTER_OFFER: 2, State.USED: 3}
"""Which of a product's steps is said or done with a step."""


def choose_product(place: Place, case: CaseFile) -> None:
    """Show what the partners offer today; the chosen product goes into the form of the offer."""
    today = place.desk.today()
    listed = products.products_today(today)
    lines: list[Line] = []
    for number, one in enumerate(listed):
        months = "/".join(str(term.months) for term in one.terms)
        lines.append(Row(number, (one.partner, one.name, months, _amounts(one))))

    def chosen(key: Hashable) -> None:
        assert isinstance(key, int)
        product = listed[key]
        place.call_next(
            papers_before, place, case.id, product.partner, (Act.OFFER,), lambda: offer_form(place, case, product)
        )

    def about(key: Hashable) -> list[str]:
        one = listed[key] if isinstance(key, int) else listed[0]
        return [kind_words(one), f"terms from {show_date_year(one.effective_from)}   {one.note}"]

    columns = [Column("partner", 18), Column("product"), Column("months", 17), Column("amount", 16)]
    place.open_list("Offer", columns, lines, chosen, about)


def offer_form(place: Place, case: CaseFile, product: Product) -> None:
    """Ask for the length and for what the rules of the state turn on."""
    today = place.desk.today()
    months = [(term.months, f"{term.months} months, {shown(term.rate)} %") for term in product.terms]
    facts = financing.facts_to_ask(State.OFFERED, today)
    fields = [
        Field("months", "Over", "choice", initial=months[0][0], choices=months),
        *(fact_field(fact) for fact in facts),
        Field("note", "Note", limit=200),
    ]

    def save(values: dict[str, Any]) -> str:
        said = {fact: bool(values[fact.name]) for fact in facts}
        done = financing.offer(place.desk.by(), case.id, product, values["months"], said, values["note"])
        return f"{done.says} — z undoes"

    words = _words(product, State.OFFERED)
    place.open_form(f"Offer {product.partner}, {product.name}", fields, save, words, case_id=case.id)


def step_form(place: Place, tracked: Tracked, to: State) -> None:
    """Ask for what belongs to a step: day, amount, last day, reference, and what the rules of the state turn on."""
    today = place.desk.today()
    facts = financing.facts_to_ask(to, today)
    held = financing.facts_held(tracked, today)
    days, near, most = financing.days_ahead(today) if to is State.USED else None, "", None
    if days is not None:
        cents, latest = financing.chargeable(tracked, today, days)
        before = tracked.application.used_cents
        used = f"; {money(before)} was used before" if before else ""
        near = f"{money(cents) if cents else 'Nothing'} of the treatment is done or booked within {days} days{used}."
        most = max(0, cents - before)
    fields = [Field("on", "On", "date", today, required=True, looking="back")]
    if to not in (State.OFFERED, State.DECLINED, State.EXPIRED):
        fields.append(_amount_field(tracked, to, most))
    if to in (State.APPROVED, State.COUNTER_OFFER):
        fields.append(Field("expires_on", "Last day to use it", "date", financing.latest_approval(tracked, today),
                            required=True, looking="ahead"))  # fmt: skip
    if to is State.APPLIED:
        fields.append(Field("office", "Who submits it", "choice", initial=False,
                            choices=[(False, "the patient"), (True, "the office")]))  # fmt: skip
    if days is not None:
        fields.append(Field("treatment_on", "Latest treatment", "date", latest, required=True, looking="ahead",
                            hint="the day of the latest treatment that this pays for"))  # fmt: skip
    fields += [fact_field(fact, fact in held if fact in LASTING else None) for fact in facts]
    if to not in (State.OFFERED, State.DECLINED, State.EXPIRED):
        fields.append(Field("reference", "Reference", limit=24,
                            hint="the partner's; never an account or social security number, at most its last four"))  # fmt: skip
    fields.append(Field("note", "Note", limit=200))

    def save(values: dict[str, Any]) -> str:
        taken = Taken(
            to, values["on"], values.get("amount") or 0, values.get("expires_on"), values.get("reference") or "",
            values["note"], {fact: bool(values[fact.name]) for fact in facts}, bool(values.get("office")),
            values.get("treatment_on"),
        )  # fmt: skip
        done = financing.take_step(place.desk.by(), tracked.case_id, tracked.id, taken)
        return f"{done.says} — z undoes"

    words = " ".join(part for part in (_words(tracked.product, to), near) if part)
    title = f"{tracked.application.partner}: {to.words}"
    place.open_form(title, fields, save, words, case_id=tracked.case_id)


def fact_form(place: Place, tracked: Tracked, fact: Fact) -> None:
    """Ask whether a fact holds, with a note; who said so and when is kept."""
    if not place.desk.user.may("money"):
        raise Refused(f"your role ({place.desk.user.role}) does not allow it")
    # It is opened to say that it is otherwise.
    fields = [fact_field(fact, fact not in financing.facts_held(tracked, place.desk.today())), Field("note", "Note", limit=200)]

    def save(values: dict[str, Any]) -> str:
        done = financing.record_fact(
            place.desk.by(), tracked.case_id, tracked.id, fact, bool(values[fact.name]), values["note"]
        )
        return f"{done.says} — z undoes"

    place.open_form(f"{tracked.application.partner}: {fact}", fields, save, case_id=tracked.case_id)


def _amounts(product: Product) -> str:
    """The amounts that a product takes."""
    least, most = product.least_cents, product.most_cents
    if most is None:
        return f"from {dollars(least)}" if least else "any"
    return f"{dollars(least)}–{dollars(most)[1:]}" if least else f"to {dollars(most)}"


def _amount_field(tracked: Tracked, to: State, most: int | None) -> Field:
    """The amount of a step; ``most`` of the treatment may be charged by now, None where the state sets no limit."""
    now = tracked.application
    left = now.left_cents if most is None else min(now.left_cents, most)
    wanted = {
        State.APPLIED: ("Asked for", financing.agreed_cents(tracked)),
        State.APPROVED: ("Approved", now.approved_cents or now.asked_cents),
        State.COUNTER_OFFER: ("Offered instead", None),
        State.USED: ("Used", left),
        State.FUNDED: ("Deposited", now.deposit_cents(tracked.fee)),
        State.REFUNDED: ("Refunded", None),
    }
    label, initial = wanted[to]
    return Field("amount", label, "amount", initial or None, required=True)


def _words(product: Product, to: State) -> str:
    """What is said and done with the step, and where the patient applies."""
    at = _SAY.get(to)
    said = product.steps[at] if at is not None and at < len(product.steps) else ""
    where = f"{product.partner}: {product.address}." if product.address and to in (State.OFFERED, State.APPLIED) else ""
    return " ".join(part for part in (said, where, product.note if to is State.OFFERED else "") if part)
