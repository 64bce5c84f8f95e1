"""Time of a small reindex of a large corpus: nothing changed, and one release more.

``python -m tests.benchmarks.reindexing --index COPY --corpus FOLDER [--repeat N]``. The index is
one of that corpus by this version of the program (else the first run builds everything anew, and
says so) and is changed, so give it a copy. A file is put into the corpus and taken out again. Each
reindex is a process of its own, as for whoever types the command: starting Python is part of it. A
service that is open all the time, as in a server, tells when the release is found.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from searchapp.indexing.corpus import walk
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings

__all__ = ["Took", "measure_reindexing"]

_TEXT = """Committee Opens Inquiry Into {word} Harbor

WASHINGTON, March 3, 2007 - A committee of the Senate today opened an inquiry into the state of the
harbor at {word}. Its chairman said that the members had asked for the records of the past ten years
and would hear witnesses in the spring.

The harbor has been closed to larger ships since a storm damaged its breakwater in the autumn.
"""


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds of wall time and of CPU, of the process and those it started."""

    wall: float
    cpu: float


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.reindexing")
    parser.add_argument("--index", type=Path, required=True, help="a copy, since it is changed")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args(arguments)
    settings = Settings(corpus=options.corpus.resolve(), index=options.index.resolve())
    brought = _reindexed(settings)
    print(f"bringing the index in line first: {brought.wall:.1f} s")
    print(f"{'':34}wall median / least, CPU median / least, s")
    for name, all_of_them in measure_reindexing(settings, options.repeat).items():
        wall, cpu = ([getattr(each, key) for each in all_of_them] for key in ("wall", "cpu"))
        print(
            f"{name:34}{median(wall):6.2f} / {min(wall):.2f}, {median(cpu):6.2f} / {min(cpu):.2f}"
        )
    return 0


def measure_reindexing(settings: Settings, repeat: int) -> dict[str, list[Took]]:
    """Return what each took, as often as asked; the corpus is afterwards what it was before."""
    service = SearchService(settings)
    service.info()
    try:
        return {
            "the walk over the files": [_walked(settings) for _ in range(repeat)],
            "nothing changed": [_reindexed(settings) for _ in range(repeat)],
            "one release added until found": [_added(settings, service) for _ in range(repeat)],
        }
    finally:
        service.close()


def _walked(settings: Settings) -> Took:
    walking = "import sys; from pathlib import Path; from searchapp.indexing.corpus import walk; "
    walking += "list(walk(Path(sys.argv[1])))"
    idle = _timed(lambda: _run("-c", "import searchapp.indexing.corpus"))
    both = _timed(lambda: _run("-c", walking, str(settings.corpus)))
    return Took(both.wall - idle.wall, both.cpu - idle.cpu)


def _reindexed(settings: Settings) -> Took:
    command = ("-m", "searchapp", "reindex", "--corpus", str(settings.corpus),
               "--index", str(settings.index))  # fmt: skip
    return _timed(lambda: _run(*command))


def _added(settings: Settings, service: SearchService) -> Took:
    word = f"Zyq{uuid.uuid4().hex[:8]}"
    first = next(page.location for page in walk(settings.corpus))
    path = first.with_name(f"{word}.txt")
    path.write_text(_TEXT.format(word=word), encoding="utf-8")
    try:
        started = time.perf_counter()
        took = _reindexed(settings)
        while not service.search(SearchRequest(word)).total:
            if time.perf_counter() - started > took.wall + 60:
                raise RuntimeError("the release is not found a minute after the reindex")
        return Took(time.perf_counter() - started, took.cpu)
    finally:
        path.unlink()
        _reindexed(settings)


def _timed(run: Callable[[], object]) -> Took:
    before, started = _cpu(), time.perf_counter()
    run()
    return Took(time.perf_counter() - started, _cpu() - before)


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL)


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
