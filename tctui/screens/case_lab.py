"""The form for what is at a laboratory for the visit under the cursor."""

from __future__ import annotations

from typing import Any

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.db.lab_cases import note_lab_case
from tctui.screens.case_base import CaseBase, Looked
from tctui.screens.place import Field


def edit_lab_case(place: CaseBase) -> None:
    """Open the form: sent to whom and when, due when, received when; raises Refused where there is no visit."""
    visit = place.visit
    if visit is None:
        raise Refused("Put the cursor on a line of the visit that needs the lab's work.")
    lab, case_id, visit_id = visit.lab, place.case.id, visit.id

    def version(case: CaseFile) -> int | None:
        now = case.visit(visit_id)
        return now.lab.version if now and now.lab else None

    looked = Looked(version, place.case)

    def save(values: dict[str, Any]) -> str:
        by = place.desk.by()
        done = looked.save(
            lambda seen: note_lab_case(
                by, case_id, visit_id, laboratory=values["laboratory"], sent_on=values["sent"], due_on=values["due"],
                received_on=values["received"], note=values["note"], seen=seen,
            )
        )  # fmt: skip
        return place.told(done)

    fields = [
        Field("laboratory", "Laboratory", initial=lab.laboratory if lab else "", limit=60,
              hint="empty takes the lab case away" if lab else ""),
        Field("sent", "Sent", "date", lab.sent_on if lab else place.desk.today(), required=True, looking="back"),
        Field("due", "Due", "date", lab.due_on if lab else None, required=True, hint="the visit is not before it"),
        Field("received", "Received", "date", lab.received_on if lab else None, looking="back",
              hint="empty while it is out"),
        Field("note", "Note", initial=lab.note if lab else "", limit=200),
    ]  # fmt: skip
    what = visit.name or ", ".join(dict.fromkeys(f"{line.name} {line.site}".strip() for line in visit.lines))
    place.open_form(f"Lab case for {what}"[:70], fields, save)
