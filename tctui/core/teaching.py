"""Teaching pages: what a kind of treatment is, in plain words for the patient, until the office has its own text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tctui.core.case import Line

PARTS = {
    "what": "What it is",
    "why": "Why it is done",
    "waits": "What happens if it waits",
    "how": "How it goes",
    "instead": "What else there is",
}
"""What a page says, in the order in which it is read."""


@dataclass(frozen=True, slots=True)
class TeachingPage:
    """A page: the kind of treatment, and under each of PARTS what is said; a part without words is left out."""

    kind: str
    title: str
    says: tuple[tuple[str, str], ...]


TITLES = {
    "filling": "Fillings",
    "crown": "Crowns",
    "root canal": "Root canal treatment",
    "extraction": "Taking out a tooth",
    "implant": "Implants",
    "bridge": "Bridges",
    "denture": "Dentures",
    "gum treatment": "Gum treatment",
    "gum surgery": "Gum surgery",
    "aligners": "Straightening teeth",
    "cosmetic": "Whiter or smoother teeth",
    "other": "Guards and other help",
}
"""The kinds of treatment that have a page, by the class of their consent, with the title of the page."""

_BY_CATEGORY = {
    "restorative": "filling", "crowns": "crown", "endo": "root canal", "oral_surgery": "extraction", "implant": "implant",
    "prosthetics": "denture", "perio": "gum treatment", "ortho": "aligners", "cosmetic": "cosmetic", "other": "other",
}  # fmt: skip

USUAL: dict[str, tuple[str, str, str, str, str]] = {
    "filling": (
        "The soft part of the tooth is taken away and the hole is closed with a material of the tooth's color.",
        "Decay goes on growing where no brush reaches it; a filling stops it and closes the way in.",
        "The hole grows toward the nerve. What a filling mends today may need a crown or a root canal later.",
        "The tooth is numbed, cleaned and filled in one visit. You can eat when the numbness is gone.",
        "A very large hole may need a crown. Leaving it is possible; it does not heal by itself.",
    ),
    "crown": (
        "A cap that covers the whole tooth and carries the bite in its place.",
        "A tooth that is cracked or mostly filling breaks under the bite; a crown holds it together.",
        "A wall may break off, sometimes below the gum. Then the tooth may not be saved.",
        "In the first visit the tooth is shaped and a temporary crown put on; in the second the crown is fixed.",
        "A large filling, which holds less; taking the tooth out; or watching it, knowing that it may break.",
    ),
    "root canal": (
        "The inflamed nerve inside the tooth is taken out, and the space is cleaned and closed.",
        "It ends the pain and the infection, and the tooth stays.",
        "The infection spreads into the bone. Pain and swelling may come at any time, and the tooth may be lost.",
        "The tooth is numbed well; it takes one or two longer visits. It may be tender for some days.",
        "Taking the tooth out, and closing the gap or leaving it.",
    ),
    "extraction": (
        "A tooth that cannot be kept is taken out.",
        "It ends the pain and takes the infection with it.",
        "The infection may spread, and taking it out becomes harder.",
        "The area is numbed; you feel pressure, not pain. The wound closes in a week or two, the bone in months.",
        "A root canal and a crown, where enough of the tooth is left.",
    ),
    "implant": (
        "A small post in the bone that carries a tooth, as a root does.",
        "It closes the gap without touching the teeth beside it, and keeps the bone in use.",
        "The bone shrinks and the neighbors lean into the gap; later there may be too little bone without building it up.",
        "The post is set in one visit and heals for some months; then the tooth is made and put on.",
        "A bridge on the neighbors, a partial denture, or leaving the gap.",
    ),
    "bridge": (
        "A tooth in the gap that is held by crowns on the teeth beside it.",
        "You chew and smile without a gap, and nothing has to be taken out at night.",
        "The neighbors lean over and the opposite tooth grows out; then a bridge fits less well.",
        "The neighbors are shaped and a temporary bridge is put on; about two weeks later the bridge is fixed.",
        "An implant, a partial denture, or leaving the gap.",
    ),
    "denture": (
        "Teeth on a base that you put in and take out yourself.",
        "It brings back chewing and the shape of the face where many teeth are missing.",
        "The teeth that are left wear and shift, and the jaw loses bone.",
        "Several short visits for measuring and trying on; then some weeks to get used to it, with small changes.",
        "Implants that hold a denture or bridges, where the bone allows it.",
    ),
    "gum treatment": (
        "The roots are cleaned under the gum, where no brush reaches, and smoothed.",
        "Bacteria under the gum make it bleed and take the bone away; without them it can heal.",
        "The bone goes on shrinking, mostly without pain, until teeth come loose.",
        "Half of the mouth is numbed and cleaned in a visit. The gums are tender for some days; then we measure again.",
        "Cleaning more often slows it down but does not reach the deep places; gum surgery where it is advanced.",
    ),
    "gum surgery": (
        "The gum is opened a little, so that roots and bone can be cleaned and shaped, and closed again.",
        "Some places are too deep to clean from outside.",
        "The deep places stay infected and the bone goes on shrinking.",
        "It is done with numbing in one visit for each area; the stitches come out after one or two weeks.",
        "Cleaning under the gum again and more often, with less hope for the deepest places.",
    ),
    "aligners": (
        "Teeth are moved a little at a time with clear trays or brackets.",
        "Straight teeth are cleaned more easily, wear evenly, and many like them better.",
        "Mostly nothing sudden happens; moving them takes longer later.",
        "A new tray every week or two, with a visit every few weeks; afterwards something holds them in place.",
        "Veneers or crowns change the look, not the place; leaving them as they are.",
    ),
    "cosmetic": (
        "The color or the surface of teeth is changed so that you like them better.",
        "Because you wish it. Healthy teeth do not need it.",
        "Nothing is lost by waiting.",
        "Depending on the way, one or a few visits without or with little numbing.",
        "Whitening, veneers, straightening, or leaving them as they are.",
    ),
    "other": (
        "Something made for your mouth that protects the teeth, or helps with what was talked about.",
        "Grinding and pressing wear teeth and crack them, mostly at night and without notice.",
        "Teeth wear down and may crack; jaw and muscles may ache.",
        "A scan or impression in one visit; in the next it is fitted.",
        "Ready-made guards hold for a short time; watching it is possible.",
    ),
}
"""By kind what its page says until the office says it in its own words; plain words of our own."""

assert tuple(USUAL) == tuple(TITLES)


def kind_of(line: Line) -> str:
    """Which page tells about a line; empty for what has none, such as exams and cleanings."""
    return line.consent_class if line.consent_class in TITLES else _BY_CATEGORY.get(line.category, "")


def kinds_of(lines: Iterable[Line]) -> list[str]:
    """The pages that tell about some lines, each once, in the order of the lines."""
    return list(dict.fromkeys(kind for kind in map(kind_of, lines) if kind))


def page(kind: str, own: dict[str, str] | None = None) -> TeachingPage:
    """The page of a kind: the office's own words (by the names of PARTS) where it has some, else the usual ones."""
    words = dict(zip(PARTS, USUAL[kind], strict=True)) if own is None else own
    says = tuple((title, words.get(name, "").strip()) for name, title in PARTS.items())
    return TeachingPage(kind, TITLES[kind], tuple(each for each in says if each[1]))
