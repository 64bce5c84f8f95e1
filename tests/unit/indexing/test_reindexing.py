"""Reindexing: the index follows the corpus, and says what it could not take."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from searchapp.engine.store import generations
from searchapp.engine.store.lock import writer_lock
from searchapp.errors import (
    CorpusError,
    IndexCorrupt,
    LockHeld,
    ModelMissing,
    NoSpace,
    SettingsError,
    TooManyLost,
)
from searchapp.indexing import backup, lifecycle
from searchapp.indexing.explanation import explain_page, extract_releases
from searchapp.indexing.reindexing import preview_reindex, reindex
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.checkout import CHECKOUT
from tests.support.release_pages import TOPICS, body, contents, write_page
from tests.support.waiting import wait_until


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over an empty corpus."""
    (tmp_path / "corpus").mkdir()
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)


def test_added_changed_and_removed_pages_are_found_so(settings: Settings) -> None:
    """Each reindex says what it did, and readers find exactly what the corpus holds."""
    for number, topic in enumerate(TOPICS):
        write_page(settings.corpus, f"north/{number}.json", topic, number)
    first = reindex(settings)
    assert (first.published, first.documents, len(first.diff.added)) == (True, 5, 5)
    write_page(settings.corpus, "north/0.json", "sea walls", 9)
    (settings.corpus / "north/1.json").unlink()
    write_page(settings.corpus, "south/9.json", "sea walls", 8)
    second = reindex(settings)
    assert second.diff.rebuild == ""
    assert (second.diff.changed, second.diff.removed, second.diff.added) == (
        ("north/0.json",), ("north/1.json",), ("south/9.json",),
    )  # fmt: skip
    assert sorted(path for _, _, path in contents(settings)) == [
        "north/0.json", "north/2.json", "north/3.json", "north/4.json", "south/9.json",
    ]  # fmt: skip
    service = SearchService(settings)
    assert service.search(SearchRequest('"sea walls"')).total == 2
    assert service.search(SearchRequest("dredging")).total == 0
    service.close()


def test_nothing_changed_makes_no_generation(settings: Settings) -> None:
    """Not even when a file was only touched."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    first = reindex(settings)
    os.utime(settings.corpus / "a/1.json", (1, 1))
    again = reindex(settings)
    assert not again.published
    assert again.generation == first.generation
    assert again.documents == 1


def sources(settings: Settings) -> dict[str, int]:
    """Return the sources that a reader can choose, with their counts."""
    service = SearchService(settings)
    (facet,) = service.search(SearchRequest(facets=("source",))).facets
    service.close()
    return {value.value: value.count for value in facet.values}


def test_a_folder_around_all_sources_is_none(settings: Settings) -> None:
    """The issuers in it are; explain and extract tell the same source."""
    write_page(settings.corpus, "raw/north/1.json", TOPICS[0], 1)
    write_page(settings.corpus, "raw/south/2024/2.json", TOPICS[1], 2)
    reindex(settings)
    assert sources(settings) == {"north": 1, "south": 1}
    (step,) = explain_page(settings.corpus / "raw/south/2024/2.json", settings).steps
    assert step.release.source.value == "south"
    ids = {release_id for release_id, _, _ in contents(settings)}
    assert {each.id for each in extract_releases([settings.corpus], settings)} == ids
    write_page(settings.corpus, "raw/south/2025/3.json", TOPICS[2], 3)
    report = reindex(settings)
    assert (report.diff.rebuild, report.diff.added) == ("", ("raw/south/2025/3.json",))
    assert sources(settings) == {"north": 1, "south": 2}


def test_a_folder_that_comes_beside_changes_all_sources(settings: Settings) -> None:
    """Everything is built anew then, and again when it goes; with a set depth nothing moves."""
    write_page(settings.corpus, "raw/north/1.json", TOPICS[0], 1)
    write_page(settings.corpus, "raw/south/2.json", TOPICS[1], 2)
    reindex(settings)
    write_page(settings.corpus, "more/3.json", TOPICS[2], 3)
    assert "source level" in reindex(settings).diff.rebuild
    assert sources(settings) == {"raw": 2, "more": 1}
    second = replace(settings, source_depth=2)
    assert "source level" in reindex(second).diff.rebuild
    assert sources(second) == {"north": 1, "south": 1, "more": 1}
    (settings.corpus / "more/3.json").unlink()
    assert reindex(second).diff.rebuild == ""
    assert sources(second) == {"north": 1, "south": 1}
    assert reindex(settings).diff.empty


def test_a_full_rebuild_names_the_pages_that_it_reads_otherwise(settings: Settings) -> None:
    """Exactly those with another text, title or date, though their bytes are the same."""

    def write_dump(number: int, date: str) -> None:
        page = settings.corpus / f"north/{number}.txt"
        page.parent.mkdir(exist_ok=True)
        topic = TOPICS[number % len(TOPICS)]
        page.write_text(f"Programme on {topic} goes on\n{date}\n\n{body(topic, number)}\n")

    def seen() -> dict[str, tuple[object, ...]]:
        service = SearchService(settings)
        hits = service.search(SearchRequest(per_page=100)).hits
        found: dict[str, tuple[object, ...]] = {
            hit.release.path: (hit.release.title, hit.release.body, hit.release.date)
            for hit in hits
        }
        service.close()
        return found

    write_dump(0, "03/04/2012")
    reindex(settings)
    for number in range(1, 9):
        write_dump(number, f"0{number}/{number + 15}/2012")
    assert reindex(settings).altered == ()
    before = seen()
    report = reindex(settings, "full")
    after = seen()
    assert report.altered == tuple(path for path in sorted(after) if after[path] != before[path])
    assert report.altered == ("north/0.txt",)
    assert reindex(settings, "full").altered == ()


def test_a_dry_run_only_plans(settings: Settings) -> None:
    """It names what it would do and leaves no trace."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    report = preview_reindex(settings)
    assert report.diff.added == ("a/1.json",)
    assert report.diff.rebuild
    assert not settings.index.exists()


