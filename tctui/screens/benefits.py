"""The benefit table typed in place, and the same cells as questions to ask on the phone; one save, one undo."""

from __future__ import annotations

from collections.abc import Hashable, Iterable

from textual import events
from textual.widget import Widget

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.insurance.cells import CATEGORIES, CELLS, PERSONAL, UNKNOWN, USUAL, Cell, cell_of
from tctui.core.insurance.script import Script, script
from tctui.core.insurance.sheet import HOW, Sheet
from tctui.core.insurance.typed import read_cell, usual_percents
from tctui.db.benefit_sheets import read_sheet
from tctui.db.benefit_writes import Call, save_sheet
from tctui.screens import benefits_picture as drawn
from tctui.screens.leaving import ask_to_leave
from tctui.screens.place import Choice, Place
from tctui.widgets.sheet import SheetTable

_KEPT = PERSONAL | {"plan.group", "plan.employer", "plan.network", "plan.fees"}
"""Cells that are never filled from another plan."""


class BenefitsScreen(Place):
    """One coverage; nothing is stored before Ctrl+S, and then all of it at once."""

    PLACE = "benefits"
    HEADING = 2
    DETAIL = 2

    def __init__(self, coverage_id: int, asking: bool = False) -> None:
        super().__init__()
        self._coverage_id = coverage_id
        self._asking = asking
        self._table = SheetTable(self._tell, self._typed, id="benefits")
        self._sheet: Sheet | None = None
        self._before: dict[str, str] = {}
        self._edits: dict[str, str] = {}
        self._trail: list[tuple[str, str | None]] = []
        self._confirmed: set[str] = set()
        self._own: frozenset[str] = frozenset()
        self._personal = False

    def body(self) -> Iterable[Widget]:
        """Give the table."""
        yield self._table

    @property
    def sheet(self) -> Sheet:
        """What was read."""
        assert self._sheet is not None
        return self._sheet

    def reload(self) -> None:
        """Read the plan; what was typed and is not saved stays."""
        first = self._sheet is None
        if self._edits or self._confirmed:
            return
        self._read()
        if first:
            self._lay_out()

    def _read(self) -> None:
        self._sheet = read_sheet(self._coverage_id, self.desk.today())
        self._before = self._sheet.shown()
        self._own = self._sheet.personal()
        self._draw()

    def _lay_out(self) -> None:
        if self._asking:
            columns, parts = drawn.script_layout(self._script())
        else:
            columns, parts = drawn.table_layout(self.size.width or 80)
        self._table.lay_out(columns, parts)
        self._draw()

    def _script(self) -> Script:
        from tctui.db.coverage_writes import used_rows
        from tctui.db.verification import planned_work

        work, asked = planned_work(self.sheet.coverage.patient_id, self.desk.today())
        shown = {**self._before, **self._edits}
        treated = {row.tooth for row in used_rows(self._coverage_id)}
        return script(self._coverage_id, shown, work, asked, self.sheet.services, self.sheet.pairs, treated)

    def on_resize(self) -> None:
        """Lay the blocks out anew for the width."""
        if self._sheet is not None:
            self._lay_out()

    def _draw(self) -> None:
        sheet = self.sheet
        self._table.show(
            drawn.cells_shown(
                sheet, self._before, self._edits, frozenset(self._confirmed), self._own, self.desk.today()
            )
        )
        first, right = drawn.title(sheet, self._personal, self._asking)
        unknown = sum(self._value(key) == UNKNOWN for key in CELLS)
        self.heading(first, drawn.state(sheet, len(self._edits), len(self._confirmed), unknown), right=[right, ""])
        self._tell()

    def _value(self, key: str) -> str:
        return self._edits.get(key, self._before[key])

    def _tell(self) -> None:
        key = self._table.key
        if self._sheet is not None and key:
            names = [shown for _, shown in self._choices(cell_of(key))]
            self.detail(*drawn.about(self.sheet, key, self._before[key], self._edits, names))

    def _choices(self, cell: Cell) -> list[tuple[str, str]]:
        if cell.key == "plan.fees":
            return [(name, name) for name in self.sheet.fee_lists]
        return list(cell.choices)

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the cell under the cursor."""
        return self._table.press(key, character)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the cell under the cursor."""
        event.stop()
        if self.bottom.busy:
            self.bottom.paste(event.text)
        else:
            self._table.paste(event.text)

    def _typed(self, key: str, text: str) -> None:
        """Take what was typed into a cell; raises Refused when it cannot be."""
        usual = usual_percents(text) if key.startswith("percent:") else None
        if usual is not None:
            for names, value in zip(USUAL.values(), usual, strict=True):
                for name in names:
                    self._put(f"percent:{name}", value)
        elif text.strip() == '"':
            self._put(key, self._value(self._above(key)))
        else:
            cell = cell_of(key)
            self._put(key, read_cell(cell, text, self.desk.today(), self._choices(cell)))
        self._draw()

    def _above(self, key: str) -> str:
        """The cell of the category above."""
        part, _, name = key.partition(":")
        names = [each for each, _, _ in CATEGORIES]
        place = names.index(name) if name in names else 0
        if not place:
            raise Refused('" takes over what stands above; there is nothing above this cell.')
        return f"{part}:{names[place - 1]}"

    def _put(self, key: str, value: str) -> None:
        self._trail.append((key, self._edits.get(key)))
        self._confirmed.discard(key)
        self._edits.pop(key, None)
        if value != self._before[key]:
            self._edits[key] = value
        elif value != UNKNOWN:
            self._confirmed.add(key)

    def why_not(self, action_id: str) -> str | None:
        """Say what an action needs."""
        if action_id == "take_back" and not self._trail:
            return "nothing was typed"
        if (
            action_id == "confirm"
            and self._sheet is not None
            and self._value(self._table.key or "plan.kind") == UNKNOWN
        ):
            return "the cell is unknown: type what the carrier says"
        if action_id == "personal" and self._edits:
            return "save what was typed first, or take it back"
        return None

    def act_open(self) -> str | None:
        """Go on to the next cell."""
        self._table.leave()
        return None if self._table.step(1) else "That was the last cell; Ctrl+S saves"

    def act_next_cell(self) -> None:
        """Go to the cell on the right; from the last one to the next line."""
        self._table.leave()
        before = self._table.key
        self._table.act_right()
        if self._table.key == before:
            self._table.step(1)

    def act_confirm(self) -> None:
        """Mark the cell as confirmed as it stands, and go on."""
        key = self._table.key
        if key not in self._edits:
            self._confirmed ^= {key}
        self._table.step(1)
        self._draw()

    def act_take_back(self) -> None:
        """Take back the cell typed last."""
        key, earlier = self._trail.pop()
        self._edits.pop(key, None)
        self._confirmed.discard(key)
        if earlier is not None:
            self._edits[key] = earlier
        self._table.go_to(key)
        self._draw()

    def act_script(self) -> None:
        """Change between the table and the questions."""
        self._table.leave()
        self._asking = not self._asking
        self._lay_out()

    def act_personal(self) -> str:
        """Type for this patient only, or for the plan again."""
        self._personal = not self._personal
        self._draw()
        who = self.sheet.patient if self._personal else f"everybody in {self.sheet.plan.name}"
        return f"What is typed now holds for {who}"

    def act_copy_plan(self) -> None:
        """Choose a template or a plan to fill the table from."""
        from tctui.screens.coverage_plans import choose_plan

        self._table.leave()
        choose_plan(self, "Fill the table from", self.sheet.plan, self._filled)

    def _filled(self, key: Hashable) -> str:
        from tctui.db.plans import plan_cells

        assert isinstance(key, int)
        name, cells = plan_cells(key)
        taken = {each: value for each, value in cells.items() if each not in _KEPT and value != UNKNOWN}
        for each, value in taken.items():
            if value != self._value(each):
                self._put(each, value)
        self._draw()
        return f"Filled from {name}: {len(self._edits)} cells to be saved with Ctrl+S"

    def act_save(self) -> str | None:
        """Ask who said so, then store everything at once."""
        self._table.leave()
        letters = dict(zip("pwfl", HOW, strict=True))
        choices = [Choice(letter, how) for letter, how in letters.items()]
        if self._edits:
            choices.append(Choice("n", "nobody yet, only save"))

        def answered(letter: str) -> None:
            if letter == "n":
                self._store(None)
            else:
                how = letters[letter]
                self.ask("Reference (call or transaction number)", lambda text: self._store((how, text)))

        self.choose("Confirmed by", choices, answered)
        return None

    def _store(self, call: tuple[str, str] | None) -> None:
        by = self.desk.by()
        asked = Call(by.today, *call) if call else None
        try:
            done = save_sheet(by, self.sheet, self._edits, self._personal, asked, self._confirmed)
        except ChangedElsewhere as changed:
            self._read()
            self._edits = {key: value for key, value in self._edits.items() if value != self._before[key]}
            self._draw()
            raise ChangedElsewhere(
                "Somebody else changed this plan meanwhile; it is shown now. Ctrl+S again saves what you typed over it."
            ) from changed
        self._edits, self._confirmed, self._trail = {}, set(), []
        self.dismiss(f"{done.says} — z undoes" if done.says != "Nothing changed" else done.says)

    def act_back(self) -> None:
        """Leave; asks when something was typed and not saved."""
        if not (self._edits or self._confirmed):
            self.dismiss(None)
            return
        ask_to_leave(self, self._leave, self.act_save)

    def _leave(self) -> None:
        self.dismiss(None)
