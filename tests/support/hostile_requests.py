"""Values of parameters that no honest reader sends."""

from __future__ import annotations

__all__ = ["HOSTILE"]

HOSTILE = [
    "", "0", "-1", "1e9", "9" * 400, "None", "\x00", "\ud7ff", "‮", "%", "%00", "'", '"',
    "<svg/onload=1>", "{{7*7}}", "../../etc/passwd", "_missing", "2024-02-30", "0000-00-00",
    "9999-12-31", "0001", "a" * 700, "(" * 300, "*", "~", "NaN", "٢٠٢٤", "𝒳" * 50, "none,none", ",",
]  # fmt: skip
