"""The Work list: what is due, in the order of its points, worked one after the other."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

from textual.widget import Widget

from tctui.core.board import Card
from tctui.core.board_filter import EVERYTHING, Person, wanted_from_text
from tctui.core.money import dollars, short_dollars
from tctui.core.pipeline import TITLES as STAGE_TITLES
from tctui.core.spoken import short_date, show_date
from tctui.core.worklist import Entry, Reminder, due, tally
from tctui.core.worklist_score import Lapse
from tctui.screens import board_case, follow_up
from tctui.screens.place import Answer, Choice, Place
from tctui.widgets.table import Column, Line, Row, Section, Table

SORT_KEYS = {"r": "rank", "d": "due", "$": "dollars", "n": "name"}

_NEEDS_CASE = frozenset(
    {"open", "account", "contact", "concern", "follow_up", "done", "book", "pay", "explain", "financing", "good_faith"}
)
_ROLES = dict.fromkeys(("follow_up", "done", "contact", "concern"), ("case", "contact"))


class WorkListScreen(Place):
    """What is due, in the order in which it is worked."""

    PLACE = "worklist"
    DETAIL = 2

    def __init__(self) -> None:
        super().__init__()
        columns = [
            Column("due", 6), Column("late", 4, "right"), Column("patient", 20), Column("next action"),
            Column("stage", 12), Column("open", 5, "right"),
        ]  # fmt: skip
        self.table = Table(columns, self.tell, empty="nothing is due", id="worklist")
        self.entries: dict[Hashable, Entry] = {}
        self.reminders: list[Reminder] = []
        self.cards: list[Card] = []
        self.lapsing: dict[int, Lapse] = {}
        self.steps: list[str] = []
        self.wanted = EVERYTHING
        self.owner: tuple[int | None, str] = (None, "all")
        self.order = "rank"
        self._owners: list[Person] = []
        self._providers: list[Person] = []

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self.table

    def arrive(self, **context: Any) -> None:
        """Show what is due."""
        self.reload()

    def reload(self) -> None:
        """Read anew what is due."""
        from tctui.db.first_steps import first_steps
        from tctui.db.reminders import work_to_do

        found = work_to_do(self.desk.now(), self.desk.today())
        self.reminders, self.cards, self.lapsing = found.reminders, found.cards, found.lapsing
        self.steps = [] if self.cards else first_steps()
        self.show_entries()

    def show_entries(self) -> None:
        """Put the cases that were read in order; the cursor stays on its case, or on the one that follows."""
        today = self.desk.today()
        listed = due(self.cards, today, self.owner[0], self.wanted, self.order, self.reminders, self.lapsing)
        self.entries = {entry.key: entry for entry in listed}
        wanted = f"  with {self.wanted.text!r}" if self.wanted.text else ""
        self.heading(
            [
                ("Work list  ", "heading"),
                (f"owner {self.owner[1]}   ", "plain"),
                (tally(listed), "strong"),
                (wanted, "note"),
            ],
            right=f"{show_date(today)}  {self.desk.user.login}",
        )
        self.table.show(list(self._lines(listed)))

    def _lines(self, listed: list[Entry]) -> Iterable[Line]:
        before = ""
        for entry in listed:
            part = "Overdue" if entry.late > 0 else "Soon" if entry.late else "Today"
            if self.order == "due" and part != before:
                yield Section(part)
                before = part
            card = entry.card
            assert card.next_on is not None
            late = (f"{entry.late}d", "warn") if entry.late > 0 else ""
            when = short_date(card.next_on)
            amount = short_dollars(card.open_cents)
            yield Row(entry.key, (when, late, card.name, card.next_action or "—", STAGE_TITLES[card.stage], amount))

    def tell(self) -> None:
        """Say why the case under the cursor is on the list."""
        entry = self._entry()
        if entry is None and self.steps:
            self.detail(*[[(step, "caution")] for step in self.steps[:2]])
            return
        if entry is None:
            self.detail([("nothing is due" if not self.cards else "nothing due fits; x shows all", "dim")])
            return
        card = entry.card
        options = f" ({card.options} options)" if card.options > 1 else ""
        owner = f"owner {card.owner}" if card.owner else "no owner"
        what = f"{dollars(card.open_cents)} open   {card.title}{options}   {owner}"
        today = self.desk.today()
        why = entry.reason(today, board_case.papers_words(card, today))
        self.detail([(f"{card.name}   ", "strong"), (f"{entry.points} points   ", "note"), (what, "plain")], why)

    def _entry(self) -> Entry | None:
        key = self.table.key
        return None if key is None else self.entries.get(key)

    @property
    def card(self) -> Card:
        """The card under the cursor; only for actions that ``why_not`` let pass."""
        entry = self._entry()
        assert entry is not None
        return entry.card

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done with the case under the cursor."""
        roles = _ROLES.get(action_id)
        if roles and not any(self.desk.user.may(what) for what in roles):
            return f"your role ({self.desk.user.role}) does not allow it"
        entry = self._entry()
        if action_id in _NEEDS_CASE and entry is None:
            return "nothing is under the cursor"
        if action_id == "done" and entry is not None and entry.reminder is not None:
            from tctui.screens.duties import why_not_settled

            return why_not_settled(self, entry.reminder)
        if action_id == "book" and entry is not None and entry.card.stage == "diagnosed":
            return "nothing is accepted yet"
        if action_id == "clear" and not self.wanted.text and self.owner[0] is None:
            return "nothing is left out"
        return None

    def act_open(self) -> None:
        """Open the case."""
        self.host.open_place("case", case_id=self.card.case_id)

    def act_reestimates(self) -> None:
        """Estimate every open case again and list what moved."""
        from tctui.screens.reestimates import ReestimatesScreen

        self.app.push_screen(ReestimatesScreen(), self._form_closed)

    def act_book(self) -> None:
        """Go to the book with the case in hand."""
        self.host.open_place("schedule", case_id=self.card.case_id)

    def act_pay(self) -> None:
        """Choose how the patient pays."""
        from tctui.screens.pay import open_pay

        open_pay(self, self.card.case_id)

    def act_account(self) -> None:
        """Open the account of the plan: what is owed and why."""
        from tctui.screens.account import open_account

        open_account(self, self.card.case_id)

    def act_financing(self) -> None:
        """Show the applications to lending partners."""
        from tctui.screens.financing import open_financing

        open_financing(self, self.card.case_id)

    def act_good_faith(self) -> None:
        """Show whether a good-faith estimate is needed; make it."""
        from tctui.screens.good_faith import open_good_faith

        open_good_faith(self, self.card.case_id)

    def act_verify(self) -> None:
        """Show what has to be verified before the visits of the next days."""
        from tctui.screens.verify_due import VerifyDueScreen

        self.app.push_screen(VerifyDueScreen(), self._form_closed)

    def act_contact(self) -> None:
        """Note a call, letter or talk."""
        follow_up.contact_form(self, self.card.case_id, self.card.patient_id)

    def act_contact_log(self) -> None:
        """Search what was said to anybody."""
        from tctui.screens.contact_log import ask_contact_log

        ask_contact_log(self)

    def act_concern(self) -> None:
        """Note what holds the patient back, or answer it with what there is to say."""
        from tctui.db.cases import read_case
        from tctui.screens.concerns import open_concerns

        open_concerns(self, read_case(self.card.case_id))

    def act_follow_up(self) -> None:
        """Set the next action and its day: today's is done or put off."""
        follow_up.next_action_form(self, self.card.case_id)

    def act_done(self) -> Answer:
        """Close the entry by saying what is next; what is no next action opens where it is settled."""
        entry = self._entry()
        if entry is not None and entry.reminder is not None:
            from tctui.screens.duties import settle

            return settle(self, entry.reminder)
        follow_up.next_action_form(self, self.card.case_id, "Done; what is next", anew=True)
        return None

    def act_explain(self) -> None:
        """Show why the case stands where it stands."""
        entry = self._entry()
        board_case.explain(self, self.card, self.desk.today(), ranks=entry.parts if entry else ())

    def act_filter(self) -> None:
        """Ask what to narrow the list to."""
        from tctui.db.board_people import owners, providers

        self._owners, self._providers = owners(), providers()
        self.ask("Only with", self._narrow, self.wanted.text)

    def _narrow(self, text: str) -> None:
        self.wanted = wanted_from_text(text, self._owners, self._providers) if text else EVERYTHING
        self.show_entries()

    def act_owner(self) -> None:
        """Ask whose cases to show."""
        from tctui.db.board_people import owners

        board_case.choose_person(self, "Cases of", owners(), True, self._of_owner)

    def _of_owner(self, owner_id: int | None, name: str) -> None:
        self.owner = (owner_id, name)
        self.show_entries()

    def act_sort(self) -> None:
        """Ask for the order of the list."""
        choices = [Choice(key, name) for key, name in SORT_KEYS.items()]
        self.choose(f"Sort by (now {self.order})", choices, self._sorted)

    def _sorted(self, key: str) -> None:
        self.order = SORT_KEYS[key]
        self.show_entries()

    def act_clear(self) -> None:
        """Show everything again."""
        self.wanted, self.owner = EVERYTHING, (None, "all")
        self.show_entries()
