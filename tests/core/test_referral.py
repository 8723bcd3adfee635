"""Referrals and hand-offs: when somebody is reminded, and how they stand in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tctui.core.hand_off import OpenHandOff, card_text
from tctui.core.referral import OpenReferral, SentRecord, reminded

SENT = date(2026, 11, 2)
ONE = OpenReferral(1, 1, "Dr. Kallas", SENT, None, None, None, (), 1)


def after(days: int) -> date:
    return SENT + timedelta(days=days)


def test_it_is_asked_after_three_days_then_weekly_and_after_the_appointment() -> None:
    assert [reminded(ONE, after(day)) is not None for day in (0, 2, 3, 9)] == [False, False, True, True]
    asked = replace(ONE, asked=after(4))
    assert [(reminded(asked, after(day)) or (None,))[0] for day in (9, 10, 20)] == [None, after(10), after(10)]
    ahead = replace(ONE, seen=after(20))
    assert reminded(ahead, after(20)) is None
    assert reminded(ahead, after(23)) == (after(23), "Dr. Kallas: ask for the report")
    came = replace(ahead, report=after(24))
    assert reminded(came, after(24)) == (after(24), "review the report of Dr. Kallas")
    assert came.standing(after(24)) == "sent Mon 2 Nov, seen Sun 22 Nov, report of Thu 26 Nov not reviewed"
    assert SentRecord("X-ray of 19", "mail", SENT).words == "X-ray of 19, mail, Mon 2 Nov"


@given(st.integers(0, 200), st.one_of(st.none(), st.integers(0, 200)))
def test_a_reminder_is_on_the_third_day_or_whole_weeks_after_and_asking_ends_it(today: int, asked: int | None) -> None:
    last = None if asked is None or asked > today else after(asked)
    found = reminded(replace(ONE, asked=last), after(today))
    if found is not None:
        assert (found[0] - SENT).days % 7 == 3
        assert found[0] <= after(today)
        assert reminded(replace(ONE, asked=after(today)), after(today)) is None
    else:
        assert today < 3 or (last is not None and after(today) - last <= timedelta(days=7))


def test_a_hand_off_is_late_after_an_hour_and_its_card_says_only_what_is_known() -> None:
    given_at = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
    card = OpenHandOff(1, 1, "front", card_text({"done": " core 19 ", "money": "", "next": "crown 19"}), given_at, "Lee")
    assert card.text == "Done today: core 19\nNext visit: crown 19"
    assert card.words(given_at + timedelta(minutes=59)) == "confirm the hand-off to front desk (59 min)"
    assert card.words(given_at + timedelta(minutes=60)) == "hand-off to front desk not confirmed for 1 h"
    assert card.waits(given_at + timedelta(hours=50)) == "2 days"
