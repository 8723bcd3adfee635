"""The Huddle: yesterday, today by provider, openings, the next days and the pipeline; for the team, and for the wall."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.huddle import LETTERS, Counted, HuddleFacts, HuddleLine, Part
from tctui.core.huddle_parts import huddle
from tctui.core.money import money, short_dollars
from tctui.core.spoken import show_date, show_date_year
from tctui.core.text import veiled
from tctui.screens import follow_up
from tctui.screens.place import Choice
from tctui.screens.veil import Nameless, Veiled
from tctui.widgets.table import Column, Line, Row, Section, Table, Wide

ROOMY = 80
"""Columns from which names have their whole width."""

_ROLES = {"book": ("schedule",), "follow_up": ("case", "contact"), "contact": ("case", "contact")}
_OF_A_CASE = frozenset({"book", "follow_up", "documents"})
_TELLS_NAMES = frozenset({"open", "short_call", "contact", "follow_up", "book", "documents"})


class HuddleScreen(Veiled):
    """What the team goes through in the morning; only initials until names are asked for."""

    PLACE = "huddle"
    DETAIL = 2
    NAMES_AT_FIRST = False
    QUIETLY = frozenset({"next_part", "part_before", "explain", "huddle_sheet"})

    def __init__(self) -> None:
        super().__init__()
        columns = _columns(ROOMY, False)
        self.table = Table(columns, self.tell, empty="nothing is on record", id="huddle", page=(2, 7))
        self.facts: HuddleFacts | None = None
        self.parts: list[Part] = []
        self.lines: dict[str, HuddleLine] = {}

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self.table

    def arrive(self, **context: Any) -> None:
        """Show the huddle of today; the first one of the day freezes what is scheduled."""
        from tctui.db.huddle import freeze

        try:
            said = freeze(self.desk.by())
        except Refused as refused:
            # Where nothing can be written now there is still a huddle to be read.
            said = str(refused)
        self.reload()
        if said:
            self.say(Nameless(said))

    def reload(self) -> None:
        """Read everything anew; the cursor stays on its line."""
        from tctui.db.huddle import huddle_facts

        clock = self.desk.clock()
        assert clock.tzinfo is not None
        self.facts = huddle_facts(clock.date(), (clock.hour * 60 + clock.minute) // 5 + 1, clock.tzinfo)
        self.parts = huddle(self.facts)
        self.draw_again()

    def on_resize(self) -> None:
        """Lay the columns out for the width there is now."""
        if self.parts:
            self.draw_again()

    def draw_again(self) -> None:
        """Draw what was read, with names or initials."""
        self.lines = {line.key: line for part in self.parts for line in part.lines}
        self.table.lay_out(_columns(self.app.size.width, self.names))
        self.table.show([row for part in self.parts for row in self._rows(part)])
        today = self.desk.today()
        scheduled = self.lines.get("day:scheduled")
        told = scheduled.text if scheduled and self.app.size.width >= ROOMY else ""
        self.heading(
            [
                ("Huddle  ", "heading"),
                (f"{told}  " if told else "", "strong"),
                ("" if self.names else "initials", "note"),
            ],
            right=f"{show_date(today)}  {self.desk.user.login}",
        )

    def _rows(self, part: Part) -> Iterable[Line]:
        yield Section([(part.title, "section")], part.right)
        for line in part.lines:
            quiet = "dim" if line.over else "plain"
            if line.text:
                yield Wide(line.key, (), text=[("  ", "plain"), (line.text, "plain")], right=line.right)
            else:
                yield Row(line.key, self._cells(line), quiet)

    def _cells(self, line: HuddleLine) -> tuple[str | tuple[str, str], ...]:
        who, what = (line.who, line.what) if self.names else (veiled(line.who), line.bare)
        amounts = [
            short_dollars(cents) if cents else "" for cents in (line.open_cents, line.family_cents, line.owes_cents)
        ]
        return (line.when, who, what, *amounts, line.letters)

    @property
    def line(self) -> HuddleLine | None:
        """The line under the cursor."""
        key = self.table.key
        return self.lines.get(key) if isinstance(key, str) else None

    def tell(self) -> None:
        """Say in full what stands under the cursor; with initials only, nothing that is about a person."""
        line = self.line
        if line is None:
            self.detail("")
        elif line.text:
            self.detail([(line.text, "strong"), (f"   {line.right}", "plain")], [(_leads(line), "dim")])
        else:
            who, what = (line.who, line.what) if self.names else (veiled(line.who), line.bare)
            said = "; ".join(line.remarks if self.names else [LETTERS[letter] for letter in line.letters])
            self.detail([(f"{who}   ", "strong"), (f"{line.when} {what}", "plain")], [(said, "note")])

    def why_not(self, action_id: str) -> str | None:
        """Say why an action cannot be done with the line under the cursor."""
        line, role = self.line, self.desk.user
        if (any_of := _ROLES.get(action_id)) and not any(role.may(what) for what in any_of):
            return f"your role ({role.role}) does not allow it"
        if action_id in ("open", "explain") and line is None:
            return "nothing is under the cursor"
        if action_id == "short_call" and (line is None or line.gap is None):
            return "no opening is under the cursor"
        if action_id == "contact" and (line is None or line.patient_id is None):
            return "no patient is under the cursor"
        if action_id in _OF_A_CASE and (line is None or line.case_id is None):
            return "no open case is under the cursor"
        return None

    def tells_names(self, action_id: str) -> bool:
        """Tell whether an action shows names; the board shows none either while they are hidden on purpose."""
        line = self.line
        if action_id == "open" and line is not None and _leads_to_board(line) and self.host.veil.drawn:
            return False
        return action_id in _TELLS_NAMES or super().tells_names(action_id)

    @property
    def here(self) -> HuddleLine:
        """The line under the cursor; only for actions that ``why_not`` let pass."""
        line = self.line
        assert line is not None
        return line

    def act_open(self) -> None:
        """Go to the case, the day in the book, the board, or who could come for the opening."""
        line = self.here
        if line.case_id is not None:
            self.host.open_place("case", case_id=line.case_id)
        elif line.gap is not None:
            self.act_short_call()
        elif line.patient_id is not None:
            self.host.open_place("schedule", day=line.day, patient_id=line.patient_id)
        elif line.day is not None:
            self.host.open_place("schedule", day=line.day)
        else:
            self.host.open_place("board")

    def act_short_call(self) -> None:
        """Show who could come for the opening; Enter books there."""
        self._open_short_call()

    def _open_short_call(self) -> None:
        from tctui.screens.short_call import ShortCallScreen

        gap, facts = self.here.gap, self.facts
        assert gap is not None
        assert facts is not None
        now = facts.now if gap.day == facts.day.toordinal() else 0
        self.app.push_screen(ShortCallScreen(facts.book, gap, now), self._form_closed)

    def act_contact(self) -> None:
        """Note a call, letter or talk."""
        line = self.here
        assert line.patient_id is not None
        patient = line.patient_id
        follow_up.contact_form(self, line.case_id, patient)

    def act_follow_up(self) -> None:
        """Set the next action and its day."""
        case = self.here.case_id
        assert case is not None
        follow_up.next_action_form(self, case)

    def act_book(self) -> None:
        """Go to the book with the case in hand."""
        self.host.open_place("schedule", case_id=self.here.case_id)

    def act_documents(self) -> None:
        """Show the papers of the case: those that a visit still needs are made and signed there."""
        from tctui.screens.papers import open_papers

        case = self.here.case_id
        assert case is not None
        open_papers(self, case)

    def act_explain(self) -> None:
        """Show the records that the figure counts."""
        line = self.here
        title = line.text or f"{line.when} {line.who if self.names else veiled(line.who)}"
        columns = [Column("patient", 18 if self.names else 7), Column("what is counted"), Column("", 12, "right")]
        self.open_list([("Counted  ", "heading"), (title, "strong")], columns, list(self._counted(line)))

    def _counted(self, line: HuddleLine) -> Iterable[Line]:
        found = line.counted()
        for group in ([one for one in found if one.who], [one for one in found if not one.who]):
            for number, one in enumerate(group):
                amount = "" if one.cents is None else money(one.cents)
                yield Row((bool(one.who), number), (*self._said(one), amount))
            if group and line.text:
                cents = money(sum(one.cents or 0 for one in group))
                yield Section(f"{len(group)} counted", cents)

    def _said(self, one: Counted) -> tuple[str, str]:
        # What is counted of a person names procedures; without names the amount has to do.
        return (one.who, one.what) if self.names or not one.who else (veiled(one.who), "")

    def act_next_part(self) -> None:
        """Go to the next part."""
        self._to_part(1)

    def act_part_before(self) -> None:
        """Go back to the part before."""
        self._to_part(-1)

    def _to_part(self, step: int) -> None:
        firsts = [(part.lines[0].key, {line.key for line in part.lines}) for part in self.parts if part.lines]
        if not firsts:
            return
        now = next((number for number, (_, keys) in enumerate(firsts) if self.table.key in keys), 0)
        self.table.go_to(firsts[(now + step) % len(firsts)][0])

    def act_huddle_sheet(self) -> None:
        """Ask for names or initials, then write the sheet."""
        choices = [Choice("i", "with initials"), Choice("n", "with names")]
        self.choose("Huddle sheet", choices, self._write_sheet)

    def _write_sheet(self, key: str) -> str:
        from tctui.core.huddle_text import huddle_sheet
        from tctui.db.paper_parts import letterhead
        from tctui.documents.huddle_sheet import render_huddle_sheet
        from tctui.screens.papers_out import export_office, shown_path

        assert self.facts is not None
        day = self.facts.day
        sheet = huddle_sheet(letterhead(), day, self.desk.now(), self.parts, names=key == "n")
        title = f"the huddle sheet of {show_date_year(day)} with {'names' if sheet.names else 'initials'}"
        path = export_office(self.desk.by(), "huddle", title, sheet, render_huddle_sheet(sheet))
        return Nameless(f"Huddle sheet written to {shown_path(path)}")


def _columns(width: int, names: bool) -> Sequence[Column]:
    who = (18 if width >= ROOMY else 12) if names else 3
    return [
        Column("time", 6), Column("patient" if names else "who", who), Column(""), Column("open", 5, "right"),
        Column("family", 6, "right"), Column("owes", 5, "right"), Column("", 5),
    ]  # fmt: skip


def _leads_to_board(line: HuddleLine) -> bool:
    return line.case_id is None and line.gap is None and line.patient_id is None and line.day is None


def _leads(line: HuddleLine) -> str:
    if line.gap is not None:
        return "Enter or s shows who could come"
    return "= shows what is counted; Enter goes to the " + ("book" if line.day is not None else "board")
