"""Questions of patients for the dentist: asked, answered, and told to the patient."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, TextField

from tctui.db.models.base import Kept
from tctui.db.models.case import Case
from tctui.db.models.practice import User


class Question(Kept):
    """What a patient asks the dentist; with the answer it goes back to the coordinator, who tells the patient.

    The moments are in UTC, empty until then.
    """

    case = ForeignKeyField(Case, backref="+")
    text = TextField()
    asked_at = TextField()
    asked_by = ForeignKeyField(User, null=True, backref="+")
    answer = TextField(default="")
    answered_at = TextField(default="")
    answered_by = ForeignKeyField(User, null=True, backref="+")
    told_at = TextField(default="")
    told_by = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [Check("length(text) > 0"), Check("told_at = '' OR answered_at <> ''")]
        indexes = ((("case",), False),)
