"""Which of the office's codes a plan's words stand for: an exam, a cleaning, and what is paid as which cheaper code."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tctui.core.errors import Refused
from tctui.core.estimate.scope import scope_from_text
from tctui.db.benefit_sheets import office_pairs, office_services
from tctui.db.change import By
from tctui.db.models import database
from tctui.db.office_settings import keep, kept
from tctui.db.unit_of_work import unit_of_work

AREAS = ("mouth", "arch", "quadrant", "tooth", "surface")
"""Where in the mouth a service may be counted."""


def codes_of(name: str) -> str:
    """The codes of a service as they are typed: ``CHK, NEW``, ``D0270-D0277``, ``category:crowns``."""
    return re.sub(r"^codes?:", "", office_services()[name].scope).replace(",", ", ")


def pairs_of(name: str) -> str:
    """The cheaper codes of a kind of work as they are typed: ``W2=M2, CRC=CRM``."""
    return ", ".join(f"{charted}={paid}" for charted, paid in office_pairs()[name])


def set_service(by: By, name: str, typed: str, area: str) -> str:
    """Say which codes a service is and where it is counted; gives what is said. Raises Refused for an unknown code."""
    by.need("settings")
    if typed.strip().startswith("category:"):
        scope = typed.strip()
    else:
        codes = [code for code in re.split(r"[,\s]+", typed.strip()) if code]
        _known(code for code in codes if "-" not in code)
        scope = f"{'code' if len(codes) == 1 and '-' not in codes[0] else 'codes'}:{','.join(codes)}"
        if not codes:
            raise Refused("Type at least one code, or category: and its name.")
    scope_from_text(scope)
    value = {"scope": scope} if area == "mouth" else {"scope": scope, "area": area}
    return _keep(by, "services", name, value, f"{_plain(name)}: {codes_said(scope)}, counted by {area}")


def set_pairs(by: By, name: str, typed: str) -> str:
    """Say which codes are paid as which cheaper ones; gives what is said. Raises Refused for an unknown code."""
    by.need("settings")
    pairs = [each.split("=") for each in re.split(r"[,\s]+", typed.replace(" =", "=").replace("= ", "=")) if each]
    if any(len(pair) != 2 or not all(pair) for pair in pairs):
        raise Refused("Type pairs such as W2=M2, CRC=CRM: the code charged, and the one it is paid as.")
    _known(code for pair in pairs for code in pair)
    said = ", ".join(f"{charted} as {paid}" for charted, paid in pairs) or "none"
    return _keep(by, "downgrades", name, pairs, f"Cheaper code of a {name}: {said}")


def codes_said(scope: str) -> str:
    """A scope as it is said: its codes, or all of a category."""
    kind, _, rest = scope.partition(":")
    return f"all of {rest}" if kind == "category" else rest.replace(",", ", ")


def _plain(name: str) -> str:
    return name.replace("_", " ").capitalize()


def _known(codes: Any) -> None:
    for code in codes:
        if not database.execute_sql("SELECT 1 FROM procedure WHERE code = ? AND voided = 0", (code,)).fetchone():
            raise Refused(f"There is no procedure {code[:16]!r} in the office's list.")


def _keep(by: By, setting: str, name: str, value: Mapping[str, str] | list[list[str]], says: str) -> str:
    with unit_of_work(by.user.id, f"setting.{setting}", by.now) as unit:
        keep(unit, setting, {**(kept(setting) or {}), name: value})
        unit.says = says
    return unit.says
