"""The insurance of a patient: each coverage, when it was verified and why it is due, and all that is done with it."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from textual.widget import Widget

from tctui.core.insurance.by_code import SUBJECTS, said
from tctui.core.insurance.typed import date_shown
from tctui.core.money import money
from tctui.core.spoken import show_date_year
from tctui.db import code_rules, coverage_writes, plans
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import spoken
from tctui.db.people import read_patient
from tctui.db.procedures import search_procedures
from tctui.db.verification import Held, held_by, verifications
from tctui.screens.place import Choice, Field, Place
from tctui.widgets.table import Column, Line, Row, Section, Table

_NEEDS_ONE = ("open", "verify", "edit", "history", "outcome", "template", "explain", "code_rules")


class CoverageScreen(Place):
    """One line per coverage; Enter opens its benefit table."""

    PLACE = "coverage"
    DETAIL = 3

    def __init__(self, patient_id: int) -> None:
        super().__init__()
        self._patient_id = patient_id
        columns = [Column("", 1), Column("plan"), Column("group", 9), Column("subscriber", 18), Column("verified", 11),
                   Column("due again", 17)]  # fmt: skip
        self._table = Table(columns, self._moved, empty="no insurance on file: n adds a coverage")
        self._held: list[Held] = []

    def body(self) -> Iterable[Widget]:
        """Give the list of coverages."""
        yield self._table

    def reload(self) -> None:
        """Read the coverages and why they are due."""
        today = self.desk.today()
        self._held = held_by(self._patient_id, today)
        patient = read_patient(self._patient_id)
        due = sum(bool(each.due) for each in self._held)
        right = [(f"{due} to verify", "warn")] if due else [("nothing to verify" if self._held else "self-pay", "good")]
        self.heading([("Insurance  ", "heading"), (patient.name, "strong")], right=right)
        rows: list[Line] = []
        for each in self._held:
            verified = date_shown(each.last.on) if each.last else ("never", "warn")
            over = each.ends is not None and each.ends < today
            due_words = "ended" if over else each.due or "no"
            cells = (str(each.ordinal), each.plan, each.group_number, each.subscriber, verified,
                     (due_words, "caution" if each.due else "dim"))  # fmt: skip
            rows.append(Row(each.coverage_id, cells, "dim" if over else "plain"))
        self._table.show(rows)
        self._moved()

    @property
    def current(self) -> Held | None:
        """The coverage under the cursor."""
        return next((each for each in self._held if each.coverage_id == self._table.key), None)

    def here(self) -> Held:
        """The coverage under the cursor; only for actions that ``why_not`` let pass."""
        assert self.current is not None
        return self.current

    def _moved(self) -> None:
        held = self.current
        if held is None:
            self.detail("")
            return
        since = f"effective {show_date_year(held.effective)}" if held.effective else "effective date unknown"
        until = f"   ends {show_date_year(held.ends)}" if held.ends else ""
        verified = f"verified {held.last.words()}" if held.last else "never verified"
        due = [(f"   due again: {held.due}", "caution")] if held.due else []
        self.detail(
            f"{held.carrier}  {held.phone}   member {held.member_number or '—'}   {held.relation}",
            f"{since}{until}",
            [(verified, "plain"), *due],
        )

    def why_not(self, action_id: str) -> str | None:
        """Say what an action needs."""
        return "there is no coverage here; n adds one" if action_id in _NEEDS_ONE and self.current is None else None

    def act_open(self) -> None:
        """Open the benefit table."""
        self._benefits(asking=False)

    def act_verify(self) -> None:
        """Open the questions to ask."""
        self._benefits(asking=True)

    def _benefits(self, asking: bool) -> None:
        from tctui.screens.benefits import BenefitsScreen

        self.app.push_screen(BenefitsScreen(self.here().coverage_id, asking), self._form_closed)

    def act_new(self) -> None:
        """Add a coverage in a plan that is on file, or in a new plan."""
        from tctui.screens.coverage_plans import coverage_form, plan_form

        def chosen(key: str) -> None:
            if key == "p":
                coverage_form(self, self._patient_id, self._held, None)
            else:
                plan_form(self, self._patient_id, self._held)

        self.choose("New coverage in", [Choice("p", "a plan on file"), Choice("n", "a new plan")], chosen)

    def act_edit(self) -> None:
        """Change the coverage: plan, order, subscriber, member number, dates."""
        from tctui.screens.coverage_plans import coverage_form

        coverage_form(self, self._patient_id, self._held, self.here())

    def act_explain(self) -> None:
        """Show who confirmed what, when and how."""
        held = self.here()
        shown = read_sheet(held.coverage_id, self.desk.today()).shown()
        rows: list[Line] = []
        for told in verifications(held.coverage_id):
            rows.append(Section(told.confirmed.words()))
            rows += [Row((len(rows), key), (spoken(key), shown[key])) for key in told.cells if key in shown]
        if not rows and held.last:
            rows.append(Section(f"{held.last.words()}: as a whole"))
        columns = [Column("confirmed"), Column("is now", 14, "right")]
        self.open_list(f"Who confirmed what: {held.plan}", columns, rows or [Section("nobody has verified it yet")])

    def act_code_rules(self) -> None:
        """Show the rules by code, or add one."""
        choices = [Choice("s", "show, take out"), Choice("a", "add one")]
        plan = self.here().plan
        self.choose(
            f"Rules by code of {plan}", choices, lambda key: self._show_codes() if key == "s" else self._add_code()
        )

    def _show_codes(self) -> None:
        sheet = read_sheet(self.here().coverage_id, self.desk.today())
        rows: list[Line] = [Section("Enter takes a rule out")]
        for row in sheet.by_code():
            words = said(row)
            rows.append(Row(row.id, (words.about, words.what, words.says, "this patient" if row.personal else "")))
        columns = [Column("codes"), Column("what", 20), Column("says", 16), Column("", 12)]

        def out(key: Hashable) -> str:
            assert isinstance(key, int)
            return f"{code_rules.take_out_rule(self.desk.by(), sheet, key).says} — z undoes"

        self.open_list(f"Rules by code of {sheet.plan.name}", columns, rows, out)

    def _add_code(self) -> None:
        sheet = read_sheet(self.here().coverage_id, self.desk.today())
        fields = [
            Field("codes", "Codes", required=True, hint="one or several, separated by blanks"),
            Field("kind", "What", "choice", initial="percent", choices=[(kind, name) for kind, name, _ in SUBJECTS]),
            Field("value", "Says", required=True, hint="80, 1500, 2/yr, 5y, 18, y, none, ?; approved: 300 to 3/1/27, requested"),
        ]

        def save(values: dict[str, Any]) -> str:
            done = code_rules.add_code_rule(self.desk.by(), sheet, values["kind"], values["codes"], values["value"])
            return f"{done.says} — z undoes"

        self.open_form(f"A rule by code of {sheet.plan.name}", fields, save)

    def act_outcome(self) -> None:
        """Type what the insurer paid."""
        from tctui.screens.claims import open_claims

        open_claims(self, self._patient_id, self.here().coverage_id)

    def act_accuracy(self) -> None:
        """Show what plans paid against the estimates, and the rules that suggests."""
        from tctui.screens.accuracy import open_accuracy

        open_accuracy(self)

    def act_template(self) -> None:
        """Keep the plan as a template."""
        held = self.here()

        def named(text: str) -> str:
            return f"{plans.save_template(self.desk.by(), held.plan_id, text).says} — z undoes"

        self.ask("Name of the template", named, held.plan)

    def act_history(self) -> None:
        """Show what used the benefits; add or take out an entry."""
        held = self.here()
        choices = [Choice("s", "show, take out"), Choice("a", "add a service done elsewhere")]
        self.choose(f"Used of {held.plan}", choices, lambda key: self._show_used() if key == "s" else self._add_used())

    def _show_used(self) -> None:
        held = self.here()
        rows: list[Line] = [Section("services and totals on record, the newest first; Enter takes an entry out")]
        for each in coverage_writes.used_rows(held.coverage_id):
            what = {"maximum": "rest of the total used", "deductible": "rest of the deductible met"}.get(
                each.total, each.name
            )
            day = date_shown(each.day) if each.day else ""
            cells = (day, each.state, what, each.tooth, money(each.paid), money(each.deductible))
            rows.append(Row(each.id, cells, "dim" if each.state == "denied" else "plain"))
        columns = [Column("day", 11), Column("state", 9), Column("service"), Column("th", 4),
                   Column("paid", 10, "right"), Column("deductible", 10, "right")]  # fmt: skip

        def out(key: Hashable) -> str:
            assert isinstance(key, int)
            return f"{coverage_writes.take_out_use(self.desk.by(), self._patient_id, key).says} — z undoes"

        self.open_list(f"Used of {held.plan}", columns, rows, out)

    def _add_used(self) -> None:
        held = self.here()

        def found(text: str) -> list[tuple[str, str]]:
            # What was picked is looked up again by its whole label.
            fitting = search_procedures(text) or search_procedures(text.partition(" ")[0])
            return [(each.code, f"{each.code} {each.name}") for each in fitting]

        fields = [
            Field("code", "Service", "pick", required=True, find=found, hint="type its code or a part of its name"),
            Field("on", "Done on", "date", required=True, looking="back"),
            Field("tooth", "Tooth"),
            Field("paid", "Paid by the plan", "amount"),
            Field("met", "Deductible taken", "amount"),
        ]  # fmt: skip

        def save(values: dict[str, Any]) -> str:
            done = coverage_writes.add_use(
                self.desk.by(), self._patient_id, held.coverage_id, values["code"], values["on"], values["tooth"],
                values["paid"] or 0, values["met"] or 0,
            )  # fmt: skip
            return f"{done.says} — z undoes"

        self.open_form("A service that another office did", fields, save)
