"""Good-faith estimates: which cases need one and by when, making it, and the bill held against it."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from tctui.core.case import CaseFile, Option
from tctui.core.documents.good_faith import GoodFaithEstimate, canonical_good_faith, draw_up_good_faith
from tctui.core.errors import Refused
from tctui.core.estimate import estimate
from tctui.core.finance.good_faith import (
    Bill,
    BillComparison,
    Due,
    GoodFaithNeed,
    GoodFaithProvider,
    GoodFaithService,
    changed_due,
    compare,
    due_state,
    good_faith_need,
)
from tctui.core.people import User
from tctui.core.schedule.states import TAKES_PLACE
from tctui.core.spoken import show_date_year
from tctui.core.text import clean
from tctui.core.worklist import Reminder
from tctui.db.cases import day_or_none, read_cases, rows_in
from tctui.db.change import By, case_change
from tctui.db.coverages import patient_of
from tctui.db.estimates import LEFT_OUT, planned_lines
from tctui.db.member_prices import with_member_prices
from tctui.db.models import GoodFaith, database
from tctui.db.office_choices import office_settings
from tctui.db.office_settings import keep
from tctui.db.paper_parts import letterhead, may_make, parties, second
from tctui.db.paper_writes import document_number, keep_document
from tctui.db.unit_of_work import Unit, unit_of_work

KIND = "good_faith"
SETTING = "good faith"
LATELY = 60
"""Days after the end of treatment in which its bill is still held against the estimate on the work list."""
COST = "cost"
"""The concern that says that costs were talked of, which counts as asking (45 CFR 149.610(b)(1)(iii))."""


@dataclass(frozen=True, slots=True)
class GoodFaithCase:
    """How a case stands: whether an estimate is needed, what was given, and how that is in time.

    ``asked_on`` is what was recorded, ``talked_on`` the day on which costs were a concern; ``uses_insurance`` None: it
    is used where there is one. ``given`` is the id of the newest paper.
    """

    need: GoodFaithNeed
    insured: bool
    uses_insurance: bool | None = None
    asked_on: date | None = None
    talked_on: date | None = None
    booked_on: date | None = None
    service_on: date | None = None
    given: int | None = None
    given_on: date | None = None
    first_given_on: date | None = None

    def due(self, today: date) -> Due | None:
        """How it stands in the queue, by the first paper; None where none is needed."""
        return due_state(self.need.due_on, self.first_given_on, today) if self.need.due_on else None


def standing(case: CaseFile, today: date) -> GoodFaithCase:
    """How one case stands today."""
    return _standing([case.id], today)[case.id]


def reminders(today: date) -> list[Reminder]:
    """The estimates that are needed and were not given, and bills far over theirs, for the work list.

    One that is in time yet stands there from its booking on.
    """
    candidates = database.execute_sql(
        "SELECT DISTINCT b.case_id FROM board_card b WHERE b.stage NOT IN ('completed', 'declined') AND (EXISTS"
        " (SELECT 1 FROM good_faith g WHERE g.case_id = b.case_id AND g.voided = 0)"
        " OR EXISTS (SELECT 1 FROM concern k WHERE k.case_id = b.case_id AND k.category = ? AND k.voided = 0)"
        " OR EXISTS (SELECT 1 FROM appointment a JOIN visit v ON v.id = a.visit_id JOIN phase p ON p.id = v.phase_id"
        ' JOIN "option" o ON o.id = p.option_id WHERE o.case_id = b.case_id AND a.day >= ? AND a.voided = 0))',
        (COST, today.toordinal()),
    ).fetchall()
    found = []
    for case_id, one in _standing([row[0] for row in candidates], today).items():
        due = one.due(today)
        if one.need.due_on is not None and due in (Due.WAITS, Due.TODAY, Due.OVERDUE):
            found.append(Reminder(case_id, one.need.due_on, f"good-faith estimate: {one.need.reason}"))
    return [*found, *(Reminder(case_id, today, f"bill of {one.words}") for case_id, one in cases_over(today))]


@case_change("good_faith.asked", "case", "contact")
def record_asked(unit: Unit, by: By, case: CaseFile, on: date | None) -> None:
    """Record the day on which the patient asked for an estimate; None takes it back."""
    if on is not None and on > by.today:
        raise Refused("The patient cannot have asked on a day still to come.")
    _write(unit, case.id, asked_on=on)
    unit.says = (
        f"Asked for a good-faith estimate on {show_date_year(on)}" if on else "No good-faith estimate was asked for"
    )


@case_change("good_faith.insurance", "case")
def record_use_of_insurance(unit: Unit, by: By, case: CaseFile, uses: bool | None) -> None:
    """Record whether the patient uses the insurance for this case; None: it is used where there is one."""
    _write(unit, case.id, uses_insurance=uses)
    said = {
        True: "uses the insurance",
        False: "pays without the insurance",
        None: "uses the insurance where there is one",
    }
    unit.says = f"The patient {said[uses]}"


def tax_number() -> str:
    """The practice's tax number as it stands on estimates; empty while nobody has set it."""
    row = database.execute_sql("SELECT value FROM setting WHERE name = ? AND voided = 0", (SETTING,)).fetchone()
    return str(json.loads(row[0]).get("tin", "")) if row else ""


