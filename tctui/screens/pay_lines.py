"""How ways to pay are put side by side: one line a way, its figures in columns, and the words below them."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from datetime import date

from tctui.core.finance.choices import PaymentChoice, Way
from tctui.core.finance.figures import Figure
from tctui.core.finance.lending import INSTALMENTS_ABOVE, PERSONAL, Coverage, choice_covered, count_warning
from tctui.core.finance.side_by_side import Impossible
from tctui.core.finance.wish import Wish
from tctui.core.money import money, percent_text
from tctui.core.spoken import short_date, show_date
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section, Wide

Shown = PaymentChoice | Impossible
_MONTHS = re.compile(r", (\d+) months$")
LEAST_NAME = 18
"""Cells that the name of a way needs to be told from the others."""

USUAL_WIDTH = 80

_SHORTER = (
    ("no interest for eligible patients", "no interest if eligible"), ("no interest if ", "0 % if "),
    ("if paid in full", "if all paid"), ("0 % if all paid", "if all paid"),
)  # fmt: skip
"""What partners' usual words become, one after the other, while a name does not fit: the condition is what tells them apart."""

TOLD_BELOW = (Figure.LAST, Figure.TODAY)


def key_of(way: Shown) -> str:
    """What names a way over changes of its months and figures."""
    if isinstance(way, Impossible):
        return f"{way.way}/{way.label}"
    name = "" if way.way in (Way.IN_FULL, Way.PER_VISIT, Way.IN_HOUSE) else _MONTHS.sub("", way.name)
    return f"{way.way}/{name or way.way.value}"


def short_label(way: Shown, room: int) -> str:
    """The name of a way in so many letters: a partner by its first word, the product, and the months in any case.

    Where it is too long its usual words are said shorter first, so that its end is cut last.
    """
    label = way.label
    months = _MONTHS.search(label)
    named = _MONTHS.sub("", label).replace(" Patient Solutions", "")
    ending = f" {months[1]}m" if months else ""
    room = max(1, room - len(ending))
    for long, shorter in _SHORTER:
        if len(named) > room:
            named = named.replace(long, shorter)
    return (named if len(named) <= room else named[: room - 1] + "…") + ending


def figures(ours: bool) -> list[Figure]:
    """The figures that are shown; the practice's own cost is left out of what a patient sees."""
    return [figure for figure in Figure if ours or figure is not Figure.PRACTICE]


def side_by_side(ways: Sequence[Shown], ours: bool, width: int) -> tuple[list[Line], list[Column]]:
    """The ways as lines, and the columns as wide as their widest figure; the names take what is left.

    Where that is too little, the figures that are told below the lines anyway are left out: on a narrow terminal until
    every name stands whole.
    """
    kept = figures(ours)
    for spare in (None, *TOLD_BELOW):
        kept = [figure for figure in kept if figure is not spare]
        shown = [["—" if isinstance(way, Impossible) else _cell(way, figure) for figure in kept] for way in ways]
        widths = [max([len(kept[n].value), *(len(cells[n]) for cells in shown)]) for n in range(len(kept))]
        room = width - sum(widths) - len(widths)
        if room >= LEAST_NAME and (width >= USUAL_WIDTH or not any("…" in short_label(way, room) for way in ways)):
            break
    lines: list[Line] = []
    for way, cells in zip(ways, shown, strict=True):
        cliff = isinstance(way, PaymentChoice) and way.cliff
        inked = [(text, "caution") if cliff and text.startswith("!") else text for text in cells]
        ink = "dim" if isinstance(way, Impossible) else "plain"
        lines.append(Row(key_of(way), (short_label(way, room), *inked), ink))
    columns = [Column(figure.value, size, "right") for figure, size in zip(kept, widths, strict=True)]
    return lines, [Column("", room), *columns]


def _cell(way: PaymentChoice, figure: Figure) -> str:
    if figure is Figure.MONTHLY:
        return money(way.monthly_cents) if way.monthly_cents else "—"
    if figure is Figure.TODAY:
        return money(way.due_today_cents)
    if figure is Figure.LAST:
        return _short_day(way.last.on) if way.last.on else "visit"
    if figure is Figure.TOTAL:
        return money(way.total_cents)
    if figure is Figure.CREDIT:
        mark = "!" if way.cliff else "≥" if way.at_least else ""
        return mark + money(way.finance_charge_cents)
    return "?" if way.practice_cost_cents is None else money(way.practice_cost_cents)


def _short_day(day: date) -> str:
    return f"{short_date(day)} {day:%y}"


def wished(wish: Wish, room: int) -> str:
    """The terms that were set, as the second line of the heading; in fewer words where there is no room for more."""
    free = min(wish.interest_free, wish.payments) if wish.rate else 0
    down, rate = money(wish.down_cents), percent_text(wish.rate)
    often = wish.frequency.removesuffix(" of the month")
    first = show_date(wish.first_due) if wish.first_due else ""
    courtesy = f"  courtesy {percent_text(wish.courtesy)}" if wish.courtesy else ""
    said = (
        f"down {down}  over {wish.months} months, {often}{f' from {first}' if first else ''}"
        f"  rate {rate}{f', first {free} free' if free else ''}{courtesy}"
    )
    if len(said) <= room:
        return said
    day = f" from {short_date(wish.first_due)}" if wish.first_due else ""
    return f"down {down}  {wish.months} mo, {often}{day}  {rate}{f', {free} free' if free else ''}{courtesy}"


