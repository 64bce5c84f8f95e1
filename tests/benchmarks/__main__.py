"""``make bench``: speed, size and memory against peers, and how they and hostile texts grow.

``python -m tests.benchmarks [--documents N] [--peers a,b] [--growth N N …] [--folder FOLDER]``.
Needs the Senate's releases beside the checkout; a peer whose package is not installed is left out
and named. ``--peers ""`` measures growth alone, ``--growth`` without a number leaves growth out.
The indexes of the growth table (a million releases need 10 GB) are deleted once measured.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.growth import measure_growth, table
from tests.benchmarks.hostile import growth_of_readings
from tests.benchmarks.measure import MODES, Figures, measure
from tests.benchmarks.peers import PEERS, find_obstacle
from tests.benchmarks.texts import unpack_texts
from tests.support.checkout import CHECKOUT


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    console = Console(width=None if sys.stdout.isatty() else 140)
    console.print(growth_of_readings())
    shared = CHECKOUT.parent / "shared"
    if not (shared / "data" / "senate.tar.xz").is_file():
        print("The Senate's releases (../shared/data) are not here: nothing else was measured.")
        return 0
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        texts = unpack_texts(shared, work)
        chosen = [name for name in options.peers.split(",") if name and not _left_out(name)]
        figures = []
        for name in chosen:
            figures.append(measure(name, texts, work, options.documents))
            print(f"{name}: measured", flush=True)
        if figures:
            console.print(_speed(figures), _indexing(figures))
        if options.growth:
            console.print(table([measure_growth(texts, work, size) for size in options.growth]))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--documents", type=int, default=72_000)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--growth", type=int, nargs="*", default=[10_000, 72_000, 1_000_000])
    parser.add_argument("--work", "--folder", type=Path)
    return parser.parse_args(arguments)


def _left_out(name: str) -> bool:
    package = find_obstacle(name)
    if package:
        print(f"{name}: left out, the package {package} is not installed")
    return bool(package)


def _speed(figures: Sequence[Figures]) -> Table:
    """Milliseconds of CPU a query, and ours as a multiple of each peer's."""
    shown = Table("ms of CPU", "asked", *(each.name for each in figures), box=None)
    for mode in MODES:
        for state in ("first", "warm"):
            spreads = [getattr(each, state)[mode] for each in figures]
            for row, key in ((f"{mode}, median", "cpu_median"), ("  95 %", "cpu_high")):
                values = [getattr(spread, key) for spread in spreads]
                ratios = [f" ({values[0] / value:.2f})" if value else "" for value in values]
                cells = [f"{value:.2f}{ratio}" for value, ratio in zip(values, ratios, strict=True)]
                shown.add_row(row, state, *cells)
    return shown


def _indexing(figures: Sequence[Figures]) -> Table:
    shown = Table("indexing and opening", *(each.name for each in figures), box=None)
    for label, key in (
        ("documents per CPU second", "rate"),
        ("memory to build, MB", "build_mb"),
        ("memory to answer, MB", "serve_mb"),
        ("files, MB", "size_mb"),
        ("opening, ms of CPU", "open_ms"),
    ):
        shown.add_row(label, *(f"{getattr(each, key):.0f}" for each in figures))
    return shown


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
