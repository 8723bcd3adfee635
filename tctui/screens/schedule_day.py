"""What is done to the appointment under the cursor: its card, states, cancelling, length, contact, override."""

from __future__ import annotations

from datetime import date

from tctui.core.errors import Refused
from tctui.core.money import dollars
from tctui.core.people import LEAD
from tctui.core.schedule.clock import day_name, span
from tctui.core.schedule.pattern import fitted
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import Broken, State, refusal
from tctui.core.spoken import length_from_text, show_date, show_length
from tctui.db import booking, paper_writes
from tctui.db.book import read_appointment
from tctui.db.cases import read_case
from tctui.screens.place import Choice
from tctui.screens.schedule_undo import UndoActs
from tctui.widgets.table import Column, Line, Row

STATES = (
    ("s", State.SCHEDULED),
    ("c", State.CONFIRMED),
    ("a", State.ARRIVED),
    ("i", State.IN_CHAIR),
    ("o", State.OUT),
    ("d", State.COMPLETED),
)
REASONS = (
    ("i", "ill"),
    ("w", "work or school"),
    ("m", "money"),
    ("f", "forgot"),
    ("t", "no way to come"),
    ("p", "practice asked"),
    ("o", "other"),
)


_BOOKING = frozenset({"book", "new", "cut", "move", "put", "cancel", "state", "edit", "block"})
"""What changes the book, besides Enter on a free place."""


_OF_ONE = frozenset(
    {"cancel", "state", "edit", "contact", "follow_up", "documents", "override", "cut", "move", "patient"}
)
"""What is done to the appointment under the cursor."""


