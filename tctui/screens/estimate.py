"""The estimate builder: what each line costs whom, why, and what a change of date, phase or option does at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from textwrap import wrap
from typing import Any

from textual.widget import Widget

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.estimate import CoverageTerms, Estimate
from tctui.core.estimate.plain_words import Named, asked_words, told
from tctui.core.estimate.trace_left import opened
from tctui.core.estimate.trace_tree import tree_of, tree_of_sum
from tctui.core.money import money
from tctui.core.spoken import date_from_text, show_date, show_date_year
from tctui.core.text import safe_text
from tctui.db import estimates
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.phasing import counted_too_early
from tctui.screens import estimate_lines as drawn
from tctui.screens.estimate_again import open_difference
from tctui.screens.estimate_left import balance_words, explain_left, left_rows
from tctui.screens.place import Place
from tctui.screens.trace import open_trace
from tctui.widgets.figures import FigureTable
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

NEEDS_LINES = ("freeze", "pay", "explain", "open", "date", "phasing", "alternatives")
"""Actions that have nothing to do in an option without lines."""

OF_TODAY = ("date", "move", "freeze", "difference", "phasing")
"""Actions that go by today's figures."""

SOON = 14
"""Days before a frozen estimate ends from which on its last day stands out."""


class EstimateScreen(Place):
    """One option at a time; `o` goes to the next, `=` opens the steps behind the figure under the cursor."""

    PLACE = "estimate"
    HEADING = 2
    DETAIL = 3

    def __init__(self) -> None:
        super().__init__()
        self._table = FigureTable(*drawn.columns(1, 80), moved=self._moved, empty="no lines to estimate")
        self._case: CaseFile | None = None
        self._option_id = 0
        self._estimate: Estimate | None = None
        self._coverages: tuple[CoverageTerms, ...] = ()
        self._frozen: FrozenEstimate | None = None
        self._named: Named | None = None
        self._presented = False
        self._early: dict[int, date] = {}
        self._then: Estimate | None = None
        """The same with each of those lines on its earliest day."""

    def body(self) -> Iterable[Widget]:
        """Give the table of figures."""
        yield self._table

    def arrive(self, case_id: int = 0, option_id: int = 0, **context: Any) -> None:
        """Show a case's leading option, or the one named."""
        if self._case is None or self._case.id != case_id or option_id:
            self._option_id, self._presented = option_id, False
        self._case = read_case(case_id)
        self.reload()

    @property
    def case(self) -> CaseFile:
        """The case that is shown."""
        assert self._case is not None
        return self._case

    @property
    def option(self) -> Option:
        """The option that is shown; raises Refused in a case without any."""
        found = next((option for option in self.case.options if option.id == self._option_id), self.case.leading)
        if found is None:
            raise Refused("The case has no option yet; add one in the case (n).")
        return found

    def reload(self) -> None:
        """Estimate again and show it."""
        today = self.desk.today()
        self._case = read_case(self.case.id)
        option = self.option
        self._option_id = option.id
        self._coverages = estimates.coverages_of(self.case, option, today)
        self._estimate = estimates.live(self.case, option, today)
        self._frozen = next(iter(estimates.frozen_of(option.id)), None)
        self._named = estimates.named(self.case, today)
        self._presented = self._presented and self._frozen is not None
        if self._presented and self._frozen is not None:
            self._estimate = estimates.frozen_result(self._frozen.id)
        month = self._coverages[0].renewal_month if self._coverages else None
        live = month is not None and not self._presented
        self._early = counted_too_early(option, self._estimate, month or 1, today) if live else {}
        self._then = estimates.live(self.case, option, today, self._early) if self._early else None
        self._head()
        columns, first = drawn.columns(len(self._coverages), self.size.width or 80)
        self._table.lay_out(columns, first)
        balances = drawn.balance_rows(self._coverages, self._estimate, len(columns), first)
        self._table.show([*drawn.lines(option, self._estimate, columns, first, self._early), *balances])

    def on_resize(self) -> None:
        """Lay the columns out anew."""
        if self._estimate is not None:
            self.reload()

    def _head(self) -> None:
        today, option = self.desk.today(), self.option
        name = f"{self.case.last_name}, {self.case.first_name}"
        frozen: Inked = [("not frozen", "dim")]
        if self._frozen:
            until = show_date(self._frozen.expires_on).split(" ", 1)[1]
            expired = self._frozen.expired(today)
            ends_soon = (self._frozen.expires_on - today).days <= SOON
            ink = "caution" if ends_soon else "plain"
            frozen = [(f"frozen {show_date(self._frozen.frozen_on).split(' ', 1)[1]}, to {until}", ink)]
            if expired:
                frozen = [(f"EXPIRED {until}", "warn")]
            if self._presented:
                frozen = [(f"AS PRESENTED {show_date(self._frozen.frozen_on).split(' ', 1)[1]}", "note")]
        chosen = " (chosen)" if option.chosen else " (recommended)" if option.recommended else ""
        of = (
            f"  {self.case.options.index(option) + 1} of {len(self.case.options)}" if len(self.case.options) > 1 else ""
        )
        assert self._estimate is not None
        self.heading(
            [("Estimate  ", "heading"), (f"{name}  option {option.letter} {option.name}{chosen}{of}", "strong")],
            drawn.insurance_words(self._coverages, self._estimate, today),
            right=[frozen, ""],
        )

    def _moved(self) -> None:
        estimate = self._estimate
        if estimate is None:
            return
        about, (words, ink) = self._under_cursor(estimate)
        rows = wrap(safe_text(words), max(20, (self.size.width or 80) - 1), max_lines=2, placeholder=" …")
        # What a patient has to be told goes before the sums by year, which `y` shows as well.
        years = [drawn.years_words(estimate)] if len(rows) < 2 else []
        self.detail(*years, about, *([(row, ink)] for row in rows))

    def _under_cursor(self, estimate: Estimate) -> tuple[Inked, tuple[str, str]]:
        kind, number = self._key()
        if kind == "left":
            return "", (balance_words(estimate, self._coverages, str(number)), "plain")
        if kind != "line":
            asked = len(estimate.questions)
            spread = f"best {money(estimate.total.best_cents)}  worst {money(estimate.total.worst_cents)}"
            words = [f"? {asked} open questions: {spread}"] if asked else []
            if self._then is not None:
                words.insert(0, drawn.early_words(len(self._early), self._then))
            return "", ("; ".join(words), "caution")
        line = estimate.line(str(number))
        planned = self.case.line(number)
        about = drawn.figure_words(line, planned.name if planned else line.code, self._table.figure)
        questions = [question for question in estimate.questions if question.key in drawn.open_of(line)]
        if questions:
            said = asked_words(questions[0], self._codes)
            text = f"? {said} — best {money(line.best_cents)} worst {money(line.worst_cents)}"
            return about, (text, "caution")
        early = self._early.get(int(line.id))
        if early is not None and not any(share.denied for share in line.shares):
            assert self._then is not None
            return about, (drawn.early_line_words(early, line.id, self._then), "caution")
        limits = told(estimate, line, self._named) if self._named else ()
        if limits:
            return about, (limits[0], "note")
        if any(terms.verified_on is None for terms in self._coverages):
            return about, ("insurance not verified: these figures rest on what was entered (v)", "caution")
        return about, ("", "plain")

    @property
    def _codes(self) -> Mapping[str, str]:
        return self._named.codes if self._named else {}

    def _key(self) -> tuple[str, Any]:
        key = self._table.key
        return (str(key[0]), key[1]) if isinstance(key, tuple) else ("", 0)

    def why_not(self, action_id: str) -> str | None:
        """Say what an action needs."""
        if self._estimate is None or not self._estimate.lines:
            return "there is nothing to estimate" if action_id in NEEDS_LINES else None
        if self._presented and action_id in OF_TODAY:
            return "this is what was presented; P shows today"
        kind = self._key()[0]
        if action_id in ("date", "move", "edit") and kind != "line":
            return "put the cursor on a line"
        if action_id in ("options",) and len(self.case.options) < 2:
            return "the case has one option"
        if action_id in ("difference", "presented") and self._frozen is None:
            return "nothing is frozen yet (F)"
        if action_id in ("verify", "benefits", "outcome") and not self._coverages:
            return "the patient has no insurance on file"
        return None

    def act_explain(self) -> None:
        """Show the words a patient hears and the tree of amounts behind the figure under the cursor."""
        kind, number = self._key()
        estimate, label = self._estimate, self._table.figure
        assert estimate is not None
        if kind == "left":
            assert self._named is not None
            explain_left(self, estimate, self._coverages, str(number), self._named, self.case.patient_id)
            return
        names = {str(line.id): f"{line.name} {line.site}".strip() for line in self.option.lines()}
        if kind == "line":
            line = estimate.line(str(number))
            title = f"{names.get(line.id, line.code)}: {label} {money(drawn.figure(line, label))}"
            open_keys = drawn.open_of(line)
            asked = [asked_words(each, self._codes) for each in estimate.questions if each.key in open_keys]
            tree = opened(tree_of(line, label), estimate, line)
            open_trace(
                self, title, tree, told(estimate, line, self._named) if self._named else (), asked
            )
            return
        wanted = [line for line in estimate.lines if kind == "total" or line.phase == str(number)]
        cents = sum(drawn.figure(line, label) for line in wanted)
        title = f"{label} of {'all lines' if kind == 'total' else f'phase {number}'}: {money(cents)}"
        open_trace(self, title, tree_of_sum(estimate, label, wanted, names, cents))

    act_open = act_explain

    def act_options(self) -> None:
        """Go to the next option."""
        options = self.case.options
        self._presented = False
        self._option_id = options[(options.index(self.option) + 1) % len(options)].id
        self.reload()

    def act_presented(self) -> None:
        """Show what was presented, with its steps, in the place of today's figures; and back."""
        self._presented = not self._presented
        self.reload()

    def act_phase(self) -> None:
        """Show the sums by phase and by benefit year, and what is left."""
        estimate = self._estimate
        assert estimate is not None
        rows: list[Line] = []
        for title, sums in (("by phase", estimate.phases), ("by benefit year", estimate.years)):
            rows.append(Section(title))
            rows.extend(
                Row((title, row.label), (row.label, money(row.fee_cents), money(row.write_off_cents + row.discount_cents),
                                         money(row.insurance_cents), money(row.patient_cents)))
                for row in sums
            )  # fmt: skip
        rows += left_rows(estimate, self._coverages)
        wide = [Column(label, 10, "right") for label in ("fee", "wr-off", "insurance", "patient")]
        self.open_list("Phases and benefit years", [Column(""), *wide], rows)

    def act_date(self) -> None:
        """Ask for the day of the line under the cursor and show what it changes."""
        _, number = self._key()
        line = self.case.line(number)
        assert line is not None
        before = self._patient()

        def planned(text: str) -> str:
            on = date_from_text(text, self.desk.today(), "ahead") if text else None
            when = show_date(on) if on else "as soon as possible"
            estimates.set_planned(
                self.desk.user, self.desk.now(), self.case, [line.id], on, f"{line.name} planned for {when}"
            )
            self.reload()
            return f"{line.name} planned for {when}: {drawn.moved_words(before, self._patient())} — z undoes"

        early = self._early.get(line.id)
        stands = line.planned_on or early
        hint = f"not before {show_date_year(early)}" if early else "tue, +2w, 1/12"
        self.ask(f"Day of {line.name} ({hint})", planned, stands.isoformat() if stands else "")

    def _patient(self) -> int:
        return self._estimate.total.patient_cents if self._estimate else 0

    def act_move(self) -> None:
        """Move the line under the cursor to another phase."""
        from tctui.db.line_writes import move_line

        _, number = self._key()
        before = self._patient()

        def moved(key: str) -> str:
            phase = self.option.phases[int(key) - 1]
            done = move_line(self._by(), self.case.id, number, phase_id=phase.id)
            self.reload()
            return f"{done.says}: {drawn.moved_words(before, self._patient())} — z undoes"

        choices = [(str(n), phase.title) for n, phase in enumerate(self.option.phases[:9], start=1)]
        self.choose("Move to phase", choices, moved)

    def act_edit(self) -> None:
        """Change fee or quantity of the line under the cursor: that is done in the case."""
        self.host.open_place("case", case_id=self.case.id)

    def act_freeze(self) -> str:
        """Keep the estimate as presented."""
        kept = estimates.freeze(self.desk.user, self.desk.now(), self.desk.today(), self.case, self.option)
        self.reload()
        until = show_date(kept.expires_on)
        early = "; > lines count this benefit year" if self._early else ""
        return f"Estimate {kept.number} frozen: patient {money(kept.patient)}, valid to {until}{early} — z undoes"

    def act_difference(self) -> None:
        """Compare with what was frozen last, line by line."""
        assert self._frozen is not None
        assert self._estimate is not None
        open_difference(self, self.case, self._frozen, self._estimate)

    def act_pay(self) -> None:
        """Choose how the patient pays."""
        from tctui.screens.pay import open_pay

        open_pay(self, self.case.id, self.option.id)

    def act_phasing(self) -> None:
        """Find the benefit years in which the patient pays least."""
        from tctui.screens.phasing import PhasingScreen

        self.app.push_screen(PhasingScreen(self.case.id, self.option.id), self._form_closed)

    def act_alternatives(self) -> None:
        """Put the options side by side."""
        from tctui.screens.alternatives import open_alternatives

        open_alternatives(self, self.case.id, self.option.id)

    def act_documents(self) -> None:
        """Show the papers of the case."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.case.id)

    def act_sign(self) -> None:
        """Sign the newest unsigned paper."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.case.id, sign=True)

    def act_present(self) -> str:
        """Record that the option was presented."""
        from tctui.db.decisions import present

        done = present(self._by(), self.case.id, [self.option.id])
        self.reload()
        return f"{done.says} — z undoes"

    def act_book(self) -> None:
        """Book the next accepted visit."""
        self.host.open_place("schedule", case_id=self.case.id)

    def act_verify(self) -> None:
        """Open the questions to ask the carrier, of the plan that the question under the cursor or the dearest is about."""
        from tctui.screens.verify import verify

        kind, number = self._key()
        open_keys = drawn.open_of(self._estimate.line(str(number))) if self._estimate and kind == "line" else ()
        questions = self._estimate.questions if self._estimate else ()
        asked = [each.coverage_id for each in questions if each.stake_cents and (not open_keys or each.key in open_keys)]
        verify(self, self.case.patient_id, next(iter(asked), ""))

    def act_coverage(self) -> None:
        """Show the patient's coverages."""
        from tctui.screens.verify import open_coverage

        open_coverage(self, self.case.patient_id)

    def act_benefits(self) -> None:
        """Open the benefit table of the primary coverage."""
        from tctui.screens.verify import open_benefits

        open_benefits(self, self.case.patient_id)

    def act_outcome(self) -> None:
        """Type what the insurer paid."""
        from tctui.screens.verify import open_outcomes

        open_outcomes(self, self.case.patient_id)

    def _by(self) -> By:
        return By(self.desk.user, self.desk.now(), self.desk.today())
