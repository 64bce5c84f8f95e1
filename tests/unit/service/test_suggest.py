"""What is proposed while a reader types."""

from __future__ import annotations

from pathlib import Path

from searchapp.service.search import SearchService
from tests.web.newsroom import delivered


def test_the_most_frequent_value_in_which_a_word_begins_so_comes_first(tmp_path: Path) -> None:
    """Whichever of its words that is: a family name finds the person."""
    service = SearchService(delivered(tmp_path))
    sources = [each for each in service.suggest("in") if each.field == "source"]
    assert [each.text for each in sources[:2]] == ["Lumen Institute", "Inland Waters"]
    assert sources[0].count > sources[1].count
    assert service.suggest("ose")[0].text == "Daniel Osei"
    assert service.suggest("  ") == ()
    service.close()