def set_tax_number(by: By, number: str) -> str:
    """Set the practice's tax number; raises Refused unless it has nine digits."""
    by.need("settings")
    number = clean(number)
    if sum(char.isdigit() for char in number) != 9 or len(number) > 11:
        raise Refused("A tax number has nine digits, such as 12-3456789.")
    with unit_of_work(by.user.id, "setting.good_faith", by.now) as unit:
        keep(unit, SETTING, {"tin": number})
        unit.says = f"Tax number {number}"
    return unit.says


def drawn_up(now: datetime, today: date, case: CaseFile) -> GoodFaithEstimate:
    """The estimate of a case with today's charges; raises Refused naming what it would lack."""
    option = case.leading
    if option is None:
        raise Refused("The case has no option yet.")
    patient, _ = parties(case)
    return draw_up_good_faith(
        number=str(case.id), version=document_number(case.id, KIND), made_at=second(now), day=today,
        practice=letterhead(), patient=patient, primary=case.title, service_on=standing(case, today).service_on,
        providers=_providers(case, option, today),
    )  # fmt: skip


def make_good_faith(user: User, now: datetime, today: date, case: CaseFile) -> int:
    """Draw up and keep the good-faith estimate of a case; returns the document's id."""
    may_make(user)
    paper = drawn_up(now, today, case)
    from tctui.documents.good_faith import render_good_faith

    content, terms = render_good_faith(paper), canonical_good_faith(paper)
    return keep_document(user.id, now, today, case, case.leading, KIND, "Good-faith estimate", terms, content, None)


def comparison(case: CaseFile) -> list[BillComparison]:
    """What is billed of a case, provider by provider, held against the estimate; empty while none was given.

    That is the newest one from before the last day of treatment: one made afterwards would agree with any bill. Where
    none was made before, it is the first.
    """
    papers = database.execute_sql(
        "SELECT day, terms FROM document WHERE case_id = ? AND kind = ? AND voided = 0 ORDER BY id", (case.id, KIND)
    ).fetchall()
    if not papers:
        return []
    (last,) = database.execute_sql(
        "SELECT MAX(e.day) FROM line_event e JOIN line l ON l.id = e.line_id JOIN visit v ON v.id = l.visit_id JOIN phase p"
        ' ON p.id = v.phase_id JOIN "option" o ON o.id = p.option_id WHERE o.case_id = ? AND e.kind = \'completed\''
        " AND e.voided = 0 AND l.voided = 0",
        (case.id,),
    ).fetchone()
    before = [terms for day, terms in papers if last is None or day < last]
    estimated: dict[str, int] = {}
    for provider in json.loads(before[-1] if before else papers[0][1])["providers"]:
        estimated[provider["name"]] = sum(one["charge_cents"] for one in provider["services"] if not one["apart"])
    billed: dict[str, int] = defaultdict(int)
    option = case.leading
    if option is not None:
        charges = _charges(case, option, case.diagnosed_on)
        names = _names(case)
        for visit in option.visits():
            for line in visit.lines:
                if line.state == "completed":
                    treated, planned = visit.performer(line, case.provider_id), line.provider_id or case.provider_id
                    # Who steps in for somebody takes that one's estimate over (45 CFR 149.610(b)(1)(viii)).
                    known = (name for who in (treated, planned) if (name := names.get(who or 0, "")) in estimated)
                    billed[next(known, names.get(treated or 0, ""))] += charges.get(line.id, line.total)
    return [compare(name, estimated.get(name, 0), billed.get(name, 0)) for name in sorted({*estimated, *billed})]


