"""The places laid over the estimate in a real terminal: what opening them and each key in them sends over the wire."""

from __future__ import annotations

import pytest

from tests.practice import TinyPractice
from tests.screens.case_ground import believable
from tests.screens.test_case_hostile import terminal


@pytest.mark.parametrize(
    ("key", "first", "keys"),
    [
        ("Y", "Phasing", ("j", "j", "k", "end", "home")),
        ("A", "Alternatives", ("l", "h", "j", "k")),
        ("=", "patient", ("j", "l", "h", "k")),
    ],
)
def test_bytes_of_opening_and_of_each_key(practice: TinyPractice, key: str, first: str, keys: tuple[str, ...]) -> None:
    with terminal(believable(practice)) as wire:
        wire.wait_for("Enter line")
        assert wire.bytes_of("f4") <= 12_288
        wire.wait_for("split years")
        assert wire.bytes_of(key) <= 12_288
        assert first in "\n".join(wire.screen())
        spent = [(each, wire.bytes_of(each)) for each in keys]
        assert all(count <= 1024 for _, count in spent), spent
        assert wire.read(2.5) == 0
