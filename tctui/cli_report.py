"""The command that prints the figures of the practice, writes them as CSV, or as the report for leadership."""

from __future__ import annotations

import argparse
from pathlib import Path

from tctui.core.text import safe_text
from tctui.paths import database_file

BY = {"coordinator": "owner", "provider": "provider", "plan": "plan", "category": "category"}


def add_report_options(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.add_argument("--from", dest="first", default="", metavar="DAY", help="as it is said; else 90 days ago")
    parser.add_argument("--to", dest="last", default="", metavar="DAY", help="the last day; else today")
    parser.add_argument("--by", choices=sorted(BY), help="each figure for each of these as well")
    parser.add_argument("--format", choices=("text", "csv"), default="text", help="lines of 80 columns, or CSV")
    parser.add_argument("--pdf", metavar="FILE", type=Path, help="write the report for leadership as a PDF instead")


def print_report(parsed: argparse.Namespace) -> None:
    """Print the figures of a period, or write the PDF."""
    from tctui.core.errors import Unreadable
    from tctui.core.figures.facts import EVERYONE
    from tctui.core.figures.period import between, last_days
    from tctui.core.figures.report import Told, broken_down, report
    from tctui.core.figures.sheet import csv_text, text_lines
    from tctui.db.connection import open_database
    from tctui.screens.desk import utc_now

    open_database(database_file(parsed.database))
    from tctui.db.board_people import practice_name
    from tctui.db.figures import read_facts
    from tctui.db.figures_names import known
    from tctui.db.outings import zone_of_the_clinic
    from tctui.db.targets import targets

    now = utc_now()
    today = now.astimezone(zone_of_the_clinic()).date()
    if parsed.last and not parsed.first:
        raise Unreadable("--to needs --from")
    period = between(parsed.first, parsed.last, today) if parsed.first else last_days(today)
    facts, own = read_facts(today, period), targets()
    tolds = report(facts, period, EVERYONE, own)
    parts: dict[str, list[Told]] = {}
    if parsed.by:
        apart = broken_down(facts, period, EVERYONE, own, BY[parsed.by])
        parts = {name: apart[key] for key, name in known(BY[parsed.by], apart).items()}
    whom = f"by {parsed.by}" if parsed.by else "whole practice"
    if parsed.pdf is not None:
        from tctui.db.leadership import leadership_report
        from tctui.documents.leadership_report import render_leadership_report
        from tctui.exports import write_new

        write_new(parsed.pdf, render_leadership_report(leadership_report(period, whom, tolds, parts, now)))
        print(safe_text(f"Wrote {parsed.pdf}."))
    elif parsed.format == "csv":
        print(csv_text(tolds, parts), end="")
    else:
        heading = (f"{practice_name()}   {period.words}", f"{whom}, against {period.step(-1).words}")
        for line in text_lines(heading, tolds, parts):
            print(safe_text(line))
