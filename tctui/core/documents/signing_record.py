"""Who signed a paper, as data for the page that goes out with its copy: the kept bytes themselves are never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from tctui.core.documents.parts import Practice


@dataclass(frozen=True, slots=True)
class GivenSignature:
    """One signature as it was recorded: ``at`` in UTC, ``address`` of the terminal, ``words`` that were agreed to."""

    signer: str
    relation: str
    way: str
    at: datetime
    witness: str
    address: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class SigningRecord:
    """The signatures on one version of a paper, in their order; ``sha256`` is of the bytes that were signed."""

    practice: Practice
    paper: str
    version: int
    sha256: str
    signatures: tuple[GivenSignature, ...]

    @property
    def made_at(self) -> datetime:
        """The time of the last signature: the same signatures give the same page."""
        return max(one.at for one in self.signatures)