def test_pages_that_are_turned_away_are_reported_with_their_reason(settings: Settings) -> None:
    """The run goes on; nothing is lost silently."""
    write_page(settings.corpus, "a/good.json", TOPICS[0], 1)
    (settings.corpus / "a/empty.txt").write_text("  \n")
    (settings.corpus / "a/binary.txt").write_bytes(bytes(range(256)))
    (settings.corpus / "a/broken.json").write_text("{")
    (settings.corpus / "a/picture.png").write_bytes(b"\x89PNG")
    (settings.corpus / "a/huge.txt").write_text("x " * settings.max_page_bytes)
    report = reindex(settings)
    assert {line.path: line.code for line in report.lines if line.stage == "skipped"} == {
        "a/empty.txt": "page.empty",
        "a/binary.txt": "page.binary",
        "a/broken.json": "page.malformed",
        "a/picture.png": "page.unsupported",
        "a/huge.txt": "page.too-large",
    }
    assert report.documents == 1
    assert SearchService(settings).stats().skipped == dict(report.skipped)


def test_the_threshold_decides_which_doubtful_pages_are_turned_away(settings: Settings) -> None:
    """A page that may be no release is reported with its flag, or turned away when that changes."""
    body = (
        "The page you requested no longer exists, but the board keeps a copy of its text.\n\n"
        "The board meets on Mondays, and its minutes are printed by the clerk."
    )
    path = settings.corpus / "a" / "doubtful.json"
    path.parent.mkdir()
    path.write_text(json.dumps({"title": "Norwick Harbour Board", "body": body}))
    lenient = reindex(replace(settings, min_skip_confidence=1.0))
    assert {line.code for line in lenient.lines} == {"perhaps-error-page"}
    strict = reindex(replace(settings, min_skip_confidence=0.5))
    assert "content.error-page" in {line.code for line in strict.lines if line.stage == "skipped"}


def test_a_mended_page_is_taken_in(settings: Settings) -> None:
    """A page that was turned away is looked at again when it changes, and not before."""
    page = settings.corpus / "a" / "1.json"
    page.parent.mkdir()
    page.write_text("{")
    assert reindex(settings).documents == 0
    assert not reindex(settings).published
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    assert reindex(settings).documents == 1


