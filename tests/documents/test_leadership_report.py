"""The report for leadership: read back, the same bytes in every process, long names and large amounts."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pypdf import PdfReader

from tctui.core.documents.leadership_report import draw_up
from tctui.core.documents.parts import Practice
from tctui.core.figures.facts import EVERYONE, ClaimFact, Facts, Where
from tctui.core.figures.report import broken_down, report
from tctui.documents.leadership_report import render_leadership_report
from tests.core.figures.paper import PERIOD, ago, paper_facts

PRACTICE = Practice("Riverside Dental Łódź 张伟", ("1 River Road",), "555 0100")
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
NAMES = {1: "maria", 2: "a coordinator with a name that is far longer than its column", None: "nobody"}


def drawn(facts: Facts) -> bytes:
    apart = broken_down(facts, PERIOD, EVERYONE, {}, "owner")
    parts = {NAMES[key]: tolds for key, tolds in apart.items() if key in (1, 2, None)}
    made = draw_up(PRACTICE, PERIOD, "by coordinator", NOW, report(facts, PERIOD, EVERYONE, {}), parts)
    return render_leadership_report(made)


def pages(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def test_every_figure_is_read_back_with_its_target() -> None:
    text = "\n".join(pages(drawn(paper_facts())))
    for told in ("Acceptance, dollars", "45.1 %", "$3,200", "5.0 d", "Targets that were missed", "Side by side",
                 "Presentation rate: 71.4 %, target 95 %", "Łódź 张伟", "15 Aug – 23 Nov 2026", "< 8 %", "± 3 %"):  # fmt: skip
        assert told in text, told
    assert "181–365 days" in text
    # What counted nothing in either period has no line.
    assert "over 365 days $0" not in text


def test_forty_codes_and_a_large_amount_stay_on_their_pages() -> None:
    facts = paper_facts()
    claims = [ClaimFact(n, 11, Where(), ago(5), f"A plan with a long name {n % 3}", f"C{n:02}", 10_000, 250 * n)
              for n in range(40)]  # fmt: skip
    line = replace(facts.lines[6], cents=12_345_678_900)
    content = drawn(replace(facts, claims=claims, lines=[*facts.lines, line]))
    found = pages(content)
    assert 2 <= len(found) <= 5
    text = "\n".join(found)
    assert "$123,459,989" in text
    assert all(f"page {number} of {len(found)}" in page for number, page in enumerate(found, 1))
    # Those farthest from what was estimated are printed: code 0 was paid nothing.
    assert "C00" in text
    assert "C39" not in text


def test_nothing_to_count_is_a_report_all_the_same() -> None:
    text = "\n".join(pages(drawn(Facts(ago(0)))))
    assert "Every target was met" not in text
    assert "Nothing was counted" in text


def test_the_same_bytes_in_every_process() -> None:
    script = (
        "import hashlib; from tests.documents.test_leadership_report import drawn, paper_facts;"
        " print(hashlib.sha256(drawn(paper_facts())).hexdigest())"
    )
    wanted = hashlib.sha256(drawn(paper_facts())).hexdigest()
    for seed in ("1", "77"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        out = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=env,
                             cwd=Path(__file__).parents[2])  # fmt: skip
        assert out.stdout.strip() == wanted
