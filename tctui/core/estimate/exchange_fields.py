"""Fields of the exchange format: every name that an object of each kind may have, with the other names it goes by."""

from __future__ import annotations

PAYERS = ("primary", "secondary", "tertiary")
"""The plans of a request in the order in which they pay; ``primary`` is also called ``plan``."""

_KNOWN_FIGURES = {
    "paid_actual": ("paid", "ins_paid"),
    "writeoff_actual": ("write_off_actual", "wo_actual", "writeoff_override", "write_off_override"),
    "percent_override": ("percentage_override",),
    "allowed_override": ("allowed_actual", "allowed_amount_override"),
    "copay_override": ("copay_actual",),
    "deductible_override": ("ded_override", "deductible_actual", "ded_actual"),
    "insurance_override": ("ins_override", "estimate_override", "ins_est_override", "ins_estimate_override"),
    "preauth_amount": ("preauth_approved", "authorised_amount", "authorized_amount"),
    "preauth_expires": ("preauth_expiry",),
}
"""What may be known of one payer on one line; the primary's may stand without its name in front."""


def _of_each_payer() -> dict[str, tuple[str, ...]]:
    """Every known figure of every payer: ``secondary_paid_actual``, also ``paid_actual_2`` and ``paid_actual2``."""
    fields = {}
    for number, payer in enumerate(PAYERS, start=1):
        for name, others in _KNOWN_FIGURES.items():
            also = [
                form for each in (name, *others) for form in (f"{payer}_{each}", f"{each}_{number}", f"{each}{number}")
            ]
            if number == 1:
                also += [name, *others]
            fields[f"{payer}_{name}"] = tuple(form for form in also if form != f"{payer}_{name}")
    return fields


_RULE = {"scope": ("scopes", "applies_to"), "code": (), "codes": (), "category": ("categories",), "verified_on": ()}
_SPAN = {"every": ("interval",), "months": (), "years": (), "weeks": (), "days": (), "unit": ()}
_PERIOD = {"period": ("per", "period_type")}
_MET = {"used": ("met", "used_amount", "met_amount"), "remaining": ("left",)}
_TIER = {"network": ("network_tier", "tier")}
_PERSONAL = {"personal": ("patient_override", "override", "of_patient", "patient_level")}

