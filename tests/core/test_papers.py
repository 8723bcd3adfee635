"""How long a paper stands: money.md's gate is closed while it is missing, invalid or expired, signed or not."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from tctui.core.board import Standing, card_of
from tctui.core.case import Named, Option
from tctui.core.papers import (
    AGREEMENT,
    INVALID,
    Paper,
    SignatureRecord,
    basis,
    counting,
    flag_words,
    good_until,
    holds_on,
    is_signed,
    lacking,
    refusal_kind,
    said,
    told,
)
from tctui.core.refusals import refusal_of
from tests.core.cases import case, line, option

LAST = date(2026, 11, 23)
SIGNED = (SignatureRecord(1, "bytes", "paper", "Wei Chen", "patient", "2026-09-01T15:00:00+00:00", LAST),)


def paper(signed: bool, valid_until: date | None = LAST) -> Paper:
    return Paper(
        1, "agreement", 1, "Agreement", LAST, "", valid_until, "bytes", "terms", "basis", 1, SIGNED if signed else ()
    )


@pytest.mark.parametrize(
    ("signed", "days", "is_begun", "standing"),
    [
        (True, 0, False, "signed"),
        (True, 1, False, "expired"),
        (True, 1, True, "signed"),
        (False, 0, False, "unsigned"),
        (False, 1, False, "expired"),
        (False, 1, True, "expired"),
    ],
)
def test_a_paper_expires_unless_what_it_covers_has_begun(
    signed: bool, days: int, is_begun: bool, standing: str
) -> None:
    assert paper(signed).standing("basis", LAST + timedelta(days=days), is_begun) == standing


def test_what_has_changed_is_invalid_before_it_is_expired() -> None:
    later = LAST + timedelta(days=400)
    assert paper(True).standing("another", later, True) == "INVALID: changed after signing"
    assert paper(False).standing("another", later) == "outdated: changed since made"
    assert paper(True, None).standing("basis", later) == "signed"


def test_what_is_missing_is_told_in_few_words() -> None:
    missing = ["agreement not made", "consent (filling) not made", "consent (crown) not made", "consent (root) expired"]
    assert told(missing) == "agreement, consent (filling, crown) not made; consent (root) expired"
    assert told(["agreement INVALID: changed after signing"]) == "agreement INVALID: changed after signing"


def agreed_option() -> tuple[Option, list[Paper]]:
    made = option(line("presented", "accepted", consent_class="extraction"), line("presented", "declined"))
    kinds = ((AGREEMENT, LAST), ("consent:extraction", LAST + timedelta(days=9)))
    signed = [
        replace(paper(True), id=n, kind=kind, option_id=made.id, valid_until=until, basis_sha256=basis(made, kind, 1, 1))
        for n, (kind, until) in enumerate(kinds, 1)
    ]
    return made, signed


def test_papers_hold_until_the_first_of_them_expires() -> None:
    made, signed = agreed_option()
    assert good_until(made, signed, 1, 1) == LAST
    assert lacking(made, None, signed, 1, 1, LAST) == []
    assert lacking(made, None, signed, 1, 1, LAST + timedelta(days=1)) == ["agreement expired"]
    assert good_until(made, signed[1:], 1, 1) == LAST + timedelta(days=9)
    # One that is no longer valid does not hold until any day: it is missing at once.
    assert good_until(made, signed, 2, 1) == LAST + timedelta(days=9)


def test_the_card_of_the_board_turns_by_date_without_being_written() -> None:
    made, signed = agreed_option()
    until = good_until(made, signed, 1, 1)
    card = card_of(case(made), Standing(arranged=True, papers_until=until))
    assert card.flags(LAST) == ""
    assert card.flags(LAST + timedelta(days=1)) == "S"
    begun = option(line("presented", "accepted", "started", consent_class="extraction"))
    running = [replace(each, option_id=begun.id, basis_sha256=basis(begun, each.kind, 1, 1)) for each in signed]
    assert good_until(begun, running, 1, 1) is None


def test_a_refusal_stands_on_the_decline_and_is_no_longer_wanted_when_the_line_is_open_again() -> None:
    gone = line("presented", "declined")
    made = option(gone, line("presented", "accepted"))
    kind = refusal_kind([gone])
    signed = replace(paper(True, None), kind=kind, option_id=made.id, basis_sha256=basis(made, kind, 1, 1))
    assert refusal_of(made, [signed], gone, LAST)[1] == "signed"
    assert refusal_of(made, [], gone, LAST) == (None, "not made")
    later = replace(gone, events=(*gone.events, replace(gone.events[-1], day=LAST + timedelta(days=300))))
    again = option(later)
    assert refusal_of(again, [signed], later, LAST)[1].startswith("INVALID")
    assert is_signed(kind)
    assert not is_signed("referral:3")


def test_a_refusal_that_has_changed_is_invalid_until_the_one_made_anew_is_signed() -> None:
    gone, other = line("presented", "declined"), replace(line("presented", "declined"), id=99)
    made = option(gone, other)
    kind = refusal_kind([gone, other])
    signed = replace(paper(True, None), kind=kind, option_id=made.id, basis_sha256=basis(made, kind, 1, 1))
    assert refusal_of(made, [signed], gone, LAST) == (signed, "signed")
    for change in ({"name": "crown, gold"}, {"surfaces": "MO"}, {"if_waits": "it breaks"}, {"tooth": "4"}):
        changed = replace(gone, **change)  # type: ignore[arg-type]
        assert refusal_of(option(changed, other), [signed], changed, LAST) == (signed, INVALID), change
    # The patient accepts one of the two after all: what was signed is no longer what is refused.
    left = option(gone, replace(other, events=(*other.events, replace(other.events[-1], kind="accepted"))))
    assert refusal_of(left, [signed], gone, LAST) == (signed, INVALID)
    alone = refusal_kind([gone])
    anew = replace(paper(False, None), id=2, kind=alone, option_id=made.id, basis_sha256=basis(left, alone, 1, 1))
    assert refusal_of(left, [signed, anew], gone, LAST) == (anew, INVALID)
    again = replace(anew, signatures=SIGNED)
    assert refusal_of(left, [signed, again], gone, LAST) == (again, "signed")
    # Taken back, the first one holds again as long as nobody signed another.
    assert refusal_of(made, [signed, replace(anew, basis_sha256="other")], gone, LAST) == (signed, "signed")


def test_the_flag_for_papers_says_the_worst_of_what_is_missing() -> None:
    unsigned, expired = "agreement not made", "consent (crown) expired"
    invalid = "consent (filling) INVALID: changed after signing"
    assert flag_words(()) == flag_words([unsigned, "agreement not signed by Mei Chen"]) == "papers unsigned"
    assert flag_words([unsigned, expired]) == "papers expired"
    assert flag_words([unsigned, expired, invalid]) == "papers INVALID"


def versions(*signed: bool, changed: int) -> tuple[Option, list[Paper]]:
    """An agreed option and versions of its agreement; all but the last ``changed`` ones stand on another estimate."""
    made = option(line("presented", "accepted"))
    return made, [
        replace(
            paper(each), id=number, number=number, option_id=made.id,
            basis_sha256=basis(made, AGREEMENT, 2 if number > len(signed) - changed else 1, 1),
        )
        for number, each in enumerate(signed, 1)
    ]  # fmt: skip


def test_what_was_signed_and_has_changed_is_invalid_until_the_version_made_anew_is_signed() -> None:
    made, papers = versions(True, False, changed=1)
    now = basis(made, AGREEMENT, 2, 1)
    assert said(papers[:1], papers[0], now, LAST) == INVALID
    assert said(papers, papers[1], now, LAST) == INVALID
    assert lacking(made, None, papers, 2, 1, LAST) == [f"agreement {INVALID}"]
    assert papers[1].standing(now, LAST) == "unsigned"
    again = [papers[0], replace(papers[1], signatures=SIGNED)]
    assert said(again, again[1], now, LAST) == "signed"
    assert lacking(made, None, again, 2, 1, LAST) == []


def test_what_was_signed_holds_again_when_the_change_under_it_is_taken_back() -> None:
    made, papers = versions(True, False, changed=1)
    before = basis(made, AGREEMENT, 1, 1)
    assert counting(papers, AGREEMENT, made.id, before) == papers[0]
    assert lacking(made, None, papers, 1, 1, LAST) == []
    assert good_until(made, papers, 1, 1) == LAST
    # Signed anew, the newer one is what was agreed: going back is a change of that.
    made, papers = versions(True, True, changed=1)
    assert lacking(made, None, papers, 1, 1, LAST) == [f"agreement {INVALID}"]


@pytest.mark.parametrize("change", [{"name": "crown, gold"}, {"fee": 99_900}, {"tooth": "4"}, {"surfaces": "MO"}])
def test_an_agreement_stands_on_every_word_of_its_lines_and_on_the_insurance(change: dict[str, object]) -> None:
    agreed = line("presented", "accepted", consent_class="crown")
    made = replace(option(agreed), insured="1 2020-01-01 None;")
    kept = basis(made, AGREEMENT, 1, 1)
    other = replace(option(replace(agreed, **change)), id=made.id, insured=made.insured)  # type: ignore[arg-type]
    assert not holds_on(kept, basis(other, AGREEMENT, 1, 1))
    assert not holds_on(kept, basis(replace(made, insured="2 2020-01-01 None;"), AGREEMENT, 1, 1))
    assert not holds_on(kept, basis(made, AGREEMENT, 2, 1))
    # What an earlier version kept has the first part alone, and holds.
    assert holds_on(kept.partition("/")[0], kept)


def test_a_change_of_insurance_after_the_treatment_changes_nothing_that_was_signed() -> None:
    agreed = line("presented", "accepted")
    made = replace(option(agreed), insured="1 2020-01-01 None;")
    kept = basis(made, AGREEMENT, 1, 1)
    done = replace(option(replace(agreed, state="completed")), id=made.id, insured="")
    assert holds_on(kept, basis(done, AGREEMENT, 1, 1))


GROWN = Named("Wei Chen", date(1965, 4, 2), "Mei Chen", "", "NY")
CHILD = Named("Wei Chen", date(2015, 4, 2), "Mei Chen", "", "NY")


@pytest.mark.parametrize(
    ("before", "now", "agreed", "consented"),
    [
        (GROWN, replace(GROWN, patient="Wei Cheng"), False, False),
        (GROWN, replace(GROWN, patient=" wéi  CHEN"), True, True),
        (GROWN, replace(GROWN, born=date(1965, 4, 3)), False, False),
        (GROWN, replace(GROWN, born=CHILD.born), False, False),
        (GROWN, replace(GROWN, payer="Ana Chen"), False, True),
        (GROWN, replace(GROWN, payer=""), False, True),
        (replace(GROWN, payer=""), replace(GROWN, payer="Wei Chen"), True, True),
        (GROWN, replace(GROWN, member="1 2026-01-01 None;"), False, True),
        (GROWN, replace(GROWN, state="CA"), False, True),
        (CHILD, replace(CHILD, payer="Ana Chen"), False, False),
    ],
)
def test_papers_stand_on_whom_they_name(before: Named, now: Named, agreed: bool, consented: bool) -> None:
    made = replace(option(line("presented", "accepted", consent_class="crown")), named=before)
    for kind, holds in ((AGREEMENT, agreed), ("consent:crown", consented)):
        kept = basis(made, kind, 1, 1)
        assert holds_on(kept, basis(replace(made, named=now), kind, 1, 1)) is holds
        done = replace(option(replace(next(made.lines()), state="completed")), id=made.id, named=now)
        assert holds_on(basis(replace(done, named=before), kind, 1, 1), basis(done, kind, 1, 1))


def test_a_consent_stands_on_who_performs_it() -> None:
    agreed = line("presented", "accepted", consent_class="crown", provider_id=1)
    made = option(agreed)
    kept = basis(made, "consent:crown", 0, 0)
    for change in ({"provider_id": 2}, {"name": "crown, gold"}, {"surfaces": "MO"}):
        other = replace(option(replace(agreed, **change)), id=made.id)
        assert not holds_on(kept, basis(other, "consent:crown", 0, 0))
    assert holds_on(kept, basis(made, "consent:crown", 5, 5))
