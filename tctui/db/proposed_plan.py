"""The plan that the office proposes where nothing is agreed yet: chosen in the settings."""

from __future__ import annotations

from dataclasses import asdict

from tctui.core.finance.wish import Proposal
from tctui.core.money import percent_text
from tctui.db.change import By
from tctui.db.office_choices import choose, chosen

NAME = "plan"
"""The setting under which it is kept."""


def proposed_plan() -> Proposal:
    """The plan that is proposed today (setting `plan`)."""
    return Proposal(**{**asdict(Proposal()), **chosen(NAME)})


def set_proposed_plan(by: By, plan: Proposal) -> str:
    """Choose what is proposed from now on; raises Refused without the right to."""
    says = (
        f"A plan over {plan.months} months at {percent_text(plan.rate)} is proposed, {percent_text(plan.down)} down"
        if plan.months
        else "No plan of the practice is proposed"
    )
    return choose(by, NAME, asdict(plan), says)
