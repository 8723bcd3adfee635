"""Patients, who pays for them, what insures them, and what the insurer has already paid."""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Imported, Kept, imported_index, not_negative, one_of
from tctui.db.models.practice import FeeSchedule


class Guarantor(Imported):
    """The person who pays for one or more patients; patients of one guarantor are a family."""

    last_name = TextField()
    first_name = TextField()
    address = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")


Guarantor.add_index(imported_index("guarantor"))


class Patient(Imported):
    """A patient; ``can_come`` is JSON as core/schedule/patient_times.py reads it."""

    chart_number = TextField(default="")
    last_name = TextField(collation="NOCASE")
    first_name = TextField(collation="NOCASE")
    preferred_name = TextField(default="")
    birth_date = DateField(null=True)
    sex = TextField(default="")
    address = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")
    channel = TextField(default="phone")
    do_not_contact = BooleanField(default=False)
    language = TextField(default="")
    medical_alert = TextField(default="")
    can_come = TextField(default="")
    short_call = BooleanField(default=False)
    guarantor = ForeignKeyField(Guarantor, null=True, backref="+")
    active = BooleanField(default=True)

    class Meta:
        constraints = [one_of("channel", "phone", "text", "email", "letter")]
        indexes = ((("last_name", "first_name"), False),)


Patient.add_index(imported_index("patient"))


class Carrier(Imported):
    """An insurance company or administrator."""

    name = TextField(unique=True)
    phone = TextField(default="")
    payer_number = TextField(default="")


Carrier.add_index(imported_index("carrier"))


class BenefitPlan(Imported):
    """One plan of a carrier; unknown terms are NULL, `settings` are the plan's own choices as JSON.

    A template is a plan that nobody is enrolled in: new plans are made from it. `changed` is the audit entry that
    changed its benefit table last.
    """

    carrier = ForeignKeyField(Carrier, backref="+")
    name = TextField()
    group_number = TextField(default="")
    employer = TextField(default="")
    template = BooleanField(default=False)
    changed = IntegerField(default=0)
    kind = TextField(default="ppo")
    in_network = BooleanField(default=True)
    renewal_month = IntegerField(null=True)
    cob = TextField(null=True)
    fee_schedule = ForeignKeyField(FeeSchedule, null=True, backref="+")
    copay_schedule = ForeignKeyField(FeeSchedule, null=True, backref="+")
    settings = TextField(default="{}")

    class Meta:
        constraints = [Check("renewal_month IS NULL OR renewal_month BETWEEN 1 AND 12")]


BenefitPlan.add_index(imported_index("benefit_plan"))


class Coverage(Imported):
    """One patient's enrolment in one plan, and when and how it was verified."""

    patient = ForeignKeyField(Patient, backref="+")
    plan = ForeignKeyField(BenefitPlan, backref="+")
    ordinal = IntegerField(default=1)
    subscriber_name = TextField(default="")
    relation = TextField(default="self")
    member_number = TextField(default="")
    effective = DateField(null=True)
    terminated = DateField(null=True)
    verified_on = DateField(null=True)
    verified_by = TextField(default="")
    verified_how = TextField(default="")
    verified_reference = TextField(default="")

    class Meta:
        constraints = [one_of("relation", "self", "spouse", "child", "other"), Check("ordinal BETWEEN 1 AND 9")]
        indexes = ((("patient",), False),)


Coverage.add_index(imported_index("coverage"))


class BenefitRule(Imported):
    """One row of a plan's (or one coverage's) benefit table; NULL amounts are unknown, `terms` holds what else it says."""

    plan = ForeignKeyField(BenefitPlan, null=True, backref="+")
    coverage = ForeignKeyField(Coverage, null=True, backref="+")
    kind = TextField()
    scope = TextField(default="all")
    level = TextField(default="individual")
    period = TextField(default="benefit_year")
    percent = IntegerField(null=True)
    amount = IntegerField(null=True)
    terms = TextField(default="{}")

    class Meta:
        constraints = [
            one_of("level", "individual", "family"),
            Check("(plan_id IS NULL) <> (coverage_id IS NULL)"),
            Check("percent IS NULL OR percent BETWEEN 0 AND 10000"),
            Check("amount IS NULL OR amount >= 0"),
        ]
        indexes = ((("plan",), False), (("coverage",), False))


BenefitRule.add_index(imported_index("benefit_rule"))


class BenefitUse(Imported):
    """What a coverage has already paid, has pending, or used elsewhere: dollars, deductible and services by day.

    `total` marks what the services on record leave of a total that the carrier named: of the maximum or the deductible.
    """

    coverage = ForeignKeyField(Coverage, backref="+")
    day = DateField()
    state = TextField(default="paid")
    who = TextField(default="self")
    code = TextField(default="")
    category = TextField(default="")
    tooth = TextField(default="")
    surfaces = TextField(default="")
    area = TextField(default="")
    paid = IntegerField(default=0)
    deductible = IntegerField(default=0)
    line_id = IntegerField(null=True)
    total = TextField(default="")

    class Meta:
        constraints = [
            one_of("state", "paid", "pending", "elsewhere", "denied"),
            one_of("total", "", "maximum", "deductible"),
            one_of("who", "self", "family"),
            not_negative("paid"),
            not_negative("deductible"),
        ]
        indexes = ((("coverage",), False),)


BenefitUse.add_index(imported_index("benefit_use"))


class LostTooth(Kept):
    """The day on which a tooth was lost, as the patient or another office says; a missing-tooth clause hangs on it."""

    patient = ForeignKeyField(Patient, backref="+")
    tooth = TextField()
    day = DateField()

    class Meta:
        indexes = ((("patient",), False),)
