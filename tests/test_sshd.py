"""Over a real sshd on loopback: a session from login to case, two at once, and a lost line that leaves nothing behind."""

from __future__ import annotations

import getpass
import os
import shlex
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tctui.db.connection import close_database
from tests.practice import TinyPractice, tiny_practice
from tests.terminal import Terminal
from tests.working import command, log_in, private, processes_on, seconds_until, seconds_until_shown

SSHD = shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin")
MISSING = [name for name, path in (("sshd", SSHD), ("ssh", shutil.which("ssh"))) if path is None]
pytestmark = [
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {' and '.join(MISSING)}"),
    pytest.mark.xdist_group("sshd"),
]

CONFIGURATION = """\
ListenAddress 127.0.0.1
Port {port}
HostKey {folder}/host
AuthorizedKeysFile {folder}/user.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
DisableForwarding yes
PermitUserEnvironment no
ClientAliveInterval 15
ForceCommand {command}
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Server:
    """An sshd that gives everyone a session on one practice."""

    def __init__(self, folder: Path, practice: TinyPractice) -> None:
        self.folder, self.practice, self.port = folder, practice, free_port()
        for name in ("host", "user"):
            make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(make, check=True)
        variables = [f"{name}={value}" for name, value in private(practice).items()]
        forced = shlex.join(["exec", "env", *variables, *command(practice)])
        (folder / "sshd_config").write_text(
            CONFIGURATION.format(port=self.port, folder=folder, command=forced), encoding="ascii"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
        run = [str(SSHD), "-D", "-E", str(folder / "log"), "-f", str(folder / "sshd_config")]
        self.process = subprocess.Popen(run, stdin=subprocess.DEVNULL)
        seconds_until(lambda: answers(self.port) or self.process.poll() is not None)
        assert self.process.poll() is None, (folder / "log").read_text()

    def refusal(self) -> str:
        """Why this account gets no terminal from this sshd ('' when it does): a locked password, or a pty that is not its own."""
        with self.terminal() as wire:
            for _ in range(100):
                if "Password" in "".join(wire.screen()):
                    break
                if wire.read(0.2) < 0:
                    said = (self.folder / "log").read_text().splitlines()
                    return next((line for line in said if "not allowed" in line or "not permitted" in line), "")
        return ""

    def terminal(self) -> Terminal:
        """A terminal of 80x24 in which ssh has been started."""
        options = ["StrictHostKeyChecking=no", f"UserKnownHostsFile={self.folder}/known", "LogLevel=ERROR"]
        options += ["IdentitiesOnly=yes", "BatchMode=yes"]
        ssh = ["ssh", "-F", "none", "-tt", "-i", str(self.folder / "user"), "-p", str(self.port)]
        ssh += [part for option in options for part in ("-o", option)]
        return Terminal([*ssh, f"{getpass.getuser()}@127.0.0.1"], term="xterm", cwd="/")

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("sshd")
    practice = tiny_practice(folder / "home" / "practice.db")
    close_database()
    made = Server(folder, practice)
    try:
        if refusal := made.refusal():
            pytest.skip(f"sshd gives this account no terminal: {refusal}")
        yield made
    finally:
        made.close()


def test_from_login_to_a_case(server: Server) -> None:
    with server.terminal() as wire:
        log_in(wire)
        assert any("Chen" in line for line in wire.screen())
        wire.send("enter")
        wire.wait_for("Enter line")
        assert "Chen, Wei" in wire.screen()[0]
        assert b"38;5;" not in wire.written
        assert b"38;2;" not in wire.written
        wire.send("f10")
        assert wire.wait() == 0
    seconds_until(lambda: not processes_on(server.practice, ("-m\0tctui",)), 2.0)


def test_two_sessions_see_each_other(server: Server) -> None:
    with server.terminal() as one, server.terminal() as other:
        log_in(one, "maria")
        log_in(other, "lena")
        other.send("enter")
        other.wait_for("no next action")
        one.send("f")
        one.wait_for("What is done next")
        one.type("call Wei")
        one.press("tab")
        one.type("+3")
        one.send("ctrl+s")
        seconds_until_shown(one, "call Wei")
        assert seconds_until_shown(other, "call Wei") <= 2.0


def test_a_closed_client_leaves_no_process(server: Server) -> None:
    with server.terminal() as wire:
        log_in(wire)
        assert len(processes_on(server.practice, ("-m\0tctui",))) == 1
        wire.process.kill()
        wire.process.wait()
        assert seconds_until(lambda: not processes_on(server.practice), 5.0) < 2.0
