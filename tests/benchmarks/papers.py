"""A document of ten pages drawn: the first one of a process, which loads the library, and the next."""

from __future__ import annotations

import io
import subprocess
import sys
import time

import pypdf

from tests.documents.every import every

LINES = 105
"""Procedures of an agreement of ten pages, paid by as many payments."""

FIRST = """
import time
from tests.benchmarks.papers import LINES
from tests.documents.every import every
draw = every(lines=LINES)["agreement"]
began = time.perf_counter()
draw()
print(time.perf_counter() - began)
"""


def paper_figures() -> list[tuple[str, float, str, str]]:
    """What was drawn, the seconds it took (the median of three), its pages, and what was asked."""
    draw = every(lines=LINES)["agreement"]
    pages = len(pypdf.PdfReader(io.BytesIO(draw())).pages)
    later = []
    for _ in range(3):
        began = time.perf_counter()
        draw()
        later.append(time.perf_counter() - began)
    firsts = [
        float(subprocess.run([sys.executable, "-c", FIRST], capture_output=True, text=True, check=True).stdout)
        for _ in range(3)
    ]
    told = f"{pages} pages"
    return [
        ("the first agreement of ten pages", sorted(firsts)[1], told, "≤ 1.5 s"),
        ("the next agreement of ten pages", sorted(later)[1], told, "≤ 1.5 s"),
    ]
