"""The bottom line: hints that fit, choices over several lines, hostile text."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tctui.core.errors import Refused
from tctui.core.text import cells
from tctui.widgets.bottom_line import BottomLine, Choice, Hint, hint_pieces, with_tail
from tests.hostile import HOSTILE


class Talking(App[None]):
    """A bottom line alone."""

    def __init__(self, detail: int = 2) -> None:
        super().__init__()
        self.bottom = BottomLine(detail)

    def compose(self) -> ComposeResult:
        yield self.bottom

    def lines(self) -> list[str]:
        return [self.bottom.render_line(y).text.rstrip() for y in range(self.bottom.size.height)]


@pytest.mark.parametrize("width", [40, 60, 80, 200])
@pytest.mark.parametrize("name", ["Lee", "Hämäläinen, Magdalena Ursula Anneliese Wilhelmina", "张伟 " * 20])
def test_how_to_undo_is_read_however_long_the_name_is(width: int, name: str) -> None:
    ((line, _),) = with_tail(f"Booked {name} Tue 24 Nov 2:00p in Op 3 — z undoes", width)
    assert cells(line) <= width
    assert line.startswith("Booked ")
    assert line.endswith(" — z undoes")


async def test_a_refusal_with_letters_of_two_cells_loses_no_word() -> None:
    app = Talking()
    why = "'김' (U+AE40, hangul syllable gim) in '김철수 Żółkiewska-Featherstonehaugh' is in none of the document fonts"
    async with app.run_test(size=(80, 24)):
        app.bottom.warn(why)
        assert why in " ".join(app.lines())


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_hints_fit_and_help_stays(width: int) -> None:
    hints = [Hint(key, f"label {key}") for key in "abcdefgh"] + [Hint("?", "help")]
    line = "".join(text for text, _ in hint_pieces(hints, width))
    assert len(line) <= width
    assert line.endswith("? help")


async def test_ten_choices_take_the_lines_above() -> None:
    app = Talking()
    async with app.run_test(size=(60, 24)):
        app.bottom.detail("one", "two")
        words = ["cost", "fear or pain", "time", "trust", "no urgency", "family decides", "second opinion", "insurance"]
        app.bottom.choose("Declined because", [Choice(str(n), word) for n, word in enumerate(words)], lambda key: key)
        text = " ".join(app.lines())
        assert all(word in text for word in words)
        await app.bottom.take("7", "7")
        assert app.lines()[1:] == ["one", "two", "7"]


async def test_an_answer_may_ask_again_or_be_awaited() -> None:
    app = Talking()

    async def second(text: str) -> str:
        return f"and {text}"

    def first(text: str) -> None:
        if text == "no":
            raise Refused("say something else")
        app.bottom.ask("Second", second)

    async with app.run_test(size=(60, 24)):
        app.bottom.ask("First", first, "no")
        await app.bottom.take("enter", "\r")
        assert app.lines()[2:] == ["! Say something else", "First: no"]
        await app.bottom.take("x", "x")
        await app.bottom.take("enter", "\r")
        assert app.lines()[-1] == "Second:"
        await app.bottom.take("y", "y")
        await app.bottom.take("enter", "\r")
        assert app.lines()[-1] == "and y"
        assert not app.bottom.busy


async def test_hostile_text_everywhere() -> None:
    app = Talking()
    async with app.run_test(size=(60, 24)):
        for text in HOSTILE:
            app.bottom.detail(text, [(text, "warn")])
            app.bottom.say(text)
            assert all(line.isprintable() or not line for line in app.lines())
            app.bottom.ask(text, lambda answer: answer, text, [text])
            assert all(line.isprintable() or not line for line in app.lines())
            app.bottom.choose(text, [Choice("a", text), Choice("b", text, text)], lambda key: key)
            await app.bottom.take("b", "b")
            assert all(app.bottom.render_line(y).cell_length == 60 for y in range(4))
            assert all(line.isprintable() or not line for line in app.lines())
            app.bottom.close()


async def test_a_reason_is_read_to_its_end() -> None:
    app = Talking()
    reason = "Not confirmed: agreement, consent (filling, crown) not made. Sign with d in the case, or a lead overrides."
    async with app.run_test(size=(60, 24)):
        app.bottom.detail("one", "two")
        app.bottom.warn(reason)
        assert app.lines()[1] == "one"
        assert " ".join(app.lines()[2:]) == f"! {reason}"
        app.bottom.hush()
        assert app.lines()[2] == "two"


async def test_the_path_of_a_file_is_read_to_its_end() -> None:
    app = Talking()
    said = "Huddle sheet written to ~/.local/share/tctui/exports/huddle-739943-2026-11-23-27c6d4.pdf"
    async with app.run_test(size=(80, 24)):
        app.bottom.say(said)
        assert "".join(line.strip() + " " for line in app.lines()[2:]).replace("- ", "-").split() == said.split()
