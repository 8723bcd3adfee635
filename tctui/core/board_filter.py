"""What a person types to narrow the board: words of names and titles, `owner:maria`, `dr:lee`, flag letters."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.errors import Refused
from tctui.core.spelling import folded

OWNER_PREFIXES = ("owner:", "o:")
PROVIDER_PREFIXES = ("dr:", "provider:")
NOBODY = "none"


@dataclass(frozen=True, slots=True)
class Person:
    """An owner or provider as the board names one: a short word and the full name."""

    id: int
    short: str
    name: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A filter that was read: every part must hold; `text` is as typed, empty for everything."""

    text: str = ""
    words: tuple[str, ...] = ()
    owners: frozenset[int | None] | None = None
    providers: frozenset[int | None] | None = None
    flags: str = ""

    @property
    def nameless(self) -> str:
        """What was typed with ``…`` for each part of a name or title, for a screen that others see."""
        said = ("…" if folded(word) in self.words else word for word in self.text.split())
        return " ".join(said)

    def test(self, today: date, actions: bool = False) -> Callable[[Card], bool]:
        """A function that tells whether a card is wanted; with `actions` words are found in what is to be done too."""

        def holds(card: Card) -> bool:
            if self.owners is not None and card.owner_id not in self.owners:
                return False
            if self.providers is not None and card.provider_id not in self.providers:
                return False
            if self.words:
                text = folded(f"{card.last_name} {card.first_name} {card.title}{f' {card.next_action}' if actions else ''}")
                if any(word not in text for word in self.words):
                    return False
            if self.flags:
                held = card.flags(today)
                return all(flag in held for flag in self.flags)
            return True

        return holds


EVERYTHING = Wanted()


def wanted_from_text(text: str, owners: Sequence[Person], providers: Sequence[Person]) -> Wanted:
    """Read a filter.

    A word of flag letters as the board shows them (capitals, `!`, `$`) asks for those flags, `owner:` and `dr:` for a
    person by the beginning of a name (`none`: nobody), anything else for a part of name or title. Raises Refused when
    nobody has that name.
    """
    words: list[str] = []
    flags = ""
    chosen: dict[str, frozenset[int | None]] = {}
    for word in text.split():
        prefix, _, name = word.partition(":")
        if f"{prefix.lower()}:" in OWNER_PREFIXES:
            chosen["owners"] = _ids("owner", name, owners)
        elif f"{prefix.lower()}:" in PROVIDER_PREFIXES:
            chosen["providers"] = _ids("provider", name, providers)
        elif all(letter in FLAG_WORDS for letter in word):
            flags += word
        else:
            words.append(folded(word))
    return Wanted(text, tuple(words), chosen.get("owners"), chosen.get("providers"), flags)


def _ids(what: str, name: str, people: Sequence[Person]) -> frozenset[int | None]:
    start = folded(name)
    if start == NOBODY:
        return frozenset({None})
    exact = frozenset(person.id for person in people if folded(person.short) == start)
    found = exact or frozenset(person.id for person in people if start and _answers_to(person, start))
    if not found:
        known = ", ".join(person.short for person in people[:8])
        raise Refused(f"No {what} is called {name or 'that'}; there is {known or 'nobody'}.")
    return frozenset(found)


def _answers_to(person: Person, start: str) -> bool:
    names = (person.short, *person.name.replace(",", " ").split())
    return any(folded(name).startswith(start) for name in names)
