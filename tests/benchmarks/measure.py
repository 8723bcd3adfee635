"""Measuring one program on a pseudo-terminal: start, keys, memory, CPU while idle.

Nothing is measured of a program that fell over: an incident on the screen, or a key without an answer, ends the run.
"""

from __future__ import annotations

import os
import select
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.terminal import Terminal, encoded

QUIET = 0.15
INCIDENT = "(incident "
HOME = {"XDG_DATA_HOME": "", "XDG_CONFIG_HOME": ""}


class Failed(Exception):
    """A program could not be measured; str() says on which key, and what its last line said."""


@dataclass(frozen=True, slots=True)
class Key:
    """What one key cost: seconds to the last byte, bytes."""

    seconds: float
    count: int
    bytes_of_it: bytes = b""
    is_last: bool = False


def until_quiet(terminal: Terminal, first: float = 5.0, quiet: float = QUIET) -> Key:
    """Take in bytes until it is quiet, without drawing them; the time is that of the last byte."""
    begin = last = time.perf_counter()
    came, wait, is_last = bytearray(), first, False
    while select.select([terminal.master], [], [], wait)[0]:
        try:
            chunk = os.read(terminal.master, 65536)
        except OSError:
            chunk = b""
        if not chunk:
            is_last = True
            break
        came += chunk
        last = time.perf_counter()
        wait = quiet
    return Key(last - begin, len(came), bytes(came), is_last)


def press(terminal: Terminal, key: str, answered: bool = False) -> Key:
    """Send one key and measure its answer; raises Failed on an incident, and without an answer when one must come."""
    os.write(terminal.master, encoded(key))
    return sound(terminal, until_quiet(terminal, first=5.0 if answered else 1.0), f"key {key}", answered)


def sound(terminal: Terminal, got: Key, what: str, answered: bool = True) -> Key:
    """Give what was measured when the program still stands; else raises Failed with the reason."""
    terminal.draw(got.bytes_of_it)
    for line in terminal.screen():
        if INCIDENT in line:
            raise Failed(f"{what}: {line}")
    if got.is_last or terminal.process.poll() is not None:
        raise Failed(f"{what}: the program ended with {terminal.process.wait(5)}")
    if answered and not got.count:
        raise Failed(f"{what}: nothing was drawn")
    return got


def start(command: Sequence[str], home: Path) -> tuple[Terminal, Key]:
    """Start a program on a terminal of 80x24; the time is that of the last byte of its first screen."""
    begin = time.perf_counter()
    env = {"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home)}
    terminal = Terminal([sys.executable, *command], env=env, cwd=str(Path(__file__).parents[2]))
    before = time.perf_counter() - begin
    first = until_quiet(terminal, first=20.0, quiet=0.4)
    try:
        sound(terminal, first, f"start of {' '.join(command[:2])}")
    except Failed:
        terminal.close()
        raise
    return terminal, Key(before + first.seconds, first.count)


def start_times(command: Sequence[str], home: Path, runs: int) -> float:
    """The median of several starts, seconds."""
    times = []
    for _ in range(runs):
        terminal, key = start(command, home)
        terminal.close()
        times.append(key.seconds)
    return statistics.median(times)


def walk(terminal: Terminal, keys: Sequence[str]) -> tuple[float, float, int]:
    """Median and 95th percentile seconds, and the most bytes, over many keys."""
    pressed = [press(terminal, key) for key in keys]
    times = sorted(key.seconds for key in pressed)
    return statistics.median(times), times[int(len(times) * 0.95)], max(key.count for key in pressed)


def memory(process: int) -> int:
    """Proportional set size of a process in kilobytes (resident where the kernel does not tell)."""
    try:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    except OSError:
        pass
    status = Path(f"/proc/{process}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def cpu(process: int) -> float:
    """Seconds of CPU that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def idle(terminal: Terminal, seconds: float) -> tuple[float, int]:
    """CPU seconds a minute, and bytes, while nobody types."""
    process = terminal.process.pid
    before = cpu(process)
    came = 0
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        if select.select([terminal.master], [], [], left)[0]:
            came += len(os.read(terminal.master, 65536))
    return (cpu(process) - before) * 60 / seconds, came
