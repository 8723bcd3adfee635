"""The demo practice: from a seed, a believable office with families, insurance, cases in every stage and a full book.

Everything in it is invented. The book holds two months behind today and four months ahead, 70 to 90 % full by the
month and fullest near today; single days are 60 to 85 %, with openings left for long visits. `large` reaches about four
years back, until it has 250,000 appointments; those older than 30 days carry no claim rows there, because nobody books
in the past. It takes about 70 seconds and freezes the estimates of 300 cases only.

Built in one transaction with one audit entry; the papers, partners and members come after it, through the
program's own writes.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from tctui.core.errors import Refused
from tctui.db import board
from tctui.db.connection import close_database, create_database
from tctui.db.demo.diary import open_diary
from tctui.db.demo.filling import fill_book
from tctui.db.demo.insurance import add_plans
from tctui.db.demo.lab import add_lab_cases
from tctui.db.demo.making import SIZES, ZONE, Making
from tctui.db.demo.money import add_money
from tctui.db.demo.outcomes import add_outcomes
from tctui.db.demo.papers import make_papers
from tctui.db.demo.partners import add_partners
from tctui.db.demo.people import add_people
from tctui.db.demo.practice import add_practice
from tctui.db.demo.procedures import add_procedures
from tctui.db.demo.stories import add_cases
from tctui.db.demo.talk import close_unwanted
from tctui.db.models import Case
from tctui.db.unit_of_work import unit_of_work

_CARDS = 5_000


def build(
    path: Path,
    size: str,
    seed: int,
    today: date,
    now: datetime | None = None,
    progress: Callable[[str], None] | None = None,
) -> None:
    """Make the demo practice in a new file and close it; the same seed, day and moment give the same practice.

    `size` is a name of SIZES; `now` (aware; without one, 9:30 at the clinic) decides who sits in a chair. Raises
    Refused when the file exists or the size is unknown.
    """
    if size not in SIZES:
        raise Refused(f"A demo practice is {' or '.join(SIZES)}, not {size}.")
    moment = now or datetime.combine(today, time(9, 30), ZoneInfo(ZONE))
    making = Making(SIZES[size], seed, today, moment, progress=progress)
    create_database(path)
    # Rows are let go in large lots and hold no cycles: collecting would only walk the millions that are still wanted.
    collecting = gc.isenabled()
    gc.disable()
    try:
        with unit_of_work(0, "demo.build", moment) as unit:
            unit.can_undo = False
            _fill(making)
            unit.says = f"Made the demo practice ({size}, seed {seed})"
        making.say("papers")
        make_papers(making)
        making.say("partners")
        add_partners(making)
    finally:
        if collecting:
            gc.enable()
        close_database()


def _fill(making: Making) -> None:
    making.say("people")
    add_practice(making)
    add_procedures(making)
    add_people(making, add_plans(making))
    making.stock.flush()
    making.say("cases")
    diary = open_diary(making)
    told = add_cases(making, diary)
    making.say("book")
    fill_book(making, diary, (case.person for case in told if case.stage in ("diagnosed", "presented")))
    making.stock.flush()
    making.say("money")
    add_money(making, told)
    making.stock.flush()
    add_outcomes(making)
    add_lab_cases(making, told)
    making.stock.flush()
    close_unwanted(making.today)
    making.say("board")
    cases = range(1, making.stock.count(Case) + 1)
    for first in range(0, len(cases), _CARDS):
        board.refresh(cases[first : first + _CARDS])