def lending(choice: PaymentChoice, credits: tuple[int | None, int | None]) -> Coverage:
    """Whether a way needs the Truth-in-Lending disclosure; this plan itself is counted where it is credit."""
    return choice_covered(choice, _counted(choice, credits[0]), credits[1])


def _counted(choice: PaymentChoice, others: int | None) -> int | None:
    if others is None:
        return None
    schedule = choice.schedule
    is_credit = schedule and (schedule.finance_charge_cents or schedule.terms.payments > INSTALMENTS_ABOVE)
    return others + (1 if is_credit else 0)


def about(
    way: Shown, credits: tuple[int | None, int | None], example: bool, ours: bool, columns: Sequence[Column], room: int
) -> list[Inked]:
    """What is said of the way under the cursor: its payments, what can go wrong, and the law, wrapped into lines.

    What is due today is said where ``columns``, those of the lines, do not show it.
    """
    width = sum(column.width + 1 for column in columns) - 1
    today = all(column.label != Figure.TODAY for column in columns)
    if isinstance(way, Impossible):
        told = way.reason if way.reason.startswith(way.label) else f"{way.label}: {way.reason}"
        reason: list[Inked] = [[(line, "caution")] for line in textwrap.wrap(told, width)]
        return reason[:room]
    first = _payments(way, today) if way.parts else f"{way.label}: {_payments(way, today)}"
    lines: list[Inked] = [[(line, "strong")] for line in textwrap.wrap(first, width)]
    risk = _risk(next((part for part in way.parts if part.cliff), way))
    if example and ours:
        risk = f"{risk}. An example as published: confirm with the partner" if risk else "Confirm with the partner"
    said = "caution" if way.cliff else "plain"
    risks = textwrap.wrap(risk, width)
    decision = law(way, credits) if ours and way.terms else ""
    decided = textwrap.wrap(decision, width)
    if len(lines) + len(risks) + len(decided) > room:
        # What can go wrong goes before the reasons of the law, which = shows whole.
        decided = textwrap.wrap(decision.partition(" — ")[0], width)
    if risks:
        left = max(1, room - len(lines) - len(decided))
        risks = textwrap.wrap(risk, width, max_lines=left, placeholder=" … (= shows it)")
    lines += [[(line, said)] for line in risks]
    lines += [[(line, "note")] for line in decided]
    return lines[:room]


def explained(choice: PaymentChoice, credits: tuple[int | None, int | None], ours: bool, width: int) -> list[Line]:
    """What can go wrong and the decision on Truth in Lending, each whole over as many lines as it takes."""
    lines: list[Line] = []
    risks = [_risk(part) for part in (choice.parts or (choice,)) if part.risk]
    if risks:
        lines.append(Section("what can go wrong"))
    for number, risk in enumerate(risks):
        lines += _over_lines(("risk", number), risk, width)
    if choice.terms and ours:
        answer = lending(choice, credits)
        lines.append(Section("Truth in Lending: " + ("a disclosure" if answer.covered else "no disclosure")))
        for number, reason in enumerate(answer.reasons):
            lines += _over_lines(("law", number), reason, width)
    return lines


def _risk(way: PaymentChoice) -> str:
    risk = way.risk
    if way.cliff:
        return f"If only {money(way.cliff.paid_cents)} is paid in time: {risk[:1].lower() + risk[1:]}"
    return risk[:1].upper() + risk[1:]


def _over_lines(key: tuple[str, int], text: str, width: int) -> list[Line]:
    wrapped = textwrap.wrap(text, max(20, width - 2), subsequent_indent="  ")
    return [Wide((*key, number), (), text=line) for number, line in enumerate(wrapped)]


def law(choice: PaymentChoice, credits: tuple[int | None, int | None]) -> str:
    """The decision on Truth in Lending with its reasons, and the year's count once it is worth a warning."""
    answer = lending(choice, credits)
    said = "disclosure before the signature" if answer.covered else "no disclosure needed"
    # What is covered says the count among its reasons.
    counted = _counted(choice, credits[0])
    warning = None if answer.covered or counted is None else count_warning(counted)
    reasons = "; ".join(reason for reason in answer.reasons if reason != PERSONAL)
    return f"Truth in Lending: {said} — {reasons}" + (f". {warning}" if warning else "")


def _payments(way: PaymentChoice, tell_today: bool) -> str:
    if way.parts:
        return "; ".join(f"{_part_name(part)} {_payments(part, tell_today)}".strip() for part in way.parts)
    later = [due for due in way.dues if due.on != way.agreed]
    apr = f", APR {way.apr} %" if way.apr else ""
    if not later:
        return f"{money(way.due_today_cents)} today"
    today = f"{money(way.due_today_cents)} today, " if way.due_today_cents and tell_today else ""
    last = later[-1]
    when = _short_day(last.on) if last.on else "on the day of the visit"
    if len(later) == 1:
        return f"{today}{money(last.amount_cents)} {when}{apr}"
    each = money(later[0].amount_cents)
    often = f", {way.terms.frequency}" if way.terms else ""
    amount = "" if last.amount_cents == later[0].amount_cents else f"{money(last.amount_cents)} "
    return f"{today}{len(later)} of {each}{often}, last {amount}{when}{apr}"


def _part_name(part: PaymentChoice) -> str:
    """A part of a split in few letters: what is paid today needs no name beside its amount."""
    return {Way.IN_FULL: "", Way.PER_VISIT: "visits:", Way.IN_HOUSE: "plan:"}.get(part.way, f"{short_label(part, 28)}:")
