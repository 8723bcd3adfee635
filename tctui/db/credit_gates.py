"""Whether the rules of the practice's state let credit of a lending partner be agreed on, and an agreement be signed."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date

from tctui.core.errors import Refused
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.state_rules import Act, Fact, SetFor, asked, refusals
from tctui.db.credit_on_paper import ON_PAPER, facts_on_paper
from tctui.db.models import database
from tctui.db.state_gates import chosen_state, state_rules

BROUGHT = frozenset({Fact.DEFERRED_INTEREST, Fact.WORDING})
"""Facts that the product or the agreement brings."""


def facts_to_say(acts: Collection[Act], today: date) -> list[Fact]:
    """The facts that somebody must say before these acts, in the order of a form."""
    return [fact for fact in asked(state_rules(), acts, today) if fact not in ON_PAPER | BROUGHT]


def may_agree(
    case_id: int, choice: PaymentChoice, today: date, said: Mapping[Fact, bool], office_submits: bool = False
) -> None:
    """Raise Refused, with the name of the rule, when the state does not let this way to pay be agreed on.

    A way without a lending partner is never refused. ``office_submits``: the practice would send the application in.
    """
    acts = (Act.AGREE, Act.ARRANGE) if office_submits else (Act.AGREE,)
    for part in choice.lent:
        _checked(acts, today, _facts(case_id, part, today, said))


def may_sign(case_id: int, choice: PaymentChoice, document_id: int, today: date, said: Mapping[Fact, bool]) -> None:
    """Raise Refused, with the name of the rule, when the state does not let an agreement be signed.

    Credit of a partner in it must still be one that may be agreed on, and the words that the state sets must stand in it.
    """
    worded = {Fact.WORDING} if _holds_the_words(document_id, today) else set()
    _checked((Act.SIGN,), today, worded | {fact for fact, held in said.items() if held})
    for part in choice.lent:
        _checked((Act.AGREE,), today, worded | _facts(case_id, part, today, said))


def _facts(case_id: int, part: PaymentChoice, today: date, said: Mapping[Fact, bool]) -> set[Fact]:
    held = {fact for fact, holds in said.items() if holds and fact not in ON_PAPER}
    brought = {Fact.DEFERRED_INTEREST} if part.cliff else set()
    return held | brought | facts_on_paper(case_id, part.partner, today)


def _checked(acts: Collection[Act], today: date, facts: Collection[Fact]) -> None:
    pack = state_rules()
    for act in acts:
        for refusal in refusals(pack, act, today, facts):
            raise Refused(refusal.words)


def _holds_the_words(document_id: int, today: date) -> bool:
    """Whether the words that the state sets for a contract stand in a document; true while no state is chosen."""
    if not chosen_state().state:
        return True
    row = database.execute_sql("SELECT terms FROM document WHERE id = ?", (document_id,)).fetchone()
    said = {clause["text"] for clause in json.loads(row[0]).get("clauses", ())}
    return all(one.text in said for one in state_rules().wordings_on(today, SetFor.CONTRACT))
