"""Truth in Lending: whether a plan is covered by Regulation Z, with the reasons (12 CFR 1026.1(c), 2(a)(17), 3(b))."""

from __future__ import annotations

from dataclasses import dataclass

from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.money import money

PERSONAL = "personal purpose"
"""The reason that holds for every patient."""

REGULAR_ABOVE = 25
"""More credits than this in this or the preceding calendar year make a regular creditor (1026.2(a)(17)(v))."""

WARN_FROM = 20
"""Credits in a year from which the office is told that it nears the limit."""

INSTALMENTS_ABOVE = 4
"""A written agreement in more instalments than this is credit even without a charge; a down payment is not counted."""

EXEMPT_ABOVE = {
    2012: 5_180_000,
    2013: 5_300_000,
    2014: 5_350_000,
    2015: 5_460_000,
    2016: 5_460_000,
    2017: 5_460_000,
    2018: 5_580_000,
    2019: 5_720_000,
    2020: 5_830_000,
    2021: 5_830_000,
    2022: 6_100_000,
    2023: 6_640_000,
    2024: 6_950_000,
    2025: 7_190_000,
    2026: 7_340_000,
}
"""Cents by calendar year (comment 3(b)-3): larger amounts are exempt unless secured on a home; a year not listed exempts
none."""

@dataclass(frozen=True, slots=True)
class Coverage:
    """The answer and its reasons, one line each: those that cover the plan, or those that take it out."""

    covered: bool
    reasons: tuple[str, ...]


def covered(
    amount_financed_cents: int,
    finance_charge_cents: int,
    instalments: int,
    year: int,
    credits_this_year: int | None = None,
    credits_last_year: int | None = None,
    personal: bool = True,
    secured_on_home: bool = False,
) -> Coverage:
    """Say whether a plan needs a Truth-in-Lending disclosure before it is signed, with the reasons.

    Cents; ``instalments`` without the down payment; the counts of credits are those of the calendar years with this
    one in them (the 26th is covered, comment 2(a)(17)(i)-4), None where nobody counted, which is taken as regular: the
    strictest reading. So is credit secured on a home, whose own limit of five is not counted here.
    """
    out: list[str] = []
    if not personal:
        out.append("not for a personal, family or household purpose")
    if not finance_charge_cents and instalments <= INSTALMENTS_ABOVE:
        out.append(f"no finance charge and {instalments} instalments, not more than {INSTALMENTS_ABOVE}")
    limit = EXEMPT_ABOVE.get(year)
    if limit is not None and amount_financed_cents > limit and not secured_on_home:
        out.append(f"{money(amount_financed_cents)} is above the exempt threshold {money(limit)} of {year}")
    counts = (credits_this_year, credits_last_year)
    if not secured_on_home and all(count is not None and count <= REGULAR_ABOVE for count in counts):
        out.append(
            f"credit is not extended regularly: {counts[0]} this year, {counts[1]} last year, limit {REGULAR_ABOVE}"
        )
    if out:
        return Coverage(False, tuple(out))
    reasons = [PERSONAL]
    if finance_charge_cents:
        reasons.append(f"a finance charge of {money(finance_charge_cents)}")
    if instalments > INSTALMENTS_ABOVE:
        reasons.append(f"{instalments} instalments in writing, more than {INSTALMENTS_ABOVE}")
    if secured_on_home:
        reasons.append("secured on a home")
    elif any(count is not None and count > REGULAR_ABOVE for count in counts):
        this_year, last_year = ("not counted" if count is None else str(count) for count in counts)
        reasons.append(f"credit is extended regularly: {this_year} this year, {last_year} last year")
    else:
        reasons.append("the year's credits are not counted, so credit is taken as regular")
    return Coverage(True, tuple(reasons))


def choice_covered(
    choice: PaymentChoice, credits_this_year: int | None = None, credits_last_year: int | None = None
) -> Coverage:
    """Say whether a way to pay needs the disclosure; paying in full or per visit is no credit."""
    schedule = choice.schedule
    if schedule is None:
        partner = choice.way is Way.PARTNER or any(part.way is Way.PARTNER for part in choice.parts)
        reason = "the partner gives the credit and discloses it" if partner else f"{choice.way.value} is no credit"
        return Coverage(False, (reason,))
    return covered(
        schedule.terms.principal_cents,
        schedule.finance_charge_cents,
        schedule.terms.payments,
        choice.agreed.year,
        credits_this_year,
        credits_last_year,
    )


def count_warning(credits: int, when: str = "this year") -> str | None:
    """Give the line that warns the office from the twentieth credit of a calendar year, else None."""
    if credits < WARN_FROM:
        return None
    if credits > REGULAR_ABOVE:
        due = f"a plan with a charge or more than {INSTALMENTS_ABOVE} payments needs the disclosure"
        return f"{credits} credits {when} make a regular creditor: {due}"
    return f"{credits} credits {when}; above {REGULAR_ABOVE} the practice is a regular creditor"
