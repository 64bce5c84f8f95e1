"""Trial: one bit is another in a file of the index.

``verify`` names the file; the service refuses with a code, or its answers are the right ones; and
the next reindex that builds everything puts it right.
"""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

from searchapp.engine import generations
from searchapp.errors import IndexStateError
from searchapp.model import SearchRequest
from searchapp.service import lifecycle
from searchapp.service.reindex import reindex
from searchapp.service.search import SearchService
from searchapp.settings import Settings
from tests.faults.newsroom import Newsroom, check_sound, state_of

__all__ = ["run"]

QUERIES = ("", "programme", '"night trains"', "harb*", "watr~", "source:north")


def run(root: Path, bits: int) -> dict[str, object]:
    """Flip so many bits of each file, one at a time; return figures."""
    settings = Settings(corpus=root / "corpus", index=root / "index", jobs=1)
    room = Newsroom(settings.corpus)
    room.fill(40)
    reindex(settings)
    room.change(random.Random(7), 6)
    reindex(settings)
    live = generations.folder_of(settings.index, generations.current(settings.index))
    right = _answers(settings)
    ends: Counter[str] = Counter()
    chance = random.Random(11)
    files = [*(each for each in sorted(live.rglob("*")) if each.is_file())]
    for path in [*files, settings.index / generations.CURRENT]:
        sound = path.read_bytes()
        for bit in chance.sample(range(len(sound) * 8), min(bits, len(sound) * 8)):
            damaged = bytearray(sound)
            damaged[bit // 8] ^= 1 << bit % 8
            path.write_bytes(damaged)
            if path.parent != settings.index:
                ends[_verified(settings, path.relative_to(live).as_posix())] += 1
            ends[_served(settings, right, f"{path.name}, bit {bit}")] += 1
        path.write_bytes(sound)
    _put_right(settings, files, room)
    return {"files": len(files) + 1, **ends}


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


def _put_right(settings: Settings, files: list[Path], room: Newsroom) -> None:
    """Damage the largest file for good: a full reindex does not read it."""
    path = max(files, key=lambda each: each.stat().st_size)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    reindex(settings, full=True)
    check_sound(settings)
    assert state_of(settings) == room.titles
