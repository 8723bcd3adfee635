"""Importing again: the same changes nothing, a newer export changes what differs, the order of rows does not matter."""

from __future__ import annotations

import csv
import random
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tctui.core.people import User
from tctui.db.cases import read_case
from tctui.db.connection import close_database
from tctui.db.imports.report import Count
from tctui.db.models import LineEvent, Patient
from tctui.db.unit_of_work import unit_of_work
from tests.db.imports.exports import (
    NOW,
    PATIENTS,
    PROCEDURES,
    SAMPLES,
    bring_in,
    contents,
    csv_text,
    fresh_database,
    rows,
    said,
    write,
)  # fmt: skip

LINES = "ProcNum,PatNum,Treatment plan id,Code,Status,Date TP\n"


def test_the_same_again_changes_nothing(empty: Path) -> None:
    first = bring_in(SAMPLES / "clean")
    before = contents()
    second = bring_in(SAMPLES / "clean")
    assert contents() == before
    assert all((one.added, one.changed) == (0, 0) for one in second.counts)
    assert {one.what: one.left for one in second.counts if one.left} == {
        one.what: one.added for one in first.counts if one.what not in ("cases", "carriers", "fee schedules")
    }
    assert rows("SELECT says FROM audit ORDER BY id DESC LIMIT 1") == [("Imported from old: nothing had changed.",)]


def test_a_dry_run_counts_the_same_and_changes_nothing(empty: Path) -> None:
    before = contents(leave_out=())
    dry = bring_in(SAMPLES / "clean", dry_run=True)
    assert contents(leave_out=()) == before
    assert not dry.kept
    assert dry.ok
    assert bring_in(SAMPLES / "clean").counts == dry.counts


def test_a_newer_export_changes_only_what_differs(empty: Path) -> None:
    folder = write(empty / "export", patients=PATIENTS)
    bring_in(folder)
    write(
        folder,
        patients="PatNum,LName,FName,Birthdate\n1,Ash-Holm,Ida,02/14/1979\n2,birk,Ole,11/30/1988\n3,Cole,Pi,1/31/2001\n",
    )
    report = bring_in(folder)
    assert report.count("patients") == Count("patients", added=1, changed=2, left=0)
    assert rows("SELECT last_name, version FROM patient ORDER BY id") == [("Ash-Holm", 2), ("birk", 2), ("Cole", 1)]
    ((held,),) = rows("SELECT rows FROM audit ORDER BY id DESC LIMIT 1")
    assert '{"id":1,"new":{"last_name":"Ash-Holm"},"old":{"last_name":"Ash"},"table":"patient"}' in held
    # A column that the export no longer has is left alone; a record that it no longer has too.
    write(folder, patients="PatNum,LName,FName\n1,Ash-Holm,Ida\n")
    assert bring_in(folder).count("patients") == Count("patients", left=1)
    assert rows("SELECT birth_date FROM patient ORDER BY id") == [("1979-02-14",), ("1988-11-30",), ("2001-01-31",)]


def test_the_log_keeps_what_an_import_changed_of_a_patient_who_is_followed_up(empty: Path) -> None:
    folder = write(empty / "export", patients=PATIENTS, procedures=PROCEDURES)
    write(folder, treatment=LINES + "1,1,p,CRC,Proposed,10/20/2026\n")
    bring_in(folder)
    assert rows("SELECT count(*) FROM touch WHERE state = 'due'") == [(1,)]
    write(folder, patients=PATIENTS.replace("Ash", "Elm"))
    bring_in(folder)
    ((held,),) = rows("SELECT rows FROM audit ORDER BY id DESC LIMIT 1")
    assert '"new":{"last_name":"Elm"},"old":{"last_name":"Ash"},"table":"patient"' in held


def test_an_id_in_two_files_of_a_kind_is_refused(empty: Path) -> None:
    folder = write(empty / "export", patients_north=PATIENTS, patients_south=PATIENTS.replace("1,Ash", "7,Ash"))
    report = bring_in(folder, skip_refused=True)
    assert said(report) == [("patients_south.csv", 3, "the id '2' stands in patients_north.csv, line 3 already")]
    assert report.count("patients") == Count("patients", added=3, refused=1)


def test_two_sources_with_the_same_ids_stand_apart(empty: Path) -> None:
    folder = write(empty / "export", patients=PATIENTS)
    bring_in(folder, source="north")
    bring_in(folder, source="south")
    assert rows("SELECT source, foreign_id FROM patient ORDER BY id") == [
        ("north", "1"), ("north", "2"), ("south", "1"), ("south", "2"),
    ]  # fmt: skip


def test_what_people_took_away_stays_away(empty: Path) -> None:
    folder = write(empty / "export", patients=PATIENTS)
    bring_in(folder)
    with unit_of_work(0, "test", NOW) as unit:
        unit.void(Patient, 1)
    write(folder, patients=PATIENTS.replace("Ash", "Elm"))
    assert bring_in(folder).count("patients") == Count("patients", left=2)
    assert rows("SELECT last_name, voided > 0 FROM patient ORDER BY id") == [("Ash", 1), ("Birk", 0)]


