"""The call script: which cells are unknown, and in which order to ask for them so that the dearest is settled first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from tctui.core.estimate import Question
from tctui.core.estimate.scope import scope_from_text
from tctui.core.insurance.cells import CATEGORIES, CELLS, LOST, UNKNOWN, cell_of
from tctui.core.insurance.stored import Service
from tctui.core.insurance.table import Pairs

_WORK = {"percent": ("percent",), "deductible": ("deductible",), "waiting": ("waiting",)}
_OF_QUESTION: Mapping[str, tuple[str, ...]] = {
    "deductible": ("deductible.individual", "used.deductible"),
    "waiting": ("coverage.effective",),
    "missing_tooth": ("clause.missing_tooth", "coverage.effective"),
    "replacement": ("replacement.crown", "replacement.bridge", "replacement.denture"),
    "maximum": ("maximum.annual", "used.maximum"),
    "year": ("plan.year",),
    "coordination": ("plan.cob",),
}
"""The cells that settle a question of the engine, by the second word of its key, besides those of the lines' categories."""


_SELDOM = frozenset({"coverage.ends", "plan.employer", "plan.position", "plan.claim_date"})


_PER_TOOTH = ("crowns", "prosthetics")
"""Categories of work that a plan pays once in so many years on the same tooth."""


@dataclass(frozen=True, slots=True)
class Work:
    """A planned line as the script needs it."""

    id: str
    code: str
    category: str
    tooth: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """One question: the cell that takes the answer (empty: none does) and the cents that hang on it."""

    key: str
    text: str
    stake_cents: int = 0


@dataclass(frozen=True, slots=True)
class Script:
    """What to ask: what the planned lines hang on, what else concerns them, and the rest if there is time."""

    first: tuple[Ask, ...]
    then: tuple[Ask, ...]
    rest: tuple[Ask, ...]


def script(
    coverage_id: int, shown: Mapping[str, str], work: Sequence[Work], questions: Iterable[Question],
    services: Mapping[str, Service], pairs: Pairs, treated: Collection[str] = (),
) -> Script:  # fmt: skip
    """Put the unknown cells in the order in which to ask: dearest for the planned lines first.

    `questions` are those of the estimates of the lines; each tells how far the patient's portion hangs on it.
    `treated` are teeth of which earlier work is on record.
    """
    by_line = {line.id: line for line in work}
    stakes: dict[str, int] = {}
    open_ended: list[Ask] = []
    for question in questions:
        if question.coverage_id != str(coverage_id):
            continue
        lines = [by_line[number] for number in question.lines if number in by_line]
        cells = [key for key in cells_of(question.key, lines, services) if shown.get(key) == UNKNOWN]
        for key in cells:
            stakes[key] = max(stakes.get(key, 0), question.stake_cents)
        if not cells:
            open_ended.append(Ask("", question.text.partition(": ")[2] or question.text, question.stake_cents))
    turn = {key: number for number, key in enumerate(CELLS)}
    ranked = sorted(stakes, key=lambda key: (-stakes[key], turn.get(key, -1), key))
    first = [Ask(key, cell_of(key).question, stakes[key]) for key in ranked]
    first += sorted(open_ended, key=lambda ask: -ask.stake_cents)
    worked = [Ask("", f"Was work on tooth {tooth} paid before, and when? (u in the list of coverages)")
              for tooth in dict.fromkeys(line.tooth for line in work if line.category in _PER_TOOTH)
              if tooth and tooth not in treated]  # fmt: skip
    near = [key for key in _concerned(work, services, pairs) if shown[key] == UNKNOWN and key not in stakes]
    others = [key for key in CELLS if shown[key] == UNKNOWN and key not in stakes and key not in near]
    return Script(
        tuple(first),
        (*(Ask(key, CELLS[key].question) for key in near), *worked),
        tuple(Ask(key, CELLS[key].question) for key in others if _is_asked(key, shown)),
    )


def _is_asked(key: str, shown: Mapping[str, str]) -> bool:
    """Whether a cell that no planned line needs is worth the carrier's time."""
    if "ortho" in key and shown["percent:ortho"] == "0":
        return False
    return not key.startswith(("binds.", "bills.", "counts.")) and key not in _SELDOM


def cells_of(question: str, lines: Sequence[Work], services: Mapping[str, Service]) -> list[str]:
    """The cells that settle a question of the engine, given by its key (`12:percent:endo`), about these lines."""
    _, _, rest = question.partition(":")
    kind, _, detail = rest.partition(":")
    found = list(_OF_QUESTION.get(kind, ()))
    categories = list(dict.fromkeys(line.category for line in lines))
    if kind == "percent" and detail:
        categories = [detail]
    if kind in _WORK:
        found = [f"{kind}:{category}" for category in categories] + found
    if kind == "frequency":
        named = [key for key in CELLS if _speaks_of(key, ("frequency", "replacement"), lines, services)]
        found += named or ["frequency.other"]
    if kind == "used":
        found = [f"used.{'ortho' if 'ortho' in detail else detail}"]
    if kind == "missing_tooth":
        found = [f"{LOST}{detail}", *found]
    return [key for key in found if key in CELLS or key.startswith(LOST)]


def _speaks_of(key: str, parts: tuple[str, ...], work: Sequence[Work], services: Mapping[str, Service]) -> bool:
    part, _, name = key.partition(".")
    scope = scope_from_text(services[name].scope) if part in parts and name in services else None
    return scope is not None and any(scope.covers(line.code, line.category) for line in work)


def _concerned(work: Sequence[Work], services: Mapping[str, Service], pairs: Pairs) -> list[str]:
    """The cells that speak about what is planned, in the order of the table."""
    categories = {line.category for line in work}
    codes = {line.code for line in work}
    wanted = {f"{part}:{name}" for name, _, _ in CATEGORIES if name in categories for part in _WORK}
    wanted |= {"deductible.individual", "maximum.annual", "used.maximum", "used.deductible", "coverage.effective"}
    wanted |= {f"downgrade.{kind}" for kind, listed in pairs.items() if codes & {charted for charted, _ in listed}}
    for key in CELLS:
        if _speaks_of(key, ("frequency", "replacement", "age"), work, services):
            wanted.add(key)
    if categories & {"prosthetics", "implant"}:
        wanted.add("clause.missing_tooth")
    if "ortho" in categories:
        wanted |= {"maximum.ortho", "used.ortho", "age.ortho", "counts.ortho"}
    if work:
        wanted.add("clause.preauthorisation")
    return [key for key in CELLS if key in wanted]
