"""The practice's own membership plans, who is in them, and what was paid of their yearly fees."""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, Record, one_of
from tctui.db.models.people import Patient
from tctui.db.models.practice import User


class MembershipPlan(Kept):
    """What members get for the yearly fee; `terms` is the record of core as canonical JSON."""

    name = TextField()
    terms = TextField()
    active = BooleanField(default=True)


class Membership(Kept):
    """A patient's membership since a day; `ends` is the last day of one that is not renewed."""

    patient = ForeignKeyField(Patient, backref="+")
    plan = ForeignKeyField(MembershipPlan, backref="+")
    begins = DateField()
    ends = DateField(null=True)

    class Meta:
        constraints = [Check("ends IS NULL OR ends >= begins")]
        indexes = ((("patient",), False),)


class MembershipPayment(Record):
    """A payment of a yearly fee in cents; never changed, a mistake is taken back by another one that names it."""

    membership = ForeignKeyField(Membership, backref="+")
    kind = TextField()
    day = DateField()
    cents = IntegerField()
    about = IntegerField(null=True)
    method = TextField(default="")
    reference = TextField(default="")
    at = TextField()
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [
            one_of("kind", "payment", "taken_back"),
            Check("cents > 0"),
            Check("(kind = 'taken_back') = (about IS NOT NULL)"),
            Check("length(reference) <= 24"),
        ]
        indexes = ((("membership",), False),)


class MembershipEntry(Record):
    """One side of the posting of a payment, in signed cents; the entries of a payment sum to zero."""

    payment = ForeignKeyField(MembershipPayment, backref="+")
    account = TextField()
    cents = IntegerField()
