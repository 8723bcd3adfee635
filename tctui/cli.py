"""The command line: one function per subcommand, each a thin wrapper; every refusal is one line and exit status 2."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from tctui import __version__
from tctui.cli_figures import estimate_file, plan_visits_file, rate_file
from tctui.cli_lists import add_list_options, print_list
from tctui.cli_report import add_report_options, print_report
from tctui.cli_words import office_words
from tctui.core.errors import Refused
from tctui.core.text import safe_text
from tctui.paths import config_folder, data_folder, database_file

REFUSED, BROKEN = 2, 1
SMALLEST = (60, 20)
WITHOUT_DATABASE = ("keys", "estimate", "apr", "plan-visits")


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; gives the exit status: 0 done, 2 refused with one line on stderr, 1 unexpected."""
    parsed = _parser().parse_args(list(arguments))
    command: Callable[[argparse.Namespace], int | None] = parsed.command
    try:
        return command(parsed) or 0
    except Refused as refused:
        return _complain(str(refused), REFUSED)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader of our output has left; nothing is to be said to anyone.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN
    except Exception as error:
        from tctui.incidents import record_incident

        return _complain(record_incident(error), BROKEN)


def _complain(line: str, status: int) -> int:
    print(f"tctui: {safe_text(line)}", file=sys.stderr)
    return status


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        # The commands have no name of their own in the help, so argparse would name an empty argument.
        said = message.replace("argument : invalid choice: ", "no command is called ", 1)
        sys.exit(_complain(f"{said} (tctui --help)", REFUSED))


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="tctui", description="The keyboard workplace of a dental treatment coordinator.")
    parser.add_argument("--version", action="version", version=f"tctui {__version__}")
    _open_options(parser)
    parser.set_defaults(command=open_practice)
    commands = parser.add_subparsers(title="commands", metavar="", parser_class=_Parser)

    def command(name: str, carry_out: Callable[[argparse.Namespace], int | None], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(command=carry_out)
        if name not in WITHOUT_DATABASE:
            sub.add_argument("--database", default=argparse.SUPPRESS, metavar="FILE", help="the practice's database")
        return sub

    command("init", init_practice, "Make an empty practice.")
    demo = command("demo", make_demo, "Make the demo practice; --open works in it at once.")
    demo.add_argument("--size", choices=("small", "large"), default="small", help="about 400 or 25,000 patients")
    demo.add_argument("--seed", type=int, default=1, help="the same seed makes the same practice")
    demo.add_argument("--open", action="store_true", help="open it afterwards; an existing one is opened as it is")
    load = command("import", import_files, "Bring in CSV files of another system, or count what they would change.")
    load.add_argument("paths", metavar="PATH", nargs="+", type=Path, help="CSV files, or a folder of them")
    load.add_argument("--profile", metavar="FILE", type=Path, help="a TOML profile that says what is not detected")
    load.add_argument("--source", default="", metavar="NAME", help="the other system (else the profile's, else csv)")
    load.add_argument("--date-format", default="", metavar="FORMAT", help="such as m/d/Y, where the dates do not tell")
    load.add_argument("--dry-run", action="store_true", help="count and list, change nothing")
    load.add_argument("--skip-refused", action="store_true", help="bring in the rest when rows are refused")
    load.add_argument("--add-codes", action="store_true", help="add the procedure codes that lines use")
    load.add_argument("--write-profile", metavar="FILE", type=Path, help="save what was detected as a profile")
    command("check", check_practice, "Check the database: integrity, audit chain, money, book.")
    command("follow-up", begin_follow_up, "Begin the follow-up of every open case that waits and has nothing next.")
    backup = command("backup", back_up_practice, "Write a checked copy of the database.")
    backup.add_argument("target", metavar="TARGET", help="the new file")
    back = command("restore", restore_practice, "Check a backup and put it in the practice's place.")
    back.add_argument("source", metavar="BACKUP", help="the backup, its .audit-key beside it")
    back.add_argument("--anyway", action="store_true", help="although its check finds something")
    figures = command("estimate", estimate_file, "Estimate the requests of a JSON file and write the figures.")
    figures.add_argument("file", metavar="FILE", help="one request or a list; - reads standard input")
    figures.add_argument("--explain", action="store_true", help="say in words how each amount comes about")
    rate = command("apr", rate_file, "Compute the annual percentage rate of the credits of a JSON file.")
    rate.add_argument("file", metavar="FILE", help="one credit or a list; - reads standard input")
    visits = command("plan-visits", plan_visits_file, "Place all visits of a treatment into a full book at once.")
    visits.add_argument(
        "file", metavar="FILE", help="one instance or a list, also packed with gzip; - reads standard input"
    )
    visits.add_argument(
        "--explain", action="store_true", help="say the plan, its frontier or what is in the way, in words"
    )
    held = command("reconcile", reconcile_statement, "Hold a lending partner's statement against what was used.")
    held.add_argument("file", metavar="FILE", type=Path, help="the statement as a CSV file")
    held.add_argument("--partner", required=True, metavar="NAME", help="the partner, or a part of its name")
    held.add_argument("--date-format", default="", metavar="FORMAT", help="such as m/d/Y, where the dates do not tell")
    sheet = command("day-sheet", print_day_sheet, "Print who comes when into which chair, as text or as a PDF.")
    sheet.add_argument("day", nargs="?", default="today", metavar="DAY", help="as it is said: tomorrow, fri, 9/14")
    sheet.add_argument("--pdf", metavar="FILE", type=Path, help="write a PDF instead")
    team = command("huddle", print_huddle, "Print the huddle: yesterday, today, openings, the next days, the pipeline.")
    team.add_argument("--day", default="today", metavar="DAY", help="as it is said: tomorrow, fri, 9/14")
    team.add_argument("--pdf", metavar="FILE", type=Path, help="write a PDF instead")
    team.add_argument("--initials", action="store_true", help="initials and dollars only")
    add_list_options(command("list", print_list, "Print the board by stage, or what is due, as text or CSV."))
    add_report_options(command("report", print_report, "Print the figures of the practice, as text, CSV or a PDF."))
    words = command("words", office_words, "Check the office's own words for its papers, or write them out to start from.")
    words.add_argument("--write", action="store_true", help="write each text that has no file yet as Markdown")
    keys = command("keys", write_keys, "Print every key, or write the list to a file.")
    keys.add_argument("target", nargs="?", metavar="FILE", help="a file such as docs/keys.md")
    return parser


def _open_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--database", metavar="FILE", help="the practice's database (else TCTUI_DATABASE)")
    parser.add_argument("--mouse", action="store_true", help="let the mouse be used as well")
    parser.add_argument("--projector", action="store_true", help="black on white, initials and dollars only")


def open_practice(parsed: argparse.Namespace) -> int:
    """Open the practice in the terminal."""
    return _open(database_file(parsed.database), mouse=parsed.mouse, projector=parsed.projector)


def _open(path: Path, mouse: bool = False, projector: bool = False) -> int:
    refuse_unfit_terminal()
    from tctui.keymap import Keymap, read_overrides
    from tctui.settings import read_settings

    settings = read_settings(config_folder() / "settings.toml")
    keymap = Keymap(read_overrides(config_folder() / "keys.toml"))
    from tctui.db.connection import close_database, open_database

    open_database(path, _say_aside)
    try:
        from tctui.app import Workplace

        app = Workplace(path, keymap, settings, projector=projector)
        app.run(mouse=mouse or settings.mouse)
        return app.return_code or 0
    finally:
        close_database()


def refuse_unfit_terminal() -> None:
    """Refuse what cannot be drawn on: no terminal, an unknown kind, fewer than 60x20 characters."""
    if not (sys.stdin.isatty() and sys.stdout.isatty() and sys.stderr.isatty()):
        raise Refused("This is not a terminal. Start tctui in one; with ssh, use ssh -t.")
    term = os.environ.get("TERM", "")
    if not _is_known(term):
        raise Refused(f"The terminal kind TERM={term or '(empty)'} is not known here. Try: TERM=xterm tctui")
    columns, lines = os.get_terminal_size(sys.stdout.fileno())
    if 0 < columns < SMALLEST[0] or 0 < lines < SMALLEST[1]:
        raise Refused(
            f"The terminal has {columns} columns and {lines} lines; tctui needs {SMALLEST[0]} columns and "
            f"{SMALLEST[1]} lines."
        )


def _is_known(term: str) -> bool:
    if term in ("", "dumb", "unknown"):
        return False
    try:
        import curses
    except ImportError:
        return True
    try:
        curses.setupterm(term, sys.stdout.fileno())
    except curses.error:
        return False
    return True


def init_practice(parsed: argparse.Namespace) -> None:
    """Make an empty practice."""
    from tctui.db.connection import close_database, create_database

    path = database_file(parsed.database)
    create_database(path)
    close_database()
    print(f"Made an empty practice in {path}. Start tctui; the first to log in becomes its administrator.")


def make_demo(parsed: argparse.Namespace) -> int:
    """Make the demo practice and, when asked, open it."""
    chosen = parsed.database or os.environ.get("TCTUI_DATABASE")
    path = database_file(chosen) if chosen else data_folder() / "demo.db"
    if parsed.open:
        refuse_unfit_terminal()
    if not (parsed.open and path.exists()):
        from tctui.db.demo import build
        from tctui.screens.desk import utc_now

        print(f"Making the demo practice in {path} …", flush=True)
        existed = path.exists()
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda received, _: sys.exit(128 + received))
        try:
            build(path, parsed.size, parsed.seed, utc_now().astimezone().date())
        except BaseException:
            # Half a practice would be opened as a whole one the next time.
            for ending in () if existed else ("", "-wal", "-shm", ".queue", ".audit-key"):
                path.with_name(path.name + ending).unlink(missing_ok=True)
            raise
    if parsed.open:
        return _open(path, parsed.mouse, parsed.projector)
    print(f"Open it with: tctui --database {path}")
    return 0


