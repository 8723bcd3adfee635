"""The one registry of actions: id, keys, label, help, places; hint line, dispatch, help and docs/keys.md come from it.

An action ``xyz`` is carried out by the method ``act_xyz`` of the focused widget or of the place (screens/place.py).
Keys are written as Textual names them (``enter``, ``f2``, ``ctrl+s``) or as the character itself (``$``, ``Z``).
Only keys that every terminal, tmux and screen pass on are allowed; see ``SAFE``.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from tctui.key_action import Action
from tctui.key_action import action as _action
from tctui.key_places import CHANGING, LEAVING, LISTS, LOOKING, MAIN, SUB, UNDOING, WORKING
from tctui.keys_huddle import HUDDLE_ACTIONS
from tctui.keys_insurance import INSURANCE_ACTIONS
from tctui.keys_partners import PARTNER_ACTIONS
from tctui.keys_paying import PAYING_ACTIONS
from tctui.keys_reports import REPORT_ACTIONS

SAFE = (
    frozenset(string.ascii_letters + string.digits + string.punctuation)
    | {"enter", "escape", "tab", "space", "backspace", "delete"}
    | {"up", "down", "left", "right", "home", "end", "pageup", "pagedown"}
    | {f"f{number}" for number in range(1, 11)}
    | {f"ctrl+{letter}" for letter in string.ascii_lowercase if letter not in "ab"}
)
"""Every key an action may have: no Ctrl+A and Ctrl+B (screen, tmux), no modified arrows, nothing above F10."""

_SHOWN = {
    "enter": "Enter",
    "escape": "Esc",
    "tab": "Tab",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "up": "Up",
    "down": "Down",
    "left": "Left",
    "right": "Right",
    "home": "Home",
    "end": "End",
    "pageup": "PgUp",
    "pagedown": "PgDn",
}


def shown(key: str) -> str:
    """Give a key as people read it: ``PgUp``, ``F2``, ``Ctrl+S``, ``$``."""
    if key in _SHOWN:
        return _SHOWN[key]
    if len(key) > 1 and (key[0] == "f" or key.startswith("ctrl+")):
        return "+".join(part.capitalize() for part in key.split("+"))
    return key


REGISTRY: tuple[Action, ...] = (
    _action("up", "up k", "up", "Move the cursor up.", LISTS),
    _action("down", "down j", "down", "Move the cursor down.", LISTS),
    _action(
        "left", "left h", "left", "Move the cursor to the left: column, chair, option or figure.", LISTS, trace="close"
    ),
    _action(
        "right",
        "right l",
        "right",
        "Move the cursor to the right: column, chair, option or figure.",
        LISTS,
        trace="open",
    ),
    _action("page_up", "pageup", "page up", "Move the cursor up by a page.", LISTS),
    _action("page_down", "pagedown", "page down", "Move the cursor down by a page.", LISTS),
    _action("first", "home", "first", "Move the cursor to the first line.", LISTS),
    _action("last", "end", "last", "Move the cursor to the last line.", LISTS),
    _action(
        "open",
        "enter",
        "open",
        "Open what is under the cursor; in the schedule, book or open the appointment.",
        LISTS - {"help"},
        board="case",
        case="line",
        estimate="steps",
        schedule="book",
        visit_plan="book all",
        worklist="case",
        find="open",
        list="choose",
        trace="open, close",
        pay="agree",
        papers="make, PDF",
        coverage="benefits",
        benefits="next",
        outcomes="next",
        reports="cases",
        audit_queue="put right",
    ),
    _action("back", "q escape ctrl+c", "back", "Go back to where you came from.", LISTS),
    _action(
        "filter",
        "/",
        "filter",
        "Filter what is shown by typing a part of it; an empty text shows all.",
        {"board", "worklist", "reports", "audit_queue", "settings", "reestimates", "waiting", "list", "help"},
    ),
    _action("next_of", "/", "patient", "Go to the next appointment of a patient: name, phone, birth date.", {"schedule"}),
    _action("find", ": ctrl+p", "find", "Find a patient by name, phone or birth date, a case, an action.", LEAVING),
    _action("help", "? f1", "help", "Show every key of this place and what it does.", (*CHANGING, *LOOKING)),
    _action("undo", "z", "undo", "Undo your last change; undo reaches back over a restart.", UNDOING),
    _action("redo", "Z", "redo", "Do again what was undone last.", UNDOING),
    _action("go_board", "f2", "Board", "Go to the board: every open case by stage.", LEAVING),
    _action("go_case", "f3", "Case", "Go to the case looked at last.", LEAVING),
    _action("go_estimate", "f4", "Estimate", "Go to the estimate of the case looked at last.", LEAVING),
    _action("go_schedule", "f5", "Schedule", "Go to the book.", LEAVING),
    _action("go_worklist", "f6", "Work list", "Go to what is due: follow-ups, calls, signatures.", LEAVING),
    _action(
        "go_settings",
        "f8",
        "Settings",
        "Go to the practice, its people, hours, fees and rules.",
        LEAVING - {"settings"},
    ),
    _action("redraw", "ctrl+l", "redraw", "Draw the screen anew after noise on the line.", (*MAIN, *SUB)),
    _action(
        "lock",
        "ctrl+d",
        "lock",
        "Blank the screen until your password is typed.",
        frozenset((*MAIN, *SUB)) - {"login", "lock"},
    ),
    _action("quit", "f10 ctrl+q", "quit", "Leave tctui.", (*MAIN, *SUB)),
    _action(
        "explain",
        "=",
        "why",
        "Show why the figure or flag under the cursor is what it is, step by step.",
        places=(
            *MAIN, "audit_queue", "pay", "account", "papers", "coverage", "phasing", "alternatives", "reestimates",
            "visit_plan",
        ),
        board="why",
        worklist="why here",
        reestimates="what moved",
        coverage="who said so",
    ),
    _action(
        "new",
        "n",
        "new",
        "Add: a case on the board, a line in a case, an appointment in the schedule, an entry of the settings.",
        (*WORKING, "settings", "coverage"),
        coverage="new coverage",
        board="new case",
        case="new line",
        estimate="new line",
        worklist="new entry",
    ),
    _action("edit", "e", "edit", "Change what is under the cursor.", (*WORKING, "settings", "coverage")),
    _action("retire", "x", "take out", "Take the entry under the cursor out.", {"settings"}),
    _action(
        "move",
        "m",
        "move",
        "Move: a case to a stage, a line to a phase, its visit or phase up or down, an appointment to another time.",
        board="stage",
        case="phase",
        estimate="phase",
        schedule="move",
    ),
    _action("present", "p", "present", "Record that the plan was presented.", {"board", "case", "estimate"}),
    _action("book", "b", "book", "Book the next accepted visit: take an opening.", (*WORKING, "huddle")),
    _action(
        "plan_visits", "P", "plan all", "Plan every waiting visit of the case at once.", {"case", "schedule", "waiting"}
    ),
    _action(
        "waiting_list",
        "U",
        "waiting",
        "Show what waits to be booked, with ages and dollars.",
        {"board", "schedule", "worklist"},
    ),
    _action("other_list", "tab", "other list", "Turn from what fell through to what was never booked.", {"waiting"}),
    _action("to_case", "o", "case", "Go to the case.", {"waiting", "audit_queue"}),
    _action("short_call", "s", "short call", "Show who could come for the free time.", {"schedule", "huddle"}),
    _action("follow_up", "f", "follow-up", "Set the next action of the case and its date.", (*WORKING, "huddle")),
    _action(
        "contact",
        "c",
        "contact",
        "Note a call, letter or talk with the patient.",
        (*WORKING, "huddle", "waiting", "short_call", "displaced"),
    ),
    _action(
        "documents",
        "d",
        "documents",
        "Show the documents of the case; produce and sign the agreement.",
        (*WORKING, "huddle", "account", "financing", "good_faith"),
    ),
    _action(
        "sign",
        "S",
        "sign",
        "Sign the financial agreement, on paper or typed, with a witness.",
        {"board", "case", "estimate", "list", "worklist", "papers"},
    ),
    _action("owner", "o", "owner", "Show the cases of one owner, or of all.", {"board", "worklist", "reports"}),
    _action("provider", "P", "provider", "Show the cases of one provider, or of all.", {"board", "reports"}),
    _action(
        "sort", "s", "sort", "Sort the lines: by name, dollars, days in stage, flags.", {"board", "worklist", "waiting"}
    ),
    _action("clear", "x", "clear filters", "Show everything again.", {"board", "worklist", "reports"}),
    _action("next_column", "tab ]", "next column", "Go to the next column that has a case.", {"board"}),
    _action("previous_column", "[", "column before", "Go back to the column before that has a case.", {"board"}),
    _action("closed", "H", "closed", "Show or hide the completed and declined cases.", {"board"}),
    _action("assign", "O", "give to", "Give the case to another owner.", {"board", "case"}),
    _action("accept", "a", "accept", "Accept the line, phase or whole option under the cursor.", {"case"}),
    _action("decline", "D", "decline", "Decline the line under the cursor, with the reason said.", {"case"}),
    _action("defer", "w", "defer", "Put the line off until a date, with the reason.", {"case"}),
    _action("withdraw", "X", "withdraw", "Withdraw the line for a clinical reason.", {"case"}),
    _action("reopen", "R", "reopen", "Open a declined, deferred, referred or withdrawn line again.", {"case"}),
    _action("options", "o", "options", "Go to the next option of the plan.", {"case", "estimate"}),
    _action("copy_option", "+", "copy option", "Add an option by copying the one shown.", {"case"}),
    _action("recommend", "*", "recommend", "Mark the option shown as the recommended one.", {"case"}),
    _action("earlier", "< K", "earlier", "Move the line one place up.", {"case"}),
    _action("later", "> J", "later", "Move the line one place down.", {"case"}),
    _action("new_phase", "N", "new phase", "Add a phase to the option.", {"case"}),
    _action(
        "pane", "tab", "next part", "Go to the next part of the screen: lines, timeline, documents, concerns.", {"case"}
    ),
    _action(
        "referral", "W", "referral", "Record how a referral goes: records, date, report, review; write the letter.", {"case"}
    ),
    _action("teach", "T", "in plain words", "Show what the treatment under the cursor is, for the patient.", {"case"}),
    _action(
        "appointments",
        "G",
        "appointments",
        "Give the patient the appointment card or the itinerary, as a PDF and a calendar file.",
        {"case"},
    ),
    _action("timeline", "t", "history", "Show all that happened in the case; Enter corrects a contact note.", {"case"}),
    _action("mark", "space", "mark", "Mark the line: accept and decline then take all marked lines.", {"case"}),
    _action("concern", "C", "concern", "Note or answer what holds the patient back.", {"board", "case", "worklist"}),
    _action(
        "override", "!", "override", "Let a visit go ahead unsigned: a lead's word with a reason.", {"case", "schedule"}
    ),
    *INSURANCE_ACTIONS,
    _action(
        "phasing",
        "Y",
        "split years",
        "Find the benefit years in which the patient pays least, beside doing all now.",
        {"estimate"},
    ),
    _action("take_over", "t", "take the dates", "Date the lines as the split has them.", {"phasing"}),
    _action(
        "alternatives", "A", "compare", "Put the options side by side: cost, month, visits, time.", {"case", "estimate"}
    ),
    _action(
        "reestimates",
        "E",
        "estimate again",
        "Estimate every open case again and list those whose patient portion has moved.",
        {"worklist"},
    ),
    _action("phase", "y", "phase years", "Show the estimate by phase and benefit year.", {"estimate"}),
    _action("date", "t", "date", "Change the date of the line under the cursor and see what it changes.", {"estimate"}),
    _action(
        "freeze", "F", "freeze", "Keep the estimate as presented, with its steps and an expiry date.", {"estimate"}
    ),
    _action(
        "difference", "x", "difference", "Compare with the estimate that was frozen last, line by line.", {"estimate"}
    ),
    _action(
        "presented", "P", "as presented", "Show what was presented, with its steps; again shows today.", {"estimate"}
    ),
    _action("next_opening", "tab", "next opening", "Jump to the next opening that fits what is in hand.", {"schedule"}),
    _action("previous_opening", ",", "previous opening", "Jump back to the opening before.", {"schedule"}),
    _action("day_back", "[", "day back", "Show the working day before.", {"schedule"}),
    _action("day_on", "]", "day on", "Show the next working day.", {"schedule"}),
    _action("week_back", "{", "week back", "Go back by a week.", {"schedule"}),
    _action("week_on", "}", "week on", "Go on by a week.", {"schedule"}),
    _action("month_back", "<", "month back", "Go back by four weeks.", {"schedule"}),
    _action("month_on", ">", "month on", "Go on by four weeks.", {"schedule"}),
    _action("finer", "i", "5 10 15", "Show 5, 10 or 15 minutes on a line, in turn.", {"schedule"}),
    _action("day", "D", "day", "Show the day under the cursor by chair.", {"schedule"}),
    _action("openings", "o", "openings", "List the openings for what is in hand or of the length typed.", {"schedule"}),
    _action("narrow", "r", "only for", "Narrow the openings: provider, chair, days, hours.", {"openings"}),
    _action(
        "print",
        "p",
        "print",
        "Write the day sheet, or the patient's itinerary or calendar file, to a file.",
        {"schedule"},
    ),
    _action(
        "displaced", "X", "to move", "List the appointments on closed days, in leave, outside the hours.", {"schedule"}
    ),
    _action("booked", "tab", "next appointment", "Go to the patient's next appointment.", {"find"}),
    _action("new_patient", "ctrl+n", "new patient", "Put a new patient on file, named as typed.", {"find"}),
    _action("patient", "@", "patient", "Correct the patient's own record: name, phone, hours, days away.", {"case", "schedule"}),
    _action(
        "cut",
        "x",
        "cut",
        "Take the appointment under the cursor in hand, to be put elsewhere; what was in hand goes on the shelf.",
        {"schedule"},
    ),
    _action("put", "v", "put", "Put what is in hand where the cursor stands; else take the next from the shelf.", {"schedule"}),
    _action("today", "t", "today", "Go to today.", {"schedule"}),
    _action("go_to", "g", "go to", "Go to a date typed as spoken: tue, +2w, 9/14.", {"schedule"}),
    _action("week", "w", "week", "Change between the day by chair and the week by provider.", {"schedule"}),
    _action("length", "0 1 2 3 4 5 6 7 8 9", "length", "Type the length of the visit in minutes.", {"schedule"}),
    _action("cancel", "B", "cancel", "Cancel the appointment, or record a no-show or late cancel; why.", {"schedule"}),
    _action(
        "state",
        "u",
        "state",
        "Confirm the appointment (u c), or set it arrived, in the chair, out, done; start or complete a line.",
        {"schedule", "case"},
        case="start, done",
    ),
    _action("block", "K", "keep free", "Keep time free: lunch, meeting, holiday; or lift such a block.", {"schedule"}),
    _action("restrict", "r", "only for", "Narrow the openings: provider, chair, days, hours.", {"schedule"}),
    _action("contact_log", "t", "contact log", "Search every contact note of the practice by words.", {"worklist"}),
    _action("done", "D", "done", "Close the entry: the call was made; or open what settles it.", {"worklist"}),
    _action("amount", "a", "amount", "Change how much the patient portion must have moved.", {"reestimates"}),
    _action("scan", "a", "scan", "Attach the scan of a paper signed by hand, or write it into the export folder.", {"papers"}),
    _action(
        "overrides",
        "o",
        "overrides",
        "Show which visits a lead let go ahead with papers missing, and why.",
        {"papers"},
    ),
    _action("make", "n", "make anew", "Make the paper anew with today's terms: a new version.", {"papers"}),
    _action("save", "ctrl+s", "save", "Save the form or the table.", {"form", "login", "benefits", "outcomes"}),
    _action(
        "cancel_form",
        "escape ctrl+c",
        "cancel",
        "Leave the form without saving; asks if something was typed.",
        {"form", "login"},
    ),
    _action(
        "next_field",
        "tab down enter",
        "next field",
        "Go to the next field; Enter on the last one saves.",
        {"form", "login"},
    ),
    _action("previous_field", "up", "field before", "Go back to the field before.", {"form", "login"}),
    *PAYING_ACTIONS,
    *PARTNER_ACTIONS,
    *HUDDLE_ACTIONS,
    *REPORT_ACTIONS,
)
"""Every action there is."""

BY_ID: Mapping[str, Action] = {action.id: action for action in REGISTRY}


def name_of(key: str, character: str | None) -> str:
    """Name a pressed key as the registry writes it: the character when it is one, else Textual's name."""
    if character is not None and len(character) == 1 and character.isprintable() and character != " ":
        return character
    return key
