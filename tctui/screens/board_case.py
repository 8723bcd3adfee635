"""What the board does with the case under its cursor: move to a stage, give to another owner, explain, make a new one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tctui.core.board import FLAG_WORDS, Card
from tctui.core.board_filter import Person
from tctui.core.case import CONCERN_CATEGORIES, CaseFile
from tctui.core.errors import Refused
from tctui.core.money import dollars
from tctui.core.pipeline import TITLES as STAGE_TITLES
from tctui.core.pipeline import Move, moves, open_cents
from tctui.core.worklist_score import Part
from tctui.screens.place import Choice, Field, Place
from tctui.widgets.table import Column, Line, Row

LETTERS = {
    "diagnosed": "d",
    "presented": "p",
    "accepted": "a",
    "scheduled": "s",
    "in_treatment": "t",
    "completed": "c",
    "declined": "D",
}
"""The key of each stage in the question of ``m``."""

PEOPLE_KEYS = "123456789abcdefghijklmoprstuvwxyz"
"""Keys of people in a question; ``0`` is all and ``n`` nobody."""


def ask_move(place: Place, card: Card, bare: bool = False) -> None:
    """Offer the stages that the case may go to; one that it may not says why. ``bare`` names no patient or treatment."""
    from tctui.db.cases import read_case

    case = read_case(card.case_id)
    offered = moves(case, ("papers",) if card.lacks_papers(place.desk.today()) else ())
    by_key = {LETTERS[move.stage]: move for move in offered}
    choices = [
        Choice(key, STAGE_TITLES[move.stage], move.refusal.partition(": ")[2] or None) for key, move in by_key.items()
    ]
    place.choose(f"Move {card.last_name} to", choices, lambda key: _asked_further(place, case, by_key[key], card, bare))


def _asked_further(place: Place, case: CaseFile, move: Move, card: Card, bare: bool) -> str | None:
    if move.stage == "declined":
        _decline_form(place, case, f"{card.last_name} declines {card.title}".rstrip())
    elif move.asks == "reason":
        place.ask("Why is the acceptance taken back", lambda text: _taken_back(place, case, move, text))
    elif move.asks == "option":
        options = {option.letter.lower(): option for option in case.options}
        choices = [
            Choice(key, f"{option.letter}{'' if bare else ' ' + option.name} {dollars(open_cents(option))}",
                   None if any(line.state in ("presented", "deferred") for line in option.lines())
                   else "nothing of it is presented")
            for key, option in options.items()
        ]  # fmt: skip
        place.choose(
            "Which option is accepted", choices, lambda key: _carry_out(place, case, move, option_id=options[key].id)
        )
    else:
        return _carry_out(place, case, move)
    return None


def _taken_back(place: Place, case: CaseFile, move: Move, text: str) -> str:
    if not text:
        raise Refused("Say why, so that the next person knows.")
    return _carry_out(place, case, move, reason=text)


def _carry_out(place: Place, case: CaseFile, move: Move, **asked: Any) -> str:
    from tctui.db.moves import move_case

    done = move_case(place.desk.by(), case.id, move.stage, **asked)
    place.reload()
    return f"{done.says} — z undoes"


def _decline_form(place: Place, case: CaseFile, title: str) -> None:
    def save(values: dict[str, Any]) -> str:
        from tctui.db.moves import move_case

        revisit: date | None = values["revisit"]
        done = move_case(
            place.desk.by(), case.id, "declined", reason=values["said"], suspected=values["suspected"], revisit=revisit
        )
        return f"{done.says} — z undoes"

    reasons = [(category, category) for category in CONCERN_CATEGORIES]
    place.open_form(
        title,
        [
            Field("said", "Reason said", "choice", CONCERN_CATEGORIES[0], required=True, choices=reasons),
            Field("suspected", "Reason suspected", "choice", "", choices=[("", "none other"), *reasons]),
            Field("revisit", "Ask again", "date", looking="ahead", hint="+3m, next month; empty: not again"),
        ],
        save,
    )


def choose_person(
    place: Place,
    question: str,
    people: list[Person],
    everybody: bool,
    on_choice: Callable[[int | None, str], str | None],
    nobody: bool = False,
) -> None:
    """Offer people by key; ``on_choice`` gets the id (None: all, or nobody where that is offered) and the short name."""
    keys = dict(zip(PEOPLE_KEYS, people, strict=False))
    choices = [Choice("0", "all")] if everybody else []
    choices += [Choice(key, person.short) for key, person in keys.items()]
    choices += [Choice("n", "nobody")] if nobody else []

    def chosen(key: str) -> str | None:
        person = keys.get(key)
        return on_choice(person.id, person.short) if person else on_choice(None, "all" if key == "0" else "nobody")

    place.choose(question, choices, chosen)


def ask_owner(place: Place, card: Card) -> None:
    """Offer whom the case may be given to."""
    from tctui.db.board_people import owners

    def give(owner_id: int | None, name: str) -> str:
        from tctui.db.case_writes import set_owner

        done = set_owner(place.desk.by(), card.case_id, owner_id)
        place.reload()
        return f"{done.says} — z undoes"

    choose_person(place, f"Give {card.last_name} to", owners(), False, give, nobody=True)


ASKED_BY = "last name, first; or first name, phone, birth date"


def new_case_form(place: Place, made: Callable[[int], None], patient: tuple[int, str] | None = None) -> None:
    """Ask for patient (id and name when known), title and provider of a new case; ``made`` gets its id."""
    from tctui.db.board_people import providers
    from tctui.db.finding import asked_for

    find = asked_for(place.desk.today())
    if patient is None and not find(""):
        raise Refused("No patients yet: tctui import brings them in.")

    def save(values: dict[str, Any]) -> str:
        from tctui.db.case_writes import new_case

        done = new_case(place.desk.by(), values["patient"], values["title"], provider_id=values["provider"])
        made(done.id)
        return f"{done.says} — Enter opens it, z undoes"

    doctors = [(person.id, f"{person.short} {person.name}") for person in providers()]
    whom = Field("patient", "Patient", "pick", required=True, find=find, hint=ASKED_BY)
    if patient is not None:
        whom = Field("patient", "Patient", "choice", patient[0], required=True, choices=[patient])
    place.open_form(
        "New case" if patient is None else f"New case: {patient[1]}",
        [
            whom,
            Field("title", "What it is about", required=True, limit=80, hint="implant #19, upper denture"),
            Field("provider", "Provider", "pick", choices=doctors),
        ],
        save,
    )


def papers_words(card: Card, today: date) -> str:
    """What the flag for papers of a card stands for today: unsigned, expired or INVALID."""
    from tctui.core.papers import flag_words
    from tctui.db.cases import read_case
    from tctui.db.papers_lacking import missing_for

    return flag_words(missing_for(read_case(card.case_id), None, today) if card.lacks_papers(today) else ())


def explain(place: Place, card: Card, today: date, bare: bool = False, ranks: Sequence[Part] = ()) -> None:
    """Open the reasons for dollars, column, days and flags of a card; ``bare``: not which papers, they name who signs.

    ``ranks`` are the points of an entry of the work list: their sum stands before the reasons.
    """
    from tctui.core.board_columns import why
    from tctui.core.papers import flag_words, told
    from tctui.db import follow_up
    from tctui.db.cases import read_case
    from tctui.db.papers_lacking import missing_for

    case = read_case(card.case_id)
    said = why(case)
    missing = missing_for(case, None, today)
    papers = flag_words(missing) if bare else f"papers: {told(missing)}"
    lines: list[Line] = []
    if ranks:
        lines.append(Row("sum", (str(sum(part.points for part in ranks)), "points rank it, the sum of"), "strong"))
        lines += [Row(("rank", part.what), (str(part.points), part.what)) for part in ranks]
    for number, part in enumerate(said.replace(" (", "; ").replace(");", ";").split("; ")):
        lines.append(Row(number, ("", part)))
    lines.append(Row("follow-up", ("", follow_up.told(case, today))))
    flags = card.flags(today)
    lines += [Row(letter, (letter, papers if letter == "S" else FLAG_WORDS[letter])) for letter in flags]
    columns = [Column("", 3, "right") if ranks else Column("", 2), Column("reason")]
    place.open_list([("Why  ", "heading"), (card.name, "strong")], columns, lines)
