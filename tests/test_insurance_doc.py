"""docs/insurance.md is held to the program: what it says can be typed can be typed, and its settings are read."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tctui.core.insurance.cells import CELLS, Kind
from tctui.core.insurance.stored import SERVICES, services_from
from tctui.core.insurance.typed import read_cell

TEXT = (Path(__file__).parent.parent / "docs" / "insurance.md").read_text()
ROWS: dict[str, Kind] = {
    "percent": "percent", "deductible applies": "yes_no", "waiting period": "wait", "amount": "money",
    "how often": "frequency", "paid again after": "years", "to what age": "age", "missing-tooth clause": "clause",
    "paid as the cheaper one": "teeth", "carry-over": "carry", "year begins": "month", "date": "date",
}  # fmt: skip


@pytest.mark.parametrize("row", ROWS)
def test_what_the_table_of_the_guide_names_can_be_typed(row: str) -> None:
    (line,) = (line for line in TEXT.splitlines() if line.startswith(f"| {row} |"))
    typed = re.findall(r"`([^`]+)`", line.split("|", 2)[2])
    cell = next(cell for cell in CELLS.values() if cell.kind == ROWS[row])
    assert typed
    for text in typed:
        if row != "percent" or "/" not in text:
            read_cell(cell, text, date(2026, 11, 23))


def test_the_settings_of_the_guide_are_read() -> None:
    blocks = [json.loads(line) for line in TEXT.splitlines() if line.startswith('{"')]
    assert services_from(blocks[0])["sealant"].area == "tooth"
    assert set(re.findall(r"`([a-z_]+)`", TEXT[TEXT.index("Services are") :].split(".")[0])) == set(SERVICES)
