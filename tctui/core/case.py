"""A treatment plan as the screens and the pipeline see it: options, phases, visits, lines, and what happened to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.lab_case import LabCase

PHASE_KINDS = ("urgent", "disease_control", "restorative", "elective", "maintenance")
PHASE_NAMES = {
    "urgent": "urgent",
    "disease_control": "disease control",
    "restorative": "restorative",
    "elective": "elective",
    "maintenance": "maintenance",
}
URGENCIES = ("immediate", "soon", "elective")
CLOSED = ("completed", "declined", "withdrawn")
"""States of a line that needs no more work."""

CONCERN_CATEGORIES = (
    "cost", "fear or pain", "time", "trust", "no urgency felt", "family decision", "second opinion", "insurance",
    "moved", "other",
)  # fmt: skip


def leading_at(options: Sequence[tuple[bool, bool, bool]]) -> int | None:
    """The place of the leading one among options told as chosen, recommended, with open work; None without any.

    It is the chosen one, else the recommended one, else the first; one that is closed gives way to one with work.
    """
    chosen = next((at for at, (is_chosen, _, _) in enumerate(options) if is_chosen), None)
    if chosen is not None or not options:
        return chosen
    among = [at for at, (_, _, is_live) in enumerate(options) if is_live] or list(range(len(options)))
    return next((at for at in among if options[at][1]), among[0])


@dataclass(frozen=True, slots=True)
class LineEvent:
    """Something that happened to a line: what, on which day, by whom, and the reason given."""

    id: int
    kind: str
    day: date
    by: str = ""
    reason: str = ""
    suspected: str = ""
    until: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sitting:
    """The appointment that holds a visit: day as ordinal, start and length in units of five minutes."""

    appointment_id: int
    day: int
    start: int
    length: int
    state: str
    booked_on: date | None = None
    operatory: str = ""
    provider: str = ""
    provider_id: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One planned procedure; fee in cents per unit; `state` is computed by core.pipeline."""

    id: int
    visit_id: int
    ordinal: int
    code: str
    name: str
    category: str
    tooth: str
    surfaces: str
    area: str
    fee: int
    quantity: int
    provider_id: int | None
    urgency: str
    rationale: str
    if_waits: str
    planned_on: date | None
    consent_class: str
    events: tuple[LineEvent, ...]
    state: str
    version: int = 1

    @property
    def total(self) -> int:
        """Fee times quantity, in cents."""
        return self.fee * self.quantity

    @property
    def site(self) -> str:
        """Tooth with surfaces, or the area, as lists show it."""
        return f"{self.tooth} {self.surfaces}".strip() or self.area


@dataclass(frozen=True, slots=True)
class Visit:
    """What is done in one sitting; pattern in units of five minutes; gaps are days after the visit before it."""

    id: int
    phase_id: int
    ordinal: int
    name: str
    pattern: str
    provider_id: int | None
    gap_min: int | None
    gap_max: int | None
    lines: tuple[Line, ...]
    sitting: Sitting | None
    version: int = 1
    lab: LabCase | None = None

    def performer(self, line: Line, dentist_id: int | None) -> int | None:
        """Who treats a line of it: who holds its appointment, else who is planned for visit or line, else the dentist."""
        booked = self.sitting.provider_id if self.sitting else None
        return booked or self.provider_id or line.provider_id or dentist_id


@dataclass(frozen=True, slots=True)
class Phase:
    """A stage of an option in clinical order."""

    id: int
    option_id: int
    ordinal: int
    kind: str
    name: str
    visits: tuple[Visit, ...]
    version: int = 1

    @property
    def title(self) -> str:
        """The phase's own name, or its kind in words."""
        return self.name or PHASE_NAMES[self.kind]

    def lines(self) -> Iterator[Line]:
        """The lines of all visits, in order."""
        for visit in self.visits:
            yield from visit.lines


@dataclass(frozen=True, slots=True)
class Named:
    """Whom and what the papers of a case name beside the treatment: the patient, who pays (empty: the patient),

    each membership with its days, and the state by whose rules they are drawn up.
    """

    patient: str = ""
    born: date | None = None
    payer: str = ""
    member: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One way to treat the case; `insured` tells the patient's coverages apart: each plan in order, from when to when.

    `dentist_id` is the dentist of the case, `named` what its papers name.
    """

    id: int
    case_id: int
    letter: str
    name: str
    recommended: bool
    chosen: bool
    rationale: str
    phases: tuple[Phase, ...]
    version: int = 1
    insured: str = ""
    dentist_id: int | None = None
    named: Named = Named()

    def visits(self) -> Iterator[Visit]:
        """The visits of all phases, in order."""
        for phase in self.phases:
            yield from phase.visits

    def lines(self) -> Iterator[Line]:
        """The lines of all phases, in order."""
        for phase in self.phases:
            yield from phase.lines()


@dataclass(frozen=True, slots=True)
class Concern:
    """What holds the patient back."""

    id: int
    category: str
    said: str
    suspected: str
    answer: str
    state: str
    day: date
    version: int = 1


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the case's history: the day, what, by whom, and the contact it is (0: another change)."""

    day: date
    at: str
    what: str
    by: str = ""
    contact_id: int = 0


@dataclass(frozen=True, slots=True)
class CaseFile:
    """One case whole: the patient's names, the options, who owns it and what is next."""

    id: int
    patient_id: int
    last_name: str
    first_name: str
    title: str
    diagnosed_on: date
    provider_id: int | None
    owner_id: int | None
    owner: str
    next_action: str
    next_on: date | None
    next_agreed: bool
    options: tuple[Option, ...]
    concerns: tuple[Concern, ...] = ()
    version: int = 1

    @property
    def leading(self) -> Option | None:
        """The option that ``leading_at`` names."""
        at = leading_at(
            [
                (option.chosen, option.recommended, any(line.state not in CLOSED for line in option.lines()))
                for option in self.options
            ]
        )
        return None if at is None else self.options[at]

    def line(self, line_id: int) -> Line | None:
        """The line with this id, in whichever option."""
        return next((line for option in self.options for line in option.lines() if line.id == line_id), None)

    def visit(self, visit_id: int) -> Visit | None:
        """The visit with this id, in whichever option."""
        return next((visit for option in self.options for visit in option.visits() if visit.id == visit_id), None)
