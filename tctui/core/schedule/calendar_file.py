"""A calendar file of booked visits (RFC 5545), for the patient's own calendar: a time, a place, nothing medical."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from tctui.core.documents.itinerary import Itinerary, Stop
from tctui.core.schedule.pattern import MINUTES_PER_UNIT

LINE_BYTES = 75


def calendar_file(itinerary: Itinerary, zone: tzinfo, uid_of: str, writes: Mapping[int, int]) -> bytes:
    """Write the visits as an .ics file; times go out in UTC, so the clinic's zone need not be known to the reader.

    ``zone`` is the clinic's; ``uid_of`` names the practice in identifiers, so that a second file of a moved visit
    replaces the first in the patient's calendar. ``writes`` says by appointment how often it was written: a calendar
    takes an entry that it knows already only when its number has grown (RFC 5545, 3.8.7.4). The summary names the
    practice and never the treatment: calendars are shared and shown on lock screens.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tctui//appointments//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
    ]
    for stop in itinerary.stops:
        lines += _event(itinerary, stop, zone, uid_of, writes[stop.appointment_id])
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(itinerary: Itinerary, stop: Stop, zone: tzinfo, uid_of: str, writes: int) -> Sequence[str]:
    start = _moment(stop.day, stop.start, zone)
    end = start + timedelta(minutes=stop.length * MINUTES_PER_UNIT)
    practice = itinerary.practice
    about = [f"With {stop.provider}." if stop.provider else "", stop.note, itinerary.change_notice]
    return (
        "BEGIN:VEVENT",
        f"UID:{stop.appointment_id}@{uid_of}",
        f"SEQUENCE:{writes - 1}",
        f"DTSTAMP:{_utc(itinerary.made_at)}",
        f"DTSTART:{_utc(start)}",
        f"DTEND:{_utc(end)}",
        f"SUMMARY:{_text(practice.name)}",
        f"LOCATION:{_text(', '.join((practice.name, *practice.address)))}",
        f"DESCRIPTION:{_text(chr(10).join(filter(None, (*about, practice.phone))))}",
        "STATUS:CONFIRMED",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{_text(practice.name)}",
        "TRIGGER:-P1D",
        "END:VALARM",
        "END:VEVENT",
    )


def _moment(day: int, unit: int, zone: tzinfo) -> datetime:
    minutes = unit * MINUTES_PER_UNIT
    return datetime.combine(date.fromordinal(day), time(minutes // 60, minutes % 60), zone)


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """Escape what has a meaning in the format (RFC 5545, 3.3.11)."""
    for mark, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(mark, written)
    return text


def _folded(line: str) -> bytes:
    """Break a long line as the format asks: at most 75 bytes, never within a character (RFC 5545, 3.1)."""
    rows: list[bytes] = [b""]
    for character in line:
        coded = character.encode()
        if len(rows[-1]) + len(coded) > LINE_BYTES:
            rows.append(b" ")
        rows[-1] += coded
    return b"\r\n".join(rows) + b"\r\n"
