"""Find by typing: a patient by name, phone or birth date, a case by its title, or an action of the place."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.widget import Widget

from tctui.core.board import Card
from tctui.core.errors import Refused
from tctui.core.finding import Known, wanted
from tctui.core.money import short_dollars
from tctui.core.pipeline import TITLES as STAGES
from tctui.core.spelling import folded
from tctui.core.text import veiled
from tctui.key_places import TITLES
from tctui.keys import shown
from tctui.screens.place import Choice, Place
from tctui.screens.veil import Guarded
from tctui.widgets.line_edit import LineEdit
from tctui.widgets.table import Column, Line, Row, Section, Table
from tctui.widgets.text_lines import TextLines

MOST = 200
"""Lines listed at once; more than anyone reads, few enough to list within a key's time."""


class FindScreen(Place):
    """A line to type into and what it finds; Enter opens the case, offers one, or carries out the action.

    Keys of the list: a case by its id, a patient without an open case as ("patient", id), an action by its name.
    """

    PLACE = "find"

    def __init__(self, place: str) -> None:
        super().__init__()
        self._of = place
        self._edit = LineEdit(limit=60)
        self._typed = TextLines(2)
        columns = [Column("", 28), Column("", 0), Column("", 12), Column("", 6, "right")]
        self._table = Table(columns, headings=False, empty="nothing found")
        self._cards: list[Card] = []
        self._patients: list[Known] = []

    def body(self) -> Iterable[Widget]:
        """Give the line to type into and the list."""
        yield self._typed
        yield self._table

    def reload(self) -> None:
        """Read the open cases and look again."""
        from tctui.db.board import open_cards

        self._cards = sorted(open_cards(), key=lambda card: folded(card.name))
        self._patients = []
        self.heading([("Find  ", "heading"), ("a patient by name, phone or birth date, a case, what to do", "dim")])
        self._look()

    def _look(self, anew: bool = False) -> None:
        """List what is found; ``anew`` for another text: the cursor goes to the first, whatever it stood on."""
        text = self._edit.text.strip()
        words = folded(text).split()
        self._typed.show([("Find: ", "strong"), *self._edit.shown(60)])
        if text and not self._patients:
            from tctui.db.finding import known_patients

            # All of a large practice take a fifth of a second: not before somebody types.
            self._patients = known_patients()
        meant = wanted(text, self.desk.today())
        patients = [patient for patient in self._patients if meant(patient)] if text else []
        named = {patient.id for patient in patients}
        found = [card for card in self._cards if card.patient_id in named or _holds(folded(card.title), words)]
        lines: list[Line] = [self._case_row(card) for card in found[:MOST]]
        having = {card.patient_id for card in self._cards}
        others = [patient for patient in patients if patient.id not in having]
        if others:
            lines += [Section("Patients without an open case"), *self._patient_rows(others[: MOST - len(lines)])]
        actions = self._actions(words)
        if actions:
            lines += [Section(f"What to do in {TITLES.get(self._of, self._of)}"), *actions]
        first = next((line.key for line in lines if isinstance(line, Row)), None) if anew else None
        self._table.show(lines, first)
        count = f"{len(found)} of {len(self._cards)} open cases"
        whose = f"{count}, {len(patients)} of {len(self._patients)} patients"
        if text and not self._patients:
            whose = "no patients yet: Ctrl+N adds one, tctui import brings them in"
        self.detail([(whose if text else count, "dim")])

    def _case_row(self, card: Card) -> Row:
        return Row(card.case_id, (card.name, card.title, STAGES[card.stage], short_dollars(card.open_cents)))

    def _patient_rows(self, patients: list[Known]) -> list[Row]:
        """A line for each closed case, and one for who has none; phone and birth date are not shown in full."""
        from tctui.db.finding import closed_cards_of

        closed: dict[int, list[Card]] = {}
        for card in closed_cards_of([patient.id for patient in patients]):
            closed.setdefault(card.patient_id, []).append(card)
        rows = []
        for patient in patients:
            age = patient.age(self.desk.today())
            about = [f"{age} y" if age is not None else "", f"phone …{patient.phone[-4:]}" if patient.phone else ""]
            told = ", ".join(filter(None, about))
            rows.append(Row(("patient", patient.id), (patient.name, told, "" if patient.active else "inactive", "")))
            rows += [self._case_row(card) for card in closed.get(patient.id, ())]
        return rows

    def _actions(self, words: list[str]) -> list[Row]:
        if not words:
            return []
        keymap = self.host.keymap
        # An action that is called so comes before one whose explanation only mentions it.
        actions = sorted(
            keymap.of_place(self._of), key=lambda action: not _holds(folded(action.label_in(self._of)), words)
        )
        return [
            Row(action.id, (action.label_in(self._of), (action.help, "dim"), "", (shown(keys[0]), "key")))
            for action in actions
            if (keys := keymap.keys(action.id)) and _holds(folded(f"{action.label_in(self._of)} {action.help}"), words)
        ]

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the line; the arrows up and down move in the list."""
        before = self._edit.text
        if not self._edit.press(key, character):
            return False
        self._look(anew=self._edit.text != before)
        return True

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the line."""
        event.stop()
        self._edit.insert(event.text)
        self._look(anew=True)

    def why_not(self, action_id: str) -> str | None:
        """Say that there is nothing to open."""
        if action_id == "new_patient" and not self.desk.user.may("patient"):
            return "front desk, coordinator and lead may"
        return "nothing found" if action_id == "open" and self._table.row is None else None

    def act_new_patient(self) -> None:
        """Ask for a new patient named as typed, and offer what may be done for one without a case."""
        from tctui.screens.patient import open_new

        below, typed = self.app.screen_stack[-2], self._edit.text
        self.dismiss(None)
        if isinstance(below, Place):
            below.call_next(open_new, below, lambda id, name: _offer(below, Known(id, name, "")), typed)

    def act_booked(self) -> None:
        """Go to the next appointment of the patient under the cursor."""
        from tctui.db.book import appointments_of

        key = self._table.key
        if isinstance(key, tuple):
            patient_id = key[1]
        else:
            patient_id = next((card.patient_id for card in self._cards if card.case_id == key), None)
        if patient_id is None:
            raise Refused("Put the cursor on a patient or a case.")
        if not appointments_of(patient_id, self.desk.today().toordinal()):
            raise Refused("That patient has nothing booked.")
        self.host.open_place("schedule", patient_id=patient_id)

    def act_open(self) -> None:
        """Open the case, offer one to the patient, or carry out the action in the place find was opened from."""
        key = self._table.key
        if isinstance(key, int):
            self.host.open_place("case", case_id=key)
            return
        below = self.app.screen_stack[-2]
        if isinstance(key, tuple):
            self.dismiss(None)
            if isinstance(below, Place):
                below.call_next(_offer, below, next(each for each in self._patients if each.id == key[1]))
            return
        action = next(action for action in self.host.keymap.of_place(self._of) if action.id == key)
        self.dismiss(None)
        if isinstance(below, Place):
            pressed = self.host.keymap.keys(action.id)[0]
            below.call_next(below.press, pressed, pressed if len(pressed) == 1 else None)


def _offer(place: Place, patient: Known) -> None:
    """Ask what is to be done for a patient who has no open case."""
    from tctui.screens.board_case import new_case_form
    from tctui.screens.follow_up import contact_form

    def made(case_id: int) -> None:
        place.call_after_refresh(place.host.open_place, "case", case_id=case_id)

    def chosen(key: str) -> None:
        if key == "n":
            new_case_form(place, made, (patient.id, patient.name))
        else:
            contact_form(place, None, patient.id)

    # A patient who left the practice can still be called; a new case would be for somebody who comes.
    why_not = None if patient.active else "the patient is inactive"
    user, choices = place.desk.user, []
    if user.may("case") or user.may("clinical"):
        choices.append(Choice("n", "new case", why_not))
    if user.may("contact"):
        choices.append(Choice("c", "contact note"))
    name = veiled(patient.name) if isinstance(place, Guarded) and place.quiet else patient.name[:40]
    if choices:
        place.choose(f"{name} has no open case", choices, chosen)
    else:
        place.warn(f"{name} has no open case; your role ({user.role}) only reads")


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text for word in words)
