"""Booking and moving in the book: openings for what is in hand, a patient for a free place, two who want one place."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic

from tctui.core.errors import Refused
from tctui.core.pipeline import next_visit
from tctui.core.schedule.ranking import Opening
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.rules import Conflict, free_lane
from tctui.db import booking
from tctui.db.board_people import patients_like
from tctui.db.book import patient_times
from tctui.db.case_replans import broken_chain
from tctui.db.cases import read_case
from tctui.db.claims import Clash
from tctui.db.finding import asked_for
from tctui.db.in_hand import loose_again, of_label, visit_in_hand
from tctui.db.procedures import search_procedures
from tctui.screens.place import Choice
from tctui.screens.schedule_base import USUAL_UNITS
from tctui.screens.schedule_hand import Hand, is_held, loose_hand, next_opening, previous_opening
from tctui.screens.schedule_held import HoldingActs

PATIENT = "Patient (name, phone, birth date)"

TYPED_ON_SECONDS = 0.6
"""Letters that follow a refused question within this time of each other were meant for its answer."""

Find = Callable[[str], list[tuple[int, str]]]
"""What finds patients for a typed text: id and label."""


class BookingActs(HoldingActs):
    """Enter, n, Tab, comma and digits; ``booked_last`` is the appointment that came from the hand last."""

    booked_last = 0

    def take_up(self, case_id: int, visit_id: int | None = None) -> None:
        """Take the next accepted visit of a case in hand; raises Refused when nothing waits to be booked."""
        case = read_case(case_id)
        self.case_id = case_id
        option = case.leading
        visit = case.visit(visit_id) if visit_id is not None else next_visit(option) if option else None
        if visit is None:
            raise Refused(f"{case.last_name}: no accepted visit waits to be booked.")
        wanted, wish = visit_in_hand(case, visit, self.moment.today)
        self.units = None
        self.hand = Hand(wanted, wish, wish.pattern)

    def take_again(self, gone: Appointment) -> None:
        """Take what stood in the book for no case, and stands there no more, in hand to be booked anew."""
        wanted, wish = loose_again(self.book, gone, self.moment.today)
        self.units = None
        self.hand = Hand(wanted, wish, wish.pattern)

    def jump(self, opening: Opening | None) -> bool:
        """Put the cursor on an opening; False when there is none."""
        if opening is None:
            return False
        self.offered = opening
        if self.view == "provider":
            self.provider_id = opening.provider_id
        elif self.view == "chair":
            self.chair_id = opening.operatory_id
        if self.view != "day":
            self.days = []
        self.turn_to(opening.day, opening.start, opening.operatory_id)
        return True

    def to_first_opening(self) -> str | None:
        """Jump to the first opening for what is in hand; gives what to say when the book has none."""
        if self.jump(next_opening(self.book, self.wish(), self.moment)):
            return None
        return f"No opening {self._within()}; type a shorter length, or r loosens what it is only for."

    def _within(self) -> str:
        only = f" only {self.only.text}" if self.only.text else ""
        return f"within a year{only}"

    def act_next_opening(self) -> str | None:
        """Jump to the next opening after the cursor."""
        day, unit, _ = self.spot()
        found = self.jump(next_opening(self.book, self.wish(), self.moment, (day, unit)))
        return None if found else f"No later opening {self._within()}."

    def act_previous_opening(self) -> str | None:
        """Jump back to the last opening before the cursor."""
        day, unit, _ = self.spot()
        found = self.jump(previous_opening(self.book, self.wish(), self.moment, (day, unit)))
        return None if found else "No earlier opening."

    def act_open(self) -> None:
        """Book or put what is in hand; else open the appointment under the cursor; else ask who comes."""
        if self.hand is not None:
            self.put_in_hand(self.hand)
        elif self.here is not None:
            self.open_card(self.here)
        else:
            self._ask_patient()

    def open_card(self, appointment: Appointment) -> None:
        """Show an appointment whole; the screen that knows how says it."""

    def put_down(self) -> bool:
        """Let go of what is in hand; False when nothing was."""
        held, self.hand = self.hand, None
        self.units = None
        self.offered = None
        if held is not None:
            self.show()
        return held is not None

    def put_in_hand(self, hand: Hand) -> None:
        """Write what is in hand where the cursor stands; raises Refused when something hard is in the way.

        A taken chair is asked for a reason to book two at once.
        """
        self.follow()
        at = self.at
        hard = [conflict for conflict in self.against if conflict.hard]
        if hard and all(map(_is_beside, hard)) and not hand.moves:
            lane = free_lane(self.book, at)
            self.ask(
                f"{hard[0].text}. Double-book because",
                lambda reason: self._write(hand, replace(at, lane=lane, lane_reason=_reason(reason))),
            )
        elif hard:
            raise Refused(f"Not {'moved' if hand.moves else 'booked'}: {hard[0].text}.")
        elif (said := self._write(hand, at)) is not None:
            self.say(said)

    def _write(self, hand: Hand, at: Appointment) -> str | None:
        """Write what is in hand; when another session was quicker, say so and offer the next opening."""
        desk = self.desk
        try:
            kept = self._move(hand.wanted, at) if hand.moves else booking.book(desk.user, desk.now(), desk.today(), at)
        except Clash as clash:
            self._quicker(clash)
            return None
        except Refused:
            self.reload()
            raise
        self.hand, self.units, self.offered, self.booked_last = None, None, None, kept.id
        self.meant = kept.id
        self.keep(kept)
        return f"{'Moved to' if hand.moves else 'Booked'} {self.where(kept)}{self.of_chain(kept)}{self.reminder(kept)} — z undoes"

    def reminder(self, row: Appointment) -> str:
        """What the patient is to be told of with the appointment."""
        premed = self.premedicated(row.patient_id)
        return f"; remind of {premed.rule.says}" if premed else ""

    def of_chain(self, changed: Appointment) -> str:
        """What to say when the other visits of the case no longer fit to one that was moved or fell out."""
        if changed.case_id is None or changed.visit_id is None:
            return ""
        self.case_id = changed.case_id
        if broken_chain(changed.case_id, self.moment.today) is None:
            return ""
        return "; rest no longer fits: P replans"

    def _move(self, stood: Appointment, at: Appointment) -> Appointment:
        desk = self.desk
        return booking.move(
            desk.user, desk.now(), desk.today(), stood, at.day, at.start, at.operatory_id, at.provider_id,
            at.exam_provider_id,
        )  # fmt: skip

    def _quicker(self, clash: Clash) -> None:
        self.reload()
        day, unit, _ = self.spot()
        found = next_opening(self.book, self.wish(), self.moment, (day, unit - 1)) if self.hand else None
        if self.jump(found):
            self.warn(f"{clash} Next opening: {self.where(self.at)}; Enter takes it.")
        else:
            self.warn(str(clash))

    def act_length(self) -> None:
        """Take a digit of the length in minutes; the first one after another key begins anew."""
        digits = (self.typed + self.pressed).lstrip("0")[:3]
        self.typed = digits
        self.units = max(1, min(144, -(-int(digits) // 5))) if digits else None
        if self.hand is not None:
            self.hand = self.hand.of_length(self.units)
        self.grid.in_hand(f"{self.units * 5}m" if self.units and self.hand is None else "")
        self.follow()

    typed = ""
    _nobody_asked = ("", 0.0)

    def take_key(self, key: str, character: str | None) -> bool:
        """Any key but a digit ends the length; a name typed on where nobody is asked for is not taken for keys."""
        if not (character and character.isdigit()):
            self.typed = ""
        why, at = self._nobody_asked
        if why and character and (character.isalnum() or character == " ") and monotonic() - at < TYPED_ON_SECONDS:
            self._nobody_asked = why, monotonic()
            self.warn(why)
            return True
        self._nobody_asked = "", 0.0
        return False

    def act_new(self) -> None:
        """Ask who comes, also where somebody is booked: an emergency takes a second lane, with the reason."""
        if self.hand is not None:
            raise Refused(f"{self.hand.name} is in hand; Enter puts it here, q puts it down.")
        self._ask_patient(beside=True)

    def _ask_patient(self, beside: bool = False) -> None:
        closed = [conflict for conflict in self.against if conflict.hard and not (beside and _is_beside(conflict))]
        if closed:
            why = f"Not booked: {closed[0].text}."
            self._nobody_asked = why, monotonic()
            raise Refused(why)
        with suppress(Refused):
            self.hold_here()
        find = asked_for(self.desk.today())

        def known(text: str) -> None:
            if text.strip() and not find(text) and self.desk.user.may("patient"):
                self._offer_new(text)
            else:
                self._of_patient(*found_patient(text, find))

        self.ask(PATIENT, known, suggestions=suggested(find))

    def _offer_new(self, typed: str) -> None:
        """Nobody is named so: put a new patient on file and go on booking, or ask again."""
        from tctui.screens.patient import open_new

        choices = [Choice("n", "new patient"), Choice("a", "ask again")]
        self.choose(
            f"Nobody is found by {typed[:24]!r}",
            choices,
            lambda key: open_new(self, self._of_patient, typed) if key == "n" else self._ask_patient(),
        )

    def _of_patient(self, patient_id: int, name: str) -> None:
        at = replace(self.at, patient_id=patient_id, patient_name=name)
        hand = loose_hand(self.units or USUAL_UNITS)
        wish = replace(hand.wish, patient_id=patient_id, times=patient_times(patient_id))
        # In hand from now on: what stands against this patient is read while it is asked what for.
        self.hand = Hand(at, wish, at.pattern)
        self.follow()
        # The lower of the two lines is where the question explains itself: what speaks of the patient goes above it.
        _, why = self.spoken()
        self.detail([*self.premed_said(self.at), *why])
        self.ask(f"{name}, {at.units * 5} minutes: what for, $ its fee (may stay empty)", self._loose, suggestions=_procedures)

    def _loose(self, label: str) -> str | None:
        """Book a place for the patient who was typed."""
        assert self.hand is not None
        wanted, wish = of_label(self.at, self.hand.wish, label, self.units, self.book)
        held = self.hand = Hand(wanted, wish, wish.pattern)
        self.follow()
        hard = [conflict for conflict in self.against if conflict.hard]
        if hard and all(map(_is_beside, hard)):
            self.put_in_hand(held)
            return None
        if hard:
            self.warn(f"Not booked: {hard[0].text}. Still in hand: Tab to the next opening, Esc puts it down.")
            return None
        return self._write(held, self.at)


def _is_beside(conflict: Conflict) -> bool:
    """True when a second lane takes both: somebody is booked there, and no other session holds the place."""
    return conflict.lane and not is_held(conflict)


def _reason(text: str) -> str:
    if len(text) < 3:
        raise Refused("Say why two are booked at once.")
    return text


def _procedures(typed: str) -> list[str]:
    """The office's procedures that what stands after the last comma may mean, with what stands before it."""
    before, comma, last = typed.rpartition(",")
    found = search_procedures(last.strip(), 5) if last.strip() else []
    return [f"{before}{comma} {one.name}".strip() for one in found]


def suggested(find: Find) -> Callable[[str], list[str]]:
    """Give what offers the labels of patients for a typed text."""
    return lambda text: [label for _, label in find(text)] if text.strip() else []


def found_patient(text: str, find: Find = patients_like) -> tuple[int, str]:
    """The one patient whom the typed text means, as id and name; raises Refused for none or several."""
    found = find(text) if text.strip() else []
    exact = [one for one in found if one[1] == text.strip()]
    if len(exact) == 1:
        found = exact
    if not found:
        raise Refused(f"No patient is found by {text!r}.")
    if len(found) > 1:
        raise Refused("Several patients are named so: Down picks one, Tab takes it.")
    from tctui.db.people import read_patient

    return found[0][0], read_patient(found[0][0]).name
