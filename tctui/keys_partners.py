"""The actions of lending partners, memberships and good-faith estimates."""

from __future__ import annotations

from tctui.key_action import Action, action

PARTNER_ACTIONS: tuple[Action, ...] = (
    action(
        "financing",
        "L",
        "lenders",
        "Show the applications to lending partners: offer one, take its next step.",
        {"case", "pay", "worklist"},
    ),
    action(
        "membership",
        "Y",
        "membership",
        "Show the membership of the patient and family: enrol, pay the yearly fee, end.",
        {"case", "pay"},
    ),
    action(
        "good_faith",
        "g",
        "good faith",
        "Show whether a good-faith estimate is needed and by when; make it, and hold the bill against it.",
        {"case", "worklist"},
    ),
    action("offer", "n", "offer", "Offer a product of a lending partner.", {"financing"}),
    action(
        "rules",
        "g",
        "state rules",
        "Show the rules of the state and what satisfies them; Enter records a fact.",
        {"financing"},
    ),
    action("steps", "=", "what happened", "Show every step with who took it, and what to say.", {"financing"}),
    action(
        "statement",
        "s",
        "statement",
        "Hold a partner's statement against what was used, and record deposits.",
        {"financing"},
    ),
    action(
        "partner_figures",
        "f",
        "figures",
        "Show how each partner is used in all cases, and the fee that it really kept.",
        {"financing"},
    ),
    action("enrol", "n", "enrol", "Enrol the patient or the whole family in a membership plan.", {"members"}),
    action("fee", "f", "pay the fee", "Record a payment of the yearly fee.", {"members"}),
    action("end", "x", "end", "Let the membership end on a day instead of being renewed.", {"members"}),
    action("payments_made", "=", "payments", "Show the payments of the fee; Enter takes one back.", {"members"}),
    action("fee_receipt", "p", "receipt", "Write the receipt of the last payment of the fee once more.", {"members"}),
    action("newer_terms", "t", "newer terms", "Let the member go over to the terms offered at the next renewal.", {"members"}),
    action("renewals", "r", "renewals", "Show the renewals and open fees of all members.", {"members"}),
    action("asked", "a", "asked", "Record that the patient asked for an estimate, or talked of costs.", {"good_faith"}),
    action("insured", "i", "insurance used", "Say whether the patient uses the insurance for this.", {"good_faith"}),
    action("make_estimate", "n", "make anew", "Make the good-faith estimate with today's figures.", {"good_faith"}),
)
"""Every one of them; keys.py puts them into the registry."""
