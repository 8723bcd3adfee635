"""The table of days between steps that a new practice begins with, and a rule as the row that keeps it."""

from __future__ import annotations

from tctui.core.schedule.spacing import DEFAULT_RULES, SpacingRule
from tctui.db.models import Spacing


def spacing_values(rule: SpacingRule) -> dict[str, object]:
    """The columns of a rule's row."""
    return {
        "before": rule.before, "after": rule.after, "min_days": rule.min_days, "max_days": rule.max_days,
        "on_tooth": rule.on == "tooth", "days": rule.days, "firm": rule.firm, "near_days": rule.near_days,
        "warn_days": rule.warn_days,
    }  # fmt: skip


def write_defaults() -> None:
    """Give a new practice the table that offices begin with."""
    Spacing.insert_many([spacing_values(rule) for rule in DEFAULT_RULES]).execute()
