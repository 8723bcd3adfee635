"""The case screen's planning: forms for lines, visits, phases, options and the case; order, copies, removal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tctui.core.case import PHASE_KINDS, PHASE_NAMES, URGENCIES, Line, Visit
from tctui.core.errors import Refused
from tctui.db import line_writes, option_writes, plan_writes
from tctui.db.change import Done
from tctui.db.line_writes import LineTerms
from tctui.screens.case_base import Looked
from tctui.screens.case_talk import Talk
from tctui.screens.place import Answer, Choice, Field


def _provider_field(provider_id: int | None) -> Field:
    from tctui.db.book import providers

    choices = [(each.id, f"{each.code} {each.name}".strip()) for each in providers()]
    return Field("provider", "Provider", "choice", provider_id, choices=[(None, "any"), *choices])


def _line_fields(line: Line | None) -> list[Field]:
    from tctui.db.procedures import search_procedures

    known = [(each.code, f"{each.code} {each.name}") for each in search_procedures("", limit=5000)]
    if line is not None and line.code not in dict(known):
        known.insert(0, (line.code, f"{line.code} {line.name}"))
    urgent = [(urgency, urgency) for urgency in URGENCIES]
    return [
        Field("code", "Procedure", "pick", line.code if line else None, required=True, choices=known,
              hint="type a part of code or name, Down picks"),
        Field("tooth", "Tooth", initial=line.tooth if line else "", limit=8, hint="1 to 32, A to T"),
        Field("surfaces", "Surfaces", initial=line.surfaces if line else "", limit=8, hint="letters of MODBFLI"),
        Field("area", "Area", initial=line.area if line else "", limit=8, hint="UR, UL, LR, LL, upper, lower, mouth"),
        Field("fee", "Fee", "amount", line.fee if line else None, hint="empty: the office fee of the procedure"),
        Field("quantity", "Quantity", "number", line.quantity if line else 1),
        Field("name", "Plain name", initial=line.name if line else "", limit=120, hint="empty: the procedure's own"),
        Field("urgency", "Urgency", "choice", line.urgency if line else "soon", required=True, choices=urgent),
        _provider_field(line.provider_id if line else None),
        Field("planned", "Planned for", "date", line.planned_on if line else None, hint="empty: as soon as possible"),
        Field("rationale", "Why", initial=line.rationale if line else "", limit=500),
        Field("if_waits", "If it waits", initial=line.if_waits if line else "", limit=500),
    ]  # fmt: skip


def _terms(values: dict[str, Any], before: Line | None = None) -> LineTerms:
    fee = values["fee"]
    if fee is None and before is not None and values["code"] == before.code:
        fee = before.fee
    return LineTerms(
        values["code"], values["tooth"], values["surfaces"], values["area"], fee,
        1 if values["quantity"] is None else values["quantity"],
        values["name"], values["provider"], values["urgency"], values["rationale"], values["if_waits"],
        values["planned"],
    )  # fmt: skip


def _visit_fields(visit: Visit | None) -> list[Field]:
    return [
        Field("name", "Name", initial=visit.name if visit else "", limit=60),
        Field("length", "Length", "length", len(visit.pattern) or None if visit else None,
              hint="90, 1h30; empty: as long as its procedures need together"),
        _provider_field(visit.provider_id if visit else None),
        Field("gap_min", "Days after, at least", "number", visit.gap_min if visit else None,
              hint="days after the visit before it"),
        Field("gap_max", "Days after, at most", "number", visit.gap_max if visit else None),
    ]  # fmt: skip


class Planning(Talk):
    """What the plan consists of, and in which order."""

    def act_open(self) -> None:
        """Edit the line, visit or phase under the cursor."""
        if self.line is not None:
            self._edit_line()
        elif self.table.key is not None:
            self.act_new()
        else:
            raise Refused("There is no line yet; n adds one.")

    def act_new(self) -> None:
        """Add a line, visit, phase, option, concern, hand-off or question for the dentist."""
        self.choose(
            "New",
            [
                Choice("l", "line"), Choice("v", "line in a new visit"), Choice("p", "phase"), Choice("o", "option"),
                Choice("c", "concern"), Choice("h", "hand-off"), Choice("q", "question"),
            ],
            self._new,
        )  # fmt: skip

    def _new(self, key: str) -> Answer:
        acts = {
            "p": self.act_new_phase, "o": self._new_option, "c": self.act_concern, "h": self.act_hand_off,
            "q": self.act_question,
        }  # fmt: skip
        if key in acts:
            acts[key]()
        else:
            self._new_line(new_visit=key == "v")
        return None

    def _new_line(self, new_visit: bool) -> None:
        visit, phase, option = self.visit, self.phase, self.shown_option()

        def save(values: dict[str, Any]) -> str:
            place = {"phase_id": phase.id} if phase is not None else {"option_id": option.id}
            if visit is not None and not new_visit:
                place = {"visit_id": visit.id}
            done = line_writes.add_line(self.desk.by(), self.case.id, _terms(values), new_visit=new_visit, **place)
            said = self.told(done)
            self.table.go_to(("line", done.id))
            return said

        where = phase.title if phase else f"option {option.letter}"
        self.open_form(f"New line in {where}", _line_fields(None), save)

    def _edit_line(self) -> None:
        line = self.line_here()
        if line.state == "completed":
            raise Refused(f"{line.name} is completed; what was done is not changed.")

        def version(case: Any) -> int | None:
            found = case.line(line.id)
            return found.version if found else None

        looked = Looked(version, self.case)

        def save(values: dict[str, Any]) -> str:
            terms = _terms(values, line)
            by, case_id = self.desk.by(), self.case.id
            return self.told(looked.save(lambda seen: line_writes.edit_line(by, case_id, line.id, terms, seen=seen)))

        self.open_form(f"Line {line.name} {line.site}".rstrip(), _line_fields(line), save)

    def act_edit(self) -> None:
        """Change the line, its visit, its phase, the option, the case or what is at the lab; or remove one."""
        none = "put the cursor on a line" if self.line is None else None
        self.choose(
            "Edit",
            [
                Choice("l", "line", none), Choice("v", "visit", None if self.visit else "no visit here"),
                Choice("p", "phase", None if self.phase else "no phase here"), Choice("o", "option"),
                Choice("c", "case"),
                Choice("b", "lab case", None if self.visit else "no visit here"), Choice("x", "remove"),
            ],
            self._edit,
        )  # fmt: skip

    def _edit(self, key: str) -> Answer:
        {"l": self._edit_line, "v": self._edit_visit, "p": self._edit_phase, "o": self._edit_option,
         "c": self._edit_case, "b": self._edit_lab_case, "x": self._remove}[key]()  # fmt: skip
        return None

    def _edit_visit(self) -> None:
        visit = self.visit
        assert visit is not None

        def save(values: dict[str, Any]) -> str:
            done = plan_writes.edit_visit(
                self.desk.by(), self.case.id, visit.id, name=values["name"], length=values["length"],
                provider_id=values["provider"], gap_min=values["gap_min"], gap_max=values["gap_max"],
                seen=visit.version,
            )  # fmt: skip
            return self.told(done)

        self.open_form("Visit", _visit_fields(visit), save)

    def _edit_lab_case(self) -> None:
        from tctui.screens.case_lab import edit_lab_case

        edit_lab_case(self)

    def _edit_phase(self) -> None:
        phase = self.phase
        assert phase is not None

        def save(values: dict[str, Any]) -> str:
            by = self.desk.by()
            name, kind = values["name"], values["kind"]
            return self.told(
                plan_writes.edit_phase(by, self.case.id, phase.id, kind=kind, name=name, seen=phase.version)
            )

        self.open_form("Phase", _phase_fields(phase.kind, phase.name), save)

    def _edit_option(self) -> None:
        option = self.shown_option()

        def save(values: dict[str, Any]) -> str:
            done = option_writes.edit_option(
                self.desk.by(), self.case.id, option.id, name=values["name"], rationale=values["why"],
                seen=option.version,
            )  # fmt: skip
            return self.told(done)

        fields = [
            Field("name", "Name", initial=option.name, required=True, limit=80),
            Field("why", "Why this way", initial=option.rationale, limit=500),
        ]
        self.open_form(f"Option {option.letter}", fields, save)

    def _edit_case(self) -> None:
        case = self.case

        def save(values: dict[str, Any]) -> str:
            from tctui.db.case_writes import edit_case

            by = self.desk.by()
            done = looked.save(
                lambda seen: edit_case(
                    by, case.id, title=values["title"], provider_id=values["provider"], diagnosed_on=values["on"],
                    seen=seen,
                )
            )  # fmt: skip
            return self.told(done)

        looked = Looked(lambda file: file.version, case)
        fields = [
            Field("title", "Title", initial=case.title, required=True, limit=80),
            _provider_field(case.provider_id),
            Field("on", "Diagnosed", "date", case.diagnosed_on, required=True, looking="back"),
        ]
        self.open_form("Case", fields, save)

    def _remove(self) -> None:
        line, visit, phase, option = self.line, self.visit, self.phase, self.shown_option()
        by, case_id = self.desk.by(), self.case.id

        def remove(key: str) -> str:
            if key == "l" and line is not None:
                return self.told(line_writes.remove_line(by, case_id, line.id, seen=line.version))
            if key == "v" and visit is not None:
                return self.told(plan_writes.remove_visit(by, case_id, visit.id, seen=visit.version))
            if key == "p" and phase is not None:
                return self.told(plan_writes.remove_phase(by, case_id, phase.id, seen=phase.version))
            return self.told(option_writes.remove_option(by, case_id, option.id, seen=option.version))

        self.choose(
            "Remove",
            [
                Choice("l", line.name if line else "line", None if line else "put the cursor on a line"),
                Choice("v", "visit", None if visit else "no visit here"),
                Choice("p", "phase", None if phase else "no phase here"), Choice("o", f"option {option.letter}"),
            ],
            remove,
        )  # fmt: skip

    def act_new_phase(self) -> None:
        """Add a phase to the option."""
        option = self.shown_option()

        def save(values: dict[str, Any]) -> str:
            by = self.desk.by()
            done = plan_writes.add_phase(by, self.case.id, option.id, values["kind"], name=values["name"])
            said = self.told(done)
            self.table.go_to(("phase", done.id))
            return said

        self.open_form("New phase", _phase_fields("restorative", ""), save)

    def _new_option(self) -> None:
        self._option_form("New option", None)

    def act_copy_option(self) -> None:
        """Add an option that starts as a copy of the one shown."""
        option = self.shown_option()
        self._option_form(f"Copy of option {option.letter} {option.name}", option.id)

    def _option_form(self, title: str, copy_of: int | None) -> None:
        def save(values: dict[str, Any]) -> str:
            done = option_writes.add_option(self.desk.by(), self.case.id, values["name"], copy_of=copy_of)
            self.option_id = done.id
            return self.told(done)

        self.open_form(title, [Field("name", "Name", required=True, limit=80, hint="implant, bridge, partial")], save)

    def act_recommend(self) -> str:
        """Recommend the option that is shown."""
        return self.told(option_writes.recommend_option(self.desk.by(), self.case.id, self.shown_option().id))

    def act_earlier(self) -> str:
        """Move the line one place up, across visits and phases."""
        return self._shift(-1)

    def act_later(self) -> str:
        """Move the line one place down, across visits and phases."""
        return self._shift(1)

    def _shift(self, step: int) -> str:
        return self.told(line_writes.shift_line(self.desk.by(), self.case.id, self.line_here().id, step))

    def act_move(self) -> None:
        """Move the line under the cursor to another phase of the option, or its visit or phase up or down."""
        line, visit, phase, phases = self.line, self.visit, self.phase, self.shown_option().phases
        if phase is None:
            raise Refused("The option has nothing to move yet; n adds a line.")
        choices = [
            Choice(str(n), each.title, "it is there" if each.id == phase.id else None)
            for n, each in enumerate(phases[:9] if line is not None and len(phases) > 1 else (), 1)
        ]
        alone = "it is the only one" if len(phases) == 1 else None
        no_visit = "no visit here" if visit is None else alone if len(phase.visits) == 1 else None
        if alone and no_visit:
            raise Refused("The option has one phase; N adds another.")
        choices += [Choice("v", "its visit", no_visit), Choice("p", "its phase", alone)]

        def move(key: str) -> Answer:
            if key == "v" and visit is not None:
                return self._up_or_down("the visit", plan_writes.shift_visit, visit.id)
            if key == "p":
                return self._up_or_down(f"phase {phase.title}", plan_writes.shift_phase, phase.id)
            assert line is not None
            there = phases[int(key) - 1].id
            return self.told(line_writes.move_line(self.desk.by(), self.case.id, line.id, phase_id=there))

        self.choose("Move to phase" if len(choices) > 2 else "Move", choices, move)

    def _up_or_down(self, what: str, shift: Callable[..., Done], moved: int) -> Answer:
        def there(key: str) -> str:
            return self.told(shift(self.desk.by(), self.case.id, moved, -1 if key == "u" else 1))

        self.choose(f"Move {what}", [Choice("u", "one place up"), Choice("d", "one place down")], there)
        return None


def _phase_fields(kind: str, name: str) -> list[Field]:
    kinds = [(each, PHASE_NAMES[each]) for each in PHASE_KINDS]
    return [
        Field("kind", "Kind", "choice", kind, required=True, choices=kinds),
        Field("name", "Name", initial=name, limit=60, hint="empty: the kind's own word"),
    ]
