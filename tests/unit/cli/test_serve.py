"""``searchapp serve``: the address is tried before anything is started."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from tests.support.command_line import run


def test_a_port_that_is_taken_is_told_in_one_line(here: Path) -> None:
    """Before anything is started, with what to do; so is a host that is not this machine's."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        result = run("serve", "--port", str(other.getsockname()[1]))
    assert result.exit_code == 1
    assert "is in use by another program" in result.stderr
    assert "--port" in result.stderr
    assert result.stderr.count("\n") == 1
    assert "[serve.address-unusable]" in result.stderr
    assert "Serving on" not in result.output
    nowhere = run("serve", "--host", "192.0.2.1")
    assert (nowhere.exit_code, nowhere.stderr.count("\n")) == (1, 1)
    assert "[serve.address-unusable]" in nowhere.stderr


def test_port_0_is_one_that_is_free(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The address that is told is the one that is served."""
    started: list[list[str]] = []
    monkeypatch.setattr(os, "execv", lambda _, command: started.append(command))
    monkeypatch.setattr(os, "environ", dict(os.environ))
    output = run("serve", "--port", "0").output
    (command,) = started
    bound = command[command.index("--bind") + 1]
    assert not bound.endswith(":0")
    assert f"http://{bound} " in output
