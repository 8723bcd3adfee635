"""What is decided about lines: presented, accepted, declined, put off, referred out, withdrawn, reopened, done."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from tctui.core.case import CONCERN_CATEGORIES, CaseFile, Line
from tctui.core.case import Option as OptionRecord
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.papers import AGREED
from tctui.core.pipeline import STATE_WORDS
from tctui.core.spoken import show_date
from tctui.db.change import By, case_change, line_of_text
from tctui.db.models import LineEvent, Option
from tctui.db.papers_lacking import stands_in_the_way, why_closed
from tctui.db.unit_of_work import Unit
from tctui.db.visit_patterns import follow_patterns

Seen = Mapping[int, int]
"""Line id -> the version that the person looked at."""

_BOOKED = "cancel the appointment first"
_BEGUN = "treatment has begun"


def lines_of(case: CaseFile, line_ids: Sequence[int], seen: Seen | None = None) -> list[Line]:
    """The lines with these ids in the order of the plan; raises Refused when one is gone, ChangedElsewhere when it changed."""
    wanted = set(line_ids)
    found = [line for option in case.options for line in option.lines() if line.id in wanted]
    if not wanted or len(found) < len(wanted):
        raise Refused("That line is no longer there; look again.")
    for line in found:
        if seen is not None and seen.get(line.id, line.version) != line.version:
            raise ChangedElsewhere(f"Someone else changed {line.name} meanwhile; look again, then repeat.")
    return found


def option_of(case: CaseFile, option_id: int) -> OptionRecord:
    """The option with an id; raises Refused when it is gone."""
    for option in case.options:
        if option.id == option_id:
            return option
    raise Refused("That option is no longer there; look again.")


def _mark(
    unit: Unit,
    by: By,
    lines: Sequence[Line],
    kind: str,
    *,
    reason: str = "",
    suspected: str = "",
    until: date | None = None,
) -> None:
    for line in lines:
        unit.insert(
            LineEvent,
            line=line.id,
            kind=kind,
            at=unit.at,
            day=by.today,
            user=by.user.id,
            reason=reason,
            suspected=suspected,
            until=until,
        )


def _named(lines: Sequence[Line]) -> str:
    """The lines as a sentence names them: two by name, more by number."""
    names = [f"{line.name} {line.site}".strip() for line in lines]
    return " and ".join(names) if len(names) < 3 else f"{names[0]} and {len(names) - 1} more"


def _refuse_other(
    verb: str, lines: Sequence[Line], allowed: Sequence[str], why: Callable[[Line], str] | None = None
) -> None:
    for line in lines:
        if line.state not in allowed:
            reason = {"scheduled": _BOOKED, "in_treatment": _BEGUN, "diagnosed": "present it first (p)"}.get(
                line.state, "reopen it first (R)"
            )
            if line.state == "completed":
                reason = "what was done stays"
            said = why(line) if why else ""
            if said.endswith(" already"):
                raise Refused(f"{line.name} {said.removeprefix('it ')}.")
            raise Refused(f"{line.name} is {STATE_WORDS[line.state]}, not {verb}: {said or reason}.")


@case_change("case.present", "case", "clinical")
def present(unit: Unit, by: By, case: CaseFile, option_ids: Sequence[int] = ()) -> None:
    """Record that options were presented today (none named: all); their diagnosed lines become presented."""
    options = [option_of(case, option_id) for option_id in option_ids] or list(case.options)
    lines = [line for option in options for line in option.lines() if line.state == "diagnosed"]
    names = " and ".join(option.letter for option in options)
    if not lines:
        empty = not any(True for option in options for _ in option.lines())
        raise Refused("The case has no lines yet." if empty else f"Nothing new to present in {names}.")
    _mark(unit, by, lines, "presented")
    unit.says = f"Presented {names}"


@case_change("case.unpresent", "case", "clinical")
def unpresent(unit: Unit, by: By, case: CaseFile) -> None:
    """Put all presented lines of all options back to diagnosed."""
    lines = [line for option in case.options for line in option.lines() if line.state == "presented"]
    if not lines:
        raise Refused("Nothing is presented.")
    _mark(unit, by, lines, "diagnosed")
    unit.says = "Put back to diagnosed"


@case_change("case.accept", "case")
def accept(unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], *, seen: Seen | None = None) -> None:
    """Accept presented (or put off) lines of one option; that option becomes the chosen one, its alternatives are closed."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other("accepted", lines, ("presented", "deferred"), lambda line: _already(line))
    owners = [option for option in case.options if any(line in lines for line in option.lines())]
    if len(owners) > 1:
        raise Refused("Lines of one option can be accepted, not of two.")
    option = owners[0]
    _choose(unit, case, option)
    _mark(unit, by, lines, "accepted")
    unit.says = f"Accepted {_named(lines)}" + (f" (option {option.letter})" if len(case.options) > 1 else "")


