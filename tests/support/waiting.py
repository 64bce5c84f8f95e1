"""Waiting for an event itself, as long as the slowest machine may need for it."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["PATIENCE_SECONDS", "wait_until"]

PATIENCE_SECONDS = 1_200
"""After so long an event is taken not to come; one that comes is waited for much less."""


def wait_until(condition: Callable[[], object], event: str) -> None:
    """Return as soon as a condition holds; fail, naming the event, if it never does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, f"waited in vain: {event}"
        time.sleep(0.01)
