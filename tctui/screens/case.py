"""The case: one patient's treatment on one screen: what is decided, what is open, who does what next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from textual.widget import Widget

from tctui.core.case import Happening
from tctui.core.errors import Refused
from tctui.core.estimate import Estimate
from tctui.core.money import money
from tctui.core.papers import Paper
from tctui.core.people import Patient
from tctui.db.cases import read_case, timeline
from tctui.db.people import Insurance, insurance_of, read_patient
from tctui.screens import case_picture as drawn
from tctui.screens.case_decisions import Decisions
from tctui.screens.case_partners import Partners
from tctui.screens.case_picture import Money
from tctui.screens.case_planning import Planning
from tctui.widgets.ink import Inked, pieces
from tctui.widgets.text_lines import TextLines

_ON_LINES = ("accept", "decline", "defer", "withdraw", "reopen", "state", "earlier", "later", "mark", "explain")
_OF_OPTION = ("copy_option", "recommend", "new_phase", "pay", "present", "documents", "sign")
_OF_CASE = ("open", "patient", "new", "edit", "book", "financing", "membership", "good_faith")
_PLANNING = ("defer", "withdraw", "reopen", "earlier", "later", "copy_option", "recommend", "new_phase", "move", "present")
_ROLES = {
    **dict.fromkeys(("accept", "decline", "assign"), ("case",)),
    **dict.fromkeys(_PLANNING, ("case", "clinical")),
    **dict.fromkeys(("edit", "state"), ("case", "clinical", "schedule")),
    **dict.fromkeys(("contact", "follow_up"), ("case", "contact")),
    **dict.fromkeys(("concern", "referral"), ("case", "clinical", "contact")),
    "new": ("case", "clinical", "contact", "schedule"),
    "book": ("schedule",),
    "patient": ("patient",),
}
"""What the role must allow for an action, one of these (core.people.ALLOWED); the writes refuse it too."""


class CaseScreen(Decisions, Planning, Partners):
    """Heading, options side by side, the lines of the one in hand, history; `o` goes to the next option."""

    HEADING = 2
    DETAIL = 3

    def __init__(self) -> None:
        super().__init__()
        self.options = TextLines(drawn.OPTION_LINES + 2, id="options")
        self.patient: Patient | None = None
        self.plans: list[Insurance] = []
        self.papers: list[Paper] = []
        self.history: list[Happening] = []
        self.waits: list[str] = []
        self.providers: dict[int, str] = {}

    def body(self) -> Iterable[Widget]:
        """Give the options side by side, and the lines."""
        yield self.options
        yield self.table

    def arrive(self, case_id: int = 0, line_id: int = 0, **context: Any) -> None:
        """Show a case; what was marked in another one is forgotten. The view is put on record once it is drawn."""
        if self.held is None or self.held.id != case_id:
            self.option_id = 0
            self.marked.clear()
        self.held = read_case(case_id)
        self.reload()
        if line_id:
            self.table.go_to(("line", line_id))
        self.call_after_refresh(self._record_view, case_id)

    def _record_view(self, case_id: int) -> None:
        from tctui.db.record_views import record_view

        try:
            record_view(self.desk.user.id, self.case.patient_id, case_id, "case", self.desk.now())
        except Refused as refused:
            self.warn(f"The view could not be recorded: {refused}")

    def reload(self) -> None:
        """Read the case again and show it."""
        from tctui.db.book import providers
        from tctui.db.papers import papers_of
        from tctui.db.premedication import premedication
        from tctui.db.questions import talk_open

        case = self.held = read_case(self.case.id)
        today = self.desk.today()
        patient = read_patient(case.patient_id)
        self.patient = replace(patient, medical_alert=premedication().told(patient.medical_alert))
        self.plans = insurance_of(case.patient_id, today)
        self.papers = papers_of([case.id]).get(case.id, [])
        self.history = timeline(case.id, 2)
        self.waits = talk_open(case.id)
        self.providers = {each.id: each.code for each in providers()}
        option = self.option
        self.option_id = option.id if option else 0
        self.marked &= {line.id for line in option.lines()} if option else set()
        self.money = {each.id: self._money(each.id) for each in case.options}
        self._draw()

    def _money(self, option_id: int) -> Money:
        """What an option costs as things stand; only the fees when nothing of it can be estimated."""
        from tctui.core.finance.standing import standing
        from tctui.db.accounts import account
        from tctui.db.arrangements import arrangement_of, has_account
        from tctui.db.estimates import frozen_of, live

        option = next(each for each in self.case.options if each.id == option_id)
        frozen = next(iter(frozen_of(option_id)), None)
        try:
            estimate = live(self.case, option, self.desk.today())
        except Refused:
            estimate = None
        arrangement = arrangement_of(option_id)
        there = None
        if arrangement and has_account(arrangement.account_id):
            there = standing(account(arrangement.account_id).account, self.desk.today())
        return Money(estimate, frozen, arrangement, there)

    def _draw(self) -> None:
        case, today, width = self.case, self.desk.today(), self.size.width or 80
        assert self.patient is not None
        plans = [(plan.plan, plan.verified_on is not None) for plan in self.plans]
        owner: list[Inked] = [[("owner ", "dim"), (case.owner or "nobody", "plain")], ""]
        self.heading(
            drawn.name_line(case, self.patient, plans, today),
            drawn.stage_line(case, today),
            right=owner,
        )
        rule: Inked = [("─" * width, "rule")]
        places = [option.id for option in case.options]
        shown = places.index(self.option_id) if self.option_id in places else 0
        chosen = next((n for n, option in enumerate(case.options) if option.chosen), -1)
        block = drawn.option_block(case.options, shown, chosen, self.money, width)
        block += [""] * (drawn.OPTION_LINES - len(block))
        more: Inked = [("─" * (width - 14), "rule"), (f" option {shown + 1}/{len(places)} ".rjust(14), "dim")]
        self.options.show(rule, *block, more if len(places) > 2 else rule)
        self._draw_lines()

    def _draw_lines(self) -> None:
        self.table.show(drawn.plan_lines(self.option, self._estimate(), self.marked))

    def _estimate(self) -> Estimate | None:
        return self.money[self.option_id].estimate if self.option_id in self.money else None

    def tell_line(self) -> None:
        """Speak of the line under the cursor; below it the newest history, concerns and papers."""
        if self.held is None:
            return
        width, line, option = self.size.width or 80, self.line, self.option
        about: Inked = ""
        if line is not None:
            provider = self.providers.get(line.provider_id or 0, "")
            about = drawn.line_words(line, self._estimate(), provider, self.refusal_words(line, self.papers))
        if self.marked:
            about = [(f"{len(self.marked)} marked  ", "marked"), *pieces(about)]
        newest = [*self.history[:2], None, None]
        cost = self.money.get(self.option_id, Money())
        known = (self.papers, cost, self.desk.today())
        papers = drawn.visit_lacks(option, self.visit, *known) or drawn.paper_words(option, *known)
        self.detail(
            about,
            drawn.history_line(newest[0], drawn.talk_words(self.waits, self.case.concerns), width),
            drawn.history_line(newest[1], papers, width),
        )

    def on_resize(self) -> None:
        """Lay the case out anew for the width."""
        if self.held is not None and self.patient is not None:
            self._draw()
            self.tell_line()

    def why_not(self, action_id: str) -> str | None:
        """Say what an action needs."""
        if self.held is None:
            return "no case is open" if action_id in (*_ON_LINES, *_OF_OPTION, *_OF_CASE) else None
        if action_id in _OF_OPTION and self.option is None:
            return "the case has no option yet"
        if action_id in _ON_LINES and self.line is None and not self.marked:
            return "put the cursor on a line"
        if action_id == "options" and len(self.case.options) < 2:
            return "the case has one option"
        if action_id == "explain" and self._estimate() is None:
            return "there is nothing to estimate"
        if not any(map(self.desk.user.may, _ROLES.get(action_id, ("read",)))):
            return f"your role ({self.desk.user.role}) does not allow it"
        if action_id == "override" and not self.desk.user.may("override"):
            return "only a lead may override missing papers"
        if action_id in ("verify", "benefits", "outcome") and not self.plans:
            return "the patient has no insurance on file"
        return None

    def act_options(self) -> None:
        """Show the next option."""
        self._step_option(1)

    def act_right(self) -> None:
        """Show the option at the right."""
        self._step_option(1)

    def act_left(self) -> None:
        """Show the option at the left."""
        self._step_option(-1)

    def _step_option(self, step: int) -> None:
        places = [option.id for option in self.case.options]
        if len(places) < 2:
            return
        self.option_id = places[(places.index(self.option_id) + step) % len(places)]
        self.marked.clear()
        self._draw()

    def act_mark(self) -> None:
        """Mark the line under the cursor, or take its mark away; accept and decline then take all marked lines."""
        line = self.line_here()
        self.marked ^= {line.id}
        self._draw_lines()
        self.table.act_down()

    def act_explain(self) -> None:
        """Show the words a patient hears and the tree of what the patient pays for the line."""
        from tctui.core.estimate.plain_words import told
        from tctui.core.estimate.trace_tree import tree_of
        from tctui.db import estimates
        from tctui.screens.trace import open_trace

        line, estimate = self.line_here(), self._estimate()
        found = next((each for each in estimate.lines if each.id == str(line.id)), None) if estimate else None
        if found is None:
            raise Refused(f"{line.name} is not part of the estimate.")
        names = estimates.named(self.case, self.desk.today())
        asked = (
            [question.text for question in estimate.questions if question.key in found.questions] if estimate else []
        )
        title = f"{line.name} {line.site}: patient {money(found.patient_cents)}"
        open_trace(self, title, tree_of(found, "patient"), told(estimate, found, names) if estimate else (), asked)

    def act_alternatives(self) -> None:
        """Put the options side by side."""
        from tctui.screens.alternatives import open_alternatives

        open_alternatives(self, self.case.id, self.option_id)

    def act_go_estimate(self) -> None:
        """Go to the estimate of the option that is shown."""
        self.host.open_place("estimate", case_id=self.case.id, option_id=self.option_id)

    def act_pay(self) -> None:
        """Choose how the patient pays for the option that is shown."""
        from tctui.screens.pay import open_pay

        open_pay(self, self.case.id, self.shown_option().id)

    def act_account(self) -> None:
        """Open the account of the plan of the option that is shown."""
        from tctui.screens.account import open_account

        open_account(self, self.case.id, self.shown_option().id)

    def act_book(self) -> None:
        """Book the next accepted visit."""
        self.host.open_place("schedule", case_id=self.case.id)

    def act_plan_visits(self) -> None:
        """Plan every waiting visit of the case at once."""
        from tctui.screens.visit_plan import open_visit_plan

        open_visit_plan(self, self.case.id)

    def act_patient(self) -> None:
        """Correct the patient's own record."""
        from tctui.screens.patient import open_known

        open_known(self, self.case.patient_id)

    def act_verify(self) -> None:
        """Open the questions to ask the carrier."""
        from tctui.screens.verify import verify

        verify(self, self.case.patient_id)

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
