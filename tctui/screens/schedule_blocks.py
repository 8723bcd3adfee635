"""Closing time in the book: block-outs, closed days, copies of a day's or a week's block-outs, and what must move then."""

from __future__ import annotations

from datetime import date

from tctui.core.errors import Refused
from tctui.core.schedule.book import Book
from tctui.core.schedule.clock import day_name
from tctui.core.schedule.records import Block, Resource
from tctui.core.spoken import date_from_text, length_from_text, show_length, show_time
from tctui.core.text import cells, fit
from tctui.db import blocks, office_hours
from tctui.db.book import read_appointment
from tctui.screens.place import Choice
from tctui.screens.schedule_base import USUAL_UNITS
from tctui.screens.schedule_hand import moving_hand
from tctui.screens.schedule_shelf import ShelfActs


class BlockActs(ShelfActs):
    """K, and X for the appointments that nobody is there for any more."""

    def act_block(self) -> None:
        """Close time from the cursor on, lift what is closed under it, or copy the day's or week's block-outs."""
        day, unit, chair_id = self.spot()
        chair_id = chair_id if chair_id is not None else self.at.operatory_id
        chair = self.book.operatories.get(chair_id)
        if self.book.hours.holiday(day) is not None:
            self.choose(
                f"{day_name(day)} is closed", [Choice("o", "open it again")],
                lambda _: self._now_closed(blocks.lift_holiday(self.desk.by(), day).says),
            )  # fmt: skip
            return
        stands = self._blocks_at(chair_id, day, unit)
        monday = day - (day + 6) % 7
        lifts = f"lift {stands[0].name}{' on all its days' if stands[0].day is None else ''}" if stands else ""
        choices = [Choice("l", lifts)] if stands else []
        choices += [
            Choice("c", f"close {chair.name if chair else 'the chair'}"),
            Choice("e", "close for everyone"),
            Choice("d", "close the whole day"),
            Choice("y", "copy the day", self._nothing_on(day, day)),
            Choice("w", "copy the week", self._nothing_on(monday, monday + 6)),
        ]

        def chosen(key: str) -> str | None:
            if key == "l":
                return self._now_closed(blocks.lift_block(self.desk.by(), stands[0].id).says)
            if key in "yw":
                self._ask_copy(monday if key == "w" else day, 7 if key == "w" else 1)
                return None
            self.ask("Name of it", lambda name: self._ask_end(key, name, day, unit, chair_id), "")
            return None

        self.choose(f"{day_name(day)} {show_time(unit)}", choices, chosen)

    def _blocks_at(self, chair_id: int, day: int, unit: int) -> list[Block]:
        found = self.book.hours.blocks(Resource("operatory", chair_id), day)
        return [block for block in found if block.start <= unit < block.end]

    def _nothing_on(self, first: int, last: int) -> str | None:
        held = [block for day in range(first, last + 1) for block in self.book.hours.standing(day)]
        return None if any(block.passes for block in held) else "nothing stands there but what returns every week"

    def _ask_copy(self, first: int, days: int) -> None:
        what = "week" if days == 7 else "day"

        def copied(text: str) -> str:
            targets = targets_from_text(text, first, self.desk.today())
            return self._now_closed(blocks.copy_blocks(self.desk.by(), first, days, targets).says)

        self.ask(f"Copy the {what}'s block-outs to (8 dec, 15 dec; or: weekly until 1 mar)", copied)

    def _ask_end(self, key: str, name: str, day: int, unit: int, chair_id: int) -> str | None:
        if not name:
            raise Refused("Give it a name, such as lunch or meeting.")
        if key == "d":
            return self._now_closed(office_hours.save_holiday(self.desk.by(), None, day, name).says)

        def ended(text: str) -> str:
            units, last = closed_from_text(text, self.units or USUAL_UNITS, date.fromordinal(day))
            whose: tuple[blocks.Whose, int] = ("operatory", chair_id) if key == "c" else ("practice", 0)
            return self._now_closed(blocks.close_time(self.desk.by(), name, day, unit, unit + units, *whose, last).says)

        self.ask("For how long (1h, or on several days: 1h until fri)", ended, show_length(self.units or USUAL_UNITS))
        return None

    def _now_closed(self, said: str) -> str:
        self.units = None
        self.reload()
        what, _, moving = said.rpartition("; ")
        if not moving.endswith(" to move"):
            return f"{said} — z undoes"
        # Where they are listed is read on any width; the words before that give way.
        tails = [f"; {moving.split()[0]} to move: X{words} — z undoes" for words in (" lists them", "")]
        tail = next((each for each in tails if cells(what) + cells(each) <= self.size.width), tails[1])
        return fit(what, max(12, self.size.width - cells(tail))).rstrip() + tail

    def act_displaced(self) -> None:
        """List the appointments that stand where nobody is there; Enter takes one in hand."""
        from tctui.screens.displaced import DisplacedScreen

        def take(appointment_id: int) -> str:
            row = read_appointment(appointment_id)
            self._take(moving_hand(self.book, row, self.moment.today))
            if self.view != "day":
                self.view, self.days = "day", []
            self.turn_to(row.day, row.start, row.operatory_id)
            return self.act_next_opening() or "Picked up: Tab to the next opening, Enter puts it there, X lists the others"

        def of_hours() -> Book:
            return self.book

        self.app.push_screen(DisplacedScreen(of_hours, take), self._form_closed)


def closed_from_text(text: str, usual: int, first: date) -> tuple[int, int | None]:
    """Read how long time is closed from its first day on, and the last day when ``until`` names one; units and ordinal.

    Without a length it is ``usual``. Raises Unreadable.
    """
    length, until, last = text.strip().partition("until")
    units = length_from_text(length) if length.strip() or not until else usual
    return units, date_from_text(last, first).toordinal() if until else None


def targets_from_text(text: str, first: int, today: date) -> list[int]:
    """Read where block-outs go: dates with commas, or ``weekly until`` a date; day ordinals.

    Of a week any of its days may be named. Raises Refused or Unreadable.
    """
    words = text.strip().casefold()
    if words.startswith("weekly"):
        until = date_from_text(words.removeprefix("weekly").strip().removeprefix("until").strip(), today).toordinal()
        found = list(range(first + 7, until + 1, 7))
    else:
        found = [date_from_text(part, today).toordinal() for part in words.split(",") if part.strip()]
    if not found:
        raise Refused("Say to which dates, or weekly until when.")
    if len(found) > 120:
        raise Refused("No more than 120 copies at once.")
    return found
