"""A session without the login, for measuring the start up to the first full board: DATABASE [PLACE [CASE]]."""

from __future__ import annotations

import sys

from tctui.__main__ import prepare_process


def main() -> None:
    """Open a practice as its first coordinator and run."""
    prepare_process()
    from pathlib import Path

    from tctui.db.connection import open_database
    from tctui.db.users import users

    path = Path(sys.argv[1])
    open_database(path)
    user = next(user for user in users() if user.may("case"))
    from tctui.app import Workplace

    app = Workplace(path, user=user, first_place=sys.argv[2] if len(sys.argv) > 2 else "board")
    if len(sys.argv) > 3:
        app.last_case = int(sys.argv[3])
    app.run(mouse=False)


if __name__ == "__main__":
    main()
