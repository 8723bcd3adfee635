"""The commands that compute from a file: published figures through the real process, and what a wrong file is told."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

DATA = Path(__file__).parent / "data"
CREDITS: list[dict[str, Any]] = json.loads((DATA / "apr_cases.json").read_text("utf-8"))["cases"]


def tctui(*arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Run the command in a process of its own with ``given`` on standard input."""
    return subprocess.run(
        [sys.executable, "-m", "tctui", *arguments], input=given, capture_output=True, env=dict(os.environ), timeout=60
    )


def test_every_published_rate_comes_out_of_the_command_to_the_printed_digit() -> None:
    done = tctui("apr", str(DATA / "apr_cases.json"))
    assert done.returncode == 0, done.stderr
    for case, reply in zip(CREDITS, json.loads(done.stdout), strict=True):
        expect = {name: text for name, text in case["expect"].items() if name != "places"}
        assert {name: reply[name] for name in expect} == expect, case["id"]


def test_one_credit_on_standard_input_packed_or_not_gives_one_object() -> None:
    one = json.dumps(CREDITS[0]).encode()
    plain, packed = tctui("apr", "-", given=one), tctui("apr", "-", given=gzip.compress(one))
    assert json.loads(plain.stdout)["apr"] == CREDITS[0]["expect"]["apr"]
    assert plain.stdout == packed.stdout


def test_a_refused_credit_leaves_its_reason_in_its_place_and_the_others_are_answered() -> None:
    never = {**CREDITS[0], "id": "never", "advances": [{"date": "1978-01-10", "amount": "90000"}]}
    done = tctui("apr", "-", given=json.dumps([never, CREDITS[0]]).encode())
    first, second = json.loads(done.stdout)
    assert done.returncode == 2
    assert first["id"] == "never"
    assert first["error"]
    assert second["apr"] == CREDITS[0]["expect"]["apr"]
    assert b"standard input: request 1, line 1: " in done.stderr


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (b'{"a": 1,\n  "b" 2}', "line 2, column 7"),
        (b"", "line 1, column 1"),
        (b"\xff\xfe", "not UTF-8"),
        (b'{"a": NaN}', "line 1: a: NaN is not a number"),
        (b"[" * 100_000, "too deep"),
        (b"7", "expected an object"),
        (b"\x1f\x8b not gzip", "standard input: "),
    ],
)
@pytest.mark.parametrize("command", ["apr", "estimate"])
def test_a_wrong_file_gets_one_line_that_says_where(command: str, given: bytes, said: str) -> None:
    done = tctui(command, "-", given=given)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert len(done.stderr.splitlines()) == 1


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    done = tctui("estimate", str(tmp_path / "none.json"))
    assert done.returncode == 2
    assert done.stderr.decode().rstrip().endswith("none.json: No such file or directory")
