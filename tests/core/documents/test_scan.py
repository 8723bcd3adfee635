"""Scans and logos are judged by content: whole files pass, cut, altered and foreign ones are told apart."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib

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


PNG, JPEG = picture("PNG"), picture("JPEG")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nxref\ntrailer\n<<>>\nstartxref\n9\n%%EOF\n"


def test_whole_files_are_taken_by_what_they_hold() -> None:
    assert [checked_scan(each) for each in (PDF, PNG, JPEG)] == ["PDF", "PNG", "JPEG"]
    assert checked_logo(PNG) == Picture("PNG", 60, 20)
    assert checked_logo(picture("JPEG", progressive=True)) == Picture("JPEG", 60, 20)
    assert checked_scan(JPEG + b"\0" * 12) == "JPEG"


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\3\4 a document", b"%!PS", b"GIF89a", b"<svg/>", b"\xff\xd8"])
def test_other_kinds_are_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="not a PDF, PNG or JPEG"):
        checked_scan(content)
    with pytest.raises(Refused, match="not a PNG or JPEG"):
        checked_logo(content)


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

    def chunk(kind: bytes, inside: bytes) -> bytes:
        return struct.pack(">I", len(inside)) + kind + inside + struct.pack(">I", zlib.crc32(kind + inside))

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
