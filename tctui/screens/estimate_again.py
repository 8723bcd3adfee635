"""What was presented against today, line by line: signed differences, the main cause of each, and every part that moved."""

from __future__ import annotations

from tctui.core.agreed import FrozenEstimate
from tctui.core.case import CaseFile
from tctui.core.estimate import Estimate, difference
from tctui.core.estimate.again import moves, signed
from tctui.core.money import money
from tctui.core.spoken import show_date
from tctui.db.estimates import frozen_result
from tctui.screens.place import Place
from tctui.widgets.table import Column, Line, Row


def open_difference(place: Place, case: CaseFile, frozen: FrozenEstimate, now: Estimate) -> None:
    """Show, over a place, how each line moved between a frozen estimate and today's."""
    was = frozen_result(frozen.id)
    parts = {change.id: change.cause for change in difference(was, now)}
    rows: list[Line] = []
    about: dict[object, list[str]] = {}
    for move in moves(was, now):
        line = case.line(int(move.id))
        name = f"{line.name} {line.site}".strip() if line else "a line that was taken out"
        cells = (name, signed(move.fee_cents), signed(move.insurance_cents), signed(move.patient_cents), move.cause)
        rows.append(Row(move.id, cells, "strong" if move.cause else "dim"))
        about[move.id] = [f"{name}: {move.cause}" if move.cause else f"{name}: nothing moved", parts.get(move.id, "")]
    total = now.total.patient_cents - was.total.patient_cents
    cells = ("all lines", signed(now.total.fee_cents - was.total.fee_cents),
             signed(now.total.insurance_cents - was.total.insurance_cents), signed(total), "")  # fmt: skip
    rows.append(Row("total", cells, "strong"))
    about["total"] = [f"presented {money(was.total.patient_cents)}, today {money(now.total.patient_cents)}"]
    title = f"Estimate {frozen.number} of {show_date(frozen.frozen_on)} against today: patient {signed(total)}"
    figures = [Column(label, 10, "right") for label in ("fee", "insurance", "patient")]
    columns = [Column("procedure"), *figures, Column("cause", 24)]
    place.open_list(title, columns, rows, about=lambda key: about.get(key, [""]))
