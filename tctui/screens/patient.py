"""The form of a patient's own record: a new patient from Find or the book, a corrected one from the case."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from tctui.core.errors import Refused
from tctui.core.finding import FEWEST_DIGITS
from tctui.core.schedule.patient_times import (
    AWAY_HINT,
    WEEK_HINT,
    away_from_text,
    away_text,
    week_from_text,
    week_text,
)
from tctui.core.schedule.wish import PatientTimes
from tctui.core.text import fit
from tctui.db.patients import (
    AS_IT_IS,
    NAME_LIMIT,
    REACH_LIMIT,
    SELF,
    Alike,
    Particulars,
    add_patient,
    alike,
    correct_patient,
    particulars_of,
)
from tctui.screens.form import FormScreen
from tctui.screens.place import Choice, Field, Place

Then = Callable[[int, str], object]
"""What goes on with a patient: id and name, last name first."""

CHANNELS = (("phone", "phone"), ("text", "text message"), ("email", "e-mail"), ("letter", "letter"))


class PatientForm(FormScreen):
    """Asks for the particulars; who is probably on file already is told before a second record is saved.

    ``patient_id`` 0 is a new patient, else ``held`` is what was on file. ``found`` is whom to go on with once it is
    closed: the patient saved, or one on file already.
    """

    def __init__(
        self, title: str, fields: Sequence[Field], patient_id: int = 0, held: Particulars | None = None, seen: int = 0
    ) -> None:
        super().__init__(title, fields, self._write)
        self._patient_id = patient_id
        self._held = held
        self._seen = seen
        self.found: tuple[int, str] | None = None

    def _write(self, values: dict[str, Any]) -> str:
        by, one = self.desk.by(), self._particulars(values)
        if self._patient_id:
            return f"{correct_patient(by, self._patient_id, one, seen=self._seen).says} — z undoes"
        done = add_patient(by, one)
        self.found = (done.id, done.says.removeprefix("New patient "))
        return f"{done.says} — z undoes"

    async def act_save(self) -> None:
        """Save; when somebody alike is on file, ask first which of them is meant."""
        self.fields.step(0)
        try:
            one = self._particulars(self.fields.values())
        except Refused:
            await super().act_save()
            return
        doubles = [] if self._same_person(one) else alike(one, self._patient_id)[:3]
        if not doubles:
            await super().act_save()
            return
        by_key = {str(number): each for number, each in enumerate(doubles, 1)}
        taking = {} if self._patient_id else by_key
        choices = [
            Choice(key, f"take {_told(each, self.desk.today())}", None if each.active else "inactive")
            for key, each in taking.items()
        ]
        whom = "Perhaps on file already"
        if self._patient_id:
            whom = f"Alike: {'; '.join(_told(each, self.desk.today()) for each in doubles)}"
        choices += [Choice("y", "save all the same"), Choice("n", "go on typing")]
        self.choose(whom, choices, lambda key: self._chosen(key, taking))

    async def _chosen(self, key: str, taking: dict[str, Alike]) -> None:
        if key in taking:
            self.found = (taking[key].id, taking[key].name)
            self.forget_draft()
            self.dismiss(None)
        elif key == "y":
            try:
                await super().act_save()
            except Refused as refused:
                self.warn(refused.sentence())

    def _particulars(self, values: dict[str, Any]) -> Particulars:
        payer = SELF if values["payer"] is None else values["payer"]
        week, away, chair = (values.pop(each) for each in ("week", "away", "chair"))
        times = PatientTimes(week_from_text(week), away_from_text(away, self.desk.today()), chair)
        return replace(self._held or Particulars("", ""), **(values | {"payer": payer, "times": times}))

    def _same_person(self, one: Particulars) -> bool:
        """Whether what tells people apart is as it was on file."""
        told = ("last_name", "first_name", "preferred_name", "phone", "birth_date")
        return self._held is not None and all(getattr(self._held, each) == getattr(one, each) for each in told)


def open_new(place: Place, then: Then, typed: str = "") -> None:
    """Ask for a new patient, beginning with what was typed; ``then`` gets the patient. Raises Refused by the role."""
    place.desk.by().need("patient")
    form = PatientForm("New patient", _fields(place, _begun(typed)))

    def closed(said: str | None) -> None:
        place._form_closed(said)
        if form.found is not None:
            patient_id, name = form.found
            place._attempt(lambda: _go_on(then, patient_id, name))

    place.app.push_screen(form, closed)


def open_known(place: Place, patient_id: int) -> None:
    """Ask for corrections of a patient's record. Raises Refused by the role."""
    place.desk.by().need("patient")
    held, seen, payer = particulars_of(patient_id)
    # The medical alert has a key of its own in the case.
    fields = [field for field in _fields(place, held, payer) if field.name != "medical_alert"]
    form = PatientForm(f"Patient: {held.last_name}, {held.first_name}".rstrip(", "), fields, patient_id, held, seen)
    place.app.push_screen(form, place._form_closed)


