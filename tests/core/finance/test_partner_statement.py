"""A partner's statement against our books: pairs, amounts, fees, and what either side lacks."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from tctui.core.finance.partner_statement import Finding, StatementLine, UsedCredit, compare_statement

DAY = date(2026, 11, 20)


def line(row: int, reference: str, cents: int, fee: int, day: int = 20) -> StatementLine:
    return StatementLine(row, reference, DAY.replace(day=day), cents, fee)


def used(key: int, reference: str, cents: int, fee: int | None = 990, day: int = 18) -> UsedCredit:
    return UsedCredit(key, reference, f"patient {key}", DAY.replace(day=day), cents, fee)


def test_every_difference_is_told() -> None:
    found = compare_statement(
        [
            line(2, "CC-1", 200_000, 19_800),
            line(3, "cc 2", 150_000, 14_850),
            line(4, "CC-3", 100_000, 13_500),
            line(5, "CC-1", 200_000, 19_800),
            line(6, "ZZ-9", 77_700, 0),
            line(7, "", 60_000, 5_940),
        ],
        [
            used(1, "CC1", 200_000),
            used(2, "CC-2", 160_000),
            used(3, "CC-3", 100_000),
            used(4, "", 60_000, day=2),
            used(5, "", 60_000, day=19),
        ],
    )
    assert [(one.finding, one.words) for one in found] == [
        (Finding.AGREES, "row 2, patient 1: 2,000.00, fee 198.00"),
        (Finding.AMOUNT, "row 3, patient 2: 1,500.00 on the statement, 1,600.00 in our books"),
        (Finding.FEE, "row 4, patient 3: a fee of 135.00, 99.00 at the 9.9 % agreed"),
        (Finding.TWICE, "row 5: CC-1 is on the statement more often than in our books"),
        (Finding.NOT_OURS, "row 6: ZZ-9, 777.00 is not in our books"),
        (Finding.AGREES, "row 7, patient 5: 600.00, fee 59.40"),
        (Finding.NOT_THEIRS, "patient 4: 600.00 used on Mon 2 Nov 2026 is not on the statement"),
    ]


def test_one_reference_used_twice_pairs_by_amount() -> None:
    found = compare_statement(
        [line(2, "A", 5_000, 495), line(3, "A", 7_000, 693)], [used(1, "A", 7_000), used(2, "A", 5_000)]
    )
    assert [one.used.key if one.used else 0 for one in found] == [2, 1]
    assert {one.finding for one in found} == {Finding.AGREES}


references = st.sampled_from(["", "A", "a-", "B", "C 1"])
amounts = st.integers(1, 5).map(lambda number: number * 1_000)


@given(
    st.lists(st.tuples(references, amounts), max_size=8),
    st.lists(st.tuples(references, amounts), max_size=8),
)
def test_nothing_is_lost_or_paired_twice(theirs: list[tuple[str, int]], ours: list[tuple[str, int]]) -> None:
    lines = [line(row, reference, cents, 0) for row, (reference, cents) in enumerate(theirs)]
    credits = [used(key, reference, cents) for key, (reference, cents) in enumerate(ours)]
    found = compare_statement(lines, credits)
    assert [one.line for one in found if one.line] == lines
    assert sorted(one.used.key for one in found if one.used) == list(range(len(credits)))
