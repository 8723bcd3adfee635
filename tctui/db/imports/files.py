"""The files of an import: which kind each is, which column is which field, and how its dates are written (the first pass)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from tctui.core.errors import Refused
from tctui.db.imports.dates import DateColumn, order_of_format
from tctui.db.imports.fields import BY_NAME, KINDS, Field, Kind, kind_of_file, known_columns
from tctui.db.imports.profile import BadProfile, Detected, FileProfile, Profile
from tctui.db.imports.reading import Bad, Layout, check_file, find_layout, guess_kind, header_position, rows_of
from tctui.db.imports.report import FileFound, Question

ENDINGS = (".csv", ".txt", ".tsv")


@dataclass(frozen=True, slots=True)
class Source:
    """One file ready to be read: its layout, the column of each field, the order of its dates by field."""

    kind: Kind
    layout: Layout
    columns: tuple[tuple[Field, int], ...]
    orders: dict[str, str]
    values: FileProfile
    decimal_comma: bool
    found: FileFound
    held: tuple[int, int]

    @property
    def name(self) -> str:
        """The file's name."""
        return self.layout.path.name

    def header(self, field: str) -> str:
        """The header of the column of a field, or empty when it has none."""
        return next((self.layout.headers[at] for known, at in self.columns if known.name == field), "")

    def changed_since(self) -> bool:
        """Whether the file was written to after its first pass."""
        now = self.layout.path.stat()
        return (now.st_size, now.st_mtime_ns) != self.held


def files_in(named: Path | Iterable[Path]) -> list[Path]:
    """The files to read: those named, and the CSV files of a folder, by name. Raises Refused when there is none."""
    found: list[Path] = []
    for path in [named] if isinstance(named, Path) else list(named):
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in ENDINGS and one.is_file())
        else:
            found.append(path)
    if not found:
        raise Refused("There is no CSV file to import there.")
    return found


def open_source(path: Path, profile: Profile, date_format: str) -> tuple[Source | None, list[Question]]:
    """Make the first pass over a file; gives no source when its kind is not known. Raises Unreadable, BadProfile."""
    kind = _kind_by_profile(path, profile) or kind_of_file(path.stem)
    said = profile.of(kind.name) if kind else FileProfile()
    check_file(path)
    status = path.stat()
    layout = find_layout(path, kind, said.encoding or profile.encoding, said.delimiter, said.header_line)
    kind = kind or guess_kind(layout.headers)
    if kind is None:
        which = ", ".join(one.name for one in KINDS)
        return None, [Question(path.name, "", f'not clear what it holds; say [<kind>] file = "{path.name}" ({which}), '
                                              f'or ignore = ["{path.name}"]')]  # fmt: skip
    said = profile.of(kind.name)
    columns, questions = _columns(kind, layout, said)
    asked = said.date_format or date_format or profile.date_format
    dated = [(field, at) for field, at in columns if field.read in ("date", "birth")]
    rows, seen = _first_pass(layout, dated)
    orders: dict[str, str] = {}
    shown: list[tuple[str, str, str]] = []
    for field, at in dated:
        header, column = layout.headers[at], seen[field.name]
        wanted = said.dates.get(field.name) or asked
        order = order_of_format(wanted) if wanted else column.order()
        if order is None:
            key = f'[{kind.name}.dates] {field.name} = "m/d/Y" or "d/m/Y"'
            questions.append(Question(path.name, header, f"{column.question()}; say {key}"))
            shown.append((header, "?", "not clear"))
            continue
        orders[field.name] = order
        known = any(column.counts.values())
        why = (
            "as asked"
            if wanted
            else "from its values"
            if known
            else "the same either way"
            if column.unclear
            else "no dates"
        )
        shown.append((header, wanted or column.format_name(order), why))
    used = {at for _, at in columns}
    found = FileFound(
        path.name, kind.name, rows, layout.encoding, layout.delimiter, layout.header_line,
        tuple((field.name, layout.headers[at]) for field, at in columns),
        tuple(header for at, header in enumerate(layout.headers) if at not in used and header), tuple(shown),
    )  # fmt: skip
    comma = profile.decimal_comma if said.decimal_comma is None else said.decimal_comma
    held = (status.st_size, status.st_mtime_ns)
    return Source(kind, layout, columns, orders, said, comma, found, held), questions


def _kind_by_profile(path: Path, profile: Profile) -> Kind | None:
    for name, said in profile.files.items():
        if said.file and fnmatch(path.name, said.file):
            return BY_NAME[name]
    return None


def _columns(
    kind: Kind, layout: Layout, said: FileProfile
) -> tuple[tuple[tuple[Field, int], ...], list[Question]]:  # fmt: skip
    """The profile's columns first; the others by their headers, unless the profile gave that column to another field."""
    at: dict[str, int] = {}
    for name, header in said.columns.items():
        position = header_position(layout.headers, header) if header else -1
        if position is None:
            raise BadProfile(
                f"[{kind.name}.columns] {name}: {layout.path.name} has no column {header!r}; it has "
                f"{', '.join(layout.headers)}."
            )
        at[name] = position
    taken = set(at.values())
    for name, position in known_columns(kind, list(layout.headers)).items():
        if name not in at and position not in taken:
            at[name] = position
    at = {name: position for name, position in at.items() if position >= 0}
    questions = []
    for name in kind.needs:
        if name not in at:
            questions.append(
                Question(layout.path.name, "", f'no column for {name}; say [{kind.name}.columns] {name} = "…"')
            )
    if kind.name in ("patients", "guarantors") and not ({"last_name", "name"} & at.keys()):
        questions.append(
            Question(layout.path.name, "", f'no column for last_name; say [{kind.name}.columns] last_name = "…"')
        )
    if kind.name == "appointments" and not ({"minutes", "pattern", "end"} & at.keys()):
        questions.append(
            Question(layout.path.name, "", 'no column for minutes; say [appointments.columns] minutes = "…"')
        )
    pairs = []
    for name, position in sorted(at.items(), key=lambda pair: pair[1]):
        field = kind.field(name)
        if field is not None:
            pairs.append((field, position))
    return tuple(pairs), questions


def _first_pass(layout: Layout, dated: list[tuple[Field, int]]) -> tuple[int, dict[str, DateColumn]]:
    seen = {field.name: DateColumn() for field, _ in dated}
    columns = [(seen[field.name], at) for field, at in dated]
    count = 0
    for line, row in rows_of(layout):
        count += 1
        if not isinstance(row, Bad):
            for column, at in columns:
                column.see(row[at].strip(), line)
    return count, seen


def detected(source: Source) -> Detected:
    """What was found out about a file, for the profile that is saved."""
    at = {header: order for header, order, _ in source.found.dates}
    dates = {
        name: "" if at[header] == "?" else at[header]
        for name, header in source.found.columns
        if header in at and (field := source.kind.field(name)) and field.read in ("date", "birth")
    }
    return Detected(
        source.kind.name, source.name, source.layout.delimiter, source.layout.encoding, source.layout.header_line,
        dict(source.found.columns), dates,
    )  # fmt: skip
