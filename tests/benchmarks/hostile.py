"""Growth of CPU time with hostile text: ten times the text, and how many times the time.

``python -m tests.benchmarks.hostile``, and first of all in ``make bench``. The tests count the
lines of Python that a reading takes; a regular expression that backtracks shows here only. Linear
work gives 10, quadratic work 100; of what is cut off at a length less than 10 is left.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from rich.console import Console
from rich.table import Table

from searchapp.analysis.tokens import analyse
from searchapp.ingest.dates import find_dates
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.entities import extract_entities

__all__ = ["growth_of_readings"]

_SHORT, _TIMES = 20_000, 10
_REPEATS = 3

_RUNS = ("a", "1", "A ", "(", "-", "A. ", "1/2 ", "Contact ", "@", "\t", " ")
_READINGS: Mapping[str, tuple[Callable[[str], object], Sequence[str]]] = {
    "page dump": (clean_dump, (*_RUNS, "About us: ", "March 4, 2023\n")),
    "dates": (
        find_dates,
        ("1", "1/", "29 March 2024 ", "March ", "2024年3月", "二〇", " ", "19 82 ", "J u "),
    ),
    "entities": (
        lambda text: extract_entities("", (text,)),
        ("A", " B. ", "(", "Aa-", "Aa ", "部长王王·安安 ", "الدكتور ليلى "),
    ),
    "terms": (lambda text: analyse(text, "en"), ("a.", "a'", "1,", "水", "U.S.", "-")),
}
"""What reads -> how, and of what repeated units the text is."""


def growth_of_readings() -> Table:
    """Measure each reading of each text, the best of some times; return the table."""
    found = Table(
        "hostile text, ms of CPU", "of", f"{_SHORT:,} characters", f"{_SHORT * _TIMES:,}", "times",
        box=None,
    )  # fmt: skip
    for name, (read, units) in _READINGS.items():
        for unit in units:
            short, long = (_milliseconds(read, unit, size) for size in (_SHORT, _SHORT * _TIMES))
            found.add_row(name, repr(unit), f"{short:.2f}", f"{long:.2f}", f"{long / short:.1f}")
    return found


def _milliseconds(read: Callable[[str], object], unit: str, size: int) -> float:
    text = unit * (size // len(unit))
    times = []
    for _ in range(_REPEATS):
        started = time.process_time()
        read(text)
        times.append(time.process_time() - started)
    return min(times) * 1e3


if __name__ == "__main__":
    Console().print(growth_of_readings())
