"""The huddle's facts, read in a few queries whatever the size of the day, and the freezing of what is scheduled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, tzinfo

from tctui.core.board import Card
from tctui.core.finance.standing import standing
from tctui.core.huddle import MOST_MOVED, Frozen, HuddleFacts, Owed, Person, around, moved_since, openings_of
from tctui.core.money import dollars
from tctui.core.papers import lacking, let_go, told
from tctui.core.schedule.book import Book
from tctui.core.schedule.goals import provider_goal
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.core.schedule.waiting import Earlier
from tctui.core.spoken import show_date_year
from tctui.db.accounts import accounts_of
from tctui.db.board import closed_cards, open_cards
from tctui.db.book import appointments, fallen_through, load_book, open_hours, providers, times_of
from tctui.db.cases import read_cases, rows_in
from tctui.db.change import By
from tctui.db.lab_cases import lab_missing
from tctui.db.models import HuddleFreeze, database
from tctui.db.papers import papers_of
from tctui.db.papers_lacking import numbers_under, overridden
from tctui.db.premedication import premedication
from tctui.db.short_call import candidates
from tctui.db.unit_of_work import unit_of_work, utc_text
from tctui.db.verification import due_before_visits


def huddle_facts(day: date, now: int, zone: tzinfo) -> HuddleFacts:
    """Everything that the huddle of a day tells; ``now`` is the unit of that day before which nothing can be booked.

    ``zone`` is the clinic's: what happened since the day before is found in the log, which is kept in UTC.
    """
    number = day.toordinal()
    known = [provider.id for provider in providers()]
    before, after = around(open_hours(number - 20, number + 20), known, day)
    book = load_book(before.toordinal(), after[-1].toordinal())
    visits = [row for one in (before.toordinal(), number) for row in appointments(one, one)]
    broken = fallen_through(before.toordinal())
    todays = sorted({row.patient_id for row in visits if row.day == number})
    theirs = sorted({row.patient_id for row in (*visits, *broken)})
    people = _people(theirs)
    cards = [*open_cards(), *closed_cards(before)]
    found = _candidates(book, day, after, now)
    return HuddleFacts(
        day, before, after, now, book, visits, broken,
        _returning(theirs, before), people, cards,
        _owed(sorted(people), day),
        _unverified(day, set(todays)),
        _papers([row for row in visits if row.day == number], day),
        _frozen((before, day), zone),
        _moved(moved_since(cards, before, day)[:MOST_MOVED], before, zone),
        found, times_of(one.patient_id for could in found.values() for one in could),
        lab_missing(row.visit_id for row in visits if row.day == number),
    )  # fmt: skip


def _people(patient_ids: Sequence[int]) -> dict[int, Person]:
    """These patients and everyone whom the same guarantors pay for."""
    query = "SELECT id, last_name, first_name, guarantor_id, medical_alert FROM patient WHERE {} AND voided = 0"
    rows = rows_in(query.format("id IN (?)"), patient_ids)
    payers = sorted({row[3] for row in rows if row[3] is not None})
    premed = premedication()
    return {
        row[0]: Person(row[0], f"{row[1]}, {row[2]}" if row[2] else row[1], row[3], premed.told(row[4]))
        for row in (*rows, *rows_in(query.format("guarantor_id IN (?)"), payers))
    }


def _returning(patient_ids: Sequence[int], before: date) -> frozenset[int]:
    """Which of these patients are booked after a day."""
    rows = rows_in(
        f"SELECT DISTINCT patient_id FROM appointment WHERE patient_id IN (?) AND day > {before.toordinal()}"
        " AND voided = 0 AND state NOT IN ('planned', 'broken', 'cancelled')",
        patient_ids,
    )
    return frozenset(row[0] for row in rows)


def _owed(patient_ids: Sequence[int], day: date) -> dict[int, list[Owed]]:
    """What patients owe on the plans that they pay by, as of a day; settled plans are left out."""
    rows = rows_in(
        "SELECT DISTINCT COALESCE(s.account_id, s.id) FROM arrangement s JOIN treatment_case c ON c.id = s.case_id"
        " WHERE c.patient_id IN (?) AND s.voided = 0 AND s.replaced_by_id IS NULL",
        patient_ids,
    )
    found: dict[int, list[Owed]] = defaultdict(list)
    for held in accounts_of(row[0] for row in rows):
        now = standing(held.account, day)
        if now.balance_cents:
            found[held.patient_id].append(Owed(held.patient_id, held.case_id, now.balance_cents, now.overdue_cents))
    return found


def _unverified(day: date, patient_ids: set[int]) -> dict[int, list[str]]:
    """Why the coverages of the day's patients have to be verified."""
    found: dict[int, list[str]] = defaultdict(list)
    for each in due_before_visits(day):
        if each.patient_id in patient_ids and each.visit == day:
            # That there is a visit is known here; what matters is how old the verification is.
            stale = each.verified_on is not None and each.due.startswith("a visit")
            why = f"last verified {show_date_year(each.verified_on)}" if stale and each.verified_on else each.due
            found[each.patient_id].append(f"{each.plan}: {why}")
    return found


def _papers(rows: Iterable[Appointment], day: date) -> dict[int, str]:
    """The papers that visits ahead still need, by appointment; what a lead let go ahead needs none."""
    wanted = [
        row
        for row in rows
        if row.visit_id is not None and row.case_id is not None
        and row.state in (State.SCHEDULED, State.CONFIRMED, State.ARRIVED)
    ]  # fmt: skip
    visit_ids, case_ids = [row.visit_id or 0 for row in wanted], sorted({row.case_id or 0 for row in wanted})
    without = overridden(visit_ids)
    cases, papers = read_cases(case_ids), papers_of(case_ids)
    options = {
        visit.id: option for case in cases.values() for option in case.options for visit in option.visits()
    }  # fmt: skip
    numbers = numbers_under(sorted({option.id for option in options.values()}))
    found = {}
    for row in wanted:
        case, option = cases.get(row.case_id or 0), options.get(row.visit_id or 0)
        if case is None or option is None:
            continue
        missing = lacking(option, case.visit(row.visit_id or 0), papers[case.id], *numbers[option.id], day)
        if missing := let_go(missing, without.get(row.visit_id or 0, [])):
            found[row.id] = told(missing)
    return found


