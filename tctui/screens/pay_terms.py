"""The terms that the ways to pay open with: as they were left, else as agreed, else as the office proposes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from tctui import left
from tctui.core.agreed import Arrangement
from tctui.core.errors import Refused
from tctui.core.finance.joining import Joining
from tctui.core.finance.wish import Wish, as_agreed, usual
from tctui.core.plain import from_plain, to_plain
from tctui.db.proposed_plan import proposed_plan
from tctui.db.ways import Ground
from tctui.screens.desk import Desk
from tctui.screens.pay_splits import PartnerSplit, Split, TodaySplit


@dataclass(frozen=True, slots=True)
class Left:
    """The terms and splits that a person has set for an option and not agreed on.

    ``arrangement`` is the number of what was agreed before they were set, 0 for nothing.
    """

    wish: Wish
    splits: tuple[PartnerSplit | TodaySplit | Joining, ...]
    arrangement: int


def keep(desk: Desk, option_id: int, wish: Wish, splits: Iterable[Split], before: Arrangement | None) -> None:
    """Keep what is set for an option until a way is agreed on."""
    held = Left(wish, tuple(splits), before.id if before else 0)
    left.keep(desk.database, desk.user.id, _about(option_id), to_plain(held))


def drop(desk: Desk, option_id: int) -> None:
    """Forget what was set for an option: a way is agreed on."""
    left.drop(desk.database, desk.user.id, _about(option_id))


def taken_up(desk: Desk, option_id: int, ground: Ground, before: Arrangement | None) -> Left | None:
    """What the person had set for an option, for today and what is owed now.

    None where nothing was set, it cannot be read any more, or something was agreed since. A membership that is not
    offered any more drops out of the splits, and a first due day that has come out of the terms.
    """
    plain = left.kept(desk.database, desk.user.id, _about(option_id))
    try:
        found = from_plain(Left, plain) if plain is not None else None
    except Refused:
        return None
    if found is None or (before is not None and before.id > found.arrangement):
        return None
    today, first = desk.today(), found.wish.first_due
    wish = replace(found.wish, today=today, first_due=first if first and first > today else None)
    wish = wish.owing(ground.owed_cents)
    return replace(found, wish=wish, splits=tuple(_offered(found.splits, ground)))


def agreed_or_usual(ground: Ground, desk: Desk, before: Arrangement | None) -> Wish:
    """The terms agreed before, else those that the office proposes."""
    today, owed = desk.today(), ground.owed_cents
    terms = before.choice.terms if before is not None and before.amendment is None else None
    return usual(owed, today, proposed_plan()) if terms is None else as_agreed(terms, owed, today).owing(owed)


def _offered(splits: Iterable[Split], ground: Ground) -> Iterable[Split]:
    plans = {plan.name: plan for plan in ground.memberships}
    for split in splits:
        if not isinstance(split, Joining):
            yield split
        elif split.plan.name in plans:
            yield replace(split, plan=plans[split.plan.name])


def _about(option_id: int) -> str:
    return f"pay {option_id}"
