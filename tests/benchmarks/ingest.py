"""Speed of ingestion: releases per second, time by step, and memory over a run.

``python -m tests.benchmarks.ingest [--corpus FOLDER] [--pages N] [--jobs N] [--sizes N,N,...]``.
Without a folder the Senate's releases beside the checkout are unpacked and read. Counted is all
from the file to what waits to be indexed: reading, boilerplate, parts, dates, language, entities,
near-duplicate signature, JSON and its compression, and learning about the sources first. Terms are
made when the index is written; they are a row of the stages. Each size is measured in a process of
its own: the highest memory of a process never falls. CPU time is that of all processes together; on
a machine with other work to do it is the figure to trust, and rates are not.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from rich.console import Console
from rich.table import Table

from searchapp.analysis.minhash import signature
from searchapp.errors import PageSkipped
from searchapp.indexing.corpus import PageFile, read_bytes, walk, with_sources
from searchapp.indexing.documents import terms_of
from searchapp.indexing.extraction import (
    PageOptions,
    extract_pages,
    group_by_source,
    learn_sources,
)
from searchapp.indexing.spool import open_spool
from searchapp.indexing.workers import open_workers
from searchapp.ingest.dates import publication_date
from searchapp.ingest.dumps.clean_dump import clean_dump
from searchapp.ingest.entities import extract_entities
from searchapp.ingest.language_identification import identify
from searchapp.ingest.pipeline import Knowledge, release_of
from searchapp.ingest.readers.registry import read_page
from searchapp.release_record import to_record
from tests.benchmarks.texts import unpack_texts
from tests.support.checkout import CHECKOUT

__all__ = ["Figures", "measure", "stages"]

_LIMIT = 10_000_000
_STAGE_PAGES = 600
_WARMING = 100


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run over a corpus took.

    :param learning: seconds by the clock to learn about the sources; ``extracting`` for the rest.
    :param cpu_ms: CPU time of all processes for a release, learning included, in milliseconds.
    :param main_mb: the highest resident memory of the process that collects; ``worker_mb`` that of
        the largest process that extracts (0 with one job: it is the same).
    """

    pages: int
    releases: int
    learning: float
    extracting: float
    cpu_ms: float
    main_mb: float
    worker_mb: float

    @property
    def rate(self) -> float:
        """Releases a second by the clock, learning included."""
        return self.releases / (self.learning + self.extracting)


def measure(corpus: Path, pages: int, jobs: int) -> Figures:
    """Learn about the sources of some pages and extract them all."""
    chosen = _chosen(corpus, pages)
    groups = group_by_source(chosen)
    with tempfile.TemporaryDirectory() as scratch:
        targets = {source: Path(scratch) / f"source-{n}" for n, source in enumerate(groups)}
        begun, releases = time.perf_counter(), 0
        with open_workers(jobs, len(chosen)) as pool, open_spool(Path(scratch)) as spool:
            for _ in learn_sources(targets, groups, _LIMIT, pool):
                pass
            learned = time.perf_counter()
            for extracted in extract_pages(chosen, targets, PageOptions(_LIMIT), pool, spool):
                releases += len(extracted.entry.ids)
            ended = time.perf_counter()
    own, children = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    cpu = sum(each.ru_utime + each.ru_stime for each in (own, children))
    return Figures(
        len(chosen), releases, learned - begun, ended - learned, cpu * 1e3 / max(1, releases),
        own.ru_maxrss / 1e3, children.ru_maxrss / 1e3,
    )  # fmt: skip


def stages(corpus: Path, pages: int) -> dict[str, float]:
    """Return milliseconds of CPU a release by stage, in this process, caches warm."""
    clock = _Clock()
    groups = group_by_source(_chosen(corpus, pages))
    with tempfile.TemporaryDirectory() as scratch, open_workers(1, 1) as here:
        targets = {source: Path(scratch) / f"source-{n}" for n, source in enumerate(groups)}
        with clock.of("learning"):
            for _ in learn_sources(targets, groups, _LIMIT, here):
                pass
        known = {
            source: Knowledge.from_bytes(path.read_bytes()) for source, path in targets.items()
        }
    found = [(page, known[source]) for source, group in groups.items() for page in group]
    releases = 0
    for number, (page, knowledge) in enumerate([*found[:_WARMING], *found]):
        releases += _time_page(page, knowledge, clock if number >= _WARMING else _Clock())
    return {name: seconds * 1e3 / max(1, releases) for name, seconds in clock.seconds.items()}


class _Clock:
    """CPU seconds by stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    @contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count what the block takes."""
        begun = time.process_time()
        yield
        self.seconds[stage] += time.process_time() - begun


