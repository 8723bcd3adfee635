"""Good-faith estimates: needed or not with the reason, due by business days, the bill held against them."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.finance.good_faith import (
    Bill,
    Due,
    GoodFaithProvider,
    GoodFaithService,
    changed_due,
    compare,
    dispute_until,
    due_state,
    good_faith_need,
    missing_content,
)

BOOKED = date(2026, 11, 23)
"""A Monday; Thanksgiving follows on the 26th."""


@pytest.mark.parametrize(
    ("service", "due", "reason"),
    [
        (date(2026, 11, 25), None, "no insurance, but booked 2 business days ahead, fewer than 3, and nobody asked"),
        (date(2026, 11, 27), date(2026, 11, 24), "no insurance; booked 3 business days ahead: 1 business day"),
        (date(2026, 12, 7), date(2026, 11, 24), "no insurance; booked 9 business days ahead: 1 business day"),
        (date(2026, 12, 8), date(2026, 11, 27), "no insurance; booked 10 business days ahead: 3 business days"),
    ],
)
def test_due_by_how_far_ahead_it_was_booked(service: date, due: date | None, reason: str) -> None:
    need = good_faith_need(insured=False, uses_insurance=False, booked_on=BOOKED, service_on=service)
    assert (need.needed, need.due_on, need.reason) == (due is not None, due, reason)


def test_a_request_is_answered_in_three_business_days_and_the_earlier_deadline_holds() -> None:
    asked = good_faith_need(False, False, asked_on=date(2026, 11, 25))
    assert (asked.needed, asked.due_on) == (True, date(2026, 12, 1))
    both = good_faith_need(False, False, BOOKED, date(2026, 11, 30), asked_on=BOOKED)
    assert both.due_on == date(2026, 11, 24)
    soon = good_faith_need(False, False, BOOKED, date(2026, 11, 24), asked_on=BOOKED)
    assert soon.due_on == date(2026, 11, 27)


def test_the_insured_need_one_only_when_they_do_not_use_it() -> None:
    assert not good_faith_need(True, True, BOOKED, date(2026, 12, 20)).needed
    need = good_faith_need(True, False, BOOKED, date(2026, 12, 20))
    assert need.reason.startswith("insured, but pays without the insurance; booked")
    assert good_faith_need(False, False).reason == "no insurance, but nothing is booked and nobody asked"


def test_thanksgiving_does_not_count() -> None:
    need = good_faith_need(False, False, asked_on=BOOKED)
    assert need.due_on == date(2026, 11, 27)
    assert changed_due(date(2026, 11, 30)) == date(2026, 11, 27)


@pytest.mark.parametrize(
    ("given", "today", "state"),
    [
        (None, 23, Due.WAITS),
        (None, 24, Due.TODAY),
        (None, 25, Due.OVERDUE),
        (24, 30, Due.GIVEN),
        (25, 30, Due.GIVEN_LATE),
    ],
)
def test_the_queue(given: int | None, today: int, state: Due) -> None:
    given_on = date(2026, 11, given) if given else None
    assert due_state(date(2026, 11, 24), given_on, date(2026, 11, today)) is state


@pytest.mark.parametrize(
    ("billed", "verdict", "words"),
    [
        (100_000, Bill.WITHIN, "Dr. Wu: as estimated"),
        (90_000, Bill.WITHIN, "Dr. Wu: 100.00 below the estimate"),
        (129_999, Bill.WITHIN, "Dr. Wu: 299.99 over the estimate of 1,000.00"),
        (
            130_000,
            Bill.WARN,
            "Dr. Wu: 300.00 over the estimate of 1,000.00: 100.00 more and the patient may dispute it",
        ),
        (139_999, Bill.WARN, "Dr. Wu: 399.99 over the estimate of 1,000.00: 0.01 more and the patient may dispute it"),
        (140_000, Bill.STOP, "Dr. Wu: 400.00 over the estimate of 1,000.00: from 400.00 the patient may dispute it;"),
    ],
)
def test_a_bill_is_warned_of_from_three_hundred_and_stopped_from_four(billed: int, verdict: Bill, words: str) -> None:
    found = compare("Dr. Wu", 100_000, billed)
    assert found.verdict is verdict
    assert found.words.startswith(words)
    assert dispute_until(BOOKED) == date(2027, 3, 23)


def test_what_an_estimate_lacks_is_named() -> None:
    service = GoodFaithService("X1", "Crown", 1, 120_000)
    apart = GoodFaithService("X2", "Root canal", 1, 90_000, apart=True)
    # 1234567893 is the example of the NPI check-digit rule.
    whole = GoodFaithProvider("Dr. Wu", "1234567893", "12-3456789", "Riverside", (service, apart))
    assert missing_content("Ana Lim", date(1990, 1, 1), [whole]) == []
    assert whole.total_cents == 120_000
    lacking = GoodFaithProvider("", "1234567890", "12", "", (GoodFaithService("", "", 0, -1),))
    assert missing_content(" ", None, [lacking]) == [
        "the patient's name",
        "the birth date",
        "the name of a provider",
        "the place of a provider",
        "the NPI of a provider, ten digits with their check digit",
        "the tax number of a provider, nine digits",
        "code and name of a service of a provider",
        "the expected charge of a service",
    ]
    assert missing_content("Ana Lim", date(1990, 1, 1), []) == ["the services"]
