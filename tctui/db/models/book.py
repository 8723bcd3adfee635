"""The book: appointments, and one claim row per five-minute unit of chair, provider and patient."""

from __future__ import annotations

from peewee import BooleanField, Check, CompositeKey, DateField, ForeignKeyField, IntegerField, Model, TextField

from tctui.core.schedule.states import Broken, State
from tctui.db.models.base import Imported, Kept, database, imported_index, one_of
from tctui.db.models.case import Visit
from tctui.db.models.people import Patient
from tctui.db.models.practice import Operatory, Provider, User


class Appointment(Imported):
    """A booked sitting: day as ordinal, start in units of five minutes, pattern one character a unit."""

    patient = ForeignKeyField(Patient, backref="+")
    visit = ForeignKeyField(Visit, null=True, backref="+")
    operatory = ForeignKeyField(Operatory, backref="+")
    provider = ForeignKeyField(Provider, backref="+")
    exam_provider = ForeignKeyField(Provider, null=True, backref="+")
    exam_offset = IntegerField(default=0)
    exam_units = IntegerField(default=0)
    day = IntegerField()
    start = IntegerField()
    pattern = TextField()
    label = TextField(default="")
    state = TextField(default="scheduled")
    exclusive = BooleanField(default=False)
    lane = IntegerField(default=0)
    lane_reason = TextField(default="")
    confirmed_day = IntegerField(null=True)
    confirmed_how = TextField(default="")
    broken_as = TextField(default="")
    broken_reason = TextField(default="")
    note = TextField(default="")
    production = IntegerField(default=0)
    booked_on = DateField(null=True)

    class Meta:
        constraints = [
            one_of("state", *State),
            one_of("broken_as", "", *Broken),
            Check("start >= 0 AND start + length(pattern) <= 288 AND length(pattern) > 0"),
            Check("lane = 0 OR length(lane_reason) > 0"),
        ]
        indexes = ((("day",), False), (("patient",), False), (("visit",), False))


Appointment.add_index(imported_index("appointment"))


class Claim(Model):
    """One unit of one resource (o = operatory, p = provider, t = patient) taken by one appointment; the key refuses a clash."""

    resource = TextField()
    resource_id = IntegerField()
    day = IntegerField()
    unit = IntegerField()
    lane = IntegerField(default=0)
    appointment = ForeignKeyField(Appointment, backref="+")

    class Meta:
        database = database
        legacy_table_names = False
        primary_key = CompositeKey("resource", "resource_id", "day", "unit", "lane")
        without_rowid = True
        indexes = ((("appointment",), False),)
        constraints = [one_of("resource", "o", "p", "t")]


class Hold(Kept):
    """A slot that a person has in hand; released after five minutes or when their session ends."""

    user = ForeignKeyField(User, backref="+")
    session = TextField()
    operatory = ForeignKeyField(Operatory, backref="+")
    day = IntegerField()
    start = IntegerField()
    length = IntegerField()
    until = TextField()
