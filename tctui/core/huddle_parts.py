"""The parts of the huddle: yesterday, today by provider, openings with who could come, the next days, the pipeline."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial

from tctui.core.board import Card, summary
from tctui.core.huddle import (
    CAME,
    MOST_MOVED,
    MOST_OPENINGS,
    PRODUCED,
    Counted,
    Frozen,
    HuddleFacts,
    HuddleLine,
    Part,
    Reckoning,
    against,
    moved_since,
    openings_of,
    share,
)
from tctui.core.money import dollars, money, short_dollars
from tctui.core.pipeline import BOARD, TITLES
from tctui.core.schedule.records import Appointment
from tctui.core.schedule.states import State
from tctui.core.schedule.waiting import Gap, ShortCall
from tctui.core.spoken import show_date, show_length, show_time


def huddle(facts: HuddleFacts, is_today: bool = True) -> list[Part]:
    """Every part of the huddle, in the order in which a team goes through it; of another day than today by its dates."""
    reckoning = Reckoning(facts)
    return [
        _day_before(reckoning, is_today),
        _today(reckoning, is_today),
        *_columns(reckoning),
        _openings(reckoning),
        _next_days(reckoning),
        _pipeline(reckoning),
        *_moved(reckoning),
    ]


def count(number: int, what: str) -> str:
    """A number of things: ``1 visit``, ``3 visits``."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _frozen(frozen: Sequence[Frozen]) -> tuple[int, str]:
    """What was scheduled at the first huddle, and when it was held by whom."""
    return sum(each.production_cents for each in frozen), f"{show_time(frozen[0].at)} {frozen[0].by}".strip()


def _counted_frozen(reckoning: Reckoning, frozen: Sequence[Frozen]) -> list[Counted]:
    names = reckoning.facts.book.providers
    return [
        Counted(
            "",
            f"{names[each.provider_id].name if each.provider_id in names else 'no longer here'}: {count(each.visits, 'visit')}",
            each.production_cents,
        )
        for each in frozen
    ]


def _day_before(reckoning: Reckoning, of_today: bool) -> Part:
    facts = reckoning.facts
    is_yesterday = facts.day.toordinal() - facts.before.toordinal() == 1
    word = "" if not of_today else "Yesterday " if is_yesterday else "Last working day "
    day, rows = facts.before, reckoning.on(facts.before)
    done = [row for row in rows if row.state in PRODUCED]
    left_open = [row for row in rows if row.state not in PRODUCED]
    produced, goal = sum(row.production_cents for row in done), reckoning.goal(day).goal_cents
    lines = [
        HuddleLine(
            "before:produced", f"produced {dollars(produced)} of {dollars(goal)} goal, {share(produced, goal)}",
            against(produced, goal), day=day.toordinal(),
            counted=lambda: [*reckoning.counted_visits(done), *reckoning.counted_goals(day)],
        )
    ]  # fmt: skip
    frozen = facts.frozen.get(day.toordinal(), ())
    if frozen:
        cents, when = _frozen(frozen)
        text = f"scheduled at its huddle ({when}) {dollars(cents)}"
        lines.append(
            HuddleLine("before:frozen", text, f"{share(produced, cents)} produced", day=day.toordinal(),
                       counted=partial(_counted_frozen, reckoning, frozen))
        )  # fmt: skip
    if left_open:
        text = f"not closed out: {count(len(left_open), 'visit')}"
        lines.append(
            HuddleLine("before:open", text, dollars(sum(row.production_cents for row in left_open)), day=day.toordinal(),
                       counted=partial(reckoning.counted_visits, left_open))
        )  # fmt: skip
    if facts.broken:
        text = f"fell through: {count(len(facts.broken), 'visit')}"
        lines.append(
            HuddleLine("before:broken", text, dollars(sum(row.production_cents for row in facts.broken)),
                       day=day.toordinal(), counted=partial(reckoning.counted_visits, facts.broken))
        )  # fmt: skip
    return Part(f"{word}{show_date(day)}", "", (*lines, *_without_appointment(reckoning, rows)))


