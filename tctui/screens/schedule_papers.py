"""What goes out of the book as a file: the day sheet, a patient's itinerary or appointment card, the calendar file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from tctui.core.schedule.records import Appointment
from tctui.core.spoken import show_date, show_date_year
from tctui.screens.place import Choice, Place


def offer_papers(place: Place, day: date, appointment: Appointment | None) -> None:
    """Ask which file is wanted of a day and of the appointment under the cursor, and write it."""
    nobody = None if appointment is not None else "no appointment under the cursor"
    whose = appointment.patient_name if appointment is not None else "the patient"
    choices = [
        Choice("d", f"day sheet of {show_date(day)}"),
        Choice("i", f"itinerary of {whose}", nobody),
        Choice("a", "card of this appointment", nobody),
        Choice("c", "calendar file", nobody),
    ]

    def chosen(key: str) -> str:
        from tctui.screens.papers_out import shown_path

        if key == "d":
            return f"Day sheet written to {shown_path(_day_sheet(place, day))}"
        assert appointment is not None
        if key == "c":
            return f"Calendar file written to {shown_path(_itinerary(place, appointment, None, calendar=True))}"
        path = _itinerary(place, appointment, appointment.id if key == "a" else None)
        return f"{'Card' if key == 'a' else 'Itinerary'} written to {shown_path(path)}"

    place.choose("Write", choices, chosen)


def _day_sheet(place: Place, day: date) -> Path:
    from tctui.db.outings import day_sheet
    from tctui.documents.day_sheet import render_day_sheet
    from tctui.screens.papers_out import export_office

    desk = place.desk
    sheet = day_sheet(day, desk.now(), desk.today())
    return export_office(desk.by(), "day", f"the sheet of {show_date_year(day)}", sheet, render_day_sheet(sheet))


def _itinerary(place: Place, appointment: Appointment, only: int | None, calendar: bool = False) -> Path:
    """Write the file; what belongs to a case is kept among its papers first."""
    from tctui.db.cases import read_case
    from tctui.db.handouts import give_itinerary
    from tctui.db.outings import calendar_of, make_itinerary
    from tctui.exports import export

    desk, today = place.desk, place.desk.today().isoformat()
    if appointment.case_id is not None:
        from tctui.screens import papers_out

        given = give_itinerary(desk.by(), read_case(appointment.case_id), only)
        if calendar:
            return export(given.calendar, "itinerary", given.document_id, today, "ics")
        return papers_out.export(given.document_id, "itinerary", today)
    made = make_itinerary(desk.by(), appointment.patient_id, only)
    if calendar:
        return export(calendar_of(made, appointment.patient_id), "itinerary", appointment.id, today, "ics")
    from tctui.documents.itinerary import render_itinerary
    from tctui.screens.papers_out import export_office

    return export_office(desk.by(), "itinerary", made.title, made, render_itinerary(made), appointment.patient_id)
