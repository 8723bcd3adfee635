"""Alike blocks: those of which it makes no difference which one is done earlier, so that one order of them is enough."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from tctui.core.estimate.phasing_block import Block
from tctui.core.estimate.rules import Area, ToothGroup
from tctui.core.estimate.teeth import GROUPS, quadrant, sextant
from tctui.core.estimate.terms import CoverageTerms, Patient, PlannedLine
from tctui.core.schedule.spacing import Gap

_PLACES = (Area.QUADRANT, Area.SEXTANT, Area.ARCH, Area.OWN)


def alike_gaps(
    blocks: Sequence[Block],
    gaps: Sequence[Gap],
    lines: Sequence[PlannedLine],
    coverages: Sequence[CoverageTerms],
    patient: Patient,
) -> Iterator[Gap]:
    """Keep the planned order between neighbors that are alike in all that an estimate, a gap or a window looks at.

    Two are neighbors when no other line is computed between theirs: exchanged, every line then costs what the other
    one did, so the choices that keep the order hold the best one too. Gaps name blocks by place.
    """
    order = {line.id: place for place, line in enumerate(sorted(lines, key=lambda line: line.priority))}
    by_id = {line.id: line for line in lines}
    seen = {entry.tooth for terms in coverages for entry in terms.history} | set(patient.teeth_lost)
    by_place = any(rule.area in _PLACES for terms in coverages for rule in terms.frequencies)
    groups = sorted({rule.when for terms in coverages for rule in terms.downgrades} & GROUPS.keys())
    teeth = [tuple(by_id[line].tooth for line in block.lines) for block in blocks]
    marks = [
        (
            tuple(_bare(by_id[line], groups, by_place) for line in block.lines),
            _around(place, gaps),
            block.planned,
            block.not_after,
        )
        for place, block in enumerate(blocks)
    ]
    for one, other in pairwise(range(len(blocks))):
        if blocks[one].fixed or blocks[other].fixed or marks[one] != marks[other]:
            continue
        own = {tooth for tooth in (*teeth[one], *teeth[other]) if tooth}
        mine = {*blocks[one].lines, *blocks[other].lines}
        rest = {line.tooth for line in lines if line.id not in mine}
        apart = not set(teeth[one]) & set(teeth[other]) - {""}
        places = sorted(order[line] for line in mine)
        together = places == list(range(places[0], places[0] + len(places)))
        if apart and together and not own & (rest | seen) and _in_order(blocks[one], blocks[other], order):
            yield Gap(one, other, 0, None, True, "")


def _in_order(one: Block, other: Block, order: dict[str, int]) -> bool:
    return max(order[line] for line in one.lines) < min(order[line] for line in other.lines)


def _bare(line: PlannedLine, groups: Sequence[ToothGroup], by_place: bool) -> tuple[object, ...]:
    """All of a line that makes a difference, with its tooth only by what the rules look at."""
    tooth = line.tooth.upper()
    place = (sextant(tooth), quadrant(tooth), line.area) if by_place else ()
    bare = replace(line, id="", tooth="", area="", priority=0, phase="", provider="", on=None)
    return (bare, bool(tooth), tuple(tooth in GROUPS[group] for group in groups), place)


def _around(place: int, gaps: Sequence[Gap]) -> frozenset[tuple[bool, int, int, int | None]]:
    """The gaps of a block: whether it comes first, the other block, and the days."""
    return frozenset(
        (gap.from_id == place, gap.to_id if gap.from_id == place else gap.from_id, gap.min_days, gap.max_days)
        for gap in gaps
        if place in (gap.from_id, gap.to_id)
    )
