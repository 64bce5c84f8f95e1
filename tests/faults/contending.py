"""Trial: several ``reindex`` at once. One works, the others say so at once and end with 1."""

from __future__ import annotations

from pathlib import Path

from searchapp.engine.store import generations
from searchapp.indexing.reindexing import reindex
from searchapp.settings import Settings
from tests.faults.killing import command
from tests.support.changing_corpus import ChangingCorpus, check_sound, leftovers, state_of

__all__ = ["run"]


def run(root: Path, processes: int, rounds: int = 1, pages: int = 60) -> dict[str, object]:
    """Start so many, all with the same work to do; return how they ended."""
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = ChangingCorpus(settings.corpus)
    room.fill(3)
    reindex(settings)
    worked = refused = idle = 0
    for _ in range(rounds):
        before = generations.current(settings.index)
        for number in range(pages):
            room.put(f"north/{number:04}.json")
        children = [command(settings, "--jobs", "1") for _ in range(processes)]
        ends = [(*each.communicate(), each.returncode) for each in children]
        published = [out for out, _, code in ends if code == 0 and "is live" in out]
        late = [out for out, _, code in ends if code == 0 and "Nothing has changed" in out]
        locked = [err for _, err, code in ends if code == 1 and "[index.locked]" in err]
        assert len(published) == 1, ends
        assert len(published) + len(late) + len(locked) == processes, ends
        assert generations.current(settings.index) != before
        assert generations.current(settings.index) in published[0]
        assert state_of(settings) == room.titles
        check_sound(settings)
        assert leftovers(settings) == []
        worked, refused, idle = worked + 1, refused + len(locked), idle + len(late)
    return {"at once": processes, "worked": worked, "refused": refused, "came too late": idle}
