"""The settings decide which engine there is, and how it scores."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from searchapp.engine.engine_registry import engine_from, states_from
from searchapp.engine.protocol import Question
from searchapp.errors import SettingsError
from searchapp.query.nodes import Terms
from searchapp.settings import Settings
from tests.support.small_documents import document


def test_an_engine_scores_as_the_settings_say(tmp_path: Path) -> None:
    """With ``bm25_k1`` 0 it does not matter how often a word occurs."""
    scores = {}
    for k1 in (0.0, 1.2):
        engine = engine_from(replace(Settings(), bm25_k1=k1))
        folder = tmp_path / str(k1)
        folder.mkdir()
        writer = engine.writer(folder)
        writer.add([document(1, "quay quay sea"), document(2, "quay dune sea")])
        writer.commit()
        hits = engine.open(folder).search(Question(Terms("body", ("quay",)))).hits
        scores[k1] = {hit.id: hit.score for hit in hits}
    assert scores[0.0]["r1"] == scores[0.0]["r2"]
    assert scores[1.2]["r1"] > scores[1.2]["r2"]


@pytest.mark.parametrize("make", [engine_from, states_from])
def test_an_unknown_engine_is_refused(make: object) -> None:
    """By name, with the names that there are."""
    assert callable(make)
    with pytest.raises(SettingsError, match="no engine 'lucene'"):
        make(replace(Settings(), engine="lucene"))
