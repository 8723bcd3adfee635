"""What an action of the registry is: an id, its keys, what it is called, and the places that know it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tctui.key_places import EVERY_MAIN


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do: its id, default keys (the first is shown), label, help sentence and places."""

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    places: frozenset[str]
    labels: Mapping[str, str] = field(default_factory=dict)
    """Another label in a place: Enter opens a *case* on the board and *books* in the schedule."""

    def label_in(self, place: str) -> str:
        """Give the label of the action in a place."""
        return self.labels.get(place, self.label)


def action(id: str, keys: str, label: str, help: str, places: Iterable[str] = EVERY_MAIN, **labels: str) -> Action:
    """Write an action down: keys apart by blanks, and labels of its own in a place by the place's name."""
    return Action(id, tuple(keys.split()), label, help, frozenset(places), labels)
