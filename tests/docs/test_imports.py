"""What a process loads: a server answers queries and reads no documents."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIST_MODULES = "import sys, {room}; print(*sys.modules, sep='\\n')"


@pytest.mark.parametrize("room", ["searchapp.web", "searchapp.search.service", "wsgi"])
@pytest.mark.parametrize("heavy", ["searchapp.ingest", "lxml", "bs4", "trafilatura", "babel"])
def test_a_server_does_not_load_what_reads_documents(room: str, heavy: str) -> None:
    """Each worker would pay for it in memory and in time at its start."""
    command = [sys.executable, "-c", LIST_MODULES.format(room=room)]
    loaded = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert "searchapp.search.service" in loaded
    assert heavy not in loaded
