"""The lines of the estimate builder: rows of figures by phase, totals, and the words about what is under the cursor."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from tctui.core.case import Option
from tctui.core.estimate import CoverageTerms, Estimate, LineEstimate, Totals
from tctui.core.estimate.trace_left import general_balances
from tctui.core.money import money
from tctui.core.spoken import show_date, show_date_year
from tctui.widgets.ink import Inked
from tctui.widgets.table import Column, Line, Row, Section

FIGURES = ("fee", "allowed", "wr-off", "ins 1", "ins 2", "ins 3", "patient")
WIDE, NARROW = 100, 76


def columns(payers: int, width: int) -> tuple[list[Column], int]:
    """The columns that fit, and the number of the first figure; what there is no room for is in the steps (=)."""
    labels = [label for label in FIGURES if not label.startswith("ins") or int(label[-1]) <= max(1, payers)]
    if (payers > 1 and width < WIDE) or width < NARROW:
        labels.remove("allowed")
    if width < NARROW:
        labels.remove("wr-off")
    figures = [Column(label, 9 if label in ("fee", "patient") or width >= WIDE else 8, "right") for label in labels]
    date_column = [Column("date", 6)] if width >= NARROW else []
    fixed = [Column("", 1), *date_column, Column("th", 4), Column("procedure")]
    return [*fixed, *figures], len(fixed)


def lines(
    option: Option, estimate: Estimate, columns: list[Column], first: int, early: Collection[int] = ()
) -> list[Line]:
    """Every line of the option under its phase, with phase sums, then the totals; figures begin at column `first`.

    `early` are lines that count in a benefit year in which they cannot be done yet.
    """
    labels = [column.label for column in columns[first:]]
    dated = any(column.label == "date" for column in columns)
    by_id = {line.id: line for line in estimate.lines}
    sums = {row.label: row for row in estimate.phases}
    found: list[Line] = []
    for phase in option.phases:
        rows = [_row(line.name, line.site, by_id[str(line.id)], line.id, labels, line.planned_on, line.id in early)
                for line in phase.lines() if str(line.id) in by_id]  # fmt: skip
        gone = [line for line in phase.lines() if str(line.id) not in by_id]
        if not rows and not gone:
            continue
        total = sums.get(phase.title)
        found.append(Section(f"Phase {phase.ordinal} · {phase.title}"))
        found.extend(rows)
        for line in gone:
            blank = ("",) * len(labels)
            found.append(Row(("gone", line.id), ("", "", line.site, f"{line.name} ({line.state})", *blank), "dim"))
        if total and len(rows) > 1:
            found.append(_sum(("phase", phase.title), f"phase {phase.ordinal}", total, labels, estimate))
    found.append(Section(""))
    found.append(_sum(("total", ""), "total", estimate.total, labels, estimate, "strong"))
    if dated:
        return found
    return [replace(row, cells=(row.cells[0], *row.cells[2:])) if isinstance(row, Row) else row for row in found]


def _row(
    name: str, site: str, line: LineEstimate, line_id: int, labels: list[str], planned: date | None, early: bool
) -> Row:
    denied = any(share.denied for share in line.shares)
    mark = "?" if open_of(line) else "x" if denied else ">" if early else ""
    when = show_date(planned).split(" ", 1)[1] if planned else ""
    return Row(("line", line_id), (mark, when, site, name, *(money(figure(line, label)) for label in labels)))


def early_words(count: int, then: Estimate) -> str:
    """What lines counted as today do to the sum, though they can only be done in another benefit year."""
    lines = "1 line counts" if count == 1 else f"{count} lines count"
    return f"> {lines} as today but can only be done in another benefit year: then {money(then.total.patient_cents)} (t, Y)"


def early_line_words(earliest: date, line_id: str, then: Estimate) -> str:
    """The same of one line: its earliest day, and what the patient pays for it and in all from that day on."""
    own, total = money(then.line(line_id).patient_cents), money(then.total.patient_cents)
    return (
        f"> counted as today; not before {show_date_year(earliest)}, in another benefit year:"
        f" then {own}, and {total} in all — t and Enter date it"
    )


def moved_words(before: int, after: int) -> str:
    """What a change did to the patient's part, cents."""
    if after == before:
        return f"patient stays {money(after)}"
    sign = "+" if after > before else "−"
    return f"patient {money(before)} → {money(after)} ({sign}{money(abs(after - before))})"


def open_of(line: LineEstimate) -> tuple[str, ...]:
    """The questions whose answers move what the patient pays for a line; none where best and worst are the same."""
    return line.questions if line.best_cents != line.worst_cents else ()


