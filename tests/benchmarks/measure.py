"""One engine, measured in a process of its own: its memory and its caches are nobody else's."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from itertools import count
from pathlib import Path
from statistics import median

from tests.benchmarks.asked import ASKED, Asked, filters_for
from tests.benchmarks.peers import peer
from tests.benchmarks.texts import Text, recombine_texts, senate

__all__ = ["MODES", "Figures", "Spread", "measure", "peak_memory", "percentile", "texts_of"]

MODES = ("plain", "faceted", "faceted with texts")
_REPEATS = 5
_MAX_SECONDS = 240.0
"""When an engine has taken so long in one mode, the queries left are not asked."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds of CPU and of wall time over the queries: median and 95th percentile."""

    cpu_median: float
    cpu_high: float
    wall_median: float
    wall_high: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured of one engine.

    :param first: per mode, the first time each query was asked after opening.
    :param warm: per mode, the median of repeated asking.
    :param rate: documents indexed per CPU second; ``build_mb`` and ``serve_mb`` are the highest
        resident memory of building and of answering, ``size_mb`` the files.
    """

    name: str
    documents: int
    rate: float
    build_mb: float
    serve_mb: float
    size_mb: float
    open_ms: float
    first: dict[str, Spread]
    warm: dict[str, Spread]
    totals: list[int]


def measure(name: str, texts: Path, work: Path, documents: int) -> Figures:
    """Measure an engine in two processes, one that builds and one that answers."""
    parts = [
        json.loads(subprocess.run(
            [sys.executable, "-m", "tests.benchmarks.measure", step, name, str(texts), str(work),
             str(documents)],
            check=True, capture_output=True, text=True,
        ).stdout.splitlines()[-1])
        for step in ("build", "answer")
    ]  # fmt: skip
    first, warm = (
        {mode: Spread(**spread) for mode, spread in parts[1].pop(state).items()}
        for state in ("first", "warm")
    )
    return Figures(name, documents, first=first, warm=warm, **parts[0], **parts[1])


def percentile(values: Iterable[float], share: float) -> float:
    """Return the value that ``share`` of the values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def texts_of(folder: Path, documents: int) -> Iterable[Text]:
    """Return as many texts as wanted: the Senate's, or, if more are wanted than those, made ones.

    The former are read before: reading is nobody's indexing time.
    """
    made = documents > sum(1 for _ in folder.glob("*/*.txt"))
    texts = (recombine_texts if made else senate)(folder, documents)
    return texts if made else list(texts)


def _build(name: str, texts: Path, work: Path, documents: int) -> dict[str, float]:
    folder = work / f"{name}-{documents}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    held = texts_of(texts, documents)
    engine, started = peer(name), time.process_time()
    engine.build(folder, held)
    took = time.process_time() - started
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return {"rate": documents / took, "build_mb": peak_memory(), "size_mb": size / 1e6}


def _answer(name: str, texts: Path, work: Path, documents: int) -> dict[str, object]:
    sources = tuple(sorted(path.name for path in texts.iterdir() if path.is_dir()))
    years = tuple(str(year) for year in range(2004, 2008))
    engine, folder = peer(name), work / f"{name}-{documents}"
    started = time.process_time()
    engine.open(folder)
    opened = (time.process_time() - started) * 1e3
    modes: dict[str, Callable[[Asked], int]] = {
        "plain": engine.plain,
        "faceted": lambda each: engine.faceted(each, filters_for(each, sources, years), False)[0],
        "faceted with texts": lambda each: engine.faceted(
            each, filters_for(each, sources, years), True
        )[0],
    }
    first: dict[str, Spread] = {}
    warm: dict[str, Spread] = {}
    totals: list[int] = []
    for mode, ask in modes.items():
        engine.open(folder)  # with empty caches
        first[mode], warm[mode], found = _timed(ask)
        totals += found
    return {
        "open_ms": opened, "serve_mb": peak_memory(), "totals": totals,
        "first": {mode: asdict(spread) for mode, spread in first.items()},
        "warm": {mode: asdict(spread) for mode, spread in warm.items()},
    }  # fmt: skip


def _timed(ask: Callable[[Asked], int]) -> tuple[Spread, Spread, list[int]]:
    first, warm, totals = [], [], []
    began = time.perf_counter()
    for asked in ASKED:
        if time.perf_counter() - began > _MAX_SECONDS:
            break
        times = []
        for repeat in count():
            cpu, wall = time.process_time(), time.perf_counter()
            total = ask(asked)
            times.append((time.process_time() - cpu, time.perf_counter() - wall))
            if repeat >= _REPEATS or times[0][1] > 0.2:
                break
        totals.append(total)
        first.append(times[0])
        again = times[1:] or times
        warm.append((median(cpu for cpu, _ in again), median(wall for _, wall in again)))
    return _spread(first), _spread(warm), totals


def _spread(times: list[tuple[float, float]]) -> Spread:
    cpu, wall = ([each[at] * 1e3 for each in times] for at in (0, 1))
    return Spread(median(cpu), percentile(cpu, 0.95), median(wall), percentile(wall, 0.95))


def peak_memory() -> float:
    """Return the highest resident memory of this process so far, in megabytes.

    From ``/proc``: what :mod:`resource` says of a process begins with what its parent had.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (kilobytes,) = re.findall(r"^VmHWM:\s*(\d+) kB", status, re.M)
    return int(kilobytes) * 1024 / 1e6


if __name__ == "__main__":
    step, name, texts, work, documents = sys.argv[1:]
    run = _build if step == "build" else _answer
    print(json.dumps(run(name, Path(texts), Path(work), int(documents))))
