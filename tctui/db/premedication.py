"""The office's rule of pre-medication, kept as a setting, and the patients to whom it applies."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.errors import Refused
from tctui.core.schedule.premedication import Premedication
from tctui.core.schedule.rules import Conflict
from tctui.db.book import appointments_of
from tctui.db.change import By, line_of_text
from tctui.db.models import database
from tctui.db.office_choices import choose, chosen

MOST_APART = 60
"""Days: a longer wait between visits is a typing error."""


def premedication() -> Premedication:
    """The office's rule (setting `premedication`)."""
    held, usual = chosen("premedication"), Premedication()
    return Premedication(
        bool(held.get("is_on", usual.is_on)),
        tuple(held.get("marks", usual.marks)),
        str(held.get("says", usual.says)),
        int(held.get("days_apart", usual.days_apart)),
    )


def set_premedication(by: By, is_on: bool, marks: str, says: str, days_apart: int | None) -> str:
    """Choose the rule; marks are words parted by commas. Raises Refused for days that cannot be, or no words."""
    says = line_of_text("The words said", says, needed=True)
    found = [word.strip().casefold() for word in line_of_text("The words of an alert", marks, needed=True).split(",")]
    days = days_apart or 0
    if not 0 <= days <= MOST_APART:
        raise Refused(f"A number of days from 0 to {MOST_APART}.")
    values = {"is_on": is_on, "marks": [word for word in found if word], "says": says, "days_apart": days}
    return choose(
        by, "premedication", values, f"Pre-medication: {premedication_words(Premedication(is_on, (), says, days))}"
    )


def premedication_words(rule: Premedication) -> str:
    """As one line: `'pre-medication'; visits 10 days apart`."""
    if not rule.is_on:
        return "not told apart"
    apart = f"visits {rule.days_apart} days apart" if rule.days_apart else "no wait between visits"
    return f"{rule.says!r}; {apart}"


@dataclass(frozen=True, slots=True)
class Premedicated:
    """A patient who needs it: the office's rule, and the day ordinals booked, by appointment id."""

    rule: Premedication
    days: dict[int, int]

    def against(self, day: int, appointment_id: int) -> Conflict | None:
        """What stands against a day for an appointment, whose own present place does not count."""
        return self.rule.too_near(day, [on for key, on in self.days.items() if key != appointment_id])


def premedicated(patient_id: int, today: int) -> Premedicated | None:
    """The rule for a patient whose medical alert asks for it; None for anyone else."""
    row = database.execute_sql("SELECT medical_alert FROM patient WHERE id = ?", (patient_id,)).fetchone()
    rule = premedication()
    if row is None or not rule.needed(row[0]):
        return None
    booked = appointments_of(patient_id, today - rule.days_apart)
    return Premedicated(rule, {appointment.id: appointment.day for appointment in booked})
