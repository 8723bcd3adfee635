"""Signing a paper: on paper with a witness and perhaps a scan, or typed on the screen under the words shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tctui.core.case import CaseFile
from tctui.core.documents.esign import signing_words
from tctui.core.errors import Refused
from tctui.core.finance.state_rules import Act, Fact
from tctui.core.papers import AGREEMENT, Paper, fills
from tctui.db import paper_writes
from tctui.db.arrangements import arrangement_of
from tctui.db.cases import read_case
from tctui.db.credit_gates import facts_to_say
from tctui.db.paper_parts import guardian, letterhead, parties, provider_name
from tctui.screens import papers_out
from tctui.screens.credit_facts import fact_field
from tctui.screens.papers_out import read_scan, source_address
from tctui.screens.place import Field, Place


def ask_how(place: Place, case: CaseFile, paper: Paper, then: Callable[[], None] | None = None) -> None:
    """Ask how a paper is signed, then who signed; ``then`` is called when that is recorded."""
    ways = [("p", "on paper"), ("t", "typed here")]
    place.choose("Signed", ways, lambda key: _form(place, case, paper, key == "p", then))


def _form(place: Place, case: CaseFile, paper: Paper, on_paper: bool, then: Callable[[], None] | None) -> None:
    patient, payer = parties(case)
    minor = guardian(case, place.desk.today())
    waited = paper.waits_for()
    first = waited[0] if len(paper.places) > 1 and waited else None
    signer = minor or (payer if paper.kind == AGREEMENT else patient)
    relation = "guardian" if minor else "patient" if signer is patient else "guarantor"
    name = signer.name
    if paper.places and (first is not None or paper.places[0].role == "Guardian"):
        place_to_sign = first or paper.places[0]
        name, relation = place_to_sign.name, place_to_sign.role.lower()
    words = signing_words(paper.title, paper.number, paper.sha256, letterhead().name)
    facts = _facts(place, paper)
    fields = [
        Field("signer", "Printed name of the signer", initial=name if on_paper else "", required=True),
        Field("relation", "Signs as", "choice", initial=relation, choices=[(each, each) for each in paper_writes.RELATIONS]),
    ]  # fmt: skip
    unwritten = on_paper and not paper_writes.states_the_talk(paper)
    if on_paper:
        path = papers_out.export(paper.id, paper.kind, place.desk.today().isoformat())
        words = f"To print and sign: {papers_out.shown_path(path)}"
        if unwritten:
            fields += [
                Field("talked_by", "Dentist who talked it over", initial=provider_name(case.provider_id), required=True),
                Field("talked_at", "When, as written there", hint="as on the paper: 3 Dec, 9:15", required=True),
            ]
        fields.append(Field("scan", "Scan", hint="path of a PDF, PNG or JPEG; may stay empty"))
        title = f"{paper.title}, version {paper.number}: signed on paper"
    else:
        fields.append(Field("agrees", "I agree to the words above", "yes_no", initial=False))
        title = f"{paper.title}, version {paper.number}: sign on this screen"
    fields += [fact_field(fact) for fact in facts]

    def save(values: dict[str, Any]) -> str:
        if not on_paper and not values["agrees"]:
            raise Refused("Not signed: the words were not agreed to.")
        desk = place.desk
        paper_writes.sign(
            desk.user, desk.now(), desk.today(), read_case(case.id), paper.id,
            way="paper" if on_paper else "typed", signer=values["signer"], relation=values["relation"],
            words="" if on_paper else words, address=source_address(),
            scan=read_scan(values["scan"]) if on_paper and values["scan"] else None,
            talked=(values["talked_by"], values["talked_at"]) if unwritten else ("", ""),
            said={fact: bool(values[fact.name]) for fact in facts},
        )  # fmt: skip
        if then is not None:
            then()
        left = [one.name for one in waited if not fills(values["relation"], one)] if first is not None else []
        still = f" — still waits for {' and '.join(left)} (S)" if left else ""
        return f"{paper.title} signed by {values['signer']}, witness {desk.user.name}{still}"

    # A signature is never half given: nothing of this form is kept as a draft.
    place.open_form(title, fields, save, words, keeps=False)


def _facts(place: Place, paper: Paper) -> list[Fact]:
    """What the state's rules turn on when an agreement is signed that a lending partner pays for."""
    arrangement = arrangement_of(paper.option_id) if paper.kind == AGREEMENT and paper.option_id else None
    if arrangement is None:
        return []
    acts = (Act.SIGN, Act.AGREE) if arrangement.choice.lent else (Act.SIGN,)
    return facts_to_say(acts, place.desk.today())
