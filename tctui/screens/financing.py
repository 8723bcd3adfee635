"""Applications to lending partners of one case: where each stands, what is next and who, what the state asks for."""

from __future__ import annotations

import textwrap
from collections.abc import Hashable, Iterable

from textual.widget import Widget

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.finance.applications import PARTLY, State, following, next_step
from tctui.core.finance.state_rules import Fact, StatePack
from tctui.core.money import money, percent_text
from tctui.core.spoken import short_date, show_date, show_date_year
from tctui.db import financing, financing_due
from tctui.db.cases import read_case
from tctui.db.credit_notices import asks_for_notice
from tctui.db.credit_on_paper import ON_PAPER, notice_kind
from tctui.db.financing import Taken, Tracked
from tctui.db.state_gates import state_rules
from tctui.screens import financing_forms
from tctui.screens.pay_partner import papers_before
from tctui.screens.place import Place
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section, Table

LETTERS = {
    State.OFFERED: "o", State.APPLIED: "a", State.APPROVED: "p", State.COUNTER_OFFER: "c", State.DECLINED: "d",
    State.USED: "u", State.FUNDED: "f", State.REFUNDED: "r", State.EXPIRED: "x",
}  # fmt: skip
_INKS = {
    State.APPROVED: "good", State.FUNDED: "good", State.COUNTER_OFFER: "caution", State.DECLINED: "dim",
    State.EXPIRED: "warn",
}  # fmt: skip
COLUMNS = (
    Column("partner"), Column("months", 6, "right"), Column("stands", 14), Column("since", 6),
    Column("approved", 10, "right"), Column("until", 6), Column("used", 10, "right"),
)  # fmt: skip


