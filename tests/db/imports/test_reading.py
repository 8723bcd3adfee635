"""Files as they come: encodings, delimiters, headers, quotes, blank and broken rows, limits, and what cannot be read at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from tctui.core.errors import Refused, Unreadable
from tctui.db.imports import reading
from tctui.db.imports.fields import BY_NAME, kind_of_file, known_columns
from tctui.db.imports.reading import Bad, find_encoding, find_layout, guess_kind, rows_of
from tests.db.imports.exports import bring_in, csv_text, rows, said, write
from tests.hostile import HOSTILE

PATIENTS = BY_NAME["patients"]


def _read(path: Path, encoding: str = "", delimiter: str = "") -> list[tuple[int, list[str] | str]]:
    layout = find_layout(path, PATIENTS, encoding, delimiter, 0)
    return [(line, row.reason if isinstance(row, Bad) else row) for line, row in rows_of(layout)]


def _file(folder: Path, content: bytes) -> Path:
    path = folder / "patients.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("codec", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("cp1252", "windows-1252"),
        ("utf-16", "utf-16"),
        ("utf-16-be", "utf-16"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(
    tmp_path: Path, codec: str, found: str, delimiter: str, ending: str
) -> None:
    table = [["PatNum", "LName", "FName"], ["1", "Müller", "Zoë"], ["2", "O'Neill", "Ann"]]
    text = "".join(delimiter.join(row) + ending for row in table)
    path = _file(tmp_path, ("\ufeff" * (codec == "utf-16-be") + text).encode(codec))
    assert find_encoding(path) == found
    layout = find_layout(path, PATIENTS, "", "", 0)
    assert (layout.encoding, layout.delimiter, list(layout.headers)) == (found, delimiter, table[0])
    assert _read(path) == [(2, table[1]), (3, table[2])]


def test_a_file_that_mixes_encodings_is_refused_until_it_is_said(tmp_path: Path) -> None:
    path = _file(tmp_path, "Id,Last,First\n1,Zoë,A\n".encode() + "2,Müller,B\n".encode("cp1252") + b"3,Plain,C\n")
    with pytest.raises(Unreadable, match="mixes UTF-8 with another encoding, first on line 3"):
        find_encoding(path)
    assert _read(path, "utf-8") == [
        (2, ["1", "Zoë", "A"]),
        (3, "bytes on line 3 that are not of the encoding"),
        (4, ["3", "Plain", "C"]),
    ]


def test_a_letter_on_the_edge_of_a_chunk_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_CHUNK", 16)
    assert find_encoding(_file(tmp_path, "Id,Last,First\n1,Zoë,Zoë,Zoë Zoë Zoë\n".encode())) == "utf-8"


def test_rows_are_numbered_by_the_line_they_begin_on(tmp_path: Path) -> None:
    path = _file(tmp_path, b'Export of today\n\nId,Last,First\n\n1,"A\nB\nC",x\n , ,\n2,D,y\n')
    assert _read(path) == [(5, ["1", "A\nB\nC", "x"]), (9, ["2", "D", "y"])]


def test_broken_rows_are_told_from_good_ones(tmp_path: Path) -> None:
    path = _file(tmp_path, b'Id,Last,First\n1,A\n2,B,x,y\n3,C,x,,\n4,"D"e,x\n5,F\x00,x\n6,G,x\n')
    assert _read(path) == [
        (2, "has 2 cells, the header has 3"),
        (3, "has 4 cells, the header has 3"),
        (4, ["3", "C", "x"]),
        (5, "a quote inside a quoted cell is not doubled"),
        (6, "a NUL byte on line 6"),
        (7, ["6", "G", "x"]),
    ]


def test_a_quote_that_is_never_closed_stops_the_import(empty: Path) -> None:
    folder = write(empty / "export", patients='Id,Last,First\n1,A,x\n2,"B,x\n3,C,x\n')
    with pytest.raises(Unreadable, match=r"patients.csv, line 3: a quote is opened there and not closed"):
        bring_in(folder, skip_refused=True)
    write(folder, patients='Id,Last,First\n1,"A,x\n' + "2,B,x\n" * 30_000)
    with pytest.raises(Unreadable, match=r"patients.csv, line 2: a quote is opened there"):
        bring_in(folder, skip_refused=True)
    assert rows("SELECT COUNT(*) FROM patient") == [(0,)]


def test_limits_are_refused_in_plain_words(empty: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write(empty / "export", patients="Id,Last,First\n1,A,x\n2,B,x\n3,C,x\n")
    monkeypatch.setattr(reading, "ROW_LIMIT", 2)
    with pytest.raises(Unreadable, match=r"patients.csv has more than 2 rows. Split it."):
        bring_in(folder)
    monkeypatch.setattr(reading, "SIZE_LIMIT", 10)
    with pytest.raises(Unreadable, match=r"patients.csv has 32 bytes; at most 10 are read. Split it."):
        bring_in(folder)
    monkeypatch.undo()
    write(folder, patients="Id,Last,First\n1,A," + "x" * 1_100_000 + "\n")
    with pytest.raises(Unreadable, match=r"line 2: longer than 1,000,000 characters"):
        bring_in(folder)
    write(folder, patients="Id,Last,First\n1,A," + "x" * 501 + "\n2," + "y" * 500 + ",B\n")
    assert said(bring_in(folder)) == [("patients.csv", 2, "longer than 500 characters (501)")]


def test_what_is_no_file_is_refused(empty: Path) -> None:
    with pytest.raises(Unreadable, match=r"nothing.csv cannot be read: No such file"):
        bring_in([empty / "nothing.csv"])
    with pytest.raises(Refused, match="no CSV file"):
        bring_in(write(empty / "bare"))
    (empty / "empty.csv").touch()
    with pytest.raises(Unreadable, match=r"empty.csv is empty"):
        bring_in([empty / "empty.csv"])
    with pytest.raises(Unreadable, match="is not a file that this user can read"):
        bring_in([Path("/dev/zero")])


def test_files_are_known_by_name_or_by_headers() -> None:
    names = {
        "Treatment_Plans 2026": "treatment", "insurance-plans": "plans", "PatPlan": "coverages", "patients": "patients",
        "FeeSchedules": "fees", "procedure_codes": "procedures", "appointment book": "appointments", "chairs": "operatories",
        "Carriers": "carriers", "guarantors": "guarantors", "providers": "providers",
    }  # fmt: skip
    for name, kind in names.items():
        found = kind_of_file(name)
        assert found is not None
        assert found.name == kind, name
    assert kind_of_file("export1") is None
    guessed = guess_kind(("AptNum", "PatNum", "ProvNum", "Op", "AptDateTime", "Length"))
    assert guessed is BY_NAME["appointments"]
    assert guess_kind(("a", "b")) is None


def test_our_own_field_names_are_known_in_every_kind() -> None:
    for kind in BY_NAME.values():
        names = [field.name for field in kind.fields]
        assert list(known_columns(kind, names).values()) == list(range(len(names))), kind.name


def test_hostile_text_comes_in_clean_or_not_at_all(empty: Path) -> None:
    table = [[str(number), text, "x"] for number, text in enumerate(HOSTILE, start=1)]
    text = csv_text(["Id", "Last name", "First name"], table).encode("utf-8", "surrogatepass")
    (empty / "patients.csv").write_bytes(text)
    profile = empty / "profile.toml"
    profile.write_text('encoding = "utf-8"\n')
    report = bring_in([empty / "patients.csv"], profile, skip_refused=True)
    held = "".join(name for (name,) in rows("SELECT last_name FROM patient"))
    assert held.isprintable()
    assert report.count("patients").added + report.refused == len(table)
