"""The audit log: every change and every view of a patient, appended only, chained by HMAC."""

from __future__ import annotations

from peewee import BooleanField, IntegerField, TextField

from tctui.db.models.base import Record


class Audit(Record):
    """One change: who, when (UTC), what was said about it, and the rows before and after as JSON.

    `undoes` names the entry whose change this one takes back; `token` makes a repeated request return the first result.
    """

    at = TextField()
    user_id = IntegerField(default=0)
    action = TextField()
    says = TextField(default="")
    case_id = IntegerField(null=True, index=True)
    patient_id = IntegerField(null=True, index=True)
    rows = TextField(default="[]")
    can_undo = BooleanField(default=False)
    undoes = IntegerField(null=True, index=True)
    token = TextField(null=True, unique=True)
    result = TextField(default="")
    mac = TextField()


Audit.add_index(Audit.user_id, Audit.id)
