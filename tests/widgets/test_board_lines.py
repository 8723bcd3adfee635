"""The cells of the board: flags told in the room there is, names and numbers in line at every width."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tctui.core.board import Standing, card_of, summary
from tctui.core.board_columns import Column
from tctui.core.text import cells
from tctui.widgets.board_lines import Shape, card_pieces, flag_pieces, rule_piece, title_pieces, total_pieces
from tests.core.cases import TODAY, case, line
from tests.hostile import HOSTILE

CARD = card_of(case([line("presented", urgency="immediate")]), Standing())


def text(pieces: list[tuple[str, str]]) -> str:
    return "".join(piece for piece, _ in pieces)


def test_flags_are_told_in_words_as_far_as_they_fit_and_all_by_letter() -> None:
    assert text(flag_pieces("U$", 80)) == "U urgent   $ no way to pay agreed   "
    assert text(flag_pieces("U!$SV", 40)) == "U urgent   ! follow-up overdue   $SV   "
    assert text(flag_pieces("$X", 40)) == "$ no way to pay agreed   X expired   "
    assert text(flag_pieces("U!$SV", 0)) == "U!$SV   "
    assert flag_pieces("", 10) == []
    assert text(flag_pieces("U!S", 40, "papers INVALID")) == "S INVALID   U urgent   ! overdue   "
    assert text(flag_pieces("S", 40, "papers INVALID")) == "S papers INVALID   "


@pytest.mark.parametrize("width", [16, 17, 19, 20, 24, 40, 66])
def test_every_cell_is_exactly_as_wide_as_its_column(width: int) -> None:
    for name in ["Chen", "张" * 9, *HOSTILE]:
        card = replace(CARD, last_name=name, first_name=name, title=name, open_cents=123_456_789)
        column = Column("in_treatment", (card,) * 9, summary([card] * 9, TODAY))
        drawn = [
            card_pieces(card, Shape.of(column, width), TODAY, ""),
            card_pieces(card, Shape.of(column, width), TODAY, "cursor"),
            card_pieces(None, Shape.of(column, width), TODAY, ""),
            title_pieces(column, width, True, True, True),
            total_pieces(column, width),
            [rule_piece(7, 3, 4, 9, width)],
        ]
        for pieces in drawn:
            shown = text(pieces)
            assert cells(shown) == width, shown
            assert shown.isprintable()


def test_the_rule_tells_the_place_and_what_is_hidden() -> None:
    assert rule_piece(12, 4, 10, 80, 16)[0] == "──────▲ 12/80 ▼─"
    assert "▲" not in rule_piece(1, 0, 10, 80, 16)[0]
    assert rule_piece(0, 4, 10, 80, 16)[0].strip("─") == "▲▼"
    assert rule_piece(3, 0, 10, 10, 16)[0] == "─" * 16
