"""The session of a request, and what is shared by all sessions over a generation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from searchapp.engine.store.leases import Lease
from searchapp.indexing.reindexing import reindex
from searchapp.search.session import Sessions
from searchapp.settings import Settings


@pytest.fixture
def sessions(tmp_path: Path) -> Iterator[Sessions]:
    """Sessions over one release."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    settings.corpus.mkdir()
    (settings.corpus / "1.json").write_text(
        json.dumps({
            "title": "Harbour notice",
            "body": ["The harbour gave notice to all ships that lie at its quays today."],
        })
    )  # fmt: skip
    reindex(settings)
    sessions = Sessions(settings)
    yield sessions
    sessions.close()


def test_facts_of_one_generation_are_not_taken_for_those_of_another(sessions: Sessions) -> None:
    """Also when another thread opens the next one at the same moment."""
    with sessions.open() as session:
        here = session.facts
    other = replace(here, generation="another")

    class Switching:
        """A manifest; while its name is read, another thread is at work."""

        @property
        def name(self) -> str:
            sessions._facts = other
            return here.generation

    lease = SimpleNamespace(manifest=Switching())
    assert sessions._facts_of(cast(Lease, lease)) is here
