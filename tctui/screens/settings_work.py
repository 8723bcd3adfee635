"""Settings of the work: procedures with their fees, and the days between the steps of a treatment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.money import dollars
from tctui.core.schedule.pattern import checked
from tctui.core.schedule.spacing import SpacingRule
from tctui.db import price_list, spacing_rules
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column


def _procedures(_: date) -> list[Entry]:
    found = []
    for one in price_list.listed_procedures():
        fee = dollars(one.fee) if one.fee is not None else ("no fee", "warn")
        about = [
            (f"{one.code} {one.name}   ", "strong"),
            (f"{one.area}   {len(one.pattern) * 5} min {one.pattern}", "plain"),
            (f"   consent {one.consent_class}" if one.consent_class else "", "note"),
            (f"   step {one.step}" if one.step else "", "note"),
            (f"   doctor's check {one.exam_minutes} min" if one.exam_minutes else "", "note"),
        ]
        cells = (one.code, one.name, one.category, one.pattern, fee)
        found.append(Entry(one, cells, one.active, about))
    return found


def _procedure_fields(one: price_list.ListedProcedure | None) -> list[Field]:
    one = one or price_list.ListedProcedure(0, "", "")
    return [
        Field("code", "Code", initial=one.code, required=True),
        Field("name", "Plain words", initial=one.name, required=True, hint="as the patient hears it"),
        Field("category", "Category", initial=one.category, required=True, suggestions=price_list.categories(),
              hint="benefits are told by category"),
        Field("area", "Done on a", "choice", initial=one.area, choices=[(area, area) for area in price_list.AREAS]),
        Field("fee", "Office fee", "amount", initial=one.fee),
        Field("pattern", "Pattern", initial=one.pattern, check=lambda text: checked(text) if text else None,
              hint="five minutes a letter: X the provider is busy, / the assistant works"),
        Field("consent_class", "Consent", initial=one.consent_class, hint="the consent form that it needs"),
        Field("uses", "Block uses", initial=one.uses, hint="production blocks it may take: major, minor"),
        Field("step", "Step", initial=one.step, suggestions=spacing_rules.steps(),
              hint="its word in the table of days between"),
        Field("exam_minutes", "Doctor's check, minutes", "number", initial=one.exam_minutes or None,
              hint="in a hygienist's visit; empty for none"),
        Field("exclusive", "Provider not shared", "yes_no", initial=one.exclusive),
        Field("active", "In use", "yes_no", initial=one.active),
    ]  # fmt: skip


def _save_procedure(by: By, one: price_list.ListedProcedure | None, values: dict[str, Any]) -> str:
    values["exam_minutes"] = values["exam_minutes"] or 0
    return price_list.save_procedure(by, replace(one or price_list.ListedProcedure(0, "", ""), **values)).says


PROCEDURES = Subject(
    "Procedures and fees", "codes, plain words, patterns and office fees",
    [Column("code", 8), Column("plain words"), Column("category", 14), Column("pattern", 16),
     Column("fee", 9, "right")],
    _procedures, _procedure_fields, _save_procedure, new="another procedure",
    retire=lambda by, one: price_list.save_procedure(by, replace(one, active=False)).says,
)  # fmt: skip


def _spacing(_: date) -> list[Entry]:
    found = []
    for line in spacing_rules.spacing_lines():
        rule = line.rule
        most = "any" if rule.max_days is None else str(rule.max_days)
        notes = [
            "" if rule.firm else "wish",
            "" if rule.days == "calendar" else f"{rule.days} days",
            "" if rule.near_days is None else f"or within {rule.near_days}",
            "" if rule.warn_days is None else f"warn from {rule.warn_days}",
        ]
        cells = (rule.before, rule.after, str(rule.min_days), most, rule.on, ", ".join(filter(None, notes)))
        found.append(Entry(line, cells))
    return found


def _spacing_fields(line: spacing_rules.SpacingLine | None) -> list[Field]:
    rule = line.rule if line else SpacingRule("", "", 0, None)
    known = spacing_rules.steps()
    return [
        Field("before", "After", initial=rule.before, required=True, suggestions=known),
        Field("after", "Comes", initial=rule.after, required=True, suggestions=known),
        Field("min_days", "At least, days", "number", initial=rule.min_days, required=True),
        Field("max_days", "At most, days", "number", initial=rule.max_days, hint="empty for any time"),
        Field("near_days", "Or within, days", "number", initial=rule.near_days, hint="0: on the same day as well"),
        Field("warn_days", "Warn from, days", "number", initial=rule.warn_days),
        Field("on", "On the same", "choice", initial=rule.on, choices=[("tooth", "tooth"), ("mouth", "mouth")]),
        Field("days", "Counted in", "choice", initial=rule.days,
              choices=[("calendar", "calendar days"), ("working", "working days"), ("lab", "lab days")]),
        Field("firm", "Must be kept", "yes_no", initial=rule.firm, hint="no: a wish, the first to give way"),
    ]  # fmt: skip


def _save_spacing(by: By, line: spacing_rules.SpacingLine | None, values: dict[str, Any]) -> str:
    return spacing_rules.save_spacing(by, line, SpacingRule(**values)).says


SPACING = Subject(
    "Days between visits", "how long the steps of a treatment lie apart",
    [Column("after", 20), Column("comes", 20), Column("least", 5, "right"), Column("most", 4, "right"),
     Column("on", 5), Column("")],
    _spacing, _spacing_fields, _save_spacing, new="another rule",
    retire=lambda by, line: spacing_rules.drop_spacing(by, line).says,
)  # fmt: skip