def _without_appointment(reckoning: Reckoning, rows: Sequence[Appointment]) -> Iterator[HuddleLine]:
    """Who came, or should have, and is not booked again; the most open treatment first, each patient once."""
    facts = reckoning.facts
    came = {row.patient_id: row for row in rows if row.state in CAME and row.patient_id not in facts.returning}
    held = {row.patient_id for row in rows}
    fell = {
        row.patient_id: row
        for row in facts.broken
        if row.patient_id not in facts.returning and row.patient_id not in held
    }
    for key, named, title in (("left", came, "left without an appointment"), ("lost", fell, "not booked again")):
        who = sorted(named.values(), key=lambda row: (-reckoning.open_cents([row.patient_id]), row.start, row.id))
        if key == "lost" and not who:
            continue
        cents = reckoning.open_cents(named)
        yield HuddleLine(
            f"before:{key}", f"{title}: {count(len(who), 'patient')}", f"{dollars(cents)} open",
            day=facts.before.toordinal(), counted=partial(reckoning.counted_open, tuple(named)),
        )  # fmt: skip
        for row in who:
            yield _patient(reckoning, f"{key}:{row.id}", row, facts.before)


def _patient(reckoning: Reckoning, key: str, row: Appointment, day: date) -> HuddleLine:
    facts, who = reckoning.facts, row.patient_id
    family, owed = reckoning.family(who), reckoning.owed(who)
    ahead = day == facts.day and row.state not in PRODUCED
    remarks = _remarks(reckoning, row) if ahead else {}
    broken = f"{row.broken_as or row.state}: " if row.state in (State.BROKEN, State.CANCELLED) else ""
    return HuddleLine(
        key, when=show_time(row.start), who=row.patient_name, what=f"{broken}{row.label}",
        bare=f"{broken}{show_length(row.units)} {dollars(row.production_cents)}",
        open_cents=reckoning.open_cents([who]), family_cents=reckoning.open_cents(family),
        owes_cents=sum(each.balance_cents for each in owed), letters="".join(remarks),
        remarks=tuple(remark for remark in remarks.values() if remark), case_id=reckoning.case_of(row), patient_id=who,
        day=row.day, over=row.state in PRODUCED, counted=partial(_behind, reckoning, row, remarks),
    )  # fmt: skip


def _remarks(reckoning: Reckoning, row: Appointment) -> dict[str, str]:
    """The letters of a visit that is still to come, each with what it says in full."""
    facts, found = reckoning.facts, {}
    person = facts.people.get(row.patient_id)
    if person and person.alert:
        found["A"] = f"alert: {person.alert}"
    if row.visit_id is not None and row.visit_id in facts.lab:
        found["L"] = facts.lab[row.visit_id]
    if row.id in facts.papers:
        found["S"] = f"papers: {facts.papers[row.id]}"
    if row.patient_id in facts.unverified:
        found["V"] = f"insurance: {'; '.join(facts.unverified[row.patient_id])}"
    overdue = sum(each.overdue_cents for each in reckoning.owed(row.patient_id))
    if overdue:
        found["O"] = f"{money(overdue)} overdue"
    if row.state == State.SCHEDULED:
        found["?"] = "not confirmed"
    return found


def _behind(reckoning: Reckoning, row: Appointment, remarks: dict[str, str]) -> list[Counted]:
    who = row.patient_id
    found = [
        *reckoning.counted_visits([row]),
        *reckoning.counted_cases(reckoning.cases([who])),
        *reckoning.counted_cases(reckoning.cases(reckoning.family(who))),
    ]
    for each in reckoning.owed(who):
        late = f", {money(each.overdue_cents)} of it overdue" if each.overdue_cents else ""
        found.append(
            Counted(reckoning.name(each.patient_id), f"balance of a plan{late}", each.balance_cents, each.case_id)
        )
    found += [Counted(row.patient_name, remark, None, row.case_id) for remark in remarks.values()]
    return found


