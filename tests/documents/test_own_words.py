"""The office's own words: Markdown files beside the database, printed with their fields, refused by file and name."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tctui.core.documents.agreement import CONDITIONS, FIELDS, Agreement, draw_up
from tctui.core.documents.consent import FIELDS as CONSENT_FIELDS
from tctui.core.documents.credit_notice import FIELDS as NOTICE_FIELDS
from tctui.core.documents.parts import checked_fields
from tctui.core.errors import Refused, Unreadable
from tctui.documents.agreement import render_agreement
from tctui.documents.consent import render_consent
from tctui.documents.texts import clause_texts, consent_statements, consent_texts, own_folder, refusal_text
from tctui.documents.texts.markdown import read_words
from tctui.documents.texts.writing import words_in_use
from tests.documents import samples
from tests.documents.test_render import whole
from tests.hostile import HOSTILE
from tests.practice import tiny_practice


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", errors="replace")
    return path


def agreed(folder: Path) -> Agreement:
    made = samples.agreement()
    return draw_up(
        number="1", version=1, made_at=samples.NOW, practice=samples.PRACTICE, patient=samples.PATIENT,
        guarantor=samples.PATIENT, option="option A", lines=samples.LINES, choice=made.choice,
        valid_until=made.valid_until, clause_texts=clause_texts(folder), insurers=("Harbor PPO",), method="",
    )  # fmt: skip


def test_a_clause_of_the_office_stands_where_the_shipped_one_stood(tmp_path: Path) -> None:
    written(tmp_path, "agreement/missed.md", """# When you cannot come
<!-- our lawyer, 2026: {not a field} -->
when: missed fee

Please call **{phone}**
two days before, {patient}.

- a first miss is free
- after that we charge
  {missed_fee}
