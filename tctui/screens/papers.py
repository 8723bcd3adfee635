"""The papers of a case: what is made, signed, missing or invalid; making, printing and signing them."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from textual.widget import Widget

from tctui.core.case import CaseFile, Option
from tctui.core.errors import Refused
from tctui.core.papers import AGREEMENT, CONSENT, Paper, begun, consent_classes, newest
from tctui.core.spoken import show_date, show_date_year
from tctui.db import agreements, paper_writes
from tctui.db.cases import read_case
from tctui.db.papers import papers_of
from tctui.paths import data_folder
from tctui.screens.place import Field, Place
from tctui.widgets.table import Column, Line, Row, Section, Table

SCANS = {b"%PDF": "PDF", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """One paper of the list: its kind and title, the newest version if any, and how it stands today."""

    kind: str
    title: str
    paper: Paper | None
    standing: str


class PapersScreen(Place):
    """Agreement, consents and presentation of the leading option, with every version behind them."""

    PLACE = "papers"
    DETAIL = 2

    def __init__(self, case_id: int, sign: bool = False) -> None:
        super().__init__()
        self._case_id = case_id
        self._sign_first = sign
        columns = [Column("paper"), Column("version", 7, "right"), Column("made", 11), Column("how it stands", 34)]
        self._table = Table(columns, self._moved)
        self._case: CaseFile | None = None
        self._wanted: dict[Any, Wanted] = {}

    def body(self) -> Iterable[Widget]:
        """Give the list of papers."""
        yield self._table

    def on_mount(self) -> None:
        """Show the papers; go on to signing when that was asked for."""
        super().on_mount()
        if self._sign_first:
            unsigned = next((key for key, each in self._wanted.items() if each.standing == "unsigned"), None)
            if unsigned is not None:
                self._table.go_to(unsigned)
                self.act_sign()
            else:
                self.warn("sign: there is no paper waiting for a signature; make it first")

    @property
    def case(self) -> CaseFile:
        """The case."""
        assert self._case is not None
        return self._case

    @property
    def option(self) -> Option:
        """The option the papers are for."""
        option = self.case.leading
        if option is None:
            raise Refused("The case has no option yet.")
        return option

    def reload(self) -> None:
        """Read the papers and show how they stand today."""
        today = self.desk.today()
        self._case = read_case(self._case_id)
        option = self.option
        papers = papers_of([self._case_id])[self._case_id]
        kinds = [(AGREEMENT, "Financial agreement")]
        kinds += [(f"{CONSENT}:{wanted}", f"Consent: {wanted}") for wanted in consent_classes(option.lines())]
        kinds.append((agreements.PRESENTATION, "Treatment plan handout"))
        self._wanted = {}
        rows: list[Line] = [Section("wanted today")]
        for kind, title in kinds:
            paper = newest(papers, kind, option.id)
            standing = self._standing(paper, kind)
            self._wanted[kind] = Wanted(kind, title, paper, standing)
            made = (str(paper.number), show_date(paper.day)) if paper else ("", "")
            rows.append(Row(kind, (title, *made, (standing, _ink(standing)))))
        older = [
            paper for paper in papers if not any(w.paper and w.paper.id == paper.id for w in self._wanted.values())
        ]
        if older:
            rows.append(Section("earlier versions and other options"))
        for paper in reversed(older):
            standing = "signed" if paper.signatures else "replaced"
            self._wanted[paper.id] = Wanted(paper.kind, paper.title, paper, standing)
            rows.append(Row(paper.id, (paper.title, str(paper.number), show_date(paper.day), standing), "dim"))
        missing = paper_writes.missing_for(self.case, None, today)
        name = f"{self.case.last_name}, {self.case.first_name}"
        state = (
            [("nothing is missing", "good")] if not missing else [(f"{len(missing)} missing before treatment", "warn")]
        )
        self.heading(
            [("Papers  ", "heading"), (f"{name}  option {option.letter} {option.name}", "strong")], right=state
        )
        self._table.show(rows)
        self._moved()

    def _standing(self, paper: Paper | None, kind: str) -> str:
        if paper is None:
            return "not made"
        if kind == agreements.PRESENTATION:
            return "made"
        basis = paper_writes.basis_of(self.option, kind)
        return paper.standing(basis, self.desk.today(), begun(self.option, kind))

    @property
    def current(self) -> Wanted | None:
        """The paper under the cursor."""
        return self._wanted.get(self._table.key)

    def _moved(self) -> None:
        current = self.current
        if current is None or current.paper is None:
            self.detail("Enter makes it and writes the PDF" if current else "")
            return
        paper = current.paper
        until = f"   to be signed by {show_date_year(paper.valid_until)}" if paper.valid_until else ""
        signed = "   ".join(
            f"signed {show_date(one.day)} by {one.signer} ({one.relation}, {one.way}), witness {one.witness}"
            for one in paper.signatures
        )
        self.detail(signed or f"not signed{until}", f"SHA-256 {paper.sha256}")

    def why_not(self, action_id: str) -> str | None:
        """Say why a paper cannot be made or signed now."""
        current = self.current
        if action_id not in ("open", "sign", "make") or current is None:
            return "there is no paper here" if action_id in ("open", "sign", "make") else None
        if action_id == "sign":
            if current.kind == agreements.PRESENTATION:
                return "a treatment plan is handed out, not signed"
            if current.standing != "unsigned":
                return {"signed": "it is signed", "not made": "make it first (Enter)"}.get(
                    current.standing, f"it is {current.standing}; make it anew (n)"
                )
        return None

    def act_open(self) -> str:
        """Make the paper if it is not there yet, and write its PDF."""
        current = self.current
        assert current is not None
        made = ""
        if current.paper is None:
            number = self._make(current.kind)
            made = "Made. "
        else:
            number = current.paper.id
        path = export(number, current.kind, self.desk.today().isoformat())
        self.reload()
        return f"{made}PDF: {shown_path(path)}"

    def act_make(self) -> str:
        """Make the paper anew with today's terms."""
        current = self.current
        assert current is not None
        before = current.paper.id if current.paper else 0
        number = self._make(current.kind)
        self.reload()
        return "Nothing has changed since this version." if number == before else f"{current.title}: new version made"

    def _make(self, kind: str) -> int:
        desk = self.desk
        about = (desk.user, desk.now(), desk.today(), self.case)
        if kind == AGREEMENT:
            return agreements.make_agreement(*about, self.option)
        if kind == agreements.PRESENTATION:
            return agreements.make_presentation(*about)
        return agreements.make_consent(*about, self.option, kind.partition(":")[2])

    def act_sign(self) -> None:
        """Record a signature: on paper with a witness and perhaps a scan, or typed on this screen."""
        self.choose("Signed", [("p", "on paper"), ("t", "typed here")], self._ask_signature)

    def _ask_signature(self, key: str) -> None:
        current = self.current
        assert current is not None
        assert current.paper is not None
        paper = current.paper
        patient, payer = agreements.parties(self.case)
        fields = [
            Field("signer", "Printed name of the signer", initial=payer.name if key == "p" else "", required=True),
            Field("relation", "Signs as", "choice", initial="patient" if payer is patient else "guarantor",
                  choices=[(each, each) for each in paper_writes.RELATIONS]),
        ]  # fmt: skip
        words = (
            f"I have read the {paper.title}, version {paper.number} (SHA-256 {paper.sha256[:16]}), I agree to it, "
            "and I agree to sign it electronically; I may have it on paper instead at no cost."
        )
        if key == "p":
            fields.append(Field("scan", "Scan (path of a PDF, PNG or JPEG; may stay empty)"))
            title = f"{paper.title}, version {paper.number}: signed on paper"
        else:
            fields.append(Field("agrees", "I agree to the words above", "yes_no", initial=False))
            title = f"{paper.title}, version {paper.number}: sign on this screen"

        def save(values: dict[str, Any]) -> str:
            if key == "t" and not values["agrees"]:
                raise Refused("Not signed: the words were not agreed to.")
            desk = self.desk
            paper_writes.sign(
                desk.user, desk.now(), desk.today(), read_case(self._case_id), paper.id,
                way="paper" if key == "p" else "typed", signer=values["signer"], relation=values["relation"],
                words=words if key == "t" else "", address=source_address(),
                scan=_scan(values["scan"]) if key == "p" and values["scan"] else None,
            )  # fmt: skip
            return f"{paper.title} signed by {values['signer']}, witness {desk.user.name}"

        # A signature is never half given: nothing of this form is kept as a draft.
        self.open_form(title, fields, save, words if key == "t" else "", keeps=False)