def _today(reckoning: Reckoning, is_today: bool) -> Part:
    facts = reckoning.facts
    day, rows, goal = facts.day, reckoning.on(facts.day), reckoning.goal(facts.day)
    number = day.toordinal()
    text = f"scheduled {dollars(goal.booked_cents)} of {dollars(goal.goal_cents)} goal"
    lines = [
        HuddleLine(
            "day:scheduled", f"{text}, {share(goal.booked_cents, goal.goal_cents)}",
            against(goal.booked_cents, goal.goal_cents), day=number,
            counted=lambda: [*reckoning.counted_visits(rows), *reckoning.counted_goals(day)],
        )
    ]  # fmt: skip
    frozen = facts.frozen.get(number, ())
    if frozen:
        cents, when = _frozen(frozen)
        moved = goal.booked_cents - cents
        lines.append(
            HuddleLine("day:frozen", f"at its first huddle ({when}) {dollars(cents)}",
                       f"{'+' if moved >= 0 else ''}{dollars(moved)} since", day=number,
                       counted=partial(_counted_frozen, reckoning, frozen))
        )  # fmt: skip
    patients = list(dict.fromkeys(row.patient_id for row in rows))
    whose = "today's" if is_today else "the day's"
    families = sorted({each for who in patients for each in reckoning.family(who)} - set(patients))
    for key, text, who in (
        ("own", f"open treatment of {whose} patients", patients),
        ("kin", "and of their families", families),
    ):
        lines.append(
            HuddleLine(f"day:{key}", text, dollars(reckoning.open_cents(who)), day=number,
                       counted=partial(reckoning.counted_open, who))
        )  # fmt: skip
    return Part(f"{'Today ' if is_today else ''}{show_date(day)}", count(len(rows), "visit"), tuple(lines))


def _columns(reckoning: Reckoning) -> Iterator[Part]:
    """Today by column: a part for each provider who works or is booked."""
    day = reckoning.facts.day
    rows = reckoning.on(day)
    known = {key: (name, goal) for key, name, goal in reckoning.goals(day)}
    for key, (name, goal) in known.items():
        mine = tuple(_patient(reckoning, f"visit:{row.id}", row, day) for row in rows if row.provider_id == key)
        of_goal = (
            f" of {dollars(goal.goal_cents)}  {against(goal.booked_cents, goal.goal_cents)}" if goal.goal_cents else ""
        )
        yield Part(name, f"{dollars(goal.booked_cents)}{of_goal}", mine)
    others = [row for row in rows if row.provider_id not in known]
    if others:
        cents = sum(row.production_cents for row in others)
        yield Part("Others", dollars(cents), tuple(_patient(reckoning, f"visit:{row.id}", row, day) for row in others))


def _openings(reckoning: Reckoning) -> Part:
    facts = reckoning.facts
    days = [facts.day, *facts.after[:1]]
    found = [
        each for day in days for each in openings_of(facts.book, day.toordinal(), facts.now if day == facts.day else 0)
    ]
    shown = found[:MOST_OPENINGS]
    lines: list[HuddleLine] = []
    asked: set[int] = set()
    for gap, provider in shown:
        chair, name = facts.book.operatories[gap.operatory_id].name, facts.book.providers[provider].name
        when = f"{show_date(date.fromordinal(gap.day))} {show_time(gap.start)}–{show_time(gap.end)}"
        key = f"gap:{gap.day}:{gap.operatory_id}:{gap.start}"
        calls = reckoning.calls(gap, facts.day, asked)
        asked.update(call.who.patient_id for call in calls)
        lines.append(HuddleLine(key, f"{when}  {chair}  {name}", show_length(gap.units), day=gap.day, gap=gap))
        lines += [_call(reckoning, key, gap, call) for call in calls]
    minutes = show_length(sum(gap.units for gap, _ in found))
    more = f", {len(found) - len(shown)} more in the book" if len(found) > len(shown) else ""
    right = f"{count(len(found), 'opening')}, {minutes}{more}" if found else "none"
    return Part("Openings and who could come", right, tuple(lines))


