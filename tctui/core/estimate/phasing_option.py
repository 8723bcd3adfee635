"""What may move of an option: its visits as blocks for phasing, with the reason of each line that stays."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date, timedelta

from tctui.core.case import Line, Option, Phase, Visit
from tctui.core.estimate.phasing_block import Block
from tctui.core.schedule.spacing import Gap
from tctui.core.spoken import show_date

SOON_DAYS = 180
"""How long a line that is wanted soon may wait, unless the office says otherwise: no source sets a number."""


def blocks_of(option: Option, counted: Collection[int], today: date, soon_days: int = SOON_DAYS) -> list[Block]:
    """The option's counted lines as blocks in clinical order: what may move of a visit together, what may not apart.

    The block of what may move has the visit's id, that of what stays its negative.
    """
    blocks = []
    for phase in option.phases:
        for visit in phase.visits:
            lines = [line for line in visit.lines if line.id in counted]
            stays = {line.id: why for line in lines if (why := _why_fixed(line, visit, phase))}
            fixed = [line for line in lines if line.id in stays]
            free = [line for line in lines if line.id not in stays]
            if fixed:
                why = next(iter(stays.values()))
                blocks.append(Block(-visit.id, _label(fixed), tuple(str(line.id) for line in fixed), why))
            if free:
                blocks.append(_movable(visit, free, today + timedelta(days=soon_days)))
    return blocks


def _movable(visit: Visit, lines: Sequence[Line], latest: date) -> Block:
    planned = min((line.planned_on for line in lines if line.planned_on), default=None)
    soon = any(line.urgency == "soon" for line in lines)
    last = latest if soon else None
    why = f"wanted soon: not later than {show_date(last)}" if last else ""
    return Block(visit.id, _label(lines), tuple(str(line.id) for line in lines), "", planned, last, why)


def _why_fixed(line: Line, visit: Visit, phase: Phase) -> str:
    if line.state == "completed":
        return "done"
    if line.state == "in_treatment":
        return "begun"
    if visit.sitting is not None:
        return f"booked for {show_date(date.fromordinal(visit.sitting.day))}"
    if line.urgency == "immediate":
        return "urgent: it cannot wait"
    if phase.kind == "urgent":
        return "in the urgent phase: it cannot wait"
    return ""


def _label(lines: Iterable[Line]) -> str:
    return ", ".join(dict.fromkeys(f"{line.name} {line.site}".strip() for line in lines))


def block_gaps(blocks: Iterable[Block], between: Iterable[Gap]) -> list[Gap]:
    """The gaps between visits as gaps between the blocks that they are split into."""
    of_visit: dict[int, list[int]] = {}
    for block in blocks:
        of_visit.setdefault(abs(block.id), []).append(block.id)
    return [
        gap._replace(from_id=before, to_id=after)
        for gap in between
        for before in of_visit.get(gap.from_id, ())
        for after in of_visit.get(gap.to_id, ())
    ]
