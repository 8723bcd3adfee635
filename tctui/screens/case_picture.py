"""What the case screen shows, line by line: heading, options side by side, the plan, what is under the cursor, history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tctui.core.agreed import Arrangement, FrozenEstimate
from tctui.core.case import CaseFile, Concern, Happening, Line, Option, Visit
from tctui.core.estimate import Estimate
from tctui.core.finance.choices import Way
from tctui.core.finance.standing import Standing
from tctui.core.money import dollars, money
from tctui.core.papers import (
    AGREED,
    AGREEMENT,
    CONSENT,
    INVALID,
    Paper,
    basis,
    begun,
    consent_classes,
    counting,
    lacking,
    said,
)
from tctui.core.people import Patient
from tctui.core.pipeline import STATE_WORDS, TITLES, case_stage, open_cents, stage_since
from tctui.core.spoken import show_date, show_length, show_time
from tctui.core.text import cells, fit, safe_text
from tctui.widgets.ink import Inked
from tctui.widgets.table import Line as TableLine
from tctui.widgets.table import Row, Section

OPTION_LINES = 4
"""Lines of the block that shows options side by side, rules aside."""

_PARTS = (("   ", "insurance", "patient"), ("  ", "ins", "patient"), (" ", "ins", "pat"))
"""Gaps and words of the figures of an option, the roomiest first."""

INKS = {"accepted": "good", "scheduled": "good", "declined": "dim", "withdrawn": "dim", "completed": "dim"}
_PAPER_INKS = {"signed": "good", "INVALID": "warn"}
_UNWANTED = ("declined", "withdrawn")


@dataclass(frozen=True, slots=True)
class Money:
    """What an option costs: its live estimate (None: nothing to estimate), what was frozen and arranged last.

    `standing` is where its in-house plan stands, once something is recorded on it.
    """

    estimate: Estimate | None = None
    frozen: FrozenEstimate | None = None
    arrangement: Arrangement | None = None
    standing: Standing | None = None


def day(on: date) -> str:
    """A day without its weekday: ``24 Nov``."""
    return show_date(on).split(" ", 1)[1]


def name_line(case: CaseFile, patient: Patient, plans: Sequence[tuple[str, bool]], today: date) -> Inked:
    """Who: name, age, who pays, insurance (``?`` behind a plan that nobody verified), alert."""
    age = patient.age(today)
    line = [("Case  ", "heading"), (patient.name, "strong"), (f"  {age} y" if age is not None else "", "plain")]
    line.append((f"   guarantor {patient.guarantor_name}   ", "plain"))
    for number, (plan, verified) in enumerate(plans):
        line.append((" + " if number else "", "plain"))
        line.append((plan if verified else f"{plan} ?", "plain" if verified else "caution"))
    if not plans:
        line.append(("no insurance", "plain"))
    if patient.medical_alert:
        line.append((f"   ALERT {patient.medical_alert}", "warn"))
    return line


def stage_line(case: CaseFile, today: date) -> Inked:
    """Where it stands: stage, days in it, open dollars, next action."""
    stage, option = case_stage(case), case.leading
    days = max(0, (today - stage_since(case)).days)
    line = [(TITLES[stage], "strong"), (f" {days} d   {dollars(open_cents(option) if option else 0)} open   ", "plain")]
    if case.next_on is None:
        return [*line, ("no next action (f)", "caution")]
    late = case.next_on < today
    agreed = " (agreed)" if case.next_agreed else ""
    line.append((f"next: {show_date(case.next_on)}{agreed}", "warn" if late else "plain"))
    return [*line, (f" {case.next_action}", "plain")]


def option_block(
    options: Sequence[Option], shown: int, chosen: int, money_of: Mapping[int, Money], width: int
) -> list[Inked]:
    """Two options side by side, the one in hand among them; `shown` is its place, `chosen` the place of the chosen or -1."""
    if not options:
        return [[("no option yet: n adds one", "dim")]]
    first = max(0, min(shown - shown % 2, len(options) - 1))
    pair = list(options[first : first + 2])
    room = width if len(options) == 1 else (width - 1) // 2
    columns = [
        _option_lines(option, first + n == shown, chosen >= 0 and chosen != first + n, money_of[option.id], room)
        for n, option in enumerate(pair)
    ]
    block: list[Inked] = []
    for number in range(OPTION_LINES):
        line: list[tuple[str, str]] = []
        for column in columns:
            text, ink = column[number]
            line += [(fit(text, room), ink), (" ", "plain")]
        block.append(line[:-1])
    return block


def _option_lines(option: Option, here: bool, closed: bool, cost: Money, width: int) -> list[tuple[str, str]]:
    plain = "dim" if closed else "plain"
    word = " (chosen)" if option.chosen else " (closed)" if closed else " (recommended)" if option.recommended else ""
    head = fit(f"{'►' if here else ' '} {option.letter}  {option.name}", max(8, width - len(word))).rstrip() + word
    total = sum(line.total for line in option.lines() if line.state not in _UNWANTED)
    estimate = cost.estimate
    if estimate is None:
        return [
            (head, "strong" if here else plain),
            (f"  fee {money(total)}", plain),
            ("", plain),
            (_length(option), plain),
        ]
    sums = estimate.total
    kept = cost.frozen
    length, fee = _length(option), f"  fee {money(sums.fee_cents)}"
    frozen = (
        (f"   frozen {money(kept.patient)} {day(kept.frozen_on)}", f"  frozen {money(kept.patient)}") if kept else ("",)
    )
    ends = [length + words for words in _payment(cost) or frozen]
    taken_off = sums.write_off_cents + sums.discount_cents
    word = "discount" if not sums.write_off_cents else "taken off" if sums.discount_cents else "write-off"
    off = [f"   {word} {money(taken_off)}", f" off {money(taken_off)}"] if taken_off else [""]
    asked = " ?" if estimate.questions else ""
    parts = [
        f"  {insurance} {money(sums.insurance_cents)}{gap}{patient} {money(sums.patient_cents)}{asked}"
        for gap, insurance, patient in _PARTS
    ]
    return [
        (head, "strong" if here else plain),
        (_fitting([fee + words for words in off], width), plain),
        (_fitting(parts, width), plain),
        (_fitting(ends, width), plain),
    ]


def _fitting(ways: Sequence[str], width: int) -> str:
    """The first way of saying it that fits, else the shortest: what the patient pays is never what is cut off."""
    return next((words for words in ways if cells(words) <= width), ways[-1])


def _payment(cost: Money) -> tuple[str, ...]:
    """How it is paid, in few words and in fewer, when that was agreed."""
    if cost.arrangement is None:
        return ()
    if cost.standing is not None:
        late = cost.standing.overdue_cents
        return (f"   overdue {money(late)}" if late else f"   owes {money(cost.standing.balance_cents)}",)
    choice = cost.arrangement.choice
    dues = [due.amount_cents for due in choice.dues]
    if choice.terms is not None and len(dues) > 1:
        # What is paid on the day it is agreed is the down payment, as the plan and its papers count.
        is_down = choice.dues[0].on == choice.agreed
        later, last = len(dues) - is_down, f", {money(dues[-1])} last"
        short = f"   {later} payment{'' if later == 1 else 's'}"
        return (f"   {money(dues[0])} down,{short[2:]}{last}" if is_down else short + last), short
    words = {Way.IN_FULL: "   pays in full", Way.PER_VISIT: "   pays per visit"}
    return (words.get(choice.way, f"   by {choice.way.value}"),)


def _length(option: Option) -> str:
    visits = [visit for visit in option.visits() if any(line.state not in _UNWANTED for line in visit.lines)]
    days = sum(visit.gap_min or 0 for visit in visits[1:])
    plural = "" if len(visits) == 1 else "s"
    return f"  {len(visits)} visit{plural}" + (f", {_span(days)}" if days else "")


def _span(days: int) -> str:
    for step, word in ((30, "month"), (7, "week")):
        if days >= 2 * step:
            return f"{round(days / step)} {word}s"
    return f"{days} day{'' if days == 1 else 's'}"


def plan_lines(option: Option | None, estimate: Estimate | None, marked: Collection[int]) -> list[TableLine]:
    """The option by phase, visit and line; keys are ("line"|"visit"|"phase", id)."""
    lines: list[TableLine] = []
    for number, phase in enumerate(option.phases if option else (), 1):
        several = len(phase.visits) > 1
        about = "" if several or not phase.visits else visit_words(phase.visits[0], number == 1)
        lines.append(Section([(f"Phase {number} {phase.title}", "strong"), (f"   {about}" if about else "", "dim")]))
        if not phase.visits:
            lines.append(Row(("phase", phase.id), ("", "", ("no lines yet (n)", "dim"), "", "", "")))
        for place, visit in enumerate(phase.visits, 1):
            if several:
                lines.append(Section([(f" visit {place}   {visit_words(visit, number == place == 1)}", "dim")]))
            if not visit.lines:
                lines.append(Row(("visit", visit.id), ("", "", ("no lines yet (n)", "dim"), "", "", "")))
            lines += [_row(line, estimate, line.id in marked) for line in visit.lines]
    return lines


def visit_words(visit: Visit, is_first: bool = False) -> str:
    """A visit in a few words: name, length, wait after the one before, and the appointment that holds it."""
    parts = [visit.name] if visit.name else []
    parts += [show_length(len(visit.pattern))] if visit.pattern else []
    if visit.gap_min and not is_first:
        parts.append(f"{_span(visit.gap_min)} after")
    if visit.sitting is not None:
        on = date.fromordinal(visit.sitting.day)
        parts.append(f"{visit.sitting.state.replace('_', ' ')} {show_date(on)} {show_time(visit.sitting.start)}")
    if visit.lab is not None:
        parts.append(f"lab case {visit.lab.words}")
    return ", ".join(parts)


def _row(line: Line, estimate: Estimate | None, marked: bool) -> Row:
    share = patient_share(line, estimate)
    urgent = (line.urgency, "warn") if line.urgency == "immediate" else line.urgency
    name = f"{line.name} ×{line.quantity}" if line.quantity > 1 else line.name
    ink = INKS.get(line.state, "plain")
    return Row(
        ("line", line.id),
        ("■" if marked else "", line.site, name, STATE_WORDS[line.state], urgent, money(share)),
        "marked" if marked else ink,
    )


def patient_share(line: Line, estimate: Estimate | None) -> int:
    """What the patient pays for a line in cents by the estimate; the fee where there is none."""
    found = next((each for each in estimate.lines if each.id == str(line.id)), None) if estimate else None
    return found.patient_cents if found else line.total


def line_words(line: Line, estimate: Estimate | None, provider: str, refusal: str = "") -> Inked:
    """The line under the cursor: code, provider, figures, what was decided last, and how a refusal of it stands."""
    words = [(f"{line.code}  ", "note"), (f"{provider}  " if provider else "", "plain")]
    found = next((each for each in estimate.lines if each.id == str(line.id)), None) if estimate else None
    words.append((f"fee {money(line.total)}", "plain"))
    if found:
        write_off = f" write-off {money(found.write_off_cents)}" if found.write_off_cents else ""
        write_off += f" discount {money(found.discount_cents)}" if found.discount_cents else ""
        words.append(
            (f"{write_off} insurance {money(found.insurance_cents)} patient {money(found.patient_cents)}", "plain")
        )
    last = line.events[-1] if line.events else None
    if last is not None and (last.reason or last.until):
        guess = f", suspected {last.suspected}" if last.suspected else ""
        until = f" until {day(last.until)}" if last.until else ""
        words.append((f"  {last.kind}{until}: {last.reason}{guess}", "caution"))
        words.append(
            (f"; {refusal}" if refusal else "", "caution" if "not " in refusal or "INVALID" in refusal else "good")
        )
    elif line.planned_on:
        words.append((f"  planned {show_date(line.planned_on)}", "plain"))
    elif line.rationale:
        words.append((f"  {line.rationale}", "dim"))
    return words


def talk_words(waits: Sequence[str], concerns: Sequence[Concern]) -> Inked:
    """What waits for somebody's word before the concerns: ``hand-off  concern: cost (said)``."""
    said = concern_words(concerns)
    if not waits:
        return said
    return [(", ".join(waits), "caution"), (f"  {said}" if concerns else "", "plain")]


