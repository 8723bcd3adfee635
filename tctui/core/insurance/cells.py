"""The cells of the benefit table: what each asks, how it is typed, and in which block a person finds it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "percent", "yes_no", "wait", "money", "frequency", "years", "age", "clause", "teeth", "carry", "month", "choice",
    "date", "lost", "text",
]  # fmt: skip

UNKNOWN = "?"
NONE = "none"

CATEGORIES: tuple[tuple[str, str, str], ...] = (
    ("preventive", "preventive", "cleanings and preventive care"),
    ("diagnostic", "diagnostic", "exams and x-rays"),
    ("restorative", "basic", "fillings"),
    ("endo", "endo", "root canals"),
    ("perio", "perio", "gum treatment"),
    ("oral_surgery", "oral surgery", "extractions"),
    ("crowns", "major", "crowns"),
    ("prosthetics", "prostho", "bridges and dentures"),
    ("implant", "implant", "implants"),
    ("ortho", "ortho", "orthodontics"),
    ("other", "other", "guards and the like"),
)
"""Category, its label in the table, and how it is said on the phone, in the order of the table."""

USUAL = {"first": ("preventive", "diagnostic"), "second": ("restorative", "endo", "perio", "oral_surgery"),
         "third": ("crowns", "prosthetics")}  # fmt: skip
"""What a carrier means by 100/80/50; implants, ortho and the rest have to be asked for."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its key, the label of its row, how it is typed, and the question that settles it."""

    key: str
    label: str
    kind: Kind
    question: str
    choices: tuple[tuple[str, str], ...] = ()
    """Stored word and what is shown, for a choice."""

    @property
    def subject(self) -> str:
        """The part of the key before the colon or dot: percent, deductible, maximum, frequency, …"""
        return self.key.replace(".", ":").partition(":")[0]


COB = (
    ("standard", "standard"),
    ("basic", "basic"),
    ("primary_allowable", "prim.allow"),
    ("carve_out", "carve-out"),
    ("maintenance", "mob"),
    ("remaining_balance", "rest %"),
    ("medicaid", "medicaid"),
)
PLAN_KINDS = (
    ("ppo", "ppo"),
    ("indemnity", "indemnity"),
    ("table", "table"),
    ("fixed_benefit", "fixed"),
    ("flat_copay", "copay"),
    ("dhmo", "dhmo"),
    ("discount", "discount"),
)
NETWORK = (("in", "in"), ("out", "out"))
CLAIM_DATE = (("service", "service"), ("preparation", "prep"), ("seat", "seat"))
POSITION = (("before_percent", "before %"), ("after_percent", "after %"))

_FREQUENCIES = (
    ("exam", "exam", "exams"),
    ("cleaning", "cleaning", "cleanings"),
    ("bitewing", "bitewings", "bitewing x-rays"),
    ("full_mouth", "full mouth", "full-mouth or panoramic x-rays"),
    ("fluoride", "fluoride", "fluoride"),
    ("sealant", "sealant", "sealants"),
    ("deep_cleaning", "deep clean.", "deep cleaning of a quadrant"),
    ("gum_care", "perio maint.", "perio maintenance"),
    ("filling", "same surface", "fillings on the same surface"),
)
_REPLACED = (("crown", "crown"), ("bridge", "bridge"), ("denture", "denture"))
_AGES = (("fluoride", "fluoride"), ("sealant", "sealants"), ("ortho", "ortho"))


def _category_cells() -> list[Cell]:
    found = []
    for category, label, said in CATEGORIES:
        found.append(Cell(f"percent:{category}", label, "percent", f"What percent is paid for {said}?"))
        found.append(Cell(f"deductible:{category}", label, "yes_no", f"Does the deductible apply to {said}?"))
        found.append(Cell(f"waiting:{category}", label, "wait", f"Is there a waiting period for {said}?"))
    return found


_MONEY = [
    Cell("deductible.individual", "ded. person", "money", "What is the deductible per person and year?"),
    Cell("deductible.family", "ded. family", "money", "What is the deductible per family?"),
    Cell("maximum.annual", "year maximum", "money", "What is the yearly maximum?"),
    Cell("maximum.ortho", "ortho life", "money", "What is the lifetime maximum for ortho?"),
    Cell("counts.ortho", "ortho in yr", "yes_no", "Does ortho count toward the yearly maximum?"),
    Cell("counts.preventive", "prev. in yr", "yes_no", "Do preventive and diagnostic count toward the yearly maximum?"),
]

_MORE = [
    Cell("maximum.family", "family max.", "money", "Is there a maximum per family?"),
    Cell("maximum.implant", "implant max.", "money", "Is there a separate maximum for implants?"),
]
_MORE.append(Cell("maximum.carry", "carry-over", "carry", "How much of an unused maximum is carried over?"))

_CLAUSES = [
    Cell("clause.missing_tooth", "missing tooth", "clause", "Is there a missing-tooth clause, and does it lapse?"),
    Cell("downgrade.filling", "white filling", "teeth", "Are white fillings paid as silver, and on which teeth?"),
    Cell("downgrade.crown", "ceramic crown", "teeth", "Are ceramic crowns paid as metal, and on which teeth?"),
    Cell("clause.preauthorisation", "pre-auth.", "text", "For what is a pre-authorisation needed?"),
]

