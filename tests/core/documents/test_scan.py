"""Scans and logos are judged by content: whole files pass, cut, altered and foreign ones are told apart."""

from __future__ import annotations

import contextlib
import io
import re
import struct
import zlib

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from tctui.core.documents import scan
from tctui.core.documents.scan import Picture, checked_logo, checked_scan
from tctui.core.errors import Refused


def picture(kind: str, width: int = 60, height: int = 20, **how: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (20, 90, 160)).save(out, kind, **how)  # type: ignore[arg-type]
    return out.getvalue()


def chunk(kind: bytes, inside: bytes) -> bytes:
    return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))


def whole_pdf(password: str = "", script: str = "", packed: bool = False) -> bytes:
    """A page as a scanner or another program writes it: with a table of objects, or with that packed in a stream."""
    writer = pypdf.PdfWriter()
    writer.add_blank_page(200, 100)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    content = out.getvalue()
    if not packed:
        return content
    content += b"98 0 obj\n<</S/JavaScript/JS(%s)>>\nendobj\n" % script.encode() if script else b""
    root = re.search(rb"/Root (\d+ \d+ R)", content)
    assert root is not None
    at = len(content)
    entries = zlib.compress(b"\1\0\0\0")
    lock = b"/Encrypt 9 0 R" if password else b""
    head = b"99 0 obj\n<</Type/XRef/W[1 2 1]/Size 1/Root %s%s/Filter/FlateDecode/Length %d>>" % (root[1], lock, len(entries))
    return content + head + b"\nstream\n" + entries + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at


PNG, JPEG = picture("PNG"), picture("JPEG")
PDF = whole_pdf()


def test_whole_files_are_taken_by_what_they_hold() -> None:
    assert [checked_scan(each) for each in (PDF, PNG, JPEG)] == ["PDF", "PNG", "JPEG"]
    assert checked_scan(whole_pdf(packed=True)) == checked_scan(PDF + b"\0\r\n") == "PDF"
    for mode in ("1", "L", "P", "RGBA", "I;16"):
        out = io.BytesIO()
        Image.new(mode, (61, 21)).save(out, "PNG")
        assert checked_scan(out.getvalue()) == "PNG"
    assert checked_logo(PNG) == Picture("PNG", 60, 20)
    assert checked_logo(picture("JPEG", progressive=True)) == Picture("JPEG", 60, 20)
    assert checked_scan(JPEG + b"\0" * 12) == "JPEG"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4 a document", b"%!PS", b"GIF89a", b"<svg/>", b"\xff\xd8"])
def test_other_kinds_are_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="not a PDF, PNG or JPEG"):
        checked_scan(content)
    with pytest.raises(Refused, match="not a PNG or JPEG"):
        checked_logo(content)


def test_a_pdf_that_is_locked_or_brings_more_than_pages_is_refused() -> None:
    for locked in (whole_pdf("secret"), whole_pdf("secret", packed=True)):
        with pytest.raises(Refused, match="locked with a password; save it without"):
            checked_scan(locked)
    with pytest.raises(Refused, match="a program or another file in it"):
        checked_scan(whole_pdf(script="app.alert(1)", packed=True))
    for wrong in (
        b"%PDF-1.7\nstartxref\n9\n%%EOF\n", b"%PDF-1.7\nstartxref\n99999999999999999999\n%%EOF\n", b"%PDF-1.4\n<html>\n%%EOF",
    ):  # fmt: skip
        with pytest.raises(Refused, match=r"is broken|ends too early"):
            checked_scan(wrong)


def test_a_picture_that_unfolds_to_more_or_less_than_it_says_is_refused() -> None:
    def made(width: int, height: int, rows: bytes, colour: int = 2, interlaced: int = 0) -> bytes:
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour, 0, 0, interlaced))
        return PNG[:8] + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")

    assert checked_scan(made(2, 2, bytes(14))) == "PNG"
    assert checked_scan(made(2, 2, bytes(15), interlaced=1)) == "PNG"
    for broken in (made(2, 2, bytes(13)), made(2, 2, bytes(15)), made(2, 2, bytes(14), colour=5),
                   made(10, 10, bytes(50_000_000)), made(10, 10, bytes(50_000_000), interlaced=1)):  # fmt: skip
        with pytest.raises(Refused, match="whose picture is broken"):
            checked_scan(broken)
    with pytest.raises(Refused, match="20000 × 20000 pixels"):
        checked_scan(made(20_000, 20_000, b""))


@pytest.mark.parametrize("content", [PNG, JPEG, PDF])
def test_a_file_that_was_cut_is_refused_wherever_it_was_cut(content: bytes) -> None:
    for end in range(9, len(content) - 2):
        with pytest.raises(Refused):
            checked_scan(content[:end])


def test_a_png_with_a_changed_byte_is_refused() -> None:
    for at in range(8, len(PNG)):
        with pytest.raises(Refused):
            checked_scan(PNG[:at] + bytes([PNG[at] ^ 1]) + PNG[at + 1 :])


def test_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(Refused, match="20 MB"):
        checked_scan(b"%PDF-" + bytes(scan.SCAN_LIMIT))
    with pytest.raises(Refused, match="512 KB"):
        checked_logo(PNG + bytes(scan.LOGO_LIMIT))
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0))
    bomb = PNG[:8] + header + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    assert len(bomb) < 100
    with pytest.raises(Refused, match="60000 × 60000"):
        checked_logo(bomb)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from([PNG, JPEG, PDF]), st.binary(max_size=60), st.integers(0, 400))
def test_whatever_is_given_the_answer_is_a_kind_or_a_refusal(start: bytes, noise: bytes, at: int) -> None:
    for check in (checked_scan, checked_logo):
        with contextlib.suppress(Refused):
            check(start[:at] + noise + start[at:])
