"""What an export may hold: the kinds of files, their fields, the headers that practices write, and how a cell is read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from tctui.core.case import PHASE_KINDS


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a kind of file: how it is read (values.READERS, date, birth, choice), and headers that mean it.

    `ref` names the kind whose record it points to; a field that is not `stored` only serves to make up others.
    """

    name: str
    read: str = "text"
    headers: tuple[str, ...] = ()
    required: bool = False
    words: Mapping[str, str] = field(default_factory=dict)
    ref: str = ""
    stored: bool = True


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of file: the words that its name may hold and its fields; `needs` are fields that it cannot be without."""

    name: str
    table: str
    file_words: tuple[str, ...]
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field of this name; any `percent_<category>` and `maximum_<category>` of plans are fields too."""
        for known in self.fields:
            if known.name == name:
                return known
        if self.name == "plans" and (match := re.fullmatch(r"(percent|maximum|deductible)_[a-z_]+", name)):
            return Field(name, "percent" if match[1] == "percent" else "cents")
        return None

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields without which the file cannot be read."""
        return tuple(field.name for field in self.fields if field.required)


def _text(name: str, *headers: str, required: bool = False, read: str = "text", stored: bool = True) -> Field:
    return Field(name, read, headers, required, stored=stored)


def _ref(name: str, kind: str, *headers: str, required: bool = False) -> Field:
    return Field(name, "id", headers, required, ref=kind)


def _choice(name: str, words: Mapping[str, str], *headers: str) -> Field:
    return Field(name, "choice", headers, words=words)


def _id(*headers: str, required: bool = True) -> Field:
    return Field("foreign_id", "id", (*headers, "id", "foreign id", "record id"), required)


_ACTIVE = Field("active", "flag", ("active", "is active", "status", "active status"))
_PERSON = (
    _text("last_name", "last name", "lname", "lastname", "last", "surname", "family name"),
    _text("first_name", "first name", "fname", "firstname", "first", "given name"),
    _text("name", "name", "full name", "patient name", "guarantor name", stored=False),
)
_CONTACT = (
    _text("address", "address", "street", "address 1", "address1", "street address"),
    _text("address2", "address 2", "address2", "apt", "unit", stored=False),
    _text("city", "city", "town", stored=False),
    _text("state", "state", "province", stored=False),
    _text("zip", "zip", "zip code", "zipcode", "postal code", "postcode", stored=False),
    _text("phone", "phone", "mobile", "cell", "cell phone", "mobile phone", "wireless phone", "home phone", "hmphone",
          "wirelessphone", "telephone", "phone number"),
    _text("email", "email", "e mail", "email address", "e mail address"),
)  # fmt: skip
_SEXES = {"f": "female", "female": "female", "m": "male", "male": "male", "x": "other", "other": "other", "u": "",
          "unknown": "", "nonbinary": "other"}  # fmt: skip
_STATUS = {
    "planned": "diagnosed", "tp": "diagnosed", "treatment planned": "diagnosed", "diagnosed": "diagnosed",
    "proposed": "presented", "presented": "presented", "pending": "presented",
    "accepted": "accepted", "approved": "accepted", "scheduled": "accepted",
    "rejected": "declined", "declined": "declined", "refused": "declined",
    "deferred": "deferred", "postponed": "deferred", "hold": "deferred",
    "referred": "referred", "referred out": "referred", "ro": "referred",
    "withdrawn": "withdrawn", "deleted": "withdrawn", "cancelled": "withdrawn", "canceled": "withdrawn",
    "started": "started", "in progress": "started", "in treatment": "started",
    "completed": "completed", "complete": "completed", "c": "completed", "done": "completed",
}  # fmt: skip
_SITTINGS = {
    "planned": "planned", "unscheduled": "planned", "scheduled": "scheduled", "unconfirmed": "scheduled",
    "booked": "scheduled", "confirmed": "confirmed", "arrived": "arrived", "checked in": "arrived",
    "in chair": "in chair", "seated": "in chair", "out": "out", "checked out": "out", "completed": "completed",
    "complete": "completed", "no show": "no-show", "missed": "no-show", "broken": "no-show", "late cancel": "late cancel",
    "cancelled": "cancelled", "canceled": "cancelled",
}  # fmt: skip
_PLANS = {"ppo": "ppo", "indemnity": "indemnity", "traditional": "indemnity", "dhmo": "dhmo", "hmo": "dhmo",
          "capitation": "dhmo", "discount": "discount", "table": "table", "fixed benefit": "fixed_benefit",
          "flat copay": "flat_copay"}  # fmt: skip
_PHASES = {str(number): kind for number, kind in enumerate(PHASE_KINDS, start=1)} | {
    "emergency": "urgent", "disease": "disease_control", "control": "disease_control", "restore": "restorative",
    "rehabilitation": "restorative", "recall": "maintenance",
}  # fmt: skip

KINDS = (
    Kind("providers", "provider", ("provider", "doctor", "staff"), (
        _id("provider id", "provnum", "providerid", "provider"),
        _text("code", "code", "abbr", "abbreviation", "initials"),
        _text("name", "name", "provider name", "full name"),
        _text("last_name", "last name", "lname", stored=False),
        _text("first_name", "first name", "fname", stored=False),
        _text("credentials", "credentials", "suffix", "title", "degree"),
        _text("npi", "npi", "national provider id"),
        _choice("role", {"doctor": "doctor", "dentist": "doctor", "dds": "doctor", "specialist": "doctor",
                         "hygienist": "hygienist", "hygiene": "hygienist", "rdh": "hygienist",
                         "assistant": "assistant"}, "role", "type", "specialty", "provider type"),
        _text("hourly_goal", "hourly goal", "goal per hour", read="cents"),
        _ACTIVE,
    )),
    Kind("operatories", "operatory", ("operator", "chair", "room"), (
        _id("operatory id", "operatorynum", "op id", "opnum", "chair id"),
        _text("code", "code", "abbr", "abbrev", "short name"),
        _text("name", "name", "opname", "operatory", "operatory name", "chair"),
        _choice("kind", {"doctor": "doctor", "hygiene": "hygiene", "any": "any", "both": "any"}, "kind", "type"),
        _text("ordinal", "order", "ordinal", "item order", "position", read="whole"),
        _ref("provider", "providers", "provider", "provider id", "default provider", "provdentist"),
        _ACTIVE,
    )),
    Kind("procedures", "procedure", ("procedure", "code"), (
        _id("procedure id", "codenum", required=False),
        _text("code", "code", "procedure code", "proc code", "proccode", "ada code", required=True),
        _text("name", "name", "description", "descript", "procedure", "layman term", "plain name"),
        _text("category", "category", "proc category", "type"),
        _text("consent_class", "consent class", "consent"),
        _choice("area", {"tooth": "tooth", "surface": "surface", "surf": "surface", "quadrant": "quadrant",
                         "quad": "quadrant", "arch": "arch", "mouth": "mouth", "none": "mouth"},
                "area", "treatment area", "treat area"),
        _text("pattern", "pattern", "time pattern", "proctime", read="pattern"),
        Field("minutes", "whole", ("minutes", "length", "duration"), stored=False),
        Field("fee", "cents", ("fee", "office fee", "ucr fee", "ucr", "amount"), stored=False),
        _ACTIVE,
    )),
    Kind("fees", "fee", ("fee", "price"), (
        _id("fee id", "feenum", required=False),
        Field("schedule", "text", ("schedule", "fee schedule", "feesched", "schedule name"), ref="fee_schedules"),
        _choice("schedule_kind", {"office": "office", "ucr": "office", "standard": "office",
                                  "contracted": "contracted", "ppo": "contracted", "network": "contracted",
                                  "out of network": "out_of_network", "copay": "copay", "membership": "membership"},
                "schedule kind", "schedule type", "kind", "type"),
        _text("code", "code", "procedure code", "proc code", "proccode", required=True),
        _text("amount", "amount", "fee", "price", required=True, read="cents"),
    )),
    Kind("guarantors", "guarantor", ("guarantor", "responsible", "account"), (
        _id("guarantor id", "account id", "account number", "responsible party id", "guarnum"),
        *_PERSON,
        *_CONTACT,
    )),
    Kind("patients", "patient", ("patient",), (
        _id("patient id", "patnum", "patientid", "pat id", "patient number"),
        *_PERSON,
        _text("chart_number", "chart number", "chart", "chartnumber", "chart no"),
        _text("preferred_name", "preferred name", "preferred", "nickname"),
        _text("birth_date", "birth date", "birthdate", "date of birth", "dob", "born", read="birth"),
        _choice("sex", _SEXES, "sex", "gender"),
        *_CONTACT,
        _choice("channel", {"phone": "phone", "call": "phone", "text": "text", "sms": "text", "email": "email",
                            "e mail": "email", "letter": "letter", "mail": "letter"},
                "channel", "contact method", "preferred contact", "prefers", "prefer contact method"),
        _text("do_not_contact", "do not contact", "no contact", "opt out", read="flag"),
        _text("language", "language", "preferred language"),
        _text("medical_alert", "medical alert", "medical alerts", "alerts", "medurgnote", read="note"),
        _text("short_call", "short call", "short notice", "asap", read="flag"),
        _ref("guarantor", "guarantors", "guarantor", "guarantor id", "responsible party", "responsible party id",
             "account id", "account number"),
        _ACTIVE,
    )),
    Kind("carriers", "carrier", ("carrier", "insurer", "compan"), (
        _id("carrier id", "carriernum", "carrierid", required=False),
        _text("name", "name", "carrier", "carrier name", "insurance company", required=True),
        _text("phone", "phone", "telephone"),
        _text("payer_number", "payer number", "payer id", "electid", "electronic id"),
    )),
    Kind("plans", "benefit_plan", ("plan", "insplan"), (
        _id("plan id", "plannum", "planid", "plan number"),
        _ref("carrier", "carriers", "carrier", "carrier id", "carrier name", "carriernum", "insurance company",
             required=True),
        _text("name", "name", "plan", "plan name", "group name"),
        _text("group_number", "group number", "group", "groupnum", "group no", "group id"),
        _choice("kind", _PLANS, "kind", "plan type", "type"),
        _text("in_network", "in network", "network", "participating", read="flag"),
        _text("renewal_month", "renewal month", "benefit month", "plan month", "monthrenew", read="month"),
        Field("fee_schedule", "text", ("fee schedule", "feesched", "schedule"), ref="fee_schedules"),
        _text("percent_diagnostic", "diagnostic", "diagnostic percent", "diagnostic %", read="percent"),
        _text("percent_preventive", "preventive", "preventive percent", "preventive %", read="percent"),
        _text("percent_basic", "basic", "basic percent", "basic %", read="percent"),
        _text("percent_major", "major", "major percent", "major %", read="percent"),
        _text("percent_ortho", "ortho percent", "orthodontic percent", "ortho %", read="percent"),
        _text("deductible", "deductible", "individual deductible", "annual deductible", read="cents"),
        _text("family_deductible", "family deductible", read="cents"),
        _text("maximum", "maximum", "annual maximum", "annual max", "individual maximum", "max", read="cents"),
        _text("family_maximum", "family maximum", read="cents"),
        _text("ortho_maximum", "ortho maximum", "lifetime ortho maximum", "orthodontic maximum", "ortho max", read="cents"),
    )),
    Kind("coverages", "coverage", ("coverage", "patplan", "insured", "eligib"), (
        _id("coverage id", "patplannum", required=False),
        _ref("patient", "patients", "patient", "patient id", "patnum", required=True),
        _ref("plan", "plans", "plan", "plan id", "plannum", required=True),
        _choice("ordinal", {"1": "1", "primary": "1", "pri": "1", "2": "2", "secondary": "2", "sec": "2", "3": "3",
                            "tertiary": "3", "4": "4"}, "ordinal", "order", "priority", "rank"),
        _text("subscriber_name", "subscriber name", "subscriber", "policy holder"),
        _choice("relation", {"self": "self", "subscriber": "self", "spouse": "spouse", "partner": "spouse",
                             "child": "child", "dependent": "child", "other": "other"},
                "relation", "relationship", "relationship to subscriber"),
        _text("member_number", "member number", "member id", "subscriber id", "memberid", "policy number"),
        _text("effective", "effective", "effective date", "date effective", "start date", read="date"),
        _text("terminated", "terminated", "termination date", "date term", "end date", read="date"),
        _text("verified_on", "verified on", "verified", "date verified", "last verified", read="date"),
        _text("verified_by", "verified by"),
        _text("verified_how", "verified how", "verification source"),
        _text("verified_reference", "reference", "verification reference"),
    )),
    Kind("treatment", "line", ("treat", "txplan", "proclog", "proposed"), (
        _id("line id", "procnum", "proc id", "procedure id", "treatment id"),
        _ref("patient", "patients", "patient", "patient id", "patnum", required=True),
        _text("plan", "plan", "plan id", "case", "case id", "treatment plan", "treatment plan id", read="id"),
        _text("plan_name", "plan name", "case name", "heading", "treatment plan name"),
        _text("option", "option", "alternative", "option letter"),
        _text("option_name", "option name", "alternative name"),
        _choice("phase", _PHASES, "phase", "stage", "phase number"),
        _text("visit", "visit", "visit number", "sequence", read="whole"),
        _text("ordinal", "order", "line number", "priority", read="whole"),
        _text("code", "code", "procedure code", "proc code", "proccode", "procedure", required=True),
        _text("name", "name", "description", "descript"),
        _text("tooth", "tooth", "tooth number", "toothnum", "th"),
        _text("surfaces", "surfaces", "surface", "surf"),
        _text("area", "area", "quadrant", "arch", "quad"),
        _text("fee", "fee", "procfee", "amount", "office fee", read="cents"),
        _text("quantity", "quantity", "qty", "units", read="whole"),
        _ref("provider", "providers", "provider", "provider id", "provnum"),
        _choice("urgency", {"immediate": "immediate", "urgent": "immediate", "now": "immediate", "soon": "soon",
                            "routine": "soon", "elective": "elective"}, "urgency"),
        _text("rationale", "rationale", "why", read="note"),
        _text("if_waits", "if waits", "if it waits", read="note"),
        _text("planned_on", "planned on", "planned date", "planned for", read="date"),
        _text("diagnosed_on", "diagnosed on", "date diagnosed", "date tp", "datetp", "diagnosed", "date planned",
              "plan date", "entry date", "date", read="date"),
        _choice("status", _STATUS, "status", "state", "procstatus", "proc status"),
        _text("status_on", "status on", "status date", "date of status", read="date"),
        _text("reason", "reason", "decline reason"),
        _ref("appointment", "appointments", "appointment", "appointment id", "aptnum"),
    )),
    Kind("appointments", "appointment", ("appoint", "apt", "schedule", "booking"), (
        _id("appointment id", "aptnum", "appt id"),
        _ref("patient", "patients", "patient", "patient id", "patnum", required=True),
        _ref("provider", "providers", "provider", "provider id", "provnum", required=True),
        _ref("operatory", "operatories", "operatory", "operatory id", "op", "chair", "room", required=True),
        Field("day", "date", ("day", "date", "appointment date", "aptdatetime", "date time", "start"), True),
        Field("time", "time", ("time", "start time", "appointment time"), stored=False),
        Field("minutes", "whole", ("minutes", "length", "duration", "length minutes"), stored=False),
        Field("end", "time", ("end", "end time"), stored=False),
        _text("pattern", "pattern", "time pattern", read="pattern"),
        _choice("state", _SITTINGS, "state", "status", "aptstatus", "confirmed"),
        _text("label", "label", "description", "procedures", "procdescript", "reason for visit"),
        _text("note", "note", "notes", read="note"),
        _text("production", "production", "amount", "fee", read="cents"),
        _text("booked_on", "booked on", "date booked", "created", read="date"),
    )),
)  # fmt: skip
"""The kinds in the order in which they are brought in: what is pointed to comes first."""

BY_NAME = {kind.name: kind for kind in KINDS}
_ASKED_FIRST = ("treatment", "coverages", "fees", "appointments", "operatories", "providers", "guarantors", "patients",
                "carriers", "procedures", "plans")  # fmt: skip


def kind_of_file(stem: str) -> Kind | None:
    """The kind that a file's name (without its ending) speaks of, or None."""
    name = folded(stem)
    for kind in _ASKED_FIRST:
        if any(word in name for word in BY_NAME[kind].file_words):
            return BY_NAME[kind]
    return None


def folded(header: str) -> str:
    """A header as it is compared: letters, digits and % in lower case, single blanks between words."""
    return " ".join(re.sub(r"[^0-9a-z%]+", " ", header.casefold()).split())


def known_columns(kind: Kind, headers: list[str]) -> dict[str, int]:
    """Which column each field stands in by the headers that practices write; the first synonym that is there wins."""
    at: dict[str, int] = {}
    for position, header in enumerate(headers):
        at.setdefault(folded(header), position)
    found: dict[str, int] = {}
    taken: set[int] = set()
    # A field's own name comes before anyone's synonym, so that a file with our names is read by our names.
    for kindred in (*((f, (folded(f.name),)) for f in kind.fields), *((f, f.headers) for f in kind.fields)):
        wanted, words = kindred
        if wanted.name in found:
            continue
        for word in words:
            position = at.get(word, -1)
            if position >= 0 and position not in taken:
                found[wanted.name] = position
                taken.add(position)
                break
    return found
