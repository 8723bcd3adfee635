"""docs/figures.md names every figure with its formula and target, and every rule of the audit queue with its fix."""

from __future__ import annotations

from pathlib import Path

from tctui.core.audit_queue import FIXES, Rule
from tctui.core.figures.catalog import ENDING, FINANCED, STANDING

DOC = (Path(__file__).parents[1] / "docs" / "figures.md").read_text(encoding="utf-8")


def test_every_figure_stands_there() -> None:
    for kpi in (*STANDING, FINANCED, *ENDING):
        row = f"| {kpi.label.strip()} | {kpi.formula} | "
        assert row in DOC, kpi.key
        target = DOC.split(row)[1].split("|")[0].strip()
        assert bool(target) == (kpi.target is not None), kpi.key
        if kpi.target is not None:
            assert f"{kpi.target / 100:g} %" in target


def test_every_rule_stands_there() -> None:
    for rule in Rule:
        assert f"| {rule.value} | " in DOC
        assert DOC.split(f"| {rule.value} | ")[1].splitlines()[0].endswith(f"| {FIXES[rule].value} |")
