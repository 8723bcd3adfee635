"""The README: one command that opens, one that tests, the one that CI runs; a real screen, links that lead somewhere."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from tctui.keymap import reference

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


def commands(mark: str) -> list[str]:
    (block,) = re.findall(rf"<!-- {mark} -->\n```\n(.*?)\n```", README, re.DOTALL)
    return str(block).splitlines()


def test_one_command_opens_and_one_tests() -> None:
    assert len(commands("open command")) == len(commands("test command")) == 1
    assert README.count("python3 -m venv") == 2


def test_ci_runs_the_test_command_of_the_readme() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    line = next(line for line in script.splitlines() if line.startswith("test_command="))
    shown = subprocess.run(
        ["bash", "-c", f'{line}; printf %s "$test_command"'], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    assert [shown] == commands("test command")


def test_the_screen_is_a_frame_of_the_tests() -> None:
    ((name, shown),) = re.findall(r"<!-- screen: (\S+) -->\n```\n(.*?)\n```", README, re.DOTALL)
    assert shown.splitlines() == (ROOT / name).read_text().rstrip("\n").splitlines()


def test_links_lead_to_files() -> None:
    for link in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / link).exists(), link


def test_the_list_of_keys_is_the_programs() -> None:
    assert (ROOT / "docs" / "keys.md").read_text() == reference()