class FinancingScreen(Place):
    """One line an application; Enter takes its next step, past the rules of the state."""

    PLACE = "financing"
    DETAIL = 4

    def __init__(self, case_id: int) -> None:
        super().__init__()
        self._case_id = case_id
        self._table = Table(COLUMNS, self._moved, empty="nothing was offered yet; n offers a product")
        self._case: CaseFile | None = None
        self._found: dict[int, Tracked] = {}
        self._pack: StatePack | None = None

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    @property
    def case(self) -> CaseFile:
        """The case."""
        assert self._case is not None
        return self._case

    @property
    def here(self) -> Tracked | None:
        """The application under the cursor."""
        key = self._table.key
        return self._found.get(key) if isinstance(key, int) else None

    @property
    def there(self) -> Tracked:
        """The application under the cursor; only for actions that ``why_not`` let pass."""
        assert self.here is not None
        return self.here

    def reload(self) -> None:
        """Read the applications of the case."""
        before, again = set(self._found), self._case is not None
        self._case = read_case(self._case_id)
        self._pack = state_rules()
        self._found = {one.id: one for one in financing.applications_of(self._case_id)}
        name = f"{self.case.last_name}, {self.case.first_name}"
        self.heading([("Lending partners  ", "heading"), (name, "strong")], right=f"rules: {self._pack.name}")
        # The newest is what is in hand; once it stands here the cursor is the person's.
        newest = next(iter(self._found.keys() - before), None) if again else max(self._found, default=None)
        self._table.show([self._row(one) for one in self._found.values()], newest)

    def _row(self, one: Tracked) -> Line:
        now = one.application
        state = now.on(self.desk.today())
        until = short_date(now.expires_on) if now.expires_on else ""
        cells = (
            f"{now.partner} {now.product}", str(one.months or ""), (state.words, _INKS.get(state, "plain")),
            short_date(now.since) if now.since else "", money(now.approved_cents) if now.approved_cents else "",
            (until, "warn" if state is State.EXPIRED else "plain"), money(now.used_cents) if now.used_cents else "",
        )  # fmt: skip
        return Row(one.id, cells)

    def _moved(self) -> None:
        one = self.here
        if one is None:
            self.detail([("the patient applies alone; n shows what the partners offer", "dim")])
            return
        now = one.application
        reference = f"reference {now.reference}   " if now.reference else ""
        who: Inked = [(f"{now.partner} {now.product}   ", "strong"), (f"{reference}by {now.who}", "note")]
        step = next_step(now, self.desk.today(), one.product, financing_due.agreed_on(one))
        refund = financing_due.refund_words(one, self._pack)
        said = "; ".join(part for part in (refund, step) if part and not (refund and part.startswith("nothing")))
        coming = textwrap.wrap(f"next: {said}", self.size.width or 80)
        self.detail(who, *coming[:2], self._money(one))

    def _money(self, one: Tracked) -> Inked:
        now = one.application
        if now.fee_cents is None:
            agreed = f"practice fee {percent_text(one.fee)}" if one.fee is not None else "practice fee not known"
            where = f"   {one.product.address}" if one.product.address else ""
            return [(agreed + where, "dim")]
        kept = f"{money(now.deposited_cents)} came in of {money(now.paid_for_cents)}"
        rest = f"{money(now.fee_cents)} less, {percent_text(now.fee or 0)}"
        rest += f"; {money(now.awaited_cents)} awaited" if now.awaited_cents else ""
        back = f"   refunded {money(now.refunded_cents)}" if now.refunded_cents else ""
        return f"{kept}: {rest}{back}"

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done with the application under the cursor."""
        if action_id in ("open", "offer") and not self.desk.user.may("money"):
            return f"your role ({self.desk.user.role}) does not allow it"
        if action_id in ("open", "steps", "rules") and self.here is None:
            return "nothing was offered yet; n offers a product"
        if action_id == "open" and self._pack is not None and not self._following():
            return f"nothing follows on {self.there.application.state.words}"
        return None

    def _following(self) -> tuple[State, ...]:
        return following(self.there.application, self.desk.today())

    def act_offer(self) -> None:
        """Choose a product and offer it."""
        financing_forms.choose_product(self, self.case)

    def act_open(self) -> None:
        """Choose the next step and type what belongs to it, once the papers that the state wants first are there."""
        one = self.there
        choices = [(LETTERS[state], state.words) for state in self._following()]
        named = {LETTERS[state]: state for state in self._following()}
        partner = one.application.partner

        def take(to: State) -> None:
            acts = financing.acts_of(to)
            papers_before(self, self._case_id, partner, acts, lambda: financing_forms.step_form(self, one, to))

        self.choose(f"{partner}: next", choices, lambda key: take(named[key]))

    def act_documents(self) -> None:
        """Show the papers of the case, the notice on the credit of the partner under the cursor first."""
        from tctui.screens.papers import open_papers

        kind = notice_kind(self.there.application.partner) if self.here and asks_for_notice(self.desk.today()) else ""
        open_papers(self, self._case_id, kind=kind)

    def act_steps(self) -> None:
        """Show every step with who took it, what was said for the state, and what to say to the patient."""
        one = self.there
        lines: list[Line] = [Section("To say and to do")]
        for words in (*one.product.steps, one.product.note):
            for row, part in enumerate(textwrap.wrap(words, max(40, self.size.width - 4))):
                lines.append(Section(f"{'  ' if row else '– '}{part}", ink="plain"))
        lines.append(Section("Steps"))
        for number, step in enumerate(one.steps):
            until = f"until {show_date_year(step.expires_on)}" if step.expires_on else ""
            rest = "   ".join(part for part in (until, step.reference, step.note) if part)
            amount = money(step.cents) if step.cents else ""
            lines.append(Row(("step", number), (show_date_year(step.on), step.state.words, amount, step.who, rest)))
        if one.facts:
            lines.append(Section("Said for the rules of the state"))
        for number, fact in enumerate(one.facts):
            said = "yes" if fact.holds else "no"
            lines.append(Row(("fact", number), (show_date_year(fact.on), str(fact.fact), said, fact.who, fact.note)))
        columns = [Column("", 15), Column("", 20), Column("", 10, "right"), Column("", 14), Column("")]
        self.open_list(f"{one.application.partner} {one.application.product}", columns, lines)

    def act_rules(self) -> None:
        """Show what the state asks before offering, applying and using, and of a refund; Enter records a fact."""
        one, today = self.there, self.desk.today()
        held = financing.facts_held(one, today)
        lines: list[Line] = []
        why: dict[Hashable, str] = {}
        for to in (State.OFFERED, State.APPLIED, State.USED):
            facts = [*financing.facts_of_papers(to, today), *financing.facts_to_ask(to, today)]
            refused = financing.in_the_way(one, Taken(to, today, said={fact: True for fact in facts if fact in held}))
            if not refused and not facts:
                continue
            lines.append(Section(f"Before it is {to.words}{' for' * (to is State.APPLIED)}"))
            for refusal in refused:
                key = (to, refusal.rule.key)
                rule = refusal.rule
                why[key] = f"{rule.satisfied_by}. Why: {rule.words}. {rule.citation}"
                # What is said at the step alone refuses nothing before it.
                said_then = bool(refusal.missing) and not set(refusal.missing) & (financing.LASTING | ON_PAPER)
                tag = ("asked", "dim") if said_then else ("refused", "warn")
                lines.append(Row(key, (tag, rule.name, rule.satisfied_by)))
            lines += [self._fact_row(one, to, fact, fact in held) for fact in facts]
        said = one.refund_asked_on
        days = self._pack.refund_on(said or today) if self._pack else None
        if days and one.application.state in PARTLY:
            lines.append(Section(f"Once it is used: refunded {days.count} business days after it is asked for"))
            lines.append(self._fact_row(one, one.application.state, Fact.REFUND_ASKED, said is not None))
            why[one.application.state, Fact.REFUND_ASKED] = (
                f"{days.citation}. {financing_due.refund_words(one, self._pack) or 'Enter records that the patient asked today.'}"
            )
        if not lines:
            raise Refused(f"{self._pack.name if self._pack else ''}: no rule bears on this.")
        columns = [Column("", 8), Column("", 30), Column("")]

        def record(key: Hashable) -> None:
            fact = key[1] if isinstance(key, tuple) else None
            if fact in ON_PAPER:
                self.call_next(self.act_documents)
            elif isinstance(fact, Fact):
                self.call_next(financing_forms.fact_form, self, one, fact)

        cells = {line.key: line.cells for line in lines if isinstance(line, Row)}

        def about(key: Hashable) -> list[str]:
            text = why.get(key) or "  ".join(each if isinstance(each, str) else each[0] for each in cells.get(key, ()))
            return textwrap.wrap(text, max(40, self.size.width - 2), max_lines=2, placeholder=" …")

        self.open_list(f"Rules: {self._pack.name if self._pack else ''}", columns, lines, record, about)

    def _fact_row(self, one: Tracked, to: State, fact: Fact, holds: bool) -> Row:
        said = one.says(fact)
        about = f"{show_date(said.on)} {said.who} {said.note}".strip() if said else ""
        if fact in ON_PAPER:
            about = "on the kept paper" if holds else "Enter leads to the papers"
        if fact not in financing.LASTING | ON_PAPER:
            return Row((to, fact), (("asked", "dim"), str(fact), f"said at the step   {about}".rstrip()))
        return Row((to, fact), (("yes", "good") if holds else ("no", "caution"), str(fact), about))

    def act_statement(self) -> None:
        """Hold a partner's statement against what was used."""
        from tctui.screens.financing_statement import ask_statement

        ask_statement(self, self.here.application.partner if self.here else "")

    def act_partner_figures(self) -> None:
        """Show how each partner is used in all cases, and the fee that it really kept."""
        from tctui.screens.financing_figures import show_figures

        show_figures(self)


def open_financing(place: Place, case_id: int) -> None:
    """Open the applications of a case over a place."""
    place.app.push_screen(FinancingScreen(case_id), place._form_closed)
