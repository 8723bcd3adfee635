"""The registry of keys: safe keys, no clash, a person's own keys, hints that exist."""

from __future__ import annotations

from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.key_places import HINTS, IN_THE_BOOK, MAIN, SUB, TITLES, WORKING
from tctui.keymap import Keymap, read_overrides
from tctui.keys import BY_ID, REGISTRY, SAFE, name_of, shown


def test_every_action_has_safe_keys_and_places_that_exist() -> None:
    assert len(BY_ID) == len(REGISTRY)
    for action in REGISTRY:
        assert set() < set(action.keys) <= SAFE, action.id
        assert set() < action.places <= {*MAIN, *SUB}, action.id
        assert action.help.endswith("."), action.id
        assert set(action.labels) <= action.places, action.id
    assert set(TITLES) == {*MAIN, *SUB}


@pytest.mark.parametrize("key", ["ctrl+a", "ctrl+b", "shift+up", "ctrl+left", "f11", "ctrl+enter", "alt+x"])
def test_unsafe_keys_are_refused(key: str) -> None:
    with pytest.raises(Refused, match="every terminal"):
        Keymap({"lock": (key,)})


def test_hints_name_actions_of_their_place() -> None:
    for place, actions in HINTS.items():
        assert all(place in BY_ID[action].places for action in actions), place
    for hints in IN_THE_BOOK.values():
        assert all("schedule" in BY_ID[action].places for action, _ in hints)


def test_the_promised_keys() -> None:
    keymap = Keymap()
    promised = {"enter": "open", "q": "back", "escape": "back", ":": "find", "ctrl+p": "find", "?": "help", "n": "new"}
    promised |= {"e": "edit", "m": "move", "b": "book", "f": "follow_up", "c": "contact", "$": "pay", "d": "documents"}
    promised |= {"z": "undo", "Z": "redo", "f2": "go_board", "f5": "go_schedule", "=": "explain", "j": "down"}
    for place in WORKING:
        for key, action_id in promised.items():
            action = keymap.action(place, key)
            assert action is not None, (place, key)
            assert action.id == action_id, (place, key)


def test_the_schedule_says_of_the_slash_what_it_does_there() -> None:
    action = Keymap().action("schedule", "/")
    assert action is not None
    assert "next appointment" in action.help


def test_own_keys_override_by_id(tmp_path: Path) -> None:
    file = tmp_path / "keys.toml"
    file.write_text('[keys]\nlock = "Ctrl+K"\nfind = ["Ctrl+F", ":"]\n')
    keymap = Keymap(read_overrides(file))
    assert keymap.keys("find") == ("ctrl+f", ":")
    assert keymap.action("board", "ctrl+k") == BY_ID["lock"]
    assert keymap.action("board", "ctrl+d") is None
    assert keymap.action("board", "ctrl+p") is None


def test_a_clash_names_both_actions() -> None:
    with pytest.raises(Refused, match=r"'move'.*'book'.*'board'"):
        Keymap({"book": ("m",)})


@pytest.mark.parametrize("content", ["keys = 3", "[keys]\nlock = 3", "[keys", '[other]\nlock = "Ctrl+K"', "\x00"])
def test_a_keymap_that_cannot_be_read_names_the_file(tmp_path: Path, content: str) -> None:
    file = tmp_path / "keys.toml"
    file.write_text(content)
    with pytest.raises(Refused, match=r"keys\.toml"):
        read_overrides(file)


def test_an_unknown_action_is_named() -> None:
    with pytest.raises(Refused, match="no_such"):
        Keymap({"no_such": ("ctrl+k",)})


def test_no_keymap_file_is_no_error(tmp_path: Path) -> None:
    assert read_overrides(tmp_path / "none.toml") == {}


def test_keys_are_named_and_shown() -> None:
    assert name_of("dollar_sign", "$") == "$"
    assert name_of("enter", "\r") == "enter"
    assert name_of("space", " ") == "space"
    assert [shown(key) for key in ("pageup", "f2", "ctrl+s", "f", "$")] == ["PgUp", "F2", "Ctrl+S", "f", "$"]
