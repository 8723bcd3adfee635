"""The profile: what it may say, where it says it wrong, what is saved, and the one that the manual shows."""

from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.db.imports.fields import KINDS
from tctui.db.imports.profile import BadProfile, read_profile
from tctui.db.imports.report import report_lines
from tests.db.imports.exports import SAMPLES, bring_in, rows, write

MANUAL = Path(__file__).parents[3] / "docs" / "import.md"


def _saved(folder: Path, text: str) -> Path:
    path = folder / "profile.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_profile_of_the_manual_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```toml\n(.*?)```", MANUAL.read_text(encoding="utf-8"), re.DOTALL)
    profile = read_profile(_saved(tmp_path, example))
    assert profile.source == "oldsystem"
    assert profile.of("patients").delimiter == ";"
    assert profile.of("patients").columns["foreign_id"] == "Pat No"
    assert profile.of("treatment").values["status"] == {"TP": "diagnosed", "EC": "withdrawn"}


def test_the_manual_names_every_field() -> None:
    text = MANUAL.read_text(encoding="utf-8")
    for kind in KINDS:
        assert f"`{kind.name}`" in text
        missing = [one.name for one in kind.fields if not re.search(rf"\b{one.name}\b", text)]
        assert missing == []


@pytest.mark.parametrize(
    ("text", "line", "key", "expected"),
    [
        ('source = "a"\nsorce = "b"\n', 2, "sorce", "one of source, date_format"),
        ('[patients]\nfile = 7\n', 2, "patients.file", "text in quotes"),
        ('[patients]\ndelimiter = ","\n', 2, "patients.delimiter", "one of comma, semicolon, tab, pipe"),
        ('encoding = "latin1"\n', 1, "encoding", "one of utf-8, windows-1252, utf-16"),
        ('# dates\n\ndate_format = "mm/dd"\n', 3, "date_format", "one of m/d/Y, d/m/Y"),
        ('[patients.columns]\nlast_name = "A"\nlastname = "B"\n', 3, "patients.columns.lastname", "a field of patients:"),
        ('[fees]\nheader_line = true\n', 2, "fees.header_line", "a line number from 1 to 100"),
        ('[fees.columns]\ncode = "A"\n[patients.dates]\ncode = "m/d/Y"\n', 4, "patients.dates.code", "a field of patients"),
        ('[treatment.values.status]\nTP = 3\n', 2, "treatment.values.status.TP", "text in quotes"),
        ('[plans.scopes]\npercent_basic = "category:"\n', 2, "plans.scopes.percent_basic", "a scope needs a name"),
        ('[patients.scopes]\nactive = "all"\n', 1, "patients.scopes", "one of file, delimiter"),
        ('patients = 3\n', 1, "patients", "a table, written [patients]"),
        ('decimal_comma = "yes"\n', 1, "decimal_comma", "true or false"),
        ('ignore = "notes.csv"\n', 1, "ignore", "a list of file names"),
    ],
)  # fmt: skip
def test_a_bad_profile_says_where_and_what(tmp_path: Path, text: str, line: int, key: str, expected: str) -> None:
    path = _saved(tmp_path, text)
    with pytest.raises(BadProfile) as refused:
        read_profile(path)
    assert str(refused.value).startswith(f"{path}, line {line}, {key}: expected {expected}")


def test_what_is_no_toml_says_its_line(tmp_path: Path) -> None:
    path = _saved(tmp_path, "source = 'a'\n[patients\n")
    with pytest.raises(BadProfile, match=r"not a TOML file: .*line 2"):
        read_profile(path)
    with pytest.raises(BadProfile, match="cannot be read: No such file"):
        read_profile(tmp_path / "none.toml")


def test_a_column_that_is_not_there_is_named(empty: Path) -> None:
    folder = write(empty / "export", patients="Id,Last,First\n1,Ash,Ida\n")
    path = _saved(empty, '[patients.columns]\nphone = "Mobile"\n')
    with pytest.raises(
        BadProfile, match=r"\[patients.columns\] phone: patients.csv has no column 'Mobile'; it has Id, Last, First"
    ):
        bring_in(folder, path)


def test_a_saved_profile_reads_the_same(empty: Path) -> None:
    target = empty / "found.toml"
    first = bring_in(SAMPLES / "clean", dry_run=True, write_profile=target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    second = bring_in(SAMPLES / "clean", target, dry_run=True, source="")
    assert second.source == "old"
    assert [(one.name, one.kind, one.columns) for one in second.files] == [
        (one.name, one.kind, one.columns) for one in first.files
    ]
    assert second.counts == first.counts
    with pytest.raises(Refused, match="exists already"):
        bring_in(SAMPLES / "clean", dry_run=True, write_profile=target)


def test_a_saved_profile_holds_odd_headers_several_files_and_open_questions(empty: Path) -> None:
    head = 'Id,"Last ""legal""\nname",First,DOB,Last name\n'
    folder = write(empty / "export", patients_1=head + "1,a,Ida,02/03/1980,Ash\n", patients_2=head + "2,b,Ole,,Birk\n")
    target = empty / "found.toml"
    asked = bring_in(folder, write_profile=target)
    assert asked.questions
    assert "in a profile (--profile FILE)" in "\n".join(report_lines(asked))
    assert 'birth_date = ""  # not clear from the values' in target.read_text()
    profile = read_profile(target)
    assert profile.of("patients").file == ""
    target.write_text(target.read_text().replace('birth_date = ""', 'birth_date = "d/m/Y"'))
    assert bring_in(folder, target).count("patients").added == 2


def test_columns_words_and_dates_of_a_profile_are_used(empty: Path) -> None:
    folder = write(empty / "export", people="A|B|C|D|E\n1|Ash|Ida|02/03/1980|Ring first\n")
    path = _saved(
        empty,
        '[patients]\nfile = "people.csv"\n[patients.columns]\nforeign_id = "A"\nlast_name = "B"\nfirst_name = "C"\n'
        'birth_date = "D"\nchannel = "E"\n[patients.dates]\nbirth_date = "d/m/Y"\n'
        '[patients.values.channel]\n"ring first" = "phone"\n',
    )
    assert bring_in(folder, path).kept
    assert rows("SELECT last_name, birth_date, channel FROM patient") == [("Ash", "1980-03-02", "phone")]


def test_a_file_of_no_known_kind_is_asked_unless_ignored(empty: Path) -> None:
    folder = write(empty / "export", patients="Id,Last,First\n1,Ash,Ida\n", misc="x,y\n1,2\n")
    report = bring_in(folder)
    assert [(one.file, one.reason[:22]) for one in report.questions] == [("misc.csv", "not clear what it hold")]
    assert bring_in(folder, _saved(empty, 'ignore = ["misc.csv"]\n')).kept
