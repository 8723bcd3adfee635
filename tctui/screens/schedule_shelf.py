"""The shelf of the book: appointments picked up to be put elsewhere, one in hand and the others beside it."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events

from tctui.core.errors import Refused
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.db.book import read_appointment
from tctui.screens.place import Place
from tctui.screens.schedule_booking import BookingActs
from tctui.screens.schedule_hand import Hand, moving_hand

NOT_MOVED = (State.ARRIVED, State.IN_CHAIR, State.OUT, State.COMPLETED)


class ShelfActs(BookingActs):
    """x and v. What was cut stands in the book as before until it is put elsewhere, so nothing is ever lost."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf: list[Hand] = []

    def act_cut(self) -> str:
        """Take the appointment under the cursor in hand; what was in hand goes on the shelf, also from a free place."""
        row, hand = self.here, self.hand
        if hand is not None and (row is None or row.id == hand.wanted.id):
            self.shelf.append(hand)
            self.put_down()
            return f"{hand.name} lies on the shelf; v takes it in hand again"
        if row is None:
            raise Refused("Put the cursor on an appointment.")
        if row.state in NOT_MOVED:
            raise Refused(f"Not moved: it stands as {row.state}; u sets that back.")
        if any(other.wanted.id == row.id for other in self.shelf):
            raise Refused(f"{row.patient_name} lies on the shelf; v takes it in hand.")
        if hand is not None:
            self.shelf.append(hand)
        self._take(moving_hand(self.book, row, self.moment.today))
        return "In hand: arrows or Tab to a place, Enter or v puts it there, q leaves it"

    def act_move(self) -> str:
        """Take the appointment under the cursor in hand, as ``x`` does."""
        return self.act_cut()

    def act_put(self) -> str | None:
        """Put what is in hand where the cursor stands; with empty hands take the next from the shelf."""
        if self.hand is not None:
            self.put_in_hand(self.hand)
            return None
        if not self.shelf:
            raise Refused("Nothing is in hand and nothing on the shelf; x takes an appointment in hand.")
        return self._next_of_shelf()

    def _next_of_shelf(self) -> str:
        while self.shelf:
            hand = self.shelf.pop(0)
            if hand.moves:
                row = read_appointment(hand.wanted.id)
                if not _can_move(row):
                    continue
                hand = moving_hand(self.book, row, self.moment.today)
            self._take(hand)
            return f"In hand: {hand.name}; arrows or Tab to a place, Enter or v puts it there"
        self.put_down()
        return "What lay on the shelf is no longer to be moved"

    def _take(self, hand: Hand) -> None:
        self.units = None
        self.offered = None
        self.hand = hand
        self.show()

    def let_fall(self, gone: Iterable[int]) -> None:
        """Put down what is being moved, and take off the shelf, what is no longer in the book, by appointment id."""
        ids = set(gone)
        self.shelf = [hand for hand in self.shelf if not (hand.moves and hand.wanted.id in ids)]
        if self.hand is not None and self.hand.moves and self.hand.wanted.id in ids:
            self.put_down()

    def empty_shelf(self) -> str:
        """Leave what is on the shelf where it stands in the book; gives what to say, empty when nothing was."""
        names = ", ".join(hand.name for hand in self.shelf)
        self.shelf.clear()
        return f"Left where it was: {names}" if names else ""

    def _holding(self) -> list[tuple[str, str]]:
        said = super()._holding()
        return [(f"shelf {len(self.shelf)}  ", "marked"), *said] if self.shelf else said

    def on_screen_suspend(self, event: events.ScreenSuspend) -> None:
        """Let go of the hold and the shelf when another place comes to the front; a list laid over leaves both."""
        if self in self.app.screen_stack:
            return
        self.let_go()
        said = self.empty_shelf()
        if said and isinstance(self.app.screen, Place):
            self.app.screen.say(said)


def _can_move(row: Appointment) -> bool:
    return row.state not in (*NOT_MOVED, State.BROKEN, State.CANCELLED)