def open_papers(place: Place, case_id: int, sign: bool = False) -> None:
    """Open the papers of a case over a place, on the way to a signature when asked."""
    place.app.push_screen(PapersScreen(case_id, sign), place._form_closed)


def _ink(standing: str) -> str:
    if standing in ("signed", "made"):
        return "good"
    return "warn" if standing.startswith("INVALID") else "caution"


def shown_path(path: Path) -> str:
    """A path as people read it: the home folder is ``~``."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)


def source_address() -> str:
    """Where the session comes from: the address of the SSH client, else this machine."""
    return os.environ.get("SSH_CLIENT", "").split(" ")[0] or "local"


def export(document_id: int, kind: str, day: str) -> Path:
    """Write a kept document into the export folder, 0600, under a name that tells nothing about the patient."""
    folder = data_folder() / "exports"
    folder.mkdir(mode=0o700, exist_ok=True)
    word = kind.partition(":")[0]
    path = folder / f"{word}-{document_id}-{day}-{secrets.token_hex(3)}.pdf"
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(paper_writes.document_bytes(document_id))
    except OSError as error:
        raise Refused(f"The PDF could not be written to {folder}: {error.strerror}.") from None
    return path


def _scan(named: str) -> bytes:
    """Read a scan; refused when it is missing, too large, or neither PDF nor picture."""
    path = Path(named).expanduser()
    try:
        size = path.stat().st_size
        if size > paper_writes.SCAN_LIMIT:
            raise Refused(f"The scan is larger than {paper_writes.SCAN_LIMIT // 1024 // 1024} MB.")
        content = path.read_bytes()
    except OSError as error:
        raise Refused(f"The scan cannot be read: {error.strerror}.") from None
    if not any(content.startswith(start) for start in SCANS):
        raise Refused("The scan is not a PDF, PNG or JPEG.")
    return content