def import_files(parsed: argparse.Namespace) -> int:
    """Bring in CSV files, or count what they would change, and print what was found."""
    from tctui.screens.desk import utc_now

    _open_or_refuse(parsed)
    from tctui.db.imports.run import report_lines, run_import
    from tctui.db.outings import zone_of_the_clinic

    now = utc_now()
    report = run_import(
        parsed.paths,
        parsed.profile,
        dry_run=parsed.dry_run,
        user_id=0,
        now=now,
        today=now.astimezone(zone_of_the_clinic()).date(),
        source=parsed.source,
        date_format=parsed.date_format,
        skip_refused=parsed.skip_refused,
        add_codes=parsed.add_codes,
        write_profile=parsed.write_profile,
    )
    for line in report_lines(report):
        print(line)
    return 0 if report.ok else REFUSED


def check_practice(parsed: argparse.Namespace) -> int:
    """Check the database and print what is wrong with it."""
    _open_or_refuse(parsed)
    from tctui.db.check import findings

    found = findings()
    for line in found:
        print(safe_text(line))
    print(f"{len(found)} found." if found else "Nothing wrong was found.")
    return BROKEN if found else 0


def begin_follow_up(parsed: argparse.Namespace) -> None:
    """Give every open case that waits and has nothing next its first follow-up."""
    _open_or_refuse(parsed)
    from tctui.db.follow_up_begin import begin_everywhere
    from tctui.screens.desk import utc_now

    print(safe_text(begin_everywhere(0, utc_now())))


