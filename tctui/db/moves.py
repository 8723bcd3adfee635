"""Moving a case to a stage of the board: the decision on its lines that the move stands for, when it is legal."""

from __future__ import annotations

from datetime import date

from tctui.core.case import CaseFile, Line, Option
from tctui.core.errors import Refused
from tctui.core.pipeline import WAITING, case_stage, moves, open_lines
from tctui.db import decisions
from tctui.db.cases import read_case
from tctui.db.change import By, Done


def move_case(
    by: By,
    case_id: int,
    stage: str,
    *,
    reason: str = "",
    suspected: str = "",
    revisit: date | None = None,
    option_id: int | None = None,
) -> Done:
    """Move a case to a stage of core.pipeline.STAGES.

    `reason` is what the move asks for (Move.asks): a decline category for Declined, plain words when an acceptance is
    taken back; `option_id` is the option that is accepted. Raises Refused with the move's own refusal.
    """
    case = read_case(case_id)
    move = next((move for move in moves(case) if move.stage == stage), None)
    if move is None:
        raise Refused(f"The case is there already ({stage}).")
    if not move.legal:
        raise Refused(f"{move.refusal[0].upper()}{move.refusal[1:]}.")
    if stage == "diagnosed":
        return decisions.unpresent(by, case_id)
    if stage == "presented":
        return _to_presented(by, case, reason)
    if stage == "accepted":
        return _to_accepted(by, case, option_id)
    if stage == "completed":
        lines = [line.id for line in _leading_lines(case) if line.state == "in_treatment"]
        return decisions.complete(by, case_id, lines)
    if stage == "declined":
        lines = [line.id for option in _standing(case) for line in open_lines(option)]
        return decisions.decline(by, case_id, lines, reason, suspected=suspected, revisit=revisit)
    raise Refused(f"A case comes to {stage} by itself.")


def _standing(case: CaseFile) -> list[Option]:
    """The options that the patient still decides about: the chosen one, else all of them."""
    return [option for option in case.options if option.chosen] or list(case.options)


def _leading_lines(case: CaseFile) -> list[Line]:
    return open_lines(case.leading) if case.leading else []


def _to_presented(by: By, case: CaseFile, reason: str) -> Done:
    here = case_stage(case)
    if here == "diagnosed":
        return decisions.present(by, case.id)
    if here == "accepted":
        lines = [line.id for line in _leading_lines(case) if line.state == "accepted"]
        if not lines:
            waiting = [line.id for line in _leading_lines(case) if line.state in WAITING]
            return decisions.reopen(by, case.id, waiting)
        return decisions.unaccept(by, case.id, lines, reason)
    every = [line for option in _standing(case) for line in option.lines()]
    declined = [line.id for line in every if line.state == "declined"]
    # What was withdrawn for a clinical reason comes back only when nothing else can.
    closed = declined or [line.id for line in every if line.state == "withdrawn"]
    return decisions.reopen(by, case.id, closed)


def _to_accepted(by: By, case: CaseFile, option_id: int | None) -> Done:
    option = decisions.option_of(case, option_id) if option_id is not None else case.leading
    if option is None:
        raise Refused("The case has no option yet.")
    lines = [line.id for line in open_lines(option) if line.state in ("presented", "deferred")]
    if not lines:
        raise Refused(f"Nothing of option {option.letter} is presented.")
    return decisions.accept(by, case.id, lines)
