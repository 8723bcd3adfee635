"""The rules that place each visit of a plan, in words: beside the visit, and as a list over the plan."""

from __future__ import annotations

from datetime import date

from tctui.core.schedule.case_plan import Offer, Placed
from tctui.core.schedule.spacing import Gap
from tctui.core.spoken import show_date
from tctui.db.case_plans import VisitsToPlan
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section


def held_by(place: Placed, order: dict[int, int]) -> list[str]:
    """The rules that hold a visit to others, with the numbers of those, the days between and whether it is a wish."""
    found = [place.release.why] if place.release is not None else []
    for gap in place.held_by:
        if not gap.min_days and gap.max_days is None:
            continue
        wish = "" if gap.firm else " (a wish)"
        # Rules of the office's table say their days themselves.
        days = "" if "day" in gap.why else f"{_between(gap)} "
        found.append(f"{gap.why}{wish}, {days}after {order.get(gap.from_id, 'what is booked')}")
    return found


def joined_days(offer: Offer) -> str:
    """The days on which visits of an offer join what is booked for the patient: ``Tue 24 Nov, booked already``."""
    return f"{', '.join(show_date(date.fromordinal(day)) for day in offer.joins)}, booked already"


def _between(gap: Gap) -> str:
    if gap.max_days is None:
        return f"{gap.min_days} days or more"
    if gap.max_days == gap.min_days:
        return f"{gap.min_days} days"
    return f"{gap.min_days}–{gap.max_days} days"


def list_rules(place: Place, wanted: VisitsToPlan, offer: Offer) -> None:
    """Open a list of the visits of an offer over the plan, each with the rules that place it."""
    order = {placed.visit_id: at for at, placed in enumerate(offer.places, 1)}
    labels = {visit.sitting.id: visit.label for visit in wanted.visits}
    rows: list[Line] = []
    for number, placed in enumerate(offer.places, 1):
        day = show_date(date.fromordinal(placed.day))
        rows.append(Row(number, (str(number), day, labels[placed.visit_id])))
        rules = held_by(placed, order) or ["free to stand on any day"]
        rows += [Section(f"    {rule}", ink="note") for rule in rules]
    columns = [Column("#", 2, "right"), Column("day", 10), Column("visit")]
    place.open_list([("What places each visit", "heading")], columns, rows, lambda _: None)
