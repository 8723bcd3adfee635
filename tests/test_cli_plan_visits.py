"""``tctui plan-visits`` through the real process: packed and plain, in words, and what a wrong file is told."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.core.schedule.test_planner import OPTIMA, SAMPLES, sample
from tests.test_cli_figures import tctui


def test_a_packed_instance_gives_the_plan_with_its_measures_and_frontier() -> None:
    done = tctui("plan-visits", str(SAMPLES / "s3.json.gz"))
    reply = json.loads(done.stdout)
    assert done.returncode == 0
    assert reply["objective"] == OPTIMA["s3"]["optimum"]
    assert reply["frontier"] == OPTIMA["s3"]["frontier"]
    assert [sorted(place) for place in reply["visits"]] == [["day", "id", "operatory", "provider", "start"]] * 6


def test_standard_input_and_a_list_are_answered_as_well() -> None:
    text = json.dumps([sample("s10"), sample("s12")]).encode()
    replies = json.loads(tctui("plan-visits", "-", given=gzip.compress(text)).stdout)
    assert [reply["status"] for reply in replies] == ["OPTIMAL", "INFEASIBLE"]
    assert replies[1]["visits"] == []


def test_a_plan_is_told_in_words() -> None:
    told = tctui("plan-visits", "--explain", str(SAMPLES / "s10.json.gz")).stdout.decode()
    assert told.startswith("s10: 3 visits in 3 trips ending day 22 (")
    assert "More trips would not end it sooner." in told


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("damaged", b"standard input: is packed with gzip and damaged; pack it anew."),
        ("cut off", b"standard input: Compressed file ended before the end-of-stream marker was reached"),
        (b"[" * 100_000, b"standard input: lists or objects lie too deep in each other."),
        (b'{"days": ' + b"9" * 5_000 + b"}", b"standard input: a number has more digits than any figure needs."),
        (b'{"days": 1,\n "visits": [{"earliest": -Infinity}]}',
         b"standard input: line 2: visits[0].earliest: -Infinity is not a number."),
        (b"", b"standard input: line 1, column 1: Expecting value."),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(content: str | bytes, said: bytes) -> None:
    packed = bytearray((SAMPLES / "s3.json.gz").read_bytes())
    if content == "damaged":
        packed[3_000:3_060] = bytes(letter ^ 0x5A for letter in packed[3_000:3_060])
    given = content if isinstance(content, bytes) else bytes(packed if content == "damaged" else packed[:4_000])
    done = tctui("plan-visits", "-", given=given)
    assert done.returncode == 2
    assert said in done.stderr
    assert b"incident" not in done.stderr


def test_a_wrong_instance_is_refused_with_its_path() -> None:
    instance = sample("s10")
    instance["visits"][2]["pattern"] = "doctor"
    done = tctui("plan-visits", "-", given=json.dumps(instance).encode())
    assert done.returncode == 2
    assert b"visits[2].pattern: not a pattern: 'doctor'" in done.stderr
    assert b"Traceback" not in done.stderr
