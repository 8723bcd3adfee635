"""Documents as they were produced, who signed them, the overrides of the gate, and what good-faith estimates rest on."""

from __future__ import annotations

from peewee import BlobField, BooleanField, Check, DateField, ForeignKeyField, IntegerField, TextField

from tctui.db.models.base import Kept, one_of
from tctui.db.models.case import Case, Option
from tctui.db.models.people import Patient
from tctui.db.models.practice import User


class Document(Kept):
    """The bytes of a produced document with their SHA-256, and the terms it was made from as canonical JSON.

    `basis_sha256` is the fingerprint of what the terms stood on (core.papers): when today's differs, the paper is invalid.
    """

    kind = TextField()
    patient = ForeignKeyField(Patient, backref="+")
    case = ForeignKeyField(Case, null=True, backref="+")
    option = ForeignKeyField(Option, null=True, backref="+")
    number = IntegerField(default=1)
    title = TextField()
    terms = TextField()
    terms_sha256 = TextField()
    basis_sha256 = TextField()
    content = BlobField()
    sha256 = TextField()
    made_at = TextField()
    day = DateField()
    valid_until = DateField(null=True)
    user = ForeignKeyField(User, null=True, backref="+")

    class Meta:
        constraints = [Check("length(sha256) = 64 AND length(terms_sha256) = 64")]
        indexes = ((("case",), False),)


class OfficePaper(Kept):
    """A paper that belongs to no case, with its bytes: huddle sheet, leadership report, day sheet, a visit without a case."""

    kind = TextField()
    patient = ForeignKeyField(Patient, null=True, backref="+")
    number = IntegerField()
    title = TextField()
    terms_sha256 = TextField()
    content = BlobField()
    sha256 = TextField()
    made_at = TextField()
    day = DateField()
    user = ForeignKeyField(User, backref="+")

    class Meta:
        constraints = [Check("length(sha256) = 64 AND length(terms_sha256) = 64")]
        indexes = ((("kind",), False),)


class Signature(Kept):
    """One signature on one document's bytes: who, in what relation, how, when (UTC), before which witness."""

    document = ForeignKeyField(Document, backref="+")
    sha256 = TextField()
    way = TextField()
    signer = TextField()
    relation = TextField()
    words = TextField(default="")
    at = TextField()
    day = DateField()
    address = TextField(default="")
    witness = ForeignKeyField(User, null=True, backref="+")
    scan = BlobField(null=True)
    scan_sha256 = TextField(default="")

    class Meta:
        constraints = [one_of("way", "paper", "typed")]
        indexes = ((("document",), False),)


class Scan(Kept):
    """The scan of a paper that was signed earlier, with its SHA-256; one at hand at once stands on the signature."""

    signature = ForeignKeyField(Signature, backref="+")
    content = BlobField()
    sha256 = TextField()
    at = TextField()
    day = DateField()
    user = ForeignKeyField(User, backref="+")

    class Meta:
        constraints = [Check("length(sha256) = 64")]


class Override(Kept):
    """A lead's decision to let a visit go ahead although a paper is missing, with the reason."""

    case = ForeignKeyField(Case, backref="+")
    visit_id = IntegerField(null=True)
    gate = TextField()
    reason = TextField()
    at = TextField()
    day = DateField()
    user = ForeignKeyField(User, backref="+")

    class Meta:
        constraints = [Check("length(reason) > 0")]
        indexes = ((("case",), False),)


class GoodFaith(Kept):
    """What was said in a case that asks for a good-faith estimate: when the patient asked, whether insurance is used.

    `uses_insurance` NULL: it is used where there is one.
    """

    case = ForeignKeyField(Case, backref="+")
    asked_on = DateField(null=True)
    uses_insurance = BooleanField(null=True)

    class Meta:
        indexes = ((("case",), False),)
