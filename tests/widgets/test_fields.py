"""The fields of a form: what each kind reads, errors at their field, what is not touched stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from textual.app import App, ComposeResult

from tctui.core.errors import Refused
from tctui.widgets.field import Field, read, reading, text_of
from tctui.widgets.fields import Fields
from tests.hostile import HOSTILE

TODAY = date(2026, 11, 23)
PEOPLE = [(1, "Lee"), (2, "Ruiz"), (3, "Ruhl")]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("text", "  two   words ", "two words"),
        ("notes", "a\n\n\n\nb", "a\n\nb"),
        ("amount", "$1.2k", 120_000),
        ("number", "1,200", 1200),
        ("date", "+2w", date(2026, 12, 7)),
        ("time", "2p", 168),
        ("length", "90", 18),
        ("pick", "lee", 1),
        ("pick", "rui", 2),
        ("amount", "", None),
        ("text", "", ""),
    ],
)
def test_each_kind_reads_its_value(kind: Any, text: str, value: object) -> None:
    assert read(Field("x", "X", kind, choices=PEOPLE), text, TODAY) == value


@pytest.mark.parametrize(("kind", "text"), [("amount", "much"), ("date", "31/31"), ("number", "1.5"), ("pick", "ru")])
def test_what_cannot_be_read_is_refused(kind: Any, text: str) -> None:
    with pytest.raises(Refused):
        read(Field("x", "X", kind, choices=PEOPLE), text, TODAY)


def test_a_code_typed_in_full_is_meant_and_a_number_of_a_record_is_not() -> None:
    codes = [("IMP", "IMP Implant placed"), ("IMPC", "IMPC Implant crown")]
    assert read(Field("x", "X", "pick", choices=codes), "imp", TODAY) == "IMP"
    with pytest.raises(Refused, match="several"):
        read(Field("x", "X", "pick", choices=codes), "im", TODAY)
    with pytest.raises(Refused, match="nothing"):
        read(Field("x", "X", "pick", choices=PEOPLE), "2", TODAY)


def test_shown_values_read_back() -> None:
    for kind, value in (("amount", 123_456), ("date", date(2027, 2, 28)), ("time", 168), ("length", 18), ("number", 7)):
        field = Field("x", "X", kind)  # type: ignore[arg-type]
        assert read(field, text_of(field, value), TODAY) == value


def test_a_reading_is_shown_only_when_there_is_one() -> None:
    assert reading(Field("x", "X", "date"), "tue", TODAY) == "Tue 24 Nov 2026"
    assert reading(Field("x", "X", "date"), "t", TODAY) == ""
    assert reading(Field("x", "X"), "tue", TODAY) == ""


class Asking(App[None]):
    """Fields alone."""

    def __init__(self, *fields: Field) -> None:
        super().__init__()
        self.fields = Fields(fields, TODAY)

    def compose(self) -> ComposeResult:
        yield self.fields

    def lines(self) -> list[str]:
        return [self.fields.render_line(y).text.rstrip() for y in range(self.fields.size.height)]


async def test_errors_stand_at_their_fields_and_nothing_typed_is_lost() -> None:
    app = Asking(Field("title", "Title", required=True), Field("fee", "Fee", "amount"))
    async with app.run_test(size=(60, 12)):
        app.fields.step(1)
        app.fields.paste("much")
        with pytest.raises(Refused):
            app.fields.values()
        assert app.fields.field.name == "title"
        assert "Title is needed" in app.lines()[1]
        assert any("not an amount" in line for line in app.lines())
        assert app.fields.text("fee") == "much"


async def test_what_was_not_touched_keeps_its_value() -> None:
    past = date(2020, 1, 1)
    app = Asking(Field("on", "On", "date", past, looking="ahead"), Field("who", "Who", "choice", 9, choices=PEOPLE))
    async with app.run_test(size=(60, 12)):
        assert app.fields.values() == {"on": past, "who": 9}
        assert not app.fields.changed


async def test_choices_turn_and_jump_to_letters() -> None:
    app = Asking(Field("who", "Who", "choice", 1, choices=PEOPLE), Field("sent", "Sent", "yes_no", False))
    async with app.run_test(size=(60, 12)):
        assert app.fields.press("right", None)
        assert app.fields.press("r", "r")
        assert app.fields.values()["who"] == 3
        assert not app.fields.press("x", "x")
        app.fields.step(1)
        assert app.fields.press("space", " ")
        assert app.fields.values()["sent"] is True


async def test_a_pick_is_taken_from_what_is_offered() -> None:
    app = Asking(Field("who", "Who", "pick", choices=PEOPLE), Field("next", "Next"))
    async with app.run_test(size=(60, 12)):
        for letter in "ru":
            app.fields.press(letter, letter)
        assert app.fields.offered() == [("Ruiz", False), ("Ruhl", False)]
        app.fields.press("down", None)
        app.fields.press("down", None)
        app.fields.step(1)
        assert app.fields.values()["who"] == 3


async def test_more_fields_than_lines_scroll_with_the_cursor() -> None:
    app = Asking(*[Field(f"f{number}", f"Field {number}") for number in range(30)])
    async with app.run_test(size=(60, 8)):
        for number in range(30):
            assert any(line.startswith("► ") and f"Field {number}" in line for line in app.lines()), number
            app.fields.step(1)


async def test_a_date_is_said_anew_over_the_one_that_stands() -> None:
    app = Asking(
        Field("what", "What", initial="call"), Field("on", "On", "date", date(2026, 11, 30)),
        Field("fee", "Fee", "amount", 29800), Field("who", "Who", "pick", 2, choices=PEOPLE),
    )  # fmt: skip
    async with app.run_test(size=(60, 12)):
        for typed in (" her", "tue", "310", "le"):
            for letter in typed:
                app.fields.press(letter, letter)
            app.fields.step(1)
        assert app.fields.values() == {"what": "call her", "on": date(2026, 11, 24), "fee": 31000, "who": 1}


async def test_what_stands_is_edited_once_a_key_moved_in_it_or_a_draft_was_filled_in() -> None:
    app = Asking(Field("on", "On", "date", date(2026, 11, 30)), Field("fee", "Fee", "amount", 29800))
    async with app.run_test(size=(60, 12)):
        app.fields.press("end", None)
        app.fields.press("x", "x")
        assert app.fields.text("on") == "30 Nov 2026x"
        app.fields.fill({"on": "+2", "fee": "31"})
        app.fields.press("w", "w")
        app.fields.step(1)
        app.fields.press("5", "5")
        assert (app.fields.text("on"), app.fields.text("fee")) == ("+2w", "315")


async def test_every_field_comes_back_when_the_terminal_grows() -> None:
    app = Asking(*[Field(f"f{number}", f"Field {number}") for number in range(4)])
    async with app.run_test(size=(60, 12)) as pilot:
        app.fields.step(1)
        app.fields.step(1)
        for height in (2, 12):
            await pilot.resize_terminal(60, height)
            await pilot.pause()
        assert sum("Field" in line for line in app.lines()) == 4


async def test_hostile_text_in_every_field() -> None:
    kinds = ("text", "notes", "amount", "number", "date", "time", "length", "pick", "password")
    app = Asking(*[Field(kind, kind, kind, choices=PEOPLE) for kind in kinds])  # type: ignore[arg-type]
    async with app.run_test(size=(60, 20)):
        for text in HOSTILE:
            for _ in kinds:
                app.fields.paste(text)
                assert all(line.isprintable() or not line for line in app.lines())
                app.fields.press("ctrl+u", None)
                app.fields.press("ctrl+k", None)
                if not app.fields.step(1):
                    while app.fields.field.name != kinds[0]:
                        app.fields.step(-1)
