"""The papers of a case: what an agreement and a consent stand on, whether they still hold, and what a visit lacks."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.case import Line, Named, Option, Visit
from tctui.core.documents.parts import Person, SignatureBlock, of_age
from tctui.core.spelling import bare_name

AGREED = ("accepted", "scheduled", "in_treatment", "completed")
"""States of a line that the agreement covers."""

STARTED = ("in_treatment", "completed")
"""States of a line whose treatment was begun under the papers that stood then."""

AGREEMENT = "agreement"
DISCLOSURE = "disclosure"
"""The Truth-in-Lending disclosure of an agreement: it stands on the same and is produced before that is signed."""

CONSENT = "consent"
"""A consent's kind is `consent:` and its class, as in `consent:extraction`."""

REFUSAL = "refusal"
"""An informed refusal's kind is `refusal:` and the ids of the declined lines, as in `refusal:12+15`."""

ESTIMATE = "estimate"
PAYMENTS = "payments"
PRESENTATION = "presentation"
ITINERARY = "itinerary"
REFERRAL = "referral"
"""A referral letter's kind is `referral:` and the id of the referral."""

CREDIT_NOTICE = "credit-notice"
"""A notice on credit is `credit-notice:` and the partner's name; it holds for every application to that partner."""

FOR_THE_PATIENT = ("patient", "guardian")
"""In what relation the patient's own place is signed: nobody else decides for a patient of age."""

INTERPRETER = "interpreter"
"""The relation in which only the interpreter's place is signed."""

NOT_WAITED_FOR = ("Witness", "Dentist")
"""How the roles begin whose lines stand on a paper while no signature of theirs is recorded: the witness is who records,
and the dentist's talk is recorded by name and time.
"""

CHARGES = "charges"
"""A list of what a lending partner is charged ahead is `charges:` and the partner's name."""

INVALID = "INVALID: changed after signing"

SIGNED = (AGREEMENT, CONSENT, REFUSAL, CREDIT_NOTICE)
"""What is signed; every other paper is handed out."""


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """One signature: the bytes it stands for by SHA-256, who, in what relation, how, when (UTC) and before whom."""

    id: int
    sha256: str
    way: str
    signer: str
    relation: str
    at: str
    day: date
    witness: str = ""
    scanned: bool = False

    @property
    def how(self) -> str:
        """The way it was signed, in words; by hand and without its scan, that too."""
        return "typed" if self.way == "typed" else "paper" if self.scanned else "paper, no scan yet"


@dataclass(frozen=True, slots=True)
class Paper:
    """A produced document without its bytes."""

    id: int
    kind: str
    number: int
    title: str
    day: date
    made_at: str
    valid_until: date | None
    sha256: str
    terms_sha256: str
    basis_sha256: str
    option_id: int | None
    signatures: tuple[SignatureRecord, ...] = ()
    places: tuple[SignatureBlock, ...] = ()
    """Who has to sign, as the paper prints it; empty where one signature is enough, whoever gives it."""

    def waits_for(self) -> tuple[SignatureBlock, ...]:
        """The places that nobody has signed on these bytes yet; a paper of two places waits for each of them."""
        given = [one for one in self.signatures if one.sha256 == self.sha256]
        if len(self.places) < 2:
            return () if given else self.places
        return tuple(place for place in self.places if not any(fills(one.relation, place) for one in given))

    def is_signed(self) -> bool:
        """Tell whether everybody who has to sign these bytes has."""
        return any(one.sha256 == self.sha256 for one in self.signatures) and not self.waits_for()

    def standing(self, basis: str, today: date, begun: bool = False) -> str:
        """One word on the paper: `unsigned`, `signed`, `expired` or `INVALID: changed after signing`.

        Its figures are good until its last day: a signed one expires as well, unless what it covers has begun by now
        and runs its course under it.
        """
        signed = self.is_signed()
        if not holds_on(self.basis_sha256, basis):
            return INVALID if self.signatures else "outdated: changed since made"
        if self.valid_until is not None and self.valid_until < today and not (signed and begun):
            return "expired"
        return "signed" if signed else "unsigned"


