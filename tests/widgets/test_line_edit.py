"""Typing: one line and a note, the cursor, the window around it, hostile text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.text import safe_text
from tctui.widgets.line_edit import EDITING_KEYS, LineEdit, NoteEdit
from tests.hostile import HOSTILE

KEYS = st.one_of(
    st.sampled_from(sorted(EDITING_KEYS | {"up", "down", "enter"})).map(lambda key: (key, None)),
    st.characters(blacklist_categories=["Cs"]).map(lambda character: ("key", character)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(KEYS, max_size=40), st.booleans())
def test_the_cursor_stays_inside_and_the_text_stays_safe(pressed: list[tuple[str, str | None]], note: bool) -> None:
    edit = NoteEdit(width=7, limit=30) if note else LineEdit(limit=30)
    for key, character in pressed:
        edit.press(key, character)
        assert 0 <= edit.cursor <= len(edit.text) <= 30
        for line in edit.text.split("\n"):
            assert line == "".join(map(safe_text, line))
        assert sum(len(text) for text, _ in edit.shown(12)) >= 12


def test_words_and_ends() -> None:
    edit = LineEdit("call after work")
    edit.press("ctrl+w", None)
    assert edit.text == "call after "
    edit.press("home", None)
    edit.insert("do ")
    assert (edit.text, edit.cursor) == ("do call after ", 3)
    edit.press("ctrl+k", None)
    assert edit.text == "do "
    edit.press("ctrl+u", None)
    assert edit.text == ""


def test_a_note_breaks_at_words_and_moves_between_lines() -> None:
    edit = NoteEdit("the patient wants\nto think", width=12)
    assert [edit.text[start:end] for start, end in edit.lines()] == ["the patient ", "wants", "to think"]
    assert edit.press("up", None)
    assert edit.line() == 1
    assert edit.press("up", None)
    assert not edit.press("up", None)


def test_a_password_is_never_drawn() -> None:
    assert "secret" not in "".join(text for text, _ in LineEdit("secret").shown(20, hidden=True))


def test_pasted_hostile_text_is_made_safe() -> None:
    for text in HOSTILE:
        for edit in (LineEdit(text), NoteEdit(text)):
            assert all(line.isprintable() or not line for line in edit.text.split("\n"))


def test_a_selected_text_gives_way_to_typing_and_stays_for_moving() -> None:
    edit = LineEdit("owner:maria", selected=True)
    edit.press("c", "c")
    edit.press("h", "h")
    assert (edit.text, edit.cursor) == ("ch", 2)
    edit = LineEdit("owner:maria", selected=True)
    edit.press("end", None)
    edit.press("s", "s")
    assert edit.text == "owner:marias"
    edit = LineEdit("owner:maria", selected=True)
    edit.press("backspace", None)
    assert edit.text == ""
    edit = LineEdit("owner:maria", selected=True)
    edit.insert("pasted")
    assert edit.text == "pasted"
