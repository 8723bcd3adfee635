"""The insurance keys of case and estimate: the questions to ask, the coverages, the benefit table, what was paid."""

from __future__ import annotations

from tctui.core.errors import Refused
from tctui.db.verification import Held, held_by
from tctui.screens.place import Place


def verify(place: Place, patient_id: int, asked_of: str = "") -> None:
    """Open the questions to ask: of the coverage that an open question is about, else of the one that needs it first."""
    from tctui.screens.benefits import BenefitsScreen

    held = _standing(place, patient_id)
    first = next((each for each in held if str(each.coverage_id) == asked_of), None) or _first(held)
    place.app.push_screen(BenefitsScreen(first.coverage_id, asking=True), place._form_closed)


def open_benefits(place: Place, patient_id: int) -> None:
    """Open the benefit table of the primary coverage."""
    from tctui.screens.benefits import BenefitsScreen

    place.app.push_screen(BenefitsScreen(_standing(place, patient_id)[0].coverage_id), place._form_closed)


def open_coverage(place: Place, patient_id: int) -> None:
    """Open the list of the patient's coverages."""
    from tctui.screens.coverage import CoverageScreen

    place.app.push_screen(CoverageScreen(patient_id), place._form_closed)


def open_outcomes(place: Place, patient_id: int) -> None:
    """Open what an insurer paid."""
    from tctui.screens.claims import open_claims

    open_claims(place, patient_id)


def _standing(place: Place, patient_id: int) -> list[Held]:
    today = place.desk.today()
    held = [each for each in held_by(patient_id, today) if each.ends is None or each.ends >= today]
    if not held:
        raise Refused("The patient has no insurance on file; i adds it.")
    return held


def _first(held: list[Held]) -> Held:
    """The first coverage that is due, else the primary."""
    return next((each for each in held if each.due), held[0])
