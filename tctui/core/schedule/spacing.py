"""Spacing: how long the visits of a treatment must and may lie apart, and which of them may share a day.

The rules are the office's own table, attached to the steps that its procedures are; the defaults are those of common
clinical teaching and are only a beginning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

DayKind = Literal["calendar", "working", "lab"]


@dataclass(frozen=True, slots=True)
class SpacingRule:
    """From a step to another one: days between them, both ends allowed; ``max_days`` None means no end.

    A step may name its class after a comma, ``implant, early``: a rule of that class goes before the one of the step
    itself, whose other rules bind it too. ``on`` says whether the rule binds the same tooth or the whole mouth.
    Working and lab days count days on which the practice works. A rule that is not ``firm`` is a wish, the first to
    give way. ``near_days``: so few days apart is allowed as well (two sides on one day or the next). ``warn_days``:
    longer than this is said aloud.
    """

    before: str
    after: str
    min_days: int
    max_days: int | None
    on: Literal["tooth", "mouth"] = "tooth"
    days: DayKind = "calendar"
    firm: bool = True
    near_days: int | None = None
    warn_days: int | None = None

    @property
    def name(self) -> str:
        """The rule as it stands beside a visit: ``crown preparation to crown seat, 14 to 28 days``."""
        unit = "days" if self.days == "calendar" else f"{self.days} days"
        if self.max_days is None:
            span = f"from {self.min_days} {unit}"
        elif self.max_days == self.min_days:
            span = f"{self.min_days} {unit}"
        else:
            span = f"{self.min_days} to {self.max_days} {unit}"
        if self.near_days is not None:
            span += f" or {'on one day' if not self.near_days else f'within {self.near_days}'}"
        return f"{self.before} to {self.after}, {span}"


DEFAULT_RULES = (
    SpacingRule("scaling", "scaling", 7, 21, "mouth", near_days=1),
    SpacingRule("scaling", "re-evaluation", 28, 84, "mouth", warn_days=56),
    SpacingRule("crown preparation", "crown seat", 14, 28),
    SpacingRule("crown preparation, milled", "crown seat", 0, 0),
    SpacingRule("root canal", "build-up", 0, 120, warn_days=60),
    SpacingRule("root canal", "build-up", 0, 30, firm=False),
    SpacingRule("root canal", "crown preparation", 0, 120, warn_days=60),
    SpacingRule("root canal", "crown preparation", 0, 30, firm=False),
    SpacingRule("extraction", "implant", 84, 112, near_days=0),
    SpacingRule("extraction", "implant, at once", 0, 0),
    SpacingRule("extraction", "implant, early", 28, 56),
    SpacingRule("extraction", "implant, late", 180, None),
    SpacingRule("bone graft", "implant", 112, 182),
    SpacingRule("implant", "implant impression", 90, 180),
    SpacingRule("implant impression", "implant crown", 14, 35),
    SpacingRule("whitening", "bonding", 14, 60, "mouth", firm=False),
    SpacingRule("denture", "denture impression", 1, None, "mouth"),
    SpacingRule("denture impression", "denture bite", 1, None, "mouth"),
    SpacingRule("denture bite", "denture try-in", 5, None, "mouth", "working"),
    SpacingRule("denture try-in", "denture delivery", 6, None, "mouth", "working"),
    SpacingRule("denture delivery", "denture check, day", 1, 3, "mouth"),
    SpacingRule("denture delivery", "denture check, week", 7, 10, "mouth"),
    SpacingRule("denture delivery", "denture check, month", 30, 37, "mouth"),
    SpacingRule("denture", "denture step", 5, None, "mouth", "working"),
    SpacingRule("denture step", "denture step", 5, None, "mouth", "working"),
    SpacingRule("aligner", "aligner check", 42, 70, "mouth"),
    SpacingRule("aligner check", "aligner check", 42, 70, "mouth"),
)
"""The table an office begins with (scheduling.md §3).

