"""What an insurer paid, typed line by line from its explanation of benefits; a repeated gap becomes a rule to confirm."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from textual import events
from textual.widget import Widget

from tctui.core.errors import Refused, Unreadable
from tctui.core.insurance.outcomes import Offer
from tctui.core.insurance.typed import date_shown
from tctui.core.money import cents_from_text, money
from tctui.core.spoken import date_from_text
from tctui.core.text import clean
from tctui.db import accuracy
from tctui.db.claim_outcomes import Answer, Claimed, claimed_lines, record
from tctui.db.procedures import search_procedures
from tctui.db.verification import Held, held_by
from tctui.screens.leaving import ask_to_leave
from tctui.screens.place import Choice, Place
from tctui.widgets.sheet import Columns, Entry, Part, SheetTable, Shown

FIELDS = ("paid", "allowed", "write_off", "deductible", "paid_as", "reason")
REASONS = ("not covered", "too soon", "waiting period", "maximum used", "missing tooth", "age", "no pre-authorisation")
_HINTS = {
    "paid": "type what was paid, or d for denied",
    "allowed": "type what the plan recognised",
    "write_off": "type what may not be charged",
    "deductible": "type how much of the deductible was taken",
    "paid_as": "type the code whose benefit was paid instead",
    "reason": "type why: " + ", ".join(REASONS),
}


def open_claims(place: Place, patient_id: int, coverage_id: int = 0) -> None:
    """Open the lines that one coverage answers; asks which when the patient has several."""
    held = held_by(patient_id, place.desk.today())
    if not held:
        raise Refused("The patient has no insurance on file; i adds it.")

    def show(chosen: Held) -> None:
        if not claimed_lines(patient_id, chosen.coverage_id, place.desk.today()):
            raise Refused("Nothing of this patient is begun or completed yet, so there is nothing to be paid for.")
        place.app.push_screen(ClaimsScreen(patient_id, chosen), place._form_closed)

    wanted = [each for each in held if each.coverage_id == coverage_id] or held
    if len(wanted) == 1:
        show(wanted[0])
        return
    by_key = {str(number): each for number, each in enumerate(wanted[:9], start=1)}
    place.choose("Paid by", [Choice(key, each.plan) for key, each in by_key.items()], lambda key: show(by_key[key]))


class ClaimsScreen(Place):
    """One row per line that was begun or done; nothing is stored before Ctrl+S, and then all of it at once."""

    PLACE = "outcomes"
    HEADING = 2
    DETAIL = 2

    def __init__(self, patient_id: int, held: Held) -> None:
        super().__init__()
        self._patient_id, self._held = patient_id, held
        self._table = SheetTable(self._tell, self._typed, id="outcomes")
        self._lines: dict[int, Claimed] = {}
        self._edits: dict[int, Answer] = {}
        self._trail: list[tuple[int, Answer | None]] = []

    def body(self) -> Iterable[Widget]:
        """Give the rows."""
        yield self._table

    def reload(self) -> None:
        """Read the lines; what was typed and is not stored stays."""
        if self._edits:
            return
        lines = claimed_lines(self._patient_id, self._held.coverage_id, self.desk.today())
        self._lines = {each.line_id: each for each in lines}
        self._lay_out()

    def _lay_out(self) -> None:
        parts: list[Part] = []
        waiting = [each for each in self._lines.values() if each.answer is None]
        answered = [each for each in self._lines.values() if each.answer is not None]
        for title, lines in (("not answered yet", waiting), ("answered", answered)):
            if lines:
                parts.append(self._title(title))
                parts += [self._entry(line) for line in lines]
        self._table.lay_out(self._columns(), [parts or ["nothing of this patient is begun or completed yet"]])
        self._draw()

    def _columns(self) -> list[Columns]:
        wide = (self.size.width or 80) >= 78
        return [Columns(0, (10, 10, 9, 9, 7, 13) if wide else (9, 9, 8, 8, 6, 8), 10)]

    def _title(self, text: str) -> str:
        widths = self._columns()[0].cells
        room = max(10, (self.size.width or 80) - sum(widths))
        heads = ("paid", "allowed", "wr-off", "deduct.", "as", "why")
        return f"{text[:room]:<{room}}" + "".join(
            f"{head:>{width - 1}} " for head, width in zip(heads, widths, strict=True)
        )

    def _entry(self, line: Claimed) -> Entry:
        where = f"{line.site} " if line.site else ""
        return Entry(f"{where}{line.name}", tuple(f"{line.line_id}:{name}" for name in FIELDS))

    def on_resize(self) -> None:
        """Lay the rows out anew for the width."""
        self._lay_out()

    def _answer(self, line_id: int) -> Answer | None:
        return self._edits.get(line_id, self._lines[line_id].answer)

    def _draw(self) -> None:
        shown: dict[str, Shown] = {}
        for number, line in self._lines.items():
            answer = self._answer(number)
            ink = "strong" if number in self._edits else "plain"
            for name in FIELDS:
                text = _text(answer, name) if answer else ""
                quiet = name == "paid" and answer is None
                shown[f"{number}:{name}"] = Shown(
                    f"({money(line.expected)})" if quiet else text, "dim" if quiet else ink,
                    "+" if number in self._edits and name == "paid" else " ",
                )  # fmt: skip
        self._table.show(shown)
        paid = sum(answer.paid for answer in self._edits.values())
        expected = sum(self._lines[number].expected for number in self._edits)
        typed = f"{len(self._edits)} typed: paid {money(paid)}, estimated {money(expected)}" if self._edits else ""
        self.heading(
            [("Insurer paid  ", "heading"), (self._held.plan, "strong")], [(typed or "nothing typed yet", "dim")]
        )
        self._tell()

    def _here(self) -> tuple[Claimed, str] | None:
        number, _, name = self._table.key.partition(":")
        line = self._lines.get(int(number)) if number.isdigit() else None
        return (line, name) if line else None

    def _tell(self) -> None:
        here = self._here()
        if here is None:
            self.detail("")
            return
        line, name = here
        answer = self._answer(line.line_id)
        when = f"answered {date_shown(line.answered)}   " if line.answered else ""
        gap = answer.paid - line.expected if answer is not None else 0
        beside = f", {money(abs(gap))} {'more' if gap > 0 else 'less'}" if gap else ""
        parts = [f"estimated {money(line.expected)}{beside}", f"fee {money(line.fee)}", f"done {date_shown(line.done)}"]
        self.detail("   ".join(parts), [(f"{when}{_HINTS[name]}", "dim")])

    def take_key(self, key: str, character: str | None) -> bool:
        """Type into the cell under the cursor."""
        return self._table.press(key, character)

    def on_paste(self, event: events.Paste) -> None:
        """Paste into the cell under the cursor."""
        event.stop()
        if self.bottom.busy:
            self.bottom.paste(event.text)
        else:
            self._table.paste(event.text)

    def _typed(self, key: str, text: str) -> None:
        number, name = int(key.partition(":")[0]), key.partition(":")[2]
        answer = self._answer(number) or Answer()
        self._trail.append((number, self._edits.get(number)))
        try:
            changed = _changed(answer, name, clean(text, limit=120))
            fee = self._lines[number].fee
            if changed.paid > fee:
                raise Refused(f"{money(changed.paid)} is more than the fee of {money(fee)}.")
            self._edits[number] = changed
        except Refused:
            self._trail.pop()
            raise
        self._draw()

    def why_not(self, action_id: str) -> str | None:
        """Say what an action needs."""
        if action_id == "save" and not self._edits and not self._table.editing:
            return "nothing was typed"
        return "nothing was typed" if action_id == "take_back" and not self._trail else None

    def act_open(self) -> str | None:
        """Go to what was paid for the next line."""
        self._table.leave()
        here = self._here()
        names = [f"{line}:paid" for line in self._lines]
        place = names.index(f"{here[0].line_id}:paid") + 1 if here else len(names)
        if place >= len(names):
            return "That was the last line; Ctrl+S stores what was typed"
        self._table.go_to(names[place])
        return None

    def act_next_cell(self) -> None:
        """Go to the next cell of the line."""
        self._table.act_right()

    def act_take_back(self) -> None:
        """Take back what was typed last."""
        number, earlier = self._trail.pop()
        self._edits.pop(number, None)
        if earlier is not None:
            self._edits[number] = earlier
        self._draw()

    def act_save(self) -> None:
        """Ask for the day and the claim's number, then store everything at once."""
        self._table.leave()

        def dated(text: str) -> None:
            on = date_from_text(text, self.desk.today(), "back")
            self.ask("Claim or check number", lambda reference: self._store(on, reference))

        self.ask("Paid on", dated, "today")

    def _store(self, on: date, reference: str) -> None:
        done = record(
            self.desk.by(),
            self._patient_id,
            self._held.coverage_id,
            list(self._lines.values()),
            self._edits,
            on,
            reference,
        )
        self._edits, self._trail = {}, []
        offer_rules(
            self, accuracy.suggested(self._held.plan_id), lambda said: self.dismiss(said or done.says), done.says
        )

    def act_back(self) -> None:
        """Leave; asks when something was typed and not stored."""
        if not self._edits:
            self.dismiss(None)
            return
        ask_to_leave(self, self._leave, self.act_save)

    def _leave(self) -> None:
        self.dismiss(None)