_PLAN = [
    Cell("plan.year", "year begins", "month", "In which month does the benefit year begin?"),
    Cell("coverage.effective", "effective", "date", "Since when is the coverage effective?"),
    Cell("coverage.ends", "ends", "date", "Does the coverage end on a known day?"),
    Cell("plan.network", "network", "choice", "Is the office in network?", NETWORK),
    Cell("plan.fees", "fees", "choice", "Which fee schedule does the plan go by?"),
    Cell("plan.cob", "as second", "choice", "How does the plan coordinate when it is secondary?", COB),
    Cell("plan.kind", "kind", "choice", "What kind of plan is it?", PLAN_KINDS),
    Cell("plan.claim_date", "claim date", "choice", "Which day of a crown counts: preparation or seat?", CLAIM_DATE),
    Cell("plan.position", "ded. taken", "choice", "Is the deductible taken before or after the percentage?", POSITION),
    Cell("binds.maximum", "after max.", "yes_no", "Does the contract price hold once the maximum is used up?"),
    Cell("binds.frequency", "too soon", "yes_no", "Does the contract price hold when it is too soon?"),
    Cell("binds.age", "beyond age", "yes_no", "Does the contract price hold beyond the age limit?"),
    Cell("binds.excluded", "not covered", "yes_no", "Does the contract price hold for what is not covered?"),
    Cell("bills.difference", "bill rest", "yes_no", "May the difference of a downgrade be charged?"),
    Cell("plan.group", "group no.", "text", "What is the group number?"),
    Cell("plan.employer", "employer", "text", "Who is the employer?"),
]

_USED = [
    Cell("used.deductible", "deductible met", "money", "How much of the deductible is met?"),
    Cell("used.family", "family ded. met", "money", "How much of the family deductible is met?"),
    Cell("used.maximum", "maximum used", "money", "How much of the yearly maximum is used?"),
    Cell("used.ortho", "ortho used", "money", "How much of the ortho maximum is used?"),
    Cell("used.bank", "carried over", "money", "How much was carried over into this benefit year?"),
]

Block = tuple[str, tuple[tuple[str, ...], ...]]
"""A title, and its rows as the keys of their cells."""


def _rows(cells: list[Cell]) -> tuple[tuple[str, ...], ...]:
    return tuple((cell.key,) for cell in cells)


_OFTEN = [
    Cell(f"frequency.{key}", label, "frequency", f"How often are {said} paid?") for key, label, said in _FREQUENCIES
]
_OFTEN.append(
    Cell("frequency.other", "anything else", "frequency", "Is there a limit on how often anything else is paid?")
)
_AGAIN = [
    Cell(f"replacement.{key}", label, "years", f"After how many years is a {said} paid again?") for key, said in _REPLACED
    for label in (said,)
]  # fmt: skip
_TO_AGE = [Cell(f"age.{key}", label, "age", f"Up to which age does it pay for {label}?") for key, label in _AGES]

CELLS: dict[str, Cell] = {
    cell.key: cell
    for cell in (*_category_cells(), *_USED, *_MONEY, *_OFTEN, *_MORE, *_AGAIN, *_CLAUSES, *_TO_AGE, *_PLAN)
}
"""Every cell by its key, in the order of the table."""

BLOCKS: tuple[tuple[Block, ...], ...] = (
    (
        ("category       %  ded wait", tuple(tuple(f"{part}:{name}" for part in ("percent", "deductible", "waiting"))
                                              for name, _, _ in CATEGORIES)),
        ("used, all offices", _rows(_USED)),
    ),
    (("deductible, maximum", _rows(_MONEY)), ("how often", _rows(_OFTEN)), ("other maxima", _rows(_MORE)),
     ("contract price holds", _rows([cell for cell in _PLAN if cell.subject in ("binds", "bills")]))),
    (("paid again after", _rows(_AGAIN)), ("clauses", _rows(_CLAUSES)), ("to what age", _rows(_TO_AGE)),
     ("plan and coverage", _rows([cell for cell in _PLAN if cell.subject in ("plan", "coverage")]))),
)  # fmt: skip
"""The columns of the table, each with its blocks from top to bottom."""

LOST = "lost:"
"""How the keys of the cells begin that ask when a tooth was lost: one per tooth, not part of the table."""


def cell_of(key: str) -> Cell:
    """The cell of a key; raises KeyError for a key that is none."""
    if key.startswith(LOST):
        tooth = key.removeprefix(LOST)
        if not tooth:
            return Cell(key, "teeth lost", "lost", "When were the teeth under the denture lost?")
        return Cell(key, f"tooth {tooth} lost", "lost", f"When was tooth {tooth} lost?")
    return CELLS[key]


PERSONAL = frozenset({"coverage.effective", "coverage.ends", *(cell.key for cell in _USED)})
"""Cells that belong to the patient's coverage and never to the plan."""
