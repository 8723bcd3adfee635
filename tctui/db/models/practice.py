"""The practice itself: its letterhead and settings, users, providers, operatories and when they work."""

from __future__ import annotations

from peewee import BlobField, BooleanField, Check, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Imported, Kept, imported_index, not_negative, one_of


class Practice(Kept):
    """One row: the practice's name, address, clinic zone and state."""

    name = TextField()
    legal_name = TextField(default="")
    address = TextField(default="")
    phone = TextField(default="")
    email = TextField(default="")
    state = TextField(default="")
    zone = TextField(default="America/New_York")
    logo = BlobField(null=True)
    demo = BooleanField(default=False)


class Setting(Kept):
    """One choice of the office by name; the value is JSON."""

    name = TextField(unique=True)
    value = TextField()


class User(Kept):
    """A person who logs in; the role decides what they may do."""

    login = TextField(unique=True, collation="NOCASE")
    name = TextField()
    initials = TextField()
    role = TextField()
    password_hash = TextField()
    active = BooleanField(default=True)
    failures = IntegerField(default=0)
    blocked_until = TextField(default="")

    class Meta:
        constraints = [one_of("role", "front", "coordinator", "provider", "lead", "auditor", "admin")]


class Provider(Imported):
    """A dentist, hygienist or assistant whose time is booked; hourly goal in cents."""

    code = TextField()
    name = TextField()
    credentials = TextField(default="")
    npi = TextField(default="")
    role = TextField(default="doctor")
    hourly_goal = IntegerField(default=0)
    active = BooleanField(default=True)

    class Meta:
        constraints = [one_of("role", "doctor", "hygienist", "assistant"), not_negative("hourly_goal")]


Provider.add_index(imported_index("provider"))


class Operatory(Imported):
    """A chair; `provider` is who usually works in it."""

    code = TextField()
    name = TextField()
    kind = TextField(default="doctor")
    ordinal = IntegerField(default=0)
    provider = ForeignKeyField(Provider, null=True, backref="+")
    active = BooleanField(default=True)

    class Meta:
        constraints = [one_of("kind", "doctor", "hygiene", "any")]


Operatory.add_index(imported_index("operatory"))


class Hours(Kept):
    """Weekly hours of the practice, a provider or an operatory; weekday 0 is Monday, start and end in units of five minutes."""

    resource = TextField()
    resource_id = IntegerField()
    weekday = IntegerField()
    start = IntegerField()
    end = IntegerField()

    class Meta:
        constraints = [
            one_of("resource", "practice", "provider", "operatory"),
            Check("weekday BETWEEN 0 AND 6"),
            Check("start >= 0 AND end <= 288 AND start < end"),
        ]
        indexes = ((("resource", "resource_id"), False),)


class HoursException(Kept):
    """Hours of one day that replace the weekly ones; no start means off all day."""

    resource = TextField()
    resource_id = IntegerField()
    day = IntegerField()
    start = IntegerField(null=True)
    end = IntegerField(null=True)
    reason = TextField(default="")

    class Meta:
        constraints = [
            one_of("resource", "practice", "provider", "operatory"),
            Check("(start IS NULL) = (end IS NULL)"),
        ]
        indexes = ((("day",), False),)


class Holiday(Kept):
    """A day on which the practice is closed."""

    day = IntegerField()
    name = TextField()


class Block(Kept):
    """A named stretch that is closed, or reserved for some uses until it is released.

    It stands on one day (ordinal), or returns every weekday (Monday 0) between first_day and last_day; resource
    `practice` means every chair and provider. `uses` are words separated by commas; NULL release_days means never.
    """

    resource = TextField()
    resource_id = IntegerField(default=0)
    day = IntegerField(null=True)
    weekday = IntegerField(null=True)
    first_day = IntegerField(null=True)
    last_day = IntegerField(null=True)
    start = IntegerField()
    end = IntegerField()
    name = TextField()
    kind = TextField(default="closed")
    uses = TextField(default="")
    release_days = IntegerField(null=True)

    class Meta:
        constraints = [
            one_of("resource", "practice", "provider", "operatory"),
            one_of("kind", "closed", "production"),
            Check("start >= 0 AND end <= 288 AND start < end"),
            Check("day IS NULL OR (weekday IS NULL AND first_day IS NULL AND last_day IS NULL)"),
        ]
        indexes = ((("day",), False),)


class Procedure(Imported):
    """A procedure that the practice does: an opaque code, its plain words, its usual pattern and consent class.

    `step` is the word by which the office's spacing rules know it, such as `crown preparation`; empty for none. A
    hygienist's visit with it needs a doctor's check of `exam_minutes` near its end; 0 for none.
    """

    code = TextField()
    name = TextField()
    category = TextField(default="other")
    consent_class = TextField(default="")
    area = TextField(default="tooth")
    pattern = TextField(default="")
    uses = TextField(default="")
    exclusive = BooleanField(default=False)
    step = TextField(default="")
    exam_minutes = IntegerField(default=0)
    active = BooleanField(default=True)

    class Meta:
        constraints = [Check("exam_minutes BETWEEN 0 AND 60"), one_of("area", "tooth", "surface", "quadrant", "arch", "mouth")]
        indexes = ((("code",), True),)


Procedure.add_index(imported_index("procedure"))


class FeeSchedule(Imported):
    """A list of fees: the office's own, or a carrier's contracted or out-of-network one."""

    name = TextField(unique=True)
    kind = TextField(default="office")

    class Meta:
        constraints = [one_of("kind", "office", "contracted", "out_of_network", "copay", "membership")]


FeeSchedule.add_index(imported_index("fee_schedule"))


class Fee(Imported):
    """One code's fee in cents on one schedule."""

    schedule = ForeignKeyField(FeeSchedule, backref="+")
    code = TextField()
    amount = IntegerField()

    class Meta:
        constraints = [not_negative("amount")]
        indexes = ((("schedule", "code"), True),)


class Spacing(Kept):
    """One line of the office's table of days between two steps; see core.schedule.spacing for what the columns mean."""

    before = TextField()
    after = TextField()
    min_days = IntegerField()
    max_days = IntegerField(null=True)
    on_tooth = BooleanField(default=True)
    days = TextField(default="calendar")
    firm = BooleanField(default=True)
    near_days = IntegerField(null=True)
    warn_days = IntegerField(null=True)

    class Meta:
        constraints = [
            one_of("days", "calendar", "working", "lab"),
            not_negative("min_days"),
            Check("max_days IS NULL OR max_days >= min_days"),
        ]
