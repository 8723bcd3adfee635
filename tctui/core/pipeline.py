"""Stages of the pipeline: states of lines and the stage of a case computed from what happened, and which moves are legal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.case import CaseFile, Line, Option, Visit

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
CLOSED = ("completed", "declined", "withdrawn")

_AFTER = {
    "diagnosed": "diagnosed",
    "presented": "presented",
    "accepted": "accepted",
    "unaccepted": "presented",
    "declined": "declined",
    "deferred": "deferred",
    "referred": "referred",
    "withdrawn": "withdrawn",
    "reopened": "presented",
    "started": "in_treatment",
    "completed": "completed",
}
_BOOKED = ("scheduled", "confirmed", "arrived")
_SEATED = ("in chair", "out", "completed")


def line_state(kinds: Iterable[str], sitting: str | None) -> str:
    """The state of a line from the kinds of its events in order and the state of the appointment that holds its visit.

    Booking moves an accepted line to scheduled, seating the patient to in treatment; both fall back with the appointment.
    """
    state = "diagnosed"
    for kind in kinds:
        state = _AFTER[kind]
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
    """The day since which the longest waiting line of the leading option stands in the case's stage."""
    option, stage = case.leading, case_stage(case)
    days: list[date] = []
    for visit in option.visits() if option else ():
        for line in visit.lines:
            booked = visit.sitting.booked_on if visit.sitting and line.state == "scheduled" else None
            last = line.events[-1].day if line.events else case.diagnosed_on
            if line.state == stage:
                days.append(max(last, booked) if booked else last)
            elif line.state in WAITING and stage in ("presented", "accepted"):
                days.append(last)
    return min(days, default=case.diagnosed_on)


def next_visit(option: Option) -> Visit | None:
    """The first visit that has accepted lines and no appointment."""
    for visit in option.visits():
        if visit.sitting is None and any(line.state == "accepted" for line in visit.lines):
            return visit
    return None


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


Verdict = tuple[str, str]


def _to_diagnosed(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here != "presented":
        return "only what was just presented can go back", ""
    return "", ""


def _to_presented(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here in ("diagnosed", "declined"):
        return "", ""
    if here == "accepted":
        return "", "reason"
    if here == "scheduled":
        return "cancel the appointment first", ""
    return "treatment has begun", ""


def _to_accepted(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here == "scheduled":
        return "cancel the appointment, then it falls back by itself", ""
    if here == "diagnosed":
        return "present it first", ""
    if here != "presented":
        return "treatment has begun" if here == "in_treatment" else "reopen it first (move to Presented)", ""
    if not states & {"presented", "deferred"}:
        return "nothing is presented", ""
    if len(case.options) > 1 and not option.chosen:
        return "", "option"
    return "", ""


def _to_scheduled(case: CaseFile, option: Option, here: str, states: set[str], papers: Sequence[str]) -> Verdict:
    if here != "accepted":
        return {
            "diagnosed": "present it first",
            "presented": "accept it first",
            "in_treatment": "treatment has begun",
        }.get(here, "reopen it first (move to Presented)"), ""
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
