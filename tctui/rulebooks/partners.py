"""The products of lending partners read from their rulebook."""

from __future__ import annotations

from tctui.core.errors import Refused, Unreadable
from tctui.core.finance.partners import Kind, Product, Term
from tctui.rulebooks import Row, rulebook


def partner_products() -> tuple[Product, ...]:
    """Read the examples that ship with the program, which the practice makes its own in the settings."""
    return products_in(rulebook("partners.toml"))


def products_in(top: Row) -> tuple[Product, ...]:
    """Read every product row; raises Unreadable naming the product and what is wrong with it."""
    return tuple(_product(row) for row in top.rows("product"))


def review_line() -> str:
    """Give the line that is shown while the shipped examples are used."""
    return rulebook("partners.toml").text("review")


def _product(row: Row) -> Product:
    kind = row.text("kind")
    if kind not in list(Kind):
        raise row.refused(Unreadable(f"kind must be one of {', '.join(Kind)}"))
    effective_from = row.day("from")
    assert effective_from is not None
    try:
        product = Product(
            partner=row.text("partner"),
            name=row.text("name"),
            kind=Kind(kind),
            terms=tuple(_term(term) for term in row.rows("terms")),
            effective_from=effective_from,
            effective_to=row.day("to", optional=True),
            source=row.text("source"),
            standard_rate=row.hundredths("standard_rate"),
            highest_rate=row.hundredths("highest_rate"),
            rate_varies=row.flag("rate_varies"),
            least_cents=row.hundredths("least") or 0,
            most_cents=row.hundredths("most"),
            least_payment_cents=row.hundredths("least_payment") or 0,
            down=row.hundredths("down") or 0,
            down_always=row.flag("down_always"),
            late_fee_cents=row.hundredths("late_fee") or 0,
            approval_days=row.whole("approval_days", 0) or None,
            address=row.text("address", ""),
            steps=row.texts("steps"),
            note=row.text("note", ""),
        )
    except Unreadable:
        raise
    except Refused as wrong:
        raise row.refused(wrong) from None
    row.done()
    return product


def _term(row: Row) -> Term:
    term = Term(row.whole("months") or 0, row.hundredths("rate"), row.hundredths("fee"))
    row.done()
    return term
