"""The promises of the index hold when everything around it fails. See the trials for what is held.

Each trial asserts by itself. Here they stand at length, for ``make trials``, and, but for the
hostile corpus, quickly as well, for ``make test``; ``python -m tests.faults`` runs them longer.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import contending, filling, flipping, histories, hostile, killing, switching
from tests.support.checkout import CHECKOUT

at_length = pytest.mark.trial


@pytest.mark.parametrize("operations", [2, pytest.param(14, marks=at_length)])
def test_a_reindex_whose_disk_fails_at_any_operation(tmp_path: Path, operations: int) -> None:
    """Full, faulty, stopped, without power: the old state or the new, and the next run is clean.

    In a process of its own, since it forks.
    """
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", "storage", str(operations)], cwd=CHECKOUT,
        env={**os.environ, "TMPDIR": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_a_loaded_reindex_that_is_killed(tmp_path: Path) -> None:
    """At any moment of the work."""
    assert killing.run(tmp_path, kills=3, pages=12, commands=False)["kills"] == 3


@at_length
def test_a_reindex_that_is_killed(tmp_path: Path) -> None:
    """At any moment, from its start to after its end."""
    assert killing.run(tmp_path, kills=8, pages=40)["kills"] == 8


@pytest.mark.parametrize(("switches", "readers"), [(5, 4), pytest.param(20, 16, marks=at_length)])
def test_many_switches_under_constant_readers(tmp_path: Path, switches: int, readers: int) -> None:
    """No request fails, no answer mixes generations, nothing piles up."""
    figures = switching.run(tmp_path, switches, readers)
    assert (figures["failed"], figures["mixed"]) == (0, 0)


@pytest.mark.parametrize("processes", [2, pytest.param(10, marks=at_length)])
def test_several_reindex_at_once(tmp_path: Path, processes: int) -> None:
    """One works, the others say so."""
    assert contending.run(tmp_path, processes)["worked"] == 1


@pytest.mark.parametrize("bits", [1, pytest.param(8, marks=at_length)])
def test_a_flipped_bit(tmp_path: Path, bits: int) -> None:
    """In whichever file: named by verify, refused by the service."""
    assert "right answers" not in flipping.run(tmp_path, bits)


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("steps", [3, pytest.param(12, marks=at_length)])
def test_a_disk_that_fills_up(tmp_path: Path, steps: int) -> None:
    """At whichever stage, whoever writes. (What cannot be written is left open to the end.)"""
    if not filling.can_mount(tmp_path):
        pytest.skip("needs the right to mount a small disk")
    assert filling.run(tmp_path, steps)["index.no-space"]


@at_length
def test_a_hostile_corpus(tmp_path: Path) -> None:
    """The run ends, each page is in the index or in the report, memory is bounded."""
    assert hostile.run(tmp_path, megabytes=5, many=100)["pages"]


@pytest.mark.parametrize(("examples", "steps"), [(3, 10), pytest.param(12, 20, marks=at_length)])
def test_any_history_ends_where_a_full_rebuild_does(
    tmp_path: Path, examples: int, steps: int
) -> None:
    """Ids, counts, hits and their order are those of an index made anew."""
    assert histories.run(tmp_path, examples, steps)["histories"]
