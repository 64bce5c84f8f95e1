"""What is proposed while a reader types."""

from __future__ import annotations

from pathlib import Path

from searchapp.search.service import SearchService
from tests.support.search_oracle import write_corpus


def test_the_most_frequent_value_in_which_a_word_begins_so_comes_first(tmp_path: Path) -> None:
    """Whichever of its words that is: a family name finds the person."""
    service = SearchService(write_corpus(tmp_path))
    sources = [each for each in service.suggest("in") if each.field == "source"]
    assert [each.text for each in sources[:2]] == ["Lumen Institute", "Inland Waters"]
    assert sources[0].count > sources[1].count
    assert service.suggest("ose")[0].text == "Daniel Osei"
    assert service.suggest("  ") == ()
    service.close()


def test_no_more_is_proposed_than_was_asked_for(tmp_path: Path) -> None:
    """Titles have some room beside the values, but one proposal alone is the best value."""
    service = SearchService(write_corpus(tmp_path))
    everything = service.suggest("wa", 20)
    assert {"title", "source"} <= {each.field for each in everything}
    for limit in range(1, 6):
        assert len(service.suggest("wa", limit)) == limit
    assert service.suggest("wa", 1) == everything[:1]
    service.close()
