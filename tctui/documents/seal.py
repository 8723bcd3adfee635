"""The seal: the office's certificate on the copy that goes out, by pyHanko; the kept bytes are never changed."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from tctui.core.errors import Refused
from tctui.core.spoken import show_date_year

CERTIFICATE, PASSPHRASE = "TCTUI_SEAL_CERTIFICATE", "TCTUI_SEAL_PASSPHRASE"
"""Variables that name the certificate (PKCS #12) and hold its passphrase: arguments would show in the list of processes."""

FIELD = "PracticeSeal"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Where the office's certificate and key lie, and what opens them."""

    file: Path
    passphrase: str = field(repr=False)


def certificate(environ: Mapping[str, str] = os.environ) -> Certificate | None:
    """The certificate that the environment names, or None when the office seals nothing."""
    named = environ.get(CERTIFICATE, "")
    return Certificate(Path(named).expanduser(), environ.get(PASSPHRASE, "")) if named else None


def sealed(content: bytes, office: Certificate, today: date) -> bytes:
    """Give a copy that ends in the office's seal; it begins with the very bytes that were given.

    Raises Refused when pyHanko is not installed, or the certificate cannot be read, opened or used, or does not hold
    today: a copy that should be sealed never goes out without.
    """
    try:
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign.general import SigningError
        from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
    except ImportError:
        raise Refused(f"{CERTIFICATE} is set, but pyHanko is missing: pip install 'tctui[seal]'.") from None
    if not office.file.is_file():
        raise Refused(f"The certificate {office.file} is not there.")
    # What is wrong with a file is logged by pyHanko; it gives None.
    signer = SimpleSigner.load_pkcs12(str(office.file), passphrase=office.passphrase.encode())
    if signer is None:
        raise Refused(f"The certificate {office.file} cannot be opened: not PKCS #12, or {PASSPHRASE} is wrong.")
    begins, ends = (_day(signer.signing_cert, bound) for bound in ("not_before", "not_after"))
    if not begins <= today <= ends:
        when = f"has expired on {show_date_year(ends)}" if ends < today else f"holds from {show_date_year(begins)}"
        raise Refused(f"The certificate {office.file} {when}: put a valid one there.")
    about = PdfSignatureMetadata(field_name=FIELD, reason="Copy as it is kept by the practice")
    try:
        made = sign_pdf(IncrementalPdfFileWriter(BytesIO(content)), about, signer=signer)
    except SigningError as wrong:
        raise Refused(f"The certificate {office.file} cannot seal: {wrong}") from None
    return bytes(made.getvalue())


def _day(held: Any, bound: str) -> date:
    """The day of one end of a certificate's validity (RFC 5280, 4.1.2.5)."""
    moment: datetime = held["tbs_certificate"]["validity"][bound].native
    return moment.date()
