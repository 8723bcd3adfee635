"""The rules of the audit queue, each on a case that breaks it and on one that does not."""

from __future__ import annotations

from datetime import date, timedelta

from tctui.core.audit_queue import FIXES, Estimated, Known, Rule, Used, entries, ordered
from tctui.core.board import NEVER
from tctui.core.case import CaseFile, LineEvent
from tctui.core.papers import AGREEMENT, Paper, SignatureRecord, agreement_basis
from tests.core.cases import TODAY, case, line, option, sitting, visit

SEEN = "diagnosed", "presented"
SOON = TODAY + timedelta(days=3)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def rules(made: CaseFile, known: Known = Known()) -> list[Rule]:  # noqa: B008
    return [entry.rule for entry in entries(made, known, TODAY)]


def paper(made: CaseFile, basis: str = "", signed: bool = True, kind: str = AGREEMENT) -> Paper:
    assert made.leading is not None
    stands_on = basis or agreement_basis(made.leading, 0, 0)
    signatures = (SignatureRecord(1, "a" * 64, "paper", "Wei Chen", "self", "2026-11-20T10:00", ago(3)),)
    return Paper(1, kind, 1, "Financial agreement", ago(3), "", None, "a" * 64, "b" * 64, stands_on, made.leading.id,
                 signatures if signed else ())  # fmt: skip


def test_every_rule_names_what_puts_it_right() -> None:
    assert set(FIXES) == set(Rule)


def test_a_case_in_order_has_no_entry() -> None:
    assert rules(case([line(*SEEN)], next_on=SOON)) == []
    held = sitting()
    made = case([visit(line(*SEEN, "accepted", held=held), held=held)], next_on=SOON)
    assert rules(made, Known(papers=[paper(made)])) == []


def test_scheduled_without_agreement_or_consent() -> None:
    held = sitting(in_days=7, booked=-2)
    made = case([visit(line(*SEEN, "accepted", held=held, consent_class="crown"), held=held)], next_on=SOON)
    (entry,) = entries(made, Known(), TODAY)
    assert entry.rule is Rule.UNSIGNED_BOOKED
    assert (entry.since, entry.what) == (ago(2), "30 Nov 2026: agreement, consent (crown) not made")
    (entry,) = entries(made, Known(papers=[paper(made)]), TODAY)
    assert entry.what == "30 Nov 2026: consent (crown) not made"


def test_accepted_without_signature() -> None:
    made = case([line(*SEEN, ("accepted", -4))], next_on=SOON)
    (entry,) = entries(made, Known(), TODAY)
    assert (entry.rule, entry.since, entry.what) == (Rule.UNSIGNED_ACCEPTED, ago(4), "agreement not made")
    assert rules(made, Known(papers=[paper(made, signed=False)])) == [Rule.UNSIGNED_ACCEPTED]
    assert rules(made, Known(papers=[paper(made)])) == []


def test_signed_and_changed_since_is_told_once() -> None:
    made = case([line(*SEEN, "accepted")], next_on=SOON)
    (entry,) = entries(made, Known(papers=[paper(made, basis="of other lines")]), TODAY)
    assert entry.rule is Rule.CHANGED
    assert entry.what == "Financial agreement, version 1, is no longer what was signed"
    assert rules(made, Known(papers=[paper(made, basis="of other lines", signed=False)])) == [Rule.UNSIGNED_ACCEPTED]


def test_two_live_options_accepted() -> None:
    first = option(line(*SEEN, "accepted"), chosen=True)
    second = option(line(*SEEN, "accepted"), letter="B", recommended=False)
    made = case(first, second, next_on=SOON)
    assert rules(made, Known(papers=[paper(made)])) == [Rule.TWO_OPTIONS]
    assert rules(case(option(line(*SEEN)), option(line(*SEEN), letter="B"), next_on=SOON)) == []


def test_an_override_is_listed_with_who_and_why() -> None:
    made = case([line(*SEEN)], next_on=SOON, owner="MS")
    (entry,) = entries(made, Known(overrides=(Used(ago(9), "Lena Ortiz", "agreement", "signs on Monday"),)), TODAY)
    assert (entry.rule, entry.since, entry.who) == (Rule.OVERRIDE, ago(9), "Lena Ortiz")
    assert entry.what == "agreement; reason: signs on Monday"


