"""One command, one table: ``python -m tests.benchmarks [--size small|large|both] [--database FILE]``."""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from tests.benchmarks.book import book_figures
from tests.benchmarks.measure import Failed, idle, memory, press, start, start_times, until_quiet, walk
from tests.benchmarks.papers import paper_figures
from tests.benchmarks.planner import planner_figures

SESSION = ["-m", "tests.benchmarks.session"]
BARE = ["-m", "tests.benchmarks.bare"]
STEPS = ["down", "down", "right", "down", "down", "left", "up", "down"] * 10
OPENINGS = (
    ("board", "f2"),
    ("case", "f3"),
    ("estimate", "f4"),
    ("a day of the book", "f5"),
    ("a week of the book", "w"),
    ("the next day of the book", "]"),
    ("the day before", "["),
)
ASKED = {
    "f2": "≤ 150 ms, ≤ 12 KB",
    "f5": "≤ 60 ms, ≤ 12 KB",
    "w": "≤ 60 ms, ≤ 12 KB",
    "]": "≤ 60 ms, ≤ 12 KB",
    "[": "≤ 60 ms, ≤ 12 KB",
}
ROUND = {"w": ("w", "w"), "]": (), "[": ()}
"""What leads back to where a key is pressed again; all others are pressed from another place."""


def line(what: str, ours: str, bare: str = "", ratio: str = "", wanted: str = "") -> None:
    print(f"{what:<42}{ours:>14}{bare:>14}{ratio:>9}  {wanted}", flush=True)


def compare(what: str, ours: float, bare: float, unit: str, wanted: str, scale: float = 1.0) -> None:
    shown = f"{ours * scale:,.1f} {unit}", f"{bare * scale:,.1f} {unit}"
    line(what, *shown, f"{ours / bare:.2f} ×" if bare else "", wanted)


def measure(size: str, database: Path, home: Path, runs: int) -> None:
    print(f"\n{size}: {database.stat().st_size / 1e6:,.0f} MB")
    line("", "tctui", "bare app", "ratio", "asked")
    ours = start_times([*SESSION, str(database)], home, runs)
    bare = start_times(BARE, home, runs)
    compare("start to first full screen", ours, bare, "ms", "≤ 1.6 ×", 1000)
    login = start_times(["-m", "tctui", "--database", str(database)], home, runs)
    compare("start to the login screen", login, bare, "ms", "", 1000)

    mine, _ = start([*SESSION, str(database)], home)
    other, _ = start(BARE, home)
    try:
        median, high, most = walk(mine, STEPS)
        bare_median, bare_high, bare_most = walk(other, ["down"] * len(STEPS))
        compare("cursor key to last byte, median", median, bare_median, "ms", "≤ 1.5 ×", 1000)
        compare("cursor key to last byte, 95th percentile", high, bare_high, "ms", "", 1000)
        compare("bytes of a cursor key, at most", most, bare_most, "B", "≤ 1,024 B")
        compare("memory of one session", memory(mine.process.pid), memory(other.process.pid), "MB", "≤ 1.6 ×", 1 / 1024)
        used, came = idle(mine, 15)
        bare_used, bare_came = idle(other, 15)
        line("CPU while idle, a minute", f"{used:.2f} s", f"{bare_used:.2f} s", "", "as bare")
        line("bytes while idle", f"{came} B", f"{bare_came} B", "", "0 B")
        press(mine, "enter")
        for place, key in OPENINGS:
            if key != "f2":
                press(mine, key)
            opened = sorted((_reopen(mine, key) for _ in range(7)), key=lambda got: got[0])
            seconds, count = opened[len(opened) // 2]
            line(f"opening {place}", f"{seconds * 1000:,.0f} ms", f"{count:,} B", "", ASKED.get(key, "≤ 12 KB"))
    finally:
        mine.close()
        other.close()


def _reopen(terminal: object, key: str) -> tuple[float, int]:
    """Go elsewhere, then measure the key."""
    from tests.terminal import Terminal

    assert isinstance(terminal, Terminal)
    if key in ROUND:
        got = press(terminal, key, answered=True)
        for back in ROUND[key]:
            press(terminal, back)
    else:
        press(terminal, "f6" if key == "f2" else "f2", answered=True)
        got = press(terminal, key, answered=True)
    return got.seconds, got.count


def first_board(database: Path, home: Path) -> None:
    """The board opened the first time in a session, read and arranged, after its key."""
    terminal, _ = start([*SESSION, str(database), "worklist"], home)
    try:
        got = press(terminal, "f2", answered=True)
        until_quiet(terminal, first=0.2)
        line("board opened the first time, after its key", f"{got.seconds * 1000:,.0f} ms", "", "", "≤ 150 ms")
    finally:
        terminal.close()


def book(database: Path) -> None:
    """A year of masks and the openings in it."""
    for what, seconds, found, asked in book_figures(database):
        line(what, f"{seconds * 1000:,.1f} ms", found, "", asked)


def planner() -> None:
    """The published instances of whole treatments; no database is needed."""
    for what, seconds, found, asked in planner_figures():
        line(what, f"{seconds * 1000:,.1f} ms", found, "", asked)


def papers() -> None:
    """A document of ten pages."""
    for what, seconds, found, asked in paper_figures():
        line(what, f"{seconds * 1000:,.0f} ms", found, "", asked)


def estimates_per_second() -> None:
    """Twenty lines, two payers, with trace."""
    from tests.core.estimate.speed import twenty_lines_two_payers

    run = twenty_lines_two_payers()
    run()
    begin, count = time.perf_counter(), 0
    while time.perf_counter() - begin < 2:
        run()
        count += 1
    each = (time.perf_counter() - begin) / count
    line("an estimate of 20 lines, 2 payers, traced", f"{each * 1000:.2f} ms", f"{1 / each:,.0f} /s", "", "≤ 2 ms")


def phasing() -> None:
    """Twelve movable visits of two lines each, two payers, over three benefit years."""
    from tests.core.estimate.speed import twelve_blocks_three_years

    run = twelve_blocks_three_years()
    run()
    times = []
    for _ in range(5):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    line("phasing of 12 visits over 3 benefit years", f"{sorted(times)[2] * 1000:,.0f} ms", "", "", "≤ 300 ms")


def main() -> None:
    """Make the demo practices that are asked for and print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--size", choices=("small", "large", "both"), default="both")
    parser.add_argument("--database", type=Path, help="measure this one instead of a new demo practice")
    parser.add_argument("--runs", type=int, default=5, help="starts to take the median of")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        print(f"{date.today()}  Python {sys.version.split()[0]}")  # noqa: DTZ011
        sizes = ("small", "large") if chosen.size == "both" else (chosen.size,)
        for size in sizes:
            database = chosen.database or home / f"{size}.db"
            if not database.exists():
                begin = time.perf_counter()
                demo = [sys.executable, "-m", "tctui", "demo", "--size", size, "--database", str(database)]
                subprocess.run(demo, check=True, stdout=subprocess.DEVNULL)
                print(f"\ntctui demo --size {size}: {time.perf_counter() - begin:.0f} s")
            measure(size, database, home, chosen.runs)
            first_board(database, home)
            book(database)
        planner()
        papers()
        estimates_per_second()
        phasing()


if __name__ == "__main__":
    try:
        main()
    except Failed as failed:
        sys.exit(f"Not measured: {failed}")