def test_a_reindex_that_loses_many_releases_is_not_published(settings: Settings) -> None:
    """A folder that is not mounted looks empty; only --force believes it."""
    for number in range(20):
        write_page(settings.corpus, f"a/{number}.json", TOPICS[number % 5], number)
    first = reindex(settings)
    for number in range(3):
        (settings.corpus / f"a/{number}.json").unlink()
    with pytest.raises(TooManyLost, match="20 releases, the corpus gives only 17"):
        reindex(settings)
    assert len(contents(settings)) == 20
    assert generations.current(settings.index) == first.generation
    assert reindex(settings, force=True).documents == 17
    (settings.corpus / "a/3.json").unlink()
    assert reindex(settings).documents == 16


def test_if_needed_waits_for_a_reason_to_build_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new page is no reason; no index is, and another pipeline is."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    assert reindex(settings, "if-needed").documents == 1
    write_page(settings.corpus, "a/2.json", TOPICS[1], 2)
    assert not reindex(settings, "if-needed").published
    monkeypatch.setattr("searchapp.indexing.diff.pipeline_version", lambda: "another")
    assert reindex(settings, "if-needed").documents == 2


def test_another_model_is_a_reason_to_build_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The model that adds entities is part of what a generation depends on."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    reindex(settings)
    monkeypatch.setattr("searchapp.indexing.diff.model_version", lambda name: "another 1.0")
    assert "settings" in reindex(settings, "if-needed").diff.rebuild