def offer_rules(place: Place, offers: list[Offer], after: Callable[[str], object], said: str) -> None:
    """Offer each suggested rule, one key each; then go on with the line to say."""
    if not offers:
        after(f"{said} — z undoes" if said else "")
        return
    first, *others = offers
    choices = [Choice("y", "yes"), Choice("l", "later"), Choice("n", "never")]

    def chosen(key: str) -> None:
        now = said
        if key == "y":
            now = accuracy.take_over(place.desk.by(), first).says
        elif key == "n":
            now = accuracy.turn_down(place.desk.by(), first).says
        offer_rules(place, others, after, now)

    # Longer than a question line: it stands above, where the heading was.
    room = max(20, place.size.width or 80)
    said_above = textwrap.wrap(first.question, room)[:2]
    place.heading(*[[(line, "caution")] for line in said_above])
    place.choose("Take it over as a rule of the plan", choices, chosen)


def _text(answer: Answer, name: str) -> str:
    if name == "paid":
        return "denied" if answer.denied else money(answer.paid)
    value = getattr(answer, name)
    return "" if value is None else value if isinstance(value, str) else money(value)


def _changed(answer: Answer, name: str, text: str) -> Answer:
    if name == "paid":
        if text.casefold() in ("d", "denied"):
            return replace(answer, paid=0, deductible=None, denied=True)
        return replace(answer, paid=_cents(text or "0"), denied=False)
    if name == "reason":
        fitting = [reason for reason in REASONS if text and reason.startswith(text.casefold())]
        return replace(answer, reason=fitting[0] if len(fitting) == 1 else text)
    if name == "paid_as":
        return replace(answer, paid_as=_code(text) if text else "")
    stated: dict[str, Any] = {name: _cents(text) if text else None}
    return replace(answer, **stated)


def _code(text: str) -> str:
    for found in search_procedures(text):
        if found.code.casefold() == text.casefold():
            return found.code
    raise Unreadable(f"There is no procedure {text[:16]!r} in the office's list.")


def _cents(text: str) -> int:
    cents = cents_from_text(text)
    if cents < 0:
        raise Unreadable("An amount is zero or more.")
    return cents