def _write(unit: Unit, case_id: int, **fields: Any) -> None:
    row = database.execute_sql("SELECT id FROM good_faith WHERE case_id = ? AND voided = 0", (case_id,)).fetchone()
    if row:
        unit.update(GoodFaith, row[0], **fields)
    else:
        unit.insert(GoodFaith, case=case_id, **fields)


def _providers(case: CaseFile, option: Option, today: date) -> list[GoodFaithProvider]:
    charges = _charges(case, option, today)
    lines: dict[int, list[GoodFaithService]] = defaultdict(list)
    planned = [(visit, line) for visit in option.visits() for line in visit.lines]
    for visit, line in planned:
        apart = line.state == "referred"
        if line.state in LEFT_OUT and not apart:
            continue
        name = f"{line.name}, {line.site}" if line.site else line.name
        number = visit.performer(line, case.provider_id) or 0
        lines[number].append(GoodFaithService(line.code, name, line.quantity, charges.get(line.id, 0), apart=apart))
    names, npis, practice = _names(case), _npis(), letterhead()
    return [
        GoodFaithProvider(
            names.get(number, ""), npis.get(number, ""), tax_number(), ", ".join(practice.address), tuple(own)
        )
        for number, own in lines.items()
    ]


def _charges(case: CaseFile, option: Option, today: date) -> dict[int, int]:
    """What each line costs a patient who pays it without insurance, in cents, the member's discount taken off."""
    lines = with_member_prices(planned_lines(option, today), case.patient_id)
    result = estimate(lines, (), office_settings(), today, patient_of(case.patient_id))
    return {int(line.id): line.patient_cents for line in result.lines}


def _names(case: CaseFile) -> dict[int, str]:
    """The names of those who treat by id; a line without one is of the case's provider."""
    names = dict(database.execute_sql("SELECT id, name FROM provider").fetchall())
    return {**names, 0: names.get(case.provider_id, "")}


def _npis() -> dict[int, str]:
    return dict(database.execute_sql("SELECT id, npi FROM provider").fetchall())


