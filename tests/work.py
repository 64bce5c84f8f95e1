"""Work counted in steps of the interpreter: what a test can assert of growth on any machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any, ParamSpec

__all__ = ["steps"]

P = ParamSpec("P")


def steps(function: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> int:
    """Call a function; return how many bytecode instructions it took, its callees' included.

    The count is that of the same call on any machine, however busy; it differs by some per cent
    between releases of Python. What C code does within one instruction counts as one: a regular
    expression that backtracks is not seen here but by ``python -m tests.benchmarks.hostile``.
    A function that remembers what it has worked out should have been called before.
    """
    taken = 0

    def trace(frame: FrameType, event: str, arg: Any) -> Callable[..., Any]:
        nonlocal taken
        if event == "call":
            frame.f_trace_lines, frame.f_trace_opcodes = False, True
        elif event == "opcode":
            taken += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        function(*args, **kwargs)
    finally:
        sys.settrace(before)
    return taken
