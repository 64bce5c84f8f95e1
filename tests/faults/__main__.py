"""Run the trials long and print one line of figures each.

Examples: ``python -m tests.faults`` runs all of them; ``python -m tests.faults kill 200`` one, with
its counts.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults import (
    contending,
    filling,
    flipping,
    histories,
    hostile,
    killing,
    mutating,
    storage,
    switching,
)

TRIALS: dict[str, tuple[Callable[..., dict[str, object]], tuple[int, ...], str]] = {
    "storage": (storage.run, (100_000,), "operations that fail, fill, stop, lose power"),
    "kill": (killing.run, (200,), "kills of a reindex at random moments"),
    "switch": (switching.run, (200, 16), "switches under so many readers"),
    "contend": (contending.run, (10, 5), "processes at once, rounds"),
    "flip": (flipping.run, (40,), "bits flipped in each file"),
    "fill": (filling.run, (100,), "sizes of a small disk"),
    "histories": (histories.run, (200, 40), "histories of a corpus, steps of each at most"),
    "hostile": (hostile.run, (100, 10_000, 2), "megabytes in a line, files in a folder, jobs"),
    "mutated": (mutating.run, (5_000, 1), "broken pages of every reader, seed"),
}
"""Trial -> what runs it, its counts, and what they count."""


def main(words: list[str]) -> int:
    """Run one trial, or all."""
    if words and words[0] not in TRIALS:
        for name, (_, counts, meaning) in TRIALS.items():
            print(f"{name:<10} {' '.join(map(str, counts)):<14} {meaning}")
        return 2
    for name in words[:1] or TRIALS:
        run, counts, _ = TRIALS[name]
        started = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            figures = run(Path(folder).resolve(), *(map(int, words[1:]) if words[1:] else counts))
        told = ", ".join(f"{key}: {value}" for key, value in figures.items())
        print(f"{name}: {told} ({time.monotonic() - started:.0f} s)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
