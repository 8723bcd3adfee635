"""Why a figure is what it is: the words a patient hears, then the amounts it is made of as a tree that opens."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from textwrap import wrap

from textual.widget import Widget

from tctui.core.estimate.trace_tree import Node
from tctui.core.text import fit, safe_text
from tctui.screens.place import Place
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section, Table

SHOWN_AT_FIRST = 14
"""Lines of a tree that are opened by themselves: what stands on a screen of 24 lines."""

Path = tuple[int, ...]


class TraceScreen(Place):
    """Right opens an amount into its parts, left closes it; the lines below speak of the rule in full."""

    PLACE = "trace"
    DETAIL = 2

    def __init__(self, title: Inked, root: Node, told: Sequence[str] = (), asked: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._root = root
        self._told, self._asked = told, asked
        self._opened: set[Path] = set()
        self._by_path: dict[Path, Node] = {}
        self._table = Table([Column("")], self._moved, headings=False)
        self._open_some()

    def body(self) -> Iterable[Widget]:
        """Give the tree."""
        yield self._table

    def _open_some(self) -> None:
        """Open the tree from its top, level by level, as far as it stands on a small screen."""
        level: list[Path] = [()]
        while level:
            below = [(*path, number) for path in level for number in range(len(_at(self._root, path).parts))]
            if self._opened and len(self._rows_of(self._root, ())) + len(below) > SHOWN_AT_FIRST:
                break
            self._opened.update(level)
            level = [path for path in below if _at(self._root, path).parts]

    def reload(self) -> None:
        """Show the tree as far as it is open."""
        self.heading(self._title)
        self._show(self._table.key)

    def on_resize(self) -> None:
        """Lay the lines out anew."""
        self._show(self._table.key)

    def _show(self, key: Hashable) -> None:
        words: list[Line] = []
        for sentence, ink in (
            *((each, "note") for each in self._told),
            *((f"? {each}", "caution") for each in self._asked),
        ):
            rows = wrap(safe_text(sentence), self._width - 1, subsequent_indent="  ")
            words.extend(Section(row, ink=ink) for row in rows)
        self._table.show([*words, *self._rows_of(self._root, ())], key=key)

    @property
    def _width(self) -> int:
        return max(40, self.size.width or 80)

    def _rows_of(self, node: Node, path: Path) -> list[Line]:
        self._by_path[path] = node
        is_open = path in self._opened
        mark = ("▼" if is_open else "►") if node.parts else " "
        less = "− " if node.is_less else ""
        how = self._width * 46 // 100
        name = fit(f"{'  ' * len(path)}{mark} {less}{node.name}", self._width - how - 14)
        text = f"{name} {fit(node.amount, 11, 'right')}  {fit(node.how, how)}"
        rows: list[Line] = [Row(path, (text,), "plain" if path else "strong")]
        if is_open:
            for number, part in enumerate(node.parts):
                rows.extend(self._rows_of(part, (*path, number)))
        return rows

    @property
    def _here(self) -> Path:
        key = self._table.key
        return key if isinstance(key, tuple) else ()

    def _moved(self) -> None:
        node = self._by_path.get(self._here)
        if node is None:
            return
        said = f"{node.name} {node.amount}" + (f" = {node.how}" if node.how and node.how != node.rule else "")
        lines = wrap(safe_text(f"{said} ({node.rule})" if node.rule else said), self._width - 1)
        self.detail(*lines[:2])

    def why_not(self, action_id: str) -> str | None:
        """Say why an amount does not open."""
        node = self._by_path.get(self._here)
        if action_id in ("open", "right") and node is not None and not node.parts:
            return "this is where it comes from; nothing lies below"
        return None

    def act_open(self) -> None:
        """Open the amount into its parts, or close it."""
        self._opened ^= {self._here}
        self._show(self._here)

    def act_right(self) -> None:
        """Open the amount; an open one hands the cursor to its first part."""
        if self._here in self._opened:
            self._table.act_down()
        else:
            self.act_open()

    def act_left(self) -> None:
        """Close the amount; a closed one hands the cursor to what it is a part of."""
        here = self._here
        if here in self._opened:
            self.act_open()
        elif here:
            self._show(here[:-1])


def _at(root: Node, path: Path) -> Node:
    for number in path:
        root = root.parts[number]
    return root


def open_trace(place: Place, title: Inked, root: Node, told: Sequence[str] = (), asked: Sequence[str] = ()) -> None:
    """Show the tree of a figure over a place, under the words about it."""
    place.app.push_screen(TraceScreen(title, root, told, asked), place._form_closed)
