"""Trial: ``searchapp reindex`` is killed, without warning, at random moments.

After each kill: the live generation opens and passes every check, the answers are the old or the
new ones, no process stays behind, and the next reindex succeeds and leaves nothing behind.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from searchapp.service.reindex import reindex
from searchapp.settings import Settings
from tests.conftest import CHECKOUT
from tests.faults.newsroom import Newsroom, check_sound, leftovers, state_of

__all__ = ["command", "run"]

FULL_EVERY = 4
"""So often everything is built anew, by two processes; else a few pages change."""


def command(settings: Settings, *more: str) -> subprocess.Popen[str]:
    """Start a reindex in a process group of its own."""
    words = ["reindex", "--corpus", str(settings.corpus), "--index", str(settings.index), *more]
    return subprocess.Popen(
        [sys.executable, "-m", "searchapp", *words],
        cwd=settings.corpus.parent, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def run(root: Path, kills: int, pages: int = 300, seed: int = 1) -> dict[str, object]:
    """Kill so many runs; return figures."""
    chance = random.Random(seed)
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = Newsroom(settings.corpus)
    room.fill(pages)
    reindex(settings)
    ends: Counter[str] = Counter()
    spans = {False: _undisturbed(settings, room, chance, full=False),
             True: _undisturbed(settings, room, chance, full=True)}  # fmt: skip
    for number in range(kills):
        full = number % FULL_EVERY == FULL_EVERY - 1
        old = dict(room.titles)
        room.change(chance, 12)
        ends[_kill(settings, chance.random() * spans[full] * 1.1, full)] += 1
        found = state_of(settings)
        assert found in (old, room.titles), f"kill {number}"
        ends["new state" if found == room.titles else "old state"] += 1
        check_sound(settings)
        reindex(settings)
        assert state_of(settings) == room.titles, f"after kill {number}"
        check_sound(settings)
        assert leftovers(settings) == [], f"after kill {number}"
    return {"kills": kills, "pages": len(room.titles), **ends}


def _words(full: bool) -> list[str]:
    return ["--full", "--jobs", "2"] if full else ["--jobs", "1"]


def _undisturbed(settings: Settings, room: Newsroom, chance: random.Random, *, full: bool) -> float:
    """Return how many seconds a run takes from when it holds the lock."""
    room.change(chance, 12)
    child = command(settings, *_words(full))
    _wait_for_lock(settings, child)
    started = time.monotonic()
    out, err = child.communicate()
    assert child.returncode == 0, out + err
    return time.monotonic() - started


def _wait_for_lock(settings: Settings, child: subprocess.Popen[str]) -> None:
    note = settings.index / "lock"
    while child.poll() is None and f'"pid": {child.pid},' not in note.read_text():
        time.sleep(0.002)


def _kill(settings: Settings, after: float, full: bool) -> str:
    child = command(settings, *_words(full))
    _wait_for_lock(settings, child)
    try:
        child.wait(after)
        end = "ended before the kill"
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        end = "killed"
    _nobody_left(child.pid)
    out, err = child.communicate()
    assert child.returncode in {0, -signal.SIGKILL}, out + err
    return end


def _nobody_left(group: int, seconds: float = 20) -> None:
    """Fail if processes of a group are alive after a while; end them."""
    deadline = time.monotonic() + seconds
    with suppress(ProcessLookupError):
        while time.monotonic() < deadline:
            os.killpg(group, 0)
            time.sleep(0.02)
        os.killpg(group, signal.SIGKILL)
        raise AssertionError("processes are left")
