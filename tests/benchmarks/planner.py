"""The planner on its own: the published instances of a treatment in a full book, read, solved and answered."""

from __future__ import annotations

import gzip
import json
import statistics
import time
from pathlib import Path

from tctui.core.schedule.planner.answer import answer

SAMPLES = Path(__file__).parent.parent / "data" / "visit_plans"
TIMES = 5


def planner_figures() -> list[tuple[str, float, str, str]]:
    """Rows of what was measured: name, seconds, what was found, what is asked."""
    times = []
    for path in sorted(SAMPLES.glob("*.json.gz")):
        instance = json.loads(gzip.decompress(path.read_bytes()))
        runs = []
        for _ in range(TIMES):
            begin = time.perf_counter()
            answer(instance)
            runs.append(time.perf_counter() - begin)
        times.append(statistics.median(runs))
    found = f"{len(times)} instances"
    return [
        ("all visits of a treatment planned, median", statistics.median(times), found, "≤ 150 ms"),
        ("all visits of a treatment planned, worst", max(times), found, "≤ 3 s"),
    ]
