"""The list: cursor, sections, window, what stays under the cursor when lines change."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from textual.app import App, ComposeResult

from tctui.widgets.table import Column, Line, Row, Section, Table
from tests.hostile import HOSTILE


class Showing(App[None]):
    """A table alone."""

    def __init__(self) -> None:
        super().__init__()
        self.told = 0
        self.table = Table([Column("name"), Column("fee", 9, "right")], self.tell)

    def tell(self) -> None:
        self.told += 1

    def compose(self) -> ComposeResult:
        yield self.table

    def lines(self) -> list[str]:
        return [self.table.render_line(y).text for y in range(self.table.size.height)]


def rows(count: int) -> list[Line]:
    return [Row(number, (f"line {number}", f"{number}.00")) for number in range(count)]


async def test_amounts_stand_at_the_right_and_the_corner_counts() -> None:
    app = Showing()
    async with app.run_test(size=(40, 6)):
        app.table.show(rows(20))
        assert app.lines()[0] == f"{'name':<30}1/20 ▼ fee"
        assert app.lines()[2] == f"{'line 1':<30} {'1.00':>9}"
        app.table.act_last()
        assert app.lines()[0].endswith("▲ 20/20   fee")
        assert app.table.key == 19


async def test_the_cursor_passes_over_sections_and_stops_at_the_ends() -> None:
    app = Showing()
    async with app.run_test(size=(40, 8)):
        app.table.show([Section("one"), *rows(2), Section("two"), Row("x", ("last", "")), Section("total", "9.00")])
        assert app.table.key == 0
        app.table.act_up()
        assert app.table.key == 0
        for expected in (1, "x", "x"):
            app.table.act_down()
            assert app.table.key == expected
        assert app.lines()[6] == "total" + "9.00".rjust(35)


async def test_the_cursor_stays_on_its_line_when_lines_change() -> None:
    app = Showing()
    async with app.run_test(size=(40, 8)):
        app.table.show(rows(10))
        app.table.go_to(5)
        app.table.show(rows(10)[3:])
        assert app.table.key == 5
        app.table.show([row for row in rows(10) if isinstance(row, Row) and row.key != 5])
        assert app.table.key is not None
        app.table.show([])
        assert app.table.row is None
        assert app.lines()[1].strip() == "nothing here"
        for act in (app.table.act_up, app.table.act_down, app.table.act_last, app.table.act_first):
            act()
        assert app.table.row is None


async def test_hostile_text_is_drawn_safe_and_exactly_as_wide() -> None:
    app = Showing()
    async with app.run_test(size=(40, 12)):
        app.table.show([Row(n, (text, text), "plain") for n, text in enumerate(HOSTILE)])
        for _ in HOSTILE:
            for line in app.lines():
                assert line.isprintable()
            assert all(app.table.render_line(y).cell_length == 40 for y in range(12))
            app.table.act_down()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.booleans(), max_size=40),
    st.lists(st.sampled_from(["up", "down", "page_up", "page_down", "first", "last"]), max_size=30),
)
async def test_the_cursor_is_always_on_a_row_in_the_window(kinds: list[bool], moves: list[str]) -> None:
    app = Showing()
    async with app.run_test(size=(40, 7)):
        lines: list[Line] = [Row(n, (f"row {n} ", "")) if is_row else Section("s") for n, is_row in enumerate(kinds)]
        app.table.show(lines)
        for move in moves:
            getattr(app.table, f"act_{move}")()
            if any(kinds):
                assert any(line.startswith(f"row {app.table.key} ") for line in app.lines())
            else:
                assert app.table.key is None