def back_up_practice(parsed: argparse.Namespace) -> None:
    """Write a checked copy of the database."""
    _open_or_refuse(parsed)
    from tctui.db.backup import back_up

    print(safe_text(back_up(Path(parsed.target))))


def restore_practice(parsed: argparse.Namespace) -> int:
    """Check a backup and put it in the practice's place; what stood there is kept beside it."""
    from tctui.db.backup import restore
    from tctui.screens.desk import utc_now

    line, found = restore(Path(parsed.source), database_file(parsed.database), utc_now(), parsed.anyway)
    for each in (*found, line):
        print(safe_text(each))
    return BROKEN if found and not parsed.anyway else 0


def reconcile_statement(parsed: argparse.Namespace) -> int:
    """Print how a partner's statement agrees with what was used, every difference, and the rows that were not read."""
    from tctui.screens.desk import utc_now

    _open_or_refuse(parsed)
    from tctui.db.outings import zone_of_the_clinic
    from tctui.db.partner_statements import reconcile

    today = utc_now().astimezone(zone_of_the_clinic()).date()
    found = reconcile(parsed.file, parsed.partner, today, parsed.date_format)
    for line in (found.summary, *(one.words for one in found.differences), *found.statement.unread, *found.statement.passed):
        print(safe_text(line))
    return BROKEN if found.differences or found.statement.unread else 0


