"""The office's table of days between steps: read for the planner, changed line by line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tctui.core.errors import Refused
from tctui.core.schedule.spacing import SpacingRule
from tctui.db.change import By, Done, line_of_text
from tctui.db.models import Spacing, database
from tctui.db.spacing_defaults import spacing_values
from tctui.db.unit_of_work import unit_of_work

LONGEST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class SpacingLine:
    """A rule of the table with the row that holds it."""

    id: int
    version: int
    rule: SpacingRule


def spacing_lines() -> list[SpacingLine]:
    """The office's table in the order in which it was written."""
    rows = database.execute_sql(
        "SELECT id, version, before, after, min_days, max_days, on_tooth, days, firm, near_days, warn_days"
        " FROM spacing WHERE voided = 0 ORDER BY id"
    )
    found = []
    for row in rows.fetchall():
        values = (*row[2:6], "tooth" if row[6] else "mouth", row[7], bool(row[8]), *row[9:])
        found.append(SpacingLine(row[0], row[1], SpacingRule(*values)))
    return found


def spacing_rules() -> tuple[SpacingRule, ...]:
    """The rules alone, as the planner wants them."""
    return tuple(line.rule for line in spacing_lines())


def steps() -> list[str]:
    """Every word that the table or a procedure knows a step by."""
    used = {
        row[0] for row in database.execute_sql("SELECT DISTINCT step FROM procedure WHERE voided = 0 AND step <> ''")
    }
    return sorted(used | {word for rule in spacing_rules() for word in (rule.before, rule.after)})


def procedure_steps() -> dict[str, str]:
    """The spacing word of each procedure that has one, by its code."""
    rows = database.execute_sql("SELECT code, step FROM procedure WHERE step <> '' AND voided = 0")
    return dict(rows.fetchall())


def _checked(rule: SpacingRule) -> SpacingRule:
    before, after = (line_of_text("The step", word, needed=True).lower() for word in (rule.before, rule.after))
    for days in (rule.min_days, rule.max_days, rule.near_days, rule.warn_days):
        if days is not None and not 0 <= days <= LONGEST_DAYS:
            raise Refused(f"Days lie between 0 and {LONGEST_DAYS}.")
    if rule.max_days is not None and rule.max_days < rule.min_days:
        raise Refused("The most days are fewer than the least.")
    return replace(rule, before=before, after=after)


def save_spacing(by: By, seen: SpacingLine | None, rule: SpacingRule) -> Done:
    """Change a line of the table, or add one where ``seen`` is None; raises Refused for days that cannot be."""
    by.need("settings")
    rule = _checked(rule)
    with unit_of_work(by.user.id, "spacing.save", by.now) as unit:
        if seen is None:
            row = unit.insert(Spacing, **spacing_values(rule))
        else:
            row = seen.id
            unit.update(Spacing, row, seen=seen.version, **spacing_values(rule))
        says = unit.says = f"Spacing: {rule.name}"
    return Done(says, row)


def drop_spacing(by: By, seen: SpacingLine) -> Done:
    """Take a line out of the table."""
    by.need("settings")
    with unit_of_work(by.user.id, "spacing.drop", by.now) as unit:
        unit.void(Spacing, seen.id, seen=seen.version)
        says = unit.says = f"No rule any more: {seen.rule.name}"
    return Done(says, seen.id)
