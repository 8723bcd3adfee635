"""Stages of the pipeline: states of lines and the stage of a case computed from what happened, and which moves are legal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.case import CLOSED, CaseFile, Line, Option, Visit

__all__ = [
    "BOARD",
    "CLOSED",
    "STAGES",
    "STATE_WORDS",
    "TITLES",
    "WAITING",
    "Move",
    "case_stage",
    "line_state",
    "moves",
    "next_visit",
    "open_cents",
    "open_lines",
    "stage_of",
    "stage_since",
    "states_through",
]

STAGES = ("diagnosed", "presented", "accepted", "scheduled", "in_treatment", "completed", "declined")
BOARD = STAGES[:5]
TITLES = {
    "diagnosed": "Diagnosed",
    "presented": "Presented",
    "accepted": "Accepted",
    "scheduled": "Scheduled",
    "in_treatment": "In treatment",
    "completed": "Completed",
    "declined": "Declined",
}
STATE_WORDS = {
    **{stage: title.lower() for stage, title in TITLES.items()},
    "deferred": "deferred",
    "referred": "referred out",
    "withdrawn": "withdrawn",
}
WAITING = ("deferred", "referred")
"""States of a line that is still wanted, but not now or not here."""

_AFTER = {
    "diagnosed": "diagnosed",
    "presented": "presented",
    "accepted": "accepted",
    "unaccepted": "presented",
    "declined": "declined",
    "deferred": "deferred",
    "referred": "referred",
    "withdrawn": "withdrawn",
    "started": "in_treatment",
    "completed": "completed",
}
_BOOKED = ("scheduled", "confirmed", "arrived")
_SEATED = ("in chair", "out", "completed")


def line_state(kinds: Iterable[str], sitting: str | None) -> str:
    """The state of a line from the kinds of its events in order and the state of the appointment that holds its visit.

    Booking moves an accepted line to scheduled, seating the patient to in treatment; both fall back with the appointment.
    A reopened line is presented again when it ever was, else diagnosed.
    """
    return _with_sitting(states_through(kinds)[-1], sitting)


def states_through(kinds: Iterable[str]) -> list[str]:
    """The state before the first event and after each of them."""
    states, shown = ["diagnosed"], False
    for kind in kinds:
        state = _AFTER[kind] if kind != "reopened" else "presented" if shown else "diagnosed"
        shown = state != "diagnosed" and (shown or state in ("presented", "accepted"))
        states.append(state)
    return states


def _with_sitting(state: str, sitting: str | None) -> str:
    if state == "accepted" and sitting in _BOOKED:
        return "scheduled"
    if state == "accepted" and sitting in _SEATED:
        return "in_treatment"
    return state


def stage_of(states: Sequence[str]) -> str:
    """The board column of a case from the states of its leading option's lines: the earliest that still has work.

    Work that waits (deferred, referred) keeps the case in Presented or Accepted; without any open work the case is
    Completed when something was done, else Declined.
    """
    open_states = [state for state in states if state in BOARD]
    if open_states:
        return min(open_states, key=STAGES.index)
    if "deferred" in states:
        return "presented"
    if "referred" in states:
        return "accepted"
    if "completed" in states:
        return "completed"
    if "declined" in states or "withdrawn" in states:
        return "declined"
    return "diagnosed"


def open_lines(option: Option) -> list[Line]:
    """The lines that still have work: not completed, declined or withdrawn."""
    return [line for line in option.lines() if line.state not in CLOSED]


def open_cents(option: Option) -> int:
    """The fees of the open lines, in cents."""
    return sum(line.total for line in open_lines(option))


def case_stage(case: CaseFile) -> str:
    """The board column of a case."""
    option = case.leading
    return stage_of([line.state for line in option.lines()]) if option else "diagnosed"


def stage_since(case: CaseFile) -> date:
    """The day since which the case stands in its stage.

    In an open column that of the line waiting longest; of a closed case the day on which the last line closed.
    """
    option, stage = case.leading, case_stage(case)
    days: list[date] = []
    for visit in option.visits() if option else ():
        for line in visit.lines:
            waits = line.state in WAITING and stage in ("presented", "accepted")
            if line.state == stage or waits or (stage not in BOARD and line.state in CLOSED):
                days.append(_line_since(line, visit, case.diagnosed_on))
    return min(days, default=case.diagnosed_on) if stage in BOARD else max(days, default=case.diagnosed_on)


def _line_since(line: Line, visit: Visit, diagnosed_on: date) -> date:
    """The day on which the line came into its state; saying the same again (presented twice) does not start anew."""
    states = states_through(event.kind for event in line.events)
    since = diagnosed_on
    for event, before, after in zip(line.events, states, states[1:], strict=False):
        if before != after:
            since = event.day
    if visit.sitting is not None and states[-1] == "accepted":
        if line.state == "in_treatment":
            return max(since, date.fromordinal(visit.sitting.day))
        if line.state == "scheduled" and visit.sitting.booked_on:
            return max(since, visit.sitting.booked_on)
    return since


def next_visit(option: Option) -> Visit | None:
    """The first visit that has accepted lines and no appointment that takes a place in the book."""
    return next((visit for visit in option.visits() if any(line.state == "accepted" for line in visit.lines)), None)


@dataclass(frozen=True, slots=True)
class Move:
    """A move of a case to a stage: `refusal` says what is missing when it is not legal; `asks` names what to ask first."""

    stage: str
    refusal: str = ""
    asks: str = ""

    @property
    def legal(self) -> bool:
        """Whether the move may be made now."""
        return not self.refusal


def moves(case: CaseFile, missing_papers: Sequence[str] = ()) -> list[Move]:
    """Every other stage with why the case may or may not go there now; `missing_papers` are named as the gate does."""
    here = case_stage(case)
    return [_move(case, here, stage, missing_papers) for stage in STAGES if stage != here]


def _move(case: CaseFile, here: str, stage: str, missing_papers: Sequence[str]) -> Move:
    option = case.leading
    title = TITLES[stage]
    if option is None or not any(True for _ in option.lines()):
        return Move(stage, f"not {title}: the case has no lines yet")
    lines = open_lines(option)
    states = {line.state for line in lines}
    rule = _RULES[stage]
    refusal, asks = rule(case, option, here, states, missing_papers)
    return Move(stage, f"not {title}: {refusal}" if refusal else "", asks)


_OVER = {
    "in_treatment": "treatment has begun",
    "completed": "the treatment is completed",
    "declined": "reopen it first (move to Presented)",
}
"""Why a case in a late or closed stage goes nowhere else."""

Verdict = tuple[str, str]


def _to_diagnosed(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here != "presented":
        return "only what was just presented can go back", ""
    if "presented" not in states:
        return "nothing is presented", ""
    return "", ""


def _to_presented(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here in ("diagnosed", "declined"):
        return "", ""
    if here == "accepted":
        return "", "reason"
    if here == "scheduled":
        return "cancel the appointment first", ""
    return _OVER.get(here, "treatment has begun"), ""


def _to_accepted(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here == "scheduled":
        return "cancel the appointment, then it falls back by itself", ""
    if here == "diagnosed":
        return "present it first", ""
    if here != "presented":
        return _OVER[here], ""
    if not states & {"presented", "deferred"}:
        return "nothing is presented", ""
    if len(case.options) > 1 and not option.chosen:
        return "", "option"
    return "", ""


def _to_scheduled(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here != "accepted":
        return {"diagnosed": "present it first", "presented": "accept it first", **_OVER}[here], ""
    visit = next_visit(option)
    what = visit.lines[0].name if visit and visit.lines else "the next visit"
    return f"no appointment holds {what}; book it with b", ""


def _to_in_treatment(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here != "scheduled":
        return "only a scheduled visit can start", ""
    if papers:
        return f"{' and '.join(papers)} missing", ""
    return "the visit starts when its patient is seated (Schedule)", ""


def _to_completed(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    unfinished = [line for line in open_lines(option) if line.state != "in_treatment"]
    if unfinished:
        return f"{unfinished[0].name} is {STATE_WORDS[unfinished[0].state]}", ""
    if here != "in_treatment":
        return "no treatment has begun", ""
    return "", ""


def _to_declined(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here == "completed":
        return "the treatment is completed", ""
    if states & {"in_treatment"}:
        return "treatment has begun; decline single lines in the case", ""
    if states & {"scheduled"}:
        return "cancel the appointment first", ""
    return "", "reason"


_RULES = {
    "diagnosed": _to_diagnosed,
    "presented": _to_presented,
    "accepted": _to_accepted,
    "scheduled": _to_scheduled,
    "in_treatment": _to_in_treatment,
    "completed": _to_completed,
    "declined": _to_declined,
}
