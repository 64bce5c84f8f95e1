"""Progress of a long trial: a line on the error stream at every tenth of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping

__all__ = ["print_progress"]


def print_progress(done: int, total: int, ends: Mapping[str, int]) -> None:
    """Say it, if another tenth is done.

    :param ends: how the parts ended so far, and how many.
    """
    if done and done % max(1, total // 10) == 0:
        words = ", ".join(f"{what}: {count}" for what, count in ends.items())
        print(f"{done} of {total} ({words})", file=sys.stderr, flush=True)
