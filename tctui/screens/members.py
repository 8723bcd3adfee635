"""Memberships of a patient and the family: enrolled, fees paid and taken back, ended; renewals of the whole practice."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.finance.membership import MembershipPlan
from tctui.core.money import money, percent_text
from tctui.core.spoken import short_date, show_date_year
from tctui.db import memberships
from tctui.db.member_prices import had_this_year
from tctui.db.member_terms import renew_under
from tctui.db.memberships import Enrolled, FeePayment
from tctui.db.receipts import RECEIPT, make_fee_receipt
from tctui.screens import papers_out
from tctui.screens.place import Field, Place
from tctui.widgets.table import Column, Line, Row, Section, Table

COLUMNS = (
    Column("member"), Column("plan", 20), Column("since", 11), Column("renews", 11), Column("paid", 9, "right"),
    Column("open", 9, "right"),
)  # fmt: skip


class MembersScreen(Place):
    """One line a person of the family; the one the screen was opened for stands first."""

    PLACE = "members"
    DETAIL = 3

    def __init__(self, patient_id: int) -> None:
        super().__init__()
        self._patient_id = patient_id
        self._table = Table(COLUMNS, self._moved, id="members")
        self._family: list[tuple[int, str]] = []
        self._held: dict[Hashable, Enrolled] = {}

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Read the family and its memberships."""
        today = self.desk.today()
        self._family = memberships.family_of(self._patient_id)
        found = memberships.enrolled([number for number, _ in self._family])
        self._held = {("member", one.id): one for one in found}
        named = self._family[0][1] if self._family else ""
        members = sum(one.stands_on(today) for one in found)
        self.heading([("Membership  ", "heading"), (named, "strong")], right=f"{members} of the family in a plan")
        lines: list[Line] = []
        for patient_id, name in self._family:
            own = [one for one in found if one.patient_id == patient_id]
            lines += [self._row(one) for one in own]
            if not own:
                lines.append(Row(("patient", patient_id), (name, ("not a member", "dim"), "", "", "", "")))
        self._table.show(lines)

    def _row(self, one: Enrolled) -> Line:
        today = self.desk.today()
        fees = one.fees(today)
        ended = one.membership.ended
        renews = one.membership.renews_on(today) if one.stands_on(today) else None
        until = f"{short_date(renews)} {renews.year}" if renews else ""
        if ended:
            until = f"ends {short_date(ended)}" if ended >= today else "ended"
        ink = "plain" if ended is None or ended >= today else "dim"
        began = one.membership.began
        since = f"{short_date(began)} {began.year}"
        owed = (money(fees.open_cents), "caution") if fees.open_cents else ""
        cells = (one.patient, one.membership.plan.name, since, until, money(fees.paid_cents), owed)
        return Row(("member", one.id), cells, ink)

    @property
    def here(self) -> Enrolled | None:
        """The membership under the cursor."""
        return self._held.get(self._table.key)

    @property
    def there(self) -> Enrolled:
        """The membership under the cursor; only for actions that ``why_not`` let pass."""
        assert self.here is not None
        return self.here

    def _moved(self) -> None:
        one = self.here
        if one is None:
            self.detail([("n enrols in a plan", "dim")])
            return
        fees = one.fees(self.desk.today())
        following = f"next {money(fees.next_cents)} on {show_date_year(fees.next_on)}" if fees.next_on else ""
        since = f"   open since {show_date_year(fees.since)}" if fees.since else ""
        today = self.desk.today()
        had = had_this_year(one.patient_id, one.membership, today) if one.stands_on(today) else {}
        words = textwrap.wrap(plan_words(one.membership.plan, had), self.app.size.width, max_lines=2, placeholder=" …")
        self.detail(*words, f"{following}{since}".strip())

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done with the line under the cursor."""
        if action_id in ("enrol", "fee", "end", "newer_terms") and not self.desk.user.may("money"):
            return f"your role ({self.desk.user.role}) does not allow it"
        if action_id in ("fee", "fee_receipt", "end", "newer_terms", "payments_made") and self.here is None:
            return "not a member yet; n enrols"
        return None

    def act_enrol(self) -> None:
        """Enrol the person under the cursor, or everybody of the family who is in no plan."""
        today = self.desk.today()
        plans = [one for one in memberships.membership_plans(today) if one.active and one.plan.offered_on(today)]
        if not plans:
            raise Refused("There is no membership plan yet; settings (F8) add one.")
        key = self._table.key
        chosen = key[1] if isinstance(key, tuple) and key[0] == "patient" else self._patient_id
        if self.here is not None:
            chosen = self.here.patient_id
        outside = [number for number, _ in self._family if not self._stands(number)]
        who: list[tuple[tuple[int, ...], str]] = [((chosen,), dict(self._family)[chosen])]
        if len(outside) > 1:
            who.append((tuple(outside), f"the {len(outside)} of the family in no plan"))
        age = memberships.ages([chosen], today)[chosen]
        first = next((one for one in plans if one.plan.is_for(age)), plans[0])
        fields = [
            Field("who", "Who", "choice", initial=who[0][0], choices=who),
            Field("plan", "Plan", "choice", initial=first.id,
                  choices=[(one.id, _offered(one.plan)) for one in plans]),
            Field("begins", "From", "date", today, required=True),
        ]  # fmt: skip

        def save(values: dict[str, Any]) -> str:
            done = memberships.enrol(self.desk.by(), values["who"], values["plan"], values["begins"])
            return f"{done.says} — z undoes"

        self.open_form("Enrol in a membership plan", fields, save)

    def _stands(self, patient_id: int) -> bool:
        today = self.desk.today()
        return any(
            one.patient_id == patient_id and (one.membership.ended is None or one.membership.ended >= today)
            for one in self._held.values()
        )

    def act_fee(self) -> None:
        """Record a payment of the fee."""
        one, today = self.there, self.desk.today()
        fees = one.fees(today)
        fields = [
            Field("on", "On", "date", today, required=True, looking="back"),
            Field("cents", "Paid", "amount", fees.open_cents or fees.next_cents or None, required=True),
            Field("method", "By", "choice", initial=memberships.METHODS[0],
                  choices=[(each, each) for each in memberships.METHODS]),
            Field("reference", "Reference", limit=24, hint="never an account or card number, at most its last four"),
            Field("receipt", "Receipt", "yes_no", initial=True),
        ]  # fmt: skip

        def save(values: dict[str, Any]) -> str:
            wanted = values.pop("receipt")
            done = memberships.pay_fee(self.desk.by(), one.id, **values)
            paid = f"Fee paid: {money(values['cents'])}"
            return f"{paid}. {self._receipt(one.id, done.id)}" if wanted else done.says

        self.open_form(f"Fee of {one.membership.plan.name}: {one.patient}", fields, save)

    def _receipt(self, membership_id: int, payment_id: int) -> str:
        """Write the receipt of a payment; says where, or why there is none."""
        by = self.desk.by()
        try:
            number = make_fee_receipt(by, membership_id, payment_id)
            return f"Receipt: {papers_out.export(number, RECEIPT, by.today.isoformat()).name}"
        except Refused as refused:
            return f"No receipt: {refused}"

    def act_fee_receipt(self) -> str:
        """Write the receipt of the last payment of the fee once more."""
        one = self.there
        paid = [payment for payment in one.payments if not payment.taken_back]
        if not paid:
            raise Refused("No payment of the fee stands.")
        return self._receipt(one.id, paid[-1].id)

    def act_newer_terms(self) -> None:
        """Let the member go over to the terms that are offered on the day of the next renewal."""
        done = renew_under(self.desk.by(), self.there.id)
        self.reload()
        self.say(f"{done.says} — z undoes")

    def act_end(self) -> None:
        """Let the membership end, by default with its year; an end that was set is taken away."""
        one, today = self.there, self.desk.today()
        if one.membership.ended is not None:
            done = memberships.end_membership(self.desk.by(), one.id, None)
            self.reload()
            self.say(f"{done.says} — z undoes")
            return
        last = one.membership.year_on(max(today, one.membership.began))[1]
        fields = [Field("last", "Last day", "date", last, required=True, hint="the membership year ends then")]

        def save(values: dict[str, Any]) -> str:
            return f"{memberships.end_membership(self.desk.by(), one.id, values['last']).says} — z undoes"

        self.open_form(f"End of {one.membership.plan.name}: {one.patient}", fields, save)

    def act_payments_made(self) -> None:
        """Show the payments of the fee; Enter takes one back, or gives a part of it to the member."""
        one = self.there
        rows: list[Line] = []
        for payment in one.payments:
            state: str | tuple[str, str] = ("taken back", "dim") if payment.taken_back else ""
            if payment.given_back_cents:
                state = (f"{money(payment.given_back_cents)} back", "note")
            cells = (
                show_date_year(payment.on),
                money(payment.cents),
                payment.method,
                payment.reference,
                payment.by,
                state,
            )
            rows.append(Row(payment.id, cells))
        columns = [Column("on", 15), Column("paid", 10, "right"), Column("by", 14), Column("reference", 10),
                   Column("recorded by"), Column("", 13)]  # fmt: skip
        paid = {payment.id: payment for payment in one.payments}

        def back(key: Hashable) -> None:
            assert isinstance(key, int)
            self.call_next(self._back, one, paid[key])

        title = f"Fees of {one.patient}: Enter takes one back, in whole or in part"
        self.open_list(title, columns, rows or [Section("nothing was paid yet")], back)

    def _back(self, one: Enrolled, payment: FeePayment) -> None:
        """Ask why a payment does not stand: it came back or was a mistake, or so much of it is given to the member."""
        if not self.desk.user.may("money"):
            raise Refused(f"your role ({self.desk.user.role}) does not allow it")
        fields = [
            Field("given", "Why", "choice", initial=False,
                  choices=[(False, "came back, or was a mistake"), (True, "given back to the member")]),
            Field("cents", "Given back", "amount", payment.stands_cents or None,
                  hint="that much of the fee is owed no more"),
            Field("reference", "Reference", limit=24, hint="never an account or card number, at most its last four"),
        ]  # fmt: skip

        def save(values: dict[str, Any]) -> str:
            by = self.desk.by()
            if not values["given"]:
                return memberships.take_fee_back(by, one.id, payment.id).says
            return memberships.give_fee_back(by, one.id, payment.id, values["cents"] or 0, values["reference"]).says

        self.open_form(f"{money(payment.cents)} of {show_date_year(payment.on)}: {one.patient}", fields, save)

    def act_renewals(self) -> None:
        """Show every renewal and open fee of the practice; Enter goes to the member."""
        rows: list[Line] = []
        people: dict[Hashable, int] = {}
        for number, (on, words, one) in enumerate(memberships.renewals(self.desk.today())):
            people[number] = one.patient_id
            rows.append(Row(number, (show_date_year(on), one.patient, words)))

        def chosen(key: Hashable) -> None:
            self._patient_id = people[key]

        columns = [Column("due", 15), Column("member", 18), Column("what")]
        self.open_list("Renewals and fees", columns, rows or [Section("nothing is due")], chosen)


def plan_words(plan: MembershipPlan, had: Mapping[str, int]) -> str:
    """What a plan gives, in one line, with how often a member ``had`` what is included, by code."""
    fees = f"{len(plan.fees)} member fee{'s' if len(plan.fees) > 1 else ''}" if plan.fees else ""
    free = ", ".join(
        f"{part.code} {had[part.code]} of {part.count}" if part.code in had else f"{part.code} × {part.count}"
        for part in plan.included
    )
    parts = [
        f"{money(plan.yearly_cents)} a year, {plan.billing}",
        f"{percent_text(plan.discount)} off" if plan.discount else "",
        fees,
        f"included{', used this year:' if had else ''} {free}" if free else "",
        f"saves at most {money(plan.cap_cents)} a year" if plan.cap_cents is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def open_members(place: Place, patient_id: int) -> None:
    """Open the memberships of a patient's family over a place."""
    place.app.push_screen(MembersScreen(patient_id), place._form_closed)


def _offered(plan: MembershipPlan) -> str:
    ages = f", {plan.ages}" if plan.ages else ""
    return f"{plan.name}, {money(plan.yearly_cents)} a year{ages}"
