"""Trial: a reindex is killed, without warning, at random moments.

After each kill: the live generation opens and passes every check, the answers are the old or the
new ones, no process stays behind, and the next reindex succeeds and leaves nothing behind.

Most of the time of ``searchapp reindex`` over a small corpus goes into starting Python. So some of
the kills hit the command itself, from its first moment on, and the others a process that has been
forked with everything loaded: those all fall into the work.
"""

from __future__ import annotations

import os
import random
import select
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import cycle
from pathlib import Path
from typing import IO, Protocol

from searchapp.engine.store import generations
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.faults.progress import print_progress
from tests.support.changing_corpus import ChangingCorpus, State, check_sound, leftovers, state_of
from tests.support.checkout import CHECKOUT
from tests.support.waiting import PATIENCE_SECONDS, wait_until

__all__ = ["command", "run"]

BEYOND = 1.1
"""Kills fall within so many times the duration of a run: some of them come too late."""

TOO_LATE = "ended before the kill"


LOADED, LOADED_FULL = "loaded", "loaded, full"
FOLLOWED = frozenset({LOADED, LOADED_FULL})
"""Kinds that take so little time that each kill is followed by a run that is not killed."""


class _Run(Protocol):
    """A reindex that is going on."""

    def end_within(self, seconds: float) -> bool:
        """Wait; tell whether it has ended."""
        ...

    def kill(self) -> None:
        """End it now, and fail if anything of it stays behind."""
        ...

    def exit_code(self) -> int:
        """Return how it ended."""
        ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to reindex, and in how many kills of each round it is used."""

    name: str
    share: int
    start: Callable[[], _Run]


def command(settings: Settings, *more: str) -> subprocess.Popen[str]:
    """Start a reindex in a process group of its own."""
    words = ["reindex", "--corpus", str(settings.corpus), "--index", str(settings.index), *more]
    # Tests that run in the background of a shell ignore Ctrl-C, and so would their children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return subprocess.Popen(
            [sys.executable, "-m", "searchapp", *words],
            cwd=settings.corpus.parent, env={**os.environ, "PYTHONPATH": str(CHECKOUT)}, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
    finally:
        signal.signal(signal.SIGINT, before)


class _Command:
    """``searchapp reindex``, with the processes that it starts."""

    def __init__(self, settings: Settings, *more: str) -> None:
        self._child = command(settings, *more)

    def end_within(self, seconds: float) -> bool:
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(seconds)
            return True
        return False

    def kill(self) -> None:
        self._child.kill()
        self._child.wait()
        _nobody_left(self._child.pid)

    def exit_code(self) -> int:
        out, err = self._child.communicate()
        assert self._child.returncode in {0, -signal.SIGKILL}, out + err
        return self._child.returncode


class _Loader:
    """A process that has everything loaded and forks when it is told to."""

    def __init__(self, settings: Settings) -> None:
        words = ["-m", "tests.faults.killing", str(settings.corpus), str(settings.index)]
        self._process = subprocess.Popen(
            [sys.executable, *words],
            cwd=CHECKOUT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self._process.stdout
        assert self._process.stdout.readline() == "loaded\n"

    def start(self, *, full: bool) -> _Forked:
        """Fork a reindex."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("full\n" if full else "\n")
        self._process.stdin.flush()
        return _Forked(int(self._process.stdout.readline()), self._process.stdout)

    def end(self) -> None:
        """Fork no more."""
        self._process.communicate()


@dataclass(slots=True)
class _Forked:
    """A reindex in a process that had everything loaded when it began."""

    process: int
    told: IO[str]

    def end_within(self, seconds: float) -> bool:
        return bool(select.select([self.told], [], [], seconds)[0])

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.process, signal.SIGKILL)

    def exit_code(self) -> int:
        code = int(self.told.readline())
        assert code in {0, -signal.SIGKILL}, code
        return code


