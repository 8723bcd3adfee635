"""Why the amounts on a kept paper are what they are: a tree of its figures, from its terms and the estimate they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tctui.core.estimate.result import Estimate, LineEstimate
from tctui.core.estimate.trace_tree import Node, tree_of
from tctui.core.finance.choices import PaymentChoice
from tctui.core.finance.figures import Figure, figure_steps
from tctui.core.money import money
from tctui.core.plain import from_plain

Terms = Mapping[str, Any]
"""What a paper says as its canonical JSON, read."""

_OFFICE = (
    ("late_fee_cents", "late fee"), ("returned_fee_cents", "returned payment"), ("missed_fee_cents", "missed appointment"),
)  # fmt: skip
RATE = "12 CFR 1026, Appendix J: the actuarial method"
_PATIENTS = (Figure.TODAY, Figure.MONTHLY, Figure.LAST, Figure.TOTAL, Figure.CREDIT)
_SAID = {
    Figure.TODAY: "due today", Figure.MONTHLY: "a month", Figure.LAST: "the last payment", Figure.TOTAL: "paid in all",
    Figure.CREDIT: "cost of credit",
}  # fmt: skip
"""What a paper may say of a way to pay; what it costs the practice stands on none."""


def rests_on(rows: Sequence[Terms], estimate: Estimate) -> bool:
    """Tell whether the lines of a paper have the figures of an estimate, line by line."""
    return len(rows) == len(estimate.lines) and all(
        (row["patient_cents"], row.get("insurance_cents", line.insurance_cents)) == (line.patient_cents, line.insurance_cents)
        for row, line in zip(rows, estimate.lines, strict=True)
    )


def rows_of(option: Terms) -> list[Terms]:
    """The lines of an option that is presented, in order."""
    return [row for phase in option["phases"] for row in phase["lines"]]


def traced(title: str, terms: Terms, estimates: Mapping[str, Estimate]) -> Node | None:
    """Give the tree of every amount on a paper; None for one that states none.

    ``estimates`` are those that the lines rest on by the letter of the option, ``""`` for a paper of one option.
    """
    parts = [*_figures(terms, estimates)]
    return Node(title, "", "every amount on it", parts=tuple(parts)) if parts else None


def _figures(terms: Terms, estimates: Mapping[str, Estimate]) -> Iterator[Node]:
    if "lines" in terms and terms["lines"] and "patient_cents" in terms["lines"][0]:
        yield from _lines("", terms["lines"], estimates.get(""))
    for option in terms.get("options", ()):
        rows = rows_of(option)
        yield from _lines(f"option {option['letter']}: ", rows, estimates.get(option["letter"]))
        for way in option["ways"]:
            yield _way(from_plain(PaymentChoice, way))
    if "choice" in terms:
        yield _way(from_plain(PaymentChoice, terms["choice"]))
    if terms.get("deposit_cents"):
        yield Node("deposit", money(terms["deposit_cents"]), "what is paid today toward visits paid on their days")
    disclosure = terms.get("disclosure") or (terms if "total_sale_price_cents" in terms else None)
    if disclosure:
        yield _disclosed(disclosure)
    office = terms.get("office") or {}
    yield from (
        Node(name, money(office[key]), "set by the office: Settings, Agreements") for key, name in _OFFICE if office.get(key)
    )
    for provider in terms.get("providers", ()):
        yield _expected(provider)
    if "patient_cents" in terms and "lines" not in terms:
        yield from _compared(terms)
    if "lent_cents" in terms:
        lent, owed = terms["lent_cents"], sum(row["patient_cents"] for row in terms["lines"])
        yield Node("charged to the credit", money(lent), f"what {terms['partner']} lends of the patient's part")
        parts = (Node("the patient's part", money(owed)), Node("charged to the credit", money(lent), is_less=True))
        yield Node("paid otherwise", money(owed - lent), "the patient's part − the credit", parts=parts)
    if "amount_cents" in terms:
        yield from _received(terms)


def _lines(whose: str, rows: Sequence[Terms], estimate: Estimate | None) -> Iterator[Node]:
    """The patient's part line by line, and each further column of the paper with its sum."""
    kept = estimate.lines if estimate is not None and rests_on(rows, estimate) else [None] * len(rows)
    how, columns = f"the sum of {len(rows)} lines", [_columns(row, line) for row, line in zip(rows, kept, strict=True)]
    left = tuple(_left(row, *held) for row, held in zip(rows, columns, strict=True))
    yield Node(f"{whose}patient's part", money(sum(row["patient_cents"] for row in rows)), how, parts=left)
    for label, number in (("fees", 0), ("taken off", 1), ("insurance", 2)):
        cents = sum(_cents(row)[number] for row in rows)
        parts = [
            Node(_called(row), money(_cents(row)[number]), parts=held[number])
            for row, held in zip(rows, columns, strict=True)
            if held[number]
        ]
        if cents:
            yield Node(f"{whose}{label}", money(cents), how, parts=tuple(parts))


def _cents(row: Terms) -> tuple[int, int, int]:
    """Fee, what is taken off, and insurance of a line; a paper without a column for insurance counts it to the second."""
    insured = row.get("insurance_cents", 0)
    return row["fee_cents"], row["fee_cents"] - insured - row["patient_cents"], insured


def _called(row: Terms) -> str:
    return " ".join(filter(None, (row["name"], row.get("site", row.get("tooth", "")))))


Column = tuple[Node, ...]