def _go_on(then: Then, patient_id: int, name: str) -> None:
    then(patient_id, name)


def _told(one: Alike, today: date) -> str:
    """Somebody on file as Find tells of one: age, and the end of the phone number."""
    born = one.birth_date
    age = f", {today.year - born.year - ((today.month, today.day) < (born.month, born.day))} y" if born else ""
    return f"{fit(one.name, 24).rstrip()}{age}{f', phone …{one.phone_end}' if one.phone_end else ''}"


def _begun(typed: str) -> Particulars:
    """What a text typed to find somebody says of a new patient: the name, last name first, or the phone number."""
    typed = typed.strip()
    none = Particulars("", "")
    if re.fullmatch(r"[\d\s()+./-]*", typed):
        return replace(none, phone=typed) if len(re.sub(r"\D", "", typed)) >= FEWEST_DIGITS else none
    if re.search(r"\d", typed):
        return none
    last, _, first = typed.partition("," if "," in typed else " ")
    if typed.islower():
        last, first = last.title(), first.title()
    return Particulars(last.strip(), first.strip())


def _fields(place: Place, held: Particulars, payer: str = "") -> list[Field]:
    from tctui.db.finding import asked_for

    find = asked_for(place.desk.today())
    fixed = [(SELF, "self"), *([(AS_IT_IS, f"as it is: {payer}")] if payer else [])]

    def who_pays(text: str) -> list[tuple[int, str]]:
        begun = text.strip().casefold()
        return [each for each in fixed if each[1].casefold().startswith(begun)] + (find(text) if begun else [])

    times, today = held.times, place.desk.today()
    return [
        Field("last_name", "Last name", initial=held.last_name, required=True, limit=NAME_LIMIT),
        Field("first_name", "First name", initial=held.first_name, required=True, limit=NAME_LIMIT),
        Field("preferred_name", "Called", initial=held.preferred_name, limit=NAME_LIMIT, hint="the name preferred"),
        Field("birth_date", "Born", "date", held.birth_date, looking="back", hint="4/2/1965"),
        Field("phone", "Phone", initial=held.phone, limit=REACH_LIMIT, hint="kept as it is typed"),
        Field("email", "E-mail", initial=held.email, limit=REACH_LIMIT),
        Field("channel", "Prefers", "choice", held.channel, required=True, choices=CHANNELS),
        Field("payer", "Guarantor", "pick", held.payer, find=who_pays,
              hint="self, or another patient: whoever pays for that one pays here too"),
        Field("medical_alert", "Medical alert", initial=held.medical_alert),
        Field("week", "Can come", initial=week_text(times.windows), hint=WEEK_HINT, check=week_from_text),
        Field("away", "Away", initial=away_text(times.away, today), hint=AWAY_HINT,
              check=lambda text: away_from_text(text, today)),
        Field("chair", "Most a day", "length", times.chair_units,
              hint="the most treatment on one day: 1h30; empty: as the office has it, three hours"),
        Field("short_call", "Short call", "yes_no", held.short_call, hint="comes when a time falls free"),
        Field("do_not_contact", "Do not contact", "yes_no", held.do_not_contact,
              hint="yes: nobody is asked about a plan any more; the open follow-ups close"),
    ]  # fmt: skip
