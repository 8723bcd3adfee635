"""A small practice whose figures are worked out by hand: lines, follow-up, book, claims, lenders; day 0 is today.

lines (net dollars; days before today; provider 1 of all):

  id  patient  case  dollars  diagnosed  presented  accepted  booked  then
   1     1      11    1,000      95         90         90       90    came 80 ago, done
   2     1      11      500      95         90         60       50    comes in 10
   3     2      12    2,000      70         65          -        -    declined 60 ago: cost
   4     3      13      800      50         30         25        -    open
   5     3      13      200      50         30          -        -    open
   6     4      14      600      10          5          -        -    open
   7     5      15      400      40          -          -        -    open
   8     5      15      100      30         30         30        -    preventive: left out
   9     1      11    3,000      95         90          -        -    alternative: left out
  10     4      14      700      40         35          -        -    withdrawn 20 ago: left out
  11     6      16    1,200     200        150        140      140    broken 120 ago, open

The period is the 101 days up to today, so that the one before ends 101 days ago; only line 11 is of that one.
"""

from __future__ import annotations

from datetime import date, timedelta

from tctui.core.figures.facts import (
    ApplicationFact,
    ClaimFact,
    ContactFact,
    DayFact,
    Facts,
    Happened,
    LineFact,
    Sitting,
    TouchFact,
    VisitFact,
    Where,
    line_fact,
)
from tctui.core.figures.period import Period

TODAY = date(2026, 11, 23)
PERIOD = Period(TODAY - timedelta(days=100), TODAY)
OWNER, OTHER, PROVIDER, PLAN = 1, 2, 1, 7


def ago(days: int) -> int:
    """A day so many before today, as ordinal."""
    return TODAY.toordinal() - days


def line(
    number: int, patient: int, dollars: int, *happened: tuple[str, int], portion: int | None = None,
    held: Sitting | None = None, category: str = "crowns", alternative: bool = False, reason: str = "cost",
) -> LineFact:  # fmt: skip
    """A line of a patient's case from its events as (kind, days ago)."""
    owner = OWNER if patient % 2 else OTHER
    events = [Happened(kind, ago(days), reason if kind == "declined" else "") for kind, days in happened]
    where = Where(owner, PROVIDER, PLAN if patient < 3 else None, category)
    cents = dollars * 100
    return line_fact(
        (number, 10 + patient, patient), where, (cents, cents if portion is None else portion * 100), ago(happened[0][1]),
        events, [held] if held else [], alternative,
    )  # fmt: skip


def lines() -> list[LineFact]:
    """The eleven lines."""
    seen = ("diagnosed", 95), ("presented", 90)
    return [
        line(1, 1, 1_000, *seen, ("accepted", 90), ("completed", 80), portion=400,
             held=Sitting(ago(90), ago(80), True)),
        line(2, 1, 500, *seen, ("accepted", 60), portion=300, held=Sitting(ago(50), ago(-10), True)),
        line(3, 2, 2_000, ("diagnosed", 70), ("presented", 65), ("declined", 60)),
        line(4, 3, 800, ("diagnosed", 50), ("presented", 30), ("accepted", 25)),
        line(5, 3, 200, ("diagnosed", 50), ("presented", 30)),
        line(6, 4, 600, ("diagnosed", 10), ("presented", 5)),
        line(7, 5, 400, ("diagnosed", 40)),
        line(8, 5, 100, ("diagnosed", 30), ("presented", 30), ("accepted", 30), category="preventive"),
        line(9, 1, 3_000, *seen, alternative=True),
        line(10, 4, 700, ("diagnosed", 40), ("presented", 35), ("withdrawn", 20)),
        line(11, 6, 1_200, ("diagnosed", 200), ("presented", 150), ("accepted", 140),
             held=Sitting(ago(140), ago(120), False, True)),
    ]  # fmt: skip


def paper_facts() -> Facts:
    """Everything: the lines, and what the tests of follow-up, book, lenders and claims write down beside them."""
    where = Where(OWNER, PROVIDER, PLAN)
    touches = [
        TouchFact(1, 11, where, ago(20), ago(20)), TouchFact(2, 11, where, ago(20), ago(18)),
        TouchFact(3, 13, where, ago(5), None), TouchFact(4, 13, where, ago(0), None),
        TouchFact(5, 16, where, ago(150), None),
    ]  # fmt: skip
    contacts = [
        ContactFact(1, 11, where, ago(92), ago(90)), ContactFact(2, 11, where, ago(91), ago(90)),
        ContactFact(3, 13, where, ago(28), None), ContactFact(4, 14, where, ago(6), None),
    ]  # fmt: skip
    visits = [
        VisitFact(1, 11, 1, where, ago(3), ago(20), True, True, "", 60_000),
        VisitFact(2, None, 2, where, ago(3), ago(5), True, True, "", 30_000),
        VisitFact(3, None, 3, where, ago(2), ago(30), False, False, "no-show", 50_000),
        VisitFact(4, None, 4, where, ago(2), ago(2), True, True, "", 40_000),
        VisitFact(5, None, 5, where, ago(1), ago(4), True, False, "", 10_000),
        VisitFact(6, None, 6, where, ago(0), ago(4), True, False, "", 10_000),
    ]
    days = [
        DayFact(Where(provider=PROVIDER), ago(3), 96, 72, 100_000),
        DayFact(Where(provider=PROVIDER), ago(2), 96, 90, 100_000),
    ]
    claims = [
        ClaimFact(1, 11, where, ago(9), "PPO", "X", 10_000, 9_000),
        ClaimFact(2, 11, where, ago(9), "PPO", "Y", 5_000, 5_500),
    ]
    applications = [
        ApplicationFact(1, 11, where, "Lender", ago(30), True, True, 50_000, 5_000),
        ApplicationFact(2, 12, where, "Lender", ago(30), True, False, 0, None),
        ApplicationFact(3, 13, where, "Lender", ago(30), False, False, 0, None),
        ApplicationFact(4, 14, where, "Lender", ago(30), True, True, 30_000, None),
    ]
    return Facts(
        TODAY.toordinal(), lines(), touches, contacts, visits, days, claims, applications, {11: 50_000}
    )  # fmt: skip
