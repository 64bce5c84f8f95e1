"""The promises of the index hold when everything around it fails. See the trials for what is held.

Each trial asserts by itself; ``python -m tests.faults`` runs them long.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import CHECKOUT
from tests.faults import contending, filling, flipping, histories, hostile, killing, switching

pytestmark = pytest.mark.timeout(600)


def test_a_reindex_whose_disk_fails_at_any_operation(tmp_path: Path) -> None:
    """Full, faulty, stopped, without power: the old state or the new, and the next run is clean.

    In a process of its own, since it forks.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "storage", "14"], cwd=CHECKOUT,
        env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_reindex_that_is_killed(tmp_path: Path) -> None:
    """At any moment, from its start to after its end."""
    assert killing.run(tmp_path, kills=8, pages=40)["kills"] == 8


def test_many_switches_under_constant_readers(tmp_path: Path) -> None:
    """No request fails, no answer mixes generations, nothing piles up."""
    figures = switching.run(tmp_path, switches=20)
    assert (figures["failed"], figures["mixed"]) == (0, 0)


@pytest.mark.parametrize("processes", [2, 10])
def test_several_reindex_at_once(tmp_path: Path, processes: int) -> None:
    """One works, the others say so."""
    assert contending.run(tmp_path, processes)["worked"] == 1


def test_a_flipped_bit(tmp_path: Path) -> None:
    """In whichever file: named by verify, refused by the service."""
    assert "right answers" not in flipping.run(tmp_path, bits=4)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_disk_that_fills_up(tmp_path: Path) -> None:
    """At whichever stage, whoever writes. (What cannot be written is left open to the end.)"""
    if not filling.can_mount(tmp_path):
        pytest.skip("needs the right to mount a small disk")
    assert filling.run(tmp_path, steps=12)["index.no-space"]


def test_a_hostile_corpus(tmp_path: Path) -> None:
    """The run ends, each page is in the index or in the report, memory is bounded."""
    assert hostile.run(tmp_path, megabytes=5, many=100)["pages"]


def test_any_history_ends_where_a_full_rebuild_does(tmp_path: Path) -> None:
    """Ids, counts, hits and their order are those of an index made anew."""
    assert histories.run(tmp_path, examples=12, steps=20)["histories"]
