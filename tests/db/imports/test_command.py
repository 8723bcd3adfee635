"""`tctui import` at the command line, in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from tests.db.imports.exports import SAMPLES


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with an empty practice."""
    assert _tctui(tmp_path, "init").returncode == 0
    return tmp_path


def _tctui(home: Path, *arguments: str, zone: str = "UTC") -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "TCTUI_DATABASE": str(home / "practice.db"), "XDG_DATA_HOME": str(home), "TZ": zone}
    return subprocess.run(
        [sys.executable, "-m", "tctui", *arguments], capture_output=True, text=True, check=False, env=environment
    )  # fmt: skip


def test_the_report_is_printed_and_the_status_tells(home: Path) -> None:
    dirty = str(SAMPLES / "dirty")
    done = _tctui(home, "import", "--dry-run", str(SAMPLES / "clean"))
    assert (done.returncode, done.stderr) == (0, "")
    assert "patients                 3         0          0         0\n" in done.stdout
    assert "\nA dry run, nothing was changed (" in done.stdout
    done = _tctui(home, "import", "--profile", f"{dirty}/profile.toml", dirty)
    assert done.returncode == 2
    assert "treatment.csv, line 14, column Line ID: the id '1' stands on line 2 already\n" in done.stdout
    assert "Nothing was changed: 34 rows refused." in done.stdout
    done = _tctui(home, "import", "--skip-refused", "--profile", f"{dirty}/profile.toml", dirty)
    assert done.returncode == 0
    assert "Done, from riverside-old; 34 rows left out (" in done.stdout


def test_a_bad_profile_or_file_is_one_line(home: Path) -> None:
    profile = home / "bad.toml"
    profile.write_text('[patients]\ndelimiter = ","\n')
    done = _tctui(home, "import", "--profile", str(profile), str(SAMPLES / "clean"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        f"tctui: {profile}, line 2, patients.delimiter: expected one of comma, semicolon, tab, pipe.\n"
    )
    done = _tctui(home, "import", str(home / "none.csv"))
    assert (done.returncode, done.stderr) == (2, "tctui: none.csv cannot be read: No such file or directory.\n")
    done = _tctui(home, "import", "--date-format", "mdy", str(SAMPLES / "clean"))
    assert done.stderr.startswith("tctui: 'mdy' is no date format; expected one of m/d/Y, d/m/Y")


def test_nothing_is_left_beside_the_database(home: Path) -> None:
    _tctui(home, "import", str(SAMPLES / "clean"))
    assert not list(home.glob(".import-*"))
    assert not list(home.glob("*incoming*"))


def test_today_is_the_clinics_wherever_the_machine_stands(home: Path) -> None:
    there = datetime.now(timezone(timedelta(hours=14))).date()
    with sqlite3.connect(home / "practice.db") as practice:
        practice.execute("INSERT INTO practice VALUES (1, 1, 0, 'Far', '', '', '', '', 'CA', 'Etc/GMT-14', NULL, 0)")
    born = home / "patients.csv"
    born.write_text(f"id,last name,first name,birth date\n1,Chen,Wei,{there.isoformat()}\n")
    # 26 hours lie between the two zones, so that it is always another day there.
    done = _tctui(home, "import", str(born), zone="Etc/GMT+12")
    assert "Done, from csv (" in done.stdout, done.stdout
