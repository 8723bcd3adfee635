"""A real terminal for tests: a command in a pseudo-terminal, keys in, bytes counted, the screen as text (pyte).

    with Terminal([sys.executable, "-m", "tctui"], columns=80, lines=24, env={"TERM": "xterm"}) as terminal:
        terminal.wait_for("Board")
        assert terminal.bytes_of("j") <= 1024
        print("\\n".join(terminal.screen()))

Also usable by hand: ``python -m tests.terminal -- tctui --database x.db`` prints the screen after each key of stdin.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType

import pyte

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "space": " ",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f2": "\x1bOQ",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    "f8": "\x1b[19~",
    "f9": "\x1b[20~",
    "f10": "\x1b[21~",
}
"""What the keys send; one character sends itself, ctrl+x its control code."""

QUIET = 0.12
"""Seconds without a byte after which a frame counts as finished."""


def encoded(key: str) -> bytes:
    """Give the bytes that a key sends."""
    if key.startswith("ctrl+"):
        return bytes([ord(key[-1].upper()) & 0x1F])
    return KEYS.get(key, key).encode()


class Screen(pyte.Screen):
    """A screen that moves lines and characters as terminals do.

    pyte keeps what is pushed over the right edge, and leaves old text where a line never written moves to.
    """

    def insert_characters(self, count: int | None = None) -> None:
        """Move characters to the right; those pushed over the edge are gone."""
        super().insert_characters(count)
        self.buffer[self.cursor.y].pop(self.columns, None)

    def insert_lines(self, count: int | None = None) -> None:
        """Move lines down, empty ones too."""
        self._know_every_line()
        super().insert_lines(count)

    def delete_lines(self, count: int | None = None) -> None:
        """Move lines up, empty ones too."""
        self._know_every_line()
        super().delete_lines(count)

    def _know_every_line(self) -> None:
        for number in range(self.lines):
            self.buffer[number]


class Terminal:
    """A command running in a pseudo-terminal; use as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        columns: int = 80,
        lines: int = 24,
        env: Mapping[str, str] | None = None,
        term: str = "xterm-256color",
        cwd: str | None = None,
    ) -> None:
        self.columns, self.lines = columns, lines
        self._screen = Screen(columns, lines)
        self._stream = pyte.ByteStream(self._screen)
        self.written = bytearray()
        """Every byte that reached the terminal."""
        base = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "VIRTUAL_ENV") if name in os.environ}
        self.environ = {"LANG": "C.UTF-8", **base, "TERM": term, **(env or {})}
        self.master, slave = pty.openpty()
        self.resize(columns, lines)
        self.process = subprocess.Popen(
            list(command),
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=self.environ,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def resize(self, columns: int, lines: int) -> None:
        """Change the size; the program hears of it as from any terminal."""
        self.columns, self.lines = columns, lines
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
        self._screen.resize(lines, columns)

    def read(self, seconds: float) -> int:
        """Take in what comes within a time; gives the number of bytes, 0 for silence, -1 when the program left."""
        ready, _, _ = select.select([self.master], [], [], max(0.0, seconds))
        if not ready:
            return 0
        try:
            chunk = os.read(self.master, 65536)
        except OSError:
            return -1
        if not chunk:
            return -1
        self.draw(chunk)
        return len(chunk)

    def draw(self, chunk: bytes) -> None:
        """Take bytes over as written to the terminal."""
        self.written += chunk
        self._stream.feed(chunk)

    def settle(self, quiet: float = QUIET, longest: float = 10.0) -> int:
        """Wait until nothing came for ``quiet`` seconds; gives the bytes that came meanwhile."""
        total, until = 0, time.monotonic() + longest
        while time.monotonic() < until:
            came = self.read(quiet)
            if came <= 0:
                break
            total += came
        return total

    def wait_for(self, text: str, longest: float = 20.0) -> None:
        """Wait until the screen shows a text; AssertionError with the screen when it does not come."""
        until = time.monotonic() + longest
        while not any(text in line for line in self.screen()):
            if time.monotonic() > until or self.read(0.2) < 0:
                raise AssertionError(f"{text!r} did not come:\n" + "\n".join(self.screen()))
        self.settle()

    def send(self, *keys: str) -> None:
        """Send keys without waiting."""
        for key in keys:
            os.write(self.master, encoded(key))

    def bytes_of(self, key: str) -> int:
        """Send one key; gives the number of bytes that reach the terminal until it is quiet."""
        self.settle(quiet=0.02)
        self.send(key)
        # The first byte of the answer may take longer than the silence that ends a frame.
        came = self.read(1.0)
        return max(0, came) + (self.settle() if came > 0 else 0)

    def press(self, *keys: str) -> int:
        """Send keys one after the other, each answered before the next; gives the bytes of all."""
        return sum(self.bytes_of(key) for key in keys)

    def type(self, text: str) -> int:
        """Type a text at once and wait for quiet; gives the bytes."""
        self.settle(quiet=0.02)
        os.write(self.master, text.encode())
        came = self.read(1.0)
        return max(0, came) + (self.settle() if came > 0 else 0)

    def screen(self) -> list[str]:
        """Give the lines of the screen, without trailing blanks."""
        return [line.rstrip() for line in self._screen.display]

    def attributes(self, line: int, column: int) -> pyte.screens.Char:
        """Give the character at a place with its colours and weights."""
        return self._screen.buffer[line][column]

    def wait(self, longest: float = 10.0) -> int:
        """Wait until the program has left; gives its exit status."""
        until = time.monotonic() + longest
        while time.monotonic() < until:
            if self.read(0.05) < 0:
                break
            if self.process.poll() is not None:
                self.settle(quiet=0.05)
                break
        return self.process.wait(timeout=max(0.1, until - time.monotonic()))

    def close(self) -> None:
        """End the program as a lost line does, by force if it does not listen."""
        if self.process.poll() is None:
            try:
                os.killpg(self.process.pid, signal.SIGHUP)
                self.wait(2.0)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                self.process.kill()
                self.process.wait()
        os.close(self.master)


def main() -> None:
    """Run a command and print the screen after each line of keys read from stdin (``j j enter``)."""
    command = sys.argv[sys.argv.index("--") + 1 :]
    with Terminal(command) as terminal:
        terminal.settle(quiet=1.0)
        print("\n".join(terminal.screen()))
        for line in sys.stdin:
            count = terminal.press(*line.split())
            print(f"--- {line.strip()}: {count} bytes", *terminal.screen(), sep="\n")


if __name__ == "__main__":
    main()
