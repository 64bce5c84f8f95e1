"""What is known over all releases: one name for an entity, and which releases are copies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from searchapp.indexing import extraction
from searchapp.indexing.reindexing import reindex
from searchapp.indexing.spool import open_spool
from searchapp.ingest.pipeline import Knowledge, ingest
from searchapp.model import Filter, Release, SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings


def write(corpus: Path, name: str, title: str, *paragraphs: str) -> None:
    """Write a release."""
    path = corpus / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"title": title, "body": list(paragraphs)}), encoding="utf-8")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over an empty corpus."""
    (tmp_path / "corpus").mkdir()
    return Settings(corpus=tmp_path / "corpus", index=tmp_path / "index", jobs=1)


def values(settings: Settings, field: str) -> dict[str, int]:
    """Return the counts of a facet over everything."""
    service = SearchService(settings)
    result = service.search(SearchRequest(facets=(field,), facet_size=100))
    service.close()
    return {each.value: each.count for each in result.facets[0].values}


LONG = "The agency and the harbour announced a programme of work for the rivers of the region, "
MORE = "which begins in spring and will last for two years, and for which many people are needed. "


def test_an_acronym_has_the_name_that_other_releases_give_it(settings: Settings) -> None:
    """A release that says only the acronym counts under the full name."""
    full = "The International Freshwater Agency (IFAW) met in Geneva. IFAW thanked its members. "
    for number in range(4):
        write(settings.corpus, f"a/{number}.json", f"Meeting {number}", full + LONG + MORE)
    write(
        settings.corpus,
        "b/9.json",
        "A visit",
        f"IFAW visited Lyon today. {LONG}{MORE} The IFAW was glad.",
    )
    reindex(settings)
    assert values(settings, "organization").get("International Freshwater Agency") == 5


def test_the_owner_of_a_corpus_may_state_names(settings: Settings) -> None:
    """`aliases.toml` goes before what is learned; a change of it builds everything anew."""
    write(settings.corpus, "a/1.json", "Opening", f"Dr. Amina Okafor opened the quay. {LONG}{MORE}")
    reindex(settings)
    assert "Amina Okafor" in values(settings, "person")
    (settings.corpus / "aliases.toml").write_text('[people]\n"A. B. Okafor" = ["Amina Okafor"]\n')
    report = reindex(settings)
    assert "settings" in report.diff.rebuild
    assert values(settings, "person") == {"A. B. Okafor": 1}
    service = SearchService(settings)
    request = SearchRequest(filters=(Filter("person", ("A. B. Okafor",)),))
    (hit,) = service.search(request).hits
    assert "Amina Okafor" in hit.release.people[0].aliases
    service.close()


def test_a_stopped_run_goes_on_where_it_was(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was extracted before is not extracted again, and the outcome is the same."""
    for number in range(6):
        write(settings.corpus, f"a/{number}.json", f"Meeting {number}", LONG + MORE * (number + 1))
    calls: list[str] = []

    def counting(path: str, data: bytes, known: Knowledge, *more: Any) -> Iterator[Release]:
        calls.append(path)
        return ingest(path, data, known, *more)

    def broken(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(extraction, "ingest", counting)
    monkeypatch.setattr("searchapp.indexing.build.write_duplicates", broken)
    with pytest.raises(KeyboardInterrupt):
        reindex(settings)
    assert len(calls) == 6
    monkeypatch.undo()
    monkeypatch.setattr(extraction, "ingest", counting)
    write(settings.corpus, "a/6.json", "Meeting 6", LONG + MORE)
    report = reindex(settings)
    assert calls[6:] == ["a/6.json"]
    assert report.documents == 7
    assert not any((settings.index / "cache").iterdir())


def test_a_damaged_spool_is_begun_anew(settings: Settings) -> None:
    """It is a cache: nothing depends on it."""
    (settings.index / "cache").mkdir(parents=True)
    (settings.index / "cache" / "extracted.sqlite3").write_bytes(b"no database" * 1_000)
    with open_spool(settings.index) as spool:
        assert spool.empty
        spool.put(b"k", b"v")
        assert spool.read(b"k") == b"v"


OTHER = "Museums of five cities lend each other paintings for a year, so that visitors may see "
REST = "works that never left their rooms before, each with a letter from the house it came from. "


def test_near_duplicates_name_their_first_and_can_be_counted_once(settings: Settings) -> None:
    """The later copy says of which it is one; hidden, it counts nowhere; alone it is no copy."""
    text = LONG + MORE
    for source, date, body in (
        ("north", "2020-01-01", text),
        ("south", "2020-02-01", f"{text} Editors: see below."),
        ("east", "2020-03-01", OTHER + REST),
    ):
        path = settings.corpus / source / "a.json"
        path.parent.mkdir()
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
