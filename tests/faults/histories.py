"""Trial: whatever happened to a corpus, its index answers what one made anew would.

A state machine adds, changes, touches, renames, copies and removes pages, rolls back, stops a run
half way, and reindexes in between. After each reindex every order of the results, every count and
every hit is compared with those of an index that was built in full.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, ClassVar
from unittest import mock

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from searchapp.engine.store import generations
from searchapp.errors import GenerationNotFound
from searchapp.indexing import lifecycle
from searchapp.indexing.reindexing import ReindexReport, reindex
from searchapp.model import SearchRequest, Sort
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.faults.progress import print_progress
from tests.support.changing_corpus import SOURCES, ChangingCorpus, check_sound, leftovers

__all__ = ["run"]

ORDERS: tuple[Sort, ...] = ("newest", "oldest", "title")
QUERIES = ("programme OR harbour", '"night trains"', "regions -water", "harb*")

PATHS = st.builds("{}/{:02}.json".format, st.sampled_from(SOURCES), st.integers(0, 4))
MANY = st.builds("{}/{}.jsonl".format, st.sampled_from(SOURCES), st.integers(0, 1))


class Histories(RuleBasedStateMachine):
    """A corpus with an index that follows it now and then."""

    counts: ClassVar[Counter[str]] = Counter()
    examples: ClassVar[int] = 0

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="histories-"))
        self.settings = Settings(
            corpus=self.root / "corpus", index=self.root / "index", jobs=1, query_budget_ms=60_000
        )
        self.room = ChangingCorpus(self.settings.corpus)
        self.room.fill(3)
        self.reindexed()

    def teardown(self) -> None:
        """Come to rest, compare a last time, and clean up."""
        try:
            self.reindexed()
            print_progress(self.counts["histories"] + 1, self.examples, self.counts)
            self.counts["histories"] += 1
        finally:
            shutil.rmtree(self.root)

    @rule(path=PATHS)
    def written(self, path: str) -> None:
        """A page is new, or another than before."""
        self.room.put(path)

    @rule(path=MANY, count=st.integers(0, 3))
    def written_with_several(self, path: str, count: int) -> None:
        """A page holds several releases, more or fewer than before."""
        rows = []
        for _ in range(count):
            self.room.put("scratch.json")
            rows.append(json.loads((self.room.folder / "scratch.json").read_text("utf-8")))
        (self.room.folder / "scratch.json").unlink(missing_ok=True)
        file = self.room.folder / path
        file.parent.mkdir(exist_ok=True)
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")

    @rule(path=PATHS | MANY, other=PATHS)
    def copied(self, path: str, other: str) -> None:
        """Two pages are the same."""
        target = self._at(Path(other).with_suffix(Path(path).suffix))
        if self._is_there(path) and target != self.room.folder / path:
            shutil.copyfile(self.room.folder / path, target)

    @rule(path=PATHS, other=PATHS)
    def renamed(self, path: str, other: str) -> None:
        """A page has another name, and the time that it had."""
        if self._is_there(path):
            (self.room.folder / path).rename(self._at(Path(other)))

    @rule(path=PATHS | MANY)
    def removed(self, path: str) -> None:
        """A page is gone."""
        (self.room.folder / path).unlink(missing_ok=True)

    @rule(path=PATHS | MANY, seconds=st.integers(0, 10**9))
    def touched(self, path: str, seconds: int) -> None:
        """Only the time of a page is another."""
        if self._is_there(path):
            os.utime(self.room.folder / path, (seconds, seconds))

    @rule(path=PATHS, junk=st.sampled_from([b"", b"{", b"\0\1\2", b'{"title": "Nothing else"}']))
    def broken(self, path: str, junk: bytes) -> None:
        """A page cannot be read any more."""
        self._at(Path(path)).write_bytes(junk)

    @rule()
    def rolled_back(self) -> None:
        """The state before is live again."""
        try:
            lifecycle.rollback(self.settings)
            self.counts["rollbacks"] += 1
        except GenerationNotFound:
            pass

    @rule(at=st.sampled_from(["_write", "_extract", "write_catalog", "write_table"]))
    def stopped(self, at: str) -> None:
        """A run ends half way; what it has extracted is kept."""
        with mock.patch(f"searchapp.indexing.build.{at}", side_effect=KeyboardInterrupt):
            try:
                reindex(self.settings, force=True)
            except KeyboardInterrupt:
                self.counts["stopped"] += 1

    @rule(full=st.sampled_from([False, False, False, True]))
    def reindexed(self, *, full: bool = False) -> None:
        """The index follows, and answers what one made anew does."""
        report = reindex(self.settings, "full" if full else "update", force=True)
        self.counts["reindexes"] += 1
        self.counts["upon the one before"] += report.published and not report.diff.rebuild
        if report.published or full:
            check_sound(self.settings)
        assert leftovers(self.settings) == []
        assert _seen(self.settings) == _rebuilt(self.settings, report)

    def _is_there(self, path: str) -> bool:
        return (self.room.folder / path).is_file()

    def _at(self, path: Path) -> Path:
        file = self.room.folder / path
        file.parent.mkdir(exist_ok=True)
        return file


def _rebuilt(settings: Settings, report: ReindexReport) -> list[Any]:
    """Return what an index answers that was made at once from the corpus as it is."""
    fresh = Settings(
        corpus=settings.corpus, index=settings.index.parent / "fresh", jobs=1,
        query_budget_ms=60_000,
    )  # fmt: skip
    shutil.rmtree(fresh.index, ignore_errors=True)
    anew = reindex(fresh)
    assert (report.documents, report.pages, report.lines) == (
        anew.documents, anew.pages, anew.lines,
    )  # fmt: skip
    folders = [
        generations.folder_of(each.index, generations.current(each.index))
        for each in (settings, fresh)
    ]
    counts = [generations.read_manifest(folder).counts for folder in folders]
    assert counts[0] == counts[1]
    return _seen(fresh)


def _seen(settings: Settings) -> list[Any]:
    """Return everything that readers see, but for the name of the generation."""
    service = SearchService(settings)
    try:
        found = [service.search(SearchRequest(per_page=100, sort=order)) for order in ORDERS]
        found += [service.search(SearchRequest(query, per_page=100)) for query in QUERIES]
        found += [service.search(SearchRequest(per_page=100, duplicates="hide"))]
        return [
            (each.total, each.hits, each.facets, each.histogram, each.suggestion, each.partial)
            for each in found
        ]
    finally:
        service.close()


def run(root: Path, examples: int, steps: int = 40) -> dict[str, object]:
    """Try so many histories of at most so many steps; return figures.

    :param root: not used; each history has a folder of its own.
    """

    class Counted(Histories):
        counts: ClassVar[Counter[str]] = Counter()

    Counted.examples = examples
    run_state_machine_as_test(
        Counted,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
    return {**Counted.counts, "other answers": 0}
