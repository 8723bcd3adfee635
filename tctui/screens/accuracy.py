"""How near estimates come to what plans pay, per plan and code, with the rules that repeated gaps suggest."""

from __future__ import annotations

from collections.abc import Hashable
from textwrap import wrap

from tctui.core.insurance.outcomes import accuracy
from tctui.core.money import money
from tctui.db.accuracy import outcomes_of, suggested, take_over
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section


def open_accuracy(place: Place) -> None:
    """List the suggested rules, to be taken over with Enter, and paid against estimated per plan and code."""
    offers = {offer.key: offer for offer in suggested()}
    rows: list[Line] = []
    if offers:
        rows.append(Section("suggested: Enter takes it over"))
    plan = ""
    for key, offer in sorted(offers.items(), key=lambda pair: pair[1].plan):
        if offer.plan != plan:
            plan = offer.plan
            rows.append(Section(f"  {plan}"))
        rows.append(Row(("offer", key), (f"  {offer.short}",), "caution"))
    plan = ""
    for each in sorted(accuracy(outcomes_of()), key=lambda row: row.plan):
        if each.plan != plan:
            plan = each.plan
            rows.append(Section(plan))
        share = "" if each.share is None else f"{each.share / 100:.0f} %"
        figures = (str(each.count), money(each.expected), money(each.paid), share)
        rows.append(Row(("code", plan, each.code), (f"{each.code} {each.name}", *figures)))
    columns = [Column("plan and procedure"), Column("lines", 5, "right"), Column("estimated", 11, "right"),
               Column("paid", 11, "right"), Column("paid/est.", 9, "right")]  # fmt: skip

    def chosen(key: Hashable) -> str | None:
        if isinstance(key, tuple) and key[0] == "offer":
            return f"{take_over(place.desk.by(), offers[key[1]]).says} — z undoes"
        return None

    def about(key: Hashable) -> list[str]:
        if isinstance(key, tuple) and key[0] == "offer":
            return wrap(offers[key[1]].question, 78)
        return []

    place.open_list(
        "Estimates against payments", columns, rows or [Section("no payment was entered yet")], chosen, about
    )
