"""Process setup, then the command line: files private, no surprises from the environment, Textual not yet imported."""

from __future__ import annotations

import os
import sys

_KEPT = frozenset({"TEXTUAL_COLOR_SYSTEM"})
_SET = {
    "TEXTUAL_ANIMATIONS": "none",
    # The keys used are those that every terminal sends the old way; the newer protocol only adds ways to differ.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
}


def prepare_process() -> None:
    """Make new files private and set what Textual reads when it is imported; a caller's TEXTUAL_*, PYTHON* are dropped.

    COLUMNS and LINES go too: a shell that exports them would freeze the size that the terminal had at log-in.
    """
    os.umask(0o077)
    for name in list(os.environ):
        surprise = name.startswith(("TEXTUAL_", "PYTHON")) or name in ("COLUMNS", "LINES")
        if surprise and name not in _KEPT:
            del os.environ[name]
    os.environ.update(_SET)


def main() -> None:
    """Run the command line and leave with its exit status."""
    prepare_process()
    from tctui.cli import main as command_line

    sys.exit(command_line(sys.argv[1:]))


if __name__ == "__main__":
    main()
