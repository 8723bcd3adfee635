"""The contact log of the whole practice, searched by words: what was said, to whom, by whom, how."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tctui.core.spelling import folded
from tctui.db.models import database

MOST = 500
"""So many entries are listed, the newest; whoever looks for an older one says more words."""


@dataclass(frozen=True, slots=True)
class LoggedContact:
    """An entry of the log; ``case_id`` None where it belongs to no case; ``corrected`` when a newer one corrects it."""

    id: int
    day: date
    patient: str
    patient_id: int
    case_id: int | None
    how: str
    reached: bool
    said: str
    next_step: str
    by: str
    corrected: bool
    corrects: bool

    @property
    def words(self) -> str:
        """What was said in one line, with the next step and what became of the entry."""
        parts = [self.said.replace("\n", " ") or ("" if self.reached else "not reached")]
        parts += [f"next: {self.next_step}"] if self.next_step else []
        parts += ["(corrected)"] if self.corrected else ["(correction)"] if self.corrects else []
        return " ".join(part for part in parts if part)


def search(text: str) -> tuple[list[LoggedContact], int]:
    """The newest entries in which every word of a text stands, at most MOST, and how many there are in all.

    Words are found in what was said, the next step, the names of patient and user, and how it was: phone, e-mail.
    """
    words = folded(text).split()
    rows = database.execute_sql(
        "SELECT k.id, k.day, t.last_name, t.first_name, k.patient_id, k.case_id, k.channel, k.reached, k.said, k.next_step,"
        " COALESCE(u.initials, ''), COALESCE(u.name, ''), k.corrects_id IS NOT NULL,"
        " EXISTS (SELECT 1 FROM contact c WHERE c.corrects_id = k.id AND c.voided = 0)"
        " FROM contact k JOIN patient t ON t.id = k.patient_id LEFT JOIN user u ON u.id = k.user_id"
        " WHERE k.voided = 0 ORDER BY k.at DESC, k.id DESC"
    )
    found, count = [], 0
    for row in rows:
        reached = "" if row[7] else "not reached"
        if words:
            held = folded(f"{row[2]} {row[3]} {_HOW[row[6]]} {row[8]} {row[9]} {row[11]} {reached}")
            if any(word not in held for word in words):
                continue
        count += 1
        if count <= MOST:
            name = f"{row[2]}, {row[3]}".rstrip(", ")
            found.append(
                LoggedContact(
                    row[0],
                    date.fromisoformat(row[1]),
                    name,
                    row[4],
                    row[5],
                    _HOW[row[6]],
                    bool(row[7]),
                    row[8],
                    row[9],
                    row[10],
                    bool(row[13]),
                    bool(row[12]),
                )
            )
    return found, count


_HOW = {"phone": "phone", "person": "in person", "letter": "letter", "email": "e-mail", "text": "text", "note": "note"}