def concern_words(concerns: Sequence[Concern]) -> str:
    """The concerns that are not resolved: ``concern: cost (said), trust (suspected)``."""
    parts = []
    for concern in concerns:
        if concern.state != "resolved":
            how = "answered" if concern.state == "answered" else "said" if concern.said else "suspected"
            parts.append(f"{concern.category} ({how})")
    return f"concern: {', '.join(parts)}" if parts else "no concern noted"


def paper_words(option: Option | None, papers: Sequence[Paper], cost: Money, today: date) -> Inked:
    """How the agreement of an option stands in one word, and how many of its consents are signed; INVALID stands out."""
    if option is None:
        return ""
    numbers = (cost.frozen.number if cost.frozen else 0, cost.arrangement.number if cost.arrangement else 0)

    def word_of(kind: str) -> str:
        stands_on = basis(option, kind, *numbers)
        paper = counting(papers, kind, option.id, stands_on)
        if paper is None:
            return "not made"
        is_begun = begun(option, kind)
        changed = said(papers, paper, stands_on, today, is_begun) == INVALID
        return (INVALID if changed else paper.standing(stands_on, today, is_begun)).split(":")[0]

    word = word_of(AGREEMENT)
    line = [("papers: agreement ", "plain"), (word, _PAPER_INKS.get(word, "plain"))]
    words = [word_of(f"{CONSENT}:{each}") for each in consent_classes(option.lines())]
    if words:
        signed = words.count("signed")
        worst = "INVALID" if "INVALID" in words else f"{signed}/{len(words)}"
        line += [
            ("  consents ", "plain"),
            (worst, "warn" if worst == "INVALID" else "good" if signed == len(words) else "plain"),
        ]
    return line