def _candidates(book: Book, day: date, after: Sequence[date], now: int) -> dict[int, list[Earlier]]:
    """Who could come for the openings of the day and of the next, by day ordinal: those that fit the longest of each."""
    found = {}
    for number, first in ((day.toordinal(), now), (after[0].toordinal(), 0)):
        gaps = [gap for gap, _ in openings_of(book, number, first)]
        if gaps:
            found[number] = candidates(max(gaps, key=lambda gap: gap.units), day)
    return found


def _moved(cards: Sequence[Card], before: date, zone: tzinfo) -> dict[int, str]:
    """What happened in cases since a day began: the steps that were recorded, and what the log said last."""
    ids = [card.case_id for card in cards]
    steps: dict[int, list[str]] = defaultdict(list)
    for case_id, kind, lines in rows_in(
        "SELECT o.case_id, e.kind, COUNT(*) FROM option o JOIN phase p ON p.option_id = o.id JOIN visit v ON v.phase_id = p.id"
        " JOIN line l ON l.visit_id = v.id JOIN line_event e ON e.line_id = l.id WHERE o.case_id IN (?) AND e.voided = 0"
        f" AND e.day >= '{before.isoformat()}' GROUP BY o.case_id, e.kind ORDER BY MIN(e.id)",
        ids,
    ):
        steps[case_id].append(f"{kind} {lines}")
    for case_id, visits in rows_in(
        "SELECT o.case_id, COUNT(*) FROM option o JOIN phase p ON p.option_id = o.id JOIN visit v ON v.phase_id = p.id"
        " JOIN appointment a ON a.visit_id = v.id WHERE o.case_id IN (?) AND a.voided = 0"
        f" AND a.booked_on >= '{before.isoformat()}' AND a.state NOT IN ('broken', 'cancelled') GROUP BY o.case_id",
        ids,
    ):
        steps[case_id].append(f"booked {visits}")
    said = rows_in(
        "SELECT case_id, says, MAX(id) FROM audit WHERE case_id IN (?) AND says <> '' AND undoes IS NULL"
        f" AND at >= '{utc_text(datetime.combine(before, time(), zone))}' AND action NOT LIKE 'document.%'"
        " AND id NOT IN (SELECT undoes FROM audit WHERE undoes IS NOT NULL) GROUP BY case_id",
        ids,
    )
    words = {row[0]: row[1] for row in said}
    return {
        each: "; ".join(part for part in (", ".join(steps.get(each, ())), words.get(each, "")) if part)
        for each in {*steps, *words}
    }


def _frozen(days: Sequence[date], zone: tzinfo) -> dict[int, list[Frozen]]:
    """What was scheduled at the first huddle of days, by day ordinal."""
    found: dict[int, list[Frozen]] = defaultdict(list)
    for day, provider, cents, goal, visits, at, by in rows_in(
        "SELECT f.day, f.provider_id, f.production, f.goal, f.visits, f.at, COALESCE(u.initials, '') FROM huddle_freeze f"
        " LEFT JOIN user u ON u.id = f.user_id WHERE f.day IN (?) ORDER BY f.id",
        [day.toordinal() for day in days],
    ):
        moment = datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(zone)
        found[day].append(Frozen(provider, cents, goal, visits, (moment.hour * 60 + moment.minute) // 5, by))
    return found


def freeze(by: By) -> str:
    """Keep what is scheduled today by provider, once a day; gives what to say, empty when it was kept before.

    Nothing is kept on a day on which nobody works, and by a role that may not book. It is never undone.
    """
    number = by.today.toordinal()
    if not by.user.may("schedule") or _is_frozen(number):
        return ""
    book = load_book(number, number)
    goals = {key: provider_goal(book, key, number) for key in book.providers}
    working = [key for key, goal in goals.items() if goal.open_units or goal.booked_cents]
    if not working:
        return ""
    with unit_of_work(by.user.id, "huddle.freeze", by.now) as unit:
        unit.can_undo = False
        if _is_frozen(number):
            # Another session was first; what it kept is what the day is judged by.
            unit.repeated = True
            return ""
        for key in working:
            visits = sum(row.provider_id == key for row in book.day_rows(number))
            unit.insert(
                HuddleFreeze, day=number, provider=key, production=goals[key].booked_cents, goal=goals[key].goal_cents,
                visits=visits, at=unit.at, user=by.user.id,
            )  # fmt: skip
        cents = sum(goals[key].booked_cents for key in working)
        unit.says = f"First huddle: {dollars(cents)} scheduled; the day is judged by it"
    return unit.says


def _is_frozen(number: int) -> bool:
    return database.execute_sql("SELECT 1 FROM huddle_freeze WHERE day = ? LIMIT 1", (number,)).fetchone() is not None


def record_names(by: By, shown: bool, place: str = "huddle") -> str:
    """Keep in the log that names were shown or hidden in the huddle or on the board; gives what to say."""
    where = "in the huddle" if place == "huddle" else "on the board"
    with unit_of_work(by.user.id, f"view.{place}", by.now) as unit:
        unit.can_undo = False
        unit.says = f"Names of patients shown {where}" if shown else f"Only initials {where}"
    return unit.says
