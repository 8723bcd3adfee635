"""Patients put on file by hand who are perhaps in the file too: said with both records, joined only by a person's word."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tctui.core.finding import FEWEST_DIGITS
from tctui.db.imports.merge import Merging, link
from tctui.db.imports.staging import BATCH, Staged
from tctui.db.models import database
from tctui.db.patients import called

NEW = "new"
"""The answer that a row of the file is somebody else."""

_HELD = ("last_name", "first_name", "preferred_name", "birth_date", "phone", "email")


class _Person(NamedTuple):
    """A patient as far as it tells two records of one person; birth date as ISO text, empty where it is not known."""

    last_name: str
    first_name: str
    preferred_name: str
    birth_date: str
    phone: str
    email: str

    @property
    def words(self) -> str:
        name = f"{self.last_name}, {self.first_name}".rstrip(", ")
        born = f"born {self.birth_date}" if self.birth_date else ""
        return ", ".join(part for part in (name, born, self.phone, self.email) if part)

    @property
    def names(self) -> set[str]:
        return called(self.last_name, self.first_name, self.preferred_name)

    @property
    def reached(self) -> set[str]:
        """Birth date with phone, and with e-mail, of those that are known."""
        digits, email = re.sub(r"\D", "", self.phone), self.email.strip().casefold()
        ways = [digits if len(digits) >= FEWEST_DIGITS else "", email]
        return {f"{self.birth_date} {way}" for way in ways if self.birth_date and way}

    def alike(self, other: _Person) -> bool:
        """Tell whether both have a name and no two birth dates, or a birth date and a phone or e-mail."""
        differ = self.birth_date and other.birth_date and self.birth_date != other.birth_date
        return not self.reached.isdisjoint(other.reached) or (not differ and not self.names.isdisjoint(other.names))


def settle_doubles(merging: Merging, staged: Staged, answers: Mapping[str, str]) -> None:
    """Refuse the new rows that may be a patient put on file by hand, unless an answer says who it is.

    ``answers`` are by the file's own id: the number of the patient, who then is that record of the source from now on,
    or NEW.
    """
    link(merging, staged, "patient")
    for foreign_id, answer in answers.items():
        if answer != NEW:
            _join(merging, staged, foreign_id, answer)
    link(merging, staged, "patient")
    known = {row[0]: _Person(*(str(value or "") for value in row[1:])) for row in database.execute_sql(
        f"SELECT id, {', '.join(_HELD)} FROM patient WHERE source = '' AND voided = 0 ORDER BY id")}  # fmt: skip
    if not known:
        return
    by_sign: dict[str, list[int]] = defaultdict(list)
    for number, person in known.items():
        for sign in person.names | person.reached:
            by_sign[sign].append(number)
    for n, line, foreign_id, row in list(_alone(merging, staged, by_sign)):
        if answers.get(foreign_id) == NEW:
            continue
        near = sorted({number for sign in row.names | row.reached for number in by_sign.get(sign, ())})
        found = next((number for number in near if row.alike(known[number])), None)
        if found is not None:
            _refuse(
                merging, staged, n, line,
                f"{row.words}: may be patient {found}, put on file by hand: {known[found].words}. Answer in the profile,"
                f' under [patients.same]: "{foreign_id}" = "{found}" (the same person) or "{NEW}"',
            )  # fmt: skip


def _alone(
    merging: Merging, staged: Staged, by_sign: Mapping[str, list[int]]
) -> Iterator[tuple[int, int, str, _Person]]:
    """The new rows that share a name or a way to be reached with somebody put on file by hand."""
    held = ", ".join(f'"{name}"' if name in staged.columns else "''" for name in _HELD)
    rows = merging.say(
        f'SELECT n, line, foreign_id, {held} FROM incoming."{staged.table}" WHERE bad = 0 AND known_id IS NULL ORDER BY n'
    )
    while some := rows.fetchmany(BATCH):
        for row in some:
            person = _Person(*(str(value or "") for value in row[3:]))
            if any(sign in by_sign for sign in person.names | person.reached):
                yield row[0], row[1], row[2], person


def _join(merging: Merging, staged: Staged, foreign_id: str, answer: str) -> None:
    """Let a patient put on file by hand be a record of the source; refuses the row when the patient is none."""
    row = merging.say(
        f'SELECT n, line FROM incoming."{staged.table}" WHERE foreign_id = :id AND bad = 0 AND known_id IS NULL', id=foreign_id
    ).fetchone()
    if row is None:
        return
    joined = merging.say(
        "UPDATE patient SET source = :source, foreign_id = :id, version = version + 1"
        " WHERE CAST(id AS TEXT) = :answer AND source = '' AND voided = 0 RETURNING id",
        id=foreign_id, answer=answer,
    ).fetchone()  # fmt: skip
    if joined is None:
        said = f"the profile says it is patient {answer}, who is not on file or came from elsewhere"
        _refuse(merging, staged, row[0], row[1], said)
        return
    old = {"source": "", "foreign_id": ""}
    merging.image("patient", joined[0], old, {"source": merging.source, "foreign_id": foreign_id})


def _refuse(merging: Merging, staged: Staged, n: int, line: int, reason: str) -> None:
    merging.refusals.add(staged, line, staged.header("foreign_id"), reason)
    merging.say(f'UPDATE incoming."{staged.table}" SET bad = 1 WHERE n = :n', n=n)
