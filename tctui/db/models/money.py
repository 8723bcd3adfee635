"""What was presented and agreed about money: frozen estimates, arrangements with their instalments, and payments."""

from __future__ import annotations

from peewee import Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, Record, not_negative, one_of
from tctui.db.models.case import Case, Option
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
    """How the patient portion of an option is paid; a change is a new version that replaces the one before.

    An amendment names the arrangement whose account it goes on with, and holds what changes as canonical JSON.
    """

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
    account = ForeignKeyField("self", null=True, backref="+")
    amendment = TextField(default="")

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


class AccountEvent(Record):
    """One thing recorded on the account of a plan, in cents; never changed, a mistake is taken back by another event.

    `arrangement` opened the account; `about` is the event that is taken back or the number of the late instalment,
    `terms` the version whose terms an amendment brings.
    """

    arrangement = ForeignKeyField(Arrangement, backref="+")
    kind = TextField()
    day = DateField()
    cents = IntegerField()
    about = IntegerField(null=True)
    terms = ForeignKeyField(Arrangement, null=True, backref="+")
    method = TextField(default="")
    reference = TextField(default="")
    note = TextField(default="")
    at = TextField()
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [
            one_of(
                "kind",
                "payment",
                "returned",
                "mistaken",
                "late_fee",
                "returned_fee",
                "waived",
                "refund",
                "amended",
            ),
            Check("kind = 'amended' OR cents > 0"),
        ]


class Entry(Record):
    """One side of the posting of an event, in signed cents; the entries of an event sum to zero."""

    event = ForeignKeyField(AccountEvent, backref="+")
    account = TextField()
    cents = IntegerField()
