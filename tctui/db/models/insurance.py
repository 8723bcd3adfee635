"""What carriers said and paid: verifications of a coverage, and the outcome of each line that was claimed."""

from __future__ import annotations

from peewee import DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, not_negative, one_of
from tctui.db.models.case import Line
from tctui.db.models.people import Coverage
from tctui.db.models.practice import User


class Verification(Kept):
    """One time a carrier confirmed a coverage: by whom, how, and which cells of the benefit table (JSON list of keys).

    `entry` is the audit entry it was written with: a plan that was changed later has to be verified again.
    """

    coverage = ForeignKeyField(Coverage, backref="+")
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    how = TextField()
    reference = TextField(default="")
    cells = TextField(default="[]")
    entry = IntegerField(default=0)

    class Meta:
        constraints = [one_of("how", "phone", "portal", "271 file", "letter")]
        indexes = ((("coverage",), False),)


class ClaimOutcome(Kept):
    """What one coverage answered on one line, in cents, beside what had been estimated; NULL was not stated.

    `paid_as` is the code whose benefit was paid instead of the charted one; `reason` says why nothing was paid.
    """

    line = ForeignKeyField(Line, backref="+")
    coverage = ForeignKeyField(Coverage, backref="+")
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    state = TextField(default="paid")
    allowed = IntegerField(null=True)
    paid = IntegerField(default=0)
    write_off = IntegerField(null=True)
    deductible = IntegerField(null=True)
    reason = TextField(default="")
    paid_as = TextField(default="")
    reference = TextField(default="")
    expected = IntegerField(default=0)
    expected_allowed = IntegerField(null=True)
    expected_deductible = IntegerField(null=True)
    expected_percent = IntegerField(null=True)

    class Meta:
        constraints = [
            one_of("state", "paid", "denied"),
            not_negative("paid"),
            not_negative("expected"),
        ]
        indexes = ((("line",), False), (("coverage",), False))
