"""Lending partners: the products that the practice offers, and the applications of patients, step by step."""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, not_negative, one_of
from tctui.db.models.case import Case
from tctui.db.models.practice import User


class PartnerProduct(Kept):
    """One product of a partner as it is on offer from a day on; `terms` is the whole record of core as canonical JSON."""

    partner = TextField()
    name = TextField()
    effective_from = DateField()
    effective_to = DateField(null=True)
    terms = TextField()

    class Meta:
        indexes = ((("partner", "name"), False),)


class FinancingApplication(Kept):
    """A patient's application to a lending partner; `terms` is the product as it was offered, `fee` its practice fee."""

    case = ForeignKeyField(Case, backref="+")
    partner = TextField()
    product = TextField()
    months = IntegerField(null=True)
    fee = IntegerField(null=True)
    terms = TextField()

    class Meta:
        constraints = [Check("fee IS NULL OR fee BETWEEN 0 AND 10000")]
        indexes = ((("case",), False),)


class FinancingStep(Kept):
    """One step of an application in cents; where it stands follows from its steps. Never a full account number."""

    application = ForeignKeyField(FinancingApplication, backref="+")
    state = TextField()
    day = DateField()
    cents = IntegerField(default=0)
    expires_on = DateField(null=True)
    reference = TextField(default="")
    note = TextField(default="")
    at = TextField()
    user = ForeignKeyField(User, null=True, backref="+")

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
            not_negative("cents"),
            Check("length(reference) <= 24"),
        ]
        indexes = ((("application",), False),)


class FinancingFact(Kept):
    """What somebody at the desk said about an application for the rules of the state: it holds, or it does not."""

    application = ForeignKeyField(FinancingApplication, backref="+")
    fact = TextField()
    holds = BooleanField()
    note = TextField(default="")
    day = DateField()
    at = TextField()
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        indexes = ((("application",), False),)
