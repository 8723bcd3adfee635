"""Reading what the audit queue judges: open cases whole, with papers, estimates, insurance, accounts and overrides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tctui.core.audit_queue import Entry, Estimated, Known, Used, entries
from tctui.core.case import CaseFile, Option
from tctui.db.accounts import reminders
from tctui.db.board import verified_until
from tctui.db.cases import read_cases, rows_in
from tctui.db.figures_money import Kept, frozen_lines
from tctui.db.models import database
from tctui.db.papers import overrides, papers_of

BATCH = 400
LOOK_BACK = 365
"""Days for which overrides and insurers' payments are listed, of closed cases too."""


@dataclass(frozen=True, slots=True)
class Looked:
    """How many cases were looked at, of how many, and what was found in the last of them."""

    done: int
    total: int
    found: tuple[Entry, ...]


def look_through(today: date) -> Iterator[Looked]:
    """Go through the open cases, and the closed ones with an override or a payment below its estimate."""
    since = today - timedelta(days=LOOK_BACK)
    used, gaps = _overrides(since), _gaps(since)
    behind = {each.case_id: (each.on, each.what) for each in reminders(today, 0) if each.on < today}
    rows = database.execute_sql("SELECT case_id FROM board_card WHERE stage NOT IN ('completed', 'declined')")
    ids = sorted({*(row[0] for row in rows.fetchall()), *used, *gaps, *behind})
    lines, arranged = frozen_lines(), _arranged()
    yield Looked(0, len(ids), ())
    for first in range(0, len(ids), BATCH):
        some = ids[first : first + BATCH]
        cases = read_cases(some)
        papers, estimates = papers_of(some), _estimates(cases, lines)
        verified = verified_until([case.patient_id for case in cases.values()])
        found: list[Entry] = []
        for case in cases.values():
            option = case.leading
            known = Known(
                papers.get(case.id, ()), estimates.get(case.id), arranged.get(option.id, 0) if option else 0,
                verified.get(case.patient_id), behind.get(case.id), gaps.get(case.id), used.get(case.id, ()),
            )  # fmt: skip
            found += entries(case, known, today)
        yield Looked(min(first + BATCH, len(ids)), len(ids), tuple(found))


def look_beside(today: date, tell: Callable[[Looked], bool]) -> None:
    """Look through on a connection of this thread's own; ``tell`` hears each step and stops it by False."""
    opened = database.connect(reuse_if_open=True)
    try:
        for step in look_through(today):
            if not tell(step):
                return
    finally:
        if opened:
            database.close()


def _overrides(since: date) -> dict[int, tuple[Used, ...]]:
    found: defaultdict[int, list[Used]] = defaultdict(list)
    for each in overrides():
        if each.day >= since:
            found[each.case_id].append(Used(each.day, each.by, each.missing, each.reason))
    return {case_id: tuple(used) for case_id, used in found.items()}


def _gaps(since: date) -> dict[int, tuple[date, int]]:
    """What insurers paid less than estimated, by case, with the day of the last answer."""
    rows = database.execute_sql(
        "SELECT o.case_id, max(c.day), sum(c.expected - c.paid) FROM claim_outcome c JOIN line l ON l.id = c.line_id"
        " JOIN visit v ON v.id = l.visit_id JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id"
        " WHERE c.voided = 0 AND c.day >= ? GROUP BY o.case_id HAVING sum(c.expected - c.paid) > 0",
        (since.isoformat(),),
    )
    return {row[0]: (date.fromisoformat(row[1]), row[2]) for row in rows.fetchall()}


def _arranged() -> dict[int, int]:
    rows = database.execute_sql(
        "SELECT option_id, max(number) FROM arrangement WHERE voided = 0 AND replaced_by_id IS NULL GROUP BY option_id"
    )
    return dict(rows.fetchall())


def _estimates(cases: dict[int, CaseFile], lines: dict[int, Kept]) -> dict[int, Estimated]:
    """The newest frozen estimate of each leading option, with what has changed since it was frozen."""
    options = {case.leading.id: case for case in cases.values() if case.leading}
    changed = _plans_changed([case.patient_id for case in options.values()])
    found = {}
    for option_id, number, frozen_on, expires_on in rows_in(
        "SELECT option_id, number, frozen_on, expires_on FROM frozen_estimate WHERE option_id IN (?) AND voided = 0"
        " ORDER BY option_id, number",
        list(options),
    ):
        case = options[option_id]
        kept_on, option = date.fromisoformat(frozen_on), case.leading
        words = []
        if option is not None and _fees_changed(option, lines):
            words.append("fees changed")
        if any(day > frozen_on for day in changed.get(case.patient_id, ())):
            words.append("benefits changed")
        found[case.id] = Estimated(number, kept_on, date.fromisoformat(expires_on), " and ".join(words))
    return found


def _fees_changed(option: Option, lines: dict[int, Kept]) -> bool:
    """Whether an open line of the estimate costs something else now."""
    return any(
        line.id in lines and lines[line.id].fee != line.total
        for line in option.lines()
        if line.state in ("presented", "accepted", "scheduled")
    )


def _plans_changed(patient_ids: Sequence[int]) -> dict[int, list[str]]:
    """The days on which the benefit tables of patients' plans were changed last."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for patient, at in rows_in(
        "SELECT k.patient_id, substr(a.at, 1, 10) FROM coverage k JOIN benefit_plan p ON p.id = k.plan_id"
        " JOIN audit a ON a.id = p.changed WHERE k.patient_id IN (?) AND k.voided = 0",
        patient_ids,
    ):
        found[patient].append(at)
    return found
