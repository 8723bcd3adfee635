"""The office's seal: applied by pyHanko with a certificate made here, verified by pyHanko, broken by a changed byte."""

from __future__ import annotations

import datetime as dt
import io
import logging
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.documents.agreement import render_agreement
from tctui.documents.seal import CERTIFICATE, PASSPHRASE, Certificate, certificate, sealed
from tests.documents import samples

pytest.importorskip("pyhanko", reason="the seal is an extra: pip install 'tctui[seal]'")

NOW = dt.datetime.now(dt.UTC).date()

SECRET = "quite a long passphrase"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A throw-away certificate of the practice, signed by itself."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Riverside Dental")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("seal") / "office.p12"
    file.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, made, None, BestAvailableEncryption(SECRET.encode())))
    return Certificate(file, SECRET)


def status(content: bytes, office: Certificate) -> tuple[bool, bool]:
    """Whether the seal is intact and whether its signer is trusted, as pyHanko judges it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.signers import SimpleSigner
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext

    signer = SimpleSigner.load_pkcs12(str(office.file), passphrase=office.passphrase.encode())
    (found,) = PdfFileReader(io.BytesIO(content)).embedded_signatures
    judged = validate_pdf_signature(found, ValidationContext(trust_roots=[signer.signing_cert]))
    return judged.intact and judged.valid, judged.bottom_line


def test_the_sealed_copy_begins_with_the_kept_bytes_and_is_verified(office: Certificate) -> None:
    kept = render_agreement(samples.agreement())
    copy = sealed(kept, office, NOW)
    assert copy.startswith(kept)
    assert status(copy, office) == (True, True)
    assert render_agreement(samples.agreement()) == kept


def test_a_changed_amount_breaks_the_seal(office: Certificate) -> None:
    copy = sealed(render_agreement(samples.agreement()), office, NOW)
    at = copy.index(b"/Title")
    assert status(copy[: at + 10] + bytes([copy[at + 10] ^ 1]) + copy[at + 11 :], office) == (False, False)


def test_without_its_passphrase_or_file_nothing_goes_out(office: Certificate, tmp_path: Path, caplog) -> None:  # type: ignore[no-untyped-def]
    caplog.set_level(logging.CRITICAL)
    kept = render_agreement(samples.agreement())
    with pytest.raises(Refused, match=PASSPHRASE):
        sealed(kept, Certificate(office.file, "wrong"), NOW)
    with pytest.raises(Refused, match="is not there"):
        sealed(kept, Certificate(tmp_path / "none.p12", SECRET), NOW)
    (tmp_path / "bad.p12").write_bytes(b"nothing of the kind")
    with pytest.raises(Refused, match="cannot be opened"):
        sealed(kept, Certificate(tmp_path / "bad.p12", SECRET), NOW)


def test_a_certificate_that_does_not_hold_today_seals_nothing(office: Certificate) -> None:
    kept = render_agreement(samples.agreement())
    with pytest.raises(Refused, match=r"office\.p12 has expired on "):
        sealed(kept, office, NOW + dt.timedelta(days=32))
    with pytest.raises(Refused, match=r"office\.p12 holds from "):
        sealed(kept, office, NOW - dt.timedelta(days=2))


def test_the_certificate_comes_from_the_environment_and_the_passphrase_is_never_shown() -> None:
    assert certificate({}) is None
    found = certificate({CERTIFICATE: "/keys/office.p12", PASSPHRASE: SECRET})
    assert found == Certificate(Path("/keys/office.p12"), SECRET)
    assert SECRET not in repr(found)
