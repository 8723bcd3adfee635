"""Settings of the exchange format: the choices where sources disagree, for the office and for one plan.

Each stands in ``options`` for the office, or on a plan (in ``flags`` or beside its other fields) for that plan alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tctui.core.estimate.exchange_row import choice, plain_word, points, truth
from tctui.core.estimate.exchange_rules import BOUNDARIES
from tctui.core.estimate.terms import (
    BillableUpTo,
    ClaimDate,
    DeductibleOrder,
    DeductiblePosition,
    LimitSelection,
)

ORDERS = {
    "priority": DeductibleOrder.PRIORITY,
    "largest_fee": DeductibleOrder.LARGEST_FEE,
    "highest_fee": DeductibleOrder.LARGEST_FEE,
    "largest": DeductibleOrder.LARGEST_FEE,
    "first_applicable": DeductibleOrder.FIRST_APPLICABLE,
    "first": DeductibleOrder.FIRST_APPLICABLE,
    "entry": DeductibleOrder.FIRST_APPLICABLE,
    "order_of_entry": DeductibleOrder.FIRST_APPLICABLE,
    "date": DeductibleOrder.DATE,
    "highest_percent": DeductibleOrder.HIGHEST_PERCENT,
    "highest_percentage": DeductibleOrder.HIGHEST_PERCENT,
    "claim_order": DeductibleOrder.CLAIM_ORDER,
    "claim": DeductibleOrder.CLAIM_ORDER,
}
POSITIONS = {
    "before_percent": DeductiblePosition.BEFORE_PERCENT,
    "before": DeductiblePosition.BEFORE_PERCENT,
    "before_coinsurance": DeductiblePosition.BEFORE_PERCENT,
    "after_percent": DeductiblePosition.AFTER_PERCENT,
    "after": DeductiblePosition.AFTER_PERCENT,
    "after_coinsurance": DeductiblePosition.AFTER_PERCENT,
}
SELECTIONS = {
    "all": LimitSelection.ALL,
    "least": LimitSelection.ALL,
    "smallest": LimitSelection.ALL,
    "all_apply": LimitSelection.ALL,
    "most_specific_only": LimitSelection.MOST_SPECIFIC_ONLY,
    "most_specific": LimitSelection.MOST_SPECIFIC_ONLY,
}
BILLABLE = {
    "primary": BillableUpTo.PRIMARY,
    "primary_fee": BillableUpTo.PRIMARY,
    "primary_contract": BillableUpTo.PRIMARY,
    "primary_contracted_fee": BillableUpTo.PRIMARY,
    "lowest": BillableUpTo.LOWEST,
    "lower": BillableUpTo.LOWEST,
    "lower_fee": BillableUpTo.LOWEST,
    "lowest_fee": BillableUpTo.LOWEST,
    "lowest_contracted_fee": BillableUpTo.LOWEST,
    "lowest_contract": BillableUpTo.LOWEST,
    "lower_contract": BillableUpTo.LOWEST,
    "lower_contracted_fee": BillableUpTo.LOWEST,
    "lower_of_two": BillableUpTo.LOWEST,
    "lower_of_contracts": BillableUpTo.LOWEST,
    "secondary": BillableUpTo.SECONDARY,
    "secondary_fee": BillableUpTo.SECONDARY,
    "secondary_contract": BillableUpTo.SECONDARY,
    "secondary_contracted_fee": BillableUpTo.SECONDARY,
}
CLAIM_DATES = {
    "service": ClaimDate.SERVICE,
    "preparation": ClaimDate.PREPARATION,
    "prep": ClaimDate.PREPARATION,
    "prep_date": ClaimDate.PREPARATION,
    "seat": ClaimDate.SEAT,
    "seat_date": ClaimDate.SEAT,
}

Read = Callable[[Any, str], dict[str, Any]]


class Setting(NamedTuple):
    """One choice: how its value is read into engine fields, the other names it goes by, and where it may stand.

    ``words`` are its values, where it is not a yes or no or a number.
    """

    read: Read
    others: tuple[str, ...] = ()
    office: bool = True
    plan: bool = True
    words: Mapping[str, Any] = MappingProxyType({})


def _word(field: str, words: Mapping[str, Any], *others: str, plan: bool = True) -> Setting:
    return Setting(lambda value, path: {field: choice(value, words, path)}, others, plan=plan, words=words)


def _yes(*fields: str) -> Read:
    return lambda value, path: dict.fromkeys(fields, truth(value, path))


def _no(*fields: str) -> Read:
    return lambda value, path: dict.fromkeys(fields, not truth(value, path))


SETTINGS: dict[str, Setting] = {
    "deductible_order": _word("deductible_order", ORDERS),
    "deductible_position": _word("deductible_position", POSITIONS),
    "limit_selection": _word("limit_selection", SELECTIONS, "maximum_selection"),
    "every_n_boundary": _word("every_boundary", BOUNDARIES, "every_boundary", "frequency_boundary"),
    "claim_date": _word("claim_date", CLAIM_DATES, "date_of_claim"),
    "patient_billed_up_to": _word(
        "billable_up_to", BILLABLE, "dual_ppo_convention", "dual_ppo_writeoff", "dual_ppo", "two_contracts", plan=False
    ),
    "post_secondary_ppo_writeoff": Setting(_yes("writes_off_as_secondary"), ("secondary_ppo_writeoff",)),
    "writeoff_on_substituted": Setting(_yes("writes_off_downgraded"), ("writeoff_on_downgraded",)),
    "bill_downgrade_difference": Setting(_yes("bills_downgrade_difference")),
    "no_substitutions": Setting(
        lambda value, path: {"downgrades": ()} if truth(value, path) else {},
        ("ignore_substitutions", "code_subst_none"),
        office=False,
    ),
    "blank_fixed_benefit_means_zero": Setting(_yes("blank_fixed_benefit_is_zero")),
    "blank_copay_means_zero": Setting(_yes("blank_copay_is_zero")),
    "blank_plan_fee_means_zero": Setting(_yes("blank_billed_fee_is_zero")),
    "blank_oon_fee_means_zero": Setting(
        _yes("blank_fee_is_zero"),
        ("oon_blank_means_zero", "blank_oon_allowed_means_zero", "blank_oon_means_zero", "blank_allowed_means_zero"),
    ),
    "no_writeoff_when_max_exceeded": Setting(_no("binds_after_maximum"), ("no_writeoff_when_max_reached",)),
    "no_writeoff_when_freq_or_age_exceeded": Setting(_no("binds_after_frequency", "binds_after_age")),
    "no_writeoff_when_freq_exceeded": Setting(_no("binds_after_frequency")),
    "no_writeoff_when_age_exceeded": Setting(_no("binds_after_age")),
    "excluded_services_use_office_fee": Setting(_no("binds_when_excluded")),
    "bill_office_fee": Setting(
        _no("bills_plan_fee"), ("bills_office_fee", "bill_ucr_fee", "use_office_fee", "claims_use_ucr")
    ),
    "cap_payments_at_billed_fee": Setting(_yes("cap_payments_at_fee"), plan=False),
    "sales_tax_percent": Setting(lambda value, path: {"sales_tax": points(value, path)}, ("sales_tax",), plan=False),
}
"""Every setting under its documented name."""

PLAN_NAMES = frozenset(name for field, setting in SETTINGS.items() if setting.plan for name in (field, *setting.others))
"""Names of settings that a plan may carry beside its other fields."""

OF_PLANS = frozenset(
    {
        "writes_off_downgraded", "bills_downgrade_difference", "bills_plan_fee", "claim_date", "blank_copay_is_zero",
        "blank_billed_fee_is_zero", "blank_fee_is_zero",
    }
)  # fmt: skip
"""Engine fields that only a plan has: the office's choice is given to each plan that does not state its own."""


