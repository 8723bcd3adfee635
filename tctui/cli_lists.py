"""The command that prints the board or the work list, as text or CSV, narrowed as the board's ``/`` does."""

from __future__ import annotations

import argparse
from datetime import timedelta

from tctui.core.text import safe_text
from tctui.paths import database_file

BOARD_ORDERS = {"days": "days", "dollars": "dollars", "name": "name", "next": "next action"}
DUE_ORDERS = ("due", "rank", "dollars", "name")


def add_list_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument(
        "filter", nargs="*", metavar="FILTER", help="as typed into / of the board: chen, owner:maria, dr:lee, U$"
    )
    parser.add_argument("--due", action="store_true", help="the work list: what is due today or overdue")
    orders = [*BOARD_ORDERS, *DUE_ORDERS[:2]]
    parser.add_argument("--sort", choices=orders, default="", help="else by days in the stage, or by the day it is due")
    parser.add_argument("--closed", action="store_true", help="with the cases closed in the last 60 days")
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="lines of 80 columns, or CSV")
    parser.add_argument("--initials", action="store_true", help="initials and dollars only")


def print_list(parsed: argparse.Namespace) -> None:
    """Print the cases of the board by stage, or what is due."""
    from tctui.core.board_columns import RECENT_DAYS, View, arrange
    from tctui.core.board_filter import wanted_from_text
    from tctui.core.case_lists import board_parts, due_parts, list_csv, list_text, nameless
    from tctui.core.errors import Unreadable
    from tctui.core.worklist import due
    from tctui.db.connection import open_database
    from tctui.screens.desk import utc_now

    orders = DUE_ORDERS if parsed.due else tuple(BOARD_ORDERS)
    order = parsed.sort or orders[0]
    if order not in orders:
        raise Unreadable(f"{'The work list' if parsed.due else 'The board'} is sorted by {', '.join(orders)}")
    if parsed.due and parsed.closed:
        raise Unreadable("--closed is for the board: nothing that is closed is due")
    open_database(database_file(parsed.database))
    from tctui.db.board import closed_cards, open_cards
    from tctui.db.board_people import owners, practice_name, providers
    from tctui.db.outings import zone_of_the_clinic
    from tctui.db.reminders import work_to_do

    now = utc_now()
    today = now.astimezone(zone_of_the_clinic()).date()
    wanted = wanted_from_text(" ".join(parsed.filter), owners(), providers())
    if parsed.due:
        work = work_to_do(now, today)
        parts = due_parts(due(work.cards, today, None, wanted, order, work.reminders, work.lapsing), order == "due")
    else:
        cards = open_cards()
        if parsed.closed:
            cards += closed_cards(today - timedelta(days=RECENT_DAYS))
        view = View(wanted=wanted, sort=BOARD_ORDERS[order], closed=parsed.closed)
        parts = board_parts(arrange(cards, view, today))
    if parsed.initials:
        parts = nameless(parts)
    if parsed.format == "csv":
        print(list_csv(parts, today), end="")
        return
    heading = [practice_name(), "work list" if parsed.due else "board"]
    asked = wanted.nameless if parsed.initials else wanted.text
    for line in list_text([*heading, *([f"with {asked}"] if asked else [])], parts, today):
        print(safe_text(line))
