"""The book on its own: a year of masks read, and the openings of a visit of 90 minutes over twelve months."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from tctui.core.schedule.openings import fits
from tctui.core.schedule.ranking import openings
from tctui.core.schedule.wish import Wish
from tctui.db.book import load_book
from tctui.db.connection import close_database, open_database

TIMES = 9


def book_figures(database: Path) -> list[tuple[str, float, str, str]]:
    """Rows of what was measured: name, median seconds, what was found, what is asked."""
    today = date.today().toordinal()  # noqa: DTZ011
    anybody = Wish("X" * 18)
    open_database(database)
    try:
        book = load_book(today - 7, today + 365)
        chairs = len(book.operatories)
        one = Wish("X" * 18, provider_ids=(next(key for key, who in book.providers.items() if who.role == "doctor"),))
        year = "openings of 90 minutes in a year"
        first = lambda: next(openings(book, anybody, today), None)  # noqa: E731
        return [
            (
                "masks of a year rebuilt",
                _median(lambda: load_book(today - 7, today + 365)),
                f"{chairs} chairs",
                "≤ 100 ms",
            ),
            (f"{year}, a doctor's", *_found(lambda: list(fits(book, one, today))), "≤ 30 ms"),
            (f"{year}, all", *_found(lambda: list(fits(book, anybody, today))), ""),
            ("the next one of all, judged", _median(first), "", ""),
        ]
    finally:
        close_database()


def _median(run: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        begin = time.perf_counter()
        run()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def _found(run: Callable[[], list[object]]) -> tuple[float, str]:
    return _median(run), f"{len(run()):,} found"
