"""What comes in as a file: a scan of a signed paper, the logo of the letterhead; judged by content, never by name."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from tctui.core.errors import Refused

SCAN_LIMIT = 20 * 1024 * 1024
"""Bytes of the largest scan that is kept."""

LOGO_LIMIT = 512 * 1024
"""Bytes of the largest logo: it is drawn into every paper."""

SCAN_PIXELS = 200_000_000
"""Pixels of the largest scan: a page at 1,200 dots an inch has 140 million; a small file may unfold without end."""

LOGO_PIXELS = 4_000_000
"""Pixels of the largest logo; a small file may unfold into a picture that fills the memory."""

_PDF, _PNG, _JPEG = b"%PDF-", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
"""Samples of a pixel by the colour type of a PNG (ISO 15948, 11.2.2)."""

_ACTIVE = re.compile(rb"/(?:JavaScript|Launch|EmbeddedFile)")
"""Names of a PDF that bring a program or another file along; a scan is pages alone."""

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
        _check_pdf(content)
        return "PDF"
    found = _picture(content, "The scan", SCAN_PIXELS)
    if found is None:
        raise Refused("The scan is not a PDF, PNG or JPEG.")
    return found.format


def _check_pdf(content: bytes) -> None:
    """Raise Refused unless the PDF ends with where its table of objects begins, that is there, and nothing bars it."""
    tails = re.findall(rb"startxref\s+(\d+)\s+%%EOF", content[-2048:])
    if not tails:
        raise Refused("The scan is a PDF that ends too early; scan it again.")
    table = content[int(tails[-1][:12]) :]
    ends = rb"trailer\b(.*?)startxref" if table.startswith(b"xref") else rb"\A\d+\s+\d+\s+obj\b(.*?)stream\b"
    found = re.search(ends, table, re.DOTALL)
    if found is None or b"/Root" not in found[1]:
        raise Refused("The scan is a PDF that is broken; scan it again.")
    if b"/Encrypt" in found[1]:
        raise Refused("The scan is a PDF locked with a password; save it without one.")
    if _ACTIVE.search(content):
        raise Refused("The scan is a PDF with a program or another file in it; scan it as pages alone.")


def checked_logo(content: bytes) -> Picture:
    """Give the format and size of a logo; raises Refused for another kind of file, a broken or too large one."""
    if len(content) > LOGO_LIMIT:
        raise Refused(f"The logo is larger than {LOGO_LIMIT // 1024} KB.")
    found = _picture(content, "The logo", LOGO_PIXELS)
    if found is None:
        raise Refused("The logo is not a PNG or JPEG.")
    return found


def _picture(content: bytes, what: str, most: int) -> Picture | None:
    for start, name, read in ((_PNG, "PNG", _png_size), (_JPEG, "JPEG", _jpeg_size)):
        if content.startswith(start):
            size = read(content)
            if size is None or 0 in size:
                raise Refused(f"{what} is a {name} that is broken or ends too early.")
            if size[0] * size[1] > most:
                raise Refused(f"{what} has {size[0]} × {size[1]} pixels; {most // 1_000_000} million are plenty.")
            if name == "PNG" and not _unfolds(content):
                raise Refused(f"{what} is a PNG whose picture is broken.")
            return Picture(name, *size)
    return None


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The chunks of a PNG by kind up to its end; stops before one that is cut or altered."""
    at = len(_PNG)
    while at + 12 <= len(content):
        length, kind = int.from_bytes(content[at : at + 4]), content[at + 4 : at + 8]
        inside = content[at + 8 : at + 8 + length]
        check = content[at + 8 + length : at + 12 + length]
        if len(check) < 4 or zlib.crc32(kind + inside) != int.from_bytes(check):
            return
        yield kind, inside
        if kind == b"IEND":
            return
        at += 12 + length


def _png_size(content: bytes) -> tuple[int, int] | None:
    """Width and height; None unless every chunk is whole, the first is the header and the last the end."""
    chunks = [(kind, inside if kind == b"IHDR" else b"") for kind, inside in _chunks(content)]
    kinds = [kind for kind, _ in chunks]
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or b"IDAT" not in kinds or len(chunks[0][1]) != 13:
        return None
    return int.from_bytes(chunks[0][1][:4]), int.from_bytes(chunks[0][1][4:8])


def _unfolds(content: bytes) -> bool:
    """Tell whether the picture of a whole PNG unfolds to the rows that its header names, and to no byte more."""
    header = next(inside for kind, inside in _chunks(content) if kind == b"IHDR")
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    row = 1 + (width * header[8] * _CHANNELS.get(header[9], 0) + 7) // 8
    # Seven passes of an interlaced one begin more rows, each by one byte, and round more of them up.
    least, most = row * height, (row + 15) * (height + 8) * 2 if header[12] else row * height
    unfolding, unfolded = zlib.decompressobj(), 0
    try:
        for kind, inside in _chunks(content):
            while kind == b"IDAT" and inside and not unfolding.eof:
                unfolded += len(unfolding.decompress(inside, 1 << 20))
                inside = unfolding.unconsumed_tail
                if unfolded > most:
                    return False
    except zlib.error:
        return False
    return unfolding.eof and (unfolded >= least or bool(header[12])) and header[9] in _CHANNELS


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
