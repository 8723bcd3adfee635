"""The logo is tried before it is kept: what cannot be drawn would stop every paper."""

from __future__ import annotations

from datetime import UTC, datetime

from tctui.core.documents.parts import Practice
from tctui.core.documents.scan import checked_logo
from tctui.core.errors import Refused
from tctui.documents.blocks import letterhead
from tctui.documents.sheet import Sheet


def tried_logo(content: bytes) -> bytes:
    """Give the logo back after it was drawn once; raises Refused when it is too large, broken or of another kind."""
    checked_logo(content)
    practice = Practice("", logo=content)
    try:
        with Sheet("", datetime(2026, 1, 1, tzinfo=UTC), practice, "") as sheet:
            letterhead(sheet, practice)
            sheet.finish()
    # Whatever the picture library stumbles over, the file is at fault: it has passed every other check.
    except Exception as wrong:
        raise Refused(f"The logo cannot be drawn ({type(wrong).__name__}); save it anew as PNG or JPEG.") from None
    return content
