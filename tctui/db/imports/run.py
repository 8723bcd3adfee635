"""An import from its files to its report: first pass, staging, then everything in one unit of work or nothing at all."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from tctui.core.errors import Refused
from tctui.core.text import clean
from tctui.db.imports import derived
from tctui.db.imports.appointments import bring_in_appointments
from tctui.db.imports.doubles import settle_doubles
from tctui.db.imports.fields import KINDS
from tctui.db.imports.files import Source, detected, files_in, open_source
from tctui.db.imports.merge import Merging, adopt, merge, resolve
from tctui.db.imports.profile import SOURCE_LIMIT, Profile, profile_text, read_profile, save_profile
from tctui.db.imports.report import Count, FileFound, ImportReport, Question, Refusal, report_lines
from tctui.db.imports.staging import Refusals, Staged, refuse_repeated_between, scratch, stage
from tctui.db.imports.treatment import bring_in_treatment, refresh_touched
from tctui.db.models import (
    BenefitPlan,
    Carrier,
    Coverage,
    Guarantor,
    Operatory,
    Patient,
    Procedure,
    Provider,
)
from tctui.db.models.base import Record
from tctui.db.unit_of_work import unit_of_work

__all__ = ["ImportReport", "report_lines", "run_import"]

DEFAULT_SOURCE = "csv"
_MODELS: dict[str, type[Record]] = {
    "providers": Provider, "operatories": Operatory, "procedures": Procedure, "guarantors": Guarantor,
    "patients": Patient, "carriers": Carrier, "plans": BenefitPlan, "coverages": Coverage,
}  # fmt: skip
_ADOPTED = {"procedures": ("code",), "carriers": ("name",)}


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the import was asked to do."""

    source: str
    profile: Profile
    dry_run: bool
    skip_refused: bool
    add_codes: bool
    user_id: int
    now: datetime
    today: date


class _TakeBack(Exception):
    """Ends the unit of work without keeping it."""


def run_import(
    folder_or_files: Path | Iterable[Path],
    profile_path: Path | None = None,
    *,
    dry_run: bool,
    user_id: int,
    now: datetime,
    today: date,
    source: str = "",
    date_format: str = "",
    skip_refused: bool = False,
    add_codes: bool = False,
    write_profile: Path | None = None,
) -> ImportReport:
    """Bring the CSV files of another system into the open database, all or nothing; a dry run only counts.

    `source` names the other system (else the profile's source, else ``csv``): records are found again by it and their
    own id. Raises Unreadable or BadProfile for what concerns a file or the profile as a whole; rows that do not fit are
    in the report.
    """
    began = time.monotonic()
    profile = read_profile(profile_path) if profile_path else Profile()
    named = clean(source) or profile.source or DEFAULT_SOURCE
    if len(named) > SOURCE_LIMIT:
        raise Refused(f"The source's name may have at most {SOURCE_LIMIT} characters.")
    if date_format:
        from tctui.db.imports.dates import order_of_format

        order_of_format(date_format)
    sources: list[Source] = []
    questions: list[Question] = []
    for path in files_in(folder_or_files):
        if path.name not in profile.ignore:
            opened, asked = open_source(path, profile, date_format)
            sources += [opened] if opened else []
            questions += asked
    if write_profile:
        save_profile(write_profile, profile_text(named, [detected(one) for one in sources]))
    files = tuple(one.found for one in sources)
    if questions:
        return ImportReport(named, dry_run, False, files, questions=tuple(questions))
    wanted = _Wanted(named, profile, dry_run, skip_refused, add_codes, user_id, now, today)
    report = _stage_and_merge(sources, files, wanted)
    return replace(report, seconds=time.monotonic() - began)


def _stage_and_merge(sources: list[Source], files: tuple[FileFound, ...], wanted: _Wanted) -> ImportReport:
    refusals = Refusals()
    kept, unsigned = False, 0
    counts: tuple[Count, ...] = ()
    with scratch():
        staged = _stage_all(sources, refusals, wanted.today)
        try:
            with unit_of_work(wanted.user_id, "import", wanted.now) as unit:
                unit.can_undo = False
                merging = Merging(unit, wanted.source, staged, refusals)
                _merge_all(merging, wanted)
                counts, unsigned = _counts(merging), merging.unsigned
                if wanted.dry_run or (refusals.count and not wanted.skip_refused):
                    raise _TakeBack
                unit.result = {one.what: [one.added, one.changed, one.left, one.refused] for one in counts}
                unit.result["images_left_out"] = merging.images_left_out
                unit.says = _sentence(counts, wanted.source)
            kept = True
        except _TakeBack:
            pass
    return ImportReport(
        wanted.source, wanted.dry_run, kept, files, counts, (), tuple(_in_order(refusals)), refusals.count,
        unsigned=unsigned,
    )  # fmt: skip


def _stage_all(sources: list[Source], refusals: Refusals, today: date) -> list[Staged]:
    staged: list[Staged] = []
    for number, one in enumerate(sorted(sources, key=lambda source: KINDS.index(source.kind))):
        fresh = stage(one, number, refusals, today)
        for earlier in staged:
            if earlier.kind is fresh.kind:
                refuse_repeated_between(fresh, earlier, refusals)
        staged.append(fresh)
    return staged


def _merge_all(merging: Merging, wanted: _Wanted) -> None:
    merging.say("CREATE TABLE incoming.touched (case_id INTEGER PRIMARY KEY)")
    for kind in KINDS:
        if kind.name == "fees":
            derived.bring_in_fees(merging)
        if kind.name == "patients":
            derived.bring_in_own_guarantors(merging)
        if kind.name == "plans":
            derived.bring_in_named_carriers(merging)
        for staged in merging.of(kind.name):
            if kind.name == "treatment":
                bring_in_treatment(merging, staged, wanted.today, wanted.add_codes)
            elif kind.name == "appointments":
                bring_in_appointments(merging, staged, wanted.today)
            elif kind.name != "fees":
                resolve(merging, staged)
                if kind.name in _ADOPTED:
                    adopt(merging, staged, kind.table, _ADOPTED[kind.name])
                if kind.name == "patients":
                    settle_doubles(merging, staged, wanted.profile.of(kind.name).same)
                merge(merging, staged, _MODELS[kind.name], kind.name)
                if kind.name == "plans":
                    derived.bring_in_benefits(merging, staged, wanted.profile)
    refresh_touched(merging)


def _counts(merging: Merging) -> tuple[Count, ...]:
    order = ("providers", "operatories", "procedures", "fee schedules", "fees", "guarantors", "patients", "carriers",
             "plans", "benefit rules", "coverages", "cases", "lines", "appointments")  # fmt: skip
    refused = {("lines" if kind == "treatment" else kind): number for kind, number in merging.refusals.by_kind.items()}
    counts = (
        Count(what, merging.added[what], merging.changed[what], merging.left[what], refused.get(what, 0))
        for what in order
    )
    return tuple(one for one in counts if one != Count(one.what))


def _sentence(counts: tuple[Count, ...], source: str) -> str:
    parts = [f"{one.what} {one.added:,} added, {one.changed:,} changed" for one in counts if one.added or one.changed]
    return f"Imported from {source}: {'; '.join(parts) or 'nothing had changed'}."


def _in_order(refusals: Refusals) -> list[Refusal]:
    return sorted(refusals.rows, key=lambda one: (one.file, one.line))
