"""Work at a specialist: how a referral stands, what was sent along, and when the office asks how it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.spoken import show_date

FIRST_AFTER, EVERY = 3, 7
"""Days after the referral, or after the appointment there, and from then on (coordination.md section 5)."""


@dataclass(frozen=True, slots=True)
class SentRecord:
    """A record that goes along: what, how it was sent and when."""

    what: str
    how: str = ""
    on: date | None = None

    @property
    def words(self) -> str:
        """As one line: ``X-ray of tooth 19, by secure mail, Mon 23 Nov``."""
        return ", ".join(part for part in (self.what, self.how, show_date(self.on) if self.on else "") if part)


@dataclass(frozen=True, slots=True)
class OpenReferral:
    """A referral whose report nobody reviewed yet, with the days of its steps (None: not yet).

    ``seen`` is the day of the appointment there, past or ahead; ``asked`` when the specialist was asked last.
    """

    id: int
    case_id: int
    specialist: str
    sent: date | None
    seen: date | None
    report: date | None
    asked: date | None
    records: tuple[SentRecord, ...]
    version: int

    def standing(self, today: date) -> str:
        """How it stands in words: ``sent Thu 12 Nov, appointment Tue 1 Dec, no report yet``."""
        said = [f"sent {show_date(self.sent)}" if self.sent else "not sent yet"]
        if self.seen is not None:
            said.append(f"{'appointment' if self.seen >= today else 'seen'} {show_date(self.seen)}")
        elif self.report is None:
            said.append("no appointment known")
        if self.report is not None:
            said.append(f"report of {show_date(self.report)} not reviewed")
        elif self.seen is not None and self.seen < today:
            said.append("no report yet")
        if self.asked is not None and self.report is None:
            said.append(f"asked {show_date(self.asked)}")
        return ", ".join(said)


def reminded(one: OpenReferral, today: date) -> tuple[date, str] | None:
    """Since when something is to be done about a referral, and what; None while it is not yet due.

    Asked is 3 days after it was sent, or after the appointment, and then weekly; a report that came waits for its
    review from that day on.
    """
    if one.report is not None:
        return one.report, f"review the report of {one.specialist}"
    if one.seen is not None and one.seen >= today:
        return None
    began = one.seen or one.sent
    if began is None:
        return None
    first = began + timedelta(days=FIRST_AFTER)
    due = first
    if one.asked is not None and one.asked >= first:
        due = first + timedelta(days=EVERY * ((one.asked - first).days // EVERY + 1))
    if due > today:
        return None
    what = "ask for the report" if one.seen else "ask for the appointment and report"
    return due, f"{one.specialist}: {what}"