def print_day_sheet(parsed: argparse.Namespace) -> None:
    """Print the sheet of a day, or write it as a PDF."""
    from tctui.core.documents.day_sheet import day_sheet_text
    from tctui.core.spoken import date_from_text
    from tctui.screens.desk import utc_now

    _open_or_refuse(parsed)
    from tctui.db.outings import day_sheet, zone_of_the_clinic

    now = utc_now()
    today = now.astimezone(zone_of_the_clinic()).date()
    sheet = day_sheet(date_from_text(parsed.day, today), now, today)
    if parsed.pdf is None:
        for line in day_sheet_text(sheet):
            print(safe_text(line))
        return
    from tctui.documents.day_sheet import render_day_sheet
    from tctui.exports import write_new

    write_new(parsed.pdf, render_day_sheet(sheet))
    print(safe_text(f"Wrote {parsed.pdf}."))


def print_huddle(parsed: argparse.Namespace) -> None:
    """Print the huddle of a day, or write it as a PDF; nothing is frozen by it."""
    from tctui.core.huddle_parts import huddle
    from tctui.core.huddle_text import huddle_sheet, huddle_text
    from tctui.core.spoken import date_from_text
    from tctui.screens.desk import utc_now

    _open_or_refuse(parsed)
    from tctui.db.huddle import huddle_facts
    from tctui.db.outings import zone_of_the_clinic
    from tctui.db.paper_parts import letterhead

    now, zone = utc_now(), zone_of_the_clinic()
    clock = now.astimezone(zone)
    day = date_from_text(parsed.day, clock.date())
    first = (clock.hour * 60 + clock.minute) // 5 + 1 if day == clock.date() else 0
    parts = huddle(huddle_facts(day, first, zone), is_today=day == clock.date())
    sheet = huddle_sheet(letterhead(), day, now, parts, names=not parsed.initials)
    if parsed.pdf is None:
        for line in huddle_text(sheet):
            print(safe_text(line))
        return
    from tctui.documents.huddle_sheet import render_huddle_sheet
    from tctui.exports import write_new

    write_new(parsed.pdf, render_huddle_sheet(sheet))
    print(safe_text(f"Wrote {parsed.pdf}."))


def write_keys(parsed: argparse.Namespace) -> None:
    """Print the list of keys, or write it to a file."""
    from tctui.keymap import reference

    if parsed.target:
        Path(parsed.target).write_text(reference(), encoding="utf-8")
    else:
        print(reference(), end="")


def _open_or_refuse(parsed: argparse.Namespace) -> None:
    from tctui.db.connection import open_database

    open_database(database_file(parsed.database), _say_aside)


def _say_aside(line: str) -> None:
    print(safe_text(line), file=sys.stderr, flush=True)
