"""Imported treatment plans: how lines are grouped, what they take from their procedure, and which are refused."""

from __future__ import annotations

from pathlib import Path

from tctui.db.cases import read_case
from tctui.db.models import Line
from tctui.db.unit_of_work import unit_of_work
from tests.db.imports.exports import NOW, PATIENTS, PROCEDURES, bring_in, rows, said, write


def _practice(folder: Path, treatment: str) -> Path:
    return write(folder, patients=PATIENTS, procedures=PROCEDURES, treatment=treatment)


def test_lines_are_grouped_and_ordered(empty: Path) -> None:
    header = "ProcNum,PatNum,Treatment plan id,Heading,Option,Option name,Phase,Visit,Order,Code,Fee,Status\n"
    table = (
        "10,1,p,Front teeth,B,Bridge,3,1,,W2,900,Proposed\n"
        "9,1,p,Front teeth,A,Implant,urgent,1,,W2,100,Proposed\n"
        "3,1,p,Front teeth,A,Implant,3,2,2,W2,200,Proposed\n"
        "4,1,p,Front teeth,A,Implant,3,2,1,CRC,1400,Accepted\n"
        "5,1,p,Front teeth,A,Implant,3,1,,W2,300,Proposed\n"
        "6,2,q,,2,,Disease control,,,CRC,,TP\n"
    )
    assert bring_in(_practice(empty / "export", header + table)).kept
    case = read_case(1)
    assert case.title == "Front teeth"
    assert [(one.letter, one.name, one.recommended, one.chosen) for one in case.options] == [
        ("A", "Implant", True, True), ("B", "Bridge", False, False),
    ]  # fmt: skip
    assert [
        (phase.kind, [(visit.ordinal, [line.fee // 100 for line in visit.lines]) for visit in phase.visits])
        for phase in case.options[0].phases
    ] == [("urgent", [(1, [100])]), ("restorative", [(1, [300]), (2, [1400, 200])])]
    # An hour and twenty for the crown and forty minutes for the filling that is done with it.
    assert [visit.pattern for visit in case.options[0].phases[1].visits] == ["X" * 8, "X" * 24]
    other = read_case(2)
    ((phase,),) = [option.phases for option in other.options]
    assert (other.title, other.options[0].letter, phase.kind) == ("Crown", "B", "disease_control")
    assert [(line.name, line.category, line.fee, line.state) for line in phase.lines()] == [
        ("Crown", "crowns", 148_500, "diagnosed")
    ]


def test_without_plans_the_lines_of_a_patient_and_day_are_one_case(empty: Path) -> None:
    header = "ProcNum,PatNum,Code,Date TP\n"
    table = "1,1,CRC,10/20/2026\n2,1,W2,10/20/2026\n3,1,W2,10/21/2026\n4,2,W2,10/20/2026\n5,2,W2,\n"
    assert bring_in(_practice(empty / "export", header + table)).count("cases").added == 4
    assert rows("SELECT foreign_id, title, diagnosed_on FROM treatment_case ORDER BY id") == [
        ("2@undated", "Filling", "2026-11-23"),
        ("1@2026-10-20", "Crown", "2026-10-20"),
        ("1@2026-10-21", "Filling", "2026-10-21"),
        ("2@2026-10-20", "Filling", "2026-10-20"),
    ]


def test_unknown_codes_are_refused_or_added(empty: Path) -> None:
    folder = _practice(
        empty / "export", "ProcNum,PatNum,Treatment plan id,Code,Fee\n1,1,p,X9,100\n2,1,p,CRC,100\n3,1,p,X9,90\n"
    )
    report = bring_in(folder)
    assert said(report) == [
        ("treatment.csv", 2, "code 'X9' is no procedure here (--add-codes adds it)"),
        ("treatment.csv", 4, "code 'X9' is no procedure here (--add-codes adds it)"),
    ]
    report = bring_in(folder, add_codes=True)
    assert report.kept
    assert report.count("procedures").added == 3
    assert rows("SELECT code, name, category FROM procedure WHERE code = 'X9'") == [("X9", "X9", "other")]


def test_lines_and_plans_stay_with_their_patient(empty: Path) -> None:
    header = "ProcNum,PatNum,Treatment plan id,Code\n"
    folder = _practice(empty / "export", header + "1,1,p,CRC\n2,2,q,CRC\n")
    assert bring_in(folder).kept
    write(folder, treatment=header + "1,2,q,CRC\n2,2,q,CRC\n3,2,p,W2\n4,1,r,W2\n5,2,r,W2\n")
    assert said(bring_in(folder)) == [
        ("treatment.csv", 2, "line '1' came for another patient before"),
        ("treatment.csv", 4, "treatment plan 'p' came for another patient before"),
        ("treatment.csv", 6, "treatment plan 'r' is another patient's on line 5"),
    ]


def test_references_to_nothing_and_to_refused_rows_are_told_apart(empty: Path) -> None:
    header = "ProcNum,PatNum,Treatment plan id,Code,Provider\n"
    folder = _practice(empty / "export", header + "1,2,p,CRC,\n2,7,q,CRC,\n3,1,r,CRC,DR9\n4,1,r,CRC,0\n")
    write(folder, patients="PatNum,LName,FName,Birthdate\n1,Ash,Ida,02/14/1979\n2,Birk,Ole,31/31/1988\n")
    report = bring_in(folder, skip_refused=True)
    assert [reason for file, _, reason in said(report) if file == "treatment.csv"] == [
        "patient '2' was refused itself", "patient '7' is not known", "provider 'DR9' is not known",
    ]  # fmt: skip
    assert report.count("lines").added == 1


def test_a_fee_in_the_export_of_known_lines_is_kept_when_the_office_raises_its_fees(empty: Path) -> None:
    folder = _practice(empty / "export", "ProcNum,PatNum,Treatment plan id,Code,Fee\n1,1,p,CRC,\n")
    bring_in(folder)
    write(folder, procedures=PROCEDURES.replace("1485", "1600"))
    report = bring_in(folder)
    assert (report.count("fees").changed, report.count("lines").changed) == (1, 0)
    assert rows("SELECT fee FROM line") == [(148_500,)]


def test_another_code_brings_its_own_name_and_category(empty: Path) -> None:
    header = "ProcNum,PatNum,Treatment plan id,Code,Fee\n"
    folder = _practice(empty / "export", header + "1,1,p,CRC,900\n2,1,p,CRC,900\n")
    bring_in(folder)
    with unit_of_work(0, "test", NOW) as unit:
        unit.update(Line, 2, name="Crown in our words")
    write(folder, treatment=header + "1,1,p,W2,900\n2,1,p,CRC,900\n")
    assert bring_in(folder).count("lines").changed == 1
    assert rows("SELECT code, name, category FROM line ORDER BY id") == [
        ("W2", "Filling", "restorative"), ("CRC", "Crown in our words", "crowns"),
    ]  # fmt: skip


def test_decimal_commas_are_read_when_the_profile_says_so(empty: Path) -> None:
    folder = _practice(
        empty / "export",
        "ProcNum;PatNum;Treatment plan id;Code;Fee\n1;1;p;CRC;1.200,50\n2;1;p;W2;80\n3;1;p;W2;1,234.50\n",
    )
    profile = empty / "profile.toml"
    profile.write_text("[treatment]\ndecimal_comma = true\n")
    report = bring_in(folder, profile, skip_refused=True)
    assert said(report) == [("treatment.csv", 4, "not an amount with a decimal comma: '1,234.50'")]
    assert rows("SELECT fee FROM line ORDER BY id") == [(120_050,), (8_000,)]
