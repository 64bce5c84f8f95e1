"""Trial: one bit is another in a file of the index.

``verify`` names the file; the service refuses with a code, or its answers are the right ones; and
the next reindex puts it right.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from searchapp.engine.store import generations
from searchapp.errors import IndexStateError
from searchapp.indexing import lifecycle
from searchapp.indexing.reindexing import reindex
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.changing_corpus import ChangingCorpus, check_sound, state_of

__all__ = ["run"]

QUERIES = ("", "programme", '"night trains"', "harb*", "watr~", "source:north")


def run(root: Path, bits: int) -> dict[str, object]:
    """Flip so many bits of each file, one at a time; return figures."""
    settings = Settings(
        corpus=root / "corpus", index=root / "index", jobs=1, query_budget_ms=60_000
    )
    room = ChangingCorpus(settings.corpus)
    room.fill(40)
    reindex(settings)
    room.change(random.Random(7), 6)
    reindex(settings)
    live = generations.folder_of(settings.index, generations.current(settings.index))
    right = _answers(settings)
    ends: Counter[str] = Counter()
    chance = random.Random(11)
    files = _files(settings)
    for path in [*files, settings.index / generations.CURRENT]:
        sound = path.read_bytes()
        for bit in _bits(len(sound), bits, chance):
            damaged = bytearray(sound)
            damaged[bit // 8] ^= 1 << bit % 8
            path.write_bytes(damaged)
            if path.parent != settings.index:
                ends[_verified(settings, path.relative_to(live).as_posix())] += 1
            ends[_served(settings, right, f"{path.name}, bit {bit}")] += 1
        path.write_bytes(sound)
    return {"files": len(files) + 1, **ends, "put right": _put_right(settings, room)}


def _bits(size: int, count: int, chance: random.Random) -> list[int]:
    """Return which bits to flip: the first and the last one, and others by chance."""
    some = chance.sample(range(size * 8), min(count, size * 8))
    return sorted({*some, 0, size * 8 - 1}) if size else []


def _verified(settings: Settings, name: str) -> str:
    (fault,) = lifecycle.verify(settings)[1]
    assert name in fault, fault
    return "named by verify"


def _served(settings: Settings, right: object, where: str) -> str:
    try:
        assert _answers(settings) == right, where
    except IndexStateError as error:
        return f"refused: {error.code}"
    return "right answers"


def _answers(settings: Settings) -> list[object]:
    service = SearchService(settings)
    try:
        found = [service.search(SearchRequest(query, per_page=100)) for query in QUERIES]
        return [(each.total, each.hits, each.facets, each.histogram) for each in found]
    finally:
        service.close()


def _put_right(settings: Settings, room: ChangingCorpus) -> int:
    """Damage each file for good, in turn: the next reindex does not build upon it."""
    at = 0
    while at < len(files := _files(settings)):
        data = bytearray(files[at].read_bytes())
        if data:
            data[len(data) // 2] ^= 1
            files[at].write_bytes(data)
            room.put("north/0000.json")
            assert reindex(settings).diff.rebuild, files[at]
            check_sound(settings)
            assert state_of(settings) == room.titles, files[at]
        at += 1
    return at


def _files(settings: Settings) -> list[Path]:
    live = generations.folder_of(settings.index, generations.current(settings.index))
    return [each for each in sorted(live.rglob("*")) if each.is_file()]
