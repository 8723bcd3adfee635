"""The state whose rules the practice keeps, and whether they let a step of an application be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tctui.core.documents.agreement import ClauseText
from tctui.core.errors import Refused
from tctui.core.finance.state_rules import SetFor, StatePack, rescind_until, rescission_line, strictest
from tctui.core.text import clean
from tctui.db.change import By
from tctui.db.models import Practice, database
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work
from tctui.rulebooks.states import all_packs, shipped_states, state_pack

SETTING = "state rules"


@dataclass(frozen=True, slots=True)
class ChosenState:
    """The practice's state, ``""`` where none is chosen, and the file of its own that stands for the shipped rules."""

    state: str = ""
    own_file: str = ""


def chosen_state() -> ChosenState:
    """What the practice has chosen."""
    row = database.execute_sql("SELECT state FROM practice WHERE voided = 0 LIMIT 1").fetchone()
    own = (kept(SETTING) or {}).get("file", "")
    return ChosenState(str(row[0]).strip().upper() if row else "", own)


def state_rules() -> StatePack:
    """The rules that the practice keeps: its own file, the shipped ones of its state, or of all while none is chosen.

    A state for which none ship has none. Raises Unreadable when the practice's own file cannot be read: then no step
    is let through.
    """
    chosen = chosen_state()
    if chosen.own_file:
        return state_pack(chosen.state, Path(chosen.own_file))
    if not chosen.state:
        return strictest(all_packs())
    if chosen.state in shipped_states():
        return state_pack(chosen.state)
    return StatePack(chosen.state, f"{chosen.state}, without rules", date.min, "none ship with the program", ())


def contract_clauses(day: date) -> tuple[ClauseText, ...]:
    """The words that the practice's state sets for a contract from a day on, as clauses; none while no state is chosen.

    The words of another state's law would be untrue here, so the rules of all states do not bring theirs.
    """
    if not chosen_state().state:
        return ()
    pack = state_rules()
    return tuple(
        ClauseText(one.key, f"{pack.name}: {one.citation}", one.text) for one in pack.wordings_on(day, SetFor.CONTRACT)
    )


def rescission_words(signed_on: date, today: date) -> str:
    """Until when a contract signed on a day may be rescinded, in words; empty where the state gives no time, or it is over."""
    pack = state_rules()
    until = rescind_until(pack, signed_on)
    if not chosen_state().state or until is None or until < today:
        return ""
    return rescission_line(pack, signed_on) or ""


def choose_state(by: By, state: str, own_file: str = "") -> str:
    """Choose the state and perhaps a file of its own rules; raises Refused or Unreadable when that file does not hold."""
    by.need("settings")
    state, own_file = clean(state).upper(), clean(own_file)
    if state and not (len(state) == 2 and state.isascii() and state.isalpha()):
        raise Refused("A state is two letters, such as CA.")
    if own_file:
        if not state:
            raise Refused("Name the state that the file is for.")
        own_file = str(Path(own_file).expanduser().absolute())
        state_pack(state, Path(own_file))
    with unit_of_work(by.user.id, "setting.state", by.now) as unit:
        row = database.execute_sql("SELECT id FROM practice WHERE voided = 0 LIMIT 1").fetchone()
        if row is None:
            raise Refused("Give the practice a name and address first.")
        unit.update(Practice, row[0], state=state)
        if own_file or kept(SETTING) is not None:
            keep(unit, SETTING, {"file": own_file})
        unit.says = f"State rules: {state or 'those of all states'}{', own file' if own_file else ''}"
    return unit.says
