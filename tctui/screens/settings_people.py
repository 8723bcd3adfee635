"""Settings of the practice's letterhead, the people who log in, those who treat, and the chairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.documents.scan import LOGO_LIMIT
from tctui.core.money import dollars
from tctui.core.people import ALLOWED
from tctui.db import office, staff
from tctui.db.change import By
from tctui.files_in import read_named
from tctui.screens.settings_subject import Entry, Subject
from tctui.widgets.field import Field
from tctui.widgets.table import Column

_ROLES = [
    ("front", "front desk"), ("coordinator", "coordinator"), ("provider", "provider"), ("lead", "lead"),
    ("auditor", "auditor, reads only"), ("admin", "admin, users and settings"),
]  # fmt: skip
assert {role for role, _ in _ROLES} == set(ALLOWED)


def _practice(_: date) -> list[Entry]:
    held = office.letterhead()
    # Until the practice is saved once its days are those of this machine, whatever the form will offer.
    zone = held.zone if held.name else "this machine's"
    return [Entry(held, (held.name or "not named yet; e", held.state, zone, held.phone))]


def _practice_fields(held: office.Letterhead | None) -> list[Field]:
    held = held or office.letterhead()
    return [
        Field("name", "Name", initial=held.name, required=True),
        Field("legal_name", "Legal name", initial=held.legal_name, hint="as it stands on agreements"),
        Field("address", "Address", initial=held.address),
        Field("phone", "Phone", initial=held.phone),
        Field("email", "E-mail", initial=held.email),
        Field("state", "State", initial=held.state, hint="two letters; its rules on credit and consent hold"),
        Field("zone", "Time zone", initial=held.zone, required=True, hint="such as America/Chicago"),
        Field("logo", "New logo", hint="path of a PNG or JPEG for every paper; - takes the logo off; empty leaves it"),
    ]


def _save_practice(by: By, seen: office.Letterhead | None, values: dict[str, Any]) -> str:
    seen = seen or office.letterhead()
    named = values.pop("logo") or ""
    logo = _logo(named) if named not in ("", "-") else None
    says = office.save_letterhead(by, seen, replace(seen, **values)).says
    return f"{says}; {office.save_logo(by, logo).says}" if named else says


def _logo(named: str) -> bytes:
    """The bytes of a logo; raises Refused when the file cannot be read."""
    return read_named(named, LOGO_LIMIT, "The logo")


PRACTICE = Subject(
    "The practice", "name, letterhead, state and time zone",
    [Column("name", 30), Column("state", 5), Column("zone", 20), Column("phone")],
    _practice, _practice_fields, _save_practice, new=None,
)  # fmt: skip


def _colleagues(_: date) -> list[Entry]:
    names = dict(_ROLES)
    return [
        Entry(one, (one.login, one.name, names[one.role], "" if one.active else "no access"), one.active)
        for one in staff.colleagues()
    ]


def _colleague_fields(one: staff.Colleague | None) -> list[Field]:
    login = [] if one else [Field("login", "Login", required=True)]
    return [
        *login,
        Field("name", "Name", initial=one.name if one else None, required=True),
        Field("role", "Role", "choice", initial=one.role if one else "coordinator", choices=_ROLES),
        Field("password", "New password", "password", required=one is None,
              hint="at least 12 characters" + ("; empty leaves the old one" if one else "")),
        *([Field("active", "May log in", "yes_no", initial=one.active)] if one else []),
    ]  # fmt: skip


def _save_colleague(by: By, one: staff.Colleague | None, values: dict[str, Any]) -> str:
    if one is None:
        return staff.add_colleague(by, values["login"], values["name"], values["role"], values["password"]).says
    return staff.change_colleague(
        by, one, values["name"], values["role"], bool(values["active"]), values["password"]
    ).says


COLLEAGUES = Subject(
    "People who log in", "logins, roles and passwords",
    [Column("login", 14), Column("name", 26), Column("role", 26), Column("")],
    _colleagues, _colleague_fields, _save_colleague, new="someone new",
    retire=lambda by, one: staff.change_colleague(by, one, one.name, one.role, False).says, needs="users",
)  # fmt: skip


def _providers(_: date) -> list[Entry]:
    return [
        Entry(one, (one.code, one.name, one.credentials, one.role, dollars(one.hourly_goal), one.npi), one.active)
        for one in office.provider_rows()
    ]


def _provider_fields(one: office.ProviderRow | None) -> list[Field]:
    one = one or office.ProviderRow(0, "", "")
    return [
        Field("code", "Code", initial=one.code, required=True, hint="a few letters, as the columns of the book show"),
        Field("name", "Name", initial=one.name, required=True, hint="as patients know them: Dr. Lee"),
        Field("credentials", "Credentials", initial=one.credentials),
        Field("npi", "NPI", initial=one.npi, hint="ten digits; stands on good-faith estimates"),
        Field("role", "Role", "choice", initial=one.role,
              choices=[("doctor", "doctor"), ("hygienist", "hygienist"), ("assistant", "assistant")]),
        Field("hourly_goal", "Goal an hour", "amount", initial=one.hourly_goal),
        Field("active", "Treats here", "yes_no", initial=one.active),
    ]  # fmt: skip


def _save_provider(by: By, one: office.ProviderRow | None, values: dict[str, Any]) -> str:
    values["hourly_goal"] = values["hourly_goal"] or 0
    return office.save_provider(by, replace(one or office.ProviderRow(0, "", ""), **values)).says


PROVIDERS = Subject(
    "Providers", "dentists and hygienists, their goals",
    [Column("code", 5), Column("name", 24), Column("", 8), Column("role", 10), Column("an hour", 8, "right"),
     Column("NPI")],
    _providers, _provider_fields, _save_provider, new="another provider",
    retire=lambda by, one: office.save_provider(by, replace(one, active=False)).says,
)  # fmt: skip


def _chairs(_: date) -> list[Entry]:
    names = {one.id: one.name for one in office.provider_rows()}
    return [
        Entry(one, (str(one.ordinal), one.code, one.name, one.kind, names.get(one.provider_id or 0, "")), one.active)
        for one in office.chair_rows()
    ]


def _chair_fields(one: office.ChairRow | None) -> list[Field]:
    held = office.chair_rows()
    one = one or office.ChairRow(0, "", "", ordinal=max((chair.ordinal for chair in held), default=0) + 1)
    treating = [
        (None, "nobody in particular"),
        *((each.id, each.name) for each in office.provider_rows() if each.active),
    ]
    return [
        Field("code", "Code", initial=one.code, required=True, hint="a few letters, as the columns of the book show"),
        Field("name", "Name", initial=one.name, required=True),
        Field("kind", "Used for", "choice", initial=one.kind,
              choices=[("doctor", "doctor"), ("hygiene", "hygiene"), ("any", "either")]),
        Field("ordinal", "Place in the book", "number", initial=one.ordinal, required=True),
        Field("provider_id", "Usually", "choice", initial=one.provider_id, choices=treating),
        Field("active", "In use", "yes_no", initial=one.active),
    ]  # fmt: skip


def _save_chair(by: By, one: office.ChairRow | None, values: dict[str, Any]) -> str:
    return office.save_chair(by, replace(one or office.ChairRow(0, "", ""), **values)).says


CHAIRS = Subject(
    "Operatories", "the chairs, in the order of the book",
    [Column("#", 3, "right"), Column("code", 6), Column("name", 24), Column("for", 8), Column("usually")],
    _chairs, _chair_fields, _save_chair, new="another chair",
    retire=lambda by, one: office.save_chair(by, replace(one, active=False)).says,
)  # fmt: skip