def _columns(row: Terms, line: LineEstimate | None) -> tuple[Column, Column, Column]:
    """What fee, reduction and insurance of a line are made of; empty where there is none."""
    fee, off, insured = _cents(row)
    payers = [tree_of(line, f"ins {number}") for number in range(1, len(line.shares) + 1)] if line else []
    return (
        (_of(line, "fee", "fee", fee),),
        (_of(line, "wr-off", "taken off", off),) if off else (),
        tuple(payers or [Node("insurance", money(insured))]) if insured else (),
    )


def _left(row: Terms, fee: Column, off: Column, insurance: Column) -> Node:
    how = "fee" + (" − what is taken off" if off else "") + (" − insurance" if insurance else "")
    return Node(_called(row), money(row["patient_cents"]), how, parts=(*fee, *map(_less, (*off, *insurance))))


def _of(line: LineEstimate | None, figure: str, name: str, cents: int) -> Node:
    """The tree of a figure of an estimate's line where it comes to these cents, else the bare figure."""
    found = tree_of(line, figure) if line else None
    return found if found is not None and found.amount == money(cents) else Node(name, money(cents))


def _less(node: Node) -> Node:
    return Node(node.name, node.amount, node.how, node.rule, node.parts, True)


def _way(choice: PaymentChoice) -> Node:
    parts = []
    for figure in _PATIENTS:
        steps = figure_steps(choice, figure)
        cents = choice.monthly_cents if figure is Figure.MONTHLY else steps.pop().cents
        how = tuple(Node(one.what, "" if one.cents is None else money(one.cents), one.how) for one in steps)
        if cents:
            parts.append(Node(_SAID[figure], money(cents), parts=how))
    if choice.apr is not None:
        parts.append(Node("annual percentage rate", f"{choice.apr} %", "at it what is paid is worth what is lent", RATE))
    inside = {one.due: one for one in choice.schedule.instalments} if choice.schedule else {}
    payments = []
    for due in choice.dues:
        held = inside.get(due.on) if due.on and due.on != choice.agreed else None
        of = () if held is None else (
            Node("principal", money(held.principal_cents)), Node("interest", money(held.interest_cents)),
            Node("owed after it", money(held.balance_cents)),
        )  # fmt: skip
        when = due.on.isoformat() if due.on else "on the day of the visit"
        payments.append(Node(f"{due.label} {when}", money(due.amount_cents), parts=of))
    parts.append(Node("every payment", money(choice.total_cents), "the sum", parts=tuple(payments)))
    return Node(choice.label, money(choice.total_cents), "the way to pay", parts=tuple(parts))


def _disclosed(terms: Terms) -> Node:
    rows = [
        Node(
            f"{row['count']} payments", money(row["count"] * row["amount_cents"]), f"from {row['first_due']}",
            parts=(Node("each", money(row["amount_cents"])),),
        )
        for row in terms["payments"]
    ]  # fmt: skip
    paid = Node("total of payments", money(terms["total_of_payments_cents"]), "the sum", parts=tuple(rows))
    begins = "owed on the plan" if terms.get("amended") else "cash price"
    price, down = Node(begins, money(terms["cash_price_cents"])), Node("down payment", money(terms["down_cents"]), is_less=True)
    financed = Node("amount financed", money(terms["amount_financed_cents"]), f"{begins} − down payment", parts=(price, down))
    charge = Node(
        "finance charge", money(terms["finance_charge_cents"]), "total of payments − amount financed",
        parts=(paid, _less(financed)),
    )  # fmt: skip
    sale = Node(
        "total sale price", money(terms["total_sale_price_cents"]), f"{begins} + finance charge", parts=(price, charge)
    )
    rate = Node(
        "annual percentage rate", f"{terms['apr']} %", "at it the payments on their days are worth the amount financed",
        RATE, (financed, *rows),
    )  # fmt: skip
    fee = [Node("late charge", money(terms["late_fee_cents"]), "set by the office")] if terms["late_fee_cents"] else []
    return Node("Truth in Lending", f"{terms['apr']} %", "what is disclosed", parts=(rate, charge, financed, paid, sale, *fee))


def _expected(provider: Terms) -> Node:
    rows = tuple(
        Node(
            row["name"], money(row["charge_cents"]),
            f"{row['quantity']} at the fee of the plan" + (", scheduled apart: not in the sum" if row["apart"] else ""),
        )
        for row in provider["services"]
    )  # fmt: skip
    total = sum(row["charge_cents"] for row in provider["services"] if not row["apart"])
    return Node(f"expected by {provider['name']}", money(total), "the sum of the services", parts=rows)


def _compared(terms: Terms) -> Iterator[Node]:
    owed = Node("the patient's part", money(terms["patient_cents"]), "the estimate of that day: = on Estimate")
    yield owed
    for way in terms.get("ways", ()):
        credit = Node("cost of credit", money(way["credit_cents"]))
        today = Node("today", money(way["today_cents"]))
        level = way["monthly_cents"]
        rate = [Node("rate", way["rate"], "", RATE)] if way["rate"] else []
        monthly = [] if level is None else [Node("a month", money(level), "= on Pay shows the steps")]
        parts = (owed, credit, today, *monthly, *rate)
        yield Node(way["name"], money(way["total_cents"]), f"{way['payments']} payments", parts=parts)


def _received(terms: Terms) -> Iterator[Node]:
    yield Node("received", money(terms["amount_cents"]), f"{terms['method']}, as recorded that day")
    if terms.get("after_cents") is not None:
        before = Node("owed before", money(terms["before_cents"]), "= on the account shows every entry")
        paid = Node("received", money(terms["amount_cents"]), is_less=True)
        yield Node("owed after", money(terms["after_cents"]), "owed before − received", parts=(before, paid))
    if terms.get("next_cents"):
        yield Node("next payment", money(terms["next_cents"]), "the next that is due by the plan")
