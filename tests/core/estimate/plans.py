"""Random plans, lines and histories for the properties of estimates, and small ones for worked examples."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tctui.core.estimate import (
    BillableUpTo,
    CobRule,
    CoverageTerms,
    DeductibleOrder,
    DeductiblePosition,
    DeductibleRule,
    FrequencyRule,
    HistoryEntry,
    Level,
    MaximumRule,
    OfficeSettings,
    PercentRule,
    Period,
    PlanKind,
    PlannedLine,
    Subject,
    category,
    scope_from_text,
)

TODAY = date(2026, 3, 2)
CODES = {"F1": "restorative", "F2": "restorative", "CR": "crowns", "EX": "diagnostic", "RC": "endo"}

amounts = st.integers(0, 300_000)
shares = st.sampled_from([0, 5_000, 8_000, 10_000, 3_333])
scopes = st.sampled_from(["all", "category:restorative", "category:crowns+endo", "code:CR", "codes:F1,EX"]).map(
    scope_from_text
)
days = st.integers(-400, 700).map(lambda days: TODAY + timedelta(days=days))


@st.composite
def lines(draw: st.DrawFn, largest: int = 6) -> list[PlannedLine]:
    """Planned lines of a few codes with random fees, dates and priorities."""
    count = draw(st.integers(1, largest))
    rows = []
    for number in range(count):
        name = draw(st.sampled_from(sorted(CODES)))
        rows.append(
            PlannedLine(
                f"l{number}",
                name,
                CODES[name],
                draw(amounts),
                quantity=draw(st.sampled_from([1, 1, 1, 3])),
                tooth=draw(st.sampled_from(["", "3", "19"])),
                on=draw(st.none() | days),
                priority=draw(st.integers(0, 3)),
                taxable=draw(st.booleans()),
                discount_cents=draw(st.sampled_from([0, 0, 2_500])),
            )
        )
    return rows


@st.composite
def coverages(draw: st.DrawFn, name: str = "A", known: bool = True) -> CoverageTerms:
    """One coverage with random rules; with ``known`` False some of them may be unknown."""
    unknown = st.nothing() if known else st.none()
    return CoverageTerms(
        id=name,
        name=f"Plan {name}",
        kind=draw(st.sampled_from([k for k in PlanKind if k is not PlanKind.DISCOUNT])),
        in_network=draw(st.booleans()),
        renewal_month=draw(st.sampled_from([1, 4, 10])),
        cob=draw(st.sampled_from(list(CobRule)) | unknown),
        percents=tuple(draw(st.lists(st.builds(PercentRule, scopes, shares | unknown), max_size=3))),
        deductibles=tuple(
            draw(
                st.lists(
                    st.builds(
                        DeductibleRule,
                        scopes,
                        st.sampled_from([0, 2_500, 10_000]) | unknown,
                        st.sampled_from(list(Level)),
                        st.sampled_from([Period.BENEFIT_YEAR, Period.LIFETIME, Period.VISIT]),
                    ),
                    max_size=3,
                )
            )
        ),
        maximums=tuple(
            draw(
                st.lists(
                    st.builds(
                        MaximumRule,
                        scopes,
                        amounts | unknown,
                        st.sampled_from(list(Level)),
                        st.sampled_from([Period.BENEFIT_YEAR, Period.LIFETIME]),
                        counts_toward_general=st.sampled_from([None, True, False]),
                    ),
                    max_size=3,
                )
            )
        ),
        frequencies=tuple(draw(st.lists(st.builds(FrequencyRule, scopes, st.integers(1, 2)), max_size=1))),
        fees=draw(st.dictionaries(st.sampled_from(sorted(CODES)), amounts, max_size=4)),
        copays=draw(st.dictionaries(st.sampled_from(sorted(CODES)), st.integers(0, 20_000), max_size=2)),
        fixed_benefits=draw(st.dictionaries(st.sampled_from(sorted(CODES)), amounts, max_size=3)),
        history=tuple(
            draw(
                st.lists(
                    st.builds(
                        HistoryEntry,
                        code=st.sampled_from(["", "CR"]),
                        on=st.none() | days,
                        paid_cents=amounts,
                        deductible_cents=st.integers(0, 5_000),
                    ),
                    max_size=2,
                )
            )
        ),
        unentered=frozenset() if known else draw(st.frozensets(st.sampled_from(list(Subject)), max_size=2)),
        writes_off_as_secondary=draw(st.sampled_from([None, True, False])),
    )


offices = st.builds(
    OfficeSettings,
    deductible_position=st.sampled_from(list(DeductiblePosition)),
    deductible_order=st.sampled_from(list(DeductibleOrder)),
    billable_up_to=st.sampled_from(list(BillableUpTo)),
    binds_after_maximum=st.booleans(),
    binds_after_frequency=st.booleans(),
    sales_tax=st.sampled_from([0, 825]),
)


def ppo(name: str = "A", **rules: object) -> CoverageTerms:
    """A plain PPO: restorative 80 %, crowns 50 %, deductible 50, maximum 1,500."""
    usual: dict[str, object] = {
        "percents": (PercentRule(category("restorative"), 8_000), PercentRule(category("crowns"), 5_000)),
        "deductibles": (DeductibleRule(cents=5_000),),
        "maximums": (MaximumRule(cents=150_000),),
        "verified_on": TODAY,
    }
    return CoverageTerms(id=name, name=f"Plan {name}", **{**usual, **rules})  # type: ignore[arg-type]


def crown(name: str = "c", fee: int = 120_000, **more: object) -> PlannedLine:
    """A planned crown on tooth 3."""
    return PlannedLine(name, "CR", "crowns", fee, **{"tooth": "3", "on": TODAY, **more})  # type: ignore[arg-type]


def filling(name: str = "f", fee: int = 20_000, **more: object) -> PlannedLine:
    """A planned filling on tooth 3."""
    return PlannedLine(name, "F1", "restorative", fee, **{"tooth": "3", "on": TODAY, **more})  # type: ignore[arg-type]
