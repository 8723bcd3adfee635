"""What the demo practice does: its own short codes and plain words, usual patterns, and fees."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from tctui.core.money import percent_of
from tctui.db.demo.making import Making
from tctui.db.models import Fee, FeeSchedule, Procedure


@dataclass(frozen=True, slots=True)
class Work:
    """One procedure: fee in cents, pattern in units of five minutes."""

    code: str
    name: str
    category: str
    consent: str
    area: str
    pattern: str
    fee: int
    uses: str = ""
    exclusive: bool = False


def _pattern(before: int, busy: int, after: int) -> str:
    return "/" * before + "X" * busy + "/" * after


# code | plain words | category | consent class | area | units before, busy, after | dollars | block use
_LIST = """
CHK|Regular check-up|diagnostic||mouth|0 2 0|72|
NEW|First full check-up|diagnostic||mouth|0 6 0|128|
PRB|Look at one problem|diagnostic||mouth|0 3 1|94|emergency
XB|X-rays of the back teeth|diagnostic||mouth|1 0 0|84|
XF|X-rays of all teeth|diagnostic||mouth|3 0 0|172|
XP|X-ray of both jaws|diagnostic||mouth|1 0 0|148|
X3|Three-dimensional scan|diagnostic||mouth|2 1 0|365|
CLN|Cleaning|preventive||mouth|0 8 0|128|
CLC|Cleaning, child|preventive||mouth|0 5 0|88|
FLU|Fluoride coat|preventive||mouth|0 1 0|48|
SEA|Chewing grooves sealed|preventive||tooth|0 3 0|66|
W1|White filling, one side|restorative|filling|surface|1 6 0|236|minor
W2|White filling, two sides|restorative|filling|surface|1 7 0|298|minor
W3|White filling, three sides|restorative|filling|surface|1 8 0|362|minor
W4|White filling, four sides or corner|restorative|filling|surface|1 9 0|428|minor
M2|Silver filling, two sides|restorative|filling|surface|1 6 0|212|minor
COR|Core under a crown|restorative|filling|tooth|0 5 0|342|
PCR|Metal crown, child|restorative|crown|tooth|1 7 0|388|minor
RCF|Root canal, front tooth|endo|root canal|tooth|1 13 1|985|major
RCP|Root canal, premolar|endo|root canal|tooth|1 15 1|1145|major
RCM|Root canal, molar|endo|root canal|tooth|1 19 1|1395|major
PUL|Nerve of a milk tooth treated|endo|root canal|tooth|0 6 0|294|minor
DCQ|Deep cleaning, one quarter|perio|gum treatment|quadrant|0 9 0|318|
REV|Gums measured again|perio||mouth|0 7 0|96|
GMT|Gum care cleaning|perio||mouth|0 10 0|182|
GFT|Gum graft, one tooth|perio|gum surgery|tooth|2 14 1|1280|major
CRC|Crown, all ceramic|crowns|crown|tooth|2 12 2|1485|major
CRM|Crown, ceramic on metal|crowns|crown|tooth|2 12 2|1420|major
ONL|Part crown, ceramic|crowns|crown|tooth|2 11 1|1290|major
VEN|Thin ceramic face|crowns|crown|tooth|1 9 1|1390|major
ST|Crown or bridge seated|crowns||tooth|1 6 1|0|
BRA|Bridge, tooth that carries|prosthetics|bridge|tooth|1 8 1|1460|major
BRG|Bridge, tooth in the gap|prosthetics|bridge|tooth|0 3 0|1440|major
EXS|Tooth taken out|oral_surgery|extraction|tooth|1 5 2|248|minor
EXD|Tooth taken out, with surgery|oral_surgery|extraction|tooth|1 8 2|412|major
WIS|Wisdom tooth taken out, in bone|oral_surgery|extraction|tooth|2 9 2|545|major
BON|Bone filled in after a tooth|oral_surgery|extraction|tooth|0 4 0|625|
IMP|Implant placed|implant|implant|tooth|3 13 2|2150|major
IMT|Implant measured for its crown|implant||tooth|1 6 1|240|
IPO|Post on an implant|implant|implant|tooth|0 3 0|745|
ICR|Crown on an implant|implant|crown|tooth|1 7 1|1620|major
LOC|Snap for a denture on implants|implant|implant|tooth|0 4 0|890|
FD|Full denture|prosthetics|denture|arch|1 9 2|2150|major
PD|Part denture, metal frame|prosthetics|denture|arch|1 8 2|2080|major
PT|Part denture for the meantime|prosthetics|denture|arch|1 5 1|720|
DST|Denture step: bite and try-in|prosthetics||arch|0 6 1|0|
REL|Denture lined anew|prosthetics||arch|1 5 2|465|
ALN|Clear aligners, both jaws|ortho|aligners|mouth|1 7 1|5400|
ALC|Aligner check|ortho||mouth|0 4 0|0|
RET|Retainers, both jaws|ortho||mouth|0 4 1|590|
NG|Night guard|other||arch|1 5 1|645|
WHT|Teeth whitening, home trays|cosmetic||mouth|1 4 1|425|
"""

_STEPS = {
    "DCQ": "scaling", "REV": "re-evaluation", "CRC": "crown preparation", "CRM": "crown preparation",
    "ONL": "crown preparation", "VEN": "crown preparation", "BRA": "crown preparation", "ST": "crown seat",
    "RCF": "root canal", "RCP": "root canal", "RCM": "root canal", "COR": "build-up", "EXS": "extraction",
    "EXD": "extraction", "WIS": "extraction", "BON": "bone graft", "IMP": "implant", "IMT": "implant impression",
    "ICR": "implant crown", "WHT": "whitening", "FD": "denture", "PD": "denture", "PT": "denture",
    "DST": "denture step", "ALN": "aligner", "ALC": "aligner check",
}  # fmt: skip
"""The words by which the spacing rules know these procedures."""


_EXAMS = {"CHK": 10, "NEW": 15, "CLN": 10, "CLC": 10, "GMT": 10, "REV": 10}
"""Minutes of a doctor's check in a hygienist's visit."""


def _read() -> dict[str, Work]:
    found = {}
    for row in _LIST.strip().splitlines():
        code, name, category, consent, area, units, fee, uses = row.split("|")
        before, busy, after = map(int, units.split())
        exclusive = consent == "root canal"
        found[code] = Work(
            code, name, category, consent, area, _pattern(before, busy, after), int(fee) * 100, uses, exclusive
        )
    return found


WORK = _read()
"""The procedures by code."""


@cache
def contracted(code: str, percent: int) -> int:
    """A contracted fee in whole dollars, in cents: so many percent of the office fee, a little uneven by code."""
    uneven = (sum(map(ord, code)) * 7) % 9 - 4
    return percent_of(WORK[code].fee, (percent + uneven) * 100) // 100 * 100


def copay(code: str) -> int:
    """What a member of a prepaid plan pays for a procedure, in cents."""
    work = WORK[code]
    share = {"diagnostic": 0, "preventive": 0, "restorative": 18, "perio": 22, "endo": 28, "oral_surgery": 25}
    return percent_of(work.fee, share.get(work.category, 42) * 100) // 500 * 500


def add_procedures(making: Making) -> int:
    """Add the procedures and the office's fees; returns the id of the office's fee schedule."""
    stock = making.stock
    for work in WORK.values():
        stock.add(
            Procedure, code=work.code, name=work.name, category=work.category, consent_class=work.consent,
            area=work.area, pattern=work.pattern, uses=work.uses, exclusive=work.exclusive,
            step=_STEPS.get(work.code, ""), exam_minutes=_EXAMS.get(work.code, 0),
        )  # fmt: skip
    return add_schedule(making, "Office fees", "office", {code: work.fee for code, work in WORK.items()})


def add_schedule(making: Making, name: str, kind: str, amounts: dict[str, int]) -> int:
    """Add a fee schedule with its amounts in cents by code; returns its id."""
    schedule = making.stock.add(FeeSchedule, name=name, kind=kind)
    for code, amount in amounts.items():
        making.stock.add(Fee, schedule=schedule, code=code, amount=amount)
    return schedule
