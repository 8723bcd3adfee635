"""The actions of the reports and of the audit queue."""

from __future__ import annotations

from tctui.key_action import Action, action
from tctui.key_places import LEAVING

REPORT_ACTIONS: tuple[Action, ...] = (
    action("go_reports", "f9", "Reports", "Go to the figures of the practice, each with the cases behind it.", LEAVING),
    action("period", "t", "period", "Choose the period: month, quarter, year, or two dates.", {"reports"}),
    action("period_back", "[ <", "period back", "Show the period before.", {"reports"}),
    action("period_on", "] >", "period on", "Show the period after.", {"reports"}),
    action("by", "B", "by", "Break every figure down: by coordinator, provider, plan or category.", {"reports"}),
    action("audit_queue", "tab", "audit queue", "Show what is not in order, with the fix one key away.", {"reports"}),
    action("leadership", "d", "PDF", "Write the report for leadership as a PDF.", {"reports"}),
    action("write_csv", "w", "CSV", "Write what is shown as a CSV file.", {"reports", "audit_queue"}),
    action("read_again", "r", "read again", "Count anew what others have changed meanwhile.", {"reports", "audit_queue"}),
)
"""Every one of them; keys.py puts them into the registry."""
