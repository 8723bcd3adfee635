"""Hand-off cards: what the next one needs to know, and when one that nobody confirmed raises an alarm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tctui.core.case import CLOSED, CaseFile, Visit
from tctui.core.pipeline import next_visit
from tctui.core.spoken import show_length

WITHIN = timedelta(hours=1)
"""A hand-off is confirmed within the hour (coordination.md section 5)."""

PARTS = {
    "done": "Done today",
    "next": "Next visit",
    "concerns": "Concerns heard",
    "money": "Said about money",
    "more": "Also",
}
"""What a card has room for, in the order in which it is read."""

RECEIVERS = {"front": "front desk", "coordinator": "coordinator", "provider": "provider"}
"""To whom a hand-off goes, by the role's name, as people say it."""

MAY = ("case", "clinical", "schedule")
"""What a role must allow, one of these, for giving and confirming hand-offs, and for hearing of those that are late."""

CONFIRMS = {
    "front": ("front", "coordinator", "lead"),
    "coordinator": ("coordinator", "lead"),
    "provider": ("provider", "lead"),
}
"""The roles that receive what is handed to one of RECEIVERS, and so confirm it."""


@dataclass(frozen=True, slots=True)
class OpenHandOff:
    """A hand-off that nobody confirmed yet; ``given`` is aware, UTC."""

    id: int
    case_id: int
    to_role: str
    text: str
    given: datetime
    by: str
    by_id: int | None = None

    def is_late(self, now: datetime) -> bool:
        """Whether the hour in which it is to be confirmed is over."""
        return now - self.given >= WITHIN

    def waits(self, now: datetime) -> str:
        """How long it has waited: ``20 min``, ``3 h``, ``2 days``."""
        minutes = max(0, int((now - self.given).total_seconds() // 60))
        if minutes < 60:
            return f"{minutes} min"
        return f"{minutes // 60} h" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"

    def words(self, now: datetime) -> str:
        """What is to be done about it: ``confirm the hand-off to the front desk (20 min)``."""
        to = RECEIVERS.get(self.to_role, self.to_role)
        if self.is_late(now):
            return f"hand-off to {to} not confirmed for {self.waits(now)}"
        return f"confirm the hand-off to {to} ({self.waits(now)})"


def why_not_confirmed(to_role: str, is_giver: bool, role: str) -> str | None:
    """Why somebody of a role does not confirm a hand-off, in words; None when they do. A lead confirms any."""
    if role not in CONFIRMS.get(to_role, ("lead",)):
        return f"it is confirmed by the {RECEIVERS.get(to_role, to_role)}, who receives it"
    if is_giver and role != "lead":
        return "you gave it: it is confirmed by who receives it"
    return None


def card_text(parts: Mapping[str, str]) -> str:
    """The card as it is kept and read: a line for each part that says something; empty when none does."""
    said = ((title, (parts.get(name) or "").strip()) for name, title in PARTS.items())
    return "\n".join(f"{title}: {text}" for title, text in said if text)


def begun(case: CaseFile, today: date) -> dict[str, str]:
    """What the case itself knows of a card's parts: done today, the next visit, the concerns that are not resolved."""
    option = case.leading
    done = [
        f"{line.name} {line.site}".strip()
        for line in (option.lines() if option else ())
        if any(event.kind == "completed" and event.day == today for event in line.events) and line.state == "completed"
    ]
    open_ones = (one for one in option.visits() if any(line.state not in CLOSED for line in one.lines)) if option else ()
    visit = (next_visit(option) if option else None) or next(iter(open_ones), None)
    concerns = [
        f"{each.category}{f': {each.said}' if each.said else ''}" for each in case.concerns if each.state != "resolved"
    ]
    return {"done": ", ".join(done), "next": visit_words(visit) if visit else "", "concerns": "; ".join(concerns)}


def visit_words(visit: Visit) -> str:
    """A visit as a card says it: what, why, how urgent, how long, how long after the one before."""
    lines = [line for line in visit.lines if line.state not in CLOSED]
    said = [", ".join(f"{line.name} {line.site}".strip() for line in lines)]
    said += dict.fromkeys(line.rationale.rstrip(".") for line in lines if line.rationale)
    urgencies = [line.urgency for line in lines]
    said.append(next((urgency for urgency in ("immediate", "soon") if urgency in urgencies), ""))
    said.append(show_length(len(visit.pattern)) if visit.pattern else "")
    least, most = visit.gap_min, visit.gap_max
    if least and most:
        said.append(f"{least} to {most} days after the visit before")
    elif least or most:
        said.append(f"{f'{least} days or more' if least else f'within {most} days'} after the visit before")
    return "; ".join(part for part in said if part)
