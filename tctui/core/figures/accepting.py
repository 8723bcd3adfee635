"""Records of presenting, accepting and scheduling: rates, the three shares of patients, windows, days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tctui.core.figures.facts import LineFact
from tctui.core.figures.records import Figure, Fold, Record, Source, View, shares_of

PRESENT_WITHIN = 14
WINDOWS = (0, 30, 60, 90)
PARTS = ("full", "partial", "none")


def presented_in_time(view: View) -> Iterator[Record]:
    """Lines diagnosed in the period: net dollars presented within 14 days of all; younger ones beside."""
    for line in view.diagnosed:
        on = line.presented_on
        done = on is not None and on <= line.diagnosed_on + PRESENT_WITHIN
        young = not view.over(line.diagnosed_on, PRESENT_WITHIN)
        yield Record("line", line.id, line.case_id, line.cents if done else 0, line.cents, young)


def accepting_patients(view: View) -> Iterator[Record]:
    """Patients presented: those with an accepted line."""
    for patient, lines in view.patients.items():
        yield Record("patient", patient, lines[0].case_id, int(any(_accepted(line) for line in lines)), 1)


def accepted_dollars(view: View) -> Iterator[Record]:
    """Lines presented: net dollars accepted of all."""
    for line in view.presented:
        yield Record("line", line.id, line.case_id, line.cents if _accepted(line) else 0, line.cents)


def accepted_procedures(view: View) -> Iterator[Record]:
    """Lines presented: the number accepted of all."""
    for line in view.presented:
        yield Record("line", line.id, line.case_id, int(_accepted(line)), 1)


def _accepted(line: LineFact) -> bool:
    return line.accepted_on is not None


def part_accepted(lines: Sequence[LineFact]) -> str:
    """Whether a patient accepted all, some or none of the dollars; without any dollars, of the lines."""
    presented = sum(line.cents for line in lines)
    weights = [line.cents if presented else 1 for line in lines]
    accepted = sum(weight for line, weight in zip(lines, weights, strict=True) if _accepted(line))
    return "none" if not accepted else "full" if accepted == sum(weights) else "partial"


def patients_who(part: str) -> Source:
    """Records of the patients presented: 1 for those who accepted this part of their dollars."""

    def source(view: View) -> Iterator[Record]:
        for patient, lines in view.patients.items():
            yield Record("patient", patient, lines[0].case_id, int(part_accepted(lines) == part), 1)

    return source


def share_of_patients(part: str) -> Fold:
    """The share of such patients; the three shares sum to 100 %."""

    def fold(view: View, records: Iterable[Record]) -> Figure:
        kinds = [part_accepted(lines) for lines in view.patients.values()]
        counts = [kinds.count(each) for each in PARTS]
        if not kinds:
            return Figure(None)
        at = PARTS.index(part)
        return Figure(shares_of(counts)[at], counts[at], len(kinds), len(kinds))

    return fold


def accepted_within(window: int) -> Source:
    """Lines presented: net dollars accepted within so many days, of those whose window is over; the younger beside."""

    def source(view: View) -> Iterator[Record]:
        for line in view.presented:
            assert line.presented_on is not None
            done = line.accepted_on is not None and line.accepted_on <= line.presented_on + window
            young = not view.over(line.presented_on, window)
            yield Record("line", line.id, line.case_id, line.cents if done else 0, line.cents, young)

    return source


def scheduled_at_once(view: View) -> Iterator[Record]:
    """Lines presented: net dollars accepted and booked on the day of presentation, of all."""
    for line in view.presented:
        done = line.scheduled_on is not None and line.scheduled_on <= (line.presented_on or 0)
        yield Record("line", line.id, line.case_id, line.cents if done else 0, line.cents)


def days_to_accept(view: View) -> Iterator[Record]:
    """Lines presented and accepted: days between; those still open beside."""
    for line in view.presented:
        assert line.presented_on is not None
        if line.accepted_on is not None:
            yield Record("line", line.id, line.case_id, max(0, line.accepted_on - line.presented_on), 0)
        elif line.open_on(view.today):
            yield Record("line", line.id, line.case_id, 0, 0, True)


def days_to_schedule(view: View) -> Iterator[Record]:
    """Lines presented, accepted and booked: days from acceptance to booking; those accepted and still open beside."""
    for line in view.presented:
        if line.accepted_on is None:
            continue
        if line.scheduled_on is not None:
            yield Record("line", line.id, line.case_id, line.scheduled_on - line.accepted_on, 0)
        elif line.open_on(view.today):
            yield Record("line", line.id, line.case_id, 0, 0, True)