def _time_page(page: PageFile, knowledge: Knowledge, clock: _Clock) -> int:
    """Time the steps of a page one by one; return how many releases it has (dumps only)."""
    releases = 0
    try:
        with clock.of("reading"):
            texts = list(read_page(PurePosixPath(page.path), read_bytes(page, _LIMIT)))
        for text in texts:
            if text.kind == "text":
                release = release_of(page.path, text, knowledge, folder=page.source).release
                releases += 1
                with clock.of("boilerplate and parts"):
                    name = PurePosixPath(page.path).stem
                    content = clean_dump(text.text, knowledge.repeats, name=name)
                with clock.of("dates"):
                    publication_date(content, page.path, knowledge.dates)
                with clock.of("language"):
                    identify([content.title, *content.paragraphs])
                with clock.of("entities"):
                    extract_entities(content.title, content.paragraphs, release.language)
                with clock.of("signature"):
                    signature(release.body)
                with clock.of("terms"):
                    terms_of(release)
                with clock.of("JSON and zlib"):
                    record = json.dumps(to_record(release, with_dropped=True), ensure_ascii=False)
                    zlib.compress(record.encode("utf-8"), 1)
    except PageSkipped:
        pass
    return releases


def _chosen(corpus: Path, pages: int) -> list[PageFile]:
    """Return whole sources, the same ones in the same mixed order, until there are enough pages."""
    groups = group_by_source(with_sources(walk(corpus), 0))
    sources = sorted(groups)
    random.Random(7).shuffle(sources)
    return [page for source in sources for page in groups[source]][:pages]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; return the exit code."""
    options = _options(arguments)
    if options.one:
        print(json.dumps(asdict(measure(options.corpus, options.pages, options.jobs))))
        return 0
    shared = CHECKOUT.parent / "shared"
    if options.corpus is None and not (shared / "data" / "senate.tar.xz").is_file():
        print("The Senate's releases (../shared/data) are not here: name a folder with --corpus.")
        return 0
    console = Console(width=None if sys.stdout.isatty() else 120)
    with tempfile.TemporaryDirectory() as scratch:
        corpus = options.corpus or unpack_texts(shared, Path(scratch))
        sizes = [int(size) for size in options.sizes.split(",") if size]
        console.print(
            _speed([_apart(corpus, options.pages, jobs) for jobs in sorted({1, options.jobs})])
        )
        console.print(_stages(stages(corpus, min(options.pages, _STAGE_PAGES))))
        console.print(_memory([_apart(corpus, size, options.jobs) for size in sizes]))
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks.ingest")
    parser.add_argument("--corpus", type=Path, help="a folder with a folder for each source")
    parser.add_argument("--pages", type=int, default=6_000)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--sizes", default="2000,8000,30000", help="to look at memory")
    parser.add_argument("--one", action="store_true", help="measure here and print JSON")
    return parser.parse_args(arguments)


def _apart(corpus: Path, pages: int, jobs: int) -> tuple[int, Figures]:
    """Measure in a fresh process; return the jobs with the figures."""
    command = [sys.executable, "-m", "tests.benchmarks.ingest", "--one", "--corpus", str(corpus),
               "--pages", str(pages), "--jobs", str(jobs)]  # fmt: skip
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return jobs, Figures(**json.loads(out.splitlines()[-1]))


def _speed(measured: Sequence[tuple[int, Figures]]) -> Table:
    table = Table("speed", *(f"{jobs} jobs" for jobs, _ in measured), box=None)
    for label, row in (
        ("releases", [f"{each.releases:,}" for _, each in measured]),
        ("releases a second, learning included", [f"{each.rate:.0f}" for _, each in measured]),
        ("learning, s", [f"{each.learning:.1f}" for _, each in measured]),
        ("CPU a release, ms", [f"{each.cpu_ms:.2f}" for _, each in measured]),
    ):
        table.add_row(label, *row)
    return table


def _stages(found: dict[str, float]) -> Table:
    table = Table("stage", "CPU a release, ms", box=None)
    for name, milliseconds in found.items():
        table.add_row(name, f"{milliseconds:.2f}")
    table.add_row("together", f"{sum(found.values()):.2f}")
    return table


def _memory(measured: Sequence[tuple[int, Figures]]) -> Table:
    table = Table("highest memory, MB", *(f"{each.pages:,}" for _, each in measured), box=None)
    table.add_row("process that collects", *(f"{each.main_mb:.0f}" for _, each in measured))
    table.add_row("largest that extracts", *(f"{each.worker_mb:.0f}" for _, each in measured))
    return table


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
