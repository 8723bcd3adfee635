"""The commands that compute from a file alone, for offices and integrators that check a figure; no database."""

from __future__ import annotations

import argparse


def estimate_file(parsed: argparse.Namespace) -> int:
    """Estimate the requests of a file and write the figures, or explain them in words."""
    from tctui.core.estimate.answer import answer
    from tctui.core.estimate.exchange import request_from
    from tctui.core.estimate.explain import explain
    from tctui.json_files import answer_file, explain_file

    if parsed.explain:
        return explain_file(parsed.file, explain)
    return answer_file(parsed.file, lambda raw: {"id": raw.get("id"), **answer(request_from(raw))})


def rate_file(parsed: argparse.Namespace) -> int:
    """Give the annual percentage rate of the credits of a file."""
    from tctui.core.finance.rate_answer import answer
    from tctui.json_files import answer_file

    return answer_file(parsed.file, answer)


def plan_visits_file(parsed: argparse.Namespace) -> int:
    """Place the visits of the instances of a file, or explain the plans in words."""
    from tctui.core.schedule.planner.answer import answer
    from tctui.core.schedule.planner.explain import explain
    from tctui.json_files import answer_file, explain_file

    return explain_file(parsed.file, explain) if parsed.explain else answer_file(parsed.file, answer)