def figure(line: LineEstimate, label: str) -> int:
    """One figure of a line in cents, by the heading of its column."""
    if label.startswith("ins"):
        number = int(label[-1]) - 1
        return line.insurance[number] if number < len(line.shares) else 0
    if label == "allowed":
        return line.allowed[0] if line.shares else line.fee_cents
    return {"fee": line.fee_cents, "wr-off": line.write_off_cents + line.discount_cents, "patient": line.patient_cents}[
        label
    ]


def _sum(
    key: tuple[str, str], name: str, total: Totals, labels: list[str], estimate: Estimate, ink: str = "dim"
) -> Row:
    cells = []
    for label in labels:
        if label.startswith("ins"):
            number = int(label[-1]) - 1
            cents = total.insurance[number] if number < len(total.insurance) else 0
        elif label == "allowed":
            mine = [line for line in estimate.lines if key[0] == "total" or line.phase == key[1]]
            cents = sum(figure(line, "allowed") for line in mine)
        else:
            cents = {
                "fee": total.fee_cents,
                "wr-off": total.write_off_cents + total.discount_cents,
                "patient": total.patient_cents,
            }[label]
        cells.append(money(cents))
    return Row(key, ("", "", "", name, *cells), ink)


def insurance_words(coverages: tuple[CoverageTerms, ...], estimate: Estimate, today: date) -> Inked:
    """The coverages in their order: when verified, what is left of maximum and deductible this benefit year."""
    if not coverages:
        return [("self-pay: no insurance on file", "note")]
    parts: list[tuple[str, str]] = []
    for number, terms in enumerate(coverages, start=1):
        if terms.verified_on is None:
            verified = ("NOT VERIFIED", "warn")
        elif (today - terms.verified_on).days > 365:
            verified = (f"verified {show_date(terms.verified_on)}, over a year ago", "caution")
        else:
            verified = (f"verified {show_date(terms.verified_on).split(' ', 1)[1]}", "plain")
        parts += [(f"{'   ' if number > 1 else ''}{number} {terms.name}  ", "strong"), verified]
        left = _left(estimate, terms.id)
        if left:
            parts.append((f"  {left}", "plain"))
    return parts


def balance_rows(coverages: tuple[CoverageTerms, ...], estimate: Estimate, width: int, first: int) -> list[Line]:
    """What is left of each plan's maximum and deductible before this estimate: a row each, for its steps (=)."""
    rows: list[Line] = []
    for number, terms in enumerate(coverages, start=1):
        for row in general_balances(estimate, terms.id):
            shown = "unknown"
            if row.limit_cents is not None:
                left = money(row.before_cents or 0)
                shown = left if row.use_known else f"{left}?"
            blank = ("",) * (width - first - 1)
            cells = (*("",) * (first - 1), f"{number} {row.kind} left", *blank, shown)
            rows.append(Row(("left", f"{terms.id}:{row.kind}"), cells, "dim"))
    return rows


def _left(estimate: Estimate, coverage_id: str) -> str:
    """What stood open before this estimate: of the general maximum and deductible of the first benefit year counted."""
    words = []
    for first in general_balances(estimate, coverage_id):
        kind, name = first.kind, "max" if first.kind == "maximum" else "ded"
        if first.limit_cents is None:
            words.append(f"{name} unknown")
        elif not first.use_known:
            words.append(f"{name} {first.limit_cents // 100:,} {'used' if kind == 'maximum' else 'met'} ?")
        else:
            words.append(f"{name} {first.limit_cents // 100:,} left {(first.before_cents or 0) // 100:,}")
    return " ".join(words)


def years_words(estimate: Estimate) -> str:
    """Per benefit year what insurance and patient pay."""
    return "   ".join(
        f"{row.label[:4]} ins {money(row.insurance_cents)} patient {money(row.patient_cents)}" for row in estimate.years
    )


def figure_words(line: LineEstimate, name: str, label: str) -> str:
    """The figure under the cursor in one sentence: the last step that made it."""
    wanted = {"fee": "fee", "allowed": "allowed", "wr-off": "write-off", "patient": "patient"}.get(label, "insurance")
    payer = int(label[-1]) if label.startswith("ins") else None
    for step in reversed(line.steps):
        if wanted in step.name and (payer is None or step.payer == payer):
            return step.text if len(name) + 2 + len(step.text) > 78 else f"{name}: {step.text}"
    return f"{name}: {label} {money(figure(line, label))}"
