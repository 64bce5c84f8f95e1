"""What a process loads: a server reads no documents, and a command loads only what it needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.release_pages import TOPICS, write_page

LIST_MODULES = "import sys, {room}; print(*sys.modules, sep='\\n')"


@pytest.mark.parametrize("room", ["searchapp.web", "searchapp.search.service", "wsgi"])
@pytest.mark.parametrize("heavy", ["searchapp.ingest", "lxml", "bs4", "trafilatura", "babel"])
def test_a_server_does_not_load_what_reads_documents(room: str, heavy: str) -> None:
    """Each worker would pay for it in memory and in time at its start."""
    command = [sys.executable, "-c", LIST_MODULES.format(room=room)]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "searchapp.search.service" in loaded
    assert heavy not in loaded


@pytest.mark.parametrize("command", [("--help",), ("serve", "--help"), ("config", "show")])
def test_a_command_loads_no_other(command: tuple[str, ...]) -> None:
    """The list of commands, the settings and the server's start need neither index nor readers."""
    assert not {"numpy", "whoosh", "searchapp.indexing", "searchapp.ingest"} & loaded_by(*command)


def test_a_reindex_that_finds_nothing_to_do_opens_no_engine(tmp_path: Path) -> None:
    """It runs at every start of the server and every night: it loads no engine and no reader."""
    write_page(tmp_path / "corpus", "north/1.json", TOPICS[0], 1)
    command = ("reindex", "--corpus", f"{tmp_path}/corpus", "--index", f"{tmp_path}/index")
    heavy = {"numpy", "whoosh", "searchapp.ingest.pipeline"}
    assert heavy <= loaded_by(*command)
    assert not heavy & loaded_by(*command)


def loaded_by(*words: str) -> set[str]:
    """Run a command of the program in a process of its own and return the modules it has loaded."""
    code = (
        "import atexit, sys; from searchapp.cli import main; "
        "atexit.register(lambda: print(*sys.modules, sep='\\n', file=sys.stderr)); main()"
    )
    command = [sys.executable, "-c", code, *words]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stderr.split())
