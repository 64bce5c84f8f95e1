"""The texts of the benchmarks as a published index: what the service and the server open."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from searchapp.engine.engine_registry import engine_from
from searchapp.engine.store import generations
from searchapp.indexing.diff import current_versions
from searchapp.indexing.duplicates import find_duplicates
from searchapp.settings import Settings
from tests.benchmarks.asked import Asked
from tests.benchmarks.peer_ours import documents_of
from tests.benchmarks.texts import Text

__all__ = ["publish", "query_of"]

_SIGNS = {"and": "{}", "or": "{}", "phrase": '"{}"', "prefix": "{}*", "fuzzy": "{}~"}


def query_of(asked: Asked) -> str:
    """Return a query of the benchmarks as a reader types it."""
    joined = (" OR " if asked.kind == "or" else " ").join(asked.words)
    return _SIGNS[asked.kind].format(joined)


def publish(texts: Iterable[Text], index: Path) -> None:
    """Build a generation of these texts and make it the live one."""
    settings = Settings(index=index)
    building = generations.begin(index)
    writer = engine_from(settings).writer(building / generations.ENGINE_FOLDER)
    writer.add(documents_of(texts))
    writer.group_duplicates(find_duplicates(building, None, (), ()))
    writer.commit()
    counts = {"documents": 0, "pages": 0, "skipped": {}}
    manifest = generations.complete(building, current_versions(settings), counts)
    generations.make_current(index, manifest.name)
