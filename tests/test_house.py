"""The house rules as tests: the arrows between rooms, ruff, mypy, and what an import loads."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parent.parent
CIRCLES = {
    # A place opens forms and lists over itself, and both are places; a list may stand over hidden names.
    frozenset({"tctui.screens.place", "tctui.screens.form", "tctui.screens.pick", "tctui.screens.veil"}),
    # The ways to pay and the account of what was agreed are a key apart, in both directions.
    frozenset({"tctui.screens.pay", "tctui.screens.account"}),
}
"""Files that may import one another in a circle, when a key is pressed; every other import goes one way."""

HEAVY = ("textual", "rich", "peewee", "pysqlite3", "sqlite3", "fpdf", "argon2")


def run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_the_arrows_hold() -> None:
    script = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:]


def test_no_files_import_one_another_beyond_those_named() -> None:
    graph = grimp.build_graph("tctui", exclude_type_checking_imports=True, cache_dir=None)
    below = {module: graph.find_upstream_modules(module) for module in graph.modules}
    around = ({module, *(other for other in found if module in below[other])} for module, found in below.items())
    assert {frozenset(circle) for circle in around if len(circle) > 1} == CIRCLES


def test_ruff_has_nothing_to_say() -> None:
    run("ruff", "check", "tctui", "tests")


def test_types_hold() -> None:
    run("mypy")


@pytest.mark.parametrize("module", ["tctui.core.estimate", "tctui.core.pipeline", "tctui.core.schedule.openings"])
def test_core_loads_nothing_heavy(module: str) -> None:
    script = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert out.strip() == "[]"


def test_no_file_is_above_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for folder in ("tctui", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if (count := len(path.read_text().splitlines())) > 400
    }
    assert long == {}


def test_every_file_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for folder in ("tctui", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if (text := path.read_text()) and not text.startswith('"""')
    ]
    assert silent == []
