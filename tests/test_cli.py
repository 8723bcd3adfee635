"""The command line as real processes: version, keys, an interrupted demo."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tctui import __version__
from tctui.keymap import reference

TCTUI = [sys.executable, "-m", "tctui"]


def test_version_and_keys() -> None:
    said = subprocess.run([*TCTUI, "--version"], capture_output=True, text=True, check=True).stdout
    assert said == f"tctui {__version__}\n"
    assert subprocess.run([*TCTUI, "keys"], capture_output=True, text=True, check=True).stdout == reference()


def test_an_unknown_command_is_named_with_those_that_there_are() -> None:
    wrong = subprocess.run([*TCTUI, "lst"], capture_output=True, text=True, check=False)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("tctui: no command is called 'lst' (choose from 'init', ")


def test_the_command_line_loads_no_textual() -> None:
    script = "import sys, tctui.__main__, tctui.cli, tctui.keymap; print('textual' in sys.modules, 'peewee' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert said == "False False\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_an_interrupted_demo_leaves_no_half_practice(tmp_path: Path, number: signal.Signals) -> None:
    path = tmp_path / "home" / "demo.db"
    making = subprocess.Popen([*TCTUI, "demo", "--database", str(path)], stdout=subprocess.DEVNULL)
    until = time.monotonic() + 10
    while not path.exists() and time.monotonic() < until:
        time.sleep(0.02)
    making.send_signal(number)
    assert making.wait(10) == 128 + number
    assert list(path.parent.iterdir()) == []
