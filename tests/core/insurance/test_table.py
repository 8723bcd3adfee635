"""What is typed into the benefit table is what it shows once stored, whatever was there before."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from tctui.core.insurance.cells import CELLS, UNKNOWN
from tctui.core.insurance.stored import PlanRow, RuleRow, services_from
from tctui.core.insurance.typed import read_cell
from tests.core.insurance.plans import Kept

TODAY = date(2026, 11, 23)

TYPED = {
    "percent": ("100", "80", "50", "0", "66.5", "?"),
    "yes_no": ("y", "n", "?"),
    "wait": ("6", "12", "none", "?"),
    "money": ("1500", "50", "none", "?"),
    "frequency": ("2", "1/6m", "6m", "5y", "1/life", "2/cal", "none", "?"),
    "years": ("5", "60m", "90m", "none", "?"),
    "age": ("18", "<19", "none", "?"),
    "clause": ("y", "n", "24m", "?"),
    "teeth": ("n", "all", "m", "p", "2", "?"),
    "carry": ("350/700/1250", "350/700", "350", "25%", "all", "none", "?"),
    "month": ("jan", "7", "?"),
    "date": ("1/1/24", "?"),
    "text": ("major", "?"),
}
CLASHES = {"plan.network", "plan.kind"}
"""Columns that always hold something."""

EDITABLE = [
    key for key, cell in CELLS.items() if key not in CLASHES and cell.kind in TYPED and not key.startswith("counts.")
]


def shown_as(key: str, text: str) -> str:
    return read_cell(CELLS[key], text, TODAY)


@st.composite
def edits(draw: st.DrawFn) -> dict[str, str]:
    keys = draw(st.lists(st.sampled_from(EDITABLE), min_size=1, max_size=25, unique=True))
    return {key: shown_as(key, draw(st.sampled_from(TYPED[CELLS[key].kind]))) for key in keys}


def consistent(wanted: dict[str, str]) -> dict[str, str]:
    """A plan without a deductible applies it to nothing that was asked about; what is used needs no rule."""
    if wanted.get("deductible.individual") == "none":
        wanted = {
            key: "n" if key.startswith("deductible:") and value != UNKNOWN else value for key, value in wanted.items()
        }
    return wanted


@settings(max_examples=150, deadline=None)
@given(st.lists(edits(), min_size=1, max_size=3))
def test_the_table_shows_what_was_typed(batches: list[dict[str, str]]) -> None:
    kept = Kept()
    wanted = kept.shown()
    for batch in batches:
        if wanted["deductible.individual"] == "none":
            batch = {key: value for key, value in batch.items() if not key.startswith("deductible:")}
        kept.type(batch)
        wanted = consistent({**wanted, **batch})
        now = kept.shown()
        differing = {key: (now[key], wanted[key]) for key in wanted if now[key] != wanted[key]}
        assert {key: pair for key, pair in differing.items() if not key.startswith(("counts.", "deductible:"))} == {}
        if wanted["deductible.individual"] not in ("none", UNKNOWN):
            assert differing.keys() & {key for key in wanted if key.startswith("deductible:")} == set()


@settings(max_examples=60, deadline=None)
@given(edits(), edits())
def test_typing_the_same_again_stores_nothing(first: dict[str, str], second: dict[str, str]) -> None:
    kept = Kept()
    kept.type(first)
    kept.type(second)
    again = kept.type({key: kept.shown()[key] for key in second})
    assert (again.rules, again.gone) == ([], [])


def gold() -> Kept:
    rules = [
        RuleRow(101, "percent", "category:diagnostic+preventive", percent=10_000),
        RuleRow(102, "percent", "category:endo+oral_surgery+perio+restorative", percent=8_000),
        RuleRow(103, "percent", "category:crowns+implant+prosthetics", percent=5_000),
        RuleRow(104, "percent", "category:cosmetic+other", percent=0),
        RuleRow(105, "deductible", amount=5_000, terms={"waived_for": ["category:diagnostic+preventive"]}),
        RuleRow(106, "deductible", amount=15_000, level="family", terms={"waived_for": ["category:diagnostic+preventive"]}),
        RuleRow(107, "maximum", amount=150_000),
        RuleRow(108, "frequency", "codes:CRC,CRM", terms={"every_months": 60, "area": "tooth"}),
        RuleRow(109, "percent", "code:NG", percent=5_000),
    ]  # fmt: skip
    asked = ["percent", "deductible", "maximum", "frequency", "waiting", "missing_tooth"]
    return Kept(PlanRow(1, "Lakeshore Gold", renewal_month=1, cob="standard", settings={"entered": asked}), rules)


def test_a_plan_in_groups_reads_cell_by_cell() -> None:
    cells = gold().shown()
    assert [cells[f"percent:{name}"] for name in ("preventive", "endo", "crowns", "ortho", "other")] == [
        "100", "80", "50", "0", "0",
    ]  # fmt: skip
    assert (cells["deductible:preventive"], cells["deductible:endo"], cells["waiting:crowns"]) == ("n", "y", "none")
    assert (cells["deductible.family"], cells["maximum.annual"], cells["maximum.ortho"]) == ("150", "1,500", "none")
    assert (cells["clause.missing_tooth"], cells["age.ortho"], cells["downgrade.filling"]) == ("n", "?", "?")


def test_one_cell_of_a_group_leaves_the_others_in_their_row() -> None:
    kept = gold()
    done = kept.type({"percent:endo": "50"})
    assert [(row.id, row.scope, row.percent) for row in done.rules] == [
        (102, "category:oral_surgery+perio+restorative", 8_000), (0, "category:endo", 5_000),
    ]  # fmt: skip
    assert done.gone == []
    assert kept.shown()["percent:endo"] == "50"
    assert any(row.scope == "code:NG" for row in kept.rules)


def test_one_patient_may_differ_from_the_plan() -> None:
    kept = gold()
    before = kept.shown()
    kept.type({"percent:crowns": "60", "waiting:crowns": "12m", "maximum.annual": "2,000"}, personal=True)
    assert {row.id for row in kept.rules if not row.personal} == set(range(101, 110))
    assert {key for key, value in kept.shown().items() if before[key] != value} == {
        "percent:crowns", "waiting:crowns", "maximum.annual",
    }  # fmt: skip


def test_a_rule_that_services_share_is_parted_when_one_differs() -> None:
    services = services_from({"cleaning": {"scope": "codes:CLN,CLC"}, "gum_care": {"scope": "code:GMT"}})
    kept = Kept(rules=[RuleRow(101, "frequency", "codes:CLC,CLN,GMT", terms={"count": 2})], services=services)
    assert (kept.shown()["frequency.cleaning"], kept.shown()["frequency.gum_care"]) == ("2/yr", "2/yr")
    kept.type({"frequency.gum_care": "4/yr"})
    assert (kept.shown()["frequency.cleaning"], kept.shown()["frequency.gum_care"]) == ("2/yr", "4/yr")
    assert [row.scope for row in kept.rules if row.id == 101] == ["codes:CLC,CLN"]


def test_unknown_is_never_zero() -> None:
    kept = Kept()
    assert set(kept.shown().values()) <= {"?", "in", "ppo"}
    kept.type({"percent:preventive": "100", "maximum.annual": "1,500"})
    cells = kept.shown()
    assert (cells["percent:endo"], cells["maximum.ortho"], cells["maximum.family"]) == ("?", "?", "?")
    assert next(row for row in kept.rules if "endo" in row.categories).percent is None