def test_an_estimate_that_expired_or_was_overtaken() -> None:
    made = case([line(*SEEN)], next_on=SOON)
    assert rules(made, Known(estimate=Estimated(1, ago(91), ago(1)))) == [Rule.ESTIMATE]
    assert rules(made, Known(estimate=Estimated(1, ago(9), TODAY))) == []
    (entry,) = entries(made, Known(estimate=Estimated(1, ago(9), SOON, "fees changed")), TODAY)
    assert entry.what == "presented 14 Nov 2026, since then fees changed"
    done = case([line(*SEEN, "accepted", "completed")])
    assert rules(done, Known(estimate=Estimated(1, ago(91), ago(1), "fees changed"))) == []


def test_insurance_unverified_matters_once_work_is_accepted() -> None:
    made = case([line(*SEEN, "accepted")], next_on=SOON)
    papers = [paper(made)]
    (entry,) = entries(made, Known(papers=papers, verified_until=NEVER), TODAY)
    assert (entry.rule, entry.what) == (Rule.UNVERIFIED, "never verified")
    assert rules(made, Known(papers=papers, verified_until=ago(1))) == [Rule.UNVERIFIED]
    assert rules(made, Known(papers=papers, verified_until=TODAY)) == []
    assert rules(made, Known(papers=papers)) == []
    assert rules(case([line(*SEEN)], next_on=SOON), Known(verified_until=NEVER)) == []


def test_completed_but_still_open() -> None:
    for state, days in (("completed", 0), ("out", 0), ("scheduled", -1)):
        held = sitting(state, days, -9)
        made = case([visit(line(*SEEN, "accepted", held=held), held=held)], next_on=SOON)
        assert Rule.UNCLOSED in rules(made, Known(papers=[paper(made)])), state
    for state, days in (("in chair", 0), ("scheduled", 0), ("scheduled", 5)):
        held = sitting(state, days, -9)
        made = case([visit(line(*SEEN, "accepted", held=held), held=held)], next_on=SOON)
        assert Rule.UNCLOSED not in rules(made, Known(papers=[paper(made)])), state


def test_declined_without_reason() -> None:
    made = case([line(*SEEN, "declined"), line(*SEEN)], next_on=SOON)
    assert rules(made) == [Rule.NO_REASON]
    said = LineEvent(1, "declined", ago(2), reason="cost")
    fine = line(*SEEN, "declined")
    with_reason = case([type(fine)(**{**_fields(fine), "events": (*fine.events[:2], said)}), line(*SEEN)], next_on=SOON)
    assert rules(with_reason) == []


def _fields(of: object) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__slots__}  # type: ignore[attr-defined]


def test_no_next_action() -> None:
    assert rules(case([line(*SEEN)])) == [Rule.NO_ACTION]
    held = sitting(in_days=7)
    made = case([visit(line(*SEEN, "accepted", held=held), held=held)])
    assert rules(made, Known(papers=[paper(made)])) == []
    assert rules(case([line(*SEEN, "accepted", "completed")])) == []


def test_a_plan_behind_and_an_insurer_that_paid_less() -> None:
    made = case([line(*SEEN)], next_on=SOON)
    known = Known(behind=(ago(5), "120.00 overdue for 5 days"), gap=(ago(8), 18_130))
    behind, less = entries(made, known, TODAY)
    assert (behind.rule, behind.since, behind.what) == (Rule.BEHIND, ago(5), "120.00 overdue for 5 days")
    assert (less.rule, less.what) == (Rule.PAID_LESS, "insurance paid 181.30 less than was estimated")
    assert rules(made, Known(gap=(ago(8), 100))) == []


def test_a_plan_older_than_a_year() -> None:
    assert rules(case([line(*SEEN)], next_on=SOON, diagnosed_on=date(2025, 11, 22))) == [Rule.OLD]
    assert rules(case([line(*SEEN)], next_on=SOON, diagnosed_on=date(2025, 11, 23))) == []
    assert rules(case([line(*SEEN, "accepted", "completed")], diagnosed_on=date(2020, 1, 1))) == []


def test_entries_stand_by_rule_the_oldest_first() -> None:
    old = case([line(*SEEN)], diagnosed_on=date(2024, 1, 1), next_on=SOON)
    open_ended = case([line(*SEEN)])
    older = case([line(*SEEN)], diagnosed_on=date(2023, 1, 1), next_on=SOON)
    found = ordered(entry for made in (old, open_ended, older) for entry in entries(made, Known(), TODAY))
    assert [(entry.rule, entry.case_id) for entry in found] == [
        (Rule.NO_ACTION, open_ended.id), (Rule.OLD, older.id), (Rule.OLD, old.id),
    ]  # fmt: skip
