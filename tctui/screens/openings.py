"""The openings for what is in hand as a list, best first, each with its points and the reasons for them."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Sequence

from textual.widget import Widget

from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import day_name
from tctui.core.schedule.ranking import Opening
from tctui.core.spoken import show_length, show_time
from tctui.screens.place import Place
from tctui.screens.schedule_restrict import ASKED, Restriction, restriction_from_text
from tctui.widgets.grid_book import short_name
from tctui.widgets.table import Column, Row, Table

Found = Callable[[Restriction], Sequence[Opening]]


class OpeningsScreen(Place):
    """Enter hands the opening under the cursor to ``take``, which goes there in the book; r narrows the list.

    ``find`` gives the openings of a restriction, ``who`` says for whom and how long they are.
    """

    PLACE = "openings"
    DETAIL = 3

    def __init__(
        self,
        who: str,
        book: Book,
        only: Restriction,
        find: Found,
        take: Callable[[Opening, Restriction], str | None],
    ) -> None:
        super().__init__()
        self._who, self._book, self._only, self._find, self._take = who, book, only, find, take
        self._found: Sequence[Opening] = ()
        self._table = Table(
            [Column("pts", 3, "right"), Column("day", 10), Column("time", 6), Column("chair", 8), Column("with", 12),
             Column("why")],
            self._tell, empty="no opening within a year; r loosens what they are only for", id="openings",
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Find the openings anew."""
        self._found = self._find(self._only)
        only = f"only {self._only.text}" if self._only.text else f"best {len(self._found)} within a year"
        self.heading([("Openings  ", "heading"), (self._who, "strong")], right=only)
        self._table.show([self._row(number, opening) for number, opening in enumerate(self._found)])
        self._tell()

    def _row(self, number: int, opening: Opening) -> Row:
        book = self._book
        reasons = sorted(opening.reasons, key=lambda reason: -abs(reason.points))
        return Row(
            number,
            (str(opening.score), day_name(opening.day), show_time(opening.start),
             book.operatories[opening.operatory_id].name, short_name(book, book.providers[opening.provider_id]),
             ", ".join(reason.text for reason in reasons)),
        )  # fmt: skip

    @property
    def _here(self) -> Opening | None:
        key = self._table.key
        return self._found[key] if isinstance(key, int) and key < len(self._found) else None

    def _tell(self) -> None:
        opening = self._here
        if opening is None:
            self.detail("")
            return
        reasons = "; ".join(f"{reason.text} {reason.points:+d}" for reason in opening.reasons if reason.text)
        when = f"{day_name(opening.day)} {show_time(opening.start)}–{show_time(opening.end)}"
        doctor = self._book.providers.get(opening.exam_provider_id or 0)
        exam = f", exam check {doctor.name}" if doctor else ""
        lines = textwrap.wrap(reasons, self.size.width or 80)
        self.detail(
            [(f"{when}  {show_length(opening.units)}{exam}", "strong")], *([(line, "note")] for line in lines[:2])
        )

    def why_not(self, action_id: str) -> str | None:
        """Say why there is nowhere to go."""
        return "there is no opening" if action_id == "open" and self._here is None else None

    def act_open(self) -> None:
        """Go to the opening in the book."""
        opening = self._here
        assert opening is not None
        self.dismiss(self._take(opening, self._only))

    def act_narrow(self) -> None:
        """Ask what the openings are only for; empty takes any."""

        def narrowed(text: str) -> None:
            self._only = restriction_from_text(text, self._book, self.desk.today())
            self.reload()

        self.ask(ASKED, narrowed, self._only.text)
