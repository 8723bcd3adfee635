"""Appointments that have to move: what stands on closed days, in leave and outside the hours, to be worked through."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual.widget import Widget

from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import day_name, span
from tctui.core.schedule.displaced import Displaced, displaced
from tctui.db.book import read_appointment
from tctui.db.lab_cases import before_release
from tctui.screens.place import Place
from tctui.widgets.table import Column, Row, Table


class DisplacedScreen(Place):
    """Enter takes an appointment in hand and goes to its next opening; the list is there again with the same key."""

    PLACE = "displaced"
    DETAIL = 2

    def __init__(self, book: Callable[[], Book], take: Callable[[int], str | None]) -> None:
        super().__init__()
        self._book, self._take = book, take
        self._found: dict[int, Displaced] = {}
        self._table = Table(
            [Column("day", 10), Column("time", 12), Column("patient", 18), Column("chair", 7), Column("why")],
            self._tell, empty="every appointment stands within the hours", id="displaced",
        )  # fmt: skip

    def body(self) -> Iterable[Widget]:
        """Give the list."""
        yield self._table

    def reload(self) -> None:
        """Look through the book anew."""
        book = self._book()
        today = self.desk.today().toordinal()
        early = before_release(today)
        # What nobody is there for is the weightier reason where both hold.
        every = {one.appointment.id: one for one in (*early, *displaced(book, today))}
        self._found = dict(sorted(every.items(), key=lambda each: (each[1].appointment.day, each[1].appointment.start)))
        self.heading([("To move  ", "heading"), ("nobody is there then, or the lab is not ready", "strong")],
                     right=f"{len(self._found)} to move")  # fmt: skip
        self._table.show([self._row(book, one) for one in self._found.values()])
        self._tell()

    def _row(self, book: Book, one: Displaced) -> Row:
        row = one.appointment
        chair = book.operatories.get(row.operatory_id)
        when = span(row.start, row.start + len(row.pattern))
        return Row(row.id, (day_name(row.day), when, row.patient_name, chair.name if chair else "", one.why))

    def _tell(self) -> None:
        key = self._table.key
        if not isinstance(key, int):
            self.detail("")
            return
        row = read_appointment(key)
        provider = self._book().providers.get(row.provider_id)
        self.detail(
            [(row.patient_name, "strong"), (f"  {row.label}  {provider.name if provider else ''}  {row.state}", "plain")],
            [(self._found[key].why, "caution")],
        )

    def why_not(self, action_id: str) -> str | None:
        """Say that nothing has to move."""
        return "nothing has to move" if action_id in ("open", "contact") and self._table.row is None else None

    def act_contact(self) -> None:
        """Note the call that the patient got about it."""
        from tctui.screens.follow_up import contact_form

        key = self._table.key
        assert isinstance(key, int)
        row = read_appointment(key)
        contact_form(self, row.case_id, row.patient_id)

    def act_open(self) -> None:
        """Take the appointment in hand."""
        key = self._table.key
        assert isinstance(key, int)
        self.dismiss(self._take(key))
