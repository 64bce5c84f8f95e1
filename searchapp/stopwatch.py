"""How far is a reindex, and what took how long in it, or in an answer?"""

from __future__ import annotations

import time
from typing import Literal, Protocol

__all__ = ["Clock", "Progress", "Stage"]

Stage = Literal["learn", "extract", "write"]


class Progress(Protocol):
    """Told how far the work is."""

    def __call__(self, stage: Stage, done: int, total: int) -> None:
        """Note that ``done`` of ``total`` steps of a stage are done."""


class Clock:
    """Notes how long each stage took, in seconds of wall-clock time."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._mark = time.perf_counter()

    def note(self, stage: str) -> None:
        """Note that a stage has ended."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._mark
        self._mark = now
