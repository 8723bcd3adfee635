"""Dates of a column: read in the one order that all of them allow, asked when they do not tell, never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.errors import Unreadable
from tctui.db.imports.dates import FORMATS, DateColumn, order_of_format, read_date
from tests.db.imports.exports import TODAY, bring_in, rows, write

HEADER = "PatNum,LName,FName,DOB\n"


def _column(*texts: str) -> DateColumn:
    column = DateColumn()
    for line, text in enumerate(texts, start=2):
        column.see(text, line)
    return column


@pytest.mark.parametrize(
    ("texts", "format_name"),
    [
        (("02/03/1980", "02/14/1979"), "m/d/Y"),
        (("02/03/1980", "14/02/1979"), "d/m/Y"),
        (("1980-03-02",), "Y-m-d"),
        (("02.03.1980",), "d.m.Y"),
        (("2/3/80", "2/14/79"), "m/d/y"),
        (("03.02.80",), "d.m.y"),
        (("02-14-1979",), "m-d-Y"),
        (("1980/03/02",), "Y-m-d"),
        (("19800302",), "Y-m-d"),
        (("1979-02-14 00:00:00",), "Y-m-d"),
        (("02/14/1979 12:00:00 AM",), "m/d/Y"),
    ],
)
def test_the_order_is_found_over_the_whole_column(texts: tuple[str, ...], format_name: str) -> None:
    column = _column(*texts)
    order = column.order()
    assert order is not None
    assert column.format_name(order) == format_name


def test_a_column_that_may_be_either_is_asked() -> None:
    column = _column("02/03/1980", "", "5/5/1990", "not a date")
    assert column.order() is None
    assert column.question() == "a date may be m/d/Y or d/m/Y, the first on line 2"
    both = _column("02/14/1979", "14/02/1979", "14/03/1979")
    assert both.order() is None
    assert both.question() == "1 dates are only m/d/Y (line 2) and 2 only d/m/Y (line 3)"


def test_days_that_are_the_same_in_both_orders_ask_nothing() -> None:
    assert _column("05/05/1990", "1/1/2000").order() == "mdy"


@pytest.mark.parametrize(
    ("text", "order", "birth", "read"),
    [
        ("2/3/79", "mdy", True, "1979-02-03"),
        ("2/3/26", "mdy", True, "2026-02-03"),
        ("2/3/27", "mdy", True, "1927-02-03"),
        ("2/3/27", "mdy", False, "2027-02-03"),
        ("2/3/46", "dmy", False, "2046-03-02"),
        ("2/3/47", "dmy", False, "1947-03-02"),
        ("79-03-02", "ymd", True, "1979-03-02"),
        ("1979-03-02", "dmy", False, "1979-03-02"),
        ("0001-01-01", "ymd", True, None),
        ("", "ymd", True, None),
        ("29.02.2024", "dmy", False, "2024-02-29"),
    ],
)
def test_dates_are_read(text: str, order: str, birth: bool, read: str | None) -> None:
    assert read_date(text, order, TODAY, birth) == read


@pytest.mark.parametrize("text", ["13/40/80", "30/02/2024", "1/2", "today", "11/24/2026", "1/1/1700", "1/1/2500"])
def test_what_is_no_birth_date_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_date(text, "mdy", TODAY, birth=True)


@settings(max_examples=150)
@given(
    st.lists(st.dates(date(1950, 1, 1), TODAY), min_size=1, max_size=30),
    st.sampled_from(["m/d/Y", "d/m/Y", "Y-m-d", "d.m.Y"]),
)
def test_a_written_column_is_read_back_or_asked(days: list[date], form: str) -> None:
    parts = {"m": "%m", "d": "%d", "Y": "%Y"}
    texts = [day.strftime("".join(parts.get(sign, sign) for sign in form)) for day in days]
    order = _column(*texts).order()
    if order is None:
        assert form in ("m/d/Y", "d/m/Y")
        assert all(day.day <= 12 for day in days)
        order = order_of_format(form)
    assert [read_date(text, order, TODAY) for text in texts] == [day.isoformat() for day in days]


def test_every_format_has_an_order() -> None:
    assert {order_of_format(name) for name in FORMATS} == {"mdy", "dmy", "ymd"}


def test_the_import_asks_and_the_option_answers(empty: Path) -> None:
    folder = write(empty / "export", patients=HEADER + "1,Ash,Ida,02/03/1980\n2,Birk,Ole,04/05/1990\n")
    report = bring_in(folder)
    assert not report.kept
    ((question),) = report.questions
    assert (question.file, question.column) == ("patients.csv", "DOB")
    assert question.reason.endswith('say [patients.dates] birth_date = "m/d/Y" or "d/m/Y"')
    assert rows("SELECT COUNT(*) FROM patient") == [(0,)]
    report = bring_in(folder, date_format="d/m/Y")
    assert report.files[0].dates == (("DOB", "d/m/Y", "as asked"),)
    assert rows("SELECT birth_date FROM patient ORDER BY id") == [("1980-03-02",), ("1990-05-04",)]


def test_a_date_out_of_its_columns_order_is_a_refused_row(empty: Path) -> None:
    folder = write(empty / "export", patients=HEADER + "1,Ash,Ida,02/14/1980\n2,Birk,Ole,14/05/1990\n")
    report = bring_in(folder, date_format="m/d/Y")
    ((refusal),) = report.refusals
    assert (refusal.line, refusal.column) == (3, "DOB")
    assert refusal.reason == "not a date in the order month/day/year: '14/05/1990'"
