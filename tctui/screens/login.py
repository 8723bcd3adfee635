"""Log in; on the very first start, make the first administrator. The demo's user is shown here and nowhere else."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from textual.widget import Widget

from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.screens.desk import utc_now
from tctui.screens.form import NARROWEST, FormScreen
from tctui.screens.place import Answer
from tctui.widgets.field import Field
from tctui.widgets.fields import Fields
from tctui.widgets.text_lines import TextLines

SHORTEST = 12
"""Characters of the shortest password (tctui.db.users refuses a shorter one too)."""


class LoginScreen(FormScreen):
    """Asks for login and password, or for a first user; dismissed with the User, or None to leave."""

    PLACE = "login"

    def __init__(self, clock: Callable[[], datetime] = utc_now, user: User | None = None) -> None:
        from tctui.db.users import demo_colleagues, demo_login, users_exist

        self._clock = clock
        self._first = not users_exist()
        self._said: list[str] = []
        demo = demo_login() if not self._first else None
        super().__init__("tctui", _first_fields() if self._first else _fields(), self._save)
        if self._first:
            self._said = [
                "Nobody can log in to this practice yet.",
                "Whoever fills this in becomes its administrator. There is no other password.",
            ]
        elif demo:
            self._said = [
                "This is the demo practice, made of invented people.",
                f"Log in as {demo[0]} with {demo[1]}",
                *textwrap.wrap(f"The same password opens {', '.join(demo_colleagues())}.", NARROWEST),
            ]
        else:
            self._said = ["Log in with your own login; everything is recorded under it."]

    def body(self) -> Iterable[Widget]:
        """Give a word of welcome above the fields."""
        above = TextLines(len(self._said) + 2)
        above.show("", *self._said)
        yield above
        self._fields = Fields(self._described, self._clock().astimezone().date(), self.tell_field)
        yield self._fields

    def reload(self) -> None:
        """Show the title."""
        self.heading([("tctui", "heading"), ("  the treatment coordinator's workplace", "dim")])

    def _save(self, values: dict[str, Any]) -> Answer:
        from tctui.db.users import create_first_admin, log_in

        now = self._clock()
        if self._first:
            if values["password"] != values["again"]:
                self.fields.fault("again", "the two passwords differ; type the same twice")
                raise Refused("The two passwords differ")
            user = create_first_admin(values["login"], values["name"], values["password"], now)
        else:
            try:
                user = log_in(values["login"], values["password"], now)
            except Refused:
                self.fields.empty("password")
                raise
        # FormScreen dismisses with what is given; here that is the person.
        return user  # type: ignore[return-value]

    def act_cancel_form(self) -> None:
        """There is nowhere to go back to."""
        raise Refused("F10 leaves tctui.")


def _fields() -> list[Field]:
    return [Field("login", "Login", required=True, limit=64), Field("password", "Password", "password", required=True)]


def _first_fields() -> list[Field]:
    return [
        Field("name", "Your name", required=True, hint="as colleagues know you: Maria Lopez"),
        Field("login", "Login", required=True, limit=64, hint="short, without blanks: maria"),
        Field(
            "password",
            "Password",
            "password",
            required=True,
            hint=f"at least {SHORTEST} characters; a few words are good",
            check=_refuse_short,
        ),
        Field("again", "The same again", "password", required=True),
    ]


def _refuse_short(password: str) -> None:
    if len(password) < SHORTEST:
        raise Refused(f"the password needs at least {SHORTEST} characters; this has {len(password)}")
