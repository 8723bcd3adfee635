"""What comes in as a file: a scan of a signed paper, the logo of the letterhead; judged by content, never by name."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from tctui.core.errors import Refused

SCAN_LIMIT = 20 * 1024 * 1024
"""Bytes of the largest scan that is kept."""

LOGO_LIMIT = 512 * 1024
"""Bytes of the largest logo: it is drawn into every paper."""

LOGO_PIXELS = 4_000_000
"""Pixels of the largest logo; a small file may unfold into a picture that fills the memory."""

_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
"""Markers of a JPEG that give its size (ISO 10918-1, table B.1)."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its format (``PNG`` or ``JPEG``) and its size in pixels."""

    format: str
    width: int
    height: int


def checked_scan(content: bytes) -> str:
    """Give the format of a scan: ``PDF``, ``PNG`` or ``JPEG``; raises Refused for another, a broken or too large one."""
    if len(content) > SCAN_LIMIT:
        raise Refused(f"The scan is larger than {SCAN_LIMIT // 1024 // 1024} MB.")
    if content.startswith(_PDF):
        tail = content[-2048:]
        if b"%%EOF" not in tail or b"startxref" not in tail:
            raise Refused("The scan is a PDF that ends too early; scan it again.")
        return "PDF"
    found = _picture(content, "The scan")
    if found is None:
        raise Refused("The scan is not a PDF, PNG or JPEG.")
    return found.format


def checked_logo(content: bytes) -> Picture:
    """Give the format and size of a logo; raises Refused for another kind of file, a broken or too large one."""
    if len(content) > LOGO_LIMIT:
        raise Refused(f"The logo is larger than {LOGO_LIMIT // 1024} KB.")
    found = _picture(content, "The logo")
    if found is None:
        raise Refused("The logo is not a PNG or JPEG.")
    if found.width * found.height > LOGO_PIXELS:
        raise Refused(f"The logo has {found.width} × {found.height} pixels; 1,000 × 400 are plenty.")
    return found


def _picture(content: bytes, what: str) -> Picture | None:
    for start, name, read in ((_PNG, "PNG", _png_size), (_JPEG, "JPEG", _jpeg_size)):
        if content.startswith(start):
            size = read(content)
            if size is None or 0 in size:
                raise Refused(f"{what} is a {name} that is broken or ends too early.")
            return Picture(name, *size)
    return None


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None unless every chunk is whole, the first is the header and the last the end."""
    at, size, drawn = len(_PNG), None, False
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        inside = content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(kind + inside) != int.from_bytes(check):
            return None
        if kind == b"IHDR" and length == 13 and size is None:
            size = int.from_bytes(inside[:4]), int.from_bytes(inside[4:8])
        drawn = drawn or kind == b"IDAT"
        if kind == b"IEND":
            return size if drawn else None
        at += 12 + length
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None unless the segments are whole and the picture has its end mark."""
    at, size = 2, None
    if b"\xff\xd9" not in content[-64:]:
        return None
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            return None
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(content[at + 2 : at + 4])
        if marker in _FRAMES and length >= 8:
            size = int.from_bytes(content[at + 7 : at + 9]), int.from_bytes(content[at + 5 : at + 7])
        if marker == 0xDA:
            return size
        at += 2 + length
    return None
