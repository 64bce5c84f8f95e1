"""One name for an entity over all releases: learned, or stated by the owner."""

from __future__ import annotations

from pathlib import Path

import pytest

from searchapp.indexing.reindexing import reindex
from searchapp.model import Filter, SearchRequest
from searchapp.search.service import SearchService
from searchapp.settings import Settings
from tests.support.release_pages import write_record

LONG = "The agency and the harbour announced a programme of work for the rivers of the region, "
MORE = "which begins in spring and will last for two years, and for which many people are needed. "


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


def test_an_acronym_has_the_name_that_other_releases_give_it(settings: Settings) -> None:
    """A release that says only the acronym counts under the full name."""
    full = "The International Freshwater Agency (IFAW) met in Geneva. IFAW thanked its members. "
    for number in range(4):
        write_record(settings.corpus, f"a/{number}.json", f"Meeting {number}", full + LONG + MORE)
    write_record(
        settings.corpus,
        "b/9.json",
        "A visit",
        f"IFAW visited Lyon today. {LONG}{MORE} The IFAW was glad.",
    )
    reindex(settings)
    assert values(settings, "organization").get("International Freshwater Agency") == 5


def test_the_owner_of_a_corpus_may_state_names(settings: Settings) -> None:
    """`aliases.toml` goes before what is learned; a change of it builds everything anew."""
    write_record(
        settings.corpus, "a/1.json", "Opening", f"Dr. Amina Okafor opened the quay. {LONG}{MORE}"
    )
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
