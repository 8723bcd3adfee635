"""The doors for text: hostile strings come out harmless, names stay as they were."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tctui.core.text import cells, clean, fit, initials, safe_text, wrapped
from tests.hostile import HOSTILE

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=40) | st.sampled_from(HOSTILE)


def harmful(text: str) -> list[str]:
    return [c for c in text if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")]


def test_there_are_at_least_two_hundred_different_hostile_strings() -> None:
    assert len(set(HOSTILE)) >= 200


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_leaves_harmless(text: str) -> None:
    shown = safe_text(text)
    assert not harmful(shown)
    assert shown.encode("utf-8").decode("utf-8") == shown
    assert not harmful(clean(text))
    assert not harmful(clean(text, newlines=True).replace("\n", ""))


@given(ANY_TEXT)
@settings(max_examples=200)
def test_both_doors_are_idempotent(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)
    assert clean(clean(text)) == clean(text)
    assert clean(clean(text, newlines=True), newlines=True) == clean(text, newlines=True)
    assert safe_text(clean(text)) == clean(text)
    assert unicodedata.is_normalized("NFC", clean(text))


@given(ANY_TEXT, st.integers(0, 30), st.sampled_from(["left", "right"]))
@settings(max_examples=200)
def test_fit_takes_exactly_the_cells_the_terminal_library_counts(text: str, width: int, align: str) -> None:
    fitted = fit(text, width, align)  # type: ignore[arg-type]
    assert cell_len(fitted) == width
    assert cells(fitted) == width


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Chen,   Wei ", "Chen, Wei"),
        ("Łódź", "Łódź"),
        ("e\u0301vora", "évora"),
        ("e\u200b\u0301vora", "évora"),
        ("张伟", "张伟"),
        ("a\r\nb\tc", "a b c"),
        ("\x1b]52;c;aGk=\x07Lee", "]52;c;aGk=Lee"),
        ("\u0301", "\u0301"),
        ("a" + "\u0316" * 9, "a" + "\u0316" * 4),
        ("a\u00a0b", "a b"),
        ("", ""),
    ],
)
def test_clean_keeps_what_was_meant(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_notes_keep_their_lines_and_one_empty_line() -> None:
    assert clean(" a  b \r\n\r\n\r\n\n c\u2028d\n", newlines=True) == "a b\n\nc\nd"


def test_the_limit_counts_characters() -> None:
    assert clean("x" * 600) == "x" * 500
    assert clean("abc def", limit=4) == "abc"
    assert clean("x" * 600, newlines=True) == "x" * 600


def test_safe_text_keeps_the_blanks_of_a_table() -> None:
    assert safe_text("a   b\n\nc") == "a   b  c"


@pytest.mark.parametrize(
    ("text", "width", "align", "shown"),
    [
        ("Kowalski", 6, "left", "Kowal…"),
        ("Lee", 6, "left", "Lee   "),
        ("900", 6, "right", "   900"),
        ("张伟明", 4, "left", "张… "),
        ("张伟明", 5, "left", "张伟…"),
        ("e\u0316x", 2, "left", "e\u0316x"),
        ("abc", 1, "left", "…"),
        ("abc", 0, "left", ""),
    ],
)
def test_fit(text: str, width: int, align: str, shown: str) -> None:
    assert fit(text, width, align) == shown  # type: ignore[arg-type]


@given(st.lists(st.sampled_from(("patient", "84.80", "$1,789.00", "12 Nov 2026", "−606", "9.9 %", "张")), max_size=6))
def test_a_figure_is_whole_or_not_there(words: list[str]) -> None:
    text = " ".join(words)
    for width in range(cells(text) + 2):
        shown = fit(text, width)
        assert cells(shown) == width
        whole = set(text.split())
        assert all(word in whole for word in shown.split() if any(letter.isdigit() for letter in word)), shown


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Chen, Wei", "WC"),
        ("Wei Chen", "WC"),
        ("Maria de la Cruz", "MC"),
        ("Madonna", "M"),
        ("张伟", "张"),
        ("O'Brien, Seán", "SO"),
        ("(Bob) 2 Smith", "BS"),
        ("", "?"),
        ("123", "?"),
        ("\x1b[2J", "J"),
        ("ßen", "S"),
    ],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


@given(st.text(max_size=200), st.integers(12, 80))
def test_a_wrapped_text_keeps_its_words_and_its_width(text: str, width: int) -> None:
    said = safe_text(text)
    lines = list(wrapped(said, width, "- ", "    "))
    assert all(cells(line) <= width for line in lines)
    if all(cells(word) <= width - 4 for word in said.split()):
        assert " ".join(lines)[1:].split() == said.split()


def test_wide_letters_are_wrapped_by_the_cells_they_take() -> None:
    assert list(wrapped("陳 偉明  crown 30", 10, "  ", "    ")) == ["  陳 偉明", "    crown", "    30"]
    assert list(wrapped("a  b", 10)) == ["a  b"]
