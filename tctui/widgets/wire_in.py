"""The line from the terminal: bytes to keys and pastes, whatever a terminal or a clipboard sends.

Textual ends at a byte that is no UTF-8, and takes what follows an escape within a paste for keys.
"""

from __future__ import annotations

import os
import re
import selectors
from codecs import getincrementaldecoder
from contextlib import suppress

from textual._parser import ParseError
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver

PASTE_BEGINS, PASTE_ENDS = "\x1b[200~", "\x1b[201~"
PASTE_SECONDS = 2.0
"""Silence after which a paste counts as ended, where a line lost its end."""

_TICK = 0.1
_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC, DCS and their like: titles, clipboards
    r"|\x1b[ -/]*[0-~]?",
    re.DOTALL,
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
# A byte that is no UTF-8 is the Latin-1 letter that a terminal set so means; its control characters are nobody's.
_LATIN = {0xDC80 + low: chr(0x80 + low) if low >= 0x20 else None for low in range(0x80)}


def pasted(text: str) -> str:
    """Give a pasted text without escape sequences and control characters but tabs and line ends."""
    return _CONTROLS.sub("", _SEQUENCE.sub("", text))


class Incoming:
    """Bytes as they come, in pieces of any length, to characters for a parser of keys.

    What stands within a paste is kept back until its end and given free of escapes.
    """

    def __init__(self) -> None:
        self._decode = getincrementaldecoder("utf-8")("surrogateescape").decode
        self._before = ""
        self._kept: list[str] | None = None

    @property
    def in_paste(self) -> bool:
        """Tell whether a paste has begun and not ended."""
        return self._kept is not None

    def feed(self, piece: bytes, final: bool = False) -> str:
        """Give what a piece adds; may be empty."""
        text = self._decode(piece, final)
        return self._split(text if text.isascii() else text.translate(_LATIN))

    def end_paste(self) -> str:
        """End a paste whose end does not come."""
        return self._split(PASTE_ENDS) if self.in_paste else ""

    def _split(self, text: str) -> str:
        given: list[str] = []
        while text:
            # A mark may lie across two pieces.
            mark = PASTE_BEGINS if self._kept is None else PASTE_ENDS
            at = (self._before + text).find(mark)
            upto = len(text) if at < 0 else at + len(mark) - len(self._before)
            self._before = (self._before + text[:upto])[1 - len(mark) :] if at < 0 else ""
            if self._kept is None:
                given.append(text[:upto])
                self._kept = None if at < 0 else []
            else:
                self._kept.append(text[:upto])
                if at >= 0:
                    given.append(pasted("".join(self._kept).removesuffix(PASTE_ENDS)) + PASTE_ENDS)
                    self._kept = None
            text = text[upto:]
        return "".join(given)


class WireDriver(LinuxDriver):
    """Textual's driver, which reads what Incoming gives of the bytes."""

    def _run_input_thread(self) -> None:
        try:
            self.run_input_thread()
        except Exception as error:
            # Textual would print its own report here, with lines of code and of what was typed.
            self._app.call_later(self._app._handle_exception, error)

    def run_input_thread(self) -> None:
        """Read until the program or the line ends; give keys and pastes to the app."""
        parser, incoming = XTermParser(self._debug), Incoming()
        silent = 0.0
        with selectors.SelectSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                came = bool(selector.select(_TICK))
                silent = 0.0 if came else silent + _TICK
                piece = self._read() if came else b""
                if piece is None:
                    break
                text = incoming.feed(piece)
                if silent >= PASTE_SECONDS:
                    text += incoming.end_paste()
                # An empty text would tell the parser that the line has ended.
                for message in parser.feed(text) if text else ():
                    self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
        with suppress(EOFError, ParseError):
            for _ in parser.feed(""):
                pass

    def _read(self) -> bytes | None:
        try:
            return os.read(self.fileno, 4096) or None
        except OSError:
            return None