Checks of a denture count from its delivery; their last day leaves room for a weekend. ``denture step`` is for an office
that does not tell the steps apart.
"""


class Step(NamedTuple):
    """A step of treatment and the tooth it is done on, empty for more than a tooth."""

    name: str
    tooth: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """A visit as spacing sees it, in the order of the plan; ``gap_min`` and ``gap_max`` are what a person set for it.

    ``phase`` is the ordinal of its phase; ``lower`` the lower quadrants that are numbed (LL, LR).
    """

    id: int
    phase: int
    steps: frozenset[Step] = frozenset()
    teeth: frozenset[str] = frozenset()
    lower: frozenset[str] = frozenset()
    gap_min: int | None = None
    gap_max: int | None = None


class Gap(NamedTuple):
    """Calendar days from one visit to another, both ends allowed; ``why`` names the rule that asks for them.

    Days up to ``near_days`` keep it as well.
    """

    from_id: int
    to_id: int
    min_days: int
    max_days: int | None
    firm: bool
    why: str
    near_days: int | None = None

    def holds(self, between: int) -> bool:
        """Whether visits this many days apart keep it."""
        usual = between >= self.min_days and (self.max_days is None or between <= self.max_days)
        return usual or self.is_near(between)

    def is_near(self, between: int) -> bool:
        """Whether visits this many days apart keep it by lying nearby."""
        return self.near_days is not None and 0 <= between <= self.near_days

    @property
    def strictness(self) -> tuple[int, float]:
        """Of two gaps the one with the longer wait binds, then the one that ends sooner."""
        return self.min_days, float("-inf") if self.max_days is None else -self.max_days


def gaps(visits: Sequence[Sitting], rules: Iterable[SpacingRule], working_days_a_week: int = 5) -> tuple[Gap, ...]:
    """Give every gap between visits that stand in the order of their plan.

    A gap that a person set after the visit before it comes first; then the office's rules, the longest wait where
    several bind a pair; then the order of phases and the order of visits on one tooth, which may share a day.
    """
    table = tuple(rules)
    found: dict[tuple[int, int, bool], Gap] = {}
    for place, later in enumerate(visits):
        earlier = visits[:place]
        for gap in _by_rule(earlier, later, table, working_days_a_week):
            # A wish stands beside what must be kept: it may ask for less than that allows.
            key = (gap.from_id, gap.to_id, gap.firm)
            if key not in found or found[key].strictness < gap.strictness:
                found[key] = gap
        if earlier and (later.gap_min is not None or later.gap_max is not None):
            before = earlier[-1]
            found.pop((before.id, later.id, False), None)
            found[before.id, later.id, True] = Gap(
                before.id, later.id, later.gap_min or 0, later.gap_max, True, "set for this visit"
            )
        for before in earlier:
            if (why := _order(before, later)) and not found.keys() & {(before.id, later.id, firm) for firm in _EITHER}:
                found[before.id, later.id, True] = Gap(before.id, later.id, 0, None, True, why)
    return tuple(found.values())


_EITHER = (True, False)


def _by_rule(
    earlier: Sequence[Sitting], later: Sitting, rules: Sequence[SpacingRule], working_days_a_week: int
) -> Iterator[Gap]:
    pairs = {(rule.before, rule.after) for rule in rules}
    for rule in rules:
        ends = [step for step in later.steps if _is_step(step.name, rule.after)]
        if not ends:
            continue
        # The wait counts from the last visit that did the earlier step: the last side scaled, not the first.
        last = next((visit for visit in reversed(earlier) if _did(visit, rule, ends, pairs)), None)
        if last is not None:
            least, most = _calendar(rule, working_days_a_week)
            yield Gap(last.id, later.id, least, most, rule.firm, rule.name, rule.near_days)
            if rule.firm and rule.warn_days is not None:
                # What is warned of gives way as a wish does: it is kept where it can be, and said where it is not.
                said = f"{rule.before} to {rule.after}, best within {rule.warn_days - 1} days"
                yield Gap(last.id, later.id, least, rule.warn_days - 1, False, said, rule.near_days)


def _is_step(name: str, word: str) -> bool:
    return name == word or name.startswith(f"{word}, ")


def _did(visit: Sitting, rule: SpacingRule, ends: Sequence[Step], pairs: set[tuple[str, str]]) -> bool:
    return any(
        (rule.on == "mouth" or not step.tooth or not end.tooth or step.tooth == end.tooth)
        and not _has_own(step.name, end.name, rule, pairs)
        for step in visit.steps
        if _is_step(step.name, rule.before)
        for end in ends
    )


def _has_own(before: str, after: str, rule: SpacingRule, pairs: set[tuple[str, str]]) -> bool:
    """True when the table has a rule for the very class of one of these steps, so that this wider one gives way."""
    closer = {(before, after), (before, rule.after), (rule.before, after)} - {(rule.before, rule.after)}
    return not pairs.isdisjoint(closer)


def _calendar(rule: SpacingRule, working_days_a_week: int) -> tuple[int, int | None]:
    """The rule in calendar days: long enough from whichever weekday it starts, its end as far as any start allows."""
    if rule.days == "calendar":
        return rule.min_days, rule.max_days
    off = 7 - working_days_a_week

    def stretched(days: int) -> int:
        return days + off * -(-days // working_days_a_week) if days else 0

    return stretched(rule.min_days), None if rule.max_days is None else stretched(rule.max_days)


def _order(before: Sitting, later: Sitting) -> str:
    if before.phase < later.phase:
        return "after the phase before it"
    return "after what is done first on the same tooth" if before.teeth & later.teeth else ""


def may_share_a_day(visits: Sequence[Sitting], between: Iterable[Gap]) -> tuple[tuple[int, int], ...]:
    """Give the pairs of visits that may be done on one day.

    Hygiene and restorative may; two that must lie days apart may not, nor two that numb both lower sides, because
    the patient could neither eat nor speak.
    """
    apart = {frozenset(gap[:2]) for gap in between if gap.min_days > 0 and gap.near_days is None}
    return tuple(
        (one.id, other.id)
        for place, one in enumerate(visits)
        for other in visits[place + 1 :]
        if frozenset((one.id, other.id)) not in apart and len(one.lower | other.lower) < 2
    )


_QUADRANTS = (("UR", range(1, 9), "ABCDE"), ("UL", range(9, 17), "FGHIJ"), ("LL", range(17, 25), "KLMNO"),
              ("LR", range(25, 33), "PQRST"))  # fmt: skip
_ARCHES = {"upper": {"UR", "UL"}, "lower": {"LL", "LR"}}


def quadrants(teeth: Iterable[str], areas: Iterable[str]) -> frozenset[str]:
    """The quadrants (UR, UL, LL, LR) that work on these teeth and areas numbs; teeth in universal numbering."""
    found = {
        name
        for tooth in teeth
        for name, numbers, letters in _QUADRANTS
        if (tooth.isdecimal() and int(tooth) in numbers) or (len(tooth) == 1 and tooth in letters)
    }
    for area in areas:
        found |= _ARCHES.get(area, {area} & {"UR", "UL", "LL", "LR"})
    return frozenset(found)


def lower_sides(teeth: Iterable[str], areas: Iterable[str]) -> frozenset[str]:
    """The lower quadrants among them."""
    return quadrants(teeth, areas) & {"LL", "LR"}
