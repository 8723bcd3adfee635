"""How a change of a case is written: who makes it, what they need to be allowed, the case as it stands in the transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import wraps
from typing import Concatenate, ParamSpec

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.core.people import User
from tctui.core.text import LINE_LIMIT, NOTE_LIMIT, clean
from tctui.db.cases import read_case
from tctui.db.unit_of_work import Unit, unit_of_work

P = ParamSpec("P")

NOTHING = "Nothing changed"
"""What a change says that left everything as it was."""


@dataclass(frozen=True, slots=True)
class By:
    """Who makes a change, at which moment (aware, UTC) and on which day at the clinic.

    `token` names the request: asked again with the same token, the first result comes back and nothing is written.
    """

    user: User
    now: datetime
    today: date
    token: str | None = None

    def need(self, *any_of: str) -> None:
        """Raise Refused unless the user's role allows one of these (core.people.ALLOWED)."""
        if not any(self.user.may(what) for what in any_of):
            raise Refused(f"Your role ({self.user.role}) does not allow this; ask a coordinator or lead.")


@dataclass(frozen=True, slots=True)
class Done:
    """What a change says to the person who made it, and the id of what it added (0: nothing)."""

    says: str
    id: int = 0


def case_change(
    action: str, *any_of: str
) -> Callable[[Callable[Concatenate[Unit, By, CaseFile, P], None]], Callable[Concatenate[By, int, P], Done]]:
    """Make a write of one case out of a function that gets the unit, who, and the case read inside the transaction.

    What results is called with who and the case id, and gives what was said. Raises Refused when the role does not
    allow any of `any_of`, when the case is gone, and what the function itself refuses; then nothing was changed.
    """

    def make(write: Callable[Concatenate[Unit, By, CaseFile, P], None]) -> Callable[Concatenate[By, int, P], Done]:
        @wraps(write)
        def carry_out(by: By, case_id: int, /, *args: P.args, **kwargs: P.kwargs) -> Done:
            by.need(*any_of)
            with unit_of_work(by.user.id, action, by.now, case_id=case_id, token=by.token) as unit:
                if not unit.repeated:
                    case = read_case(case_id)
                    unit.patient_id = case.patient_id
                    write(unit, by, case, *args, **kwargs)
                    if not unit.rows:
                        # What changed nothing has no place in the history and is no step of undo.
                        unit.says = ""
            return Done(unit.says or NOTHING, unit.result or 0)

        return carry_out

    return make


def line_of_text(what: str, text: str, *, needed: bool = False, limit: int = LINE_LIMIT) -> str:
    """Clean a one-line text from a person; raises Refused when it is too long, or empty though needed."""
    return _checked(what, clean(text, limit=limit + 1), needed, limit)


def note_of_text(what: str, text: str, *, needed: bool = False) -> str:
    """Clean a text with line breaks from a person; raises Refused when it is too long, or empty though needed."""
    return _checked(what, clean(text, newlines=True, limit=NOTE_LIMIT + 1), needed, NOTE_LIMIT)


def _checked(what: str, cleaned: str, needed: bool, limit: int) -> str:
    if needed and not cleaned:
        raise Refused(f"{what} is missing.")
    if len(cleaned) > limit:
        raise Refused(f"{what} is too long: at most {limit} characters.")
    return cleaned
