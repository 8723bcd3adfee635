"""What `tctui check` finds, and that a backup taken under load is whole."""

from __future__ import annotations

import resource
from pathlib import Path

import peewee
import pytest

from tctui.core.errors import Refused
from tctui.core.finance.account import Recorded
from tctui.db import booking, connection, locked_backup, payments
from tctui.db.backup import back_up, restore
from tctui.db.check import findings
from tctui.db.models import database
from tctui.db.private_files import key_path
from tests.db.money_ground import by, with_plan
from tests.db.test_booking import accepted, placed, sign_all
from tests.practice import NOW, TODAY, TinyPractice


def test_a_sound_practice_has_no_findings_and_harm_is_found(practice: TinyPractice) -> None:
    accepted(practice)
    booking.book(practice.coordinator, NOW, TODAY, placed(practice))
    sign_all(practice)
    assert findings() == []
    database.execute_sql("DROP TRIGGER document_no_update")
    database.execute_sql("DROP TRIGGER document_kept")
    database.execute_sql("UPDATE document SET content = x'00' WHERE id = 2")
    database.execute_sql("UPDATE document SET terms = '[]' WHERE id = 2")
    database.execute_sql("DELETE FROM claim WHERE unit = 122 AND resource = 'o'")
    database.execute_sql("UPDATE board_card SET open_cents = 1")
    database.execute_sql("DROP TRIGGER audit_no_update")
    database.execute_sql("UPDATE audit SET user_id = 9 WHERE id = 4")
    assert findings() == [
        "the guard audit_no_update of the database is gone",
        "the guard document_no_update of the database is gone",
        "the guard document_kept of the database is gone",
        "the audit log does not hold from entry 4 on",
        "document 2 is not the one that was made",
        "the terms of document 2 are not those that it was made from",
        "appointment 1 does not hold exactly its own time",
        "the card of case 1 is not what its records say",
    ]


def test_a_backup_that_finds_no_room_leaves_nothing(practice: TinyPractice, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "monday.db"
    held = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, held[1]))
    try:
        with pytest.raises(Refused, match=r"could not be written to .*monday\.db"):
            back_up(target)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, held)
    assert list(target.parent.iterdir()) == []
    assert "checked" in back_up(target)


def test_a_backup_is_whole_and_takes_the_place_of_what_was_lost(practice: TinyPractice, tmp_path: Path) -> None:
    accepted(practice)
    target = tmp_path / "copies" / "monday.db"
    assert "checked" in back_up(target)
    with pytest.raises(Refused, match="exists already"):
        back_up(target)
    assert target.stat().st_mode & 0o777 == 0o600
    booking.book(practice.coordinator, NOW, TODAY, placed(practice))
    assert database.execute_sql("SELECT count(*) FROM appointment").fetchone() == (1,)
    session = peewee.SqliteDatabase(str(practice.path))
    session.execute_sql("SELECT count(*) FROM appointment")
    with pytest.raises(Refused, match="Somebody works in the practice"):
        restore(target, practice.path, NOW)
    session.close()
    said, found = restore(target, practice.path, NOW)
    assert (said, found) == (
        f"Restored {practice.path} from {target}, checked. What was there is practice.db.replaced-20261123-140000.", []
    )
    aside = practice.path.with_name("practice.db.replaced-20261123-140000")
    assert sorted(file.name for file in practice.path.parent.iterdir()) == sorted(
        [f"{name}{ending}" for name in (practice.path.name, aside.name) for ending in ("", ".audit-key")]
        + [f"{practice.path.name}.queue"]
    )
    assert {file.stat().st_mode & 0o777 for file in practice.path.parent.iterdir()} == {0o600}
    for file, appointments in ((practice.path, 0), (aside, 1)):
        connection.open_database(file)
        assert database.execute_sql("SELECT count(*) FROM appointment").fetchone() == (appointments,)
        assert findings() == []


def test_a_backup_that_is_harmed_takes_no_place(practice: TinyPractice, tmp_path: Path) -> None:
    accepted(practice)
    sign_all(practice)
    target = tmp_path / "monday.db"
    back_up(target)
    target.write_bytes(target.read_bytes().replace(b"consent:implant", b"consent:implanT"))
    said, found = restore(target, practice.path, NOW)
    assert said.startswith("Not restored")
    assert found
    key_path(target).unlink()
    with pytest.raises(Refused, match=r"monday.db.audit-key is not there"):
        restore(target, practice.path, NOW)
    assert not list(practice.path.parent.glob("*.re[sp]*"))
    connection.open_database(practice.path)
    assert findings() == []
    assert database.execute_sql("SELECT count(*) FROM document").fetchone() == (3,)


def test_a_locked_backup_is_one_file_that_only_its_key_opens(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    age = pytest.importorskip("pyrage")
    accepted(practice)
    target, secret = tmp_path / "copies" / "monday.age", tmp_path / "key.txt"
    monkeypatch.setenv(locked_backup.RECIPIENT, "age1nobody")
    with pytest.raises(Refused, match="no key to lock backups for"):
        back_up(target)
    mine, other = age.x25519.Identity.generate(), age.x25519.Identity.generate()
    monkeypatch.setenv(locked_backup.RECIPIENT, str(mine.to_public()))
    assert "It is locked" in back_up(target)
    assert [file.name for file in target.parent.iterdir()] == ["monday.age"]
    assert target.stat().st_mode & 0o777 == 0o600
    assert b"Chen" not in target.read_bytes()
    assert not list(practice.path.parent.glob("*backing*"))
    with pytest.raises(Refused, match=locked_backup.IDENTITY):
        restore(target, practice.path, NOW)
    monkeypatch.setenv(locked_backup.IDENTITY, str(secret))
    for key, said in ((other, "does not open"), (mine, "")):
        secret.write_text(f"# created: today\n{key}\n")
        if said:
            with pytest.raises(Refused, match=said):
                restore(target, practice.path, NOW)
    assert restore(target, practice.path, NOW)[1] == []
    connection.open_database(practice.path)
    assert findings() == []
    assert not list(practice.path.parent.glob("*.re[s]*"))


@pytest.mark.parametrize(
    ("table", "change", "said"),
    [
        ("instalment", "due = '2027-12-23' WHERE ordinal = 2", "the instalments of arrangement 1 are not those agreed"),
        ("instalment", "principal = principal - 1, interest = interest + 1 WHERE ordinal = 2",
         "the instalments of arrangement 1 are not those agreed"),
        ("arrangement", "rate = rate + 100", "arrangement 1 is not what its terms say: rate"),
        ("arrangement", "terms = replace(terms, 'paid late', 'forgiven')", ""),
        ("arrangement", "terms = '{'", "the terms of arrangement 1 cannot be read"),
        ("arrangement", "terms = '{}'", "the accounts cannot be gone through: terms of one cannot be read"),
    ],
)  # fmt: skip
def test_what_was_agreed_and_is_another_now_is_found(
    practice: TinyPractice, table: str, change: str, said: str
) -> None:
    payments.record(by(practice), with_plan(practice).id, Recorded.PAYMENT, TODAY, 20_000, method="check")
    assert findings() == []
    database.execute_sql(f"DROP TRIGGER {table}_kept")
    database.execute_sql(f"UPDATE {table} SET {change}")
    found = findings()
    assert f"the guard {table}_kept of the database is gone" in found
    assert any(one.startswith(table) and "is not what entry" in one for one in found)
    assert not said or said in found
