"""``make evaluate``: measure quality on the labelled data, and fail below a floor.

The data are not part of the repository: without them there is nothing to measure, which is a
failure where ``CI`` is ``true``. Name gates to run only these: ``python -m tests.quality dates``.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.quality.measure import Measure
from tests.support.checkout import CHECKOUT

GATES = (
    "html_extraction",
    "html_metadata",
    "dumps",
    "admission",
    "titles",
    "dates",
    "date_lines",
    "entities",
    "names",
    "failing",
    "relevance",
)
"""Modules with ``evaluate(shared: Path) -> list[Measure]``."""


def main(names: list[str]) -> int:
    """Run the gates and print the table; return the exit code."""
    shared = CHECKOUT.parent / "shared"
    if not (shared / "data").is_dir():
        print("The labelled data (../shared/data) are not here: nothing was measured.")
        return int(os.environ.get("CI") == "true")
    console = Console(width=None if sys.stdout.isatty() else 120)
    table = Table("measure", "data", "ours", "best other", "floor", "", box=None, pad_edge=False)
    rows: list[Measure] = []
    for name in names or GATES:
        started = time.perf_counter()
        found = measures(name, shared)
        rows += found
        for row in found:
            table.add_row(*cells(row))
        print(f"{name}: {len(found)} measures in {time.perf_counter() - started:.0f} s", flush=True)
    console.print(table)
    fallen = [row for row in rows if not row.holds]
    print(f"{len(rows) - len(fallen)} of {len(rows)} measures keep to their floors")
    return int(bool(fallen))


def measures(name: str, shared: Path) -> list[Measure]:
    """Return the rows of one gate."""
    found: list[Measure] = importlib.import_module(f"tests.quality.{name}").evaluate(shared)
    return found


def cells(row: Measure) -> tuple[str, ...]:
    """Return a row as text."""
    sign = "≥" if row.higher_is_better else "≤"
    other = "" if row.best_other is None else f"{row.best_other:.4f}"
    return (
        row.measure,
        row.data,
        f"{row.ours:.4f}",
        other,
        f"{sign} {row.floor:.4f}",
        "" if row.holds else "BELOW ITS FLOOR" if row.higher_is_better else "ABOVE ITS CEILING",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
