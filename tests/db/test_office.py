"""The office as an administrator keeps it: what is written is read back, refused with a reason, and undone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.people import User
from tctui.core.schedule.spacing import DEFAULT_RULES, SpacingRule
from tctui.core.schedule.stretches import show_stretches, stretches_from_text
from tctui.db import office, office_hours, price_list, spacing_rules, staff, users
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Audit, Line
from tctui.db.undo import undo_last
from tests.practice import NOW, PASSWORD, TODAY, tiny_practice


@pytest.fixture
def by(tmp_path: Path) -> Iterator[By]:
    practice = tiny_practice(tmp_path / "practice.db")
    admin = users.create_user(practice.lead.id, "root", "Robin Oduya", PASSWORD, "admin", NOW)
    yield By(admin, NOW, TODAY)
    close_database()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("8-12, 1-5", "8:00a-12:00p, 1:00p-5:00p"),
        ("10-7", "10:00a-7:00p"),
        ("8:30 to noon and 1p – 4:15p", "8:30a-12:00p, 1:00p-4:15p"),
        ("off", ""),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, shown: str) -> None:
    assert show_stretches(stretches_from_text(text)) == shown
    assert stretches_from_text(shown) == stretches_from_text(text)


@pytest.mark.parametrize("text", ["8", "5p-8a", "8-12, 11-5", "8-25", "8-12:03"])
def test_what_is_no_hours_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        stretches_from_text(text)


def test_a_week_is_replaced_only_where_it_differs_and_undone_whole(by: By) -> None:
    keeper = next(one for one in office_hours.keepers() if one.kind == "provider")
    seen = office_hours.week_of(keeper)
    wanted = ((stretches_from_text("8-12"),) * 4) + ((), (), ())
    office_hours.save_week(by, keeper, seen, wanted)
    assert office_hours.week_of(keeper) == wanted
    with pytest.raises(Refused, match="meanwhile"):
        office_hours.save_week(by, keeper, seen, wanted)
    assert office_hours.save_week(by, keeper, wanted, wanted).says == "Nothing changed"
    undo_last(by.user.id, NOW)
    assert office_hours.week_of(keeper) == seen


def test_leave_holds_on_each_day_and_the_usual_hours_come_back(by: By) -> None:
    keeper = next(one for one in office_hours.keepers() if one.kind == "provider")
    done = office_hours.add_leave(by, keeper, date(2026, 12, 7), date(2026, 12, 9), (), "Holiday")
    assert done.says == f"{keeper.name} Mon 7 Dec to Wed 9 Dec: away"
    found = office_hours.leaves(TODAY.toordinal())
    assert [date.fromordinal(leave.day).day for leave in found] == [7, 8, 9]
    office_hours.add_leave(by, keeper, date(2026, 12, 8), date(2026, 12, 8), stretches_from_text("8-12"), "Half day")
    assert [leave.stretches for leave in office_hours.leaves(TODAY.toordinal())] == [(), ((96, 144),), ()]
    office_hours.drop_leave(by, office_hours.leaves(TODAY.toordinal())[1])
    assert [date.fromordinal(leave.day).day for leave in office_hours.leaves(TODAY.toordinal())] == [7, 9]
    with pytest.raises(Refused, match="before the first"):
        office_hours.add_leave(by, keeper, date(2026, 12, 9), date(2026, 12, 7), (), "")


def test_the_letterhead_wants_a_zone_and_a_state_that_exist(by: By) -> None:
    seen = office.letterhead()
    with pytest.raises(Refused, match="No time zone"):
        office.save_letterhead(by, seen, replace(seen, zone="Mars/Olympus"))
    with pytest.raises(Refused, match="two letters"):
        office.save_letterhead(by, seen, replace(seen, state="Ohio"))
    office.save_letterhead(by, seen, replace(seen, name="Harbor Dental", state="ca", zone="America/Los_Angeles"))
    assert (office.letterhead().name, office.letterhead().state) == ("Harbor Dental", "CA")
    with pytest.raises(ChangedElsewhere):
        office.save_letterhead(by, seen, replace(seen, name="Other"))


def test_two_in_use_never_share_a_code(by: By) -> None:
    first = office.provider_rows()[0]
    with pytest.raises(Refused, match=f"belongs to {first.name}"):
        office.save_provider(by, office.ProviderRow(0, first.code.lower(), "Dr. Two"))
    with pytest.raises(Refused, match="ten digits"):
        office.save_provider(by, office.ProviderRow(0, "D9", "Dr. Two", npi="123"))
    done = office.save_provider(by, office.ProviderRow(0, "D9", "Dr. Two", npi="1234567893", hourly_goal=45_000))
    assert office.ProviderRow(done.id, "D9", "Dr. Two", "", "1234567893", "doctor", 45_000) in office.provider_rows()


def test_a_chair_out_of_use_says_what_stands_in_it(by: By) -> None:
    chair = office.chair_rows()[0]
    done = office.save_chair(by, replace(chair, active=False))
    assert done.says == f"{chair.name} is out of use"
    assert not next(one for one in office.chair_rows() if one.id == chair.id).active


def test_a_fee_is_added_changed_and_taken_away(by: By) -> None:
    new = price_list.ListedProcedure(0, "ZZ1", "Polish", "preventive", "mouth", "/XX/", 12_345, step="Polishing")
    number = price_list.save_procedure(by, new).id
    held = next(one for one in price_list.listed_procedures() if one.id == number)
    assert (held.fee, held.step, held.pattern) == (12_345, "polishing", "/XX/")
    price_list.save_procedure(by, replace(held, fee=None))
    assert next(one for one in price_list.listed_procedures() if one.id == number).fee is None
    with pytest.raises(Refused, match="already"):
        price_list.save_procedure(by, replace(new, name="Again"))


def test_the_code_of_a_procedure_that_lines_use_stays(by: By) -> None:
    codes = {line.code for line in Line.select()}
    used = next(one for one in price_list.listed_procedures() if one.code in codes)
    with pytest.raises(Refused, match="Lines use the code"):
        price_list.save_procedure(by, replace(used, code="NEW"))


def test_the_spacing_table_begins_with_the_defaults_and_is_changed_by_line(by: By) -> None:
    assert spacing_rules.spacing_rules() == DEFAULT_RULES
    seen = spacing_rules.spacing_lines()[3]
    spacing_rules.save_spacing(by, seen, replace(seen.rule, max_days=60))
    assert spacing_rules.spacing_rules()[3].max_days == 60
    spacing_rules.drop_spacing(by, spacing_rules.spacing_lines()[3])
    assert len(spacing_rules.spacing_rules()) == len(DEFAULT_RULES) - 1
    undo_last(by.user.id, NOW)
    undo_last(by.user.id, NOW)
    assert spacing_rules.spacing_rules() == DEFAULT_RULES
    with pytest.raises(Refused, match="fewer than"):
        spacing_rules.save_spacing(by, None, SpacingRule("a", "b", 9, 3))


def test_a_new_password_never_stands_in_the_log_and_is_not_undone(by: By) -> None:
    staff.add_colleague(by, "kim", "Kim Adeyemi", "front", PASSWORD)
    seen = next(one for one in staff.colleagues() if one.login == "kim")
    staff.change_colleague(by, seen, "Kim Adeyemi", "coordinator", True, "another long secret")
    assert users.log_in("kim", "another long secret", NOW).role == "coordinator"
    assert not [row for row in Audit.select() if "argon2" in str(row.__data__)]
    with pytest.raises(Refused):
        undo_last(by.user.id, NOW)


def test_the_last_admin_stays(by: By) -> None:
    for first in (one for one in staff.colleagues() if one.role == "admin" and one.login != "root"):
        staff.change_colleague(by, first, first.name, "admin", False)
    root = next(one for one in staff.colleagues() if one.login == "root")
    with pytest.raises(Refused, match="Nobody would be left"):
        staff.change_colleague(by, root, root.name, "lead", True)
    staff.add_colleague(by, "kim", "Kim Adeyemi", "admin", PASSWORD)
    staff.change_colleague(by, root, root.name, "lead", True)


def test_only_who_may_changes_the_office(by: By) -> None:
    other = By(User(1, "x", "X", "X", "coordinator"), datetime.now(NOW.tzinfo), TODAY)
    changes: tuple[Callable[[], object], ...] = (
        lambda: staff.add_colleague(other, "kim", "Kim", "front", PASSWORD),
        lambda: office.save_chair(other, office.chair_rows()[0]),
        lambda: spacing_rules.save_spacing(other, None, DEFAULT_RULES[0]),
        lambda: price_list.save_procedure(other, price_list.listed_procedures()[0]),
    )
    for change in changes:
        with pytest.raises(Refused, match="role"):
            change()