def _standing(case_ids: list[int], today: date) -> dict[int, GoodFaithCase]:
    said = {
        row[0]: (day_or_none(row[1]), row[2])
        for row in rows_in(
            "SELECT case_id, asked_on, uses_insurance FROM good_faith WHERE case_id IN (?) AND voided = 0", case_ids
        )
    }
    talked = dict(
        rows_in(
            f"SELECT case_id, MIN(day) FROM concern WHERE category = '{COST}' AND voided = 0 AND case_id IN (?)"
            " GROUP BY case_id",
            case_ids,
        )
    )
    insured = {
        row[0]
        for row in rows_in(
            "SELECT DISTINCT c.id FROM treatment_case c JOIN coverage k ON k.patient_id = c.patient_id AND k.voided = 0"
            " JOIN benefit_plan p ON p.id = k.plan_id AND p.kind <> 'discount'"
            f" WHERE (k.terminated IS NULL OR k.terminated >= '{today.isoformat()}') AND c.id IN (?)",
            case_ids,
        )
    }
    given = {
        row[0]: (row[1], date.fromisoformat(row[2]), date.fromisoformat(row[3]))
        for row in rows_in(
            "SELECT d.case_id, MAX(d.id), d.day, (SELECT MIN(e.day) FROM document e WHERE e.case_id = d.case_id AND"
            f" e.kind = d.kind AND e.voided = 0) FROM document d WHERE d.kind = '{KIND}' AND d.voided = 0"
            " AND d.case_id IN (?) GROUP BY d.case_id",
            case_ids,
        )
    }
    booked = _booked(case_ids, today)
    found = {}
    for case_id in case_ids:
        asked, uses = said.get(case_id, (None, None))
        talk = day_or_none(talked.get(case_id))
        visits = booked.get(case_id, [])
        of_case = (case_id in insured, uses is None or bool(uses))
        needs = [good_faith_need(*of_case, on, day, asked or talk) for on, day in visits] or [
            good_faith_need(*of_case, asked_on=asked or talk)
        ]
        need = min(needs, key=lambda one: (one.due_on is None, one.due_on or date.max))
        paper, day_given, day_first = given.get(case_id, (None, None, None))
        first = min(visits, key=lambda pair: pair[1], default=(None, None))
        found[case_id] = GoodFaithCase(
            need, case_id in insured, None if uses is None else bool(uses), asked, talk, first[0], first[1], paper, day_given,
            day_first,
        )  # fmt: skip
    return found


def _booked(case_ids: list[int], today: date) -> dict[int, list[tuple[date, date]]]:
    """The visits from today on with the day on which each was booked; where nobody kept that, the day of the visit."""
    states = ", ".join(f"'{state}'" for state in sorted(TAKES_PLACE))
    found: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for case_id, booked_on, day in rows_in(
        "SELECT o.case_id, a.booked_on, a.day FROM appointment a JOIN visit v ON v.id = a.visit_id JOIN phase p ON"
        f' p.id = v.phase_id JOIN "option" o ON o.id = p.option_id WHERE a.voided = 0 AND a.day >= {today.toordinal()}'
        f" AND a.state IN ({states}) AND o.case_id IN (?)",
        case_ids,
    ):
        service = date.fromordinal(day)
        found[case_id].append((day_or_none(booked_on) or service, service))
    return found


def changed_since(now: datetime, today: date, case: CaseFile) -> date | None:
    """The last day for a new estimate where what was given no longer says what is planned; None where it still does.

    Once all is done there is nothing left to estimate. Raises Refused when no estimate can be drawn up.
    """
    lines = case.leading.lines() if case.leading else ()
    if all(line.state in LEFT_OUT or line.state == "completed" for line in lines):
        return None
    row = database.execute_sql(
        "SELECT terms FROM document WHERE case_id = ? AND kind = ? AND voided = 0 ORDER BY id DESC LIMIT 1",
        (case.id, KIND),
    ).fetchone()
    if row is None:
        return None
    today_says = json.loads(canonical_good_faith(drawn_up(now, today, case)))
    if json.loads(row[0])["providers"] == today_says["providers"]:
        return None
    service_on = standing(case, today).service_on
    return changed_due(service_on) if service_on else today


def cases_over(today: date) -> list[tuple[int, BillComparison]]:
    """The cases in treatment, or completed of late, whose bill is so far over the estimate that it warns or stops."""
    rows = database.execute_sql(
        "SELECT DISTINCT d.case_id FROM document d JOIN board_card b ON b.case_id = d.case_id WHERE d.kind = ?"
        " AND d.voided = 0 AND (b.stage = 'in_treatment' OR (b.stage = 'completed' AND b.since >= ?))",
        (KIND, (today - timedelta(days=LATELY)).isoformat()),
    ).fetchall()
    cases = read_cases([row[0] for row in rows]).values()
    return [(case.id, one) for case in cases for one in comparison(case) if one.verdict is not Bill.WITHIN]
