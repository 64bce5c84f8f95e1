"""Work counted in lines of Python run: what a test can assert of growth on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, ParamSpec

__all__ = ["steps"]

P = ParamSpec("P")


def steps(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> int:
    """Call a function; return how many lines of Python it ran, those of its callees included.

    Each round of a loop or a comprehension and each call counts. The count of a call is the same
    on any machine, however busy; it differs a little between releases of Python. What C code does
    within a line is not seen: a regular expression that backtracks shows in
    ``python -m tests.benchmarks.hostile``, not here. What a function remembers of earlier calls
    saves steps, so it should have been called before.
    """
    taken = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        nonlocal taken
        taken += event in ("call", "line")
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*args, **kwargs)
    finally:
        sys.settrace(before)
    return taken
