"""Plain words: every limitation of an estimate as a patient is told it, on the screen and in print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.estimate.limits import Ground
from tctui.core.estimate.result import Estimate, LineEstimate, PayerShare, Question
from tctui.core.estimate.trace import Step
from tctui.core.money import money

NUMBERS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
ORDER = ("", "first ", "second ", "third ")

NOUNS = {
    "crown": "a crown", "filling": "a filling", "implant": "an implant", "bridge": "a bridge", "denture": "a denture",
    "dentures": "dentures", "onlay": "an onlay", "inlay": "an inlay", "veneer": "a veneer", "cleaning": "a cleaning",
    "exam": "an exam", "x-ray": "an X-ray", "x-rays": "X-rays", "sealant": "a sealant", "fluoride": "fluoride",
    "scaling": "scaling", "graft": "a bone graft", "braces": "braces", "aligners": "aligners", "guard": "a guard",
    "canal": "a root canal", "abutment": "an abutment", "build-up": "a build-up", "check-up": "a check-up",
    "look": "an exam", "scan": "a scan", "grooves": "a sealant", "core": "a core", "nerve": "a nerve treatment",
    "post": "a post", "taken": "taking out a tooth", "take": "taking out a tooth", "wisdom": "taking out a wisdom tooth",
    "retainers": "retainers", "whitening": "whitening", "gum care": "gum care", "gum graft": "a gum graft",
    "bone filled": "a bone graft", "deep cleaning": "a deep cleaning", "denture lined": "relining a denture",
}  # fmt: skip
"""What a procedure is called within a sentence, by one or both of the words that its plain name begins with."""

SUBJECTS = {
    "ortho": "orthodontics",
    "endo": "root canals",
    "perio": "gum treatment",
    "prosthetics": "bridges and dentures",
}
"""What a category is called within a sentence, where its own word is not plain."""

SEATED = frozenset({"a crown", "a bridge", "a denture", "an onlay", "an inlay", "a veneer", "an abutment"})
"""Work of which a patient says that it was seated; anything else was done."""


@dataclass(frozen=True, slots=True)
class Named:
    """What words need beside an estimate: plain names of lines by id and of procedures by code, and today's date."""

    lines: Mapping[str, str]
    codes: Mapping[str, str]
    today: date


def told(estimate: Estimate, line: LineEstimate, named: Named) -> tuple[str, ...]:
    """Every limitation of a line as whole sentences: one for each payer's, then what is not known yet."""
    what = noun(named.lines.get(line.id, ""))
    if not line.fee_cents:
        return ()
    sentences: list[str] = []
    for number, share in enumerate(line.shares, start=1):
        plan = "Your plan" if len(line.shares) == 1 else f"Your {ORDER[number]}plan"
        steps = [step for step in line.steps if step.payer == number]
        asked = any(key.startswith(f"{share.coverage_id}:percent:") for key in line.questions)
        if not (share.ground == Ground.NOT_COVERED and asked):
            sentences.extend(_of_share(estimate, plan, line, share, steps, what, named))
    sentences.extend(_above_the_plan(line))
    if line.questions and line.best_cents != line.worst_cents:
        sentences.append(_unknown(line))
    return tuple(dict.fromkeys(sentences))


def asked_words(question: Question, codes: Mapping[str, str]) -> str:
    """A question with the plain name of the procedure in the place of its code; ``codes`` are names by code."""
    _, _, subject = question.key.partition(":")
    kind, _, code = subject.partition(":")
    if kind not in ("frequency", "preauthorisation") or not codes.get(code):
        return question.text
    return question.text.replace(f" {code} ", f" {codes[code]} ")


def noun(name: str) -> str:
    """What a procedure is called within a sentence: ``a crown`` for ``crown on the implant``; else ``this treatment``."""
    words = name.casefold().replace(",", " ").split()[:3]
    for word in (" ".join(words[:2]), *words):
        if word in NOUNS:
            return NOUNS[word]
    return "this treatment"


