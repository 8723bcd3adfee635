"""A grid alone on a screen, for tests: a morning in as many chairs as asked for; keys call the grid as a place does.

Run as ``python -m tests.widgets.grid_app CHAIRS`` it fills a terminal, for counting bytes.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from textual.app import ComposeResult
from textual.events import Key

from tctui.core.schedule.records import Block
from tctui.core.schedule.states import State
from tctui.widgets.grid import Grid
from tctui.widgets.grid_book import day_view
from tctui.widgets.grid_view import GridView
from tctui.widgets.wire import WiredApp
from tests.core.schedule.practice import HY1, KIM, LEE, MONDAY, OP2, RUIZ, at, make_book, visit

ROWS = (
    visit(1, "8:00", "XXXX////XX", patient_name="Baker, Ann", label="crown", state=State.CONFIRMED,
          production_cents=120_000),
    visit(2, "9:00", "//XXXX//", patient_name="Lopez, Eva", label="filling", provider_id=RUIZ, state=State.ARRIVED),
    visit(3, "8:20", "X" * 12, patient_name="Evans, Tom", label="scaling", operatory_id=HY1, provider_id=KIM,
          exam_provider_id=LEE, exam_offset=8, exam_units=2),
    visit(4, "9:25", "X" * 5, patient_name="Ivanov, Petr", label="check", operatory_id=HY1, provider_id=KIM,
          state=State.COMPLETED),
    visit(5, "10:00", "X" * 6, patient_name="Emery, Guy", label="pain"),
    visit(6, "10:00", "X" * 6, patient_name="Novak, Ida", label="pain", lane=1, lane_reason="swelling"),
)  # fmt: skip
BLOCKS = (
    Block(1, "major", "production", at("8:00"), at("10:00"), operatory_id=OP2, weekday=0, uses=("major",)),
    Block(2, "huddle", "closed", at("8:00"), at("8:20"), operatory_id=HY1, weekday=0),
)
KEYS = {
    **{key: key for key in ("left", "right", "up", "down")},
    **{"h": "left", "l": "right", "k": "up", "j": "down"},
    **{"pageup": "page_up", "pagedown": "page_down", "home": "first", "end": "last"},
}


def morning(chairs: int = 3, step: int = 2) -> GridView:
    """A Monday of the small practice; more than three chairs repeat the first three under other names."""
    view = day_view(make_book(ROWS, blocks=BLOCKS), ROWS, MONDAY, step)
    columns = [
        view.columns[number] if number < 3 else replace(view.columns[number % 3], heading=f"Op{number + 1}")
        for number in range(chairs)
    ]
    return replace(view, columns=tuple(columns))


class GridApp(WiredApp):
    """The grid and nothing else."""

    CSS = "Grid { width: 100%; height: 20; }"

    def __init__(self, view: GridView) -> None:
        super().__init__(ansi_color=True)
        self.shown = view
        self.moves = 0
        self.grid = Grid(self._count)

    def _count(self) -> None:
        self.moves += 1

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.show(self.shown)
        self.grid.focus()

    def on_key(self, event: Key) -> None:
        if event.key in KEYS:
            getattr(self.grid, f"act_{KEYS[event.key]}")()


if __name__ == "__main__":
    GridApp(morning(int(sys.argv[1]))).run(mouse=False)
