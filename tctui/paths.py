"""Where files live: the user's data and configuration folders, the database, the style sheets."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path


def data_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of the user's data (XDG_DATA_HOME, else ~/.local/share), made 0700 when missing."""
    folder = _base(environ, "XDG_DATA_HOME", ".local/share") / "tctui"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def config_folder(environ: Mapping[str, str] = os.environ) -> Path:
    """Give the folder of settings.toml and keys.toml (XDG_CONFIG_HOME, else ~/.config); it may not exist."""
    return _base(environ, "XDG_CONFIG_HOME", ".config") / "tctui"


def _base(environ: Mapping[str, str], variable: str, otherwise: str) -> Path:
    # The XDG rules say that a relative path is to be ignored.
    named = environ.get(variable, "")
    return Path(named) if os.path.isabs(named) else Path.home() / otherwise


def database_file(named: str | None = None, environ: Mapping[str, str] = os.environ) -> Path:
    """Give the database: the one named on the command line, else TCTUI_DATABASE, else practice.db in the data folder."""
    chosen = named or environ.get("TCTUI_DATABASE")
    return Path(chosen).expanduser().absolute() if chosen else data_folder(environ) / "practice.db"


def styles_folder() -> Path:
    """Give the folder of the style sheets: inside the package when installed, beside it in a checkout."""
    package = Path(__file__).parent
    installed = package / "styles"
    return installed if installed.is_dir() else package.parent / "styles"