def _already(line: Line) -> str:
    return "it is accepted already" if line.state in AGREED[:2] else ""


def _choose(unit: Unit, case: CaseFile, option: OptionRecord) -> bool:
    for other in case.options:
        if other.chosen and other.id != option.id:
            raise Refused(f"Option {other.letter} is chosen; withdraw that choice first.")
    if option.chosen:
        return False
    unit.update(Option, option.id, chosen=True)
    return True


@case_change("case.withdraw_choice", "case")
def withdraw_choice(unit: Unit, by: By, case: CaseFile, option_id: int, reason: str) -> None:
    """Take the choice of an option back: its accepted lines become presented, the alternatives open again."""
    option = option_of(case, option_id)
    if not option.chosen:
        raise Refused(f"Option {option.letter} is not chosen.")
    reason = line_of_text("The reason", reason, needed=True)
    lines = [line for line in option.lines() if line.state in AGREED]
    _refuse_other("open again", lines, ("accepted",))
    _mark(unit, by, lines, "unaccepted", reason=reason)
    unit.update(Option, option.id, chosen=False)
    unit.says = f"Withdrew the choice of option {option.letter}: {reason}"


@case_change("case.unaccept", "case")
def unaccept(
    unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], reason: str, *, seen: Seen | None = None
) -> None:
    """Take an acceptance back; when nothing of the option stays accepted, its choice is taken back as well."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other("presented", lines, ("accepted",))
    reason = line_of_text("The reason", reason, needed=True)
    _mark(unit, by, lines, "unaccepted", reason=reason)
    taken = {line.id for line in lines}
    for option in case.options:
        left = [line for line in option.lines() if line.state in AGREED and line.id not in taken]
        if option.chosen and not left:
            unit.update(Option, option.id, chosen=False)
    unit.says = f"No longer accepted: {_named(lines)} ({reason})"


@case_change("case.decline", "case")
def decline(
    unit: Unit,
    by: By,
    case: CaseFile,
    line_ids: Sequence[int],
    said: str,
    *,
    suspected: str = "",
    revisit: date | None = None,
    note: str = "",
    seen: Seen | None = None,
) -> None:
    """Decline lines: the reason said is a category of CONCERN_CATEGORIES, as is the one suspected (or empty)."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other("declined", lines, ("diagnosed", "presented", "accepted", "deferred", "referred"), _declined)
    said, suspected = (
        _category("The reason said", said),
        _category("The reason suspected", suspected) if suspected else "",
    )
    _ahead(by, revisit)
    note = line_of_text("The note", note)
    for line in lines:
        unit.insert(
            LineEvent, line=line.id, kind="declined", at=unit.at, day=by.today, user=by.user.id, reason=said,
            suspected=suspected, until=revisit, note=note,
        )  # fmt: skip
    guess = f", suspected {suspected}" if suspected else ""
    again = f", ask again {show_date(revisit)}" if revisit else ""
    follow_patterns(unit, case)
    unit.says = f"Declined {_named(lines)}: {said}{guess}{again}"


def _declined(line: Line) -> str:
    return "it is declined already" if line.state == "declined" else ""


def _category(what: str, text: str) -> str:
    said = text.strip().lower()
    if said not in CONCERN_CATEGORIES:
        raise Refused(f"{what} must be one of: {', '.join(CONCERN_CATEGORIES)}.")
    return said


def _ahead(by: By, day: date | None) -> None:
    if day is not None and day <= by.today:
        raise Refused(f"{show_date(day)} is not ahead; name a later day.")


