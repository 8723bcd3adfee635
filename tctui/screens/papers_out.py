"""A paper on its way out: its PDF (sealed when the office seals), its scan, and where they were written."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

from tctui import exports
from tctui.core.documents.scan import SCAN_LIMIT, checked_scan
from tctui.core.errors import Refused
from tctui.db.change import By
from tctui.db.paper_writes import document_bytes
from tctui.db.scans import scans_of
from tctui.db.signing_records import signing_record
from tctui.files_in import read_named


def export(document_id: int, kind: str, day: str) -> Path:
    """Write a copy of a kept document into the export folder; with the office's seal when a certificate is named."""
    return _copy(document_bytes(document_id), kind.partition(":")[0], document_id, day)


def export_office(by: By, kind: str, title: str, record: object, content: bytes, patient_id: int | None = None) -> Path:
    """Keep a paper that belongs to no case, and write a copy of it as of a document."""
    from tctui.db.office_papers import keep_office_paper, office_paper_bytes

    kept = keep_office_paper(by, kind, title, record, content, patient_id)
    return _copy(office_paper_bytes(kept), kind, kept, by.today.isoformat())


def export_signatures(document_id: int, day: str) -> Path | None:
    """Write who signed a paper as its copy is written; None while nobody has."""
    from tctui.documents.signing_record import render_signing_record

    record = signing_record(document_id)
    return None if record is None else _copy(render_signing_record(record), "signatures", document_id, day)


def _copy(content: bytes, kind: str, number: int, day: str) -> Path:
    from tctui.documents.seal import certificate, sealed

    office = certificate()
    return exports.export(sealed(content, office, date.fromisoformat(day)) if office else content, kind, number, day)


def export_scans(document_id: int, day: str) -> list[Path]:
    """Write the scans of a signed paper into the export folder; raises Refused when none was attached."""
    found = scans_of(document_id)
    if not found:
        raise Refused("No scan is attached to this paper.")
    endings = {"PDF": "pdf", "PNG": "png", "JPEG": "jpg"}
    return [exports.export(each, "scan", document_id, day, endings[checked_scan(each)]) for each in found]


def shown_path(path: Path) -> str:
    """A path as people read it: the home folder is ``~``."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def source_address() -> str:
    """Where the session comes from: the address of the SSH client, else this machine."""
    return os.environ.get("SSH_CLIENT", "").split(" ")[0] or "local"


def read_scan(named: str) -> bytes:
    """Read a scan from a file; raises Refused when it is missing, too large, broken, or neither PDF nor picture."""
    content = read_named(named, SCAN_LIMIT, "The scan")
    checked_scan(content)
    return content
