"""``make bench``: speed, size and memory against peers, and how they grow.

``python -m tests.benchmarks [--documents N] [--peers a,b] [--growth N,N,…] [--work FOLDER]``.
Needs the Senate's releases beside the checkout; a peer whose package is not installed is left out
and named.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import MODES, Figures, measure
from tests.benchmarks.peers import PEERS, missing
from tests.benchmarks.texts import unpacked
from tests.conftest import CHECKOUT


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    shared = CHECKOUT.parent / "shared"
    if not (shared / "data" / "senate.tar.xz").is_file():
        print("The Senate's releases (../shared/data) are not here: nothing was measured.")
        return 0
    console = Console(width=None if sys.stdout.isatty() else 140)
    with tempfile.TemporaryDirectory() as scratch:
        work = options.work or Path(scratch)
        work.mkdir(parents=True, exist_ok=True)
        texts = unpacked(shared, work)
        chosen = [name for name in options.peers.split(",") if not _left_out(name)]
        figures = []
        for name in chosen:
            figures.append(measure(name, texts, work, options.documents))
            print(f"{name}: measured", flush=True)
        console.print(_speed(figures), _indexing(figures))
        sizes = [int(size) for size in options.growth.split(",") if size]
        if sizes:
            console.print(_growth([measure("ours", texts, work, size) for size in sizes]))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("--documents", type=int, default=72_000)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--growth", default="10000,72000,1000000")
    parser.add_argument("--work", type=Path)
    return parser.parse_args(arguments)


def _left_out(name: str) -> bool:
    package = missing(name)
    if package:
        print(f"{name}: left out, the package {package} is not installed")
    return bool(package)


def _speed(figures: Sequence[Figures]) -> Table:
    """Milliseconds of CPU a query, and ours as a multiple of each peer's."""
    table = Table("ms of CPU", "asked", *(each.name for each in figures), box=None)
    for mode in MODES:
        for state in ("first", "warm"):
            spreads = [getattr(each, state)[mode] for each in figures]
            for row, key in ((f"{mode}, median", "cpu_median"), ("  95 %", "cpu_high")):
                values = [getattr(spread, key) for spread in spreads]
                ratios = [f" ({values[0] / value:.2f})" if value else "" for value in values]
                cells = [f"{value:.2f}{ratio}" for value, ratio in zip(values, ratios, strict=True)]
                table.add_row(row, state, *cells)
    return table


def _indexing(figures: Sequence[Figures]) -> Table:
    table = Table("indexing and opening", *(each.name for each in figures), box=None)
    for label, key in (
        ("documents per CPU second", "rate"),
        ("memory to build, MB", "build_mb"),
        ("memory to answer, MB", "serve_mb"),
        ("files, MB", "size_mb"),
        ("opening, ms of CPU", "open_ms"),
    ):
        table.add_row(label, *(f"{getattr(each, key):.0f}" for each in figures))
    return table


def _growth(figures: Sequence[Figures]) -> Table:
    table = Table("growth (ours)", *(f"{each.documents:,}" for each in figures), box=None)
    for mode in MODES:
        for state in ("first", "warm"):
            spreads = [getattr(each, state)[mode] for each in figures]
            cells = [f"{spread.cpu_median:.2f} / {spread.cpu_high:.2f}" for spread in spreads]
            table.add_row(f"{mode}, {state}: median / 95 %, ms of CPU", *cells)
    for label, key in (("memory to answer, MB", "serve_mb"), ("memory to build, MB", "build_mb"),
                       ("files, MB", "size_mb"), ("documents per CPU second", "rate")):  # fmt: skip
        table.add_row(label, *(f"{getattr(each, key):.0f}" for each in figures))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
