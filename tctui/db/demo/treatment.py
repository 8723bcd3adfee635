"""Treatment plans as dentists draw them up: options with phases, trips and procedures on teeth that make sense."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from tctui.db.demo.teeth import (
    FRONT,
    GAPS,
    MILK_MOLARS,
    MOLARS,
    PREMOLARS,
    QUARTERS,
    WISDOM,
    arch,
    root_canal,
    sides,
)


class Item(NamedTuple):
    """One procedure of a trip and where it is done."""

    code: str
    tooth: str = ""
    surfaces: str = ""
    area: str = ""
    urgency: str = "soon"


class Trip(NamedTuple):
    """What is done in one sitting, and the days to wait after the one before it."""

    name: str
    items: tuple[Item, ...]
    gap: tuple[int, int] | None = None
    role: str = "doctor"


class Step(NamedTuple):
    """A phase with its trips."""

    kind: str
    trips: tuple[Trip, ...]


class Way(NamedTuple):
    """One option of a plan; the first one of a plan is recommended."""

    name: str
    why: str
    steps: tuple[Step, ...]


class Plan(NamedTuple):
    """A diagnosed plan with its options."""

    title: str
    ways: tuple[Way, ...]


def _crown_trips(tooth: int, code: str, urgency: str = "soon", core: bool = True) -> tuple[Trip, ...]:
    items = [Item("COR", str(tooth), urgency=urgency)] if core else []
    items.append(Item(code, str(tooth), urgency=urgency))
    return (
        Trip("Tooth prepared", tuple(items)),
        Trip("Crown seated", (Item("ST", str(tooth), urgency=urgency),), (14, 28)),
    )


def _crown(dice: Random) -> Plan:
    tooth = dice.choice(MOLARS + PREMOLARS)
    ways = [
        Way("Ceramic crown", "Holds the cracked walls together", (Step("restorative", _crown_trips(tooth, "CRC")),))
    ]
    if dice.random() < 0.5:
        filled = Trip("Filling", (Item("W4", str(tooth), sides(dice, tooth, 4)),))
        ways.append(Way("Large filling", "Costs less now, may break again", (Step("restorative", (filled,)),)))
    return Plan(f"Crown {tooth}", tuple(ways))


def _root_canal(dice: Random) -> Plan:
    tooth = dice.choice(MOLARS + PREMOLARS + FRONT[:6])
    save = Trip("Root canal", (Item(root_canal(tooth), str(tooth), urgency="immediate"),))
    prepared, seated = _crown_trips(tooth, "CRC")
    crown = (prepared._replace(gap=(7, 30)), seated)
    out = Trip("Tooth out", (Item("EXD", str(tooth), urgency="immediate"),))
    ways = [
        Way("Root canal and crown", "Keeps the tooth", (Step("urgent", (save,)), Step("restorative", crown))),
        Way("Tooth out", "Ends the pain, leaves a gap", (Step("urgent", (out,)),)),
    ]
    return Plan(f"Root canal {tooth}, crown", tuple(ways))


def _missing(dice: Random) -> Plan:
    tooth = dice.choice(GAPS)
    name, jaw = str(tooth), arch(tooth)
    removed = dice.random() < 0.4
    out = Trip("Tooth out", (Item("EXS", name, urgency="immediate"), Item("BON", name, urgency="immediate")))
    first = (Step("urgent", (out,)),) if removed else ()
    wait = (112, 182) if removed else None
    implant = (
        Trip("Implant placed", (Item("IMP", name),), wait),
        Trip("Measured for the crown", (Item("IMT", name),), (90, 180)),
        Trip("Crown on the implant", (Item("IPO", name), Item("ICR", name)), (14, 35)),
    )
    carried = (Item("BRA", str(tooth - 1)), Item("BRG", name), Item("BRA", str(tooth + 1)))
    bridge = (
        Trip("Teeth prepared for a bridge", carried, (56, 112) if removed else None),
        Trip("Bridge seated", (Item("ST", name),), (14, 28)),
    )
    part = (
        Trip("Measured for a part denture", (Item("PD", area=jaw),), (56, 112) if removed else None),
        Trip("Bite and try-in", (Item("DST", area=jaw),), (7, 14)),
    )
    ways = [
        Way("Implant", "Stands alone, spares the neighbors", (*first, Step("restorative", implant))),
        Way("Bridge", "Fixed, but two teeth carry it", (*first, Step("restorative", bridge))),
    ]
    if dice.random() < 0.6:
        ways.append(Way("Part denture", "Costs least, comes out at night", (*first, Step("restorative", part))))
    return Plan(f"Missing {tooth}: implant or bridge" if not removed else f"{tooth} out and replaced", tuple(ways))


def _fillings(dice: Random) -> Plan:
    teeth = sorted(dice.sample(MOLARS + PREMOLARS + FRONT, dice.randint(2, 5)))
    items = []
    for tooth in teeth:
        count = dice.choices((1, 2, 3), (3, 5, 2))[0]
        items.append(Item(f"W{count}", str(tooth), sides(dice, tooth, count), urgency="soon"))
    half = (len(items) + 1) // 2 if len(items) > 2 else len(items)
    trips = [Trip("Fillings", tuple(items[:half]))]
    if items[half:]:
        trips.append(Trip("More fillings", tuple(items[half:]), (1, 60)))
    return Plan(
        f"{len(teeth)} fillings", (Way("White fillings", "Stops the decay", (Step("restorative", tuple(trips)),)),)
    )


def _gums(dice: Random) -> Plan:
    right, left = (tuple(Item("DCQ", area=area) for area in QUARTERS[side]) for side in ("right", "left"))
    clean = (
        Trip("Deep cleaning, right side", right, None, "hygienist"),
        Trip("Deep cleaning, left side", left, (7, 21), "hygienist"),
    )
    after = (Trip("Gums measured again", (Item("REV"),), (28, 56), "hygienist"),)
    steps = [Step("disease_control", clean)]
    if dice.random() < 0.35:
        tooth = dice.choice(MOLARS)
        steps.append(Step("restorative", (Trip("Filling", (Item("W2", str(tooth), sides(dice, tooth, 2)),), (7, 60)),)))
    steps.append(Step("maintenance", after))
    return Plan("Gum treatment", (Way("Deep cleaning", "The gums bleed and the bone is going", tuple(steps)),))


def _wisdom(dice: Random) -> Plan:
    teeth = sorted(dice.sample(WISDOM, dice.choice((1, 2, 2, 4))))
    out = Trip("Wisdom teeth out", tuple(Item("WIS", str(tooth)) for tooth in teeth))
    named = ", ".join(map(str, teeth))
    return Plan(
        f"Wisdom teeth {named}", (Way("Taken out", "No room, hard to clean", (Step("disease_control", (out,)),)),)
    )


def _denture(dice: Random) -> Plan:
    jaw = dice.choice(("upper", "lower"))
    steps = (
        Trip("Measured", (Item("FD", area=jaw),)),
        Trip("Bite and try-in", (Item("DST", area=jaw),), (7, 14)),
        Trip("Denture handed over", (Item("DST", area=jaw),), (7, 14)),
    )
    held = (6, 11) if jaw == "upper" else (22, 27)
    implants = Trip("Two implants placed", tuple(Item("IMP", str(tooth)) for tooth in held))
    snaps = Trip("Denture snaps on", tuple(Item("LOC", str(tooth)) for tooth in held), (90, 180))
    ways = (
        Way("Full denture", "Replaces all teeth of the jaw", (Step("restorative", steps),)),
        Way(
            "Denture on two implants",
            "Holds while eating and speaking",
            (Step("disease_control", (implants,)), Step("restorative", (*steps, snaps))),
        ),
    )
    return Plan(f"Full denture, {jaw}", ways[::-1] if dice.random() < 0.4 else ways)


def _aligners(dice: Random) -> Plan:
    steps = (
        Step("elective", (Trip("Aligners fitted", (Item("ALN", urgency="elective"),)),
                          Trip("Aligner check", (Item("ALC", urgency="elective"),), (42, 70)))),
        Step("maintenance", (Trip("Retainers", (Item("RET", urgency="elective"),), (180, 420)),)),
    )  # fmt: skip
    return Plan("Clear aligners", (Way("Clear aligners", "Crowded teeth are hard to clean", steps),))


def _smile(dice: Random) -> Plan:
    teeth = (7, 8, 9, 10) if dice.random() < 0.6 else (6, 7, 8, 9, 10, 11)
    veneers = Trip("Teeth prepared", tuple(Item("VEN", str(tooth), urgency="elective") for tooth in teeth), (14, 60))
    white = Trip("Whitening trays", (Item("WHT", urgency="elective"),))
    bonded = Trip(
        "Bonding", tuple(Item("W4", str(tooth), sides(dice, tooth, 4), urgency="elective") for tooth in teeth), (14, 60)
    )
    ways = (
        Way("Thin ceramic faces", "Color and shape last", (Step("elective", (white, veneers)),)),
        Way("Bonding", "One visit, stains with time", (Step("elective", (white, bonded)),)),
    )
    return Plan(f"Front teeth {teeth[0]} to {teeth[-1]}", ways)


def _guard(dice: Random) -> Plan:
    return Plan(
        "Night guard",
        (
            Way(
                "Night guard",
                "Grinding wears the teeth",
                (Step("elective", (Trip("Night guard", (Item("NG", area="upper"),)),)),),
            ),
        ),
    )


def _graft(dice: Random) -> Plan:
    tooth = dice.choice((6, 11, 22, 27, 24, 25))
    trip = Trip("Gum graft", (Item("GFT", str(tooth)),))
    return Plan(f"Gum graft {tooth}", (Way("Gum graft", "The root lies bare", (Step("disease_control", (trip,)),)),))


def _child(dice: Random) -> Plan:
    teeth = dice.sample(MILK_MOLARS, dice.randint(1, 3))
    items = [Item("W2", tooth, dice.choice(("MO", "DO"))) for tooth in teeth[1:]]
    items += [Item("PUL", teeth[0], urgency="immediate"), Item("PCR", teeth[0])]
    return Plan(
        "Milk teeth",
        (Way("Treated and kept", "They hold the place", (Step("urgent", (Trip("Milk teeth", tuple(items)),)),)),),
    )


def _whole_mouth(dice: Random) -> Plan:
    lost, crowned = dice.choice(((3, (14, 19)), (14, (3, 30)), (30, (19, 14)), (19, (30, 3))))
    urgent = Step("urgent", (Trip("Tooth out", (Item("EXD", str(lost), urgency="immediate"), Item("BON", str(lost)))),))
    gums = _gums(dice).ways[0].steps[0]
    prepared = Trip("Two crowns prepared", tuple(Item("CRC", str(tooth)) for tooth in crowned), (28, 56))
    seated = Trip("Two crowns seated", tuple(Item("ST", str(tooth)) for tooth in crowned), (14, 28))
    implant = (
        Trip("Implant placed", (Item("IMP", str(lost)),), (84, 182)),
        Trip("Measured for the crown", (Item("IMT", str(lost)),), (90, 180)),
        Trip("Crown on the implant", (Item("IPO", str(lost)), Item("ICR", str(lost))), (14, 35)),
    )
    guard = Step("elective", (Trip("Night guard", (Item("NG", area="upper", urgency="elective"),)),))
    jaw = arch(lost)
    part = (Trip("Part denture", (Item("PD", area=jaw),), (56, 112)), Trip("Try-in", (Item("DST", area=jaw),), (7, 14)))
    ways = (
        Way("Implant and two crowns", "Everything chews again",
            (urgent, gums, Step("restorative", (prepared, seated, *implant)), guard)),
        Way("Part denture and two crowns", "Costs less, comes out at night",
            (urgent, gums, Step("restorative", (prepared, seated, *part)))),
    )  # fmt: skip
    return Plan("Whole mouth", ways)


_DRAWN: tuple[tuple[Callable[[Random], Plan], int, int, int], ...] = (
    (_crown, 24, 95, 22), (_root_canal, 20, 90, 15), (_missing, 25, 88, 16), (_fillings, 11, 95, 16), (_gums, 30, 92, 14),
    (_wisdom, 17, 34, 8), (_denture, 58, 95, 5), (_aligners, 12, 45, 7), (_smile, 22, 60, 4), (_guard, 24, 75, 4),
    (_graft, 30, 70, 3), (_child, 3, 10, 30), (_whole_mouth, 40, 80, 6),
)  # fmt: skip
"""Plan, youngest and oldest age, weight."""


def draw_plan(dice: Random, age: int, simple: bool = False) -> Plan:
    """A plan that fits the age; a simple one has a single way and at most two trips."""
    fitting = [(draw, weight) for draw, youngest, oldest, weight in _DRAWN if youngest <= age <= oldest]
    if not fitting:
        fitting = [(_fillings, 1)]
    plan = dice.choices([draw for draw, _ in fitting], [weight for _, weight in fitting])[0](dice)
    if not simple:
        return plan
    kind, trips = plan.ways[0].steps[0]
    short = trips[:2] if len(trips) > 1 and (trips[1].gap or (0, 0))[0] <= 60 else trips[:1]
    return plan._replace(ways=(plan.ways[0]._replace(steps=(Step(kind, short),)),))