@case_change("case.defer", "case")
def defer(
    unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], until: date, why: str, *, seen: Seen | None = None
) -> None:
    """Put lines off until a day, with the reason."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other("put off", lines, ("presented", "accepted", "deferred", "referred"))
    why = line_of_text("The reason", why, needed=True)
    _ahead(by, until)
    _mark(unit, by, lines, "deferred", reason=why, until=until)
    unit.says = f"Put off {_named(lines)} until {show_date(until)}: {why}"


@case_change("case.refer_out", "case", "clinical")
def refer_out(
    unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], specialist: str, reason: str = "",
    *, seen: Seen | None = None,
) -> None:  # fmt: skip
    """Send lines to a specialist; the referral stays open until its report is reviewed."""
    import json

    from tctui.db.models import Referral

    lines = lines_of(case, line_ids, seen)
    _refuse_other("referred out", lines, ("diagnosed", "presented", "accepted", "deferred"))
    specialist = line_of_text("The specialist", specialist, needed=True, limit=120)
    reason = line_of_text("The reason", reason)
    _mark(unit, by, lines, "referred", reason=specialist)
    unit.result = unit.insert(
        Referral,
        case=case.id,
        specialist=specialist,
        reason=reason,
        lines=json.dumps([line.id for line in lines]),
        sent_on=by.today,
    )
    unit.says = f"Referred {_named(lines)} to {specialist}"


@case_change("case.withdraw", "case", "clinical")
def withdraw(
    unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], reason: str, *, seen: Seen | None = None
) -> None:
    """Withdraw lines for a clinical reason: they are no longer wanted, and stay on record."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other(
        "withdrawn", lines, ("diagnosed", "presented", "accepted", "deferred", "referred", "declined"), _withdrawn
    )
    reason = line_of_text("The clinical reason", reason, needed=True)
    _mark(unit, by, lines, "withdrawn", reason=reason)
    follow_patterns(unit, case)
    unit.says = f"Withdrew {_named(lines)}: {reason}"


def _withdrawn(line: Line) -> str:
    return "it is withdrawn already" if line.state == "withdrawn" else ""


@case_change("case.reopen", "case", "clinical")
def reopen(unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], *, seen: Seen | None = None) -> None:
    """Open declined, put off, referred or withdrawn lines again: to presented, or to diagnosed when never presented."""
    lines = lines_of(case, line_ids, seen)
    closed = ("declined", "deferred", "referred", "withdrawn")
    _refuse_other("reopened", lines, closed, lambda line: "it is open" if line.state != "completed" else "")
    for line in lines:
        known = any(event.kind in ("presented", "accepted") for event in line.events)
        _mark(unit, by, [line], "reopened" if known else "diagnosed")
    follow_patterns(unit, case)
    unit.says = f"Reopened {_named(lines)}"


@case_change("case.start", "case", "clinical", "schedule")
def start(unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int]) -> None:
    """Record that treatment of lines began; refused while their visits lack papers that no lead let go."""
    lines = lines_of(case, line_ids)
    _refuse_other("started", lines, ("accepted", "scheduled"))
    _pass_the_gate("started", case, lines, by.today)
    _mark(unit, by, lines, "started")
    unit.says = f"Started {_named(lines)}"


@case_change("case.complete", "case", "clinical", "schedule")
def complete(unit: Unit, by: By, case: CaseFile, line_ids: Sequence[int], *, seen: Seen | None = None) -> None:
    """Record that lines are done; only what was begun can be completed, and what was accepted in the chair once signed."""
    lines = lines_of(case, line_ids, seen)
    _refuse_other("completed", lines, ("in_treatment",), lambda line: _unbegun(line))
    _pass_the_gate("completed", case, lines, by.today)
    _mark(unit, by, lines, "completed")
    unit.says = f"Completed {_named(lines)}"


def _pass_the_gate(what: str, case: CaseFile, lines: Sequence[Line], today: date) -> None:
    """Raise Refused while papers stand in the way: of starting any visit of the lines, of completing the lines themselves."""
    done = what == "completed"
    for visit in [visit for option in case.options for visit in option.visits()]:
        mine = tuple(line for line in visit.lines if line in lines)
        judged = replace(visit, lines=mine) if done else visit
        closed = why_closed(stands_in_the_way(case, judged, today, done)) if mine else None
        if closed:
            raise Refused(f"Not {what}: {closed}")


def _unbegun(line: Line) -> str:
    return "it is completed already" if line.state == "completed" else "its treatment has not begun"
