"""Large exports: read row by row, in little memory, within the time that a person waits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEADER = "PatNum,LName,FName,Birthdate,Gender,Address,City,State,Zip,HmPhone,Email,Guarantor\n"

IN_OWN_PROCESS = """
import json, resource, sys, time
from pathlib import Path
from tests.db.imports.exports import bring_in, fresh_database

place = Path(sys.argv[1])
fresh_database(place / "home" / "practice.db")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.monotonic()
report = bring_in(place / "export", skip_refused=sys.argv[2] == "skip")
print(json.dumps({
    "seconds": time.monotonic() - began,
    "grown_mb": (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024,
    "kept": report.kept, "refused": report.refused, "listed": len(report.refusals),
    "added": {one.what: one.added for one in report.counts},
}))
"""


def _patients(path: Path, megabytes: int, spoil: int = 0) -> int:
    """Write patients up to a size; every `spoil`-th has a birth date that is none. Returns how many."""
    path.parent.mkdir(parents=True)
    count = size = 0
    with path.open("w", encoding="utf-8") as file:
        size += file.write(HEADER)
        while size < megabytes * 1024**2:
            count += 1
            month = 0 if spoil and count % spoil == 0 else count % 12 + 1
            size += file.write(
                f"{count},Name{count % 997},Given{count % 89},{month:02}/{count % 28 + 1:02}/{1940 + count % 80},F,"
                f"{count} Elm Street,Quarry Falls,OH,43000,555-{count:07},p{count}@example.org,{(count - 1) // 3 * 3 + 1}\n"
            )
    return count


def _run(place: Path, how: str = "") -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-c", IN_OWN_PROCESS, str(place), how],
        capture_output=True, text=True, check=True, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    print(done.stdout)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_five_megabytes(tmp_path: Path) -> None:
    count = _patients(tmp_path / "export" / "patients.csv", 5)
    found = _run(tmp_path)
    assert found["added"] == {"guarantors": -(-count // 3), "patients": count}
    assert float(str(found["seconds"])) < 30
    assert float(str(found["grown_mb"])) < 64


@pytest.mark.soak
def test_a_hundred_megabytes(tmp_path: Path) -> None:
    count = _patients(tmp_path / "export" / "patients.csv", 100)
    found = _run(tmp_path)
    assert found["kept"]
    assert found["added"] == {"guarantors": -(-count // 3), "patients": count}
    assert float(str(found["seconds"])) < 240
    assert float(str(found["grown_mb"])) < 128


@pytest.mark.soak
def test_a_hundred_megabytes_of_bad_rows_are_counted(tmp_path: Path) -> None:
    count = _patients(tmp_path / "export" / "patients.csv", 100, spoil=2)
    found = _run(tmp_path)
    assert not found["kept"]
    assert found["listed"] == 50_000
    # Besides the spoiled ones, those whose guarantor was spoiled.
    assert count // 2 <= int(str(found["refused"])) <= count
    assert float(str(found["grown_mb"])) < 160


@pytest.mark.soak
def test_a_practice_of_25000_patients_with_60000_lines(tmp_path: Path) -> None:
    folder = tmp_path / "export"
    _patients(folder / "patients.csv", 0)
    with (folder / "patients.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{n},Name{n},Given,{n % 12 + 1:02}/14/1970,F,1 Elm,Q,OH,4,555,,\n" for n in range(1, 25_001))
    (folder / "procedures.csv").write_text("Code,Description\n" + "".join(f"K{n},Work {n}\n" for n in range(40)))
    with (folder / "treatment.csv").open("w", encoding="utf-8") as file:
        file.write("ProcNum,PatNum,Treatment plan id,Phase,Visit,Code,ProcFee,Date TP,Status\n")
        for n in range(1, 60_001):
            who = n * 7 % 25_000 + 1
            state = ("TP", "Accepted", "Rejected", "Completed")[n % 4]
            file.write(f'{n},{who},{who},{n % 5 + 1},{n % 3 + 1},K{n % 40},"$1,{n % 1000:03}.00",10/20/2026,{state}\n')
    found = _run(tmp_path)
    assert found["kept"]
    assert found["added"] == {"procedures": 40, "patients": 25_000, "cases": 25_000, "lines": 60_000}
    assert float(str(found["seconds"])) < 45
