"""Scope: which planned lines a benefit rule speaks about, and which rule is the more specific."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from tctui.core.errors import Unreadable

_WHOLE_PLAN = frozenset({"all", "any", "general", "*", ""})


class Breadth(IntEnum):
    """How specific a scope is; the greater value beats the smaller: code > code group > category > whole plan."""

    WHOLE_PLAN = 0
    CATEGORY = 1
    CODE_GROUP = 2
    CODE = 3


class Scope(NamedTuple):
    """The lines a rule speaks about: the whole plan, one or several categories, a code group, or one code."""

    breadth: Breadth
    names: frozenset[str] = frozenset()
    ranges: tuple[tuple[str, str], ...] = ()

    def covers(self, code: str, category: str) -> bool:
        """Say whether a line of this code and category is within the scope."""
        if self.breadth is Breadth.WHOLE_PLAN:
            return True
        if self.breadth is Breadth.CATEGORY:
            return category in self.names
        if code in self.names:
            return True
        return any(low <= code <= high and len(code) == len(low) for low, high in self.ranges)

    def is_within(self, other: Scope) -> bool:
        """Say whether this scope is the more specific: of a narrower kind, or of the same kind with fewer names."""
        if self.breadth is not other.breadth:
            return self.breadth > other.breadth
        return len(self.ranges) <= len(other.ranges) and len(self.names) < len(other.names)

    def text(self) -> str:
        """Write the scope as ``scope_from_text`` reads it: ``all``, ``category:a+b``, ``code:X``, ``codes:X,Y-Z``."""
        if self.breadth is Breadth.WHOLE_PLAN:
            return "all"
        names = sorted(self.names)
        if self.breadth is Breadth.CATEGORY:
            return "category:" + "+".join(names)
        if self.breadth is Breadth.CODE:
            return "code:" + names[0]
        return "codes:" + ",".join([*names, *(f"{low}-{high}" for low, high in self.ranges)])


WHOLE_PLAN = Scope(Breadth.WHOLE_PLAN)
"""The scope of every line."""


def category(*names: str) -> Scope:
    """Make the scope of one category, or of several that share one pool."""
    return Scope(Breadth.CATEGORY, frozenset(names))


def code(name: str) -> Scope:
    """Make the scope of a single procedure code."""
    return Scope(Breadth.CODE, frozenset((name,)))


def codes(*names: str) -> Scope:
    """Make the scope of a code group; ``A-B`` among the names is a range of codes of equal length."""
    singles: set[str] = set()
    ranges: list[tuple[str, str]] = []
    for name in names:
        low, dash, high = name.partition("-")
        if dash and low and high:
            ranges.append((low, high))
        else:
            singles.add(name)
    return Scope(Breadth.CODE_GROUP, frozenset(singles), tuple(ranges))


def scope_from_text(text: str) -> Scope:
    """Read ``all``, ``category:a+b``, a bare category, ``code:X`` or ``codes:X,Y-Z``; raises Unreadable when empty.

    ``any`` and ``general`` are names that sources use for the whole plan.
    """
    kind, colon, rest = text.strip().partition(":")
    if not colon:
        return WHOLE_PLAN if kind in _WHOLE_PLAN else category(*kind.split("+"))
    names = [name.strip() for name in rest.replace("+", ",").split(",") if name.strip()]
    if not names:
        raise Unreadable(f"a scope needs a name after the colon: {text[:40]!r}")
    if kind == "category":
        return WHOLE_PLAN if _WHOLE_PLAN.intersection(names) else category(*names)
    if kind == "code" and len(names) == 1 and "-" not in names[0]:
        return code(names[0])
    if kind in ("code", "codes"):
        return codes(*names)
    raise Unreadable(f"a scope is all, category:…, code:… or codes:…, not {text[:40]!r}")
