"""How long a search may go on: counted steps, which end it at the same point on every machine."""

from __future__ import annotations


class OutOfSteps(Exception):
    """The search took more steps than it was given; what was found so far is not proven to be the best."""


class Steps:
    """A budget of search steps; counting instead of a clock gives the same answer on every machine."""

    __slots__ = ("left",)

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def take(self, count: int = 1) -> None:
        """Take steps. Raises OutOfSteps when fewer are left."""
        self.left -= count
        if self.left < 0:
            raise OutOfSteps
