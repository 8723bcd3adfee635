"""Every figure there is: what it is called, how it is counted, whom it can be told for, its usual target."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from tctui.core.figures import accepting, filling, following, paying
from tctui.core.figures.records import Figure, Fold, Source, View, median, ninetieth, ratio, total


class Unit(StrEnum):
    """What a figure is told in: a share of 100 %, an amount, days."""

    SHARE = "share"
    CENTS = "cents"
    DAYS = "days"


class Aim(StrEnum):
    """Which side of its target a figure should be on; NEAR: within so much of 100 %."""

    ABOVE = "above"
    BELOW = "below"
    NEAR = "near"
    NONE = ""


OWNER, PROVIDER, PLAN, CATEGORY = "owner", "provider", "plan", "category"
DIMENSIONS = {OWNER: "coordinator", PROVIDER: "provider", PLAN: "plan", CATEGORY: "category"}
"""By what figures can be told apart, and how people call it."""

_ALL = frozenset(DIMENSIONS)
_CASES = _ALL - {CATEGORY}


@dataclass(frozen=True, slots=True)
class Kpi:
    """One figure. ``part`` and ``whole`` name what is divided; ``target`` is the usual one, basis points."""

    key: str
    section: str
    label: str
    unit: Unit
    records: Source
    fold: Fold = ratio
    part: str = ""
    whole: str = ""
    aim: Aim = Aim.NONE
    target: int | None = None
    dims: frozenset[str] = _ALL
    beside: str = ""
    in_dollars: bool = True

    def figure(self, view: View) -> Figure:
        """Count it in a view."""
        return self.fold(view, self.records(view))

    @property
    def formula(self) -> str:
        """How it is counted, in words."""
        return f"{self.part} ÷ {self.whole}" if self.whole else self.part

    @property
    def of_lines(self) -> bool:
        """Whether it is made of lines of cases, so that lines can be left out of it."""
        return self.section in (ACCEPTANCE, SPEED, LEFT, DECLINES, PAYING)

    def told_for(self, dimensions: Iterable[str]) -> bool:
        """Whether it can be told for one of each of these dimensions."""
        return self.dims.issuperset(dimensions)


ACCEPTANCE, SPEED, LEFT = "Presenting and accepting", "Scheduling", "Unscheduled treatment"
FOLLOWING, DECLINES, PAYING = "Follow-up", "Declined, by reason", "Financing"
BOOK, CLAIMS, CODES = "The book", "Estimates against payments", "Paid of estimated, by plan and code"

_PRESENTED = "net dollars presented"
_PATIENTS = "patients presented"
_YOUNG = "too young"
_OPEN = "still open"


def _windows() -> Iterator[Kpi]:
    for window in accepting.WINDOWS:
        label = f"Accepted within {window} days" if window else "Accepted the same day"
        within = f"within {window} days" if window else "on the day of presentation"
        since = f"more than {window} days ago" if window else "before today"
        yield Kpi(
            f"within_{window}", ACCEPTANCE, label, Unit.SHARE, accepting.accepted_within(window),
            part=f"net dollars accepted {within}", whole=f"{_PRESENTED} {since}", beside=_YOUNG,
        )  # fmt: skip


def _ages() -> Iterator[Kpi]:
    what = "net dollars of open lines without an appointment ahead"
    yield Kpi("unscheduled", LEFT, "Unscheduled treatment", Unit.CENTS, following.unscheduled(), total, part=what)
    for youngest, oldest in following.AGES:
        days = f"{youngest}–{oldest} days" if oldest else f"over {youngest - 1} days"
        yield Kpi(
            f"unscheduled_{youngest}", LEFT, f"  {days}", Unit.CENTS, following.unscheduled(youngest, oldest), total,
            part=f"{what}, {days} after diagnosis",
        )  # fmt: skip


STANDING: tuple[Kpi, ...] = (
    Kpi("presentation", ACCEPTANCE, "Presentation rate", Unit.SHARE, accepting.presented_in_time,
        part="net dollars presented within 14 days", whole="net dollars diagnosed", aim=Aim.ABOVE, target=9_500,
        beside=_YOUNG),
    Kpi("acceptance_patients", ACCEPTANCE, "Acceptance, patients", Unit.SHARE, accepting.accepting_patients,
        part="patients with an accepted line", whole=_PATIENTS, aim=Aim.ABOVE, target=7_500, in_dollars=False),
    Kpi("acceptance_dollars", ACCEPTANCE, "Acceptance, dollars", Unit.SHARE, accepting.accepted_dollars,
        part="net dollars accepted", whole=_PRESENTED, aim=Aim.ABOVE, target=6_000),
    Kpi("acceptance_procedures", ACCEPTANCE, "Acceptance, procedures", Unit.SHARE, accepting.accepted_procedures,
        part="lines accepted", whole="lines presented", aim=Aim.ABOVE, target=6_000, in_dollars=False),
    *(Kpi(f"patients_{part}", ACCEPTANCE, f"  patients: {what}", Unit.SHARE, accepting.patients_who(part),
          accepting.share_of_patients(part), part=f"patients with {what} of their dollars accepted", whole=_PATIENTS,
          in_dollars=False)
      for part, what in (("full", "all"), ("partial", "a part"), ("none", "none"))),
    *_windows(),
    Kpi("same_visit", SPEED, "Scheduled the same day", Unit.SHARE, accepting.scheduled_at_once,
        part="net dollars scheduled on the day of presentation", whole=_PRESENTED),
    Kpi("accept_median", SPEED, "Days to accept, median", Unit.DAYS, accepting.days_to_accept, median,
        part="days from presentation to acceptance, the middle line", beside=_OPEN, in_dollars=False),
    Kpi("accept_90", SPEED, "  nine in ten within", Unit.DAYS, accepting.days_to_accept, ninetieth,
        part="days from presentation to acceptance that 90 % of the lines do not exceed", beside=_OPEN,
        in_dollars=False),
    Kpi("schedule_median", SPEED, "Days to schedule, median", Unit.DAYS, accepting.days_to_schedule, median,
        part="days from acceptance to booking, the middle line", beside=_OPEN, in_dollars=False),
    Kpi("schedule_90", SPEED, "  nine in ten within", Unit.DAYS, accepting.days_to_schedule, ninetieth,
        part="days from acceptance to booking that 90 % of the lines do not exceed", beside=_OPEN,
        in_dollars=False),
    *_ages(),
    Kpi("follow_up", FOLLOWING, "Follow-up completion", Unit.SHARE, following.touches_done,
        part="touches done by their date", whole="touches due", aim=Aim.ABOVE, target=9_500, dims=_CASES,
        beside="still due today or later", in_dollars=False),
    Kpi("contact_yield", FOLLOWING, "Contact yield", Unit.SHARE, following.contacts_that_scheduled,
        part="cases scheduled within 14 days after a reached contact", whole="reached contacts", dims=_CASES,
        beside=_YOUNG, in_dollars=False),
    Kpi("declined", DECLINES, "Declined", Unit.CENTS, following.declined(), total,
        part="net dollars presented and declined"),
)  # fmt: skip

ENDING: tuple[Kpi, ...] = (
    Kpi("fill", BOOK, "Book fill", Unit.SHARE, filling.filled, part="minutes booked", whole="open provider minutes",
        aim=Aim.ABOVE, target=9_000, dims=frozenset({PROVIDER}), in_dollars=False),
    *(Kpi(f"goal_{days}", BOOK, f"  goal booked at {days} day{'s' * (days > 1)}", Unit.SHARE,
          filling.goal_booked(days), part=f"production in the book {days} day{'s' * (days > 1)} before",
          whole="production goal", aim=Aim.ABOVE, target=9_000, dims=frozenset({PROVIDER}))
      for days in (7, 1)),
    Kpi("broken", BOOK, "Broken appointments", Unit.SHARE, filling.broken, part="no-shows and late cancels",
        whole="appointments due", aim=Aim.BELOW, target=800, dims=frozenset({PROVIDER, PLAN}), in_dollars=False),
    Kpi("accuracy", CLAIMS, "Estimate accuracy", Unit.SHARE, paying.paid_of_estimated(), part="insurance paid",
        whole="insurance estimated", aim=Aim.NEAR, target=300),
)  # fmt: skip

FINANCED = Kpi(
    "financing", PAYING, "Financing use", Unit.SHARE, paying.financed,
    part="accepted patient portion on a plan", whole="accepted patient portion",
)  # fmt: skip

TARGETED = tuple(kpi for kpi in (*STANDING, *ENDING) if kpi.target is not None)
"""The figures that have a target, which the office may change."""


def kpis(*views: View) -> list[Kpi]:
    """Every figure in its order, with those that these views bring: reasons, partners, plans and codes."""
    reasons = dict.fromkeys(reason for view in views for reason in following.reasons(view))
    partners = dict.fromkeys(partner for view in views for partner in paying.partners(view))
    codes = dict.fromkeys(pair for view in views for pair in paying.plans_and_codes(view))
    return [
        *STANDING,
        *(Kpi(f"declined:{reason}", DECLINES, f"  {reason}", Unit.CENTS, following.declined(reason), total,
              part=f"net dollars presented and declined: {reason}") for reason in reasons),
        FINANCED,
        *(kpi for partner in sorted(partners) for kpi in _partner(partner)),
        *ENDING,
        *(Kpi(f"accuracy:{plan}:{code}", CODES, f"  {code}  {plan}", Unit.SHARE, paying.paid_of_estimated(plan, code),
              part="insurance paid", whole="insurance estimated", aim=Aim.NEAR) for plan, code in sorted(codes)),
    ]  # fmt: skip


def _partner(partner: str) -> Iterator[Kpi]:
    steps = (
        ("approved", "approved", paying.approved(partner), "approved", "offered", ""),
        ("used", "used", paying.used(partner), "used", "approved", ""),
        ("fee", "fee", paying.fee(partner), "kept by the partner", "used and paid out", "not paid out yet"),
    )
    for key, words, records, part, whole, beside in steps:
        yield Kpi(
            f"partner:{partner}:{key}", PAYING, f"  {words}: {partner}", Unit.SHARE, records, part=f"{part}, {partner}",
            whole=whole, dims=_CASES, beside=beside, in_dollars=key == "fee",
        )  # fmt: skip
