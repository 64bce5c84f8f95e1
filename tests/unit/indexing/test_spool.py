"""The spool: what a stopped run has extracted, if it is still what it was."""

from __future__ import annotations

import errno
import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from searchapp.errors import NoSpace
from searchapp.indexing import extraction
from searchapp.indexing.reindexing import reindex
from searchapp.indexing.spool import Spool, open_spool
from searchapp.ingest.pipeline import Knowledge, ingest
from searchapp.model import Release
from searchapp.settings import Settings
from tests.support.changing_corpus import ChangingCorpus, check_sound, state_of
from tests.support.release_pages import write_page

BLOBS = {bytes([n]) * 16: random.Random(n).randbytes(300) for n in range(40)}


class Stopped(Exception):
    """A run ends before it has published anything."""


def leave(index: Path) -> Path:
    """Leave a spool behind, as a stopped run does, and return its file."""
    with pytest.raises(Stopped), open_spool(index) as spool:
        for key, blob in BLOBS.items():
            spool.put(key, blob)
        raise Stopped
    (path,) = (index / "cache").glob("*.sqlite3")
    return path


def test_what_was_put_is_there_in_the_next_run(tmp_path: Path) -> None:
    """Until a run ends well: then nothing is left."""
    leave(tmp_path)
    with open_spool(tmp_path) as spool:
        assert not spool.empty
        assert {key: spool.find(key) for key in BLOBS} == BLOBS
        assert spool.find(b"unknown") is None
        with pytest.raises(OSError, match="missing from the spool"):
            spool.read(b"unknown")
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize(
    ("code", "told"),
    [(sqlite3.SQLITE_FULL, errno.ENOSPC), (sqlite3.SQLITE_IOERR_READ, errno.EIO)],
)
def test_a_fault_of_the_disk_is_an_oserror(code: int, told: int) -> None:
    """Wherever SQLite meets it, callers need not know of SQLite."""
    error = sqlite3.OperationalError("a fault")
    error.sqlite_errorcode = code
    connection = mock.Mock(**{"execute.side_effect": error})
    spool = Spool(connection, empty=False)
    for act in (spool.find, spool.read, lambda key: spool.put(key, b"")):
        with pytest.raises(OSError, match="a fault") as caught:
            act(b"key")
        assert caught.value.errno == told


def test_a_spool_that_fills_up_says_so(tmp_path: Path) -> None:
    """The error is the one that a full disk raises, and what was put before is kept."""
    leave(tmp_path)
    with pytest.raises(OSError) as caught, open_spool(tmp_path) as spool:
        spool._connection.execute("PRAGMA max_page_count = 1")
        for number in range(10_000):
            spool.put(number.to_bytes(16), bytes(5_000))
    assert caught.value.errno == errno.ENOSPC
    with open_spool(tmp_path) as spool:
        assert {key: spool.find(key) for key in BLOBS} == BLOBS


def test_a_reindex_with_a_full_spool_tells_that_the_disk_is_full(tmp_path: Path) -> None:
    """And not that SQLite has failed, also while the spool is read."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    room = ChangingCorpus(settings.corpus)
    room.fill(3)
    full = OSError(errno.ENOSPC, "full")
    for what in ("put", "find", "read"):
        leave(settings.index)
        with mock.patch.object(Spool, what, side_effect=full), pytest.raises(NoSpace):
            reindex(settings)


def test_no_flipped_bit_changes_what_is_found(tmp_path: Path) -> None:
    """A blob is right or not there, and then it can be put again."""
    path = leave(tmp_path)
    sound = path.read_bytes()
    chance = random.Random(1)
    for bit in chance.sample(range(len(sound) * 8), 200):
        damaged = bytearray(sound)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with open_spool(tmp_path) as spool:
            for key, blob in BLOBS.items():
                assert spool.find(key) in (blob, None), bit
                spool.put(key, blob)
                assert spool.read(key) == blob, bit


def test_a_damaged_spool_does_not_get_into_the_index(tmp_path: Path) -> None:
    """The pages are extracted again."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    room = ChangingCorpus(settings.corpus)
    room.fill(30)
    with mock.patch("searchapp.indexing.build._write", side_effect=Stopped), pytest.raises(Stopped):
        reindex(settings)
    (path,) = (settings.index / "cache").glob("*.sqlite3")
    data = bytearray(path.read_bytes())
    for at in range(5_000, len(data), 777):
        data[at] ^= 4
    path.write_bytes(data)
    reindex(settings)
    assert state_of(settings) == room.titles
    check_sound(settings)


def test_a_stopped_run_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was extracted before is not extracted again, and the outcome is the same."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    for number in range(6):
        write_page(settings.corpus, f"a/{number}.json", "water quality", number)
    calls: list[str] = []

    def counting(path: str, data: bytes, known: Knowledge, *more: Any) -> Iterator[Release]:
        calls.append(path)
        return ingest(path, data, known, *more)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extraction, "ingest", counting)
    monkeypatch.setattr("searchapp.indexing.build.find_duplicates", broken)
    with pytest.raises(KeyboardInterrupt):
        reindex(settings)
    assert len(calls) == 6
    monkeypatch.undo()
    monkeypatch.setattr(extraction, "ingest", counting)
    write_page(settings.corpus, "a/6.json", "water quality", 6)
    report = reindex(settings)
    assert calls[6:] == ["a/6.json"]
    assert report.documents == 7
    assert not any((settings.index / "cache").iterdir())


def test_a_damaged_spool_is_begun_anew(tmp_path: Path) -> None:
    """It is a cache: nothing depends on it."""
    (tmp_path / "cache").mkdir(parents=True)
    (tmp_path / "cache" / "extracted.sqlite3").write_bytes(b"no database" * 1_000)
    with open_spool(tmp_path) as spool:
        assert spool.empty
        spool.put(b"k", b"v")
        assert spool.read(b"k") == b"v"
