"""Cases built in one line for tests of the core: options of visits of lines with their events and appointment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any

from tctui.core.case import CaseFile, Line, LineEvent, Option, Phase, Sitting, Visit
from tctui.core.pipeline import line_state

TODAY = date(2026, 11, 23)
_ids = count(1)


def sitting(state: str = "scheduled", in_days: int = 7, booked: int = -2) -> Sitting:
    """An appointment of ninety minutes at nine, `in_days` from today, booked `booked` days from today."""
    day = TODAY.toordinal() + in_days
    return Sitting(next(_ids), day, 108, 18, state, TODAY + timedelta(days=booked))


def line(*happened: str | tuple[str, int], held: Sitting | None = None, **fields: Any) -> Line:
    """A line of $1,000 with these events; a bare kind happened ten days ago, (kind, n) n days from today."""
    events = tuple(
        LineEvent(next(_ids), kind, TODAY + timedelta(days=days))
        for kind, days in (item if isinstance(item, tuple) else (item, -10) for item in happened)
    )
    state = line_state((event.kind for event in events), held.state if held else None)
    values: dict[str, Any] = {
        "id": next(_ids), "visit_id": 0, "ordinal": 1, "code": "X1", "name": "crown", "category": "major", "tooth": "3",
        "surfaces": "", "area": "", "fee": 100_000, "quantity": 1, "provider_id": None, "urgency": "soon",
        "rationale": "", "if_waits": "", "planned_on": None, "consent_class": "",
    }  # fmt: skip
    values.update(fields)
    return Line(**values, events=events, state=state)


def visit(*lines: Line, held: Sitting | None = None) -> Visit:
    """A visit of these lines; build the lines with the same `held`."""
    return Visit(next(_ids), 0, 1, "", "", None, None, None, lines, held)


def option(*visits: Visit | Line, letter: str = "A", recommended: bool = True, chosen: bool = False) -> Option:
    """An option of one phase; a bare line becomes a visit of its own."""
    made = tuple(item if isinstance(item, Visit) else visit(item) for item in visits)
    phase = Phase(next(_ids), 0, 1, "restorative", "", made)
    return Option(next(_ids), 0, letter, f"option {letter}", recommended, chosen, "", (phase,))


def case(*options: Option | Sequence[Visit | Line], **fields: Any) -> CaseFile:
    """A case diagnosed thirty days ago; a list of visits or lines stands for its only option."""
    values: dict[str, Any] = {
        "id": next(_ids), "patient_id": 1, "last_name": "Chen", "first_name": "Wei", "title": "implant #19",
        "diagnosed_on": TODAY - timedelta(days=30), "provider_id": None, "owner_id": None, "owner": "",
        "next_action": "", "next_on": None, "next_agreed": False,
    }  # fmt: skip
    values.update(fields)
    made = tuple(item if isinstance(item, Option) else option(*item) for item in options)
    return CaseFile(**values, options=made)
