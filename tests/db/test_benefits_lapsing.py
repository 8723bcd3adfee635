"""Benefits that lapse soon: the year's maximum less what is used, only where both are known and the year is ending."""

from __future__ import annotations

from datetime import date

from tctui.core.worklist_score import Lapse
from tctui.db.benefits_lapsing import lapsing
from tctui.db.models import BenefitUse
from tctui.db.unit_of_work import unit_of_work
from tests.practice import NOW, TODAY, TinyPractice, forget_use

YEAR_END = date(2026, 12, 31)


def test_what_is_left_of_the_maximum_lapses_with_the_year(practice: TinyPractice) -> None:
    people = [practice.patient, practice.other_patient]
    assert lapsing(people, TODAY) == {practice.patient: Lapse(150_000, YEAR_END)}
    with unit_of_work(practice.lead.id, "use", NOW) as unit:
        for day, state in ((date(2026, 3, 1), "paid"), (date(2026, 11, 1), "denied"), (date(2025, 11, 1), "paid")):
            unit.insert(BenefitUse, coverage=1, day=day, state=state, paid=40_000)
    assert lapsing(people, TODAY) == {practice.patient: Lapse(110_000, YEAR_END)}
    assert lapsing(people, date(2026, 6, 1)) == {}


def test_what_nobody_knows_ranks_nothing(practice: TinyPractice) -> None:
    forget_use(practice)
    assert lapsing([practice.patient], TODAY) == {}
