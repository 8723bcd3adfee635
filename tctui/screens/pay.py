"""Every way to pay, one line each with its figures side by side; down payment, months and rate change them all at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial

from textual.widget import Widget

from tctui.core.agreed import Arrangement
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.figures import Figure, figure_steps
from tctui.core.finance.joining import Joining
from tctui.core.finance.member_beside import Contract
from tctui.core.finance.opening import opening_terms
from tctui.core.finance.plans import Frequency
from tctui.core.finance.side_by_side import Impossible, every_way
from tctui.core.finance.wish import DOWN_STEP, Wish
from tctui.core.money import money, points_from_text
from tctui.core.spoken import date_from_text, show_date_year
from tctui.db import arrangements, estimates
from tctui.db.cases import read_case
from tctui.db.joining import join
from tctui.db.member_prices import set_contract
from tctui.db.ways import WAYS_PAGE, Ground, ground_of, make_ways_page
from tctui.screens import pay_lines, pay_terms
from tctui.screens.pay_partner import agree_with_partner
from tctui.screens.pay_splits import Split, ask_split, joinings, member_rows, split_way
from tctui.screens.pay_typed import down_of, too_much_down, whole
from tctui.screens.place import Place
from tctui.widgets.figures import FigureTable
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

LONGEST = 120
METHODS = (("c", "card"), ("b", "bank draft"), ("k", "check"), ("m", "cash"), ("o", "other"))
PATIENTS = "for the patient"
PLAN = pay_lines.key_of(Impossible(Way.IN_HOUSE, Way.IN_HOUSE.value, ""))


class PayScreen(Place):
    """Up and down choose the way, keys change the terms at once, Enter agrees on it and freezes the estimate."""

    PLACE = "pay"
    HEADING = 2
    DETAIL = 6

    def __init__(self, case_id: int, option_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._option_id = option_id
        columns = [Column("", 0), *(Column(figure.value, 9, "right") for figure in Figure)]
        self._table = FigureTable(columns, 1, self._moved, at_first=True)
        self._case: CaseFile | None = None
        self._ground: Ground | None = None
        self._wish: Wish | None = None
        self._before: Arrangement | None = None
        self._has_account = False
        self._splits: dict[str, Split] = {}
        self._joinings: dict[str, Joining] = {}
        self._ways: dict[str, PaymentChoice | Impossible] = {}
        self._ours = True
        self._agreed = ""

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
    def ground(self) -> Ground:
        """What the ways rest on."""
        assert self._ground is not None
        return self._ground

    @property
    def wish(self) -> Wish:
        """The terms as they are set now."""
        assert self._wish is not None
        return self._wish

    def reload(self) -> None:
        """Estimate what is agreed, and compute the ways."""
        today = self.desk.today()
        self._case = read_case(self._case_id)
        self._ground = ground_of(self._case, self.option, today)
        self._before = arrangements.arrangement_of(self._option_id)
        self._has_account = self._before is not None and arrangements.has_account(self._before.account_id)
        first = self._wish is None
        found = pay_terms.taken_up(self.desk, self._option_id, self._ground, self._before) if first else None
        if found is not None:
            made = [(split_way(each, self._ground, found.wish), each) for each in found.splits]
            self._splits = {pay_lines.key_of(way): each for way, each in made}
            self.say("As you set it before; nothing is agreed yet")
        wish = found.wish if found is not None else self._wish
        self._wish = (
            pay_terms.agreed_or_usual(self._ground, self.desk, self._before)
            if wish is None else wish.owing(self._ground.owed_cents)
        )  # fmt: skip
        self._show()
        if first:
            standing = self._before and pay_lines.key_of(self._before.choice)
            self._table.go_to(standing if standing in self._ways else PLAN)

    def on_resize(self) -> None:
        """Lay the figures out for the new width."""
        if self._ground is not None:
            self._show()

    def _show(self) -> None:
        ground = self.ground
        found = every_way(
            self.wish, ground.visits, ground.products, ground.memberships, ground.lines, ground.beside, ground.member
        )
        splits = [split_way(each, ground, self.wish) for each in self._splits.values()]
        own = 1 + max(n for n, way in enumerate(found) if way.way is Way.IN_HOUSE)
        ways = [*found[:own], *splits, *found[own:]]
        self._ways = {pay_lines.key_of(way): way for way in ways}
        self._joinings = joinings(self._ways, ground, self._splits)
        rows, columns = pay_lines.side_by_side(ways, self._ours, self.app.size.width)
        agreed = any(line.state in ("accepted", "scheduled", "in_treatment") for line in self.option.lines())
        what = "Pay accepted lines  " if agreed else "Pay all lines  "
        name = f"{self.case.last_name}, {self.case.first_name}"
        title = f"{name}  option {self.option.letter} {self.option.name}"
        self.heading(
            [(what, "heading"), (title, "strong")],
            pay_lines.wished(self.wish, self.app.size.width - (0 if self._ours else len(PATIENTS) + 1)),
            right=[f"patient portion {money(ground.owed_cents)}", "" if self._ours else PATIENTS],
        )
        self._table.lay_out(columns, 1)
        self._table.show(rows)

    @property
    def way(self) -> PaymentChoice | Impossible | None:
        """The way under the cursor."""
        return self._ways.get(str(self._table.key))

    def _moved(self) -> None:
        self._tell(self.DETAIL)

    def _tell(self, room: int) -> None:
        way = self.way
        if way is None:
            return
        example = way.way is Way.PARTNER and any(
            way.label.startswith(f"{partner} {name}") for partner, name in self.ground.examples
        )
        self.detail(
            *pay_lines.about(way, self.ground.credits, example, self._ours, self._table.columns, room)
        )  # fmt: skip

    def why_not(self, action_id: str) -> str | None:
        """Say what stands in the way of the way under the cursor."""
        way = self.way
        if action_id == "open" and self._has_account:
            return "payments are recorded on what was agreed before: amend it in the account (M)"
        if action_id in ("open", "explain") and isinstance(way, Impossible):
            return None if action_id == "open" and self._contract() else way.reason
        if action_id == "account" and (self._before is None or opening_terms(self._before.choice) is None):
            return "nothing is to be paid to the practice yet: Enter agrees on a way"
        if action_id == "split" and isinstance(way, Impossible):
            return way.reason
        if action_id == "split" and (way is None or way.way is Way.SPLIT):
            return "split already: put the cursor on a single way"
        return None

    def _set(self, **changed: object) -> None:
        self._wish = replace(self.wish, **changed)  # type: ignore[arg-type]
        self._keep()
        self._show()

    def _keep(self) -> None:
        pay_terms.keep(self.desk, self._option_id, self.wish, self._splits.values(), self._before)

    def act_more_payments(self) -> None:
        """One month more."""
        self._set(months=min(LONGEST, self.wish.months + 1))

    def act_fewer_payments(self) -> None:
        """One month less."""
        self._set(months=max(1, self.wish.months - 1))

    def act_more_down(self) -> None:
        """Fifty dollars more down."""
        most = self.wish.most_down_cents
        if self.wish.down_cents >= most:
            raise Refused(too_much_down(self.wish))
        self._set(down_cents=min(most, self.wish.down_cents + DOWN_STEP))

    def act_less_down(self) -> None:
        """Fifty dollars less down."""
        self._set(down_cents=max(0, self.wish.down_cents - DOWN_STEP))

    def act_down_payment(self) -> None:
        """Type the down payment."""
        self.ask("Down payment", lambda text: self._set(down_cents=down_of(text, self.wish)))

    def act_payments(self) -> None:
        """Type over how many months it is paid."""
        self.ask("Months", lambda text: self._set(months=whole(text, 1, LONGEST)))

    def act_rate(self) -> None:
        """Type the yearly rate of the in-house plan."""
        self.ask("Rate a year in percent (0: no interest)", lambda text: self._set(rate=points_from_text(text)))

    def act_interest_free(self) -> None:
        """Type how many payments open the in-house plan free of interest."""
        self.ask("First payments free of interest", lambda text: self._set(interest_free=whole(text, 0, self.wish.payments)))

    def act_courtesy(self) -> None:
        """Type the courtesy for paying in full."""
        self.ask("Courtesy for paying in full, in percent", lambda text: self._set(courtesy=points_from_text(text)))

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

    def act_patient_view(self) -> None:
        """Hide or show what is not for the patient's eyes: the practice's own cost and its counts."""
        self._ours = not self._ours
        self._show()

    def act_split(self) -> None:
        """Split the way under the cursor: a partner's part, a part today, or a membership whose prices are paid by a plan."""
        way = self.way
        if way is None:
            raise Refused("There is no way to pay here.")
        ask_split(self, way, self.ground, self._add_split)

    def _add_split(self, wanted: Split) -> None:
        made = split_way(wanted, self.ground, self.wish)
        if isinstance(made, Impossible):
            raise Refused(made.reason)
        self._splits[pay_lines.key_of(made)] = wanted
        self._keep()
        self._show()
        self._table.go_to(pay_lines.key_of(made))

    def act_explain(self) -> None:
        """Show how the figure under the cursor comes about, and every payment with its day."""
        choice = self._chosen()
        figure = Figure(self._table.figure)
        rows: list[Line] = []
        for number, step in enumerate(figure_steps(choice, figure)):
            amount = "" if step.cents is None else money(step.cents)
            rows.append(Row(("step", number), (step.what, step.how, amount)))
        joins = self._joinings.get(str(self._table.key))
        if joins:
            rows.append(Section("member prices"))
            rows += [Row(("price", *cells), cells) for cells in member_rows(joins.plan, self.ground, self.wish, self.option)]
        rows += pay_lines.explained(choice, self.ground.credits, self._ours, self.app.size.width)
        rows.append(Section("every payment"))
        parts = {i.due: i for i in choice.schedule.instalments} if choice.schedule and not choice.parts else {}
        for number, due in enumerate(choice.dues):
            day = show_date_year(due.on) if due.on else "day of the visit"
            part = parts.get(due.on) if due.on and due.on != choice.agreed else None
            of_it = f"  interest {money(part.interest_cents)}, owed {money(part.balance_cents)}" if part else ""
            rows.append(Row(("due", number), (due.label, f"{day}{of_it}", money(due.amount_cents))))
        title: Inked = [(f"{choice.label}: {figure.value}", "heading")]
        widest = max(len(str(row.cells[0])) for row in rows if isinstance(row, Row) and row.cells)
        self.open_list(title, [Column("", min(30, widest), gap=2), Column(""), Column("", 11, "right")], rows)

    def _chosen(self) -> PaymentChoice:
        way = self.way
        if way is None or isinstance(way, Impossible):
            raise Refused(way.reason if way else "There is no way to pay here.")
        return way

    def act_print_ways(self) -> str:
        """Print the ways that can be taken as a page for the patient: nothing of the practice's own cost is on it."""
        from tctui.screens.papers_out import export, shown_path

        ways = [way for way in self._ways.values() if isinstance(way, PaymentChoice)]
        number = make_ways_page(self.desk.by(), self.case, self.option, ways)
        path = export(number, WAYS_PAGE, self.desk.today().isoformat())
        return f"Page for the patient: {shown_path(path)}"

    def act_account(self) -> None:
        """Open the account of what was agreed."""
        from tctui.screens.account import open_account

        open_account(self, self._case_id, self._option_id)

    def act_financing(self) -> None:
        """Show the applications to lending partners."""
        from tctui.screens.financing import open_financing

        open_financing(self, self._case_id)

    def act_membership(self) -> None:
        """Show the membership of the patient and family."""
        from tctui.screens.members import open_members

        open_members(self, self.case.patient_id)

    def act_open(self) -> None:
        """Agree on the way under the cursor: ask how it is paid, freeze the estimate it rests on, keep it.

        A membership enrols the patient with it; a contract that nobody has looked up is asked for first.
        """
        contract = self._contract()
        if contract is not None:
            answers = [("y", "allows them"), ("n", "forbids them")]
            about = f"Contract of {contract.name}: member prices for what it does not cover"
            self.choose(about, answers, lambda key: self._looked_up(contract, key == "y"))
            return
        choice = self._chosen()
        if choice.lent:
            agree_with_partner(
                self, self.case, self.option, choice, self.ground.products, METHODS, partial(setattr, self, "_agreed")
            )
            return
        joins = self._joinings.get(str(self._table.key))
        first = "; disclosure first" if choice.terms and pay_lines.lending(choice, self.ground.credits).covered else ""
        enrols = "Enrols from today. " if joins else ""
        # The question takes the last line of what is said of the way, which says it in one line less.
        self._tell(self.DETAIL - 1)
        self.choose(f"{enrols}{short(choice)}{first}, paid by", METHODS, self._agree)

    def _form_closed(self, said: str | None) -> None:
        if self._agreed:
            pay_terms.drop(self.desk, self._option_id)
            self.dismiss(self._agreed)
        else:
            super()._form_closed(said)

    def _contract(self) -> Contract | None:
        """The contract that has to be looked up before the membership under the cursor can be taken."""
        beside = self.ground.beside
        joins = str(self._table.key) in self._joinings and beside is not None and beside.uncovered
        return beside.to_look_up if joins and beside and self.ground.member is None else None

    def _looked_up(self, contract: Contract, allows: bool) -> str:
        said = set_contract(self.desk.by(), contract, allows)
        self.reload()
        return f"{said} — z undoes; Enter agrees" if allows else f"{said} — z undoes"

    def _agree(self, key: str) -> None:
        method = dict(METHODS)[key]
        desk = self.desk
        choice = self._chosen()
        if self._has_account:
            raise Refused("Payments are recorded on what was agreed before: amend it in the account.")
        joins = self._joinings.get(str(self._table.key))
        pay_terms.drop(self.desk, self._option_id)
        if joins is not None:
            done = join(desk.by(), self._case_id, self._option_id, joins, self.wish, method)
            self.dismiss(f"{done.says} — z undoes; d papers, Y fee")
            return
        frozen = estimates.freeze(desk.user, desk.now(), desk.today(), self.case, self.option, agreed_only=True)
        arrangements.arrange(desk.user, desk.now(), desk.today(), self.case, self.option, choice, frozen.id, method)
        self.dismiss(f"Agreed: {short(choice)} by {method}, {money(choice.total_cents)} — z undoes; d agreement")


def short(choice: PaymentChoice) -> str:
    """The way in few words: a partner's product is named."""
    return pay_lines.short_label(choice, 34)


def open_pay(place: Place, case_id: int, option_id: int | None = None) -> None:
    """Open the ways to pay for an option (None: the leading one) over a place; raises Refused when it has no lines."""
    case = read_case(case_id)
    option = next((each for each in case.options if each.id == option_id), case.leading)
    if option is None:
        raise Refused("The case has no option yet.")
    if not estimates.live(case, option, place.desk.today(), agreed_only=True).lines:
        raise Refused(f"Option {option.letter} has no lines to pay for.")
    place.app.push_screen(PayScreen(case_id, option.id), place._form_closed)
