"""Records of what is left lying and what is done about it: unscheduled treatment, follow-up, contacts, declines."""

from __future__ import annotations

from collections.abc import Iterator

from tctui.core.figures.records import Record, Source, View

AGES = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))
YIELD_WITHIN = 14


def unscheduled(youngest: int = 0, oldest: int | None = None) -> Source:
    """Open lines of this age, in days since diagnosis, that no appointment ahead holds: their net dollars."""

    def source(view: View) -> Iterator[Record]:
        for line in view.unscheduled:
            age = view.as_of - line.diagnosed_on
            if age >= youngest and (oldest is None or age <= oldest):
                yield Record("line", line.id, line.case_id, line.cents, line.cents)

    return source


def touches_done(view: View) -> Iterator[Record]:
    """Touches due in the period: those done by their date. Those still due today are not judged yet: beside."""
    for touch in view.facts.touches:
        if view.first <= touch.due <= view.last:
            done = touch.done_on is not None and touch.done_on <= touch.due
            waits = touch.done_on is None and touch.due >= view.today
            yield Record("touch", touch.id, touch.case_id, int(done), 1, waits)


def contacts_that_scheduled(view: View) -> Iterator[Record]:
    """Contacts that reached the patient: 1 at the first that was followed by a booking of its case within 14 days.

    A case counts once, however often it was called. Contacts whose 14 days are not over are beside.
    """
    yielded: set[int] = set()
    for contact in sorted(view.facts.contacts, key=lambda each: (each.day, each.id)):
        if not view.first <= contact.day <= view.last:
            continue
        young = not view.over(contact.day, YIELD_WITHIN)
        booked = contact.booked_on is not None and contact.booked_on <= contact.day + YIELD_WITHIN
        counts = booked and not young and contact.case_id not in yielded
        if counts:
            yielded.add(contact.case_id)
        yield Record("contact", contact.id, contact.case_id, int(counts), 1, young)


def declined(reason: str | None = None) -> Source:
    """Lines presented in the period that are declined, for one reason or for any: their net dollars."""

    def source(view: View) -> Iterator[Record]:
        for line in view.presented:
            if line.declined_on is not None and reason in (None, line.reason or UNSAID):
                yield Record("line", line.id, line.case_id, line.cents, line.cents)

    return source


UNSAID = "no reason given"


def reasons(view: View) -> list[str]:
    """The reasons for which lines of the cohort were declined, the costliest first."""
    cents: dict[str, int] = {}
    for line in view.presented:
        if line.declined_on is not None:
            cents[line.reason or UNSAID] = cents.get(line.reason or UNSAID, 0) + line.cents
    return sorted(cents, key=lambda reason: (-cents[reason], reason))
