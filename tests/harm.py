"""Harm for tests: a process that works until it is killed, and copies of a practice to harm."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from tctui.core.finance.account import Recorded
from tctui.db import payments
from tctui.db.accounts import account_of
from tctui.db.change import By
from tctui.db.check import findings
from tctui.db.connection import close_database, open_database
from tctui.db.models import database
from tests.practice import NOW, TODAY, TinyPractice

Tell = Callable[[int], object]
"""What a worker calls with the number of what was acknowledged to it."""


def copied(practice: TinyPractice, folder: Path, *endings: str) -> TinyPractice:
    """The files of a closed practice in a folder of their own; further ``endings`` such as its log."""
    folder.mkdir(parents=True)
    path = folder / practice.path.name
    for ending in ("", ".audit-key", *endings):
        shutil.copy(f"{practice.path}{ending}", f"{path}{ending}")
    return replace(practice, path=path)


def killed(work: Callable[[Tell], None], meanwhile: Callable[[], object]) -> list[int]:
    """Run work in a process of its own, do something from its first word on, then kill it; gives what it was told."""
    reading, writing = os.pipe()
    worker = os.fork()
    if worker == 0:
        # Neither the test run's teardown nor its output are the worker's.
        try:
            os.close(reading)
            work(lambda number: os.write(writing, f"{number}\n".encode()))
        finally:
            os._exit(1)
    os.close(writing)
    first = os.read(reading, 1)
    assert first, "the worker had nothing to say"
    meanwhile()
    os.kill(worker, signal.SIGKILL)
    os.waitpid(worker, 0)
    with os.fdopen(reading, "rb") as told:
        lines = (first + told.read()).split(b"\n")
    # The last line may have been cut in the middle; what was said whole was acknowledged.
    return [int(line) for line in lines[:-1]]


def post(practice: TinyPractice, tell: Tell, most: int = 10_000) -> None:
    """Record payments of a cent each, and tell the number of each once it is acknowledged."""
    open_database(practice.path)
    held = account_of(practice.options[0])
    assert held is not None
    for _ in range(most):
        tell(payments.record(By(practice.coordinator, NOW, TODAY), held.id, Recorded.PAYMENT, TODAY, 1, method="card").id)


def posted(practice: TinyPractice) -> list[int]:
    """The numbers of the payments in a practice, which is checked and closed again."""
    open_database(practice.path)
    try:
        assert findings() == []
        rows = database.execute_sql("SELECT id FROM account_event ORDER BY id").fetchall()
        return [row[0] for row in rows]
    finally:
        close_database()
