"""Teaching pages over the case: what a treatment is, in plain words and large enough to be read together."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence

from tctui.core.case import Line as PlanLine
from tctui.core.errors import Refused
from tctui.core.teaching import kinds_of
from tctui.db.teaching import pages
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row, Section

WIDEST = 76


def show_teaching(place: Place, lines: Sequence[PlanLine]) -> None:
    """Show the pages about the kinds of treatment of some lines; raises Refused where none tells about them."""
    found = pages(kinds_of(lines))
    if not found:
        raise Refused("No teaching page tells about this: it is an exam or a cleaning.")
    width = min(WIDEST, place.size.width - 3)
    rows: list[Line] = []
    for page in found:
        for part, said in page.says:
            rows.append(Section(f"{page.title}: {part.lower()}"))
            for paragraph in said.split("\n"):
                rows += [Row((page.kind, part, len(rows), row), (row,)) for row in textwrap.wrap(paragraph, width)]
    place.open_list(
        [("In plain words  ", "heading"), (", ".join(page.title for page in found), "strong")],
        [Column("")],
        rows,
        about=lambda key: (
            "printed with the plan: d, then the plan",
            "Settings, Teaching pages: the office's own words",
        ),
    )
