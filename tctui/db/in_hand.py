"""What is taken in hand in the book: an accepted visit, or an appointment to be put elsewhere, with what it needs there."""

from __future__ import annotations

from dataclasses import replace

from tctui.core.case import CaseFile, Visit
from tctui.core.money import amount_within
from tctui.core.schedule.book import Book
from tctui.core.schedule.chain import Chain
from tctui.core.schedule.pattern import combined, fitted
from tctui.core.schedule.records import Appointment, moved
from tctui.core.schedule.wish import Wish
from tctui.db import booking
from tctui.db.book import patient_times, wish_for
from tctui.db.cases import read_case
from tctui.db.chains import chains_in, spacing_table
from tctui.db.models import database
from tctui.db.procedures import Named, named_procedures


def is_booked(visit_id: int) -> bool:
    """Whether an appointment that was neither broken nor cancelled holds a visit."""
    return database.execute_sql(
        "SELECT EXISTS(SELECT 1 FROM appointment WHERE visit_id = ? AND voided = 0"
        " AND state NOT IN ('cancelled', 'broken'))",
        (visit_id,),
    ).fetchone()[0] == 1  # fmt: skip


def visit_in_hand(case: CaseFile, visit: Visit, today: int) -> tuple[Appointment, Wish]:
    """An accepted visit as an appointment without a place, and its wish: within the days that its chain leaves.

    ``today`` is a day ordinal. Raises Refused when nothing of it is accepted or it is booked.
    """
    wish = _bound(wish_for(case, visit, today), chains_in(case, (visit.id,), spacing_table())[visit.id])
    wanted = replace(
        booking.proposal(case, visit, wish.pattern), exclusive=wish.exclusive, exam_offset=wish.exam_offset,
        exam_units=wish.exam_units,
    )  # fmt: skip
    return wanted, wish


def wish_to_move(book: Book, appointment: Appointment, today: int) -> Wish:
    """What an appointment needs elsewhere: another provider of the same role will do, its own place counts as free.

    The visit of a case keeps its blocks, its chain and the lab's day; ``today`` is a day ordinal.
    """
    chief = book.providers.get(appointment.provider_id)
    doctors = [key for key, row in book.providers.items() if row.role == "doctor"]
    doctors.sort(key=lambda key: key != appointment.exam_provider_id)
    chair = book.operatories.get(appointment.operatory_id)
    wish = Wish(
        appointment.pattern,
        patient_id=appointment.patient_id,
        provider_ids=tuple(key for key, row in book.providers.items() if chief is None or row.role == chief.role),
        operatory_kind=chair.kind if chair else None,
        preferred_provider_id=appointment.provider_id,
        exam_provider_ids=tuple(doctors) if appointment.exam_units else (),
        exam_offset=appointment.exam_offset,
        exam_units=appointment.exam_units,
        exclusive=appointment.exclusive,
        leaving_out=appointment.id or None,
        production_cents=appointment.production_cents,
        times=patient_times(appointment.patient_id),
    )
    case = read_case(appointment.case_id) if appointment.case_id is not None else None
    visit = case.visit(appointment.visit_id or 0) if case else None
    if case is None or visit is None:
        return wish
    planned = wish_for(case, visit, today)
    wish = replace(wish, uses=planned.uses, release=planned.release, not_before=planned.not_before)
    return _bound(wish, chains_in(case, (visit.id,), spacing_table())[visit.id])


def loose_again(book: Book, gone: Appointment, today: int) -> tuple[Appointment, Wish]:
    """What stood in the book without a visit and fell through or was taken back, as a new appointment, with its wish."""
    fresh = replace(moved(gone, gone.day, gone.start, gone.operatory_id, gone.provider_id), id=0, version=0)
    return fresh, wish_to_move(book, fresh, today)


def of_label(wanted: Appointment, wish: Wish, label: str, units: int | None, book: Book) -> tuple[Appointment, Wish]:
    """An appointment of no case for what was typed: procedures named in it bring their pattern, fee, blocks and check.

    Without a length in ``units`` their own counts; a fee typed behind ``$`` stands for the visit in place of theirs. A
    hygienist's visit gets the longest doctor's check among them.
    """
    label, typed = amount_within(label)
    parts = named_procedures(label)
    known = [part for part in parts if isinstance(part, Named)]
    label = ", ".join(part if isinstance(part, str) else part.name for part in parts)
    patterns = [one.pattern for one in known if one.pattern]
    pattern = combined(patterns) if patterns else wanted.pattern
    pattern = fitted(pattern, units) if units else pattern
    uses = frozenset(word.strip() for one in known for word in one.uses.split(",") if word.strip())
    alone = any(one.exclusive for one in known)
    cents = sum(one.fee for one in known) if typed is None else typed
    wish = replace(wish, pattern=pattern, uses=uses, exclusive=alone, production_cents=cents)
    chief = book.providers.get(wanted.provider_id)
    if chief is not None and chief.role == "hygienist":
        doctors = tuple(key for key, one in book.providers.items() if one.role == "doctor")
        wish = wish.with_exam(max((one.exam_minutes for one in known), default=0), doctors)
    wanted = replace(
        wanted, label=label, pattern=pattern, exclusive=alone, production_cents=cents, exam_offset=wish.exam_offset,
        exam_units=wish.exam_units,
    )  # fmt: skip
    return wanted, wish


def _bound(wish: Wish, chain: Chain) -> Wish:
    return replace(wish, not_before=max(wish.not_before, chain.not_before()), due_by=chain.due_by())
