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
    WaitingVisit,
)
from tctui.db.models.huddle import HuddleFreeze
from tctui.db.models.insurance import ClaimOutcome, Verification
from tctui.db.models.lab import LabCase
from tctui.db.models.log import Audit
from tctui.db.models.members import Membership, MembershipEntry, MembershipPayment, MembershipPlan
from tctui.db.models.money import AccountEvent, Arrangement, Entry, FrozenEstimate, Instalment
from tctui.db.models.paper import Document, GoodFaith, OfficePaper, Override, Scan, Signature
from tctui.db.models.partners import FinancingApplication, FinancingFact, FinancingStep, PartnerProduct
from tctui.db.models.people import (
    BenefitPlan,
    BenefitRule,
    BenefitUse,
    Carrier,
    Coverage,
    Guarantor,
    LostTooth,
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
from tctui.db.models.question import Question

ALL = (
    Practice, Setting, User, Provider, Operatory, Hours, HoursException, Holiday, Block, Procedure, FeeSchedule, Fee,
    Spacing, Guarantor, Patient, Carrier, BenefitPlan, Coverage, Verification, BenefitRule, BenefitUse, LostTooth,
    MembershipPlan, Membership, MembershipPayment, MembershipEntry, PartnerProduct,
    Case, Option, Phase, Visit, Line, LineEvent, ClaimOutcome, Concern, Contact, Touch, Handoff, Referral,
    BoardCard, WaitingVisit, FrozenEstimate, Arrangement, Instalment, AccountEvent, Entry, FinancingApplication,
    FinancingStep, FinancingFact, Document, OfficePaper, Signature, Scan, Override, GoodFaith, Appointment, Claim, Hold,
    HuddleFreeze, LabCase, Question, Audit,
)  # fmt: skip
"""Every stored model, parents before children."""

__all__ = [
    "ALL",
    "AccountEvent",
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
    "FinancingFact",
    "FinancingStep",
    "FrozenEstimate",
    "GoodFaith",
    "Guarantor",
    "Handoff",
    "Hold",
    "Holiday",
    "Hours",
    "HoursException",
    "HuddleFreeze",
    "Instalment",
    "LabCase",
    "Line",
    "LineEvent",
    "LostTooth",
    "Membership",
    "MembershipEntry",
    "MembershipPayment",
    "MembershipPlan",
    "OfficePaper",
    "Operatory",
    "Option",
    "Override",
    "PartnerProduct",
    "Patient",
    "Phase",
    "Practice",
    "Procedure",
    "Provider",
    "Question",
    "Referral",
    "Scan",
    "Setting",
    "Signature",
    "Spacing",
    "Touch",
    "User",
    "Verification",
    "Visit",
    "WaitingVisit",
    "database",
]
