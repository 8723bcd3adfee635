"""Every place from 60×20 to 200×50, resized while open: nothing overlaps, the bottom line stands, figures are whole."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tctui.app import Workplace
from tctui.core.text import cells
from tests.frames import frame
from tests.places import WALKS, Ground, ground, opened, press, session

SIZES = ((60, 20), (200, 20), (80, 50), (120, 24), (200, 50))
CENTS = re.compile(r"(?<![\w.,])[\d,]*\d\.\d\d(?!\w)")
BROKEN = re.compile(r"(?<!\w)[$−+-]?\d[\d.,]*…")
LAST_WORD = re.compile(r"(?<![\w.,])[$−+-]*\d[\d.,]*$")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Ground:
    """The practice that every walk copies."""
    return ground(tmp_path_factory.mktemp("ground"))


def faults(app: Workplace, lines: list[str], size: tuple[int, int], whole: set[str]) -> list[str]:
    """Say what is wrong with a screen; ``whole`` holds the words of the same place where there is room for all."""
    width, height = size
    found = [f"{line!r} is too long" for line in lines if cells(line) > width]
    if len(lines) != height or not lines[-1].strip():
        found.append(f"{len(lines)} lines, the last is {lines[-1]!r}")
    regions = [child.region for child in app.screen.children if child.display]
    found += [f"{one} over {other}" for one, other in combinations(regions, 2) if one.overlaps(other)]
    found += [f"{region} beyond the edge" for region in regions if not app.screen.region.contains_region(region)]
    for line in lines:
        found += [f"{word} is cut" for word in BROKEN.findall(line)]
        found += [f"{word} is no figure of it" for word in CENTS.findall(line) if word not in whole]
        last = LAST_WORD.search(line)
        if last and cells(line) == width and not whole & {last[0], line.split()[-1]}:
            found.append(f"{last[0]} ends at the edge")
    return found


async def resized(pilot: Pilot[None], width: int, height: int) -> list[str]:
    """Change the size as a terminal does; gives the screen once it is laid out anew."""
    await pilot.resize_terminal(width, height)
    for _ in range(200):
        shown = frame(pilot.app)
        if len(shown) == height and pilot.app.screen.size == (width, height):
            break
        await pilot.pause()
    return shown


@pytest.mark.parametrize("walk", WALKS)
async def test_every_place_at_every_size(made: Ground, walk: str, tmp_path: Path) -> None:
    wrong = []
    async with opened(made.copy(tmp_path), walk) as (app, pilot):
        for stop in WALKS[walk]:
            await press(pilot, stop.keys)
            first = frame(app)
            shown = {}
            for size in SIZES:
                shown[size] = await resized(pilot, *size)
            roomy = [*first, *shown[SIZES[-1]]]
            whole = {word for line in roomy for word in [*line.split(), *CENTS.findall(line)]}
            for size, lines in shown.items():
                wrong += [f"{stop.name} {size}: {fault}" for fault in faults(app, lines, size, whole)]
            again = await resized(pilot, 80, 24)
            if again != first:
                wrong.append(f"{stop.name} is not the same again:\n" + "\n".join([*first, *again]))
            await press(pilot, stop.leaving)
    assert not wrong, "\n".join(wrong)


def test_a_real_terminal_that_changes_its_size(made: Ground, tmp_path: Path) -> None:
    with session(made.copy(tmp_path)) as wire:
        wire.wait_for("Enter case")
        at_first = wire.screen()
        for columns, lines in ((60, 20), (200, 50), (120, 24)):
            wire.resize(columns, lines)
            wire.send("ctrl+l", "j", "k")
            wire.settle(quiet=0.4)
            shown = wire.screen()
            assert shown[0].endswith("maria")
            assert cells(shown[0]) == columns
            assert shown[-1].startswith("Enter case")
            assert shown[3] == "─" * columns
        wire.resize(80, 24)
        wire.settle(quiet=0.4)
        assert wire.screen() == at_first
        wire.resize(40, 10)
        wire.settle(quiet=0.4)
        wire.send("j", "n", "ctrl+c", "f3", "f5", "f2", "k")
        wire.settle(quiet=0.4)
        wire.resize(80, 24)
        wire.settle(quiet=0.4)
        assert wire.screen() == at_first
