"""The actions of insurance: verifying, coverages, the benefit table, what insurers paid."""

from __future__ import annotations

from tctui.key_action import Action, action

INSURANCE_ACTIONS: tuple[Action, ...] = (
    action(
        "verify",
        "v",
        "verify",
        "Verify the insurance: the questions to ask, what the planned lines need first; how and under which reference.",
        {"case", "estimate", "coverage", "worklist"},
        worklist="to verify",
    ),
    action(
        "coverage", "i", "insurance", "Look at and change the patient's insurance coverages.", {"case", "estimate"}
    ),
    action(
        "benefits", "I", "benefit table", "Fill the benefit table of the patient's plan in place.", {"case", "estimate"}
    ),
    action(
        "outcome",
        "r",
        "insurer paid",
        "Type what the insurer paid for each line.",
        {"case", "estimate", "coverage"},
    ),
    action(
        "history", "u", "used", "Show the services that used benefits here and elsewhere, and add one.", {"coverage"}
    ),
    action("code_rules", "x", "by code", "Show, add and take out the rules that hold for single codes.", {"coverage"}),
    action(
        "template", "t", "template", "Keep the plan as a template of its carrier, to make new plans from.", {"coverage"}
    ),
    action(
        "accuracy",
        "a",
        "accuracy",
        "Show what plans paid against the estimates, and the rules that suggests.",
        {"coverage"},
    ),
    action(
        "next_cell", "tab", "next block", "Go to the cell on the right, or the next line.", {"benefits", "outcomes"}
    ),
    action("confirm", "space", "as it is", "Mark the cell as confirmed by the carrier as it stands.", {"benefits"}),
    action("script", "ctrl+r", "questions", "Change between the table and the questions to ask.", {"benefits"}),
    action(
        "copy_plan",
        "ctrl+t",
        "copy",
        "Fill the table from a template or another plan, to be changed and saved.",
        {"benefits"},
    ),
    action("personal", "ctrl+o", "this patient", "Type for this patient only, or for the plan again.", {"benefits"}),
    action("take_back", "ctrl+z", "take back", "Take back the cell typed last.", {"benefits", "outcomes"}),
)
"""Every one of them; keys.py puts them into the registry."""
