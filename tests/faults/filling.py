"""Trial: the disk of the index fills up during a run, at every stage of it.

The check before a run is told that there is room, as if something else took it afterwards.

The disk is a small tmpfs, so whatever writes meets it: Python, the engine, SQLite. The old
generation stays live, the message says that the disk is full, and with room again all goes on.
Needs the right to mount.
"""

from __future__ import annotations

import os
import random
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from unittest import mock

from searchapp.errors import NoSpace
from searchapp.indexing import lifecycle
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.support.changing_corpus import ChangingCorpus, check_sound, leftovers, state_of

__all__ = ["can_mount", "run"]

PAGE = os.sysconf("SC_PAGE_SIZE")


class _Usage(NamedTuple):
    """What ``shutil.disk_usage`` returns."""

    total: int
    used: int
    free: int


@contextmanager
def _disk(folder: Path) -> Iterator[None]:
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(folder)], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def can_mount(root: Path) -> bool:
    """Tell whether this process may mount a disk."""
    try:
        with _disk(root / "probe"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def run(root: Path, steps: int) -> dict[str, object]:
    """Try so many sizes; return figures."""
    with _disk(root / "disk"):
        return _run(root, steps)


def _run(root: Path, steps: int) -> dict[str, object]:
    settings = Settings(
        corpus=root / "corpus", index=root / "disk" / "index", jobs=1, keep_generations=100
    )
    room = ChangingCorpus(settings.corpus)
    room.fill(40)
    reindex(settings)
    reindex(settings, "full")
    old = dict(room.titles)
    room.change(random.Random(9), 20)
    needed = _needed(settings, old)
    ends: Counter[str] = Counter()
    for step in range(steps):
        with _full(settings.index.parent, needed * step // steps):
            try:
                with mock.patch("shutil.disk_usage", lambda path: _Usage(1 << 40, 0, 1 << 40)):
                    reindex(settings, "full" if step % 2 else "update")
                end = "done"
            except NoSpace as error:
                assert "disk" in error.message
                end = error.code
            found = state_of(settings)
            assert found == (room.titles if end == "done" else old), f"step {step}"
            check_sound(settings)
            assert leftovers(settings) == [], f"step {step}"
        ends[end] += 1
        if end == "done":
            _back(settings, room, old)
    reindex(settings)
    assert state_of(settings) == room.titles
    assert leftovers(settings) == []
    return {"sizes": steps, "most bytes": needed, **ends}


def _needed(settings: Settings, old: dict[str, str]) -> int:
    """Return about how many bytes a full run takes beside what is there."""
    return 2 * sum(
        -(-each.stat().st_size // PAGE) * PAGE
        for each in settings.index.rglob("*") if each.is_file()
    )  # fmt: skip


@contextmanager
def _full(disk: Path, left: int) -> Iterator[None]:
    """Fill a disk but for so many bytes."""
    ballast = disk / "ballast"
    status = os.statvfs(disk)
    size = max(0, status.f_bavail * status.f_frsize - left)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, size))
    try:
        yield
    finally:
        ballast.unlink()


def _back(settings: Settings, room: ChangingCorpus, old: dict[str, str]) -> None:
    """Make the old state live again, as if the run had not been."""
    while state_of(settings) != old:
        lifecycle.rollback(settings)
