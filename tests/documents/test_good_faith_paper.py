"""The good-faith estimate: complete or refused, drawn, read back, the same bytes again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from tctui.core.documents.good_faith import GoodFaithEstimate, draw_up_good_faith
from tctui.core.documents.parts import Person
from tctui.core.errors import Refused
from tctui.core.finance.good_faith import GoodFaithProvider, GoodFaithService
from tctui.documents.good_faith import render_good_faith
from tests.documents.samples import NOW, PATIENT, PRACTICE, TODAY
from tests.documents.test_other_papers import text_of

SERVICE = GoodFaithService("CRN", "26 crown, porcelain on metal", 1, 148_000)
LEE = GoodFaithProvider(
    "Dr. Zofia Łódź", "1234567893", "00-1234567", "12 Mill Lane, Springfield",
    (SERVICE, GoodFaithService("EXT", "19 take out the tooth", 2, 53_000, "K02.9"),
     GoodFaithService("RCT", "30 root canal, molar", 1, 0, apart=True)),
)  # fmt: skip


def estimate(
    patient: Person = PATIENT, providers: tuple[GoodFaithProvider, ...] = (LEE,), primary: str = "crown on 26"
) -> GoodFaithEstimate:
    return draw_up_good_faith(
        number="2041", version=2, made_at=NOW, day=TODAY, practice=PRACTICE, patient=patient, primary=primary,
        service_on=date(2026, 12, 14), providers=providers,
    )  # fmt: skip


def test_everything_that_the_law_asks_for_stands_on_it() -> None:
    text = text_of(render_good_faith(estimate()))
    for said in (
        "Good-faith estimate of expected charges", "No. 2041 · version 2 · Mon 23 Nov 2026", "Wei Chen",
        "born 14 May 1965", "What it is for: crown on 26", "Scheduled for Mon 14 Dec 2026", "Dr. Zofia Łódź",
        "NPI 1234567893 · tax number 00-1234567 · 12 Mill Lane, Springfield",
        "CRN 26 crown, porcelain on metal 1 1,480.00", "EXT 19 take out the tooth K02.9 2 530.00",
        "Expected charges 2,010.00", "Scheduled or requested apart", "RCT 30 root canal, molar 1 apart",
        "$400 or more", "within 120 calendar days", "does not affect the quality", "not a contract",
        "unknown or unexpected costs", "www.cms.gov/nosurprises",
    ):  # fmt: skip
        assert said in text, said


def test_the_same_estimate_gives_the_same_bytes() -> None:
    assert render_good_faith(estimate()) == render_good_faith(estimate())
    other = replace(LEE, services=(replace(SERVICE, charge_cents=1),))
    assert render_good_faith(estimate(providers=(other,))) != render_good_faith(estimate())


@pytest.mark.parametrize(
    ("changed", "lacks"),
    [
        ({"patient": Person("Wei Chen")}, "the birth date"),
        ({"patient": Person("", date(1990, 1, 1))}, "the patient's name"),
        ({"providers": (replace(LEE, npi="1234567890"),)}, "the NPI of Dr. Zofia Łódź"),
        ({"providers": (replace(LEE, tin=""),)}, "the tax number"),
        ({"providers": (replace(LEE, services=()),)}, "the services"),
        ({"primary": " "}, "what is to be treated"),
    ],
)
def test_what_would_be_incomplete_is_not_drawn_up(changed: dict[str, object], lacks: str) -> None:
    with pytest.raises(Refused, match=lacks):
        estimate(**changed)  # type: ignore[arg-type]


def test_forty_services_two_providers_and_large_sums_over_pages() -> None:
    many = tuple(
        GoodFaithService(f"C{n:02d}", f"{n} 张伟 a treatment with a long name that has to be wrapped somewhere", 1, 12_345_678)
        for n in range(40)
    )  # fmt: skip
    text = text_of(render_good_faith(estimate(providers=(replace(LEE, services=many), replace(LEE, name="Dr. Ruiz")))))
    assert text.count("123,456.78") == 40
    assert "Expected charges 4,938,271.20" in text
    assert "Expected charges of all providers 4,940,281.20" in text
    assert "page 3 of" in text