def _fork(settings: Settings) -> None:
    """Do what :class:`_Loader` asks for: fork, tell the process, and how it ended."""
    with tempfile.TemporaryDirectory() as scratch:  # what a run loads is loaded after one
        reindex(replace(settings, index=Path(scratch) / "index"))
    print("loaded", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                reindex(settings, "full" if line == "full\n" else "update")
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
        print(child, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _kinds(settings: Settings, loader: _Loader) -> list[_Kind]:
    return [
        _Kind(LOADED, 3, lambda: loader.start(full=False)),
        _Kind(LOADED_FULL, 2, lambda: loader.start(full=True)),
        _Kind("command", 2, lambda: _Command(settings, "--jobs", "1")),
        _Kind("command, full, two processes", 1,
              lambda: _Command(settings, "--full", "--jobs", "2")),
    ]  # fmt: skip


def run(
    root: Path, kills: int, pages: int = 80, seed: int = 1, *, commands: bool = True
) -> dict[str, object]:
    """Kill until so many runs have died of it; return figures: how far they had come.

    :param commands: kill the command from its first moment on, too, not only what is loaded.
    """
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = ChangingCorpus(settings.corpus)
    room.fill(pages)
    reindex(settings)
    loader = _Loader(settings)
    try:
        kinds = [each for each in _kinds(settings, loader) if commands or each.name in FOLLOWED]
        ends = _run(settings, room, random.Random(seed), kinds, kills)
    finally:
        loader.end()
    return {"kills": kills, "pages": len(room.titles), **dict(ends.most_common())}


def _run(
    settings: Settings, room: ChangingCorpus, chance: random.Random, kinds: list[_Kind], kills: int
) -> Counter[str]:
    spans = {kind.name: _undisturbed(settings, room, chance, kind) for kind in kinds}
    order = [kind for kind in kinds for _ in range(kind.share)]
    chance.shuffle(order)
    ends: Counter[str] = Counter()
    for kind in cycle(order):
        end = _disturbed(settings, room, chance, kind, spans)
        ends[end] += 1
        killed = ends.total() - ends[TOO_LATE]
        if end != TOO_LATE:
            print_progress(killed, kills, ends)
        if killed == kills:
            break
    return ends


def _undisturbed(
    settings: Settings, room: ChangingCorpus, chance: random.Random, kind: _Kind
) -> float:
    """Return how many seconds a run takes, from its first moment to its end."""
    room.change(chance, 12)
    started = time.monotonic()
    going = kind.start()
    assert going.end_within(PATIENCE_SECONDS), kind.name
    assert going.exit_code() == 0, kind.name
    return time.monotonic() - started


def _disturbed(
    settings: Settings,
    room: ChangingCorpus,
    chance: random.Random,
    kind: _Kind,
    spans: dict[str, float],
) -> str:
    """Kill one run and check everything; return where it was killed."""
    old = dict(room.titles)
    room.change(chance, 12)
    before = generations.current(settings.index)
    going = kind.start()
    if going.end_within(chance.random() * spans[kind.name] * BEYOND):
        assert going.exit_code() == 0, kind.name
        end = TOO_LATE
    else:
        going.kill()
        end = _where(settings, before) if going.exit_code() else TOO_LATE
    _check(settings, room, old, f"{kind.name}, {end}")
    if kind.name in FOLLOWED:
        # A machine is busier now than then: the moments shall stay spread over a run.
        spans[kind.name] = _undisturbed(settings, room, chance, kind)
        _check(settings, room, room.titles, f"{kind.name}, {end}, and the run after that")
    return end


def _where(settings: Settings, before: str) -> str:
    """Return how far a killed run has come, as told by what it has left."""
    left = leftovers(settings)
    if generations.current(settings.index) != before:
        return "published"
    if generations.generations(settings.index)[-1] > before:
        return "sealed"
    return "building" if any(name.startswith(".new") for name in left) else "before the build"


def _check(settings: Settings, room: ChangingCorpus, old: State, where: str) -> None:
    found = state_of(settings)
    assert found in (old, room.titles), where
    check_sound(settings)
    reindex(settings)
    assert state_of(settings) == room.titles, f"after the kill: {where}"
    check_sound(settings)
    assert leftovers(settings) == [], f"after the kill: {where}"


def _nobody_left(group: int) -> None:
    """Fail if processes of a group stay alive."""

    def gone() -> bool:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(gone, "no process of a killed reindex is left")


if __name__ == "__main__":
    _fork(Settings(corpus=Path(sys.argv[1]), index=Path(sys.argv[2]), jobs=1))