def settings_in(
    rows: Iterable[tuple[Mapping[str, Any], str]], notes: list[str], *, of_plan: bool = False
) -> dict[str, Any]:
    """Read the settings of one or several objects (each with its path) into engine fields; the later object wins.

    A name that is not a setting here comes back as a note, and so does one that was recognised by its words alone.
    """
    names = {name: field for field, each in SETTINGS.items() for name in (field, *each.others)}
    chosen: dict[str, Any] = {}
    for options, at in rows:
        for name, value in options.items():
            path = f"{at}.{name}" if at else str(name)
            if value is None:
                continue
            word = plain_word(name)
            field = names.get(word)
            if field is None:
                field, value = _by_words(word, value, path)
                if field:
                    notes.append(f"{path} was read as {field}: {str(value).lower()}")
            if not field or not (SETTINGS[field].plan if of_plan else SETTINGS[field].office):
                notes.append(f"{path} is not known and was not used")
                continue
            words = SETTINGS[field].words
            if words and isinstance(value, str) and plain_word(value) not in words:
                notes.append(f"{path}: {plain_word(value)} is not known and was not used")
                continue
            chosen.update(SETTINGS[field].read(value, path))
    return chosen


def told_by_words(name: str, value: Any) -> bool:
    """Whether the words of a name that stands beside a plan's fields tell a setting of a plan, as yes or no."""
    field = _by_words(plain_word(name), value, name)[0] if isinstance(value, bool) else ""
    return bool(field) and SETTINGS[field].plan


