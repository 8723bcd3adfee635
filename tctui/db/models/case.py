"""Treatment plans: cases with options, phases, visits and lines; what happened to them; concerns, contacts, hand-offs."""

from __future__ import annotations

from peewee import BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Imported, Kept, imported_index, not_negative, one_of
from tctui.db.models.people import Patient
from tctui.db.models.practice import Provider, User


class Case(Imported):
    """One diagnosed treatment plan of one patient: owner, next action, and whether money was arranged."""

    patient = ForeignKeyField(Patient, backref="+")
    title = TextField()
    diagnosed_on = DateField()
    provider = ForeignKeyField(Provider, null=True, backref="+")
    owner = ForeignKeyField(User, null=True, backref="+")
    next_action = TextField(default="")
    next_on = DateField(null=True)
    next_agreed = BooleanField(default=False)

    class Meta:
        table_name = "treatment_case"
        indexes = ((("patient",), False), (("owner",), False))


Case.add_index(imported_index("treatment_case"))


class Option(Kept):
    """One way to treat the case; one is recommended, at most one chosen."""

    case = ForeignKeyField(Case, backref="+")
    letter = TextField()
    name = TextField()
    recommended = BooleanField(default=False)
    chosen = BooleanField(default=False)
    rationale = TextField(default="")

    class Meta:
        indexes = ((("case",), False),)


class Phase(Kept):
    """A stage of an option in clinical order."""

    option = ForeignKeyField(Option, backref="+")
    ordinal = IntegerField()
    kind = TextField()
    name = TextField(default="")

    class Meta:
        constraints = [one_of("kind", "urgent", "disease_control", "restorative", "elective", "maintenance")]
        indexes = ((("option",), False),)


class Visit(Kept):
    """What is done in one sitting: pattern in units of five minutes, days to wait after the visit before it."""

    phase = ForeignKeyField(Phase, backref="+")
    ordinal = IntegerField()
    name = TextField(default="")
    pattern = TextField(default="")
    provider = ForeignKeyField(Provider, null=True, backref="+")
    gap_min = IntegerField(null=True)
    gap_max = IntegerField(null=True)

    class Meta:
        constraints = [Check("gap_min IS NULL OR gap_max IS NULL OR gap_min <= gap_max")]
        indexes = ((("phase",), False),)


class Line(Imported):
    """One planned procedure: fee in cents per unit, and the date it is planned for."""

    visit = ForeignKeyField(Visit, backref="+")
    ordinal = IntegerField()
    code = TextField()
    name = TextField()
    category = TextField(default="other")
    tooth = TextField(default="")
    surfaces = TextField(default="")
    area = TextField(default="")
    fee = IntegerField()
    quantity = IntegerField(default=1)
    provider = ForeignKeyField(Provider, null=True, backref="+")
    urgency = TextField(default="soon")
    rationale = TextField(default="")
    if_waits = TextField(default="")
    planned_on = DateField(null=True)

    class Meta:
        constraints = [
            one_of("urgency", "immediate", "soon", "elective"),
            not_negative("fee"),
            Check("quantity BETWEEN 1 AND 99"),
        ]
        indexes = ((("visit",), False),)


Line.add_index(imported_index("line"))


class LineEvent(Kept):
    """Something that happened to a line; only appended, an undone one is voided."""

    line = ForeignKeyField(Line, backref="+")
    kind = TextField()
    at = TextField()
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    reason = TextField(default="")
    suspected = TextField(default="")
    until = DateField(null=True)
    note = TextField(default="")

    class Meta:
        constraints = [
            one_of(
                "kind",
                "diagnosed",
                "presented",
                "accepted",
                "unaccepted",
                "declined",
                "deferred",
                "referred",
                "withdrawn",
                "reopened",
                "started",
                "completed",
            )
        ]
        indexes = ((("line",), False),)


class Concern(Kept):
    """What holds the patient back: what was said, what is suspected, and the answer given."""

    case = ForeignKeyField(Case, backref="+")
    category = TextField()
    said = TextField(default="")
    suspected = TextField(default="")
    answer = TextField(default="")
    state = TextField(default="open")
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [one_of("state", "open", "answered", "resolved")]
        indexes = ((("case",), False),)


