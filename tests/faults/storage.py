"""Trial: a small reindex whose disk fails, fills up, stops or loses power at its N-th operation.

Whatever N: the live generation opens and passes every check; the answers are the old or the new
ones, and the old ones if the run says that nothing has changed; the run ends well, or with an error
that has a code; what is kept has been live; and the next run succeeds and leaves nothing behind.

Runs in a process of its own, since it forks.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import traceback
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.errors import SearchAppError
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.faults.shim import STOPPED, Action, Shim
from tests.support.changing_corpus import ChangingCorpus, check_sound, leftovers, state_of

__all__ = ["ACTIONS", "run"]

ACTIONS: tuple[Action, ...] = ("full", "fault", "stop", "power")
FAILED, BROKEN = 1, 2
PAGES = 6


def run(root: Path, most: int, actions: Iterable[Action] = ACTIONS) -> dict[str, object]:
    """Try at most so many operations an action, evenly spread; return figures."""
    start = root / "start"
    settings, room = _begin(start)
    before = dict(room.titles)
    room.change(random.Random(5), 3)
    log = _log(_copy(start, root / "try", settings))
    points = sorted({round(1 + i * (len(log) - 1) / max(1, most - 1)) for i in range(most)})
    ends: Counter[str] = Counter()
    for action in actions:
        for at in points[:most]:
            end = _attempt(_copy(start, root / "try", settings), action, at, before, room.titles)
            ends[f"{action}: {end}"] += 1
    return {"operations": len(log), "tried": len(points) * len(tuple(actions)), "ends": dict(ends)}


def _begin(root: Path) -> tuple[Settings, ChangingCorpus]:
    """Make an index of two generations, so that the next run has one to prune."""
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = ChangingCorpus(settings.corpus)
    room.fill(PAGES)
    reindex(settings)
    room.put("north/0000.json")
    reindex(settings)
    return settings, room


def _copy(start: Path, target: Path, settings: Settings) -> Settings:
    shutil.rmtree(target, ignore_errors=True)
    subprocess.run(["cp", "-a", str(start), str(target)], check=True)
    return replace(settings, corpus=target / "corpus", index=target / "index")


def _log(settings: Settings) -> list[str]:
    """Return the operations of a run that nothing disturbs."""
    report = settings.index.parent / "log.json"

    def counted() -> None:
        shim = Shim(settings.index, "count")
        shim.install()
        reindex(settings)
        report.write_text(json.dumps(shim.log))

    assert _forked(counted) == 0
    log: list[str] = json.loads(report.read_text())
    return log


def _attempt(
    settings: Settings, action: Action, at: int, old: dict[str, str], new: dict[str, str]
) -> str:
    report = settings.index.parent / "error"
    known = {*generations.generations(settings.index)}

    def disturbed() -> None:
        Shim(settings.index, action, at).install()
        try:
            reindex(settings)
        except SearchAppError as error:
            report.write_text(error.code)
            os._exit(FAILED)

    code = _forked(disturbed)
    where = f"{action} at operation {at}"
    assert code in {0, FAILED, STOPPED}, where
    found = state_of(settings)
    assert found in (old, new), where
    assert code != 0 or found == new, where
    told = report.read_text() if code == FAILED else {0: "done", STOPPED: "stopped"}[code]
    assert told != "index.no-space" or found == old, where
    check_sound(settings)
    known.add(generations.current(settings.index))
    assert code != FAILED or known.issuperset(generations.generations(settings.index)), where
    reindex(settings)
    known.add(generations.current(settings.index))
    assert known.issuperset(generations.generations(settings.index)), f"{where}: never live"
    assert state_of(settings) == new, where
    check_sound(settings)
    assert leftovers(settings) == [], where
    return f"{told}, {'old' if found == old else 'new'} state"


def _forked(work: object) -> int:
    """Run something in a child; return its exit code, ``BROKEN`` if an error came out of it."""
    sys.stdout.flush()
    child = os.fork()
    if not child:
        try:
            work()  # type: ignore[operator]
        except BaseException:
            traceback.print_exc()
            os._exit(BROKEN)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
