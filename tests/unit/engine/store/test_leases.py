"""Following CURRENT: each request sees one generation, and none is closed under it."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path
from typing import Any, cast

import pytest

from searchapp.engine.protocol import Snapshot
from searchapp.engine.store import generations
from searchapp.engine.store.leases import CurrentGeneration
from searchapp.engine.store.storage import StoredFile, digest_of
from searchapp.errors import IndexCorrupt, NoIndex
from tests.support.small_generations import publish
from tests.support.waiting import PATIENCE_SECONDS


class Opened:
    """A snapshot that only knows what it was opened on and whether it is closed."""

    def __init__(self, folder: Path) -> None:
        self.content = (folder / "data").read_text()
        self.closed = False

    def close(self) -> None:
        """Note that it was closed."""
        assert not self.closed
        self.closed = True


def live_over(index: Path) -> tuple[CurrentGeneration, list[Opened]]:
    """Return a follower of an index and the list of what it opens."""
    opened: list[Opened] = []

    def open_snapshot(folder: Path) -> Snapshot:
        opened.append(Opened(folder))
        return cast(Snapshot, opened[-1])

    return CurrentGeneration(index, open_snapshot), opened


def content(lease: Any) -> str:
    """Return what the leased snapshot holds, checking that it is open."""
    assert not lease.snapshot.closed
    return str(lease.snapshot.content)


def test_a_generation_is_opened_once(tmp_path: Path) -> None:
    """Requests share the open snapshot."""
    publish(tmp_path, "one")
    live, opened = live_over(tmp_path)
    for _ in range(3):
        with live.lease() as lease:
            assert content(lease) == "one"
    assert len(opened) == 1


def test_a_running_request_keeps_its_generation(tmp_path: Path) -> None:
    """After a switch new requests see the new state; the old is closed with its last request."""
    publish(tmp_path, "one", second=1)
    live, opened = live_over(tmp_path)
    with live.lease() as old:
        publish(tmp_path, "two", second=2)
        with live.lease() as new:
            assert (content(old), content(new)) == ("one", "two")
        assert not opened[0].closed
    assert [each.closed for each in opened] == [True, False]
    live.close()
    assert opened[1].closed


def test_no_index_and_then_one(tmp_path: Path) -> None:
    """Without an index the lease says so; once there is one, it is found."""
    live, _ = live_over(tmp_path)
    with pytest.raises(NoIndex), live.lease():
        pass
    publish(tmp_path, "one")
    with live.lease() as lease:
        assert content(lease) == "one"


def test_a_generation_that_cannot_be_opened_is_an_error_with_a_code(tmp_path: Path) -> None:
    """A missing file is reported as a damaged index, not as a bare OSError."""
    manifest = publish(tmp_path, "one")
    (generations.folder_of(tmp_path, manifest.name) / "engine" / "data").unlink()
    live, _ = live_over(tmp_path)
    with pytest.raises(IndexCorrupt), live.lease():
        pass


def test_readers_see_old_or_new_through_many_switches(tmp_path: Path) -> None:
    """Under constant readers no lease fails, and in the end only the live snapshot is open."""
    publish(tmp_path, "0")
    live, opened = live_over(tmp_path)
    stop, faults = threading.Event(), list[BaseException]()

    def read() -> None:
        last = 0
        while not stop.is_set():
            try:
                with live.lease() as lease:
                    seen = int(content(lease))
                    assert seen >= last
                    last = seen
            except BaseException as error:
                faults.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for each in readers:
        each.start()
    for number in range(1, 30):
        publish(tmp_path, str(number), second=number)
        generations.prune(tmp_path, keep=1)
    stop.set()
    for each in readers:
        each.join()
    assert faults == []
    with live.lease() as lease:
        assert content(lease) == "29"
    assert [each.closed for each in opened] == [True] * (len(opened) - 1) + [False]


def test_a_damaged_generation_is_never_opened(tmp_path: Path) -> None:
    """Its digests are checked first, once; when a sound one is live, readers follow."""
    manifest = publish(tmp_path, "one", second=1)
    data = generations.folder_of(tmp_path, manifest.name) / "engine" / "data"
    data.write_text("One")
    live, opened = live_over(tmp_path)
    for _ in range(2):
        with pytest.raises(IndexCorrupt, match="engine/data"), live.lease():
            pass
    assert opened == []
    data.write_text("one")
    with pytest.raises(IndexCorrupt), live.lease():
        pass
    generations.make_current(tmp_path, manifest.name)
    with live.lease() as lease:
        assert content(lease) == "one"


def test_files_shared_with_the_generation_before_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A switch costs what is new, not what the index is large."""
    read: list[str] = []

    def noted(path: Path) -> StoredFile:
        read.append(path.name)
        return digest_of(path)

    first = publish(tmp_path, "one", second=1)
    live, _ = live_over(tmp_path)
    monkeypatch.setattr("searchapp.engine.store.verified_files.digest_of", noted)
    with live.lease():
        pass
    building = generations.begin(tmp_path)
    old = generations.folder_of(tmp_path, first.name) / "engine" / "data"
    os.link(old, building / "engine" / "data")
    (building / "engine" / "more").write_text("two")
    generations.make_current(tmp_path, generations.complete(building, {}, {}, first).name)
    with live.lease():
        pass
    assert read == ["data", "more"]


def test_while_one_thread_opens_the_others_are_answered(tmp_path: Path) -> None:
    """From the generation before; a switch stops nobody but the one that makes it."""
    publish(tmp_path, "one", second=1)
    begun, go = threading.Event(), threading.Event()

    def slow(folder: Path) -> Snapshot:
        opened = Opened(folder)
        if opened.content == "two":
            begun.set()
            assert go.wait(PATIENCE_SECONDS)
        return cast(Snapshot, opened)

    live = CurrentGeneration(tmp_path, slow)
    with live.lease():
        pass
    publish(tmp_path, "two", second=2)
    seen: list[str] = []

    def first_to_come() -> None:
        with live.lease() as lease:
            seen.append(content(lease))

    opener = threading.Thread(target=first_to_come)
    opener.start()
    assert begun.wait(PATIENCE_SECONDS)
    with live.lease() as lease:
        assert content(lease) == "one"
    go.set()
    opener.join()
    assert seen == ["two"]
    with live.lease() as lease:
        assert content(lease) == "two"


def test_too_many_open_files_do_not_close_what_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that cannot look at CURRENT answers from what it has."""
    publish(tmp_path, "one")
    live, _ = live_over(tmp_path)
    with live.lease():
        pass

    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", refused)
        with live.lease() as lease:
            assert content(lease) == "one"
