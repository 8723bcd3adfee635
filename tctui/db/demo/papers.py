"""The papers of the demo practice: agreements and consents drawn up by the program itself, some of them signed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from random import Random

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.papers import consent_classes
from tctui.core.people import User
from tctui.db.agreements import make_agreement, make_consent
from tctui.db.cases import read_case
from tctui.db.demo.making import Making
from tctui.db.models import Patient
from tctui.db.paper_parts import parties
from tctui.db.paper_writes import sign
from tctui.db.users import active_user

_FIRST = ("in_treatment", "scheduled", "accepted", "presented", "completed", "declined")
"""Stages in the order in which their cases get papers: what is begun cannot be without."""


def make_papers(making: Making) -> None:
    """Draw up agreements and consents of arranged cases and sign most of them, each on the day it was arranged."""
    dice = making.dice("papers")
    user = active_user(making.owners[0])
    if user is None:
        return
    standing = sorted(making.papers, key=lambda paper: (_FIRST.index(paper[1]), -paper[0].toordinal(), paper[2]))[
        : making.size.papers
    ]
    for day, stage, case_id in sorted(standing):
        case = read_case(case_id)
        if case.leading is not None:
            luck = 0.5 if stage == "in_treatment" else dice.random()
            _papers(making, dice, user, case, case.leading, day, luck)


def _papers(making: Making, dice: Random, user: User, case: CaseFile, option: Option, day: date, luck: float) -> None:
    """Sign all by a luck from 0.12 to 0.8, the agreement alone up to 0.88, nothing above; below, make nothing."""
    if luck < 0.12:
        return
    moment = min(datetime.combine(day, time(16, dice.randint(0, 59)), UTC), making.now.astimezone(UTC))
    try:
        made = [make_agreement(user, moment, day, case, option)]
        made += [make_consent(user, moment, day, case, option, name, True) for name in consent_classes(option.lines())]
    except Refused:
        return
    signer, relation = _signer(case)
    payer = next((each.name for each in parties(case)[1:] if each.name != signer), "") if relation == "patient" else ""
    signers = [(number, signer, relation) for number in made]
    # Where somebody else pays for a patient of age, the agreement has a place for each.
    signers[:1] += [(made[0], payer, "guarantor")] if payer else []
    taken = signers if luck < 0.8 else [one for one in signers if one[0] == made[0]] if luck < 0.88 else []
    for number, signer, relation in taken:
        moment = min(moment + timedelta(minutes=2), making.now.astimezone(UTC))
        typed = dice.random() < 0.5
        sign(
            user, moment, day, case, number, way="typed" if typed else "paper", signer=signer, relation=relation,
            words="I have read this and agree." if typed else "",
        )  # fmt: skip


def _signer(case: CaseFile) -> tuple[str, str]:
    """The patient, or for a child the one who pays."""
    patient = Patient.get_by_id(case.patient_id)
    payer = patient.guarantor
    if payer is not None and patient.birth_date and (case.diagnosed_on - patient.birth_date).days < 18 * 365.25:
        return f"{payer.first_name} {payer.last_name}", "parent"
    return f"{case.first_name} {case.last_name}", "patient"
