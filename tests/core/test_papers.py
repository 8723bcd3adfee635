"""How long a paper stands: money.md's gate is closed while it is missing, invalid or expired, signed or not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tctui.core.papers import Paper, SignatureRecord, told

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
    assert paper(False).standing("another", later) == "outdated: changed since it was made"
    assert paper(True, None).standing("basis", later) == "signed"


def test_what_is_missing_is_told_in_few_words() -> None:
    missing = ["agreement not made", "consent (filling) not made", "consent (crown) not made", "consent (root) expired"]
    assert told(missing) == "agreement, consent (filling, crown) not made; consent (root) expired"
    assert told(["agreement INVALID: changed after signing"]) == "agreement INVALID: changed after signing"
