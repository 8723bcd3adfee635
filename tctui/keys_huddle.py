"""The actions of the huddle, and of whatever stands on the wall in it."""

from __future__ import annotations

from tctui.key_action import Action, action
from tctui.key_places import LEAVING

ON_THE_WALL = ("board", "huddle")
"""The places that can be shown without names."""

HUDDLE_ACTIONS: tuple[Action, ...] = (
    action("go_huddle", "f7", "Huddle", "Go to the huddle: yesterday, today, the next days, the pipeline.", LEAVING),
    action("next_part", "tab ]", "next part", "Go to the next part of the huddle: a provider, openings.", {"huddle"}),
    action("part_before", "[", "part before", "Go back to the part before.", {"huddle"}),
    action("names", "v", "names", "Show names or initials; to show them is asked and logged.", ON_THE_WALL),
    action("wall", "w", "for the wall", "Black on white and initials only, for a projector; again: back.", ON_THE_WALL),
    action("huddle_sheet", "p", "sheet", "Write the huddle sheet as a PDF, with names or initials.", {"huddle"}),
)
"""Every one of them; keys.py puts them into the registry."""
