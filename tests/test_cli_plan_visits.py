"""``tctui plan-visits`` through the real process: packed and plain, in words, and what a wrong file is told."""

from __future__ import annotations

import gzip
import json

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


def test_a_wrong_instance_is_refused_with_its_path() -> None:
    instance = sample("s10")
    instance["visits"][2]["pattern"] = "doctor"
    done = tctui("plan-visits", "-", given=json.dumps(instance).encode())
    assert done.returncode == 2
    assert b"visits[2].pattern: not a pattern: 'doctor'" in done.stderr
    assert b"Traceback" not in done.stderr
