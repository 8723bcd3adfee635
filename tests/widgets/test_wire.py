"""The wire against a terminal in memory: whatever pictures follow one another, it shows the last one, for few bytes."""

from __future__ import annotations

import pyte
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tctui.widgets.wire import Wire

WIDTH, HEIGHT = 30, 9
STYLES = {
    "p": Style.null(),
    "b": Style(bold=True),
    "r": Style(reverse=True),
    "w": Style(bold=True, color="red"),
    "g": Style(color="green"),
    "u": Style(underline=True),
    "c": Style(color="color(208)", bgcolor="color(39)"),
    "d": Style(color="default", bgcolor="default"),
}
Picture = list[list[tuple[str, str]]]
"""Lines of cells: a character and the letter of a style; a wide character is followed by an empty one."""


class Shown:
    """A wire to a terminal in memory."""

    def __init__(self, colours: str = "256") -> None:
        self.wire = Wire()
        self.console = Console(color_system=colours, force_terminal=True)  # type: ignore[arg-type]
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def show(self, picture: Picture, lines: range | None = None) -> int:
        strips = [Strip([Segment(text, STYLES[style]) for text, style in line if text]) for line in picture]
        if lines is None:
            update = LayoutUpdate([[strip] for strip in strips], Region(0, 0, WIDTH, HEIGHT))
        else:
            chops = [{0: strip} for strip in strips]
            update = ChopsUpdate(chops, [(y, 0, WIDTH) for y in lines], [[WIDTH]] * HEIGHT)
        sent = self.wire.fewest(update).render_segments(self.console)
        self.stream.feed(sent)
        assert self.seen() == [[self.look(*cell) for cell in line] for line in picture], repr(sent)
        return len(sent.encode())

    def look(self, text: str, letter: str) -> tuple[object, ...]:
        style = STYLES[letter]
        lines = bool(style.reverse), bool(style.underline)
        if text == " ":
            return (text, style.bgcolor is not None and letter != "d", *lines)
        colour = style.color is not None and letter != "d"
        return (text, bool(style.bold), colour, *lines)

    def seen(self) -> list[list[tuple[object, ...]]]:
        lines = []
        for y in range(HEIGHT):
            cells = [self.screen.buffer[y][x] for x in range(WIDTH)]
            lines.append(
                [
                    (" ", cell.bg != "default", cell.reverse, cell.underscore)
                    if cell.data == " "
                    else (cell.data, cell.bold, cell.fg != "default", cell.reverse, cell.underscore)
                    for cell in cells
                ]
            )
        return lines


def empty() -> Picture:
    return [[(" ", "p")] * WIDTH for _ in range(HEIGHT)]


words = st.lists(
    st.tuples(st.text(alphabet="abcxyz  █-é张", min_size=1, max_size=20), st.sampled_from(sorted(STYLES))), max_size=9
)


def line_of(said: list[tuple[str, str]]) -> list[tuple[str, str]]:
    line: list[tuple[str, str]] = []
    for text, style in said:
        for letter in text:
            line += [(letter, style), ("", style)] if letter == "张" else [(letter, style)]
    line = line[:WIDTH]
    if line and line[-1][0] == "张":
        line[-1] = (" ", "p")
    return line + [(" ", "p")] * (WIDTH - len(line))


lines_of_words = words.map(line_of)
pictures = st.lists(lines_of_words, min_size=HEIGHT, max_size=HEIGHT)
moves = st.one_of(
    st.tuples(st.just("scroll"), st.integers(0, 4), st.integers(5, 8), st.integers(-5, 5)),
    st.tuples(st.just("slide"), st.integers(0, 8), st.just(0), st.integers(-9, 9)),
    st.tuples(st.just("write"), st.integers(0, 8), st.just(0), st.integers(0, 25)),
)


def moved(picture: Picture, move: tuple[str, int, int, int], fresh: Picture) -> Picture:
    kind, first, last, by = move
    after = [list(line) for line in picture]
    if kind == "scroll":
        for y in range(first, last + 1):
            after[y] = picture[y + by] if first <= y + by <= last else fresh[y]
    elif kind == "slide":
        whole = [line if all(text for text, _ in line) else empty()[0] for line in picture]
        after = [line[:first] + [(" ", "p")] * max(0, -by) + line[first + max(0, by) :] for line in whole]
        after = [(line + [("x", "w")] * WIDTH)[:WIDTH] for line in after]
    else:
        after[first] = fresh[first]
    return after


@settings(max_examples=150, deadline=None)
@given(pictures, st.lists(st.tuples(moves, pictures), max_size=5), st.sampled_from(["standard", "256"]))
def test_the_terminal_shows_the_picture(first: Picture, steps: list[tuple[tuple[str, int, int, int], Picture]],
                                        colours: str) -> None:  # fmt: skip
    shown = Shown(colours)
    shown.show(first)
    picture = first
    for number, (move, fresh) in enumerate(steps):
        picture = moved(picture, move, fresh)
        shown.show(picture, None if number == 3 else range(HEIGHT))


def rows(*texts: str) -> Picture:
    return [line_of([(text.ljust(WIDTH), "p")]) for text in texts] + empty()[len(texts) :]


NAMES = [f"{number:>2} {name * 4}" for number, name in enumerate(("Chen ", "Lopez ", "Baker", "Olu ", "Kim ", "Diaz ",
         "Evans", "Gupta", "Haddad", "Ito ", "Jones", "Kowal"))]  # fmt: skip


def test_what_is_shown_is_not_sent_again() -> None:
    shown = Shown()
    shown.show(rows(*NAMES[:HEIGHT]))
    assert shown.show(rows(*NAMES[:HEIGHT])) == 0
    assert shown.show(rows("X" + NAMES[0][1:], *NAMES[1:HEIGHT])) == len("\x1b[1HX")
    shown.wire.forget()
    assert shown.show(rows(*NAMES[:HEIGHT])) > 150


def test_a_list_that_moves_by_a_line_is_moved_by_the_terminal() -> None:
    shown = Shown()
    shown.show(rows(*NAMES[:HEIGHT]))
    assert shown.show(rows(*NAMES[2 : HEIGHT + 2]), range(HEIGHT)) <= 80
    assert shown.show(rows(*NAMES[1 : HEIGHT + 1]), range(HEIGHT)) <= 50


def test_columns_that_move_are_moved_by_the_terminal() -> None:
    shown = Shown()
    names = [name.ljust(WIDTH + 10, "*")[: WIDTH + 10] for name in NAMES]
    shown.show(rows(*(name[:WIDTH] for name in names[:HEIGHT])))
    count = shown.show(rows(*(name[10:] for name in names[:HEIGHT])), range(HEIGHT))
    assert count <= HEIGHT * 24


def test_colours_are_changed_only_where_they_show() -> None:
    shown = Shown("standard")
    shown.show(empty())
    picture = empty()
    picture[0] = line_of([("one ", "g"), (" two ", "d"), (" ", "b"), ("three", "g")])
    assert shown.show(picture) == len("\x1b[1H\x1b[32mone  \x1b[mtwo  \x1b[32mthree\x1b[m")


def test_a_part_of_a_screen_that_was_never_shown_is_sent_as_it_is() -> None:
    wire = Wire()
    strip = Strip([Segment("Chen", Style(bold=True))])
    update = ChopsUpdate([{0: strip}], [(0, 0, 4)], [[4]])
    console = Console(color_system="standard", force_terminal=True)
    assert console._color_system == ColorSystem.STANDARD
    assert wire.fewest(update).render_segments(console) == "\x1b[1;1H\x1b[1mChen\x1b[0m"
