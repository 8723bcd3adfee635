"""The office's targets of its figures; those it has not set are the usual ones of core.figures.catalog."""

from __future__ import annotations

from tctui.core.errors import Refused
from tctui.core.figures.catalog import TARGETED, Aim, Kpi
from tctui.core.money import percent_text
from tctui.db.change import By
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

SETTING = "targets"
MOST = 20_000


def targets() -> dict[str, int]:
    """What the office has set, basis points by the figure's key; a figure that is gone is left out."""
    known = {kpi.key for kpi in TARGETED}
    return {key: points for key, points in _kept().items() if key in known}


def _kept() -> dict[str, int]:
    return {str(key): int(points) for key, points in (kept(SETTING) or {}).items()}


def set_target(by: By, kpi: Kpi, points: int | None) -> str:
    """Set a target, in basis points; None is the usual one again. Raises Refused outside 0 to 200 %."""
    by.need("targets")
    if points is not None and not 0 < points <= MOST:
        raise Refused("A target is above 0 and at most 200 %.")
    with unit_of_work(by.user.id, "setting.target", by.now, token=by.token) as unit:
        if not unit.repeated:
            own = _kept()
            own.pop(kpi.key, None)
            keep(unit, SETTING, own if points is None else {**own, kpi.key: points})
            mark = {Aim.BELOW: "below ", Aim.NEAR: "within "}.get(kpi.aim, "")
            shown = percent_text(points or kpi.target or 0)
            unit.says = f"Target of {kpi.label.strip().lower()}: {mark}{shown}{'' if points else ', as usual'}"
    return unit.says
