"""The Board: every open case by stage, narrowed and sorted as a person likes, with the case under the cursor told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from textual.widget import Widget

from tctui.core.board import Card
from tctui.core.board_columns import RECENT_DAYS, SORTS, View, arrange, veiled_columns
from tctui.core.board_filter import EVERYTHING, Person, wanted_from_text
from tctui.core.errors import Refused
from tctui.core.money import dollars, short_dollars
from tctui.core.spoken import show_date
from tctui.core.text import cells, safe_text
from tctui.screens import board_case, follow_up
from tctui.screens.place import Choice
from tctui.screens.veil import Nameless, Veiled
from tctui.widgets.board import Board
from tctui.widgets.board_lines import flag_pieces

SORT_KEYS = {"d": "days", "$": "dollars", "n": "name", "f": "next action"}

ROOMY = 80
"""Columns from which the practice is named in the heading."""

_NEEDS_CASE = frozenset(
    {"open", "move", "present", "pay", "book", "follow_up", "contact", "concern", "assign", "explain", "documents", "sign"}
)
_ROLES = {
    "move": ("case",),
    "assign": ("case",),
    "pay": ("case", "money"),
    "present": ("case", "clinical"),
    "new": ("case", "clinical"),
    "book": ("schedule",),
    "follow_up": ("case", "contact"),
    "contact": ("case", "contact"),
    "concern": ("case", "contact"),
}
"""What the role must allow for an action, one of these (core.people.ALLOWED)."""


class BoardScreen(Veiled):
    """The pipeline: a column per stage, a line per case."""

    PLACE = "board"
    NEEDS = ""
    DETAIL = 2
    QUIETLY = frozenset({"move", "present", "assign", "explain", "owner", "provider", "sort", "clear", "closed"}) | {
        "next_column",
        "previous_column",
    }

    def __init__(self) -> None:
        super().__init__()
        self.board = Board(self.tell, id="board")
        self.view = View()
        self.cards: Sequence[Card] = ()
        self._practice = ""
        self._steps: list[str] = []
        self._named = {"owner": "all", "provider": "all"}
        self._owners: list[Person] = []
        self._providers: list[Person] = []
        self._go_to: int | None = None

    def body(self) -> Iterable[Widget]:
        """Give the board."""
        yield self.board

    def arrive(self, case_id: int | None = None, **context: Any) -> None:
        """Show the board; with a case the cursor goes to it."""
        self._go_to = case_id
        self.reload()

    def reload(self) -> None:
        """Read the cards anew; the cursor stays on its case."""
        from tctui.db.board import closed_cards, open_cards
        from tctui.db.board_people import practice_name
        from tctui.db.first_steps import first_steps

        self._practice = practice_name()
        reads = self.desk.user.may("read")
        cards = open_cards() if reads else []
        if self.view.closed and reads:
            cards += closed_cards(self.desk.today() - timedelta(days=RECENT_DAYS))
        self.cards = cards
        self._steps = [] if cards else first_steps()
        if not reads:
            self._steps = [f"Your role ({self.desk.user.role}) reads no cases. F8 opens the settings."]
        self.show_cards()

    def on_resize(self) -> None:
        """Say as much in the heading and of the case as there is room for now."""
        if self._practice:
            self.show_cards()

    def draw_again(self) -> None:
        """Draw what was read, with names or initials."""
        self.show_cards()

    def show_cards(self) -> None:
        """Put the cards that were read into columns as the view wants them."""
        today = self.desk.today()
        columns = arrange(self.cards, self.view, today)
        if self.quiet:
            columns = veiled_columns(columns)
        case_id, self._go_to = self._go_to, None
        self.board.show(columns, today, case_id)
        count = sum(column.total.count for column in columns)
        cents = sum(column.total.cents for column in columns)
        of = f"{count} of {len(self.cards)}" if self.view.narrowed else str(count)
        what = f"{of} {'cases' if self.view.closed else 'open'}  ${short_dollars(cents)}"
        # At 60 columns the word that tells what is shown leaves no room for what everybody expects.
        is_told = not self.quiet or self.app.size.width >= ROOMY or self.view.owner_id is not None
        owner = f"owner {self._named['owner']}" if is_told else ""
        doctor = f"  provider {self._named['provider']}" if self.view.provider_id is not None else ""
        asked = self.view.wanted.nameless if self.quiet else self.view.wanted.text
        wanted = f"  with {asked!r}" if asked else ""
        # What the board is narrowed to is read before the name of the practice, which everybody knows.
        is_named = self.app.size.width >= ROOMY and not self.quiet and not asked
        self.heading(
            [
                ("Board  ", "heading"),
                ("initials   " if self.quiet else "", "note"),
                (f"{self._practice}   " if is_named else "", "plain"),
                (f"{owner}{doctor}   ".lstrip(), "plain"),
                (what, "strong"),
                (wanted, "note"),
            ],
            right=f"{show_date(today)}  {self.desk.user.login}",
        )

    def tell(self) -> None:
        """Speak of the case under the cursor."""
        card, today = self.board.card, self.desk.today()
        if card is None and self._steps:
            self.detail(*[[(step, "caution")] for step in self._steps[:2]])
            return
        if card is None:
            nothing = "no case here fits what is asked for; x shows all"
            reason = nothing if self.view.narrowed else "no case in this column"
            self.detail([(reason, "dim")])
            return
        what = f"{card.title} ({card.options} options)".strip() if card.options > 1 else card.title
        owner = f"owner {card.owner}" if card.owner else "no owner"
        doctor = f"   {card.provider}" if card.provider else ""
        first = [
            (f"{card.name}   ", "strong"),
            (f"{dollars(card.open_cents)} open   ", "plain"),
            ("   ".join(filter(None, (what, f"{owner}{doctor}", f"{card.days(today)}d"))), "plain"),
        ]
        said, name = "no next action", "dim"
        if card.next_on is not None:
            agreed = " (agreed)" if card.next_agreed else ""
            action = f": {card.next_action}" if not self.quiet else ""
            said, name = f"next {show_date(card.next_on)}{agreed}{action}", "plain"
        # The next action is read in full as far as half the line; flags that find no room stand by their letters.
        width = self.app.size.width
        room = max(width - cells(safe_text(said)), width // 2)
        second = [*flag_pieces(card.flags(today), room, board_case.papers_words(card, today)), (said, name)]
        self.detail(first, second)

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done with the case under the cursor."""
        roles = _ROLES.get(action_id)
        if roles and not any(self.desk.user.may(what) for what in roles):
            return f"your role ({self.desk.user.role}) does not allow it"
        card = self.board.card
        if action_id in _NEEDS_CASE and card is None:
            return "there is no case under the cursor"
        if action_id == "book" and card is not None and card.stage == "diagnosed":
            return "nothing is accepted yet"
        if action_id == "clear" and not self.view.narrowed:
            return "nothing is left out"
        return None

    @property
    def card(self) -> Card:
        """The card under the cursor; only for actions that ``why_not`` let pass."""
        card = self.board.card
        assert card is not None
        return card

    def act_open(self) -> None:
        """Open the case."""
        self.host.open_place("case", case_id=self.card.case_id)

    def act_book(self) -> None:
        """Go to the book with the case in hand."""
        self.host.open_place("schedule", case_id=self.card.case_id)

    def act_documents(self) -> None:
        """Show the papers of the case."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.card.case_id)

    def act_sign(self) -> None:
        """Go to the signature of the paper that waits for one."""
        from tctui.screens.papers import open_papers

        open_papers(self, self.card.case_id, sign=True)

    def act_pay(self) -> None:
        """Choose how the patient pays."""
        from tctui.screens.pay import open_pay

        open_pay(self, self.card.case_id)

    def act_move(self) -> None:
        """Move the case to another stage."""
        board_case.ask_move(self, self.card, self.quiet)

    def act_present(self) -> str:
        """Record that the plan was presented today."""
        from tctui.db.decisions import present

        done = present(self.desk.by(), self.card.case_id)
        self.reload()
        return f"{done.says} — z undoes"

    def act_concern(self) -> None:
        """Note what holds the patient back, or answer it with what there is to say."""
        from tctui.db.cases import read_case
        from tctui.screens.concerns import open_concerns

        open_concerns(self, read_case(self.card.case_id))

    def act_contact(self) -> None:
        """Note a call, letter or talk."""
        follow_up.contact_form(self, self.card.case_id, self.card.patient_id)

    def act_follow_up(self) -> None:
        """Set the next action and its day."""
        follow_up.next_action_form(self, self.card.case_id)

    def act_assign(self) -> None:
        """Give the case to another owner."""
        board_case.ask_owner(self, self.card)

    def act_explain(self) -> None:
        """Show why the card reads as it does."""
        board_case.explain(self, self.card, self.desk.today(), self.quiet)

    def act_new(self) -> None:
        """Make a case; the cursor goes to it."""
        board_case.new_case_form(self, self._made)

    def _made(self, case_id: int) -> None:
        self._go_to = case_id

    def act_filter(self) -> None:
        """Ask what to narrow the board to."""
        self._read_people()
        # What is typed is most often a name.
        question = "Only with (not shown)" if self.quiet else "Only with"
        self.ask(question, self._narrow, self.view.wanted.text, self._suggest, hidden=self.quiet)

    def _read_people(self) -> None:
        from tctui.db.board_people import owners, providers

        self._owners, self._providers = owners(), providers()

    def _suggest(self, typed: str) -> list[str]:
        before, blank, word = typed.rpartition(" ")
        for prefix, people in (("owner:", self._owners), ("dr:", self._providers)):
            if word.startswith(prefix):
                start = word.removeprefix(prefix).casefold()
                named = [f"{prefix}{person.short.lower()}" for person in people]
                return [f"{before}{blank}{name}" for name in named if name.startswith(f"{prefix}{start}")]
        return []

    def _narrow(self, text: str) -> None:
        try:
            wanted = wanted_from_text(text, self._owners, self._providers) if text else EVERYTHING
        except Refused:
            if self.quiet:
                raise Refused("Nobody who works here is called that; o and P offer them.") from None
            raise
        self._see(replace(self.view, wanted=wanted))

    def act_owner(self) -> None:
        """Ask whose cases to show."""
        self._read_people()
        board_case.choose_person(self, "Cases of", self._owners, True, self._of_owner)

    def _of_owner(self, owner_id: int | None, name: str) -> None:
        self._named["owner"] = name
        self._see(replace(self.view, owner_id=owner_id))

    def act_provider(self) -> None:
        """Ask whose patients to show."""
        self._read_people()
        board_case.choose_person(self, "Cases with", self._providers, True, self._of_provider)

    def _of_provider(self, provider_id: int | None, name: str) -> None:
        self._named["provider"] = name
        self._see(replace(self.view, provider_id=provider_id))

    def act_sort(self) -> None:
        """Ask for the order of the lines."""
        choices = [Choice(key, name) for key, name in SORT_KEYS.items() if name in SORTS]
        self.choose(f"Sort by (now {self.view.sort})", choices, self._sorted)

    def _sorted(self, key: str) -> None:
        self._see(replace(self.view, sort=SORT_KEYS[key]))

    def act_clear(self) -> None:
        """Show everything again."""
        self._named = {"owner": "all", "provider": "all"}
        self._see(View(sort=self.view.sort, closed=self.view.closed))

    def act_closed(self) -> str:
        """Show or hide the completed and declined cases."""
        self.view = replace(self.view, closed=not self.view.closed)
        self.reload()
        said = f"With those closed in the last {RECENT_DAYS} days" if self.view.closed else "Open cases only"
        return Nameless(said)

    def _see(self, view: View) -> None:
        self.view = view
        self.show_cards()
        if self.board.card is None:
            # What was asked for stands in another column; the cursor must not wait where there is nothing.
            self.board.act_next_column()