def visit_lacks(option: Option | None, visit: Visit | None, papers: Sequence[Paper], cost: Money, today: date) -> Inked:
    """The papers that agreed work of a visit still needs, in few words; empty when it needs none."""
    if option is None or visit is None or not any(line.state in AGREED for line in visit.lines):
        return ""
    numbers = (cost.frozen.number if cost.frozen else 0, cost.arrangement.number if cost.arrangement else 0)
    found = lacking(option, visit, papers, *numbers, today)
    if not found:
        return ""
    # Which papers is what has to be known here; how each stands is told by d.
    names = [each.partition("(")[2].partition(")")[0] or each.partition(" ")[0] for each in found]
    if any("INVALID" in each for each in found):
        return [(f"visit: INVALID {', '.join(names)}", "warn")]
    return [(f"visit lacks {', '.join(names)}", "caution")]


def history_line(happening: Happening | None, right: Inked, width: int) -> Inked:
    """One line of the newest history at the left, something else at the right."""
    tail = [(right, "plain")] if isinstance(right, str) else list(right)
    taken = min(width // 2, sum(cells(safe_text(text)) for text, _ in tail))
    left = f"{day(happening.day):>6}  {happening.what}" if happening else ""
    return [(fit(left, max(0, width - taken - 2)), "dim"), ("  ", "plain"), *tail]
