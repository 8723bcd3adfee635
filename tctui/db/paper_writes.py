"""Keeping produced documents and their signatures, and the gate before a visit is confirmed or started."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date, datetime

from tctui.core.case import CaseFile, Option
from tctui.core.documents.parts import SignatureBlock
from tctui.core.documents.scan import checked_scan
from tctui.core.errors import ChangedElsewhere, Refused
from tctui.core.finance.lending import choice_covered
from tctui.core.finance.state_rules import Fact
from tctui.core.papers import (
    AGREEMENT,
    CONSENT,
    DISCLOSURE,
    INTERPRETER,
    Paper,
    basis,
    begun,
    fills,
    holds_on,
    is_signed,
)
from tctui.core.people import User
from tctui.core.spelling import same_name
from tctui.core.text import clean
from tctui.db import models
from tctui.db.arrangements import arrangement_of
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.credit_count import credits_known
from tctui.db.credit_gates import may_sign
from tctui.db.models import database
from tctui.db.papers import papers_of
from tctui.db.papers_lacking import numbers_under, stands_in_the_way, why_closed
from tctui.db.payments import record_signed_amendment
from tctui.db.unit_of_work import unit_of_work

RELATIONS = ("patient", "guarantor", "parent", "guardian", "spouse", INTERPRETER)


def basis_of(option: Option, kind: str) -> str:
    """The fingerprint of what a paper of this kind would stand on today."""
    return basis(option, kind, *numbers_under([option.id])[option.id])


def keep_document(
    user_id: int, now: datetime, today: date, case: CaseFile, option: Option | None, kind: str, title: str, terms: bytes,
    content: bytes, valid_until: date | None, stood: str | None = None,
) -> int:  # fmt: skip
    """Keep a produced document with the SHA-256 of its bytes and of its terms; returns its id.

    What says the same as the newest of its kind, stands on the same and holds as long is that document, not a new one.
    ``stood`` is what it stands on as read before it was drawn. Raises ChangedElsewhere where that has changed since.
    """
    basis_sha256 = (stood or basis_of(option, kind)) if option else ""
    terms_sha256 = hashlib.sha256(terms).hexdigest()
    row = database.execute_sql(
        "SELECT id, terms_sha256, basis_sha256, option_id, valid_until FROM document"
        " WHERE case_id = ? AND kind = ? AND voided = 0 ORDER BY id DESC LIMIT 1",
        (case.id, kind),
    ).fetchone()
    until = valid_until.isoformat() if valid_until else None
    if row and row[1:] == (terms_sha256, basis_sha256, option.id if option else None, until):
        return int(row[0])
    with unit_of_work(user_id, "document.make", now, case_id=case.id, patient_id=case.patient_id) as unit:
        if option and basis_sha256:
            now_stands = next((one for one in read_case(case.id).options if one.id == option.id), None)
            if now_stands is None or basis_of(now_stands, kind) != basis_sha256:
                raise ChangedElsewhere(f"{title}: the case has changed while it was drawn up; make it again.")
        (number,) = database.execute_sql(
            "SELECT COUNT(*) + 1 FROM document WHERE case_id = ? AND kind = ?", (case.id, kind)
        ).fetchone()
        made = unit.insert(
            models.Document, kind=kind, patient=case.patient_id, case=case.id, option=option.id if option else None,
            number=number, title=title, terms=terms.decode(), terms_sha256=terms_sha256, basis_sha256=basis_sha256,
            content=content, sha256=hashlib.sha256(content).hexdigest(), made_at=unit.at, day=today,
            valid_until=valid_until, user=user_id,
        )  # fmt: skip
        unit.tell_sha256("terms")
        # A receipt stands for itself: its number is in its title, and there is no version of it.
        unit.says = f"Made {title}" if kind == "receipt" else f"Made {title}, version {number}"
        unit.can_undo = False
    return made


def document_number(case_id: int, kind: str) -> int:
    """The version number that the next paper of this kind will have."""
    row = database.execute_sql(
        "SELECT COUNT(*) + 1 FROM document WHERE case_id = ? AND kind = ?", (case_id, kind)
    ).fetchone()
    return int(row[0])


def document_bytes(document_id: int) -> bytes:
    """The bytes as they were produced; raises Refused when they are no longer what they were."""
    return kept_bytes("document", document_id)


def kept_bytes(table: str, number: int) -> bytes:
    """The bytes of a kept paper of a table; raises Refused when they are no longer what they were."""
    row = database.execute_sql(f"SELECT content, sha256 FROM {table} WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise Refused("That document is no longer there.")
    content = bytes(row[0])
    if hashlib.sha256(content).hexdigest() != row[1]:
        raise Refused("That document's bytes have been damaged; run tctui check and restore a backup.")
    return content


def sign(
    user: User, now: datetime, today: date, case: CaseFile, document_id: int, *, way: str, signer: str, relation: str,
    words: str = "", address: str = "", scan: bytes | None = None, said: Mapping[Fact, bool] | None = None,
    talked: tuple[str, str] = ("", ""),
) -> None:  # fmt: skip
    """Record a signature on a document's bytes, witnessed by the user; it cannot be undone, only superseded.

    `way` is `paper` or `typed`; a typed one keeps the words that were shown. Raises Refused when the paper no longer
    stands on today's terms, is expired or was signed already, when the witness would be the signer, for a scan that is
    no whole PDF or picture, and for an agreement on covered credit whose Truth-in-Lending disclosure was not produced
    (12 CFR 1026.17(b)), or whose signature a rule of the state forbids by what is ``said`` of the moment. A signed
    amendment holds from then on. A consent that does not state the dentist's talk by name and time is signed on paper
    alone, with who talked it over and when as ``talked``: written there by hand.
    """
    signer, words = clean(signer), clean(words, newlines=True)
    if not user.may("sign"):
        raise Refused("Signatures are witnessed by a coordinator or a lead.")
    if not signer:
        raise Refused("The signer's printed name is missing.")
    if relation not in RELATIONS:
        raise Refused(f"The signer is {', '.join(RELATIONS[:-1])} or {RELATIONS[-1]}.")
    if same_name(signer, user.name):
        raise Refused("The witness cannot be the one who signs; another member of the staff witnesses.")
    if way == "typed" and not words:
        raise Refused("A typed signature needs the words that were agreed to.")
    if scan is not None:
        checked_scan(scan)
    with unit_of_work(user.id, "document.sign", now, case_id=case.id, patient_id=case.patient_id) as unit:
        # What stands now is what is signed, not what a screen read: another session may have changed it since.
        case = read_case(case.id)
        papers = papers_of([case.id])[case.id]
        paper = next((paper for paper in papers if paper.id == document_id), None)
        option = next((option for option in case.options if paper and option.id == paper.option_id), None)
        if paper is None or option is None:
            raise Refused("That document is no longer there.")
        if not is_signed(paper.kind):
            raise Refused(f"{paper.title} is handed out, not signed.")
        standing = paper.standing(basis_of(option, paper.kind), today, begun(option, paper.kind))
        arrangement = arrangement_of(option.id) if paper.kind == AGREEMENT else None
        if arrangement is not None and standing != "signed":
            # The rule of the state is named before anything else that is wrong with an agreement.
            may_sign(case.id, arrangement.choice, document_id, today, said or {})
        if standing != "unsigned":
            raise Refused(f"Not signed: the paper is {standing}" + ("." if standing == "signed" else "; make it anew."))
        waited = _left_after(paper, signer, relation)
        if way == "typed":
            _as_printed(paper, signer, relation)
        dentist, moment = clean(talked[0]), clean(talked[1])
        if not states_the_talk(paper):
            if way == "typed":
                raise Refused("Not signed here: this version does not say when the dentist talked it over; make it anew (n).")
            if not dentist or not moment:
                raise Refused("Not signed: who talked it over with the patient and when, as it is written on the paper?")
            words = f"Written on the paper: talked over by {dentist}, {moment}."
        if paper.kind == AGREEMENT:
            _disclosed(option, papers)
        unit.insert(
            models.Signature, document=document_id, sha256=paper.sha256, way=way, signer=signer, relation=relation,
            words=words, at=unit.at, day=today, address=address, witness=user.id, scan=scan,
            scan_sha256=hashlib.sha256(scan).hexdigest() if scan else "",
        )  # fmt: skip
        unit.tell_sha256("words")
        if paper.kind == AGREEMENT and not waited:
            record_signed_amendment(unit, By(user, now, today), option.id)
        unit.can_undo = False
        unit.says = f"{paper.title} signed by {signer} ({relation}, {'on paper' if way == 'paper' else 'typed'})"
        if dentist and moment:
            unit.says += f"; talked over by {dentist}, {moment}"
        if waited:
            unit.says += f"; still to be signed by {' and '.join(place.name for place in waited)}"
        if said:
            unit.says += "; said: " + ", ".join(f"{fact} {'yes' if holds else 'no'}" for fact, holds in said.items())


def states_the_talk(paper: Paper) -> bool:
    """Tell whether a consent states who talked it over and when; other papers have no such place and pass."""
    if not paper.kind.startswith(f"{CONSENT}:"):
        return True
    row = database.execute_sql("SELECT json_extract(terms, '$.discussion') FROM document WHERE id = ?", (paper.id,))
    return row.fetchone()[0] is not None


def _left_after(paper: Paper, signer: str, relation: str) -> tuple[SignatureBlock, ...]:
    """Who still has to sign after this one; refused for a signer whose place this is not."""
    waited = paper.waits_for()
    if len(paper.places) < 2:
        only = next(iter(paper.places), None)
        if only is not None and relation == "patient" and only.relation not in ("self", ""):
            raise Refused(f"Not signed: {only.name} signs in the patient's place, as parent, guardian or guarantor.")
        if relation == INTERPRETER or (only is not None and only.role == "Patient" and not fills(relation, only)):
            raise Refused(f"Not signed: nobody signs this as {relation}; {only.name if only else 'the patient'} decides.")
        return ()
    left = tuple(place for place in waited if not fills(relation, place))
    if left == waited:
        names = " and ".join(f"{place.name} ({place.role.lower()})" for place in waited)
        there = any(fills(relation, place) for place in paper.places)
        why = f"a signature as {relation} is there already" if there else f"nobody signs this as {relation}"
        raise Refused(f"Not signed: {why}; {names} still has to sign.")
    other = next((place for place in paper.places if not fills(relation, place) and same_name(place.name, signer)), None)
    if other is not None:
        raise Refused(f"Not signed: {signer} signs as the {other.role.lower()}, not as {relation}.")
    return left


def _as_printed(paper: Paper, signer: str, relation: str) -> None:
    """Raise Refused when who signs in an own place types another name than the paper prints there.

    Who signs for somebody else may be another than the paper names: the other parent.
    """
    only = paper.places[0] if len(paper.places) == 1 else None
    place = next((place for place in paper.places if fills(relation, place)), only)
    own = relation in ("patient", "guarantor", INTERPRETER)
    if place is not None and own and place.name and not same_name(place.name, signer):
        raise Refused(f"Not signed: the name is typed as it is printed there, {place.name}.")


def _disclosed(option: Option, papers: list[Paper]) -> None:
    """Raise Refused when the agreement needs a Truth-in-Lending disclosure that was not produced on today's terms."""
    arrangement = arrangement_of(option.id)
    if arrangement is None:
        return
    year = arrangement.choice.agreed.year
    answer = choice_covered(arrangement.choice, credits_known(year), credits_known(year - 1))
    stands_on = basis_of(option, DISCLOSURE)
    made = any(one.kind == DISCLOSURE and one.option_id == option.id and holds_on(one.basis_sha256, stands_on) for one in papers)
    if answer.covered and not made:
        raise Refused(
            "Not signed: Truth in Lending asks for the disclosure before the signature"
            f" ({'; '.join(answer.reasons)}); make the agreement anew, the disclosure comes with it."
        )


