"""What comes from a terminal: any bytes in any pieces, pastes with escapes in them."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.widgets.wire_in import PASTE_BEGINS, PASTE_ENDS, Incoming, pasted
from tests.places import ground, session


def fed(*pieces: bytes) -> str:
    incoming = Incoming()
    return "".join(map(incoming.feed, pieces))


def test_a_paste_holds_no_escape_and_no_control() -> None:
    assert (
        pasted("red \x1b[31mred\x1b[0m \x1b]0;title\x07\x1b]8;;x\x1b\\link\x00\x9b1m\r\n\tend")
        == "red red link1m\r\n\tend"
    )
    assert fed(b"a\x1b[200~b\x1b[2Jc\x1b[201~\x1b[A") == f"a{PASTE_BEGINS}bc{PASTE_ENDS}\x1b[A"


@settings(max_examples=100)
@given(
    st.text(), st.text(), st.text(), st.lists(st.integers(0, 80), max_size=6).map(sorted),
)  # fmt: skip
def test_pieces_of_any_length_give_the_same(before: str, inside: str, after: str, cuts: list[int]) -> None:
    text = f"{before}{PASTE_BEGINS}{inside}{PASTE_ENDS}{after}".encode("utf-8", "ignore")
    pieces = [text[first:last] for first, last in zip([0, *cuts], [*cuts, len(text)], strict=True)]
    assert fed(*pieces) == fed(text)


def test_a_byte_that_is_no_utf_8_is_a_letter_of_latin_1() -> None:
    assert fed(b"caf\xe9 \xc3", b"\xa9 \x85\xff!") == "café é ÿ!"


def test_a_paste_without_its_end_is_ended() -> None:
    incoming = Incoming()
    assert incoming.feed(b"\x1b[200~lost") == PASTE_BEGINS
    assert incoming.in_paste
    assert incoming.end_paste() + incoming.feed(b"q") == f"lost{PASTE_ENDS}q"


def test_neither_a_strange_byte_nor_an_escape_in_a_paste_does_anything(tmp_path: Path) -> None:
    with session(ground(tmp_path).practice) as wire:
        wire.wait_for("Enter case")
        board = wire.screen()
        os.write(wire.master, b"\x1b[200~x \x1b[31m" + b"m" * 40 + b"\x1b[201~\xff")
        wire.wait_for("ÿ does nothing here")
        assert wire.screen()[:-1] == board[:-1]
        os.write(wire.master, b"c\t\t\x1b[200~\x1b[31msaid\x1b[0m so\x1b[201~ then caf\xe9.")
        wire.wait_for("said so then café.")
