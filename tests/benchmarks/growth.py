"""Growth of cost with the number of releases: indexes of several sizes, asked alike.

For each size there are two processes: one builds and publishes an index, one opens it as a worker
of the server does and answers. Up to the number of the Senate's releases these are taken as they
are; beyond it they are made (:func:`tests.benchmarks.texts.recombine_texts`).
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from statistics import median
from typing import TypeVar

from rich.table import Table

from searchapp.engine.protocol import FacetAsk, Question, Snapshot
from searchapp.engine.store import generations
from searchapp.model import Filter, SearchRequest
from searchapp.query.nodes import Everything
from searchapp.search.corrections import correct_words
from searchapp.search.service import SearchService
from searchapp.search.understanding import interpret
from searchapp.settings import Settings
from tests.benchmarks.asked import ASKED, Asked, filters_for
from tests.benchmarks.measure import peak_memory, percentile, texts_of
from tests.benchmarks.peer_ours import Ours
from tests.benchmarks.published import publish, query_of

__all__ = ["measure_growth", "table"]

_REPEATS = 5
_PREFIXES = 200
_MISSPELT = 100
_NAMES = tuple(FacetAsk(name, 100) for name in ("source", "organization", "person", "place"))

T = TypeVar("T")

Figures = dict[str, float]
"""Row of the table -> value; one dictionary a size."""


def measure_growth(texts: Path, work: Path, documents: int) -> Figures:
    """Build an index of a size and answer from it, in two processes; the files are deleted."""
    index = work / f"growth-{documents}"
    shutil.rmtree(index, ignore_errors=True)
    found: Figures = {"releases": documents}
    for step in ("build", "answer"):
        run = [sys.executable, "-m", "tests.benchmarks.growth", step, str(texts), str(index),
               str(documents)]  # fmt: skip
        done = subprocess.run(run, check=True, stdout=subprocess.PIPE, text=True)
        found |= json.loads(done.stdout.splitlines()[-1])
    shutil.rmtree(index)
    return found


def table(sizes: Sequence[Figures]) -> Table:
    """Return the table, one column a size."""
    found = Table("growth (ours)", *(f"{int(each['releases']):,}" for each in sizes), box=None)
    for name in sizes[0]:
        if name != "releases":
            digits = 0 if sizes[-1][name] >= 100 else 2
            found.add_row(name, *(f"{each[name]:,.{digits}f}" for each in sizes))
    return found


def _build(texts: Path, index: Path, documents: int) -> Figures:
    held = texts_of(texts, documents)
    before, started = _status("VmRSS"), time.process_time()
    publish(held, index)
    took = time.process_time() - started
    size = sum(path.stat().st_size for path in index.rglob("*") if path.is_file())
    return {
        "releases indexed per CPU second": documents / took,
        "memory to build, most, MB": peak_memory(),
        "  of it texts held by the benchmark, MB": before,
        "files, MB": size / 1e6,
    }


def _answer(texts: Path, index: Path, documents: int) -> Figures:
    engine = generations.folder_of(index, generations.current(index)) / generations.ENGINE_FOLDER
    started = time.process_time()
    ours = Ours()
    ours.open(engine)
    found: Figures = {"opening, ms of CPU": (time.process_time() - started) * 1e3}
    sources = tuple(sorted(path.name for path in texts.iterdir() if path.is_dir()))
    years = tuple(str(year) for year in range(2004, 2008))
    asks: dict[str, Callable[[Asked], object]] = {
        "plain": ours.plain,
        "faceted": lambda each: ours.faceted(each, None, False),
        "faceted, 2 filters": lambda each: ours.faceted(
            each, filters_for(each, sources, years), False
        ),
    }
    for name, ask in asks.items():
        ours.open(engine)  # with empty caches
        found |= _measure_all(name, ask, ASKED)
    service = SearchService(Settings(index=index))
    found |= _measure_all("whole answers, 10 snippets, 2 filters",
                    lambda each: service.search(_request(each, sources, years)), ASKED)  # fmt: skip
    found |= _measure_all("suggestions", service.suggest, _prefixes(ours.snapshot))
    found |= _measure_all(
        "another spelling",
        lambda word: correct_words(word, interpret(word, ("en",), service.settings),
                                    ours.snapshot, ("en",)),
        _misspelt(),
    )  # fmt: skip
    found["resident memory of a worker, MB"] = _status("VmRSS")
    found["  of it not shared files, MB"] = _status("RssAnon")
    return found | _sizes_of(ours.snapshot)


def _request(asked: Asked, sources: Sequence[str], years: Sequence[str]) -> SearchRequest:
    filters = filters_for(asked, sources, years)
    wanted = Filter("source", filters.sources), Filter("year", filters.years)
    return SearchRequest(query_of(asked), per_page=10, filters=wanted)


def _measure_all(name: str, ask: Callable[[T], object], all_of_them: Iterable[T]) -> Figures:
    """Ask everything; return milliseconds of CPU, the first time and when it was asked before."""
    first, warm = [], []
    for each in all_of_them:
        times = []
        for _ in range(1 + _REPEATS):
            started = time.process_time()
            ask(each)
            times.append((time.process_time() - started) * 1e3)
        first.append(times[0])
        warm.append(median(times[1:]))
    return {
        f"{name}, first, median, ms": median(first),
        f"{name}, first, 95 %": percentile(first, 0.95),
        f"{name}, warm, median": median(warm),
        f"{name}, warm, 95 %": percentile(warm, 0.95),
    }


def _prefixes(snapshot: Snapshot) -> list[str]:
    """Return what readers may have typed so far: beginnings of names and words, 1 to 5 letters."""
    chance = random.Random(11)
    answer = snapshot.search(Question(Everything(), limit=0, facets=_NAMES))
    words = [value for each in answer.facets for value, _ in each.values]
    words += [word for each in ASKED for word in each.words]
    return [chance.choice(words)[: 1 + number % 5] for number in range(_PREFIXES)]


def _misspelt() -> list[str]:
    """Return the words of the queries, each with one letter left out, or two changing places."""
    chance = random.Random(13)
    words = [word for each in ASKED for word in each.words if len(word) > 5]
    found = []
    for number in range(_MISSPELT):
        word = chance.choice(words)
        at = chance.randrange(1, len(word) - 1)
        end = word[at + 1 :] if number % 2 else word[at + 1] + word[at] + word[at + 2 :]
        found.append(word[:at] + end)
    return found


def _sizes_of(snapshot: Snapshot) -> Figures:
    answer = snapshot.search(Question(Everything(), limit=0, facets=_NAMES))
    return {
        "distinct terms of the text": len(snapshot.terms("body", "", 100_000_000)),
        **{f"values of {each.field}": each.distinct for each in answer.facets},
    }


def _status(name: str) -> float:
    """Return a line of this process's status, in megabytes."""
    text = Path("/proc/self/status").read_text(encoding="ascii")
    return int(text.split(f"{name}:")[1].split()[0]) / 1e3


if __name__ == "__main__":
    _step, _texts, _index, _documents = sys.argv[1:]
    _run = _build if _step == "build" else _answer
    print(json.dumps(_run(Path(_texts), Path(_index), int(_documents))))