def test_stated_names_that_cannot_be_read_stop_the_run(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a word about the file, before anything is built."""
    stated = settings.corpus / "aliases.toml"
    stated.write_text("[people]\n", encoding="utf-8")
    read_bytes = Path.read_bytes

    def refused(path: Path) -> bytes:
        if path == stated:
            raise PermissionError(errno.EACCES, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(SettingsError, match=r"aliases\.toml cannot be read"):
        reindex(settings)


def test_a_model_that_is_not_installed_stops_the_run(settings: Settings) -> None:
    """Nothing is built without the model that the settings name; the live index stays."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    reindex(settings)
    with pytest.raises(ModelMissing, match="no_such_model"):
        reindex(replace(settings, entity_model="no_such_model"))
    assert len(contents(settings)) == 1


def test_a_damaged_generation_is_not_built_upon(settings: Settings) -> None:
    """Its damage would get digests that fit it; everything is built anew instead."""
    for number, topic in enumerate(TOPICS):
        write_page(settings.corpus, f"a/{number}.json", topic, number)
    first = reindex(settings)
    folder = generations.folder_of(settings.index, first.generation) / "engine"
    path = max(folder.iterdir(), key=lambda each: each.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    write_page(settings.corpus, "a/9.json", TOPICS[0], 9)
    second = reindex(settings)
    assert "damaged" in second.diff.rebuild
    assert path.name in second.diff.rebuild
    assert len(contents(settings)) == 6


def test_a_disk_without_room_is_told_before_anything_is_written(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The live generation stays live."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    first = reindex(settings)
    write_page(settings.corpus, "a/2.json", TOPICS[1], 2)
    monkeypatch.setattr("shutil.disk_usage", lambda path: SimpleNamespace(free=2**20))
    with pytest.raises(NoSpace, match="1 MiB free"):
        reindex(settings)
    assert generations.current(settings.index) == first.generation


def test_an_empty_corpus_is_an_index_without_releases(settings: Settings) -> None:
    """It can be searched; a corpus that is not there is an error."""
    assert reindex(settings).documents == 0
    assert contents(settings) == []
    service = SearchService(settings)
    assert service.search(SearchRequest("water")).total == 0
    assert service.suggest("water") == ()
    service.close()
    settings.corpus.rmdir()
    with pytest.raises(CorpusError):
        reindex(settings)


def test_a_second_writer_is_refused(settings: Settings) -> None:
    """While one process writes, another says so at once."""
    with writer_lock(settings.index), pytest.raises(LockHeld):
        reindex(settings)


def test_a_change_of_the_schema_builds_everything_anew(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A generation made by other code is not built upon, and the reason is told."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    reindex(settings)
    monkeypatch.setattr("searchapp.indexing.diff.pipeline_version", lambda: "another")
    report = reindex(settings)
    assert "pipeline" in report.diff.rebuild
    assert report.published


def test_the_number_of_jobs_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    """Two processes build what one builds."""
    for number in range(70):
        topic = TOPICS[number % 5]
        write_page(settings.corpus, f"s{number % 3}/{number:03}.json", topic, number)
    parallel = Settings(corpus=settings.corpus, index=tmp_path / "other", jobs=2)
    reindex(settings)
    reindex(parallel)
    assert contents(settings) == contents(parallel)


def test_killing_a_reindex_leaves_no_process_behind(settings: Settings) -> None:
    """The processes that extract end with the one that started them."""
    for number in range(200):
        write_page(settings.corpus, f"a/{number:03}.json", TOPICS[number % 5], number)
    workers = _killed_with_its_workers(settings)
    wait_until(
        lambda: not any("spawn_main" in _command(pid) for pid in workers),
        "no process outlives the reindex",
    )
    assert reindex(settings).documents == 200


def _killed_with_its_workers(settings: Settings) -> set[int]:
    """Kill a reindex that has two workers; return their numbers.

    One that was done before both were seen is no use: the next try begins from nothing.
    """
    command = [sys.executable, "-m", "searchapp", "reindex", "--jobs", "2",
               "--corpus", str(settings.corpus), "--index", str(settings.index)]  # fmt: skip
    workers: set[int] = set()
    while True:
        child = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(CHECKOUT)})

        def both_work(at: subprocess.Popen[bytes] = child) -> bool:
            workers.update(pid for pid in _children(at.pid) if "spawn_main" in _command(pid))
            return len(workers) == 2 or at.poll() is not None

        wait_until(both_work, "two workers")
        child.kill()
        if child.wait() == -signal.SIGKILL:
            return workers
        assert child.returncode == 0
        workers.clear()
        shutil.rmtree(settings.index)


def _children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children")
    try:
        return [int(each) for each in listed.read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


@pytest.mark.parametrize("code", [errno.EPERM, errno.EXDEV, errno.ENOTSUP, errno.EMLINK])
def test_a_disk_without_hard_links_will_do(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    """Files are copied then, into the next generation; a snapshot can be made."""
    for number, topic in enumerate(TOPICS):
        write_page(settings.corpus, f"a/{number}.json", topic, number)
    reindex(settings)

    def refused(*paths: object) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "link", refused)
    write_page(settings.corpus, "a/9.json", TOPICS[0], 9)
    report = reindex(settings)
    assert report.diff.rebuild == ""
    assert len(contents(settings)) == 6
    assert lifecycle.verify(settings) == (report.generation, [])
    kept = settings.index.parent / "kept.tar"
    backup.write_snapshot(settings, kept)
    assert (settings.index / backup.KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert backup.restore_snapshot(settings, kept) == report.generation


def test_an_index_within_the_corpus_is_no_part_of_it(settings: Settings) -> None:
    """Or each run would find the files of the one before."""
    within = Settings(corpus=settings.corpus, index=settings.corpus / "my index", jobs=1)
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    assert reindex(within).pages == 1
    assert not reindex(within).published
    write_page(settings.corpus, "my index too/1.json", TOPICS[0], 1)
    assert reindex(within).pages == 2


@pytest.mark.parametrize(
    "content",
    ["", "\0" * 30, "{name}\nx", "\ufeff{name}", "20240101T000000Z-00000000", "../../etc/passwd"],
)
def test_whatever_current_holds_the_next_reindex_mends_it(settings: Settings, content: str) -> None:
    """Readers get an error with a code until then."""
    write_page(settings.corpus, "a/1.json", TOPICS[0], 1)
    name = reindex(settings).generation
    (settings.index / generations.CURRENT).write_text(content.format(name=name), encoding="utf-8")
    with pytest.raises(IndexCorrupt):
        contents(settings)
    assert "cannot be read" in reindex(settings).diff.rebuild
    assert len(contents(settings)) == 1
    assert lifecycle.verify(settings)[1] == []


def test_one_byte_and_the_characters_that_stand_for_it_are_two_pages(settings: Settings) -> None:
    """Two names that are shown alike would be one page with two contents."""
    for number, name in enumerate((b"\xff.json", b"\\xff.json")):
        write_page(settings.corpus, "a/1.json", TOPICS[number], number)
        (settings.corpus / "a/1.json").rename(settings.corpus / "a" / os.fsdecode(name))
    assert reindex(settings).documents == 2
    assert len(contents(settings)) == 2
    assert lifecycle.verify(settings)[1] == []
