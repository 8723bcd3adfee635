"""Files that come in: found as they are typed, pasted or completed; what is no file is refused and not waited for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tctui.core.errors import Refused
from tctui.files_in import path_named, read_named


def test_a_path_is_found_as_it_is_typed_pasted_or_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    file = tmp_path / "My scans" / "it's \"one\" (1).pdf"
    file.parent.mkdir()
    file.write_bytes(b"scan")
    name = 'it\'s "one" (1).pdf'
    shell = "it\\'s\\ \\\"one\\\"\\ \\(1\\).pdf"
    for typed in (str(file), f"  {file} ", f"'{file}'", f'"{file}"', f"~/My scans/{name}", f"~/My\\ scans/{shell}"):
        assert path_named(typed) == file, typed
        assert read_named(typed, 100, "The scan") == b"scan"
    assert len(read_named(str(file), 2, "The scan")) == 3


def test_what_cannot_be_read_is_refused_and_never_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for typed, says in (
        (str(tmp_path / "pipe"), "pipe is not a file"),
        (str(tmp_path), "not a file|Is a directory"),
        ("/dev/zero", "zero is not a file"),
        (str(tmp_path / "gone.pdf"), "No such file"),
        ("~nobody-of-this-name/x.pdf", "no home folder ~nobody-of-this-name"),
        ("x" * 5000, "File name too long"),
        ("", "not a file|Is a directory"),
    ):
        with pytest.raises(Refused, match=says):
            read_named(typed, 100, "The scan")
