"""Lab cases: what a laboratory makes for the visit at which it is seated."""

from __future__ import annotations

from peewee import Check, DateField, ForeignKeyField, TextField

from tctui.db.models.base import Kept
from tctui.db.models.case import Visit


class LabCase(Kept):
    """Sent to a laboratory for a visit, due on a day, received or still out; a visit has one that is live."""

    visit = ForeignKeyField(Visit, backref="+")
    laboratory = TextField()
    sent_on = DateField()
    due_on = DateField()
    received_on = DateField(null=True)
    note = TextField(default="")

    class Meta:
        constraints = [
            Check("length(laboratory) > 0"),
            Check("due_on >= sent_on"),
            Check("received_on IS NULL OR received_on >= sent_on"),
        ]
