"""The huddle: what was scheduled for a day when its first huddle was held, so that the day can be judged by it."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Record, not_negative
from tctui.db.models.practice import Provider, User


class HuddleFreeze(Record):
    """One provider's day as it stood at the first huddle: production and goal in cents, visits; never changed.

    `day` is a day ordinal, `at` the moment in UTC, `user` who held the huddle.
    """

    day = IntegerField()
    provider = ForeignKeyField(Provider, backref="+")
    production = IntegerField()
    goal = IntegerField()
    visits = IntegerField()
    at = TextField()
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [not_negative("production"), not_negative("goal"), not_negative("visits")]
        indexes = ((("day", "provider"), True),)