# fmt: off
FIELDS: dict[str, dict[str, tuple[str, ...]]] = {
    "request": {
        "id": (),
        "as_of": ("today", "date"),
        "patient": (),
        "options": ("settings", "office"),
        "plan": ("primary",),
        "secondary": (),
        "tertiary": (),
        "procedures": ("lines",),
        "history": (),
    },
    "patient": {
        "age": ("patient_age",),
        "birth_date": ("birthdate", "date_of_birth", "dob"),
        "teeth_lost": ("missing_teeth",),
    },
    "plan": {
        "type": ("plan_type", "kind"),
        "id": (),
        "name": ("carrier",),
        "network": ("in_network",),
        "medical": (),
        "effective": ("effective_date", "effective_on"),
        "termination": ("termination_date", "terminated", "terminates"),
        "renewal_month": ("benefit_year_month", "benefit_year_start_month", "benefit_year_start"),
        "verified_on": ("verified",),
        "cob": ("cob_rule", "coordination"),
        "subscriber": ("holder",),
        "coverage": ("percentages", "coinsurance"),
        "deductibles": ("deductible",),
        "maximums": ("maximum", "limits"),
        "frequency": ("frequencies", "frequency_limits"),
        "waiting": ("waiting_periods", "waiting_period"),
        "prior_coverage_months": ("prior_coverage", "waiting_credit_months"),
        "age_limits": ("age_limit", "ages"),
        "exclusions": ("excluded",),
        "missing_tooth": ("missing_tooth_clause",),
        "replacement": ("replacements", "replacement_clause"),
        "substitutions": ("downgrades", "alternate_benefits"),
        "preauth_required": ("preauthorisation_required", "preauthorization_required"),
        "incentive": (),
        "rollover": ("carryover",),
        "ortho_payout": ("ortho", "orthodontic_payout"),
        "fees": ("fee_schedule", "contracted_fees"),
        "oon_allowed": ("out_of_network_allowed", "table_of_allowance"),
        "ucr": ("ucr_fees",),
        "copays": ("copay_schedule",),
        "fixed_benefits": ("fixed_benefit_schedule",),
        "schedule_pays": ("schedule", "scheduled_payments"),
        "payment_table": (),
        "history": (),
        "unknown": ("unentered", "not_asked"),
        "flags": ("options", "settings"),
    },
    "subscriber": {
        "relation": ("relationship", "is"),
        "birth_date": ("date_of_birth", "dob"),
        "birthday": (),
        "court_decree": ("decree",),
        "custody": ("has_custody",),
        "status": ("employment",),
        "since": ("covered_since",),
    },
    "deductible": {
        "amount": ("deductible",),
        **_MET,
        "level": (),
        "waived_for": ("waived", "waived_on", "exempt"),
        "members": ("family_members", "member_count"),
        "counts_toward_general": (),
        **_PERSONAL,
        **_PERIOD,
        **_TIER,
        **_RULE,
    },
    "maximum": {
        "amount": ("maximum", "limit"),
        **_MET,
        "level": (),
        "counts_toward_general": (),
        "exempt": ("waived_for", "exempts"),
        "per_tooth": (),
        "area": (),
        "basis": ("counts",),
        "months": (),
        **_PERSONAL,
        **_PERIOD,
        **_TIER,
        **_RULE,
    },
    "frequency": {
        "count": ("quantity", "number", "max", "limit", "times"),
        "area": ("per_area", "treatment_area"),
        "visits": ("per_visits",),
        "boundary": (),
        **_PERSONAL,
        **_PERIOD,
        **_SPAN,
        **_TIER,
        **_RULE,
    },
    "waiting": {"months": (), "years": (), "weeks": (), "days": (), **_RULE},
    "age_limit": {
        "max_age": ("through_age", "maximum_age"),
        "min_age": ("from_age", "minimum_age"),
        "under_age": (),
        "boundary": (),
        **_RULE,
    },
    "exclusion": _RULE,
    "preauth": _RULE,
    "missing_tooth": {"lapses_after_months": ("lapses_after", "months"), **_RULE},
    "replacement": {**_SPAN, **_RULE},
    "substitution": {
        "from": ("code", "from_code"),
        "to": ("substitute", "to_code"),
        "when": ("condition", "only_if"),
        "verified_on": (),
    },
    "incentive": {
        "start": ("base",),
        "step": ("increment",),
        "floor": ("minimum",),
        "ceiling": ("cap", "maximum"),
        "years": ("years_used", "used_years"),
        **_RULE,
    },
    "rollover": {
        "type": ("kind",),
        "carry": (
            "amount", "carryover", "rollover_amount", "carry_amount", "annual_carry", "annual_carryover", "yearly_carry",
        ),
        "in_network_carry": ("network_carry", "carry_in_network", "in_network_amount", "network_amount"),
        "network_bonus": ("in_network_bonus", "ppo_bonus", "bonus"),
        "fraction": ("carry_fraction",),
        "percent": ("carry_percent",),
        "threshold": ("claims_threshold", "claim_threshold", "threshold_amount", "max_claims"),
        "threshold_fraction": (),
        "threshold_percent": (),
        "at_threshold": ("threshold_inclusive",),
        "cap": ("bank_cap", "max_bank", "account_limit", "limit", "max_carryover", "accumulated_cap", "total_cap"),
        "needs_claim": ("requires_claim", "claim_required", "requires_visit", "requires_service"),
        "bank": ("balance", "bank_now"),
        "bank_as_of": ("bank_year",),
        "used_by_year": ("used", "claims_by_year", "paid_by_year", "usage_by_year", "used_per_year"),
    },
    "year_of_use": {"used": ("paid", "amount", "claims"), "network": (), "year": ()},
    "ortho_payout": {
        "case_fee": ("fee", "treatment_fee", "total_fee"),
        "months": ("treatment_months", "length_months", "duration_months", "term_months"),
        "payments": ("installments", "instalments", "payment_count", "number_of_payments"),
        "frequency": ("every", "interval", "every_months", "interval_months", "schedule", "payment_frequency"),
        "down_payment_percent": (
            "initial_percent", "down_percent", "banding_percent", "down_pct", "initial_pct", "down_payment_pct",
        ),
        "down_payment_fraction": (
            "initial_fraction", "down_fraction", "down_payment_share", "down_share", "initial_share", "banding_fraction",
        ),
        "down_payment": ("initial", "initial_payment", "down", "banding_fee", "initial_amount"),
        "down_payment_of": ("initial_of", "of"),
        "percent": ("coverage", "plan_percent"),
        "lifetime_maximum": ("lifetime_max", "maximum", "lifetime"),
        "placed_on": ("banding_date", "start", "first_date", "start_date"),
    },
    "procedure": {
        "key": ("id",),
        "code": ("procedure_code", "proc_code"),
        "category": (),
        "fee": ("unit_fee",),
        "qty": ("quantity", "units"),
        "tooth": (),
        "surf": ("surface", "surfaces"),
        "quadrant": ("quad",),
        "arch": (),
        "sextant": (),
        "tooth_range": ("teeth",),
        "area": (),
        "date": ("service_date", "date_of_service"),
        "year": (),
        "priority": (),
        "phase": (),
        "person": ("who",),
        "patient_age": ("age",),
        "taxable": ("is_taxable",),
        "discount": ("office_discount",),
        "upgrade": ("upgrade_fee",),
        "claim_order": (),
        "prep_date": ("preparation_date",),
        "seat_date": (),
        "prior_placement_date": ("prior_seat_date", "initial_placement_date"),
        "not_billed": ("do_not_bill", "no_bill_ins", "do_not_bill_insurance"),
        **_of_each_payer(),
    },
    "history": {
        "who": ("person",),
        "type": ("status", "kind"),
        "plan": ("payer", "coverage"),
        "code": ("procedure_code", "proc_code"),
        "category": (),
        "date": ("service_date", "date_of_service"),
        "year": (),
        "amount": (),
        "ins_paid": ("paid", "ins_used", "ins_pending", "ins_est", "insurance", "benefit_paid"),
        "deductible": ("ded_used", "ded", "ded_applied", "deductible_used"),
        "discount": (),
        "proc_id": ("procedure_id", "service_id"),
        "tooth": (),
        "surf": ("surface", "surfaces"),
        "quadrant": ("quad",),
        "arch": (),
        "sextant": (),
        "tooth_range": ("teeth",),
        "area": (),
        "seat_date": (),
        "network": (),
    },
}
# fmt: on
"""Kind of object, then the name of each of its fields as documented, then the other names that are read as it."""

SILENT = frozenset(
    {
        "source", "source_kind", "tier", "tags", "situation", "expect", "derived_not_scored", "notes", "note",
        "description", "comment", "reason",
    }
)  # fmt: skip
"""Names that carry words for people; they are passed over without a remark."""
