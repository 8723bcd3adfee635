"""Imported appointments: what clashes is refused by name, what moves takes its claims along, the past holds nothing."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tctui.core.schedule.records import Taken
from tctui.core.schedule.states import takes_place
from tctui.db.claims import units_of
from tctui.db.connection import close_database
from tctui.db.imports.report import Count, report_lines
from tests.db.imports.exports import (
    CHAIRS,
    PATIENTS,
    PROCEDURES,
    PROVIDERS,
    TODAY,
    bring_in,
    fresh_database,
    rows,
    said,
    write,
)  # fmt: skip

HEADER = "AptNum,PatNum,ProvNum,Op,Date,Time,Minutes,Status\n"


def _practice(folder: Path) -> Path:
    write(folder, patients=PATIENTS + "3,Cole,Pi,1/31/2001\n", providers=PROVIDERS, operatories=CHAIRS)
    assert bring_in(folder).kept
    return folder


def _book() -> list[tuple[str, int, int]]:
    """Foreign id, first unit and number of units of what holds a chair."""
    return rows(
        "SELECT a.foreign_id, MIN(c.unit), COUNT(*) FROM claim c JOIN appointment a ON a.id = c.appointment_id"
        " WHERE c.resource = 'o' GROUP BY a.id ORDER BY c.day, 2, 1"
    )


def _sound() -> None:
    """The claims are exactly those of the appointments that hold a place from today on."""
    wanted = set()
    for voided, *row in rows(
        "SELECT voided, id, day, start, pattern, operatory_id, provider_id, exam_provider_id, exam_offset, exam_units,"
        " exclusive, patient_id, '', state, lane, production FROM appointment"
    ):
        taken = Taken._make(row)
        if not voided and takes_place(taken.state) and taken.day >= TODAY.toordinal():
            wanted |= set(units_of(taken))
    assert set(rows("SELECT resource, resource_id, day, unit, lane, appointment_id FROM claim")) == wanted


def test_each_kind_of_clash_names_the_other(empty: Path) -> None:
    folder = _practice(empty / "export")
    table = (
        "1,1,1,1,11/30/2026,8:30,60,Scheduled\n"
        "2,2,2,1,11/30/2026,9:00,30,Scheduled\n"
        "3,3,1,2,11/30/2026,9:25,30,Confirmed\n"
        "4,1,2,2,11/30/2026,8:00,35,Scheduled\n"
        "5,3,2,2,11/30/2026,9:30,30,Scheduled\n"
        "6,2,1,1,11/30/2026,8:30,60,Cancelled\n"
        "7,2,1,1,11/30/2026,9:40,20,Scheduled\n"
    )
    write(folder, appointments=HEADER + table)
    report = bring_in(folder)
    assert said(report) == [
        ("appointments.csv", 2, "at 8:30a the patient is already booked (Ash, line 5)"),
        ("appointments.csv", 6, "at 9:30a the chair is taken (Cole, line 4)"),
        ("appointments.csv", 8, "at 9:40a the provider is busy (Cole, line 4)"),
    ]
    assert rows("SELECT COUNT(*) FROM appointment") == [(0,)]


def test_a_clash_with_what_is_booked_here_is_refused(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(folder, appointments=HEADER + "1,1,1,1,11/30/2026,8:30,60,Scheduled\n")
    assert bring_in(folder).kept
    other = write(
        empty / "other", patients=PATIENTS, appointments=HEADER + "1,2,OKA,Room 2,11/30/2026,9:00,30,Scheduled\n"
    )
    assert said(bring_in(other, source="other")) == [("appointments.csv", 2, "at 9:00a the provider is busy (Ash)")]
    _sound()


def test_moving_in_the_export_moves_the_claims_also_in_a_chain(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(folder, appointments=HEADER + "1,1,1,1,11/30/2026,8:30,60,Scheduled\n2,2,1,1,11/30/2026,9:30,60,Scheduled\n")
    bring_in(folder)
    assert _book() == [("1", 102, 12), ("2", 114, 12)]
    write(folder, appointments=HEADER + "1,1,1,1,11/30/2026,9:30,60,Scheduled\n2,2,1,1,11/30/2026,10:30,30,Confirmed\n")
    assert bring_in(folder).count("appointments") == Count("appointments", changed=2)
    assert _book() == [("1", 114, 12), ("2", 126, 6)]
    write(folder, appointments=HEADER + "1,1,1,1,11/30/2026,9:30,60,Cancelled\n2,2,1,1,11/20/2026,10:30,30,Completed\n")
    bring_in(folder)
    assert _book() == []
    _sound()


def test_a_refused_move_keeps_its_old_place_against_the_others(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(folder, appointments=HEADER + "1,1,1,1,11/30/2026,8:30,60,Scheduled\n2,2,1,1,11/30/2026,10:30,60,Scheduled\n")
    bring_in(folder)
    # 1 wants to go where 2 stands, and 3 wants where 1 stood.
    write(
        folder,
        appointments=HEADER + "1,1,1,1,11/30/2026,11:00,60,Scheduled\n2,2,1,1,11/30/2026,10:30,60,Scheduled\n"
        "3,3,1,1,11/30/2026,8:45,30,Scheduled\n",
    )
    report = bring_in(folder, skip_refused=True)
    assert said(report) == [
        ("appointments.csv", 2, "at 11:00a the chair is taken (Birk, line 3)"),
        ("appointments.csv", 4, "at 8:45a the chair is taken (Ash)"),
    ]
    assert _book() == [("1", 102, 12), ("2", 126, 12)]
    _sound()


def test_times_and_lengths_as_exports_write_them(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(
        folder,
        appointments="AptNum,PatNum,ProvNum,Op,AptDateTime,Pattern,End\n1,1,1,1,2026-11-30 08:30:00,//XXXX/,\n"
        "2,2,1,1,2026-11-30T13:05:00,,13:45\n3,3,OKA,Room 2,2026-12-01 2:15 PM,xx,\n",
    )
    assert bring_in(folder).kept
    assert rows("SELECT start, pattern FROM appointment ORDER BY id") == [(102, "//XXXX/"), (157, "X" * 8), (171, "XX")]


def test_lines_that_name_their_appointment_are_held_by_it(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(
        folder,
        procedures=PROCEDURES,
        treatment="ProcNum,PatNum,Treatment plan id,Code,Status,AptNum\n1,1,p,CRC,Accepted,7\n2,1,p,W2,Accepted,0\n",
        appointments=HEADER + "7,1,1,1,11/30/2026,8:30,80,Scheduled\n",
    )
    assert bring_in(folder).kept
    assert rows(
        "SELECT l.foreign_id, a.foreign_id FROM line l JOIN visit v ON v.id = l.visit_id LEFT JOIN appointment a"
        " ON a.visit_id = v.id ORDER BY l.id"
    ) == [("1", "7"), ("2", None)]


def test_no_export_confirms_or_seats_a_visit_whose_papers_are_not_signed(empty: Path) -> None:
    folder = _practice(empty / "export")
    lines = "ProcNum,PatNum,Treatment plan id,Code,Status,AptNum\n1,1,p,CRC,Accepted,7\n2,2,q,W2,Accepted,8\n"
    table = (
        "7,1,1,1,11/30/2026,8:30,80,Confirmed\n"
        "8,2,2,2,11/23/2026,8:30,40,In chair\n"
        "9,3,1,1,12/1/2026,8:30,60,Confirmed\n"
        "10,3,1,1,11/2/2026,8:30,60,Confirmed\n"
    )
    write(folder, procedures=PROCEDURES, treatment=lines, appointments=HEADER + table)
    report = bring_in(folder)
    states = "SELECT foreign_id, state FROM appointment ORDER BY CAST(foreign_id AS INTEGER)"
    wanted = [("7", "scheduled"), ("8", "arrived"), ("9", "confirmed"), ("10", "confirmed")]
    assert (rows(states), report.unsigned) == (wanted, 2)
    assert "2 appointments come in as scheduled or arrived: the papers of the visit are not" in list(report_lines(report))
    again = bring_in(folder)
    assert (rows(states), again.count("appointments").changed) == (wanted, 0)


def test_an_appointment_that_gets_its_visit_later_is_confirmed_no_longer(empty: Path) -> None:
    folder = _practice(empty / "export")
    write(folder, appointments=HEADER + "7,1,1,1,11/30/2026,8:30,80,Confirmed\n")
    bring_in(folder)
    assert rows("SELECT state FROM appointment") == [("confirmed",)]
    lines = "ProcNum,PatNum,Treatment plan id,Code,Status,AptNum\n1,1,p,CRC,Accepted,7\n"
    write(folder, procedures=PROCEDURES, treatment=lines)
    assert bring_in(folder).unsigned == 1
    assert rows("SELECT state, visit_id IS NOT NULL FROM appointment") == [("scheduled", 1)]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    exports=st.lists(
        st.lists(
            st.tuples(
                st.integers(1, 6), st.integers(1, 3), st.integers(1, 2), st.integers(1, 2), st.integers(0, 12),
                st.sampled_from([15, 30, 60]), st.sampled_from(["Scheduled", "Confirmed", "Cancelled", "Missed"]),
            ),
            max_size=6, unique_by=lambda one: one[0],
        ),
        min_size=1, max_size=3,
    )
)  # fmt: skip
def test_the_book_stays_sound_whatever_the_exports_say(empty: Path, exports: list[list[tuple[int, ...]]]) -> None:
    close_database()
    place = empty / str(len(list(empty.iterdir())))
    place.mkdir()
    fresh_database(place / "home" / "practice.db")
    folder = _practice(place / "export")
    for one in exports:
        table = "".join(
            f"{number},{patient},{provider},{chair},11/30/2026,{8 + quarter // 4}:{quarter % 4 * 15:02d},{minutes},{state}\n"
            for number, patient, provider, chair, quarter, minutes, state in one
        )
        write(folder, appointments=HEADER + table)
        report = bring_in(folder, skip_refused=True)
        assert report.kept
        _sound()
