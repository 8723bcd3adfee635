"""The places of tctui: their names, which keys are text there, and what the hint line of each names."""

from __future__ import annotations

from collections.abc import Mapping

WORKING = ("board", "case", "estimate", "schedule", "worklist")
"""The places in which cases and the book are worked on."""

MAIN = (*WORKING, "huddle", "reports")
"""The places that one key reaches from every other."""

SUB = (
    "audit_queue",
    "pay",
    "account",
    "papers",
    "financing",
    "members",
    "good_faith",
    "coverage",
    "benefits",
    "outcomes",
    "phasing",
    "alternatives",
    "reestimates",
    "trace",
    "settings",
    "visit_plan",
    "waiting",
    "short_call",
    "openings",
    "displaced",
    "list",
    "find",
    "form",
    "help",
    "login",
    "lock",
)
"""Screens laid over a place: a list to look at or pick from, find, a form, help, log in, lock."""

TITLES: Mapping[str, str] = {
    "board": "Board",
    "case": "Case",
    "estimate": "Estimate",
    "schedule": "Schedule",
    "worklist": "Work list",
    "reports": "Reports",
    "huddle": "Huddle",
    "audit_queue": "Audit queue",
    "pay": "Ways to pay",
    "account": "Account of a plan",
    "papers": "Papers",
    "financing": "Lending partners",
    "members": "Membership",
    "good_faith": "Good-faith estimate",
    "coverage": "Insurance of a patient",
    "benefits": "Benefit table",
    "outcomes": "What the insurer paid",
    "phasing": "Phasing",
    "alternatives": "Alternatives",
    "reestimates": "Estimates again",
    "trace": "Why a figure",
    "settings": "Settings",
    "visit_plan": "Plan of visits",
    "waiting": "Waiting to be booked",
    "short_call": "Short call",
    "openings": "Openings",
    "displaced": "Appointments to move",
    "list": "A list to look at or choose from",
    "find": "Find",
    "form": "Form",
    "help": "Help",
    "login": "Log in",
    "lock": "Locked",
}
"""What a place is called on the screen and in docs/keys.md."""

TYPING = frozenset({"benefits", "outcomes", "find", "form", "login", "lock"})
"""Places where characters are text, so that only other keys act."""

EVERY_MAIN = frozenset(WORKING)
CHANGING = (*MAIN, "pay", "account", "papers", "financing", "members", "good_faith", "coverage", "phasing", "settings")
LOOKING = (
    "audit_queue",
    "benefits",
    "outcomes",
    "alternatives",
    "reestimates",
    "trace",
    "visit_plan",
    "waiting",
    "short_call",
    "openings",
    "displaced",
    "list",
    "find",
)
UNDOING = (*CHANGING, "waiting", "short_call", "reestimates")
"""Places in which something was just done that z takes back."""
LISTS = frozenset((*CHANGING, *LOOKING, "help"))
LEAVING = frozenset((*CHANGING, *LOOKING)) - TYPING
"""Places from which another is gone to at once: nothing typed is lost there."""

HINTS: Mapping[str, tuple[str, ...]] = {
    "board": ("open", "move", "present", "pay", "book", "follow_up", "filter", "help", "undo", "names", "wall"),
    "case": ("open", "accept", "decline", "pay", "book", "contact", "documents", "help", "undo"),
    "estimate": ("explain", "options", "phasing", "alternatives", "pay", "freeze", "verify", "help"),
    "schedule": ("open", "next_opening", "openings", "day_back", "day_on", "week", "cut", "cancel", "help"),
    "worklist": ("open", "contact", "follow_up", "book", "done", "explain", "filter", "help"),
    "reports": ("open", "explain", "period", "filter", "by", "audit_queue", "leadership", "write_csv", "help"),
    "audit_queue": ("open", "to_case", "explain", "filter", "write_csv", "back", "help"),
    "huddle": ("open", "next_part", "explain", "names", "wall", "huddle_sheet", "short_call", "help"),
    "pay": ("open", "more_payments", "more_down", "rate", "explain", "split", "print_ways", "help"),
    "account": ("record_payment", "came_back", "mistake", "charge_fee", "payoff", "amend", "documents", "help"),
    "papers": ("open", "sign", "make", "explain", "overrides", "scan", "back", "help", "undo"),
    "financing": ("open", "offer", "documents", "rules", "steps", "statement", "back", "help"),
    "members": ("enrol", "fee", "payments_made", "end", "renewals", "back", "help", "undo"),
    "good_faith": ("open", "make_estimate", "asked", "insured", "back", "help", "undo"),
    "coverage": ("open", "verify", "new", "edit", "history", "outcome", "template", "accuracy", "help", "undo"),
    "benefits": ("open", "save", "back", "confirm", "script", "copy_plan", "personal", "help"),
    "outcomes": ("open", "save", "back", "help"),
    "phasing": ("take_over", "explain", "back", "help", "undo"),
    "alternatives": ("open", "explain", "back", "help"),
    "reestimates": ("open", "explain", "amount", "filter", "back", "help"),
    "trace": ("open", "right", "left", "back", "help"),
    "settings": ("open", "new", "edit", "retire", "filter", "undo", "back", "help"),
    "visit_plan": ("open", "explain", "back", "help"),
    "waiting": ("open", "other_list", "contact", "plan_visits", "to_case", "sort", "filter", "back", "help"),
    "short_call": ("open", "contact", "back", "help"),
    "displaced": ("open", "contact", "back", "help"),
    "openings": ("open", "narrow", "back", "help"),
    "list": ("open", "filter", "back", "help"),
    "find": ("open", "new_patient", "booked", "back"),
    "form": ("next_field", "save", "cancel_form"),
    "help": ("filter", "back"),
    "login": ("next_field", "quit"),
    "lock": ("quit",),
}
"""Which actions the hint line of a place names, in order; those that do not fit are left out, help last of all."""

IN_THE_BOOK: Mapping[str, tuple[tuple[str, str], ...]] = {
    "appointment": (
        ("open", "open"), ("state", "confirm, arrived"), ("cut", "cut"), ("cancel", "cancel"), ("edit", "length"),
        ("contact", "contact"), ("print", "card"), ("help", "help"),
    ),
    "hand": (
        ("open", "book"), ("next_opening", "next opening"), ("previous_opening", "before"), ("openings", "openings"),
        ("restrict", "only for"), ("back", "drop"), ("help", "help"),
    ),
}  # fmt: skip
"""What the hint line of the schedule names instead while an appointment is under the cursor or something is in hand."""
