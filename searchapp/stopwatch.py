"""A stopwatch of stages."""

from __future__ import annotations

import time

__all__ = ["Stopwatch"]


class Stopwatch:
    """Measures how long each stage took, in seconds of wall-clock time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._start = time.perf_counter()

    def lap(self, stage: str) -> None:
        """End a stage and begin the next."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._start
        self._start = now
