"""Following CURRENT: each request sees one generation, and none is closed under it."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, cast

import pytest

from searchapp.engine import generations
from searchapp.engine.live import Live
from searchapp.engine.protocol import Snapshot
from searchapp.errors import IndexCorrupt, NoIndex
from tests.unit.engine.test_generations import publish


class Opened:
    """A snapshot that only knows what it was opened on and whether it is closed."""

    def __init__(self, folder: Path) -> None:
        self.content = (folder / "data").read_text()
        self.closed = False

    def close(self) -> None:
        """Note that it was closed."""
        assert not self.closed
        self.closed = True


def live_over(index: Path) -> tuple[Live, list[Opened]]:
    """Return a follower of an index and the list of what it opens."""
    opened: list[Opened] = []

    def open_snapshot(folder: Path) -> Snapshot:
        opened.append(Opened(folder))
        return cast(Snapshot, opened[-1])

    return Live(index, open_snapshot), opened


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
