"""What was presented and agreed about money: frozen estimates, arrangements with their instalments, payments, partners."""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, not_negative, one_of
from tctui.db.models.case import Case, Option
from tctui.db.models.people import Guarantor
from tctui.db.models.practice import User


class FrozenEstimate(Kept):
    """An estimate as presented: its request and result with trace as canonical JSON; totals in cents."""

    option = ForeignKeyField(Option, backref="+")
    number = IntegerField()
    frozen_on = DateField()
    expires_on = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    fee = IntegerField()
    insurance = IntegerField()
    write_off = IntegerField()
    patient = IntegerField()
    result = TextField()

    class Meta:
        indexes = ((("option", "number"), True),)


class Arrangement(Kept):
    """How the patient portion of an option is paid; a change is a new version that replaces the one before."""

    case = ForeignKeyField(Case, backref="+")
    option = ForeignKeyField(Option, backref="+")
    estimate = ForeignKeyField(FrozenEstimate, null=True, backref="+")
    number = IntegerField()
    kind = TextField()
    total = IntegerField()
    down = IntegerField(default=0)
    count = IntegerField(default=0)
    rate = IntegerField(default=0)
    frequency = TextField(default="monthly")
    first_due = DateField(null=True)
    courtesy = IntegerField(default=0)
    method = TextField(default="")
    terms = TextField(default="{}")
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    replaced_by = ForeignKeyField("self", null=True, backref="+")

    class Meta:
        constraints = [
            one_of("kind", "in_full", "per_visit", "in_house", "partner", "membership", "split"),
            not_negative("total"),
            not_negative("down"),
            not_negative("rate"),
        ]
        indexes = ((("case",), False),)


class Instalment(Kept):
    """One dated payment that an arrangement asks for, in cents."""

    arrangement = ForeignKeyField(Arrangement, backref="+")
    ordinal = IntegerField()
    due = DateField()
    amount = IntegerField()
    principal = IntegerField()
    interest = IntegerField(default=0)

    class Meta:
        constraints = [not_negative("amount"), not_negative("interest")]
        indexes = ((("arrangement", "ordinal"), True),)


class Entry(Kept):
    """One side of a posting; the entries of one posting sum to zero, corrections are reversals."""

    posting = IntegerField(index=True)
    account = TextField()
    guarantor = ForeignKeyField(Guarantor, null=True, backref="+")
    arrangement = ForeignKeyField(Arrangement, null=True, backref="+")
    day = DateField()
    amount = IntegerField()
    what = TextField()
    reverses = IntegerField(null=True)


class FinancingApplication(Kept):
    """A patient's application to a lending partner, step by step; never a full account number."""

    case = ForeignKeyField(Case, backref="+")
    partner = TextField()
    product = TextField(default="")
    state = TextField(default="offered")
    amount = IntegerField(default=0)
    expires_on = DateField(null=True)
    reference = TextField(default="")
    next_step = TextField(default="")
    terms_confirmed = BooleanField(default=False)

    class Meta:
        constraints = [
            one_of(
                "state",
                "offered",
                "applied",
                "approved",
                "counter_offer",
                "declined",
                "used",
                "funded",
                "refunded",
                "expired",
            ),
            Check("length(reference) <= 24"),
        ]
        indexes = ((("case",), False),)