def _by_words(name: str, value: Any, path: str) -> tuple[str, Any]:
    """Recognise a setting by the words in its name: the documented name and the value it then has, or nothing."""
    words = set(name.replace("write_off", "writeoff").split("_"))

    def has(*starts: str) -> bool:
        return any(word.startswith(starts) for word in words)

    if isinstance(value, str):
        for field, setting in SETTINGS.items():
            about = {part for each in (field, *setting.others) for part in each.split("_")} - _EVERYWHERE
            if plain_word(value) in setting.words and (words & about or _alike(words, about)):
                return field, value
        if "date" in words and plain_word(value) in CLAIM_DATES:
            return "claim_date", value
    if has("writeoff"):
        negative = has("no", "zero", "without")
        for starts, field in _WRITE_OFFS:
            if has(*starts):
                forbids = field.startswith("no_") or field == "excluded_services_use_office_fee"
                return field, truth(value, path) is (forbids is negative)
    if has("exclu") and has("office", "ucr"):
        return "excluded_services_use_office_fee", truth(value, path)
    if has("blank"):
        for starts, field in _BLANKS:
            if has(*starts):
                return field, truth(value, path) is not has("full")
    if has("deductible") and has("after", "before") and not isinstance(value, str):
        return "deductible_position", "after_percent" if truth(value, path) is has("after") else "before_percent"
    if has("specific") and not isinstance(value, str):
        return "limit_selection", "most_specific_only" if truth(value, path) else "all"
    if has("lower", "lowest") and has("contract", "contracted", "ppo", "fee") and not isinstance(value, str):
        return "patient_billed_up_to", "lowest" if truth(value, path) else "primary"
    if has("tax") and not isinstance(value, bool):
        is_fraction = has("rate", "fraction") and isinstance(value, float) and 0 < value < 1
        return "sales_tax_percent", round(value * 100, 2) if is_fraction else value
    if has("cap") and has("pay") and has("fee"):
        return "cap_payments_at_billed_fee", truth(value, path)
    if has("differ") and has("downgrad", "subst", "alternate"):
        return "bill_downgrade_difference", truth(value, path) is not has("no", "without")
    if has("every", "boundary") and has("inclusive") and not isinstance(value, str):
        return "every_n_boundary", "on_or_after" if truth(value, path) else "strictly_after"
    return "", value


def _alike(words: set[str], about: set[str]) -> bool:
    """Whether a word is a form of one that a setting is about: ``ded`` of ``deductible``, ``claims`` of ``claim``."""
    pairs = ((word, part) for word in words for part in about if min(len(word), len(part)) > 2)
    return any(part.startswith(word) or word.startswith(part) for word, part in pairs)


_EVERYWHERE = frozenset({"to", "up", "n", "of", "two", "date", "order", "every"})
"""Words in names of settings that say nothing of what they are about."""

_BLANKS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("benefit", "fixed"), "blank_fixed_benefit_means_zero"),
    (("copay",), "blank_copay_means_zero"),
    (("oon", "out", "allowed"), "blank_oon_fee_means_zero"),
)
"""What a setting about a code that a list lacks is about, by the beginnings of its words; the first that fits counts."""

_WRITE_OFFS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("freq", "age", "aging"), "no_writeoff_when_freq_or_age_exceeded"),
    (("max",), "no_writeoff_when_max_exceeded"),
    (("exclu",), "excluded_services_use_office_fee"),
    (("subst", "downgrad", "alternate"), "writeoff_on_substituted"),
    (("second",), "post_secondary_ppo_writeoff"),
)
"""What a setting about write-offs is about, by the beginnings of its words; the first that fits counts."""