""")  # fmt: skip
    written(tmp_path, "agreement/parking.md", "# Parking\n\nBehind the house, for {patient} and family.")
    written(tmp_path, "agreement/privacy.md", "# Left out")
    text = whole(render_agreement(agreed(tmp_path)))
    assert "When you cannot come Please call (555) 010-0100 two days before, Wei Chen." in text
    assert "– a first miss is free – after that we charge $50.00" in text
    assert "for Wei Chen and family" in text
    assert "Your details, and how we reach you" not in text
    assert "Missed appointments" not in text
    titles = [clause.title for clause in agreed(tmp_path).clauses]
    assert titles[-2:] == ["Parking", "What you sign"]
    assert "{" not in text


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("agreement/late.md", "# Late\n\nPay {amuont}.", r"late\.md: there is no field \{amuont\} \(line 3\); known are c"),
        ("agreement/late.md", "# L\n<!-- a\nb -->\n\n- ok\n\nPay {total", r"late\.md: a brace stands alone .* \(line 7\)"),
        ("agreement/late.md", "# Late\n\nYou **pay {total}.", r"late\.md: bold words do not end at '\*\*pay.* \(line 3\)"),
        ("agreement/late.md", "# Late\n\nשלום", r"agreement/late\.md: .* write it in Latin letters"),
        ("agreement/late.md", "# Late\nwhen: full moon\n\nx", r"agreement/late\.md: there is no condition 'full moon'"),
        ("agreement/late.md", "Late\n\nx", r"agreement/late\.md: its first line must be the title"),
        ("agreement/late.md", "", r"agreement/late\.md has no title"),
        ("agreement/late.md", "# Late\n## Part", r"agreement/late\.md: there is no section 'Part': this file has none"),
        ("agreement/late.md", "# L\n" + "x" * 100_001, r"agreement/late\.md is longer than 100 KB"),
        ("consents/braces.md", "# Braces\n## Risk\nx", r"consents/braces\.md: there is no section 'Risk'; known are What was"),
        ("consents/braces.md", "# Braces\n## What was found\nx", r"consents/braces\.md: the section 'What is proposed' is empty"),
        ("consents/braces.md", "# Braces of {total}", r"consents/braces\.md: there is no field \{total\}"),
        ("consents/statements.md", "# Said", r"consents/statements\.md: its text is empty"),
        ("refusal.md", "# No\n## What can come of it\n- pain", r"refusal\.md: the section 'What you state by signing' is"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_file_and_name(tmp_path: Path, name: str, text: str, said: str) -> None:
    written(tmp_path, name, text)
    with pytest.raises((Refused, Unreadable), match=said):
        words_in_use(tmp_path)


def test_what_is_no_text_file_is_told_and_nothing_shipped_takes_its_place(tmp_path: Path) -> None:
    path = written(tmp_path, "agreement/late.md", "x")
    path.write_bytes("# Late\n\nŁódź\n".encode("latin2"))
    with pytest.raises(Unreadable, match=r"agreement/late\.md cannot be read: line 3 is no UTF-8 text"):
        clause_texts(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(Unreadable, match=r"agreement/late\.md is a folder"):
        clause_texts(tmp_path)
    path.rmdir()
    # A pipe is never opened: reading it would wait for ever.
    os.mkfifo(path)
    with pytest.raises(Unreadable, match=r"agreement/late\.md is no file"):
        clause_texts(tmp_path)
    (tmp_path / "refusal.md").symlink_to(tmp_path / "nowhere.md")
    with pytest.raises(Unreadable, match=r"refusal\.md is no file"):
        refusal_text(tmp_path)
    (tmp_path / "consents").write_text("x")
    with pytest.raises(Unreadable, match="consents is no folder"):
        consent_texts(tmp_path)
    (tmp_path / "words").write_text("x")
    with pytest.raises(Unreadable, match="words is no folder"):
        own_folder(tmp_path / "practice.db")


def test_consents_and_refusals_of_the_office(tmp_path: Path) -> None:
    sections = "\n".join(
        f"## {name}\n- one for {{patient}}\n- two by {{dentist}}"
        for name in ("What was found", "What is proposed", "What it can do for you", "Risks you should know",
                     "Other ways, and doing nothing", "Chance of success")
    )  # fmt: skip
    written(tmp_path, "consents/extraction.md", f"# Losing a tooth\n{sections}")
    written(tmp_path, "consents/night guard.md", f"# A guard\n{sections}")
    written(tmp_path, "consents/statements.md", "# Stated\n- {patient} agrees to {procedures}.")
    texts = consent_texts(tmp_path)
    assert texts["night guard"].risks == ("one for {patient}", "two by {dentist}")
    assert consent_statements(tmp_path) == ("{patient} agrees to {procedures}.",)
    assert texts["extraction"].title == "Losing a tooth"
    drawn = samples.consent_of(texts["extraction"], consent_statements(tmp_path))
    text = whole(render_consent(drawn))
    assert "one for Wei Chen" in text
    assert "two by Dr. Ana Ruiz" in text
    assert "Wei Chen agrees to take out the tooth 19." in text


def test_what_is_written_out_reads_back_as_it_was(tmp_path: Path) -> None:
    for name, text in words_in_use(None).items():
        written(tmp_path, name, text)
    assert {clause.key: clause for clause in clause_texts(tmp_path)} == {clause.key: clause for clause in clause_texts()}
    assert consent_texts(tmp_path) == consent_texts()
    assert consent_statements(tmp_path) == consent_statements()
    assert refusal_text(tmp_path) == refusal_text()
    assert words_in_use(tmp_path) == words_in_use(None)


def test_hostile_files_are_read_clean_or_refused(tmp_path: Path) -> None:
    path = tmp_path / "agreement" / "late.md"
    for text in HOSTILE:
        written(tmp_path, "agreement/late.md", f"# Late\n\n{text}")
        try:
            said = read_words(path, FIELDS).text()
        except (Refused, Unreadable):
            continue
        assert checked_fields(said, FIELDS, "") == said
        assert not any(character in said for character in "\x1b\x07\u202e")


def test_the_guide_names_every_field_and_condition() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "papers.md").read_text(encoding="utf-8")
    assert [name for name in (*FIELDS, *CONSENT_FIELDS, *NOTICE_FIELDS) if f"`{{{name}}}`" not in guide] == []
    assert [name for name in CONDITIONS if name not in " ".join(guide.split())] == []


def test_the_fields_of_a_clause_are_those_it_is_filled_with(tmp_path: Path) -> None:
    written(tmp_path, "agreement/all.md", "# All\n\n" + " ".join(f"{{{name}}}" for name in FIELDS))
    (clause,) = [each for each in agreed(tmp_path).clauses if each.key == "all"]
    assert "Wei Chen" in clause.text


def test_the_command_writes_them_out_once_and_names_what_is_wrong(tmp_path: Path) -> None:
    from tctui.db.connection import close_database

    practice = tiny_practice(tmp_path / "practice.db")
    close_database()

    def run(*more: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "tctui", "words", "--database", str(practice.path), *more]
        return subprocess.run(line, capture_output=True, text=True, env=dict(os.environ), timeout=60)

    assert "0 of" in run().stdout
    assert "files written" in run("--write").stdout
    path = tmp_path / "words" / "agreement" / "late.md"
    path.write_text(path.read_text() + "\n{nobody}\n")
    failed = run()
    assert failed.returncode == 2
    assert "agreement/late.md: there is no field {nobody} (line " in failed.stderr
    path.write_text("# Late payments\n")
    (path.parent / "parking.txt").write_text("# Parking")
    told = run().stdout
    assert "Left out, as they have a title alone: agreement/late.md\n" in told
    assert "Not read: agreement/parking.txt\n" in told
    path.unlink()
    assert "1 files written" in run("--write").stdout
