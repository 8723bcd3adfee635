"""Papers by keys: refusals offered at a decline, letters, the itinerary, signing with a scan, overrides, INVALID."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from tctui.app import Workplace
from tctui.core.errors import Refused
from tctui.core.papers import refusal_kind
from tctui.core.pipeline import case_stage
from tctui.db import booking, decisions, paper_writes
from tctui.db.agreements import make_consent
from tctui.db.cases import read_case
from tctui.db.change import By
from tctui.db.connection import close_database
from tctui.db.models import Line, database
from tctui.db.papers import overrides, papers_of
from tctui.db.referrals import open_referrals
from tctui.db.scans import scans_of
from tctui.db.unit_of_work import unit_of_work
from tests.core.documents.test_scan import PNG
from tests.practice import NOW, TODAY, TinyPractice, tiny_practice
from tests.screens.case_ground import frame, opened, typed


@pytest.fixture
def practice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyPractice]:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    made = tiny_practice(tmp_path / "practice.db")
    try:
        yield made
    finally:
        close_database()


def by(practice: TinyPractice) -> By:
    return By(practice.coordinator, NOW, TODAY)


def told(app: Workplace) -> str:
    """What the bottom lines say, however many they take."""
    return " ".join(" ".join(frame(app)[-3:]).split())


def written(tmp_path: Path, ending: str = "pdf") -> list[Path]:
    return sorted((tmp_path / "data" / "tctui" / "exports").glob(f"*.{ending}"))


def text_of(file: Path) -> str:
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)


async def test_a_decline_offers_the_informed_refusal_which_is_signed_like_others(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        await typed(pilot, "D", "tab", "tab", "tab", "too much at once", "tab")
        assert any("later: it is listed on Papers" in line for line in frame(app))
        await typed(pilot, "left", "ctrl+s")
        await pilot.pause()
        shown = "\n".join(frame(app))
        assert "Signed" in shown
        assert "Informed refusal: take" in shown
        await typed(pilot, "t", "Wei Chen", "tab", "tab", "y", "ctrl+s")
        assert "signed by Wei Chen" in told(app)
        await typed(pilot, "q")
        await pilot.pause()
        assert any("declined: cost; informed refusal signed" in line for line in frame(app))
    (paper,) = papers_of([practice.case])[practice.case]
    assert paper.kind == refusal_kind([practice.read().line(practice.lines[0])])  # type: ignore[list-item]
    row = database.execute_sql("SELECT words, address, witness_id FROM signature").fetchone()
    assert "I agree to sign this one paper electronically" in row[0]
    assert row[1:] == ("local", practice.coordinator.id)


async def test_a_decline_without_the_paper_says_so_until_it_is_signed(practice: TinyPractice) -> None:
    decisions.decline(by(practice), practice.case, [practice.lines[0]], "cost")
    async with opened(practice) as (app, pilot):
        assert any("informed refusal not made" in line for line in frame(app))
        await typed(pilot, "d", "down")
        assert any("Informed refusal: take" in line and "not made" in line for line in frame(app))
        await typed(pilot, "enter")
        assert "Made. PDF: " in told(app)
        decisions.reopen(by(practice), practice.case, [practice.lines[0]])
        await typed(pilot, "q")
        assert not any("informed refusal" in line for line in frame(app))


async def test_a_refusal_of_another_option_is_listed_and_signed_too(practice: TinyPractice) -> None:
    decisions.decline(by(practice), practice.case, [practice.lines[2]], "cost")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "down", "enter")
        assert any("Informed refusal: bridge" in line and "unsigned" in line for line in frame(app))
        await typed(pilot, "S", "p", "ctrl+s")
        assert any("Informed refusal: bridge" in line and " signed" in line for line in frame(app))


async def test_a_referral_letter_is_written_from_the_referral(practice: TinyPractice, tmp_path: Path) -> None:
    decisions.refer_out(by(practice), practice.case, [practice.lines[0]], "Dr. Ada Obi", "root tip in the sinus?")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "W")
        assert "p letter" in "\n".join(frame(app)[-2:])
        await typed(pilot, "p", "1 Root Street, Springfield", "tab", "Deep decay.", "tab", "X-ray; chart", "ctrl+s")
        assert "Letter to Dr. Ada Obi: " in told(app)
        (sent,) = open_referrals(practice.case)
        assert [(one.what, one.how) for one in sent.records] == [("X-ray", "with the letter"), ("chart", "with the letter")]
    (file,) = written(tmp_path)
    text = text_of(file)
    for said in ("Dr. Ada Obi 1 Root Street", "root tip in the sinus?", "Deep decay.", "X-ray", "Wei Chen", "Dr Lee"):
        assert said in text
    (paper,) = papers_of([practice.case])[practice.case]
    assert hashlib.sha256(file.read_bytes()).hexdigest() == paper.sha256


async def test_card_and_itinerary_go_out_with_a_calendar_file(practice: TinyPractice, tmp_path: Path) -> None:
    decisions.accept(by(practice), practice.case, practice.lines[:2])
    async with opened(practice) as (app, pilot):
        await typed(pilot, "G")
        assert "no appointment ahead" in told(app)
        for number, day in ((0, date(2026, 12, 1)), (1, date(2027, 3, 8))):
            case = practice.read()
            visit = case.visit(practice.visits[number])
            assert visit is not None
            wanted = booking.proposal(case, visit, visit.pattern)
            chair = {"day": day.toordinal(), "start": 120, "operatory_id": practice.operatories[0]}
            booking.book(practice.coordinator, NOW, TODAY, replace(wanted, provider_id=practice.provider, **chair))  # type: ignore[arg-type]
        await typed(pilot, "G", "a")
        assert "Itinerary of 2 visits and calendar file" in told(app)
        await typed(pilot, "G", "1")
        assert "Card and calendar file" in told(app)
        await typed(pilot, "G", "1")
    assert [paper.title for paper in papers_of([practice.case])[practice.case]] == ["Your appointments", "Your appointment"]
    events = sorted(file.read_bytes().count(b"BEGIN:VEVENT") for file in written(tmp_path, "ics"))
    assert events == [1, 1, 2]
    assert all(file.stat().st_mode & 0o777 == 0o600 for file in written(tmp_path, "ics"))


async def test_a_scan_is_checked_kept_by_hash_and_written_out_again(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    case = practice.read()
    make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "extraction", True)
    scan, wrong = tmp_path / "scan.png", tmp_path / "scan.pdf"
    scan.write_bytes(PNG)
    wrong.write_bytes(b"%PDF-1.7 and no end")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "S", "p", "tab", "tab", wrong.name, "ctrl+s")
        assert "ends too early" in "\n".join(frame(app))
        await typed(pilot, *["backspace"] * len(wrong.name), scan.name, "ctrl+s")
        await typed(pilot, "a", "w")
        assert "Scan: " in told(app), "\n".join(frame(app))
        with unit_of_work(practice.coordinator.id, "line.edit", NOW, case_id=practice.case) as unit:
            unit.update(Line, practice.lines[0], tooth="18")
        await typed(pilot, "q", "d")
        assert any("INVALID: changed after signing" in line for line in frame(app))
    stored = database.execute_sql("SELECT scan_sha256 FROM signature").fetchone()[0]
    assert stored == hashlib.sha256(PNG).hexdigest()
    (file,) = written(tmp_path, "png")
    assert file.read_bytes() == PNG


async def test_a_scan_that_comes_after_the_signature_is_attached_to_it(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    case = practice.read()
    made = make_consent(practice.coordinator, NOW, TODAY, case, case.options[0], "extraction", True)
    paper_writes.sign(
        practice.coordinator, NOW, TODAY, case, made, way="paper", signer="Wei Chen", relation="patient"
    )  # fmt: skip
    (tmp_path / "my scan.png").write_bytes(PNG)
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "down")
        assert any("(patient, paper, no scan yet)" in line for line in frame(app))
        await typed(pilot, "a", "'my scan.png'", "enter")
        assert "Scan of Consent: " in told(app), told(app)
        assert any("(patient, paper), witness" in line for line in frame(app))
        await typed(pilot, "a", "a", "my scan.png", "enter")
        assert "attached already" in told(app)
        await typed(pilot, "escape", "a", "w")
        assert "Scan: " in told(app), told(app)
    (file,) = written(tmp_path, "png")
    assert file.read_bytes() == PNG
    assert database.execute_sql("SELECT sha256, user_id FROM scan").fetchall() == [
        (hashlib.sha256(PNG).hexdigest(), practice.coordinator.id)
    ]
    database.execute_sql("DROP TRIGGER scan_no_update")
    database.execute_sql("UPDATE scan SET content = x'00'")
    with pytest.raises(Refused, match="has been damaged"):
        scans_of(made)


async def test_overrides_are_read_on_papers(practice: TinyPractice) -> None:
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    async with opened(practice, user=practice.lead) as (app, pilot):
        await typed(pilot, "d", "o")
        assert "No visit was let go ahead" in told(app)
        paper_writes.override(practice.lead, NOW, TODAY, practice.read(), practice.visits[0], "pain, signs at the chair")
        await typed(pilot, "o")
        shown = "\n".join(frame(app))
        assert "pain, signs at the chair" in shown
        assert "take out the tooth: agreement not made; consent (extraction) not made" in shown
    (found,) = overrides(practice.case)
    assert (found.by, found.patient, found.case_id) == ("Lena Ortiz", "Chen, Wei", practice.case)
    assert overrides(practice.case + 1) == []


async def test_the_book_says_what_a_visit_still_needs(practice: TinyPractice) -> None:
    from tctui.app import Workplace
    from tctui.keymap import Keymap
    from tctui.settings import Settings

    decisions.accept(by(practice), practice.case, practice.lines[:2])
    case = practice.read()
    visit = case.visit(practice.visits[0])
    assert visit is not None
    chair = {"day": TODAY.toordinal() + 1, "start": 120, "operatory_id": practice.operatories[0]}
    wanted = replace(booking.proposal(case, visit, visit.pattern), provider_id=practice.provider, **chair)  # type: ignore[arg-type]
    booking.book(practice.coordinator, NOW, TODAY, wanted)
    app = Workplace(practice.path, Keymap(), Settings(), lambda: NOW, practice.coordinator, first_place="schedule")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        app.open_place("schedule", patient_id=practice.patient)
        await pilot.pause()
        # Only what the lines of this visit need: no consent for the implant of the next one.
        assert any("papers: agreement, consent (extraction) not made" in line for line in frame(app))


async def test_the_logo_is_named_in_the_settings_and_stands_on_every_paper(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tctui.app import Workplace
    from tctui.db import users
    from tctui.db.paper_parts import letterhead
    from tests.practice import PASSWORD

    admin = users.create_user(practice.lead.id, "root", "Robin Oduya", PASSWORD, "admin", NOW)
    monkeypatch.chdir(tmp_path)
    good, bad = tmp_path / "logo.png", tmp_path / "logo.gif"
    good.write_bytes(PNG)
    bad.write_bytes(b"GIF89a")
    app = Workplace(practice.path, clock=lambda: NOW, user=admin)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        await typed(pilot, "f8", "enter", "e", *["tab"] * 7, bad.name, "ctrl+s")
        assert "not a PNG or JPEG" in "\n".join(frame(app))
        await typed(pilot, *["backspace"] * len(bad.name), good.name, "ctrl+s")
        assert "logo of 1 KB kept" in "\n".join(frame(app))
        assert letterhead().logo == PNG
        await typed(pilot, "e", *["tab"] * 7, "-", "ctrl+s")
        assert "logo taken off" in "\n".join(frame(app))
    assert letterhead().logo == b""


async def test_with_a_certificate_named_no_copy_goes_out_unsealed(
    practice: TinyPractice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    monkeypatch.setenv("TCTUI_SEAL_CERTIFICATE", str(tmp_path / "office.p12"))
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "end", "enter")
        shown = told(app)
        assert "office.p12 is not there" in shown or "pyHanko is missing" in "\n".join(frame(app)[-4:])
        assert written(tmp_path) == []
        monkeypatch.delenv("TCTUI_SEAL_CERTIFICATE")
        await typed(pilot, "enter")
        assert "PDF: " in told(app)


async def test_the_case_says_what_the_visit_under_the_cursor_lacks(practice: TinyPractice) -> None:
    async with opened(practice) as (app, pilot):
        assert any("papers: agreement not made" in line for line in frame(app))
        decisions.accept(by(practice), practice.case, practice.lines[:2])
        await typed(pilot, "d", "q")
        assert any(line.endswith("visit lacks agreement, extraction") for line in frame(app))
        await typed(pilot, "down")
        assert any(line.endswith("visit lacks agreement, implant") for line in frame(app))


async def test_an_interpreter_and_an_earlier_talk_are_named_before_a_consent_is_made(practice: TinyPractice) -> None:
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "home", "down", "enter")
        assert "Dr Lee talked it over" in "\n".join(frame(app)), "\n".join(frame(app))
        await typed(pilot, "d", "2")
        assert "Dr Ruiz talked it over" in "\n".join(frame(app))
        await typed(pilot, "i", "Ana Ruiz", "enter")
        assert "Ana Ruiz interpreting" in "\n".join(frame(app))
        await typed(pilot, "e", "11/20 2p", "enter")
    (terms,) = database.execute_sql("SELECT terms FROM document WHERE kind LIKE 'consent:%'").fetchone()
    assert '"Ana Ruiz"' in str(terms)
    assert "Fri 20 Nov 2026 at 2:00 p.m." in str(terms)
    assert '"dentist":"Dr Ruiz"' in str(terms)
    assert '"performed_by":"Dr Lee"' in str(terms)


async def test_a_guardian_is_named_and_the_consent_waits_for_each_who_signs(practice: TinyPractice) -> None:
    decisions.accept(by(practice), practice.case, practice.lines[:1])
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "home", "down", "enter", "g", "Mei Chen, daughter", "enter", "i", "Ana Ruiz", "enter")
        assert "Ana Ruiz interpreting, Mei Chen signing" in " ".join("\n".join(frame(app)).split())
        await typed(pilot, "n", "S", "p")
        assert any("Mei Chen" in line for line in frame(app))
        await typed(pilot, "ctrl+s")
        assert "still waits for Ana Ruiz" in told(app)
        await typed(pilot, "S", "p")
        assert any("interpreter" in line for line in frame(app))
        await typed(pilot, "ctrl+s")
        assert any("Consent: extraction" in line and " signed" in line for line in frame(app))
        await typed(pilot, "enter")
        assert "who signed it: signatures-" in told(app)
    signers = database.execute_sql("SELECT signer, relation FROM signature ORDER BY id").fetchall()
    assert signers == [("Mei Chen", "guardian"), ("Ana Ruiz", "interpreter")]


async def test_a_plan_that_was_handed_out_is_offered_to_be_recorded_as_presented(practice: TinyPractice) -> None:
    database.execute_sql("UPDATE line_event SET kind = 'diagnosed'")
    async with opened(practice) as (app, pilot):
        await typed(pilot, "d", "end")
        assert "Treatment plan handout" in "\n".join(frame(app))
        await typed(pilot, "enter")
        assert frame(app)[-1] == "Was it presented to the patient  p presented today  n not yet"
        await typed(pilot, "n")
        assert case_stage(read_case(practice.case)) == "diagnosed"
        await typed(pilot, "enter", "p")
        assert "Presented " in told(app)
        assert case_stage(read_case(practice.case)) == "presented"
        await typed(pilot, "enter")
        assert "PDF: " in told(app)
