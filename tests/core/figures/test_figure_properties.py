"""What holds of figures whatever the practice: shares, lists behind figures, parts that sum to the whole."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.figures.catalog import Unit, kpis
from tctui.core.figures.facts import EVERYONE, Facts, Happened, LineFact, Sitting, Where, line_fact, narrowed, parted
from tctui.core.figures.records import View, ratio, shares_of, total
from tctui.core.figures.report import change_text, report, value_text
from tests.core.figures.paper import PERIOD, ago

KINDS = ("presented", "accepted", "unaccepted", "declined", "deferred", "referred", "withdrawn", "reopened", "started",
         "completed", "diagnosed")  # fmt: skip


@st.composite
def a_line(draw: st.DrawFn, number: int) -> LineFact:
    days = sorted(draw(st.lists(st.integers(0, 220), min_size=1, max_size=6)), reverse=True)
    kinds = ["diagnosed", *(draw(st.sampled_from(KINDS)) for _ in days[1:])]
    events = [
        Happened(kind, ago(day), "cost" if kind == "declined" else "") for kind, day in zip(kinds, days, strict=True)
    ]
    held = draw(st.lists(st.tuples(st.integers(0, 200), st.integers(-60, 200), st.booleans()), max_size=2))
    sittings = [Sitting(ago(max(booked, day)), ago(day), holds, not holds) for booked, day, holds in held]
    where = Where(draw(st.sampled_from([1, 2, None])), draw(st.sampled_from([1, 2])), draw(st.sampled_from([7, None])),
                  draw(st.sampled_from(["crowns", "endo", "preventive"])))  # fmt: skip
    patient = draw(st.integers(1, 5))
    cents = draw(st.sampled_from([0, 1, 12_345, 100_000]))
    return line_fact(
        (number, 10 + patient, patient), where, (cents, cents // 2), ago(days[0]), events, sittings,
        draw(st.booleans()) and draw(st.booleans()),
    )  # fmt: skip


@st.composite
def practices(draw: st.DrawFn) -> Facts:
    lines = [draw(a_line(number)) for number in range(draw(st.integers(0, 14)))]
    return Facts(ago(0), lines, financed={11: 5_000})


@settings(max_examples=120, deadline=None)
@given(practices())
def test_figures_hold_together(facts: Facts) -> None:
    view = View(facts, PERIOD)
    told = {kpi.key: kpi.figure(view) for kpi in kpis(view)}
    parts = [told[f"patients_{part}"] for part in ("full", "partial", "none")]
    if view.patients:
        assert sum(part.value or 0 for part in parts) == 10_000
        assert sum(part.part for part in parts) == len(view.patients)
    for kpi in kpis(view):
        figure, records = told[kpi.key], list(kpi.records(view))
        assert sum(not record.beside for record in records) == figure.count, kpi.key
        assert sum(record.beside for record in records) == figure.beside, kpi.key
        if kpi.unit is Unit.SHARE and figure.value is not None:
            assert 0 <= figure.value <= 10_000, kpi.key
        if kpi.fold in (ratio, total):
            assert sum(record.part for record in records if not record.beside) == figure.part
    ages = [told[f"unscheduled_{youngest}"] for youngest in (0, 31, 91, 181, 366)]
    assert sum(age.part for age in ages) == told["unscheduled"].part
    assert sum(age.count for age in ages) == told["unscheduled"].count
    reasons = [figure for key, figure in told.items() if key.startswith("declined:")]
    assert sum(reason.part for reason in reasons) == told["declined"].part
    assert told["same_visit"].part <= told["within_0"].part + sum(
        line.cents for line in view.presented if not view.over(line.presented_on or 0, 0)
    )


@settings(max_examples=60, deadline=None)
@given(practices(), st.sampled_from(["owner", "provider", "plan", "category"]))
def test_the_parts_sum_to_the_whole(facts: Facts, dimension: str) -> None:
    view = View(facts, PERIOD)
    apart = parted(facts, dimension)
    for kpi in kpis(view):
        if kpi.fold not in (ratio, total) or kpi.key in ("acceptance_patients", "financing"):
            # A patient may be of several parts.
            continue
        whole = kpi.figure(view)
        parts = [kpi.figure(View(part, PERIOD)) for part in apart.values()]
        assert sum(part.part for part in parts) == whole.part, kpi.key
        assert sum(part.count for part in parts) == whole.count, kpi.key
    for key, part in apart.items():
        if key is not None:
            wanted = Where(**{dimension: key})  # type: ignore[arg-type]
            assert list(narrowed(facts, wanted).lines) == list(part.lines)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=5))
def test_shares_sum_to_a_hundred_percent_in_whole_tenths(counts: list[int]) -> None:
    shares = shares_of(counts)
    assert sum(shares) == (10_000 if sum(counts) else 0)
    for count, share in zip(counts, shares, strict=True):
        assert share % 10 == 0
        assert not sum(counts) or abs(share - 10_000 * count / sum(counts)) < 10


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_change_of_shares_is_the_difference_of_the_shares_shown(now: int, before: int) -> None:
    told = next(one for one in report(Facts(ago(0), []), PERIOD, EVERYONE, {}) if one.kpi.unit is Unit.SHARE)
    told = replace(told, now=replace(told.now, value=now), before=replace(told.before, value=before))
    shown = [Decimal(value_text(Unit.SHARE, value).removesuffix(" %")) for value in (now, before)]
    assert Decimal(change_text(Unit.SHARE, told.change).replace("±", "")) == shown[0] - shown[1]