def test_states_are_told_only_when_the_export_says_another(empty: Path) -> None:
    folder = write(empty / "export", patients=PATIENTS, procedures=PROCEDURES)
    write(folder, treatment=LINES + "1,1,p,CRC,Proposed,10/20/2026\n2,1,p,W2,Proposed,10/20/2026\n")
    bring_in(folder)

    def states() -> list[str]:
        return [line.state for option in read_case(1).options for line in option.lines()]

    assert states() == ["presented", "presented"]
    with unit_of_work(0, "test", NOW, case_id=1) as unit:
        unit.insert(LineEvent, line=1, kind="accepted", at=unit.at, day=NOW.date())
    # The old system has not heard of it: what was accepted here stays accepted.
    assert bring_in(folder).count("lines") == Count("lines", left=2)
    assert states() == ["accepted", "presented"]
    write(folder, treatment=LINES + "1,1,p,CRC,Completed,10/20/2026\n2,1,p,W2,Proposed,10/20/2026\n")
    assert bring_in(folder).count("lines") == Count("lines", changed=1, left=1)
    assert states() == ["completed", "presented"]
    assert rows("SELECT stage FROM board_card") == [("presented",)]
    assert rows("SELECT kind, note FROM line_event WHERE line_id = 1 ORDER BY id") == [
        ("presented", "imported from old"), ("accepted", ""), ("completed", "imported from old"),
    ]  # fmt: skip


def test_a_line_stays_where_it_was_put_and_new_ones_join_their_case(empty: Path) -> None:
    header = "ProcNum,PatNum,Treatment plan id,Option,Phase,Visit,Code,Fee\n"
    folder = write(empty / "export", patients=PATIENTS, procedures=PROCEDURES)
    write(folder, treatment=header + "1,1,p,A,3,1,CRC,1485\n2,1,p,B,3,1,W2,298\n")
    bring_in(folder)
    write(
        folder, treatment=header + "1,1,p,A,4,2,CRC,1500\n2,1,p,B,3,1,W2,298\n3,1,p,A,3,1,W2,310\n4,1,p,A,1,1,W2,310\n"
    )
    report = bring_in(folder)
    assert report.count("lines") == Count("lines", added=2, changed=1, left=1)
    case = read_case(1)
    assert [(one.letter, one.recommended) for one in case.options] == [("A", True), ("B", False)]
    assert [
        (phase.kind, [[line.fee for line in visit.lines] for visit in phase.visits]) for phase in case.options[0].phases
    ] == [("urgent", [[31_000]]), ("restorative", [[150_000, 31_000]])]
    assert rows("SELECT open_cents FROM board_card") == [(212_000,)]


def test_benefits_follow_the_plan(empty: Path) -> None:
    header = "PlanNum,Carrier,Basic,Deductible,Annual maximum\n"
    folder = write(empty / "export", insurance_plans=header + "7,Lakeland,80%,50,1500\n")
    bring_in(folder)
    write(folder, insurance_plans=header + "7,Lakeland,70,,1500\n8,Lakeland,,,\n")
    report = bring_in(folder)
    assert report.count("benefit rules") == Count("benefit rules", changed=2, left=1)
    assert rows("SELECT kind, percent, amount, version FROM benefit_rule ORDER BY id") == [
        ("maximum", None, 150_000, 1), ("deductible", None, None, 2), ("percent", 7_000, None, 2),
    ]  # fmt: skip


def test_the_office_s_own_code_is_taken_over_and_another_source_s_is_not(practice: object) -> None:
    folder = write(
        Path(rows("PRAGMA database_list")[0][2]).parent / "export", procedures="Code,Description\nCRN,Crown on it\n"
    )
    assert bring_in(folder).kept
    assert rows("SELECT name, source, foreign_id FROM procedure WHERE code = 'CRN'") == [("Crown on it", "old", "CRN")]
    report = bring_in(folder, source="other")
    ((refusal),) = report.refusals
    assert refusal.reason == "'CRN' belongs to the record 'CRN' from old already"


def _shuffled(source: Path, target: Path, seed: int) -> Path:
    """The sample with the rows of each file in another order."""
    target.mkdir()
    for path in sorted(source.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            header, *table = list(csv.reader(file))
        random.Random(seed).shuffle(table)
        (target / path.name).write_text(csv_text(header, table), encoding="utf-8")
    return target


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**9))
def test_the_order_of_rows_does_not_matter(empty: Path, seed: int) -> None:
    place = empty / str(len(list(empty.iterdir())))
    place.mkdir()
    found = []
    for name, folder in (("a", SAMPLES / "clean"), ("b", _shuffled(SAMPLES / "clean", place / "shuffled", seed))):
        close_database()
        fresh_database(place / name / "practice.db")
        assert bring_in(folder).kept
        found.append(contents())
    assert found[0] == found[1]


def test_the_importing_user_stands_in_the_audit_log(practice: object, tmp_path: Path) -> None:
    user: User = practice.coordinator  # type: ignore[attr-defined]
    bring_in(write(tmp_path / "export", patients=PATIENTS), user_id=user.id)
    assert rows("SELECT user_id, can_undo FROM audit ORDER BY id DESC LIMIT 1") == [(user.id, 0)]
