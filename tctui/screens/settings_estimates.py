"""Settings of estimates: when a changed one is listed, when insurance is verified, and the choices where sources disagree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.money import bare_percent, money, percent_text, points_from_text
from tctui.db import office_choices, reestimates
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

HOLDS = ((True, "the contract price holds"), (False, "the office fee is charged"))


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the office's choices in the engine: its name there, what it is about, and what may be chosen."""

    name: str
    what: str
    may_be: tuple[tuple[Any, str], ...]


CHOICES = (
    Choice("deductible_order", "The deductible is taken first from", (
        ("priority", "what has priority"), ("largest_fee", "the largest fee"), ("first_applicable", "the first line entered"),
        ("date", "the earliest day"), ("highest_percent", "the highest percentage"), ("claim_order", "the order of claims"))),
    Choice("deductible_position", "The deductible is taken", (
        ("before_percent", "before the percentage"), ("after_percent", "off the plan's share"))),
    Choice("limit_selection", "Of several maximums on a line counts", (
        ("all", "the least that is left"), ("most_specific_only", "the most specific alone"))),
    Choice("every_boundary", "Once in 5 years is paid again", (
        ("day_after", "the day after 5 years"), ("same_day", "on the same day 5 years later"))),
    Choice("billable_up_to", "With two contracts, charged up to", (
        ("primary", "the first plan's price"), ("lowest", "the lower price"), ("secondary", "the second plan's price"))),
    Choice("writes_off_as_secondary", "A second plan's own write-off", ((True, "is taken"), (False, "is not taken"))),
    Choice("blank_fixed_benefit_is_zero", "A blank in a list of fixed benefits", (
        (True, "pays nothing"), (False, "pays in full"))),
    Choice("binds_after_maximum", "Once the maximum is used up", HOLDS),
    Choice("binds_after_frequency", "Where it is too soon", HOLDS),
    Choice("binds_after_age", "Beyond an age limit", HOLDS),
    Choice("binds_when_excluded", "For what is not covered", HOLDS),
    Choice("cap_payments_at_fee", "Payments of all plans together", ((True, "never pass the fee"), (False, "may pass the fee"))),
)  # fmt: skip
"""In the order in which they stand in the table; a plan's own choice goes before them."""

MOVED, VERIFY, SOON, TAX = "moved", "verify", "soon", "tax"


def _entries(today: date) -> list[Entry]:
    cents, held = reestimates.amount(), office_choices.office_settings()
    rhythm = office_choices.rhythm()
    often = f"{rhythm.days_before} days before, if over {rhythm.fresh_days} days old"
    own = "a plan that says otherwise goes before it"
    return [
        Entry(MOVED, ("Listed when the patient's part moved by", money(cents)),
              about="E on the work list estimates every open case again and lists what moved by more"),
        Entry(VERIFY, ("Insurance is verified before a visit", often),
              about="v on the work list shows what is due before the visits of the next days"),
        Entry(SOON, ("Over the years (Y) soon waits at most", f"{office_choices.soon_days()} days"),
              about="no later than that is a line dated whose urgency is soon"),
        *(Entry(choice, (choice.what, dict(choice.may_be)[_value(held, choice)]), about=own) for choice in CHOICES),
        Entry(TAX, ("Sales tax on taxable lines", percent_text(held.sales_tax)),
              about="of what is charged after write-off and discount"),
    ]  # fmt: skip


def _value(held: Any, choice: Choice) -> Any:
    value = getattr(held, choice.name)
    return value if isinstance(value, bool) else value.value


def _fields(record: Any | None) -> list[Field]:
    held = office_choices.office_settings()
    if isinstance(record, Choice):
        return [Field("value", record.what, "choice", _value(held, record), choices=record.may_be)]
    if record == VERIFY:
        rhythm = office_choices.rhythm()
        return [Field("before", "Days before a visit", "number", rhythm.days_before, required=True),
                Field("fresh", "If older than, days", "number", rhythm.fresh_days, required=True)]  # fmt: skip
    if record == SOON:
        return [Field("days", "Soon waits at most, days", "number", office_choices.soon_days(), required=True)]
    if record == TAX:
        return [Field("tax", "Per cent", initial=bare_percent(held.sales_tax), hint="such as 8.25")]
    return [Field("amount", "More than", "amount", reestimates.amount(), required=True, hint="dollars and cents")]


def _save(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    if isinstance(seen, Choice):
        said = f"{seen.what}: {dict(seen.may_be)[values['value']]}"
        return office_choices.set_office_setting(by, seen.name, values["value"], said)
    if seen == VERIFY:
        return office_choices.set_rhythm(by, values["before"], values["fresh"])
    if seen == SOON:
        return office_choices.set_soon_days(by, values["days"])
    if seen == TAX:
        points = points_from_text(values["tax"].strip() or "0")
        return office_choices.set_office_setting(by, "sales_tax", points, f"Sales tax {percent_text(points)}")
    if values["amount"] is None:
        raise Refused("The amount is missing.")
    return reestimates.set_amount(by, values["amount"])


ESTIMATES = Subject(
    "Estimates",
    "the office's choices; when insurance is verified",
    (Column("what", 40), Column("the office's choice")),
    _entries,
    _fields,
    _save,
    new=None,
)
