"""Reading the facts of figures: what writes leave behind, the same cases as elsewhere, recounts by SQL, few queries."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.core.figures.catalog import TARGETED
from tctui.core.figures.facts import EVERYONE, Facts
from tctui.core.figures.period import Period, last_days
from tctui.core.figures.report import Told, behind, report
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import Broken
from tctui.db import booking, decisions, good_faith, office_services, reestimates
from tctui.db.audit_queue import look_through
from tctui.db.change import By
from tctui.db.contacts import add_contact, correct_contact
from tctui.db.figures import Stopped, newest_change, read_facts
from tctui.db.figures_names import named, names_of
from tctui.db.models import Line, database
from tctui.db.targets import set_target, targets
from tctui.db.undo import undo_last
from tctui.db.unit_of_work import unit_of_work
from tctui.db.users import active_user
from tests.db.money_ground import with_plan
from tests.practice import NOW, TODAY, TinyPractice

MONTH = last_days(TODAY, 30)


def told(facts: Facts, period: Period = MONTH) -> dict[str, Told]:
    return {each.kpi.key: each for each in report(facts, period, EVERYONE, {})}


def test_the_recommended_option_counts_net_of_its_write_off(practice: TinyPractice) -> None:
    figures = told(read_facts(TODAY, MONTH))
    # Diagnosed 12 Nov and presented 14 Nov: extraction and implant; the bridge is the other option. The contracted
    # fees are 224.00 and 1,840.00 of 265.00 and 2,150.00.
    now = figures["acceptance_dollars"].now
    assert (now.part, now.whole, now.count) == (0, 22_400 + 184_000, 2)
    assert figures["acceptance_patients"].now.whole == 1
    assert figures["presentation"].now.beside == 2
    assert figures["unscheduled"].now.part == 206_400


def test_accepting_the_other_option_makes_it_the_one_that_counts(practice: TinyPractice) -> None:
    decisions.accept(By(practice.coordinator, NOW, TODAY), practice.case, practice.lines[2:])
    now = told(read_facts(TODAY, MONTH))["acceptance_dollars"].now
    assert (now.part, now.whole, now.count) == (340_000, 340_000, 1)


def test_a_decline_an_undo_and_a_withdrawal(practice: TinyPractice) -> None:
    by = By(practice.coordinator, NOW, TODAY)
    decisions.decline(by, practice.case, practice.lines[:1], "cost")
    assert told(read_facts(TODAY, MONTH))["declined:cost"].now.part == 22_400
    undo_last(practice.coordinator.id, NOW)
    figures = told(read_facts(TODAY, MONTH))
    assert "declined:cost" not in figures
    decisions.withdraw(by, practice.case, practice.lines[:1], "tooth saved")
    assert told(read_facts(TODAY, MONTH))["acceptance_dollars"].now.whole == 184_000


def test_a_plan_carries_the_accepted_patient_portion(practice: TinyPractice) -> None:
    with_plan(practice)
    now = told(read_facts(TODAY, MONTH))["financing"].now
    # 200.00 are paid down; the rest of the patient's part is on the plan.
    (owed,) = database.execute_sql("SELECT total FROM arrangement").fetchone()
    assert (now.part, now.whole, now.count) == (owed - 20_000, owed, 1)


def test_a_diagnostic_line_is_no_unit(practice: TinyPractice) -> None:
    with unit_of_work(practice.coordinator.id, "test", NOW) as unit:
        unit.update(Line, practice.lines[0], category="diagnostic")
    now = told(read_facts(TODAY, MONTH))["acceptance_dollars"].now
    assert (now.whole, now.count) == (184_000, 1)


def test_contacts_and_appointments_as_the_front_desk_writes_them(practice: TinyPractice) -> None:
    user = practice.coordinator
    called = By(user, NOW - timedelta(days=20), TODAY - timedelta(days=20))
    first = add_contact(called, practice.patient, "phone", "will come", case_id=practice.case)
    # Corrected twice, the second time today: it is still the call of twenty days ago.
    second = correct_contact(called, first.id, "phone", "will come on Wednesday", reached=True)
    correct_contact(By(user, NOW, TODAY), second.id, "phone", "will come on Thursday", reached=True)
    add_contact(called, practice.patient, "phone", "", case_id=practice.case, reached=False)
    add_contact(called, practice.other_patient, "phone", "of no case")
    now, day = NOW - timedelta(days=18), TODAY - timedelta(days=18)
    decisions.accept(By(user, now, day), practice.case, practice.lines[:1])
    wanted = Appointment(
        0, TODAY.toordinal() - 5, 108, "X" * 12, practice.operatories[0], practice.provider, practice.patient,
        "Chen, Wei", "take out 19", visit_id=practice.visits[0], case_id=practice.case,
        production_cents=26_500,
    )  # fmt: skip
    held = booking.book(user, now, day, wanted)
    figures = told(read_facts(TODAY, MONTH))
    # One call that reached somebody about a case, as corrected; two days later the case was booked.
    assert (figures["contact_yield"].now.part, figures["contact_yield"].now.whole) == (1, 1)
    assert (figures["broken"].now.part, figures["broken"].now.whole) == (0, 1)
    assert figures["schedule_median"].now.value == 0
    # An hour, of nine hours of two doctors on the 21 working days among the 30.
    assert (figures["fill"].now.part, figures["fill"].now.whole) == (60, 2 * 21 * 9 * 60)
    booking.break_appointment(user, NOW, TODAY, held, Broken.NO_SHOW, "nobody came")
    again = replace(wanted, day=TODAY.toordinal() + 3)
    booking.book(user, NOW, TODAY, again)
    figures = told(read_facts(TODAY, MONTH))
    # Broken stays broken when the visit is booked again.
    assert (figures["broken"].now.part, figures["broken"].now.whole) == (1, 1)
    assert figures["fill"].now.part == 0
    # Production that stood in the book a week before its day: that of the broken one, booked thirteen days ahead.
    assert figures["goal_7"].now.part == 26_500


def test_the_lines_that_count_are_those_of_the_leading_option(demo: Path) -> None:
    from tctui.core.case import CLOSED
    from tctui.db.cases import read_cases

    facts = read_facts(TODAY, last_days(TODAY))
    cases = read_cases(sorted({line.case_id for line in facts.lines}))
    assert len(cases) > 100
    for case in cases.values():
        option = case.leading
        wanted = {line.id for line in option.lines()} if option else set()
        found = {line.id for line in facts.lines if line.case_id == case.id and "option" not in line.out}
        assert found == wanted, case.id
    states = {line.id: line.state for case in cases.values() for option in case.options for line in option.lines()}
    for line in facts.lines:
        assert line.open_on(facts.today) == (states[line.id] not in CLOSED)


def test_three_figures_recounted_by_sql(demo: Path) -> None:
    period = last_days(TODAY)
    figures = told(read_facts(TODAY, period), period)
    first, last = period.span
    (due, broken) = database.execute_sql(
        "SELECT count(*), sum(state = 'broken') FROM appointment WHERE day BETWEEN ? AND ? AND (state IN ('broken',"
        " 'completed', 'in chair', 'out', 'arrived') OR (state IN ('scheduled', 'confirmed') AND day < ?)) AND voided = 0",
        (first, last, TODAY.toordinal()),
    ).fetchone()
    assert (figures["broken"].now.part, figures["broken"].now.whole) == (broken, due)
    (touches, done) = database.execute_sql(
        "SELECT count(*), sum(t.state = 'done' AND c.day <= t.due) FROM touch t LEFT JOIN contact c ON c.id = t.contact_id"
        " WHERE t.due BETWEEN ? AND ? AND t.state <> 'closed' AND (t.state = 'done' OR t.due < ?)",
        (period.first.isoformat(), period.last.isoformat(), TODAY.isoformat()),
    ).fetchone()
    assert (figures["follow_up"].now.part, figures["follow_up"].now.whole) == (done, touches)
    (paid, estimated) = database.execute_sql(
        "SELECT sum(paid), sum(expected) FROM claim_outcome WHERE day BETWEEN ? AND ?",
        (period.first.isoformat(), period.last.isoformat()),
    ).fetchone()
    assert (figures["accuracy"].now.part, figures["accuracy"].now.whole) == (paid, estimated)


def test_every_record_behind_a_figure_has_a_name(demo: Path) -> None:
    period = last_days(TODAY)
    facts = read_facts(TODAY, period)
    for each in told(facts, period).values():
        for one in named(behind(each.kpi, facts, period)):
            assert one.whose not in ("", "no longer there"), each.kpi.key
            assert one.what or one.record.kind == "patient", each.kpi.key


def _queries(caplog: pytest.LogCaptureFixture, period: Period) -> int:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="peewee"):
        read_facts(TODAY, period)
    return len([record for record in caplog.records if record.name == "peewee"])


def test_few_queries_however_many_cases(practice: TinyPractice, caplog: pytest.LogCaptureFixture) -> None:
    assert 10 < _queries(caplog, MONTH) <= 32


def test_no_more_queries_in_a_larger_practice(demo: Path, caplog: pytest.LogCaptureFixture) -> None:
    assert 10 < _queries(caplog, last_days(TODAY)) <= 32


def test_reading_stops_when_nobody_wants_it(practice: TinyPractice) -> None:
    with pytest.raises(Stopped):
        read_facts(TODAY, MONTH, lambda said: said == "cases")


def test_looking_at_a_patient_is_no_change(practice: TinyPractice) -> None:
    from tctui.db.record_views import record_view

    before = newest_change()
    record_view(practice.lead.id, practice.patient, practice.case, "case", NOW)
    assert newest_change() == before
    decisions.accept(By(practice.coordinator, NOW, TODAY), practice.case, practice.lines[:1])
    assert newest_change() > before


def test_targets_are_the_leads_to_set(practice: TinyPractice) -> None:
    kpi = next(kpi for kpi in TARGETED if kpi.key == "broken")
    lead = By(practice.lead, NOW, TODAY)
    assert targets() == {}
    assert set_target(lead, kpi, 550) == "Target of broken appointments: below 5.5 %"
    assert targets() == {"broken": 550}
    undo_last(practice.lead.id, NOW)
    assert targets() == {}
    set_target(lead, kpi, 500)
    assert set_target(lead, kpi, None) == "Target of broken appointments: below 8 %, as usual"
    with pytest.raises(Refused, match="above 0"):
        set_target(lead, kpi, 0)
    with pytest.raises(Refused, match="does not allow"):
        set_target(By(practice.coordinator, NOW, TODAY), kpi, 500)


def test_a_choice_that_was_undone_can_be_made_again(practice: TinyPractice) -> None:
    admin = active_user(1)
    assert admin is not None
    by = By(admin, NOW, TODAY)
    for choose in (
        lambda: reestimates.set_amount(by, 5_000),
        lambda: good_faith.set_tax_number(by, "12-3456789"),
        lambda: office_services.set_service(by, "exam", "EXT", ""),
    ):
        choose()
        undo_last(admin.id, NOW)
        assert choose()
    assert reestimates.amount() == 5_000
    assert good_faith.tax_number() == "12-3456789"


def test_names_of_what_figures_are_told_by(practice: TinyPractice) -> None:
    assert names_of("owner")[practice.coordinator.id] == "maria"
    assert names_of("provider")[practice.provider] == "LEE"
    assert names_of("plan")[None] == "no insurance"
    assert names_of("category")["oral_surgery"] == "oral surgery"


def test_the_queue_of_the_demo_practice_is_looked_through(demo: Path) -> None:
    steps = list(look_through(TODAY))
    found = [entry for step in steps for entry in step.found]
    assert steps[-1].done == steps[-1].total > 100
    assert len({entry.rule for entry in found}) >= 7
    assert all(entry.what and entry.patient and entry.since <= date.max for entry in found)
    assert all(entry.since <= TODAY + timedelta(days=365) for entry in found)
