"""Settings of plans' words: which codes an exam or a crown is here, and which code is paid as which cheaper one."""

from __future__ import annotations

from datetime import date
from typing import Any

from tctui.db import office_services as services
from tctui.db.benefit_sheets import office_pairs, office_services
from tctui.db.change import By
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

_ABOUT = "holds for benefit tables that are saved from now on"


def _entries(today: date) -> list[Entry]:
    found = [
        Entry(("service", name), (name.replace("_", " "), services.codes_of(name), each.area), about=_ABOUT)
        for name, each in office_services().items()
    ]
    found += [
        Entry(("cheaper", name), (f"{name} paid as", services.pairs_of(name), ""), about=_ABOUT)
        for name in office_pairs()
    ]
    return found


def _fields(record: Any | None) -> list[Field]:
    assert record is not None
    kind, name = record
    if kind == "cheaper":
        return [Field("codes", "Paid as", initial=services.pairs_of(name), hint="W2=M2, CRC=CRM: charged = paid as")]
    return [
        Field("codes", "Codes", initial=services.codes_of(name), required=True, hint="CHK, NEW or category:crowns"),
        Field(
            "area",
            "Counted by",
            "choice",
            office_services()[name].area,
            choices=[(each, each) for each in services.AREAS],
        ),
    ]


def _save(by: By, seen: Any | None, values: dict[str, Any]) -> str:
    assert seen is not None
    kind, name = seen
    if kind == "cheaper":
        return services.set_pairs(by, name, values["codes"])
    return services.set_service(by, name, values["codes"], values["area"])


SERVICES = Subject(
    "Words of plans",
    "which codes an exam is, and what is paid as cheaper",
    (Column("word", 22), Column("codes"), Column("counted by", 11)),
    _entries,
    _fields,
    _save,
    new=None,
)