class Contact(Kept):
    """One entry of the contact log; a correction is a new entry that names the one it corrects."""

    patient = ForeignKeyField(Patient, backref="+")
    case = ForeignKeyField(Case, null=True, backref="+")
    at = TextField()
    day = DateField()
    user = ForeignKeyField(User, null=True, backref="+")
    channel = TextField()
    reached = BooleanField(default=True)
    said = TextField(default="")
    next_step = TextField(default="")
    corrects = ForeignKeyField("self", null=True, backref="+")

    class Meta:
        constraints = [one_of("channel", "phone", "person", "letter", "email", "text", "note")]
        indexes = ((("patient",), False), (("case",), False))


class Touch(Kept):
    """One dated follow-up of a case that is due, done or closed by a fact; a case has at most one that is due.

    `step` is its day of the cadence, counted from `counted_from`; NULL when a person set the day. `ended_on` is the day
    on which it was done or closed: one that was closed after it fell due counts as missed.
    """

    case = ForeignKeyField(Case, backref="+")
    due = DateField()
    what = TextField()
    channel = TextField(default="phone")
    state = TextField(default="due")
    contact = ForeignKeyField(Contact, null=True, backref="+")
    counted_from = DateField(null=True)
    step = IntegerField(null=True)
    ended_on = DateField(null=True)

    class Meta:
        constraints = [one_of("state", "due", "done", "closed")]
        indexes = ((("case",), False), (("state", "due"), False))


class Handoff(Kept):
    """What is handed from clinic to coordinator to front desk, and who confirmed it."""

    case = ForeignKeyField(Case, backref="+")
    to_role = TextField()
    text = TextField()
    given_at = TextField()
    given_by = ForeignKeyField(User, null=True, backref="+")
    confirmed_at = TextField(default="")
    confirmed_by = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        indexes = ((("case",), False),)


class Referral(Kept):
    """Lines sent to a specialist, and what came back.

    `seen_on` is the day of the appointment there, past or ahead; `records` what was sent along, as JSON of
    core.referral.SentRecord; `asked_on` the day on which the specialist was asked last how it stands.
    """

    case = ForeignKeyField(Case, backref="+")
    specialist = TextField()
    reason = TextField(default="")
    lines = TextField(default="[]")
    sent_on = DateField(null=True)
    seen_on = DateField(null=True)
    report_on = DateField(null=True)
    reviewed_on = DateField(null=True)
    records = TextField(default="[]")
    asked_on = DateField(null=True)

    class Meta:
        indexes = ((("case",), False),)


class BoardCard(Kept):
    """A case as the board shows it: computed by core.pipeline from the case's records in the same transaction, never by hand."""

    case = ForeignKeyField(Case, backref="+", unique=True)
    patient = ForeignKeyField(Patient, backref="+")
    last_name = TextField()
    first_name = TextField()
    title = TextField()
    owner = ForeignKeyField(User, null=True, backref="+")
    provider = ForeignKeyField(Provider, null=True, backref="+")
    stage = TextField()
    since = DateField()
    open_cents = IntegerField()
    options = IntegerField()
    urgent = BooleanField(default=False)
    next_on = DateField(null=True)
    next_action = TextField(default="")
    next_agreed = BooleanField(default=False)
    money_missing = BooleanField(default=False)
    papers_missing = BooleanField(default=False)
    papers_until = DateField(null=True)
    verified_until = DateField(null=True)
    estimate_expires = DateField(null=True)
    at_specialist = BooleanField(default=False)
    handoff_open = BooleanField(default=False)

    class Meta:
        constraints = [
            one_of("stage", "diagnosed", "presented", "accepted", "scheduled", "in_treatment", "completed", "declined")
        ]
        indexes = ((("stage",), False), (("next_on",), False))


class WaitingVisit(Kept):
    """An accepted visit without a place in the book: computed by core.schedule.waiting in the same transaction, never by hand.

    `cents` is production; `ready_on` a day ordinal; `turn` 0 is the next one of its case.
    """

    visit = ForeignKeyField(Visit, backref="+", unique=True)
    case = ForeignKeyField(Case, backref="+")
    patient = ForeignKeyField(Patient, backref="+")
    patient_name = TextField()
    label = TextField()
    provider = ForeignKeyField(Provider, null=True, backref="+")
    pattern = TextField()
    cents = IntegerField()
    urgent = BooleanField(default=False)
    since = DateField()
    broken = BooleanField(default=False)
    ready_on = IntegerField(default=0)
    turn = IntegerField(default=0)

    class Meta:
        indexes = ((("case",), False), (("since",), False))
