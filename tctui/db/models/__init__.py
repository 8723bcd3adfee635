"""The stored records. They never leave db/."""

from tctui.db.models.base import database
from tctui.db.models.book import Appointment, Claim, Hold
from tctui.db.models.case import (
    BoardCard,
    Case,
    Concern,
    Contact,
    Handoff,
    Line,
    LineEvent,
    Option,
    Phase,
    Referral,
    Touch,
    Visit,
)
from tctui.db.models.insurance import ClaimOutcome, Verification
from tctui.db.models.log import Audit
from tctui.db.models.money import Arrangement, Entry, FinancingApplication, FrozenEstimate, Instalment
from tctui.db.models.paper import Document, Override, Signature
from tctui.db.models.people import (
    BenefitPlan,
    BenefitRule,
    BenefitUse,
    Carrier,
    Coverage,
    Guarantor,
    Membership,
    Patient,
)
from tctui.db.models.practice import (
    Block,
    Fee,
    FeeSchedule,
    Holiday,
    Hours,
    HoursException,
    Operatory,
    Practice,
    Procedure,
    Provider,
    Setting,
    Spacing,
    User,
)

ALL = (
    Practice, Setting, User, Provider, Operatory, Hours, HoursException, Holiday, Block, Procedure, FeeSchedule, Fee,
    Spacing, Guarantor, Patient, Carrier, BenefitPlan, Coverage, Verification, BenefitRule, BenefitUse, Membership,
    Case, Option, Phase, Visit, Line, LineEvent, ClaimOutcome, Concern, Contact, Touch, Handoff, Referral, BoardCard,
    FrozenEstimate, Arrangement, Instalment, Entry, FinancingApplication,
    Document, Signature, Override, Appointment, Claim, Hold, Audit,
)  # fmt: skip
"""Every stored model, parents before children."""

__all__ = [
    "ALL",
    "Appointment",
    "Arrangement",
    "Audit",
    "BenefitPlan",
    "BenefitRule",
    "BenefitUse",
    "Block",
    "BoardCard",
    "Carrier",
    "Case",
    "Claim",
    "ClaimOutcome",
    "Concern",
    "Contact",
    "Coverage",
    "Document",
    "Entry",
    "Fee",
    "FeeSchedule",
    "FinancingApplication",
    "FrozenEstimate",
    "Guarantor",
    "Handoff",
    "Hold",
    "Holiday",
    "Hours",
    "HoursException",
    "Instalment",
    "Line",
    "LineEvent",
    "Membership",
    "Operatory",
    "Option",
    "Override",
    "Patient",
    "Phase",
    "Practice",
    "Procedure",
    "Provider",
    "Referral",
    "Setting",
    "Signature",
    "Spacing",
    "Touch",
    "User",
    "Verification",
    "Visit",
    "database",
]
