"""Documents drawn and read back: what stands in them, how they break, and that the same terms give the same bytes."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pypdf
import pytest

from tctui.core.documents.agreement import AgreementLine, terms_hash
from tctui.core.documents.parts import Person
from tctui.core.errors import Refused
from tctui.core.text import safe_text
from tctui.documents.agreement import render_agreement
from tctui.documents.consent import render_consent
from tctui.documents.presentation import render_presentation
from tctui.documents.sheet import SMALL
from tctui.documents.typeface import BOLD, HAN, REGULAR, needs_han
from tests.documents import samples
from tests.hostile import HOSTILE


def pages(content: bytes) -> list[str]:
    reader = pypdf.PdfReader(io.BytesIO(content), strict=True)
    return [re.sub(r"\s+", " ", page.extract_text()) for page in reader.pages]


def whole(content: bytes) -> str:
    return " ".join(pages(content))


def test_the_agreement_states_what_was_agreed() -> None:
    made = samples.agreement()
    text = whole(render_agreement(made))
    for said in (
        "Riverside Dental",
        "Wei Chen",
        "born 14 May 1965",
        "crown on the implant CR2 1,480.00 580.00 255.00 0.00 645.00",
        "total 4,535.00 1,701.60 606.00 0.00 2,227.40",
        "valid until Thu 18 Feb 2027",
        "regular payment 224.02 monthly",
        "last payment 224.00 on Fri 23 Jul 2027",
        "8 Fri 23 Jul 2027 224.00 1.83 222.17 0.00",
        "ANNUAL PERCENTAGE RATE 9.90 %",
        "FINANCE CHARGE 64.74",
        "An estimate, not a guarantee",
        "We wait 60 days",
        "Paying early",
        "Missed appointments",
        "Your details, and how we reach you",
        "printed name: Wei Chen",
        "relation to the patient: self",
        "Witness for the practice: signature",
        terms_hash(made),
    ):
        assert said in text


def test_the_disclosure_stands_on_a_page_of_its_own() -> None:
    (page,) = [page for page in pages(render_agreement(samples.agreement())) if "Truth in Lending disclosure" in page]
    for said in ("9.90 %", "64.74", "1,727.40", "1,792.14", "2,292.14", "7 $224.02 monthly, from Wed 23 Dec 2026"):
        assert said in page
    assert "Missed appointments" not in page
    assert "take out the tooth" not in page


@pytest.mark.parametrize(("count", "there"), [(4, False), (5, True)])
def test_five_instalments_without_interest_are_disclosed_and_four_are_not(count: int, there: bool) -> None:
    text = whole(render_agreement(samples.agreement(samples.plan(count, 0))))
    assert ("Truth in Lending disclosure" in text) is there
    assert "FINANCE CHARGE none ANNUAL PERCENTAGE RATE none" in text


def test_paying_in_full_and_per_visit() -> None:
    full = whole(render_agreement(samples.agreement(samples.whole())))
    assert "courtesy for paying in full -111.37" in full
    assert "total you pay 2,116.03" in full
    assert "Paying early" in full
    assert "If a payment is not made" in full
    assert "If payments stop" not in full
    visits = whole(render_agreement(samples.agreement(samples.visits())))
    assert "visit 1 on the day of the visit 662.40" in visits
    assert "visit 2 Mon 12 Apr 2027 1,365.00" in visits


def test_a_guarantor_and_an_adult_patient_both_sign_and_a_child_does_not() -> None:
    parent = Person("Łucja Żółć", None, (), "mother")
    assert "Patient: signature" in whole(render_agreement(samples.agreement(guarantor=parent)))
    child = Person("Adam Żółć", date(2015, 1, 2))
    text = whole(render_agreement(samples.agreement(patient=child, guarantor=parent)))
    assert "Patient: signature" not in text
    assert "printed name: Łucja Żółć relation to the patient: mother" in text


def test_names_beyond_latin_are_printed_or_refused_by_character() -> None:
    for name in ("张伟", "Ñandú Łódź-Çelik", "Nguyễn Thị Hương", "山田太郎", "Ольга Ивановна", "Γιώργος"):
        assert name in whole(render_agreement(samples.agreement(patient=Person(name))))
    for name, said in (
        ("김철수", "U\\+AE40"),
        ("नमस्ते", "U\\+0928"),
        ("שלום", "right to left"),
        ("علي", "right to left"),
    ):
        with pytest.raises(Refused, match=said):
            render_agreement(samples.agreement(patient=Person(name)))


def many(
    count: int, name: str = "a filling of {} surfaces and then some more words than a column can hold"
) -> tuple[AgreementLine, ...]:
    return tuple(
        AgreementLine(str(n % 32 + 1), name.format(n), f"F{n}", 12_345_678, 0, 0, 0, 12_345_678) for n in range(count)
    )


def test_forty_lines_break_between_lines_and_repeat_the_headings() -> None:
    lines = many(40)
    choice = samples.whole(sum(line.patient_cents for line in lines))
    found = pages(render_agreement(samples.agreement(choice, lines)))
    assert len([page for page in found if "tooth treatment code fee" in page]) > 1
    text = " ".join(found)
    for line in lines:
        # Name, code and amounts of one procedure stand on one page.
        (page,) = [page for page in found if re.search(rf"\b{line.code}\b", page)]
        assert f"{line.tooth} {line.name.split(' surfaces')[0]}" in page
    assert text.count("123,456.78") == 80
    assert [f"page {n} of {len(found)}" in page for n, page in enumerate(found, 1)] == [True] * len(found)


def test_nothing_is_printed_outside_the_margins() -> None:
    lines = many(40, "x" * 200)
    content = render_agreement(samples.agreement(samples.plan(60, 1_990, 12_345_678 * 40, 0), lines))
    for page in pypdf.PdfReader(io.BytesIO(content)).pages:
        spots: list[tuple[float, float]] = []
        page.extract_text(visitor_text=lambda text, cm, tm, font, size, spots=spots: spots.append((tm[4], tm[5])))
        drawn = [spot for spot in spots if spot != (0, 0)]
        assert all(50 <= x <= 612 - 50 and 30 <= y <= 792 - 45 for x, y in drawn)


def test_amounts_end_on_one_line() -> None:
    content = render_agreement(samples.agreement())
    ends: dict[str, float] = {}
    from fpdf import FPDF

    ruler = FPDF()
    ruler.add_font("body", "", str(REGULAR))
    ruler.set_font("body", "", SMALL)

    def seen(text: str, cm: object, tm: list[float], font: object, size: float) -> None:
        if text.strip() in ("22.40", "640.00", "920.00") and tm[4] > 500:
            ends[text.strip()] = round(tm[4] + ruler.get_string_width(text.strip()) * ruler.k, 0)

    pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text(visitor_text=seen)
    ruler.fonts["body"].ttfont.close()
    assert len(ends) == 3
    assert len(set(ends.values())) == 1


def test_consent_and_presentation() -> None:
    consent = whole(render_consent(samples.consent()))
    for said in ("Risks you should know", "No treatment:", "Dr. Ana Ruiz discussed this", "Dentist: signature"):
        assert said in consent
    guardian = whole(
        render_consent(samples.consent("sedation", Person("Adam", date(2015, 1, 2)), Person("Ola", relation="mother")))
    )
    assert "Guardian: signature printed name: Ola" in guardian
    plan = whole(render_presentation(samples.presentation()))
    assert "the last one was seated in March 2023." in plan
    for said in ("From $92.81 a month, or $2,227.40 in all", "B bridge 18 to 20", "If it waits: Infection may spread."):
        assert said in plan


def test_hostile_text_is_printed_harmless_or_refused() -> None:
    kept = []
    for text in HOSTILE:
        refusal = ""
        try:
            needs_han(safe_text(text))
            kept.append(text[:400])
        except Refused as refused:
            refusal = str(refused)
        assert safe_text(refusal) == refusal
        assert not refusal or "Latin letters" in refusal
    assert len(kept) > 150
    lines = tuple(AgreementLine(text, text, text, 100, 0, 0, 0, 100, text) for text in kept)
    made = samples.agreement(samples.whole(100 * len(lines)), lines, Person("a [/b] c"), Person("{x} ‡ {}"))
    text = whole(render_agreement(made))
    assert "a [/b] c" in text
    assert "[@click=app.quit]" in text


def test_the_fonts_are_the_ones_the_bytes_were_pinned_with() -> None:
    digests = {font.name: hashlib.sha256(font.read_bytes()).hexdigest()[:16] for font in (REGULAR, BOLD, HAN)}
    assert digests == {
        "DejaVuSans.ttf": "abdc775b21b1bc47",
        "DejaVuSans-Bold.ttf": "0d977336a6d5fba3",
        "TctuiHan.ttf": "4fd63fa67ab75491",
    }
    assert all((REGULAR.parent / name).is_file() for name in ("LICENSE-DejaVu.txt", "LICENSE-TctuiHan.txt"))


@pytest.mark.parametrize(
    "changed",
    [
        lambda made: replace(made, lines=(*made.lines[:3], replace(made.lines[3], patient_cents=95_125))),
        lambda made: replace(made, choice=samples.plan(9)),
        lambda made: replace(made, clauses=made.clauses[1:]),
        lambda made: replace(made, patient=replace(made.patient, name="Wei Chan")),
        lambda made: replace(made, valid_until=date(2027, 2, 19)),
    ],
)
def test_any_changed_term_changes_the_hash(changed: Callable) -> None:  # type: ignore[type-arg]
    made = samples.agreement()
    assert terms_hash(changed(made)) != terms_hash(made)


def test_version_and_time_are_no_terms() -> None:
    made = samples.agreement()
    assert terms_hash(samples.agreement(version=2)) == terms_hash(made)
    assert render_agreement(samples.agreement(version=2)) != render_agreement(made)


def test_a_long_amount_is_set_smaller_and_never_broken() -> None:
    lines = (AgreementLine("1", "everything", "E1", 98_765_432_198, 0, 0, 0, 98_765_432_198),)
    content = render_agreement(samples.agreement(samples.whole(98_765_432_198), lines))
    # Fee and patient part of the line and of the total, the clause on who pays, and the line above the signature.
    assert whole(content).count("987,654,321.98") == 6


def test_nothing_of_an_agreement_is_printed_over_its_footer() -> None:
    base = samples.agreement()
    for count in (0, 1, 6, 12):
        longer = replace(base, lines=(*base.lines, *[replace(base.lines[0], patient_cents=0)] * count))
        for page in pypdf.PdfReader(io.BytesIO(render_agreement(longer))).pages:
            low: list[str] = []

            def note(text: str, _: object, place: list[float], *more: object, low: list[str] = low) -> None:
                # The text ends 20 mm above the edge of the page, the footer stands below that.
                if text.strip() and place[5] < 19 * 72 / 25.4:
                    low.append(text.strip())

            page.extract_text(visitor_text=note)
            footer, number = low
            assert footer.startswith("Financial agreement"), (count, low)
            assert number.startswith("page"), (count, low)
