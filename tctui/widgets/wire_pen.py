"""The pen of the wire: draws the cells of a line that differ, with few moves and few changes of colour."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import zip_longest
from typing import NamedTuple

Row = list[str]
"""The cells of a line: each its SGR codes, an ``m`` and its character; the second cell of a wide one has none."""

BLANK = "m "
"""An empty cell."""

NEAR = 5
"""Cells that are gone back one by one."""

MANY = 24
"""Runs from which it is looked whether columns are better drawn one after the other."""


def is_wide(cell: str) -> bool:
    """Whether terminals may disagree on the width: a wide character, its second cell, a letter with marks."""
    return len(cell) - cell.find("m") != 2


@lru_cache(maxsize=1024)
def groups(codes: str) -> tuple[str, ...]:
    """Cut SGR codes into what each sets: ``1;38;5;208`` is bold and a colour."""
    rest, found = codes.split(";") if codes else [], []
    while rest:
        length = {"5": 3, "2": 5}.get(rest[1], 1) if rest[0] in ("38", "48") and len(rest) > 1 else 1
        found.append(";".join(rest[:length]))
        rest = rest[length:]
    return tuple(found)


@lru_cache(maxsize=1024)
def shows_on_blank(codes: str) -> bool:
    """Whether a blank looks other than empty: reverse, lines, a background."""
    return any(code in ("4", "7", "9", "21", "53") or code[0] == "4" or code[:2] == "10" for code in groups(codes))


class Run(NamedTuple):
    """Neighbouring cells that are drawn without a move: from ``start`` up to ``end`` of line ``y``.

    ``codes`` is what they need set, None for blanks that any colour may draw. ``erases`` sends the rest of the line
    empty; ``unsure`` is a run that holds characters on whose width terminals disagree.
    """

    y: int
    start: int
    end: int
    codes: str | None = None
    erases: bool = False
    unsure: bool = False


def runs_of(y: int, before: Row, after: Row) -> list[Run]:
    """The runs that make line ``y``, which shows ``before``, show ``after``; both have all cells of the line."""
    differing = [x for x, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
    if not differing:
        return []
    if any(map(is_wide, before)) or any(map(is_wide, after)):
        return [_at_once(y, before, after, differing[0], differing[-1] + 1)]
    full = len(after)
    while full and after[full - 1] == BLANK:
        full -= 1
    erased = sum(x >= full for x in differing)
    runs: list[Run] = []
    for x in differing[: len(differing) - erased] if erased > 3 else differing:
        codes = None if after[x] == BLANK else after[x].partition("m")[0]
        last = runs[-1] if runs else None
        if last is not None and codes is None and last.codes is None and all(c == BLANK for c in after[last.end : x]):
            runs[-1] = last._replace(end=x + 1)
        elif last is not None and last.end == x and _agree(last.codes, codes):
            runs[-1] = last._replace(end=x + 1, codes=codes if last.codes is None else last.codes)
        else:
            runs.append(Run(y, x, x + 1, codes))
    runs = [part for run in runs for part in _tail_apart(run, after)]
    return [*runs, Run(y, full, full, "", erases=True)] if erased > 3 else runs


def _tail_apart(run: Run, row: Row) -> list[Run]:
    """Blanks at the end of a run may be erased without going there."""
    end = run.end
    while end > run.start and row[end - 1] == BLANK:
        end -= 1
    if run.end - end < NEAR or end == run.start:
        return [run]
    return [run._replace(end=end), Run(run.y, end, run.end)]


def _agree(codes: str | None, others: str | None) -> bool:
    if codes is None or others is None:
        return not shows_on_blank((codes or "") + (others or ""))
    return codes == others


def _at_once(y: int, before: Row, after: Row, start: int, end: int) -> Run:
    """Without a skip: where the terminal counts a character otherwise, what follows is at least whole."""
    while start and (before[start].endswith("m") or after[start].endswith("m")):
        start -= 1
    while end < len(after) and (before[end].endswith("m") or after[end].endswith("m")):
        end += 1
    return Run(y, start, end, unsure=True)


def drawn(runs: Sequence[Run], rows: Mapping[int, Row], by_columns: bool = True) -> str:
    """The bytes for all runs: line by line, or down the columns where that is shorter; ``rows`` has the cells by line."""
    best = _in_order(runs, rows)
    if len(runs) <= MANY or not by_columns:
        return best
    # A column apart keeps its colours from line to line, but each line of it takes a move: all columns are taken apart
    # or none, then each is tried the other way.
    columns = _columns(runs)
    apart = _by_columns(runs, rows, columns)
    edges, best = (columns, apart) if _length(apart) < _length(best) else ([], best)
    for edge in columns:
        tried = sorted({*edges} ^ {edge})
        sent = _by_columns(runs, rows, tried)
        if _length(sent) < _length(best):
            best, edges = sent, tried
    return best


def _by_columns(runs: Sequence[Run], rows: Mapping[int, Row], edges: Sequence[int]) -> str:
    return _in_order(sorted(runs, key=lambda run: (bisect_right(edges, run.start), run.y, run.start)), rows)


def _length(sent: str) -> int:
    return len(sent.encode())


def _in_order(runs: Iterable[Run], rows: Mapping[int, Row]) -> str:
    pen, order = Pen(rows), list(runs)
    for run, following in zip_longest(order, order[1:]):
        pen.draw(run, following)
    return pen.finished()


def _columns(runs: Sequence[Run]) -> list[int]:
    """Where many runs begin that few go across: the left edges of columns, the clearest first."""
    begin = Counter(run.start for run in runs)
    go_on = Counter(x for run in runs for x in range(run.start + 1, run.end))
    return sorted(x for x, count in begin.most_common(12) if count > 3 * go_on[x])


class Pen:
    """Where the cursor is and which codes are set, and the bytes so far; begins with nothing set, somewhere."""

    def __init__(self, rows: Mapping[int, Row]) -> None:
        self._rows = rows
        self._sent: list[str] = []
        self._codes = ""
        self._x: int | None = None
        self._y = 0

    def finished(self) -> str:
        """Take the codes back; gives all bytes."""
        self._sent.append(self._change(""))
        self._codes = ""
        return "".join(self._sent)

    def draw(self, run: Run, following: Run | None = None) -> None:
        """Draw a run; with the one that follows it is known whether blanks are better erased (ECH) or written."""
        self._sent.append(self._move(run))
        self._x, self._y = run.start, run.y
        if run.unsure:
            for cell in self._rows[run.y][run.start : run.end]:
                codes, _, text = cell.partition("m")
                self._set(codes)
                self._sent.append(text)
            self._x = None
            return
        self._set(self._needed(run))
        if run.erases:
            self._sent.append("\x1b[K")
            return
        row, length = self._rows[run.y], run.end - run.start
        stays = following is None or following.y != run.y or length > 2 * NEAR
        if run.codes is None and length >= NEAR and stays:
            self._sent.append(f"\x1b[{length}X")
            return
        self._sent += [cell[-1] for cell in row[run.start : run.end]]
        # At the right edge terminals differ on where the cursor is.
        self._x = run.end if run.end < len(row) else None

    def _needed(self, run: Run) -> str:
        if run.codes is not None:
            return run.codes
        return "" if shows_on_blank(self._codes) else self._codes

    def _move(self, run: Run) -> str:
        """Go to a run; a few cells of the same line are written once more when that is shorter."""
        x, y, at = run.start, run.y, self._x
        straight = f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
        if at is None or run.unsure:
            return straight
        if y == self._y:
            if x == at:
                return ""
            away = x - at
            if away < 0:
                return straight
            skip = f"\x1b[{away if away > 1 else ''}C"
            again = self._rows[y][at:x]
            if away <= len(skip) and all(self._is_set(cell) for cell in again):
                return min("".join(cell[-1] for cell in again), skip, key=lambda move: len(move.encode()))
            return skip
        if y == self._y + 1:
            if x == 0:
                return "\r\n"
            if x <= at:
                # VT goes down as LF does, and no terminal driver adds a return to it.
                below = "\x0b" + ("\b" * (at - x) if at - x < NEAR else f"\x1b[{at - x}D")
                return min(below, straight, key=len)
        return straight

    def _is_set(self, cell: str) -> bool:
        codes, _, _ = cell.partition("m")
        return codes == self._codes or (cell == BLANK and not shows_on_blank(self._codes))

    def _set(self, codes: str) -> None:
        self._sent.append(self._change(codes))
        self._codes = codes

    def _change(self, codes: str) -> str:
        if codes == self._codes:
            return ""
        wanted, held = groups(codes), groups(self._codes)
        if set(held) <= set(wanted):
            return f"\x1b[{';'.join(code for code in wanted if code not in held)}m"
        return f"\x1b[;{codes}m" if codes else "\x1b[m"
