"""What a practice that was just made lacks before anybody can work in it, in the order in which it is set up."""

from __future__ import annotations

from tctui.db.models import database

_STEPS = (
    ("SELECT 1 FROM practice WHERE voided = 0 AND name <> ''", "The practice has no name yet: F8, The practice"),
    (
        "SELECT 1 FROM provider WHERE voided = 0 AND active = 1 AND role <> 'assistant'",
        "Nobody treats here yet: F8, Providers, or tctui import",
    ),
    ("SELECT 1 FROM operatory WHERE voided = 0 AND active = 1", "No chair yet: F8, Operatories, or tctui import"),
    ("SELECT 1 FROM patient WHERE voided = 0", "No patients yet: tctui import brings them in"),
    ("SELECT 1 FROM treatment_case WHERE voided = 0", "No case yet: n on the board makes the first"),
)
"""What must give a row, and what is said when it gives none; each fits the narrowest terminal, 60 columns."""


def first_steps() -> list[str]:
    """Say what is still to be set up, first things first; empty once there is a case."""
    return [said for query, said in _STEPS if database.execute_sql(f"{query} LIMIT 1").fetchone() is None]