def gate(visit_id: int, today: date, done: bool = False) -> str | None:
    """Why a visit may not be confirmed or started (``done``: recorded as completed), or None; an override opens the gate.

    A visit that was taken out of the plan meanwhile has no papers at all.
    """
    row = database.execute_sql(
        "SELECT o.case_id FROM visit v JOIN phase p ON p.id = v.phase_id JOIN option o ON o.id = p.option_id WHERE v.id = ?",
        (visit_id,),
    ).fetchone()
    case = read_case(row[0]) if row else None
    visit = case.visit(visit_id) if case else None
    if case is None or visit is None:
        return "its visit is no longer in the plan; take the appointment out and book what is planned."
    return why_closed(stands_in_the_way(case, visit, today, done))


def override(user: User, now: datetime, today: date, case: CaseFile, visit_id: int, reason: str) -> None:
    """Let one visit go ahead although papers are missing: a lead's decision, with a reason, listed in the audit."""
    reason = clean(reason)
    if not user.may("override"):
        raise Refused("Only a lead may override missing papers.")
    if len(reason) < 3:
        raise Refused("An override needs its reason.")
    with unit_of_work(user.id, "gate.override", now, case_id=case.id, patient_id=case.patient_id) as unit:
        case = read_case(case.id)
        visit = case.visit(visit_id)
        missing = stands_in_the_way(case, visit, today) if visit else []
        if not missing:
            raise Refused("Nothing stands in the way of this visit; no override is needed.")
        unit.insert(
            models.Override, case=case.id, visit_id=visit_id, gate="; ".join(missing), reason=reason, at=unit.at,
            day=today, user=user.id,
        )  # fmt: skip
        unit.says = f"OVERRIDE by {user.name}: {'; '.join(missing)} — {reason}"
