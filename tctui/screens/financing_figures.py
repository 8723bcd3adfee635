"""The figures of lending partners: how far applications came, what was paid out, and the fee that was really kept."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from tctui.core.errors import Refused
from tctui.core.finance.partner_use import PartnerUse
from tctui.core.money import money, percent_text
from tctui.db.financing import partner_figures
from tctui.screens.place import Place
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row

COLUMNS = (
    Column("partner"), Column("offered", 7, "right"), Column("approved", 8, "right"), Column("used", 11, "right"),
    Column("came in", 11, "right"), Column("kept", 10, "right"), Column("fee", 7, "right"),
)  # fmt: skip


def show_figures(place: Place) -> None:
    """List every partner with its figures over all cases; raises Refused while nothing was offered."""
    found = partner_figures()
    if not found:
        raise Refused("Nothing was offered yet.")
    lines: list[Line] = [Row(number, _cells(use)) for number, use in enumerate(found)]

    def about(key: Hashable) -> Sequence[Inked]:
        return _about(found[key]) if isinstance(key, int) else [""]

    place.open_list([("Lending partners  ", "heading"), ("all cases", "strong")], COLUMNS, lines, about=about)


def _cells(use: PartnerUse) -> tuple[str, ...]:
    fee = percent_text(use.fee) if use.fee is not None else "—"
    kept = money(use.fee_cents) if use.paid_for_cents else "—"
    return (
        use.partner, str(use.offered), str(use.approved), money(use.used_cents), money(use.deposited_cents), kept, fee,
    )  # fmt: skip


def _about(use: PartnerUse) -> list[Inked]:
    steps = f"{use.offered} offered, {use.applied} applied, {use.approved} approved, {use.declined} declined"
    back = f"; {money(use.refunded_cents)} refunded" if use.refunded_cents else ""
    if not use.paid_for_cents:
        return [f"{use.partner}: {steps}", f"nothing has come in yet of {money(use.used_cents)} used{back}"]
    agreed = "agreed fee not known" if use.agreed_fee_cents is None else f"agreed {money(use.agreed_fee_cents)}"
    kept = f"{money(use.fee_cents)} kept of {money(use.paid_for_cents)} paid out, {percent_text(use.fee or 0)}"
    return [f"{use.partner}: {steps}", f"{kept} ({agreed}){back}"]
