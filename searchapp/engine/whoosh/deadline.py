"""The deadline of one question: what it cut short, and how long each stage took."""

from __future__ import annotations

import time

__all__ = ["Deadline", "OutOfTime"]


class OutOfTime(Exception):
    """The deadline has passed in the middle of something that has no partial result."""


class Deadline:
    """The deadline of one question, with a record of what it cut short.

    :param at: :func:`time.monotonic` value, ``None`` for no deadline.
    """

    def __init__(self, at: float | None) -> None:
        self.at = at
        self.cut: list[str] = []
        self.seconds: dict[str, float] = {}
        self._start = time.perf_counter()

    def has_passed(self) -> bool:
        """Return whether the deadline has passed."""
        return self.at is not None and time.monotonic() >= self.at

    def add_cut(self, what: str) -> None:
        """Record that something was cut short."""
        if what not in self.cut:
            self.cut.append(what)

    def lap(self, stage: str) -> None:
        """End a stage and begin the next."""
        now = time.perf_counter()
        self.seconds[stage] = now - self._start
        self._start = now

    def raise_if_passed(self) -> None:
        """Raise :class:`OutOfTime` if the deadline has passed."""
        if self.has_passed():
            raise OutOfTime
