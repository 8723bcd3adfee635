"""What an import found and did, as plain records and as the lines that are printed."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tctui.core.text import safe_text

WIDTH = 80
REFUSALS_LISTED = 50_000
"""Refused rows that are listed one by one; further ones are counted."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was refused: file name, the line it begins on, the column's header (or empty), and why."""

    file: str
    line: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class Question:
    """Something that only a person can decide before anything is brought in."""

    file: str
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class FileFound:
    """How one file was read: columns as (field, header), dates as (header, format, where the format is from)."""

    name: str
    kind: str
    rows: int
    encoding: str
    delimiter: str
    header_line: int
    columns: tuple[tuple[str, str], ...]
    unused: tuple[str, ...]
    dates: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Count:
    """Records of one kind: added, changed, left as they are, and rows refused."""

    what: str
    added: int = 0
    changed: int = 0
    left: int = 0
    refused: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """The outcome of an import or a dry run; `kept` says whether anything was written.

    `unsigned` counts appointments that come in as not confirmed or not seated, for want of signed papers.
    """

    source: str
    dry_run: bool
    kept: bool
    files: tuple[FileFound, ...]
    counts: tuple[Count, ...] = ()
    questions: tuple[Question, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    refused: int = 0
    seconds: float = 0.0
    unsigned: int = 0

    @property
    def ok(self) -> bool:
        """Whether there is nothing to ask and either no row was refused or the rest was kept."""
        return not self.questions and (self.kept or not self.refused)

    def count(self, what: str) -> Count:
        """The count of one kind of record; all zero when there was none."""
        return next((count for count in self.counts if count.what == what), Count(what))


def report_lines(report: ImportReport) -> Iterator[str]:
    """The report as lines of safe text: files, counts, questions, refused rows, and what was done."""
    names = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
    for file in report.files:
        yield safe_text(
            f"{file.name}: {file.kind}, {_rows(file.rows)}, {file.encoding}, {names[file.delimiter]},"
            f" header on line {file.header_line}"
        )
        yield from _wrapped("  columns  ", (f"{name} = {header}" for name, header in file.columns))
        if file.unused:
            yield from _wrapped("  not used ", file.unused)
        for header, order, why in file.dates:
            yield safe_text(f"  dates    {header}: {order} ({why})")
    if report.counts:
        yield ""
        yield f"{'':<16}{'added':>10}{'changed':>10}{'as it was':>11}{'refused':>10}"
        for count in report.counts:
            yield f"{count.what:<16}{count.added:>10,}{count.changed:>10,}{count.left:>11,}{count.refused:>10,}"
    if report.unsigned:
        yield ""
        them = "1 appointment comes" if report.unsigned == 1 else f"{report.unsigned:,} appointments come"
        yield from _wrapped("", [f"{them} in as scheduled or arrived: the papers of the visit are not signed"])
    if report.questions:
        yield ""
    for question in report.questions:
        where = f"{question.file}, column {question.column}" if question.column else question.file
        yield safe_text(f"{where}: {question.reason}")
    if report.refusals:
        yield ""
    for refusal in report.refusals:
        column = f", column {refusal.column}" if refusal.column else ""
        yield safe_text(f"{refusal.file}, line {refusal.line}{column}: {refusal.reason}")
    if report.refused > len(report.refusals):
        yield f"and {_rows(report.refused - len(report.refusals))} more refused"
    yield ""
    yield _outcome(report)


def _wrapped(title: str, parts: Iterable[str]) -> list[str]:
    return textwrap.wrap(safe_text(", ".join(parts)), WIDTH, initial_indent=title, subsequent_indent=" " * len(title))


def _rows(number: int) -> str:
    return f"{number:,} row{'' if number == 1 else 's'}"


def _outcome(report: ImportReport) -> str:
    took = f"{report.seconds:.1f} s"
    if report.questions:
        return "Nothing was changed: answer the above in a profile (--profile FILE) or with --date-format, then repeat."
    if report.dry_run:
        also = f"; {_rows(report.refused)} would be refused" if report.refused else ""
        return f"A dry run, nothing was changed{also} ({took})."
    if report.refused and not report.kept:
        return (
            f"Nothing was changed: {_rows(report.refused)} refused. Mend them, or repeat with --skip-refused to bring in"
            f" the rest ({took})."
        )
    left_out = f"; {_rows(report.refused)} left out" if report.refused else ""
    return f"Done, from {safe_text(report.source)}{left_out} ({took})."
