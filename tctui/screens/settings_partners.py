"""Settings of lending partners: their products with dated terms, and the state whose rules the practice keeps."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.partner_terms import kind_words, points_or_none, shown, terms_from_text, terms_text
from tctui.core.finance.partners import Kind, Product
from tctui.core.finance.state_rules import Dated
from tctui.core.spoken import show_date_year
from tctui.db import products, state_gates
from tctui.db.change import By
from tctui.db.credit_notices import asks_for_notice, notice_words
from tctui.db.products import ListedProduct
from tctui.rulebooks.partners import review_line
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _products(today: date) -> list[Entry]:
    found = []
    for one in products.listed_products():
        product = one.product
        until = f" to {show_date_year(product.effective_to)[4:]}" if product.effective_to else ""
        live = product.effective_to is None or product.effective_to >= today
        review = [(f"{review_line()}   ", "caution")] if one.example else []
        about = [*review, (f"{kind_words(product)}   ", "plain"), (product.source, "note")]
        cells = (
            product.partner, product.name, terms_text(product.terms), f"{show_date_year(product.effective_from)[4:]}{until}",
            ("example", "caution") if one.example else "own",
        )  # fmt: skip
        found.append(Entry(one, cells, live, about))
    return found


def _product_fields(one: ListedProduct | None) -> list[Field]:
    product = one.product if one else None
    percent = "in percent, empty where there is none"
    return [
        Field("partner", "Partner", initial=product.partner if product else "", required=True,
              suggestions=sorted({each.product.partner for each in products.listed_products()})),
        Field("name", "Product", initial=product.name if product else "", required=True),
        Field("kind", "Kind", "choice", initial=product.kind if product else Kind.DEFERRED,
              choices=[(kind, str(kind)) for kind in Kind]),
        Field("terms", "Months: rate / fee", initial=terms_text(product.terms) if product else "", required=True, limit=200,
              check=terms_from_text, hint="12: 0 / 9.9, 24: 14.9 / 5; fee: what the practice pays, - not known"),
        Field("effective_from", "From", "date", initial=product.effective_from if product else None, required=True,
              hint="another day makes a new row beside this one; the later one holds from its day"),
        Field("effective_to", "To", "date", initial=product.effective_to if product else None),
        Field("standard_rate", "Rate afterwards", initial=_bare(product.standard_rate if product else None),
              check=points_or_none, hint=f"with deferred interest and on the remaining balance, {percent}"),
        Field("highest_rate", "Highest rate", initial=_bare(product.highest_rate if product else None),
              check=points_or_none, hint=f"where the rate is the lower end of a range, {percent}"),
        Field("rate_varies", "Partner sets rate", "yes_no", initial=bool(product and product.rate_varies)),
        Field("least_cents", "Least amount", "amount", initial=product.least_cents if product else None),
        Field("most_cents", "Most", "amount", initial=product.most_cents if product else None),
        Field("least_payment_cents", "Least a month", "amount", initial=product.least_payment_cents if product else None,
              hint="the required payment; with deferred interest the cliff is computed from it"),
        Field("down", "Down payment", initial=_bare(product.down if product else 0), check=points_or_none,
              hint="what the partner asks for at once, in percent of the amount"),
        Field("down_always", "Always some down", "yes_no", initial=bool(product and product.down_always)),
        Field("late_fee_cents", "Late fee", "amount", initial=product.late_fee_cents if product else None),
        Field("approval_days", "Approval holds", "number", initial=product.approval_days if product else None,
              hint="days; empty: as the partner writes"),
        Field("address", "Applies at", initial=product.address if product else "", limit=200),
        Field("steps", "To say and do", "notes", initial="\n".join(product.steps) if product else "", lines=3,
              hint="a line each: at the offer, applying, approved, used"),
        Field("note", "Note", initial=product.note if product else "", limit=300),
        Field("source", "Source", initial=product.source if product else "", required=True, limit=300,
              hint="where the terms stand: contract, sheet, and its date"),
    ]  # fmt: skip


def _save_product(by: By, one: ListedProduct | None, values: dict[str, Any]) -> str:
    product = Product(
        partner=values["partner"], name=values["name"], kind=Kind(values["kind"]), terms=terms_from_text(values["terms"]),
        effective_from=values["effective_from"], effective_to=values["effective_to"], source=values["source"],
        standard_rate=points_or_none(values["standard_rate"]), highest_rate=points_or_none(values["highest_rate"]),
        rate_varies=values["rate_varies"], least_cents=_cents(values["least_cents"]), most_cents=values["most_cents"],
        least_payment_cents=_cents(values["least_payment_cents"]), down=points_or_none(values["down"]) or 0,
        down_always=values["down_always"], late_fee_cents=_cents(values["late_fee_cents"]),
        approval_days=_days(values["approval_days"]), address=values["address"],
        steps=tuple(values["steps"].splitlines()), note=values["note"],
    )  # fmt: skip
    return products.save_product(by, one, product)


def _bare(points: int | None) -> str:
    return "" if points is None else shown(points)


def _cents(value: int | None) -> int:
    if value is not None and value < 0:
        raise Refused("An amount of 0 or more.")
    return value or 0


def _days(value: int | None) -> int | None:
    if value is not None and not 1 <= value <= 365:
        raise Refused("Days from 1 to 365.")
    return value


PARTNERS = Subject(
    "Lending partners", "products with dated terms, rates and fees",
    [Column("partner", 16), Column("product", 20), Column("months: rate / fee"), Column("from", 12), Column("", 7)],
    _products, _product_fields, _save_product, new="another product", retire=products.ended_yesterday,
)  # fmt: skip


def _rules(today: date) -> list[Entry]:
    chosen = state_gates.chosen_state()
    try:
        pack = state_gates.state_rules()
    except Unreadable as wrong:
        return [Entry(chosen, ("", "the practice's state", chosen.state), about=[(f"No step is let through: {wrong}", "warn")])]
    own = [(f"{chosen.own_file}   ", "plain")] if chosen.own_file else []
    review = [(f"{pack.name}: have your counsel review the rules before use.   ", "caution"), (pack.source, "note")]
    found = [Entry(chosen, ("", "the practice's state", chosen.state or "not chosen"), about=[*own, *review])]
    for rule in pack.rules:
        acts = ", ".join(act.value for act in rule.acts)
        about = f"{_dates(rule)}. {rule.satisfied_by}. Why: {rule.words}."
        found.append(Entry(chosen, (acts, rule.name, rule.citation), rule.holds_on(today), about))
    for words in pack.wordings:
        about = f"{_dates(words)}. {words.text}"
        found.append(Entry(chosen, (words.paper.value, "words that it sets", words.citation), words.holds_on(today), about))
    for times, what in ((pack.rescission, "to rescind"), (pack.refund, "to refund the partner")):
        for days in times:
            said = f"{days.count} business days {what}"
            found.append(Entry(chosen, ("", said, days.citation), days.holds_on(today), _dates(days)))
    if asks_for_notice(today):
        name, ours = notice_words(today)
        own_words = f"the office's own file, {name}" if ours else f"our own words, not the section's: put its own in {name}"
        found.append(Entry(chosen, ("", "the words of the credit notice", "yours" if ours else ("to be replaced", "caution")),
                           about=own_words))  # fmt: skip
    return found


def _dates(dated: Dated) -> str:
    """From when, and to when, something is in force."""
    until = f" to {show_date_year(dated.effective_to)[4:]}" if dated.effective_to else ""
    return f"In force from {show_date_year(dated.effective_from)[4:]}{until}"


def _rule_fields(chosen: Any | None) -> list[Field]:
    chosen = chosen or state_gates.ChosenState()
    return [
        Field("state", "State", initial=chosen.state, limit=2, hint="two letters; empty: the rules of all states are kept"),
        Field("own_file", "Own rules (file)", initial=chosen.own_file, limit=400,
              hint="a TOML file in the place of the shipped rules, as docs/rulebooks.md says"),
    ]  # fmt: skip


def _save_rules(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    return state_gates.choose_state(by, values["state"], values["own_file"])


STATE_RULES = Subject(
    "State rules", "the state whose rules on credit are kept",
    [Column("before", 15), Column("rule"), Column("", 28)],
    _rules, _rule_fields, _save_rules, new=None,
)  # fmt: skip
