"""Names typed on a keyboard without their letters are found, and are the same names."""

from __future__ import annotations

import pytest

from tctui.core.spelling import folded, same_name


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Żółkiewska", "zolk"), ("MÜLLER", "mull"), ("Søren Đorđević", "soren dord"), ("Ærø", "aero"), ("Weiß", "weiss"),
        ("張伟", "伟"), ("İpek", "ipek"), ("plain", "PLAIN"),
    ],
)  # fmt: skip
def test_a_part_typed_without_accents_is_found(name: str, typed: str) -> None:
    assert folded(typed) in folded(name)
    assert folded(folded(name)) == folded(name)


def test_a_name_is_the_same_without_its_marks_but_not_another() -> None:
    assert same_name("Renée  Łukasiewicz", "renee lukasiewicz")
    assert not same_name("Jan Novák", "Jana Novak")