def _of_share(
    estimate: Estimate,
    plan: str,
    line: LineEstimate,
    share: PayerShare,
    steps: Sequence[Step],
    what: str,
    named: Named,
) -> Iterator[str]:
    if share.denied:
        pay = "lower the fee of" if any(step.name == "plan discount" for step in steps) else "pay for"
        yield _denied(plan, pay, share, what, named)
        return
    approved = _approved(steps)
    if approved is not None:
        # The plan's answer stands for all that would else lead to the amount: deductible, percentage, a cheaper treatment.
        yield f"{plan} has approved {_sum(approved)} for {what}."
        reached = _maximum(estimate, plan, share, steps)
        if reached:
            yield reached
        return
    yield from _fixed(plan, steps, what, line.patient_cents)
    if share.paid_as and share.basis_cents < share.allowed_cents:
        cheaper = named.codes.get(share.paid_as, "").lower()
        less = f"a less costly treatment{f' ({cheaper})' if cheaper else ''}"
        rest = "; the difference is yours to pay" if line.patient_cents else ""
        yield f"{plan} pays for {what} only what it would pay for {less}{rest}."
    # Where another plan takes a deductible over, it is not the patient's.
    if 0 < share.deductible_cents <= line.patient_cents:
        yield f"The first {_sum(share.deductible_cents)} is yours to pay: the deductible of {_lower(plan)}."
    reached = _maximum(estimate, plan, share, steps)
    if reached:
        yield reached
    elif _amount(steps, "plan share") and not share.insurance_cents and _step(steps, "paid before") is not None:
        yield f"{plan} takes off what is paid before it, and that leaves nothing for it to pay."


def _approved(steps: Sequence[Step]) -> int | None:
    """The cents of the pre-authorisation that a payment rests on."""
    payment = _step(steps, "insurance")
    return next((cents for label, cents in payment.inputs if label == "authorised"), None) if payment else None


def _fixed(plan: str, steps: Sequence[Step], what: str, patient: int) -> Iterator[str]:
    """What a plan of fixed amounts asks of the patient or pays."""
    copay = _step(steps, "copay")
    for label, cents in copay.inputs if copay and copay.cents else ():
        if label == "listed copay" and cents <= patient:
            yield f"{plan} asks you to pay a fixed {_sum(cents)} for {what}."
        elif label == "listed benefit":
            yield f"{plan} pays a fixed {_sum(cents)} for {what}, whatever its fee is."


def _denied(plan: str, pay: str, share: PayerShare, what: str, named: Named) -> str:
    ground, since, until, how = share.ground, share.since, share.until, _in_words(share.how)
    pays = pay.replace(" ", "s ", 1)
    if ground == Ground.FREQUENCY and how:
        return f"{plan} {pays} {what} {how}{_last(what, since, named.today, several=_several(how))}."
    if ground == Ground.REPLACEMENT:
        return f"{plan} {pays} {what} on this tooth once in {how}{_last(what, since, named.today, seated=True)}."
    if ground == Ground.AGE:
        return f"{plan} {pays} {what} only {how}."
    if ground == Ground.WAITING and until:
        return f"{plan} begins to {pay} {what} on {_day(until)}; until then a waiting period runs."
    if ground == Ground.MISSING_TOOTH:
        many = what in ("a denture", "dentures")
        began = f", and the plan began in {_month(until)}" if until else ""
        lost = f"; {'these were' if many else 'this one was'} lost in {_month(since)}{began}" if since else ""
        which = "teeth that were" if many else "a tooth that was"
        return f"{plan} does not replace {which} lost before the plan began{lost}."
    if ground == Ground.NOT_IN_FORCE:
        return f"{plan} {f'ended on {_day(since)}' if since else f'begins on {_day(until)}' if until else 'is not in force'}."
    if ground == Ground.PREAUTHORISATION:
        return f"{plan} must approve {what} before it is done; until it has, we cannot count on its payment."
    if ground == Ground.NOT_BILLED:
        return f"We do not bill {_lower(plan)} for {what}."
    if not ground and "network" in share.denied:
        return f"{plan} pays nothing outside its network, and our office is not in it."
    return f"{plan} does not {pay} {what}."


def _last(what: str, since: date | None, today: date, seated: bool = False, several: str = "") -> str:
    """What stands in the way: the one there was or will be, or with ``several`` that all of them are used."""
    done = "seated" if seated or what in SEATED else "done"
    if several:
        last = f", the last one {'is planned for' if since >= today else f'was {done} in'} {_month(since)}" if since else ""
        return f"; {several} are used{last}"
    if since is None:
        return ""
    if since >= today:
        return f"; another one is planned for {_month(since)}"
    return f"; the last one was {done} in {_month(since)}"


def _several(how: str) -> str:
    """``both`` or ``all of them`` for a limit that allows more than one; empty for one."""
    return "both" if "twice" in how.split() else "all of them" if " times" in how else ""


