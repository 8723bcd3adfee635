"""What stands in the way is said in one line with what to do, as a real process; no traceback reaches anyone."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tctui.db import connection, private_files, schema
from tctui.db.models import database
from tests.practice import TinyPractice
from tests.terminal import Terminal


def tctui(*arguments: str, home: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config"), **environ}
    run = [sys.executable, "-m", "tctui", *arguments]
    return subprocess.run(run, capture_output=True, text=True, env=env, check=False, stdin=subprocess.DEVNULL)


def one_line(done: subprocess.CompletedProcess[str], *words: str) -> None:
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.startswith("tctui: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    for word in words:
        assert word in done.stderr


def on_terminal(home: Path, *arguments: str, columns: int = 80, lines: int = 24, term: str = "xterm") -> str:
    """What is left on the screen of a real terminal after tctui has ended."""
    env = {"TERM": term, "XDG_DATA_HOME": str(home / "data"), "XDG_CONFIG_HOME": str(home / "config")}
    with Terminal([sys.executable, "-m", "tctui", *arguments], columns=columns, lines=lines, env=env) as terminal:
        terminal.wait()
        return "".join(line.ljust(columns) for line in terminal.screen())


def test_no_database(tmp_path: Path) -> None:
    one_line(tctui("check", "--database", str(tmp_path / "no.db"), home=tmp_path), "No database at", "tctui demo")


def test_a_newer_database(practice: TinyPractice, tmp_path: Path) -> None:
    database.execute_sql(f"PRAGMA user_version = {schema.KNOWN + 4}")
    connection.close_database()
    one_line(tctui("check", "--database", str(practice.path), home=tmp_path), "newer tctui", "Install")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write every file; run the tests as another user for this one")
def test_a_read_only_file(practice: TinyPractice, tmp_path: Path) -> None:
    connection.close_database()
    practice.path.chmod(0o400)
    one_line(tctui("check", "--database", str(practice.path), home=tmp_path), "read-only")


def test_another_file(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Wei, your crown is ready.")
    one_line(tctui("check", "--database", str(tmp_path / "letter.txt"), home=tmp_path), "not a tctui database")


def test_locked_by_another(practice: TinyPractice) -> None:
    """A program that keeps the file to itself: refused in words after a short wait, and what was there stays."""
    from tctui.core.errors import Refused
    from tctui.db.unit_of_work import unit_of_work
    from tests.practice import NOW

    script = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1]); other.execute('BEGIN IMMEDIATE');"
        "print('held', flush=True); sys.stdin.read()"
    )
    run = [sys.executable, "-c", script, str(practice.path)]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        database.execute_sql("PRAGMA busy_timeout = 200")
        with pytest.raises(Refused, match="Another program holds the database"), unit_of_work(1, "x", NOW):
            pass
        assert other.stdin is not None
        other.stdin.close()
        other.wait()
    with unit_of_work(1, "x", NOW):
        pass


def test_a_stuck_session_is_named_as_such(practice: TinyPractice, monkeypatch: pytest.MonkeyPatch) -> None:
    from tctui.db import unit_of_work as module
    from tests.practice import NOW

    monkeypatch.setattr(module, "WAIT_SECONDS", 0.2)
    with private_files.lock_path(practice.path).open("w") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        with pytest.raises(connection.LockedDatabase, match="Another session"), module.unit_of_work(1, "x", NOW):
            pass


def test_not_a_terminal(practice: TinyPractice, tmp_path: Path) -> None:
    one_line(tctui("--database", str(practice.path), home=tmp_path, TERM="xterm"), "not a terminal", "ssh -t")


def test_a_terminal_that_is_too_small(practice: TinyPractice, tmp_path: Path) -> None:
    said = on_terminal(tmp_path, "--database", str(practice.path), columns=59, lines=19)
    assert "needs 60 columns and 20 lines" in said


def test_an_unknown_terminal(practice: TinyPractice, tmp_path: Path) -> None:
    said = on_terminal(tmp_path, "--database", str(practice.path), term="no-such-kind")
    assert "TERM=no-such-kind is not known here" in said


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("keys.toml", '[keys]\nlock = "q"\n', "'lock'"),
        ("keys.toml", '[keys]\nlokc = "x"\n', "no action named 'lokc'"),
        ("keys.toml", "[keys\n", "keys.toml"),
        ("settings.toml", "lock_seconds = 1\n", "must lie between"),
    ],
)
def test_a_bad_keymap_or_setting(practice: TinyPractice, tmp_path: Path, file: str, content: str, words: str) -> None:
    folder = tmp_path / "config" / "tctui"
    folder.mkdir(parents=True)
    (folder / file).write_text(content)
    said = on_terminal(tmp_path, "--database", str(practice.path))
    assert words in said
    assert "Traceback" not in said


def test_a_bad_profile(practice: TinyPractice, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text("[files.patients]\ncolour = 3\n")
    (tmp_path / "patients.csv").write_text("id,last\n1,Chen\n")
    done = tctui(
        "import", "--database", str(practice.path), "--profile", str(tmp_path / "p.toml"), str(tmp_path / "patients.csv"),
        home=tmp_path,
    )  # fmt: skip
    one_line(done, "p.toml")


def test_an_unexpected_error_is_a_number_and_the_log_holds_no_values(practice: TinyPractice, tmp_path: Path) -> None:
    database.execute_sql("UPDATE treatment_case SET diagnosed_on = 'a signature of Wei Chen'")
    connection.close_database()
    done = tctui("report", "--database", str(practice.path), home=tmp_path)
    assert done.returncode == 1
    assert "Something went wrong (incident " in done.stderr
    assert "Traceback" not in done.stderr
    assert "signature" not in done.stderr
    log = tmp_path / "data" / "tctui" / "incidents.log"
    assert log.stat().st_mode & 0o777 == 0o600
    assert "ValueError" in log.read_text()
    assert "Wei Chen" not in log.read_text()


def test_opening_on_a_terminal_says_it_as_well(practice: TinyPractice, tmp_path: Path) -> None:
    missing = on_terminal(tmp_path, "--database", str(tmp_path / "no.db"))
    assert missing.startswith("tctui: No database at")
    database.execute_sql(f"PRAGMA user_version = {schema.KNOWN + 4}")
    connection.close_database()
    newer = on_terminal(tmp_path, "--database", str(practice.path))
    assert newer.startswith("tctui: ")
    assert "newer tctui" in newer
    assert not any("Traceback" in said for said in (missing, newer))


@pytest.mark.soak
def test_a_file_that_another_program_keeps_is_refused_after_twenty_seconds(
    practice: TinyPractice, tmp_path: Path
) -> None:
    connection.close_database()
    script = (
        "import sqlite3, sys; other = sqlite3.connect(sys.argv[1]); other.execute('PRAGMA locking_mode = EXCLUSIVE');"
        "other.execute('BEGIN EXCLUSIVE'); other.execute('UPDATE practice SET phone = 1');"
        "print('held', flush=True); sys.stdin.read()"
    )
    run = [sys.executable, "-c", script, str(practice.path)]
    with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        done = tctui("check", "--database", str(practice.path), home=tmp_path)
        one_line(done, "Another program holds the database")
        assert other.stdin is not None
        other.stdin.close()