def _call(reckoning: Reckoning, key: str, gap: Gap, call: ShortCall) -> HuddleLine:
    who = call.who
    length = show_length(len(who.pattern))
    reasons = tuple(f"{reason.text} {reason.points:+d}" for reason in call.reasons if reason.text)
    return HuddleLine(
        f"{key}:{who.patient_id}", when=show_time(call.start), who=who.patient_name, what=f"{length} {who.label}",
        bare=f"{length} {dollars(who.cents)}", open_cents=reckoning.open_cents([who.patient_id]) or who.cents,
        remarks=(f"{call.score} points", *filter(None, (who.remind,)), *reasons),
        case_id=who.case_id, patient_id=who.patient_id, day=gap.day, gap=gap,
        counted=lambda: [
            *(Counted(who.patient_name, f"{reason.text}: {reason.points:+d} points") for reason in call.reasons if reason.text),
            *reckoning.counted_cases(reckoning.cases([who.patient_id])),
        ],
    )  # fmt: skip


def _next_days(reckoning: Reckoning) -> Part:
    book, lines = reckoning.facts.book, []
    for day in reckoning.facts.after:
        number, goal = day.toordinal(), reckoning.goal(day)
        rows = book.day_rows(number)
        waiting = sum(row.state == State.SCHEDULED for row in rows)
        text = (
            f"{show_date(day)}  {dollars(goal.booked_cents)} of {dollars(goal.goal_cents)}, {count(len(rows), 'visit')}"
        )
        lines.append(
            HuddleLine(f"next:{number}", f"{text}, {waiting} not confirmed", against(goal.booked_cents, goal.goal_cents),
                       day=number, counted=partial(_counted_day, reckoning, day))
        )  # fmt: skip
    return Part("Next days", "", tuple(lines))


def _counted_day(reckoning: Reckoning, day: date) -> list[Counted]:
    rows = reckoning.facts.book.day_rows(day.toordinal())
    booked = [Counted(row.patient_name, f"{show_time(row.start)}  {row.state}", row.production_cents) for row in rows]
    return [*booked, *reckoning.counted_goals(day)]


def _pipeline(reckoning: Reckoning) -> Part:
    facts, lines = reckoning.facts, []
    open_cards = [card for card in facts.cards if card.stage in BOARD]
    for stage in BOARD:
        cards = [card for card in open_cards if card.stage == stage]
        new = sum(card.since >= facts.before for card in cards)
        told = summary(cards, facts.day)
        text = f"{TITLES[stage]:<13}{count(told.count, 'case'):>10}  oldest {told.oldest}d"
        lines.append(
            HuddleLine(f"stage:{stage}", f"{text}{f'  +{new} new' if new else ''}", dollars(told.cents),
                       counted=partial(reckoning.counted_cases, cards))
        )  # fmt: skip
    cents = sum(card.open_cents for card in open_cards)
    return Part("Pipeline", f"{count(len(open_cards), 'case')}, {dollars(cents)}", tuple(lines))


def _moved(reckoning: Reckoning) -> Iterator[Part]:
    """The cases that came into their stage since the working day before, closed ones too; the largest first."""
    facts = reckoning.facts
    moved = moved_since(facts.cards, facts.before, facts.day)
    if not moved:
        return
    lines = [_step(card, facts.moved.get(card.case_id, "")) for card in moved[:MOST_MOVED]]
    if len(moved) > MOST_MOVED:
        rest = moved[MOST_MOVED:]
        lines.append(
            HuddleLine("moved:rest", f"and {count(len(rest), 'case')} more", dollars(sum(card.open_cents for card in rest)),
                       counted=partial(reckoning.counted_cases, rest))
        )  # fmt: skip
    yield Part(f"Moved since {show_date(facts.before)}", count(len(moved), "case"), tuple(lines))


def _step(card: Card, happened: str) -> HuddleLine:
    stage = TITLES[card.stage]
    return HuddleLine(
        f"moved:{card.case_id}", when=show_date(card.since)[:3], who=card.name, what=f"► {stage}: {card.title}",
        bare=f"► {stage} ${short_dollars(card.open_cents)}", open_cents=card.open_cents,
        remarks=(happened,) if happened else (), case_id=card.case_id, patient_id=card.patient_id,
        counted=lambda: [Counted(card.name, f"{card.title}: {happened or stage}", card.open_cents, card.case_id)],
    )  # fmt: skip