def _maximum(estimate: Estimate, plan: str, share: PayerShare, steps: Sequence[Step]) -> str:
    """What a maximum leaves of the benefit, when it is the least of what the payment was cut to."""
    step = _step(steps, "insurance")
    if step is None or len(step.inputs) < 2:
        return ""
    label, left = min(step.inputs, key=lambda pair: pair[1])
    _, of, which = label.rpartition("left of ")
    if not of or left >= step.inputs[0][1]:
        return ""
    if which in ("maximum", "family maximum"):
        limit, by_year = _limit(estimate, share, "individual" if which == "maximum" else "family")
        if left and left == limit and by_year:
            return f"{plan} pays no more than {_sum(limit)} a year{' for the family' if which != 'maximum' else ''}."
        amount = f" ({_sum(limit)})" if limit is not None and which == "maximum" else ""
        which = f"{'yearly ' if by_year else ''}{which}{amount}"
    which = re.sub(r" \((.+)\)$", lambda found: f" for {_subjects(found[1])}" if found[1][0] != "$" else found[0], which)
    if not left:
        return f"{plan}'s {which} is used up; it pays nothing for this."
    return f"{plan}'s {which} leaves only {_sum(left)} for this."


def _subjects(scope: str) -> str:
    """What a maximum is about: its categories in plain words; codes are not."""
    names = scope.split("+")
    if any(not name.replace("_", "").isalpha() or not name.islower() for name in names):
        return "this kind of treatment"
    said = [SUBJECTS.get(name, name.replace("_", " ")) for name in names]
    return " and ".join([", ".join(said[:-1]), said[-1]] if len(said) > 1 else said)


def _limit(estimate: Estimate, share: PayerShare, level: str) -> tuple[int | None, bool]:
    """The whole-plan maximum of a level in the share's benefit year, cents (None: not known), and whether it is yearly."""
    wanted = share.benefit_year.isoformat() if share.benefit_year else ""
    rows = [
        row
        for row in estimate.remaining
        if (row.coverage_id, row.kind, row.scope, row.level) == (share.coverage_id, "maximum", "all", level)
    ]
    found = next((row.limit_cents for row in rows if row.period == wanted), None)
    return found, not any(row.period == "months" for row in rows)


def _above_the_plan(line: LineEstimate) -> Iterator[str]:
    """The part of the fee that one plan outside its network does not count, and that no contract takes off."""
    if len(line.shares) != 1 or not line.shares[0].insurance_cents or line.shares[0].paid_as:
        return
    fee = line.fee_cents - line.write_off_cents - line.discount_cents
    if line.shares[0].allowed_cents < fee:
        counted = _sum(line.shares[0].allowed_cents)
        yield f"Your plan counts only {counted} of the fee of {_sum(line.fee_cents)}; what is above that is yours to pay."


def _unknown(line: LineEstimate) -> str:
    low, high = _sum(line.best_cents), _sum(line.worst_cents)
    if all(":missing_tooth:" in key for key in line.questions):
        teeth = "teeth were" if any(key.endswith(":") for key in line.questions) else "tooth was"
        asked = f"What your plan pays for this depends on when the {teeth} lost"
    elif all(":preauthorisation:" in key for key in line.questions):
        asked = "Your plan has to approve this before it is done"
    elif all(":used:" in key for key in line.questions):
        of = {"maximum" if "maximum" in key.rpartition(":used:")[2] else "deductible" for key in line.questions}
        used = {"maximum": "its maximum is used already", "deductible": "your deductible is met already"}
        part = used[of.pop()] if len(of) == 1 else "your benefits is used already"
        asked = f"We still have to ask your plan how much of {part}"
    else:
        asked = "We still have to ask your plan about this"
    return f"{asked}; your part will lie between {low} and {high}."


def _sum(cents: int) -> str:
    """An amount as people say it: ``$1,500``, ``$89.50``."""
    return f"${money(cents).removesuffix('.00')}"


def _step(steps: Sequence[Step], name: str) -> Step | None:
    return next((step for step in reversed(steps) if step.name == name), None)


def _amount(steps: Sequence[Step], name: str) -> int:
    step = _step(steps, name)
    return step.cents if step else 0


def _in_words(how: str) -> str:
    """Small numbers written out: ``once in five years``, ``once in a year``; ages stay as figures."""

    def word(found: re.Match[str]) -> str:
        number = int(found.group())
        return NUMBERS[number] if 0 < number < len(NUMBERS) else found.group()

    if "age" in how.split():
        return re.sub(r"the (month|year) of age (\d+)", r"the \1 in which the patient turns \2", how)
    said = re.sub(r"\bin 1 (year|month)\b", r"in a \1", how.replace("benefit year", "plan year"))
    return re.sub(r"\b\d+\b", word, said)


def _lower(plan: str) -> str:
    return plan[:1].lower() + plan[1:]


def _month(day: date | None) -> str:
    return f"{day:%B %Y}" if day else ""


def _day(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
