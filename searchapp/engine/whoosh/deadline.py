"""How much time is left for a query, and where did it go?"""

from __future__ import annotations

import time

__all__ = ["Clock", "OutOfTime"]


class OutOfTime(Exception):
    """The deadline has passed in the middle of something that has no partial result."""


class Clock:
    """Watches the deadline of one question and notes what was cut short, and what took how long."""

    def __init__(self, deadline: float | None) -> None:
        self.deadline = deadline
        self.cut: list[str] = []
        self.seconds: dict[str, float] = {}
        self._mark = time.perf_counter()

    def over(self) -> bool:
        """Return whether the deadline has passed."""
        return self.deadline is not None and time.monotonic() >= self.deadline

    def note(self, what: str) -> None:
        """Note that something was cut short."""
        if what not in self.cut:
            self.cut.append(what)

    def lap(self, stage: str) -> None:
        """Note that a stage has ended."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._mark
        self._mark = now

    def check(self) -> None:
        """Raise :class:`OutOfTime` if the deadline has passed."""
        if self.over():
            raise OutOfTime
