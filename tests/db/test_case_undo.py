"""Each write of a case is undone and redone exactly, alone and in any run of writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tctui.core.case import CaseFile
from tctui.core.errors import Refused
from tctui.db import contacts, decisions, hand_offs
from tctui.db.audit import broken_from
from tctui.db.case_writes import edit_case, new_case, set_next_action, set_owner
from tctui.db.cases import read_case
from tctui.db.line_writes import LineTerms, add_line, edit_line, move_line, remove_line, shift_line
from tctui.db.models import ALL
from tctui.db.models.base import Kept
from tctui.db.option_writes import add_option, edit_option
from tctui.db.plan_writes import add_phase, edit_phase, edit_visit, shift_phase, shift_visit
from tctui.db.undo import redo_last, undo_last
from tests.db.case_ground import BY, NOW, TODAY, case, practice  # noqa: F401


def stored() -> dict[str, list[tuple[object, ...]]]:
    """Every live row of every table as it counts to a person: without version and without voided rows."""
    found: dict[str, list[tuple[object, ...]]] = {}
    for model in ALL:
        if not issubclass(model, Kept):
            continue
        columns = [name for name in model._meta.columns if name not in ("version", "id")]
        names = columns if model._meta.table_name == "board_card" else ["id", *columns]
        query = model.select(*(model._meta.columns[name] for name in names)).where(model.voided == 0)
        found[model._meta.table_name] = sorted(query.tuples(), key=repr)
    return found


def everything(case: CaseFile) -> dict[str, Callable[[], object]]:
    """One call of each write, legal on the fixture's case after presenting."""
    option, number = case.options[0], case.id
    lines = [line.id for line in option.lines()]
    phases, visits = option.phases, list(option.visits())
    terms = LineTerms("G10", "20", fee=100)
    return {
        "new_case": lambda: new_case(BY, 1, "crown"),
        "edit_case": lambda: edit_case(BY, number, title="new", provider_id=1, diagnosed_on=TODAY),
        "set_owner": lambda: set_owner(BY, number, 2),
        "set_next_action": lambda: set_next_action(BY, number, "call", TODAY + timedelta(1), agreed=True),
        "add_option": lambda: add_option(BY, number, "bridge", copy_of=option.id),
        "edit_option": lambda: edit_option(BY, number, option.id, name="crown", rationale="why"),
        "add_phase": lambda: add_phase(BY, number, option.id, "urgent"),
        "edit_phase": lambda: edit_phase(BY, number, phases[0].id, kind="urgent", name="now"),
        "shift_phase": lambda: shift_phase(BY, number, phases[0].id, 1),
        "shift_visit": lambda: shift_visit(BY, number, visits[0].id, 1),
        "edit_visit": lambda: edit_visit(
            BY, number, visits[0].id, name="v", length=20, provider_id=1, gap_min=1, gap_max=2
        ),
        "add_line": lambda: add_line(BY, number, terms, visit_id=visits[0].id),
        "edit_line": lambda: edit_line(BY, number, lines[0], terms),
        "remove_line": lambda: remove_line(BY, number, lines[0]),
        "shift_line": lambda: shift_line(BY, number, lines[0], 1),
        "move_line": lambda: move_line(BY, number, lines[0], phase_id=phases[1].id, new_visit=True),
        "accept": lambda: decisions.accept(BY, number, lines),
        "decline": lambda: decisions.decline(BY, number, lines, "cost"),
        "defer": lambda: decisions.defer(BY, number, lines, TODAY + timedelta(30), "exams"),
        "refer": lambda: decisions.refer_out(BY, number, lines, "Dr Park"),
        "withdraw": lambda: decisions.withdraw(BY, number, lines, "healed"),
        "unpresent": lambda: decisions.unpresent(BY, number),
        "concern": lambda: contacts.add_concern(BY, number, "cost", said="too much"),
        "contact": lambda: contacts.add_contact(BY, 1, "phone", "talked", case_id=number),
        "handoff": lambda: hand_offs.hand_off(BY, number, "front", "book 60 minutes"),
    }


def test_each_write_is_undone_and_redone_exactly(case):
    decisions.present(BY, case)
    names = list(everything(read_case(case)))
    for name in names:
        before = stored()
        everything(read_case(case))[name]()
        after = stored()
        assert after != before, name
        said = undo_last(1, NOW)
        assert said.startswith("Undone: "), name
        assert stored() == before, name
        redo_last(1, NOW)
        assert stored() == after, name
        undo_last(1, NOW)
        assert stored() == before, name
    assert broken_from() is None


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picks=st.lists(st.integers(0, 10_000), min_size=1, max_size=8))
def test_any_run_of_writes_is_undone_step_by_step_to_where_it_began(case, picks):
    while True:
        try:
            undo_last(1, NOW)
        except Refused:
            break
    number = new_case(BY, 1, "implant").id
    option = read_case(number).options[0].id
    for code in ("X10", "G10", "I10"):
        add_line(BY, number, LineTerms(code, "19"), option_id=option, new_visit=True)
    add_phase(BY, number, option, "elective")
    decisions.present(BY, number)
    trail = [stored()]
    for pick in picks:
        writes = list(everything(read_case(number)).values())
        try:
            writes[pick % len(writes)]()
        except (Refused, IndexError):
            assert stored() == trail[-1]
        if stored() != trail[-1]:
            trail.append(stored())
    for before in reversed(trail[:-1]):
        undo_last(1, NOW)
        assert stored() == before
