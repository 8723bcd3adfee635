"""What waits to be booked: the unscheduled list, the planned but unbooked list, with ages, dollars and the phone."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual.widget import Widget

from tctui.core.money import dollars
from tctui.core.schedule.waiting import AGES, cents_by_age
from tctui.core.spoken import show_date_year
from tctui.db.waiting import Listed, never_booked, unscheduled
from tctui.screens import follow_up
from tctui.screens.place import Choice, Place
from tctui.widgets.table import Column, Row, Table

ORDERS = {"a": "age", "$": "dollars", "n": "name", "u": "urgent"}


class WaitingScreen(Place):
    """Tab turns from the appointments that fell through to those never made; Enter takes one in hand in the book."""

    PLACE = "waiting"
    DETAIL = 2

    def __init__(self, broken: bool = True) -> None:
        super().__init__()
        self._broken = broken
        self._order = "age"
        self._wanted = ""
        self._listed: list[Listed] = []
        self._table = Table(
            [Column("patient", 20), Column("visit"), Column("min", 3, "right"), Column("dollars", 8, "right"),
             Column("days", 4, "right"), Column("phone", 14)],
            self._tell, empty="nothing waits here", id="waiting",
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Read anew what waits."""
        self._listed = unscheduled(self.desk.today()) if self._broken else never_booked()
        self._show()

    def _show(self) -> None:
        shown = [one for one in self._listed if self._wanted.casefold() in _searched(one)]
        keys = {
            "age": lambda one: (one.visit.since, -one.visit.cents),
            "dollars": lambda one: (-one.visit.cents, one.visit.since),
            "name": lambda one: (one.visit.patient_name.casefold(), one.visit.turn),
            "urgent": lambda one: (not one.visit.urgent, one.visit.since),
        }
        shown.sort(key=keys[self._order])
        title = "Unscheduled: fell through" if self._broken else "Planned, not booked"
        total = sum(one.visit.cents for one in shown)
        wanted = f"   with {self._wanted!r}" if self._wanted else ""
        self.heading(
            [(f"{title}   ", "heading"), (f"{len(shown)} visit{'s' * (len(shown) != 1)}, {dollars(total)}{wanted}", "strong")],
            right=f"by {self._order}",
        )
        self._table.show([self._row(one) for one in shown])
        self._tell()

    def _row(self, one: Listed) -> Row:
        visit = one.visit
        mark = ("U " if visit.urgent else "") + ("" if visit.turn == 0 else f"{visit.turn + 1}. ")
        phone = ("do not contact", "warn") if one.do_not_contact else one.phone
        return Row(
            _key(one),
            (visit.patient_name, f"{mark}{visit.label}", str(len(visit.pattern) * 5), dollars(visit.cents),
             str(visit.age(self.desk.today())), phone),
        )  # fmt: skip

    @property
    def _here(self) -> Listed | None:
        key = self._table.key
        return next((one for one in self._listed if _key(one) == key), None)

    def _tell(self) -> None:
        ages = cents_by_age((one.visit for one in self._listed), self.desk.today())
        names = [*(f"to {days} d" for days in AGES), "older"]
        summary = "   ".join(f"{name} {dollars(cents)}" for name, cents in zip(names, ages, strict=True))
        here = self._here
        if here is None:
            self.detail([(summary, "note")])
            return
        since = "fell through" if here.visit.broken else "accepted"
        what = f"{since} {show_date_year(here.visit.since)}   reached by {here.channel}"
        short = "   asked to be called at short notice" if here.short_call else ""
        self.detail([(f"{here.visit.patient_name}   ", "strong"), (what + short, "plain")], [(summary, "note")])

    def why_not(self, action_id: str) -> str | None:
        """Say why nothing can be done."""
        if action_id in ("open", "contact", "to_case", "plan_visits") and self._here is None:
            return "nothing is under the cursor"
        if action_id in ("to_case", "plan_visits") and self._here is not None and self._here.appointment_id:
            return "it belongs to no case"
        if action_id == "open" and not self.desk.user.may("schedule"):
            return f"your role ({self.desk.user.role}) does not book"
        return None

    def act_open(self) -> None:
        """Take the visit in hand in the book, at its first opening."""
        one = self._here
        assert one is not None
        if one.appointment_id:
            self.host.open_place("schedule", again=one.appointment_id)
            return
        self.host.open_place("schedule", case_id=one.visit.case_id, visit_id=one.visit.visit_id)

    def act_plan_visits(self) -> None:
        """Plan every waiting visit of the case at once."""
        from tctui.screens.visit_plan import open_visit_plan

        assert self._here is not None
        open_visit_plan(self, self._here.visit.case_id)

    def act_to_case(self) -> None:
        """Go to the case."""
        assert self._here is not None
        self.host.open_place("case", case_id=self._here.visit.case_id)

    def act_contact(self) -> None:
        """Note a call, letter or talk with the patient."""
        assert self._here is not None
        follow_up.contact_form(self, self._here.visit.case_id or None, self._here.visit.patient_id)

    def act_other_list(self) -> None:
        """Turn to the other list."""
        self._broken = not self._broken
        self.reload()

    def act_sort(self) -> None:
        """Ask for the order."""
        choices = [Choice(key, name) for key, name in ORDERS.items()]
        self.choose(f"Sort by (now {self._order})", choices, self._sorted)

    def _sorted(self, key: str) -> None:
        self._order = ORDERS[key]
        self._show()

    def act_filter(self) -> None:
        """Ask for a part of the name or visit."""
        self.ask("Only with", self._narrow, self._wanted)

    def _narrow(self, text: str) -> None:
        self._wanted = text
        self._show()


def _key(one: Listed) -> Hashable:
    return ("appointment", one.appointment_id) if one.appointment_id else one.visit.visit_id


def _searched(one: Listed) -> str:
    return f"{one.visit.patient_name} {one.visit.label}".casefold()
