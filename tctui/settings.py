"""The user's settings.toml: when to lock, when to leave, theme, mouse; every value has a default."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path

from tctui.core.errors import Refused


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set; the seconds count from the last key."""

    lock_seconds: int = 300
    exit_seconds: int = 1800
    theme: str = "terminal"
    mouse: bool = False


_RANGES = {"lock_seconds": range(30, 86_401), "exit_seconds": range(60, 604_801)}
_THEMES = ("terminal", "projector")


def read_settings(path: Path) -> Settings:
    """Read settings.toml; no file gives the defaults. Raises Refused naming the file and the setting at fault."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise Refused(f"The settings {path} could not be read: {error}.") from error
    known = {field.name: type(field.default) for field in fields(Settings)}
    for name, value in table.items():
        if name not in known:
            raise Refused(f"The settings {path} hold {name!r}, which is not a setting.")
        if type(value) is not known[name]:
            raise Refused(f"The setting {name} in {path} must be of the kind {known[name].__name__}.")
        if name in _RANGES and value not in _RANGES[name]:
            low, high = _RANGES[name][0], _RANGES[name][-1]
            raise Refused(f"The setting {name} in {path} must lie between {low} and {high} seconds.")
    if table.get("theme", "terminal") not in _THEMES:
        raise Refused(f"The theme in {path} must be one of {', '.join(_THEMES)}.")
    return Settings(**table)
