"""What a query that finds little is proposed to be read as."""

from __future__ import annotations

import pytest

from searchapp.engine.protocol import Snapshot
from searchapp.engine.whoosh.engine import WhooshEngine
from searchapp.indexing.documents import document_of, terms_of
from searchapp.model import Release, Source
from searchapp.search.corrections import correct_words
from searchapp.search.understanding import interpret
from searchapp.settings import Settings
from tests.support.engine_comparison import build
from tests.support.strategies import Step

TEXTS = (
    *(("en", f"The water of basin {number} is clean again.") for number in range(5)),
    ("de", "Das Wasser im Hafen ist wieder sauber."),
)


@pytest.fixture(scope="module")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Five English releases about water and a German one."""
    releases = [
        Release(
            id=f"r{number}", path=f"{number}.txt", source=Source("port", "Port"), title="",
            body=(text,), language=language, content_hash=str(number),
        )
        for number, (language, text) in enumerate(TEXTS)
    ]  # fmt: skip
    added = tuple(document_of(each, terms_of(each)) for each in releases)
    folder = build(WhooshEngine(), tmp_path_factory.mktemp("index"), [Step((), added)])
    return WhooshEngine().open(folder)


@pytest.mark.parametrize(
    ("query", "proposed"),
    [("watter", "water"), ("clean watre", "clean water"), ("Wasser", None), ("water", None)],
)
def test_a_word_of_another_language_is_not_misspelt(
    query: str, proposed: str | None, snapshot: Snapshot
) -> None:
    """Only words that no language of the index knows are spelled another way."""
    interpretation = interpret(query, ["en", "de"], Settings())
    assert correct_words(query, interpretation, snapshot, ["en", "de"]) == proposed
