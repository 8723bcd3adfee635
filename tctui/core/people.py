"""The people of a practice: users with their roles, patients and those who pay for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FRONT, COORDINATOR, PROVIDER, LEAD, AUDITOR, ADMIN = "front", "coordinator", "provider", "lead", "auditor", "admin"

ALLOWED: dict[str, frozenset[str]] = {
    FRONT: frozenset({"read", "schedule", "contact", "patient"}),
    COORDINATOR: frozenset({"read", "schedule", "contact", "patient", "case", "money", "sign"}),
    PROVIDER: frozenset({"read", "schedule", "contact", "clinical"}),
    LEAD: frozenset(
        {"read", "schedule", "contact", "patient", "case", "money", "sign", "clinical", "override", "reports", "targets"}
    ),
    AUDITOR: frozenset({"read", "reports"}),
    ADMIN: frozenset({"users", "settings", "targets"}),
}
"""What each role may do; what is not named is denied (coordination.md section 10)."""


@dataclass(frozen=True, slots=True)
class User:
    """A person who is logged in."""

    id: int
    login: str
    name: str
    initials: str
    role: str
    also: frozenset[str] = frozenset()

    @property
    def changes(self) -> bool:
        """Whether the role changes anything at all."""
        return bool((ALLOWED.get(self.role, frozenset()) | self.also) - {"read", "reports"})

    def may(self, what: str) -> bool:
        """Whether the role allows an action of ALLOWED."""
        return what in ALLOWED.get(self.role, frozenset()) or what in self.also


@dataclass(frozen=True, slots=True)
class Patient:
    """A patient as lists and headings show one."""

    id: int
    last_name: str
    first_name: str
    preferred_name: str = ""
    birth_date: date | None = None
    chart_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    channel: str = "phone"
    do_not_contact: bool = False
    medical_alert: str = ""
    guarantor_id: int | None = None
    guarantor_name: str = "self"
    version: int = 1

    @property
    def name(self) -> str:
        """Last name, first name."""
        return f"{self.last_name}, {self.first_name}" if self.first_name else self.last_name

    def age(self, today: date) -> int | None:
        """Full years on a day, or None when the birth date is unknown."""
        born = self.birth_date
        if born is None:
            return None
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
