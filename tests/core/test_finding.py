"""Finding a patient: by parts of the name, digits of the phone, and the birth date as it is said."""

from __future__ import annotations

from datetime import date

import pytest

from tctui.core.finding import Known, wanted

TODAY = date(2026, 11, 23)
CHEN = Known(1, "Chen, Wei", "chen wei", "1965-04-02", "7405550101")
MULLER = Known(2, "Müller, Zoë", "muller zoe", "2019-04-02", "7405550199")
NOBODY = Known(3, "Nobody", "nobody")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("wei", [1]), ("wei chen", [1]), ("Chen, W", [1]), ("MÜLLER", [2]), ("muller", [2]), ("zoe m", [2]),
        ("0101", [1]), ("(740) 555-01", [1, 2]), ("740.555.0199", [2]), ("01", []),
        ("4/2/1965", [1]), ("4/2/65", [1]), ("2 apr 1965", [1]), ("April 2, 1965", [1]), ("1965-04-02", [1]),
        ("4/2/19", [2]), ("4/2", [1, 2]), ("2 apr", [1, 2]), ("tue", []), ("+2w", []), ("no", [3]), ("5/3/1965", []),
    ],
)  # fmt: skip
def test_whom_a_text_means(text: str, found: list[int]) -> None:
    meant = wanted(text, TODAY)
    assert [patient.id for patient in (CHEN, MULLER, NOBODY) if meant(patient)] == found


def test_age_on_a_day() -> None:
    assert CHEN.age(TODAY) == 61
    assert CHEN.age(date(2026, 4, 1)) == 60
    assert NOBODY.age(TODAY) is None
