"""Ways to pay side by side: in full, per visit, in-house plan; down payment, payments and rate change by keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation

from dateutil.relativedelta import relativedelta
from textual.widget import Widget

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused, Unreadable
from tctui.core.estimate import Estimate
from tctui.core.finance.choices import Due, PaymentChoice, Way, in_full, in_house, per_visit
from tctui.core.finance.plans import Frequency, PlanTerms
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import date_from_text, show_date_year
from tctui.db import arrangements, estimates
from tctui.db.cases import read_case
from tctui.screens.place import Place
from tctui.widgets.figures import FigureTable
from tctui.widgets.table import Column, Line, Row

DOWN_STEP = 5_000
WAYS = (Way.IN_FULL, Way.PER_VISIT, Way.IN_HOUSE)
METHODS = (("c", "card"), ("b", "bank draft"), ("k", "check"), ("m", "money in hand"), ("o", "other"))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person has set: cents, basis points, and the first due day of the plan."""

    down: int
    payments: int
    rate: int
    frequency: Frequency
    first_due: date
    courtesy: int = 0


class PayScreen(Place):
    """Left and right choose the way, keys change its terms at once, Enter agrees on it and freezes the estimate."""

    PLACE = "pay"
    DETAIL = 2

    def __init__(self, case_id: int, option_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._option_id = option_id
        columns = [Column("", 22), *(Column(str(way), 0, "right") for way in WAYS)]
        self._table = FigureTable(columns, 1, self._moved)
        self._case: CaseFile | None = None
        self._estimate: Estimate | None = None
        self._wanted: Wanted | None = None
        self._choices: dict[Way, PaymentChoice | str] = {}

    def body(self) -> Iterable[Widget]:
        """Give the table of ways."""
        yield self._table

    @property
    def case(self) -> CaseFile:
        """The case that is paid for."""
        assert self._case is not None
        return self._case

    @property
    def option(self) -> Option:
        """The option that is paid for."""
        return next(option for option in self.case.options if option.id == self._option_id)

    @property
    def wanted(self) -> Wanted:
        """The terms as they are set now."""
        assert self._wanted is not None
        return self._wanted

    @property
    def owed(self) -> int:
        """The patient portion in cents."""
        return self._estimate.total.patient_cents if self._estimate else 0

    def reload(self) -> None:
        """Estimate what is agreed, and compute the ways."""
        today = self.desk.today()
        self._case = read_case(self._case_id)
        self._estimate = estimates.live(self._case, self.option, today, agreed_only=True)
        if not self._estimate.lines:
            raise Refused("The option has no lines to pay for.")
        if self._wanted is None:
            self._wanted = self._standing(today)
        self._show()

    def _standing(self, today: date) -> Wanted:
        """The terms agreed before, else a fifth down and twelve interest-free months."""
        before = arrangements.arrangement_of(self._option_id)
        if before is not None and before.choice.terms is not None:
            terms = before.choice.terms
            first = max(terms.first_due, today + relativedelta(days=1))
            return Wanted(terms.down_cents, terms.payments, terms.rate, terms.frequency, first)
        down = self.owed // 5 // DOWN_STEP * DOWN_STEP
        return Wanted(down, 12, 0, Frequency.MONTHLY, today + relativedelta(months=1))

    def _show(self) -> None:
        self._choices = {way: self._tried(way) for way in WAYS}
        rows: list[Line] = [
            self._row("due today", lambda c: money(c.due_today_cents)),
            self._row("each payment", self._each),
            self._row("payments", _number),
            self._row("last payment", lambda c: money(c.last.amount_cents)),
            self._row("on", lambda c: show_date_year(c.last.on) if c.last.on else "day of the visit"),
            self._row("courtesy", lambda c: money(c.courtesy_cents)),
            self._row("total paid", lambda c: money(c.total_cents), "strong"),
            self._row("cost of credit", lambda c: money(c.finance_charge_cents)),
            self._row("annual percentage rate", lambda c: f"{c.apr} %" if c.apr is not None else "none"),
        ]
        agreed = any(line.state in ("accepted", "scheduled", "in_treatment") for line in self.option.lines())
        what = "what is accepted" if agreed else "all lines"
        name = f"{self.case.last_name}, {self.case.first_name}"
        title = f"{name}  option {self.option.letter} {self.option.name}, {what}"
        self.heading([("Pay  ", "heading"), (title, "strong")], right=f"patient portion {money(self.owed)}")
        key = self._table.key
        self._table.show(rows, key=key)
        self._moved()

    @staticmethod
    def _each(choice: PaymentChoice) -> str:
        if choice.terms is not None:
            return f"{money(choice.level_cents or 0)} {choice.terms.frequency}"
        return money(choice.dues[0].amount_cents)

    def _row(self, name: str, shown: Callable[[PaymentChoice], str], ink: str = "plain") -> Row:
        cells = []
        for way in WAYS:
            choice = self._choices[way]
            cells.append("—" if isinstance(choice, str) else shown(choice))
        return Row(name, (name, *cells), ink)

    def _tried(self, way: Way) -> PaymentChoice | str:
        try:
            return self._choice(way)
        except Refused as refused:
            return str(refused)

    def _choice(self, way: Way) -> PaymentChoice:
        today, wanted = self.desk.today(), self.wanted
        if way is Way.IN_FULL:
            return in_full(self.owed, today, wanted.courtesy)
        if way is Way.PER_VISIT:
            return per_visit(self._visits(), today)
        terms = PlanTerms(
            self.owed, wanted.down, wanted.payments, today, wanted.first_due, wanted.rate, wanted.frequency
        )
        return in_house(terms)

    def _visits(self) -> list[Due]:
        """What each visit costs the patient, on its booked or planned day."""
        assert self._estimate is not None
        parts = {line.id: line.patient_cents for line in self._estimate.lines}
        dues = []
        for number, visit in enumerate(self.option.visits(), start=1):
            cents = sum(parts.get(str(line.id), 0) for line in visit.lines)
            booked = date.fromordinal(visit.sitting.day) if visit.sitting else None
            day = booked or next((line.planned_on for line in visit.lines if line.planned_on), None)
            if cents:
                dues.append(Due(f"visit {number}", day if day and day >= self.desk.today() else None, cents))
        return dues

    @property
    def way(self) -> Way:
        """The way under the cursor."""
        return Way(self._table.figure)

    def _moved(self) -> None:
        if not self._choices:
            return
        choice = self._choices[self.way]
        if isinstance(choice, str):
            self.detail([(f"{self.way}: {choice}", "caution")])
            return
        line = f"{self.way}: {money(choice.due_today_cents)} today, {money(choice.total_cents)} in all"
        if choice.terms is not None:
            line = f"{line}, {choice.terms.payments} payments from {show_date_year(choice.terms.first_due)}"
        self.detail(line, [("d down  n payments  r rate  f how often  t first due  c courtesy  = schedule", "dim")])

    def why_not(self, action_id: str) -> str | None:
        """Say what stands in the way of the way under the cursor."""
        if action_id in ("open", "explain") and self._choices:
            choice = self._choices[self.way]
            return choice if isinstance(choice, str) else None
        return None

    def _set(self, **changed: object) -> None:
        self._wanted = replace(self.wanted, **changed)  # type: ignore[arg-type]
        self._show()

    def act_more_payments(self) -> None:
        """One payment more."""
        self._set(payments=min(120, self.wanted.payments + 1))

    def act_fewer_payments(self) -> None:
        """One payment less."""
        self._set(payments=max(1, self.wanted.payments - 1))

    def act_more_down(self) -> None:
        """Fifty dollars more down."""
        self._set(down=min(self.owed, self.wanted.down + DOWN_STEP))

    def act_less_down(self) -> None:
        """Fifty dollars less down."""
        self._set(down=max(0, self.wanted.down - DOWN_STEP))

    def act_down_payment(self) -> None:
        """Type the down payment."""
        self.ask("Down payment", lambda text: self._set(down=_at_least_zero(cents_from_text(text))))

    def act_payments(self) -> None:
        """Type the number of payments."""
        self.ask("Number of payments", lambda text: self._set(payments=_whole(text, 1, 120)))

    def act_rate(self) -> None:
        """Type the yearly rate."""
        self.ask("Rate a year in percent (0: no interest)", lambda text: self._set(rate=_basis_points(text)))

    def act_courtesy(self) -> None:
        """Type the courtesy for paying in full."""
        self.ask("Courtesy for paying in full, in percent", lambda text: self._set(courtesy=_basis_points(text)))

    def act_first_due(self) -> None:
        """Type the first due day."""
        self.ask(
            "First payment due", lambda text: self._set(first_due=date_from_text(text, self.desk.today(), "ahead"))
        )

    def act_frequency(self) -> None:
        """Choose how often the plan is paid."""
        frequencies = list(Frequency)
        choices = [(str(number), str(each)) for number, each in enumerate(frequencies, start=1)]
        self.choose("Paid", choices, lambda key: self._set(frequency=frequencies[int(key) - 1]))

    def act_explain(self) -> None:
        """Show every payment with its day."""
        choice = self._chosen()
        rows: list[Line] = []
        if choice.schedule is not None:
            for part in choice.schedule.instalments:
                cells = (str(part.number), show_date_year(part.due), money(part.amount_cents), money(part.interest_cents),
                         money(part.principal_cents), money(part.balance_cents))  # fmt: skip
                rows.append(Row(part.number, cells))
            right = [Column(label, 11, "right") for label in ("payment", "interest", "principal", "still owed")]
            self.open_list(
                f"{self.way}: {money(choice.total_cents)} in all", [Column("no.", 4), Column("due"), *right], rows
            )
            return
        for number, due in enumerate(choice.dues):
            rows.append(Row(number, (due.label, show_date_year(due.on) if due.on else "", money(due.amount_cents))))
        columns = [Column("", 24), Column("due"), Column("amount", 12, "right")]
        self.open_list(f"{self.way}: {money(choice.total_cents)}", columns, rows)

    def _chosen(self) -> PaymentChoice:
        choice = self._choices[self.way]
        if isinstance(choice, str):
            raise Refused(choice)
        return choice

    def act_open(self) -> None:
        """Agree on the way under the cursor: ask how it is paid, freeze the estimate it rests on, keep it."""
        self._chosen()
        self.choose(f"{self.way}, paid by", METHODS, self._agree)

    def _agree(self, key: str) -> None:
        method = dict(METHODS)[key]
        desk = self.desk
        frozen = estimates.freeze(desk.user, desk.now(), desk.today(), self.case, self.option, agreed_only=True)
        made = arrangements.arrange(
            desk.user, desk.now(), desk.today(), self.case, self.option, self._chosen(), frozen.id, method
        )
        self.dismiss(f"Agreed: {made.choice.way} by {method}, {money(made.choice.total_cents)} — z undoes; d agreement")


def _number(choice: PaymentChoice) -> str:
    """How many payments; the down payment is told apart from those of the plan."""
    if choice.terms is not None and choice.terms.down_cents:
        return f"down + {choice.terms.payments}"
    return str(len(choice.dues))


def open_pay(place: Place, case_id: int, option_id: int | None = None) -> None:
    """Open the ways to pay for an option (None: the leading one) over a place; raises Refused when it has no lines."""
    case = read_case(case_id)
    option = next((each for each in case.options if each.id == option_id), case.leading)
    if option is None:
        raise Refused("The case has no option yet.")
    if not estimates.live(case, option, place.desk.today(), agreed_only=True).lines:
        raise Refused(f"Option {option.letter} has no lines to pay for.")
    place.app.push_screen(PayScreen(case_id, option.id), place._form_closed)


def _at_least_zero(cents: int) -> int:
    if cents < 0:
        raise Unreadable("an amount of 0 or more")
    return cents


def _whole(text: str, least: int, most: int) -> int:
    if not text.strip().isdigit() or not least <= int(text) <= most:
        raise Unreadable(f"a whole number from {least} to {most}")
    return int(text)


def _basis_points(text: str) -> int:
    """Read a percentage as typed (``9.9``, ``9.9 %``) into basis points; at most two decimals, 0 to 100."""
    try:
        points = Decimal(text.replace("%", "").strip()) * 100
    except InvalidOperation:
        raise Unreadable("a percentage such as 9.9") from None
    if not points.is_finite() or points != points.to_integral_value() or not 0 <= points <= 10_000:
        raise Unreadable("a percentage from 0 to 100 with at most two decimals")
    return int(points)
