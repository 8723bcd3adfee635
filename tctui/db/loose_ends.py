"""What is loose in open cases, for the work list: insurance to verify, signatures, expired estimates, benefits that lapse."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from tctui.core.board import Card
from tctui.core.insurance.due import Rhythm
from tctui.core.money import dollars
from tctui.core.spoken import show_date
from tctui.core.worklist import Reminder
from tctui.core.worklist_score import Lapse
from tctui.db.cases import rows_in
from tctui.db.office_choices import rhythm
from tctui.db.verification import due_before_visits

_UNBOOKED = ("diagnosed", "presented", "accepted")


def reminders(cards: Iterable[Card], lapsing: Mapping[int, Lapse], today: date) -> list[Reminder]:
    """What is loose in these open cases, each of its kind; ``lapsing`` are the benefits that lapse, by patient."""
    open_ones, wanted = list(cards), rhythm()
    return [
        *_unverified(open_ones, today, wanted),
        *_unsigned(open_ones, today, wanted),
        *_expired(open_ones, today),
        *_lapsing(open_ones, lapsing, today),
    ]


def _unverified(cards: list[Card], today: date, wanted: Rhythm) -> list[Reminder]:
    """The insurance that has to be verified before a visit of the next days, at the patient's largest open case."""
    largest: dict[int, Card] = {}
    for card in cards:
        held = largest.get(card.patient_id)
        if held is None or (card.open_cents, -card.case_id) > (held.open_cents, -held.case_id):
            largest[card.patient_id] = card
    found = []
    for one in due_before_visits(today):
        if one.patient_id in largest:
            card = largest[one.patient_id]
            since = min(today, one.visit - timedelta(days=wanted.days_before))
            visit = "" if "visit" in one.due else f", visit {show_date(one.visit)}"
            what = f"verify {one.plan}: {one.due}{visit}"
            found.append(Reminder(card.case_id, since, what, "verify", one.coverage_id))
    return found


def _unsigned(cards: list[Card], today: date, wanted: Rhythm) -> list[Reminder]:
    """Papers that lack for a visit of the next days, or for accepted work that nobody has planned a next step for."""
    lacking = [card for card in cards if card.lacks_papers(today)]
    ahead = dict(
        rows_in(
            "SELECT o.case_id, MIN(a.day) FROM appointment a JOIN visit v ON v.id = a.visit_id JOIN phase p ON p.id = v.phase_id"
            ' JOIN "option" o ON o.id = p.option_id WHERE o.case_id IN (?) AND a.voided = 0'
            f" AND a.state IN ('scheduled', 'confirmed') AND a.day BETWEEN {today.toordinal()} AND"
            f" {today.toordinal() + wanted.days_before} GROUP BY o.case_id",
            [card.case_id for card in lacking],
        )
    )
    found = []
    for card in lacking:
        if card.case_id in ahead:
            visit = date.fromordinal(ahead[card.case_id])
            since = min(today, visit - timedelta(days=wanted.days_before))
            found.append(Reminder(card.case_id, since, f"papers unsigned before {show_date(visit)}", "sign"))
        elif card.stage == "accepted" and card.next_on is None:
            found.append(
                Reminder(card.case_id, card.since, f"papers unsigned, accepted {show_date(card.since)}", "sign")
            )
    return found


def _expired(cards: list[Card], today: date) -> list[Reminder]:
    return [
        Reminder(
            card.case_id, card.estimate_expires, f"estimate expired {show_date(card.estimate_expires)}", "estimate"
        )
        for card in cards
        if card.estimate_expires is not None and card.estimate_expires < today
    ]


def _lapsing(cards: list[Card], lapsing: Mapping[int, Lapse], today: date) -> list[Reminder]:
    """Benefits that lapse while work waits unbooked, where no next action is due: that one names them in its points.

    They stand under the day on which they lapse, after all that is due. What is left for a patient counts once, for the
    largest case first.
    """
    left = {patient: lapse.cents for patient, lapse in lapsing.items()}
    found = []
    for card in sorted(cards, key=lambda one: (-one.open_cents, one.case_id)):
        lapse = lapsing.get(card.patient_id)
        if lapse is None or card.stage not in _UNBOOKED or (card.next_on is not None and card.next_on <= today):
            continue
        risk = min(left[card.patient_id], card.open_cents)
        if risk > 0:
            left[card.patient_id] -= risk
            found.append(Reminder(card.case_id, lapse.on, f"{dollars(risk)} of benefits lapse, work unbooked", "benefits"))
    return found
