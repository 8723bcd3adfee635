"""What a form asks of the facts that the state's rules on credit turn on."""

from __future__ import annotations

from tctui.core.finance.state_rules import Fact
from tctui.widgets.field import Field

ASKED = {
    Fact.PATIENT_FILLS_IN: "Patient fills in alone", Fact.SEDATED: "Patient is sedated",
    Fact.BEING_TREATED: "Is being treated", Fact.TREATMENT_AREA: "In the treatment area",
    Fact.NO_OTHER_AREA: "There is no other area", Fact.PRACTICE_DEVICE: "On our device",
    Fact.BRANDED_LINK: "By a link of our own", Fact.ORTHODONTIC: "Orthodontic instalment",
    Fact.REFUND_ASKED: "Patient asked for it",
}  # fmt: skip
"""What is asked for a fact in a form."""


def fact_field(fact: Fact, initial: bool | None = None) -> Field:
    """The question whether a fact holds; it must be answered."""
    return Field(fact.name, ASKED.get(fact, str(fact).capitalize()), "yes_no", initial, required=True)
