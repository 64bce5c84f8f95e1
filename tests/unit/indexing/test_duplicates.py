"""Releases that are nearly the same are known as copies of the first."""

from __future__ import annotations

import json
from pathlib import Path

from searchapp.indexing.reindexing import reindex
from searchapp.model import SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings

LONG = "The agency and the harbour announced a programme of work for the rivers of the region, "
MORE = "which begins in spring and will last for two years, and for which many people are needed. "
OTHER = "Museums of five cities lend each other paintings for a year, so that visitors may see "
REST = "works that never left their rooms before, each with a letter from the house it came from. "


def test_near_duplicates_name_their_first_and_can_be_counted_once(tmp_path: Path) -> None:
    """The later copy says of which it is one; hidden, it counts nowhere; alone it is no copy."""
    settings = Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)
    text = LONG + MORE
    for source, date, body in (
        ("north", "2020-01-01", text),
        ("south", "2020-02-01", f"{text} Editors: see below."),
        ("east", "2020-03-01", OTHER + REST),
    ):
        path = settings.corpus / source / "a.json"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps({"title": "Rivers", "date": date, "body": body}))
    reindex(settings)
    service = SearchService(settings)
    hits = {hit.release.source.value: hit for hit in service.search(SearchRequest()).hits}
    first, copy = hits["north"], hits["south"]
    assert (first.release.duplicate_of, copy.release.duplicate_of) == (None, first.release.id)
    assert [each.id for each in first.also] == [copy.release.id]
    assert hits["east"].also == ()
    hidden = service.search(SearchRequest(duplicates="hide"))
    assert {hit.release.source.value for hit in hidden.hits} == {"north", "east"}
    assert sum(each.count for each in hidden.facets[0].values) == hidden.total == 2
    (settings.corpus / "north" / "a.json").unlink()
    reindex(settings)
    assert service.search(SearchRequest(duplicates="hide")).total == 2
    assert all(hit.also == () for hit in service.search(SearchRequest()).hits)
    service.close()
