"""Good-faith estimates on a real database: who needs one, by when, what is made, and the bill held against it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tctui.core.errors import Refused
from tctui.core.finance.good_faith import Bill, Due
from tctui.core.people import User
from tctui.core.schedule.records import Appointment
from tctui.db import booking, good_faith
from tctui.db.change import By
from tctui.db.contacts import add_concern
from tctui.db.decisions import accept
from tctui.db.models import Appointment as AppointmentRow
from tctui.db.models import Coverage, Line, LineEvent, Provider, database
from tctui.db.paper_writes import document_bytes
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice

ADMIN = User(1, "ann", "Ann Admin", "AA", "admin")


def uninsured(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "out", NOW, patient_id=practice.patient) as unit:
        unit.void(Coverage, Coverage.get(Coverage.patient == practice.patient).id)
        unit.touch_patient(practice.patient)


def complete_letterhead(practice: TinyPractice) -> None:
    with unit_of_work(practice.lead.id, "npi", NOW) as unit:
        unit.update(Provider, practice.provider, npi="1234567893")
    good_faith.set_tax_number(By(ADMIN, NOW, TODAY), "00-1234567")


def book(practice: TinyPractice, by: By, day: date) -> None:
    accept(by, practice.case, practice.lines[:2])
    booking.book(
        practice.coordinator, NOW, TODAY,
        Appointment(
            0, day.toordinal(), 120, "/XXXXXXXXX/", practice.operatories[0], practice.provider, practice.patient,
            "Chen, Wei", "extraction", visit_id=practice.visits[0], case_id=practice.case,
        ),
    )  # fmt: skip


def done(practice: TinyPractice, cents: int = 0) -> None:
    """The extraction is completed, at another fee when one is given."""
    with unit_of_work(practice.lead.id, "done", NOW, case_id=practice.case) as unit:
        if cents:
            unit.update(Line, practice.lines[0], fee=cents)
        unit.insert(LineEvent, line=practice.lines[0], kind="completed", at=unit.at, day=TODAY)


def test_who_uses_the_insurance_needs_none_until_it_is_not_used(practice: TinyPractice, by: By) -> None:
    good_faith.record_asked(by, practice.case, TODAY)
    one = good_faith.standing(practice.read(), TODAY)
    assert (one.need.needed, one.need.reason) == (False, "the insurance is used: its estimate holds")
    assert good_faith.reminders(TODAY) == []
    good_faith.record_use_of_insurance(by, practice.case, False)
    one = good_faith.standing(practice.read(), TODAY)
    # Three business days after Monday 23 November: Thanksgiving does not count.
    assert (one.need.due_on, one.due(TODAY)) == (date(2026, 11, 27), Due.WAITS)
    (due,) = good_faith.reminders(TODAY)
    assert (due.case_id, due.on) == (practice.case, date(2026, 11, 27))
    assert due.what.startswith("good-faith estimate: insured, but pays without the insurance; asked")


def test_a_visit_booked_ahead_makes_one_due(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    assert not good_faith.standing(practice.read(), TODAY).need.needed
    book(practice, by, date(2026, 12, 14))
    one = good_faith.standing(practice.read(), TODAY)
    assert (one.need.due_on, one.booked_on, one.service_on) == (date(2026, 11, 27), TODAY, date(2026, 12, 14))
    assert one.due(date(2026, 11, 27)) is Due.TODAY
    assert one.due(date(2026, 11, 28)) is Due.OVERDUE


def test_talking_of_costs_counts_as_asking(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    add_concern(by, practice.case, "cost", said="what will that come to?")
    one = good_faith.standing(practice.read(), TODAY)
    assert (one.need.due_on, one.talked_on, one.asked_on) == (date(2026, 11, 27), TODAY, None)


def test_the_paper_is_refused_while_something_lacks_then_kept(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    good_faith.record_asked(by, practice.case, TODAY)
    with pytest.raises(Refused, match=r"the NPI of Dr Lee.*tax number"):
        good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    complete_letterhead(practice)
    number = good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    assert document_bytes(number).startswith(b"%PDF")
    one = good_faith.standing(practice.read(), TODAY)
    assert (one.given, one.given_on, one.due(TODAY + timedelta(days=30))) == (number, TODAY, Due.GIVEN)
    assert good_faith.reminders(TODAY) == []
    assert good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read()) == number
    assert good_faith.changed_since(NOW, TODAY, practice.read()) is None


def test_a_changed_scope_asks_for_a_new_one(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    complete_letterhead(practice)
    book(practice, by, date(2026, 12, 14))
    good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    with unit_of_work(practice.lead.id, "fee", NOW, case_id=practice.case) as unit:
        unit.update(Line, practice.lines[1], fee=230_000)
    assert good_faith.changed_since(NOW, TODAY, practice.read()) == date(2026, 12, 11)


@pytest.mark.parametrize(
    ("over", "verdict"),
    [(0, Bill.WITHIN), (29_999, Bill.WITHIN), (30_000, Bill.WARN), (39_999, Bill.WARN), (40_000, Bill.STOP)],
)
def test_the_bill_is_held_against_it(practice: TinyPractice, by: By, over: int, verdict: Bill) -> None:
    uninsured(practice)
    complete_letterhead(practice)
    accept(by, practice.case, practice.lines[:1])
    with unit_of_work(practice.lead.id, "one line", NOW, case_id=practice.case) as unit:
        unit.void(Line, practice.lines[1])
    assert good_faith.comparison(practice.read()) == []
    good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    done(practice, 26_500 + over)
    (one,) = good_faith.comparison(practice.read())
    assert (one.provider, one.estimated_cents, one.billed_cents, one.verdict) == (
        "Dr Lee", 26_500, 26_500 + over, verdict,
    )  # fmt: skip
    billed = [one.what for one in good_faith.reminders(TODAY) if one.what.startswith("bill of Dr Lee: ")]
    assert bool(billed) is (verdict is not Bill.WITHIN)
    assert [one.verdict for _, one in good_faith.cases_over(TODAY)] == ([verdict] if over >= 30_000 else [])


def test_an_estimate_made_after_the_treatment_hides_no_bill(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    complete_letterhead(practice)
    accept(by, practice.case, practice.lines[:1])
    with unit_of_work(practice.lead.id, "one line", NOW, case_id=practice.case) as unit:
        unit.void(Line, practice.lines[1])
    earlier = TODAY - timedelta(days=7)
    good_faith.make_good_faith(practice.coordinator, NOW - timedelta(days=7), earlier, practice.read())
    done(practice, 26_500 + 45_000)
    good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    assert good_faith.changed_since(NOW, TODAY, practice.read()) is None
    (one,) = good_faith.comparison(practice.read())
    assert (one.estimated_cents, one.billed_cents, one.verdict) == (26_500, 71_500, Bill.STOP)
    good_faith.record_asked(by, practice.case, earlier)
    stands = good_faith.standing(practice.read(), TODAY)
    assert (stands.first_given_on, stands.given_on, stands.due(TODAY)) == (earlier, TODAY, Due.GIVEN)


def test_it_names_who_treats_as_booked_and_who_steps_in_takes_it_over(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    complete_letterhead(practice)
    book(practice, by, date(2026, 12, 14))
    good_faith.make_good_faith(practice.coordinator, NOW, TODAY, practice.read())
    (row,) = database.execute_sql("SELECT id FROM appointment WHERE visit_id = ?", (practice.visits[0],)).fetchone()
    with unit_of_work(practice.lead.id, "steps in", NOW, case_id=practice.case) as unit:
        unit.update(Provider, practice.second_provider, npi="1234567893")
        unit.update(AppointmentRow, row, provider=practice.second_provider)
    named = [(each.name, each.total_cents) for each in good_faith.drawn_up(NOW, TODAY, practice.read()).providers]
    assert named == [("Dr Ruiz", 26_500), ("Dr Lee", 215_000)]
    assert good_faith.changed_since(NOW, TODAY, practice.read()) == date(2026, 12, 11)
    done(practice)
    (one,) = good_faith.comparison(practice.read())
    assert (one.provider, one.estimated_cents, one.billed_cents) == ("Dr Lee", 241_500, 26_500)


def test_a_referred_line_stands_apart(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    complete_letterhead(practice)
    with unit_of_work(practice.lead.id, "refer", NOW, case_id=practice.case) as unit:
        unit.insert(LineEvent, line=practice.lines[1], kind="referred", at=unit.at, day=TODAY)
    (provider,) = good_faith.drawn_up(NOW, TODAY, practice.read()).providers
    assert [(one.code, one.apart, one.charge_cents) for one in provider.services] == [
        ("EXT", False, 26_500), ("IMP", True, 0),
    ]  # fmt: skip
    assert provider.total_cents == 26_500


def test_only_nine_digits_are_a_tax_number(practice: TinyPractice, by: By) -> None:
    with pytest.raises(Refused, match="nine digits"):
        good_faith.set_tax_number(By(ADMIN, NOW, TODAY), "12-345")
    with pytest.raises(Refused, match="does not allow"):
        good_faith.set_tax_number(by, "12-3456789")
    assert good_faith.tax_number() == ""
    assert database.execute_sql("SELECT COUNT(*) FROM setting WHERE name = 'good faith'").fetchone()[0] == 0


def test_a_closed_case_is_on_no_queue(practice: TinyPractice, by: By) -> None:
    uninsured(practice)
    good_faith.record_asked(by, practice.case, TODAY)
    assert len(good_faith.reminders(TODAY)) == 1
    with unit_of_work(practice.lead.id, "close", NOW, case_id=practice.case) as unit:
        for line in practice.lines:
            unit.insert(LineEvent, line=line, kind="declined", at=unit.at, day=TODAY, reason="cost")
    assert good_faith.reminders(TODAY) == []