class DayActs(UndoActs):
    """B, u, !, c, e and the card."""

    def appointment(self) -> Appointment:
        """The appointment under the cursor; raises Refused when there is none."""
        if self.here is None:
            raise Refused("Put the cursor on an appointment.")
        return self.here

    def open_card(self, appointment: Appointment) -> None:
        """Show all facts of an appointment, then its next states to choose from."""
        book = self.book
        provider = book.providers.get(appointment.provider_id)
        doctor = book.providers.get(appointment.exam_provider_id or 0)
        missing = paper_writes.gate(appointment.visit_id, self.desk.today()) if appointment.visit_id else None
        confirmed = date.fromordinal(appointment.confirmed_day) if appointment.confirmed_day else None
        facts = (
            ("for", appointment.label),
            ("when", f"{day_name(appointment.day)} {span(appointment.start, appointment.end)}"),
            ("where", self.where(appointment).rpartition(" in ")[2]),
            ("with", (provider.name if provider else "") + (f", exam {doctor.name}" if doctor else "")),
            ("length", show_length(appointment.units)),
            ("state", str(appointment.state)),
            ("confirmed", f"{show_date(confirmed)} {appointment.confirmed_how}" if confirmed else ""),
            ("worth", dollars(appointment.production_cents) if appointment.production_cents else ""),
            ("papers", missing or ("all signed" if appointment.visit_id else "")),
            ("twice", appointment.lane_reason),
            ("note", appointment.note),
        )
        rows: list[Line] = [Row(f"fact {name}", (name, text)) for name, text in facts if text]
        rows += [
            Row(key, ("u " + key, f"make it {state}"), "key")
            for key, state in STATES
            if refusal(appointment.state, state) is None
        ]
        if appointment.case_id is not None:
            rows.append(Row("case", ("case", "open the case"), "key"))

        def chosen(key: object) -> str | None:
            if key == "case":
                self.host.open_place("case", case_id=appointment.case_id)
                return None
            return self._set_state(appointment, str(key)) if len(str(key)) == 1 else None

        title = [("Appointment  ", "heading"), (appointment.patient_name, "strong")]
        self.open_list(title, [Column("", 10), Column("")], rows, chosen)

    def act_state(self) -> None:
        """Offer the states that the appointment may take; one that it may not says why."""
        row = self.appointment()
        choices = [Choice(key, str(state), refusal(row.state, state)) for key, state in STATES]

        def chosen(key: str) -> str | None:
            try:
                return self._set_state(row, key)
            except Refused as refused:
                # The choices leave, so that the whole reason is read and its way out (! or d) can be pressed.
                self.warn(refused.sentence())
                return None

        self.choose(f"{row.patient_name} is", choices, chosen)

    def _set_state(self, row: Appointment, key: str) -> str:
        desk, state = self.desk, dict(STATES)[key]
        booking.set_state(desk.user, desk.now(), desk.today(), row, state)
        self.keep(read_appointment(row.id))
        reminder = self.reminder(row) if state is State.CONFIRMED else ""
        return f"{row.patient_name} {state}{reminder} — z undoes"

    def act_cancel(self) -> None:
        """Ask how the appointment falls out, then why."""
        row = self.appointment()
        broken = refusal(row.state, State.BROKEN)
        choices = [
            Choice("c", "cancelled in time", refusal(row.state, State.CANCELLED)),
            Choice("n", "no-show", broken or booking.not_yet(row, self.desk.today())),
            Choice("l", "late cancel", broken),
        ]
        self.choose(f"{row.patient_name}", choices, lambda how: self._ask_why(row, how))

    def _ask_why(self, row: Appointment, how: str) -> None:
        words = dict(REASONS)

        def chosen(key: str) -> str | None:
            if key == "o":
                self.ask("Why", lambda text: self._take_out(row, how, text))
                return None
            return self._take_out(row, how, words[key])

        self.choose("Why", [Choice(key, label) for key, label in REASONS], chosen)

    def _take_out(self, row: Appointment, how: str, reason: str) -> str:
        desk = self.desk
        if how == "c":
            booking.cancel(desk.user, desk.now(), row, reason)
        else:
            kind = Broken.NO_SHOW if how == "n" else Broken.LATE_CANCEL
            booking.break_appointment(desk.user, desk.now(), desk.today(), row, kind, reason)
        gone = read_appointment(row.id)
        self.let_fall([row.id])
        self.keep(gone)
        name, chain = row.patient_name, self.of_chain(gone)
        # With more to say the last name and the day must do.
        what = f"{name.partition(',')[0]} {day_name(row.day)}" if chain else f"{name} {self.where(row)}"
        return f"{what}: {gone.broken_as or gone.state}, {reason}{chain} — z undoes"

    def act_edit(self) -> None:
        """Ask for another length of the appointment."""
        row = self.appointment()

        def resized(text: str) -> str:
            desk = self.desk
            kept = booking.resize(desk.user, desk.now(), row, fitted(row.pattern, length_from_text(text)))
            self.keep(kept)
            return f"{row.patient_name} takes {show_length(kept.units)} now — z undoes"

        self.ask(f"{row.patient_name}: length", resized, show_length(row.units))

    def act_contact(self) -> None:
        """Note a call or talk with the patient of the appointment."""
        from tctui.screens.follow_up import contact_form

        row = self.appointment()
        contact_form(self, row.case_id, row.patient_id)

    def act_patient(self) -> None:
        """Correct the record of who is in hand or under the cursor: when one can come, what one bears."""
        from tctui.screens.patient import open_known

        open_known(self, self.hand.wanted.patient_id if self.hand is not None else self.appointment().patient_id)

    def act_follow_up(self) -> None:
        """Set the next action of the case of the appointment."""
        from tctui.screens.follow_up import next_action_form

        next_action_form(self, self._case_under())

    def act_documents(self) -> None:
        """Show the papers of the case of the appointment."""
        from tctui.screens.papers import open_papers

        open_papers(self, self._case_under())

    def _case_under(self) -> int:
        case_id = self.appointment().case_id
        if case_id is None:
            raise Refused("This appointment belongs to no case.")
        return case_id

    def act_override(self) -> None:
        """Let the visit go ahead although papers are missing; a lead's word with a reason."""
        row = self.appointment()
        if row.visit_id is None or row.case_id is None:
            raise Refused("This appointment belongs to no plan, so no paper is missing.")
        visit_id, case = row.visit_id, read_case(row.case_id)

        def given(reason: str) -> str:
            desk = self.desk
            paper_writes.override(desk.user, desk.now(), desk.today(), case, visit_id, reason)
            self.show()
            return "Overridden: the visit may be confirmed and started unsigned — z undoes"

        self.ask("Override because", given)

    def why_not(self, action_id: str) -> str | None:
        """Say what needs an appointment under the cursor, a role that books, or a lead."""
        writes = action_id in _BOOKING or (action_id == "open" and (self.hand is not None or self.here is None))
        if writes and not self.desk.user.may("schedule"):
            return f"your role ({self.desk.user.role}) does not book"
        if action_id == "override" and not self.desk.user.may("override"):
            return f"only a {LEAD} may"
        if action_id in ("cut", "move", "patient") and self.hand is not None:
            return None
        if action_id in _OF_ONE and self.here is None:
            return "no appointment under the cursor"
        if action_id == "put" and self.hand is None and not self.shelf:
            return "nothing is in hand and nothing on the shelf; x takes an appointment in hand"
        return None
