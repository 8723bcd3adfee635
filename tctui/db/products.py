"""The products of lending partners: the shipped examples, and the practice's own dated rows that take their place."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, timedelta

from tctui.core.errors import Refused
from tctui.core.finance.partners import Product, products_on
from tctui.core.plain import from_plain, to_plain
from tctui.core.spoken import show_date_year
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.kept_json import dump
from tctui.db.models import PartnerProduct, database
from tctui.db.unit_of_work import unit_of_work
from tctui.rulebooks.partners import partner_products


@dataclass(frozen=True, slots=True)
class ListedProduct:
    """A row of the table: the product, and the id and version of the stored row; id 0 is an example as it ships."""

    product: Product
    id: int = 0
    version: int = 0

    @property
    def example(self) -> bool:
        """Whether it is an example that the practice has not made its own."""
        return not self.id


def listed_products() -> list[ListedProduct]:
    """Every row by partner, name and first day: the practice's own, and examples of which it has none of that name."""
    rows = database.execute_sql("SELECT id, version, terms FROM partner_product WHERE voided = 0").fetchall()
    own = [ListedProduct(from_plain(Product, json.loads(terms)), number, version) for number, version, terms in rows]
    named = {_name(one.product) for one in own}
    shipped = [ListedProduct(one) for one in partner_products() if _name(one) not in named]
    return sorted(
        [*own, *shipped],
        key=lambda one: (one.product.partner.casefold(), one.product.name.casefold(), one.product.effective_from),
    )


def products_today(today: date) -> list[Product]:
    """The products on offer on a day, by partner and name."""
    return products_on([one.product for one in listed_products()], today)


def save_product(by: By, seen: ListedProduct | None, product: Product) -> str:
    """Keep a product: a new row, a correction of the row, or, from another day on, a new row beside the one before.

    An example becomes the practice's own row. Raises Refused without the right to, or when another row of that name
    begins on the same day.
    """
    by.need("settings", "money")
    product = _cleaned(product)
    title = f"{product.partner} {product.name}"
    same = bool(seen and seen.id and _name(seen.product) == _name(product)
                and seen.product.effective_from == product.effective_from)  # fmt: skip
    for other in listed_products():
        twin = _name(other.product) == _name(product) and other.product.effective_from == product.effective_from
        if twin and other.id and not (same and seen and other.id == seen.id):
            raise Refused(f"{title} has a row from {show_date_year(product.effective_from)} already; change that one.")
    fields = {
        "partner": product.partner, "name": product.name, "effective_from": product.effective_from,
        "effective_to": product.effective_to, "terms": dump(to_plain(product)),
    }  # fmt: skip
    with unit_of_work(by.user.id, "setting.product", by.now) as unit:
        if same and seen:
            unit.update(PartnerProduct, seen.id, seen=seen.version, **fields)
            unit.says = f"{title} changed"
        else:
            unit.insert(PartnerProduct, **fields)
            unit.says = f"{title} holds from {show_date_year(product.effective_from)}"
    return unit.says


def end_product(by: By, listed: ListedProduct, last: date) -> str:
    """Let a product end: it is no longer offered after its last day; what was offered before keeps its terms."""
    product = listed.product
    if last < product.effective_from:
        last = product.effective_from
    if product.effective_to is not None and product.effective_to <= last:
        raise Refused(f"It has ended on {show_date_year(product.effective_to)}.")
    save_product(by, listed, replace(product, effective_to=last))
    return f"{product.partner} {product.name} ends on {show_date_year(last)}"


def ended_yesterday(by: By, listed: ListedProduct) -> str:
    """Take a product out from today on."""
    return end_product(by, listed, by.today - timedelta(days=1))


def _name(product: Product) -> tuple[str, str]:
    return product.partner.casefold(), product.name.casefold()


def _cleaned(product: Product) -> Product:
    return replace(
        product,
        partner=clean(product.partner),
        name=clean(product.name),
        source=clean(product.source),
        address=clean(product.address),
        note=clean(product.note),
        steps=tuple(step for step in map(clean, product.steps) if step),
    )