def holds_on(kept: str, basis: str) -> bool:
    """Tell whether what a paper stood on is what it would stand on now.

    Parts are compared as far as both have them: earlier versions kept papers with the first part alone, or none.
    """
    return not kept or all(was == now for was, now in zip(kept.split("/"), basis.split("/"), strict=False))


def fills(relation: str, place: SignatureBlock) -> bool:
    """Tell whether who signs in this relation fills a place: the patient's own, the interpreter's, or of who signs beside."""
    if place.role == "Interpreter" or relation == INTERPRETER:
        return (place.role == "Interpreter") == (relation == INTERPRETER)
    if place.role == "Patient":
        return relation in FOR_THE_PATIENT
    # A minor's guardian signs in any relation but the minor's own; beside an adult patient, who pays signs as that.
    return relation != "patient" if place.role == "Guardian" else relation not in FOR_THE_PATIENT


def who_signs(blocks: Iterable[SignatureBlock]) -> tuple[SignatureBlock, ...]:
    """The places of a paper that a recorded signature is waited for."""
    return tuple(block for block in blocks if not block.role.startswith(NOT_WAITED_FOR))


def _fingerprint(parts: object) -> str:
    return hashlib.sha256(json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _terms(line: Line) -> list[object]:
    return [line.id, line.code, line.tooth, line.surfaces, line.area, line.fee, line.quantity]


def agreement_basis(option: Option, estimate_number: int, arrangement_number: int) -> str:
    """Fingerprint of what a financial agreement stands on: the agreed lines, the frozen estimate, the way to pay.

    Two parts follow while work is ahead: the lines as they are named, and the insurance by which what the patient owes
    was estimated; the parties, the membership and the state. What changes of these after the treatment changes nothing.
    """
    agreed = [line for line in option.lines() if line.state in AGREED]
    terms = _fingerprint([option.id, [_terms(line) for line in agreed], estimate_number, arrangement_number])
    if all(line.state == "completed" for line in agreed):
        return terms
    named = [*_parties(option.named), option.named.member, option.named.state]
    return "/".join((terms, *map(_fingerprint, ([[line.name for line in agreed], option.insured], named))))


def _parties(named: Named) -> list[str]:
    """The patient, and who pays for one: a payer of the patient's name is the patient."""
    payer = bare_name(named.payer)
    return [*_patient(named), "" if payer == bare_name(named.patient) else payer]


def _patient(named: Named) -> list[str]:
    return [bare_name(named.patient), named.born.isoformat() if named.born else ""]


def consented(option: Option, consent_class: str) -> list[tuple[Visit, Line]]:
    """The agreed lines of an option that a consent of this class is for, each with its visit."""
    return [
        (visit, line) for visit in option.visits() for line in visit.lines
        if line.consent_class == consent_class and line.state in AGREED
    ]  # fmt: skip


def consent_basis(option: Option, consent_class: str) -> str:
    """Fingerprint of what a consent stands on: procedures and sites of its class in the option.

    Two parts follow: the lines as they are named with who is planned for them, and who treats, as booked, and why; a third
    while work is ahead: the patient, and who pays for one who was under age when the treatment was accepted.
    """
    agreed = consented(option, consent_class)
    lines = [[line.id, line.code, line.tooth, line.area] for _, line in agreed]
    named = [[line.name, line.surfaces, line.provider_id] for _, line in agreed]
    who = [[visit.performer(line, option.dentist_id), line.rationale, line.if_waits] for visit, line in agreed]
    parts: list[object] = [[option.id, consent_class, lines], named, who]
    if not all(line.state == "completed" for _, line in agreed):
        taken = [event.day for _, line in agreed for event in line.events if event.kind == "accepted"]
        is_minor = bool(taken) and not of_age(Person("", option.named.born), min(taken))
        parts.append((_parties if is_minor else _patient)(option.named))
    return "/".join(map(_fingerprint, parts))


def refusal_kind(lines: Iterable[Line]) -> str:
    """The kind of the informed refusal of declined lines."""
    return f"{REFUSAL}:{'+'.join(str(number) for number in sorted(line.id for line in lines))}"


def refused_lines(option: Option, kind: str) -> list[Line]:
    """The lines that an informed refusal of this kind is about, as they are now."""
    wanted = kind.partition(":")[2].split("+")
    return [line for line in option.lines() if str(line.id) in wanted]


def refusal_basis(option: Option, kind: str) -> str:
    """Fingerprint of what an informed refusal stands on: procedure, site, and the decline itself while it stands.

    Two parts follow: the lines as they are named, why they are needed, what happens without, and the patient's words;
    and the patient.
    """
    lines, named = [], []
    for line in refused_lines(option, kind):
        declined = [event for event in line.events if event.kind == "declined"]
        last = declined[-1] if declined and line.state == "declined" else None
        said = [last.day.isoformat(), last.reason] if last else []
        lines.append([line.id, line.code, line.tooth, line.area, said])
        named.append([line.name, line.surfaces, line.rationale, line.if_waits, last.note if last else ""])
    return "/".join(map(_fingerprint, ([option.id, lines], named, _patient(option.named))))


def notice_basis(option: Option) -> str:
    """Fingerprint of what a notice on credit stands on: the plan with its fees, whatever the patient decides on it.

    A second part follows: the patient, who pays, and the state.
    """
    plan = [option.id, [_terms(line) for line in option.lines() if line.state != "withdrawn"]]
    return "/".join(map(_fingerprint, (plan, [*_parties(option.named), option.named.state])))


def basis(option: Option, kind: str, estimate_number: int, arrangement_number: int) -> str:
    """Fingerprint of what a paper of a kind would stand on; empty for one that states only what was true that day."""
    head, _, rest = kind.partition(":")
    if head in (AGREEMENT, DISCLOSURE, CHARGES):
        return agreement_basis(option, estimate_number, arrangement_number)
    if head == CONSENT:
        return consent_basis(option, rest)
    if head == REFUSAL:
        return refusal_basis(option, kind)
    if head == CREDIT_NOTICE:
        return notice_basis(option)
    if head == ESTIMATE:
        return _fingerprint([option.id, estimate_number])
    return _fingerprint([option.id, arrangement_number]) if head == PAYMENTS else ""


def is_signed(kind: str) -> bool:
    """Tell whether papers of a kind are signed."""
    return kind.partition(":")[0] in SIGNED


def consent_classes(lines: Iterable[Line]) -> list[str]:
    """The consent classes that agreed lines need, in order, each once."""
    return list(dict.fromkeys(line.consent_class for line in lines if line.consent_class and line.state in AGREED))


def begun(option: Option, kind: str) -> bool:
    """Tell whether any of what a paper of a kind covers was started: of the option, or of a consent's class in it."""
    wanted = kind.partition(":")[2]
    return any(line.state in STARTED and (kind == AGREEMENT or line.consent_class == wanted) for line in option.lines())


def newest(papers: Sequence[Paper], kind: str, option_id: int) -> Paper | None:
    """The newest version of a paper of one kind for one option."""
    found = [paper for paper in papers if paper.kind == kind and paper.option_id == option_id]
    return max(found, key=lambda paper: paper.id, default=None)


def counting(papers: Sequence[Paper], kind: str, option_id: int, basis: str) -> Paper | None:
    """The version that counts today: the newest, or the one signed before it while nobody signed a newer one.

    Such an earlier one counts again once what had changed under it is as it was.
    """
    last = newest(papers, kind, option_id)
    if last is None or last.signatures or holds_on(last.basis_sha256, basis):
        return last
    before = _signed_before(papers, last)
    return before if before is not None and holds_on(before.basis_sha256, basis) else last


def _signed_before(papers: Sequence[Paper], paper: Paper) -> Paper | None:
    """The version that everybody had signed before this one was made."""
    earlier = [each for each in papers if each.id < paper.id and each.is_signed()]
    return newest(earlier, paper.kind, paper.option_id or 0)


def said(papers: Sequence[Paper], paper: Paper, basis: str, today: date, is_begun: bool = False) -> str:
    """How a paper stands among its versions, in words: INVALID stays until the version that was made anew is signed."""
    standing = paper.standing(basis, today, is_begun)
    if standing != "signed":
        before = _signed_before(papers, paper)
        if before is not None and not holds_on(before.basis_sha256, basis):
            return INVALID
    return in_words(paper, standing)


def lacking(
    option: Option,
    visit: Visit | None,
    papers: Sequence[Paper],
    estimate_number: int,
    arrangement_number: int,
    today: date,
) -> list[str]:
    """What stands in the way of confirming or starting a visit (None: any agreed work), in words; empty when nothing does."""
    lines = visit.lines if visit is not None else tuple(option.lines())
    wanted = [("agreement", AGREEMENT), *((f"consent ({each})", f"{CONSENT}:{each}") for each in consent_classes(lines))]
    found = []
    for what, kind in wanted:
        stands_on = basis(option, kind, estimate_number, arrangement_number)
        paper = counting(papers, kind, option.id, stands_on)
        stands = said(papers, paper, stands_on, today, begun(option, kind)) if paper else "not made"
        found += [] if stands == "signed" else [f"{what} {stands}"]
    return found


def good_until(
    option: Option, papers: Sequence[Paper], estimate_number: int, arrangement_number: int
) -> date | None:
    """The last day on which the papers of agreed work hold as they are signed; None when no day ends them.

    Work that has begun runs its course under what was signed for it.
    """
    kinds = [AGREEMENT, *(f"{CONSENT}:{wanted}" for wanted in consent_classes(option.lines()))]
    ends = []
    for kind in kinds:
        stands_on = basis(option, kind, estimate_number, arrangement_number)
        paper = counting(papers, kind, option.id, stands_on)
        if paper is None or paper.valid_until is None or begun(option, kind):
            continue
        if paper.standing(stands_on, paper.day) == "signed":
            ends.append(paper.valid_until)
    return min(ends, default=None)


NEVER_SIGNED = (" not made", " unsigned")
"""How entries of `lacking` end about papers of which nobody has signed a version that could have changed or expired."""


def let_go(missing: Sequence[str], overridden: Sequence[str]) -> list[str]:
    """What of `lacking` still stands in the way when leads let a visit go ahead without papers, each as it was named then.

    An override is of a paper that was not signed; that a signed one was changed later is another thing to decide on.
    """

    def is_let_go(each: str) -> bool:
        what, changed = _what(each), " INVALID" in each
        return any(_what(one) == what and (" INVALID" in one or not changed) for one in overridden)

    return [each for each in missing if not is_let_go(each)]


def _what(each: str) -> str:
    """Which paper an entry of `lacking` is about: `agreement`, `consent (filling)`."""
    return each.partition(") ")[0] if each.startswith(CONSENT) else each.partition(" ")[0]


def told(missing: Sequence[str]) -> str:
    """What `lacking` found in few words, by how it stands: `agreement, consent (filling, crown) not made`."""
    groups: dict[str, list[str]] = {}
    for each in missing:
        what = _what(each)
        standing = each[len(what) :].removeprefix(")").strip()
        groups.setdefault(standing, []).append(what)
    parts = []
    for standing, whats in groups.items():
        classes = [what.partition("(")[2] for what in whats if what.startswith(CONSENT)]
        others = [what for what in whats if not what.startswith(CONSENT)]
        parts.append(", ".join([*others, *([f"consent ({', '.join(classes)})"] if classes else [])]) + f" {standing}")
    return "; ".join(parts)


def flag_words(missing: Sequence[str]) -> str:
    """What the flag for papers says of what `lacking` found: that one is INVALID, else expired, else unsigned."""
    return next(
        (f"papers {word}" for word in ("INVALID", "expired") if any(f" {word}" in each for each in missing)),
        "papers unsigned",
    )


def in_words(paper: Paper, standing: str) -> str:
    """How a paper stands, naming who has not signed one that others have: `not signed by Olek Friedländer`."""
    waited = " and ".join(place.name or place.role.lower() for place in paper.waits_for())
    return f"not signed by {waited}" if standing == "unsigned" and paper.signatures and waited else standing
