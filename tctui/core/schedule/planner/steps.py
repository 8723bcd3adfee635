"""How long a search may go on: counted steps, which end it at the same point on every machine."""

from __future__ import annotations


class OutOfSteps(Exception):
    """The search took more steps than it was given; what was found so far is not proven to be the best."""


class Steps:
    """A budget of search steps; counting instead of a clock gives the same answer on every machine."""

    __slots__ = ("left",)

    def __init__(self, allowed: int) -> None:
        self.left = allowed

    def take(self) -> None:
        """Take one step. Raises OutOfSteps when none is left."""
        self.left -= 1
        if self.left < 0:
            raise OutOfSteps
