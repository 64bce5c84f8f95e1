"""German nouns that are towns of the lists elsewhere."""

from __future__ import annotations

from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.languages.german_nouns import nouns_like_towns


def test_the_nouns_that_are_no_places_are_places_of_the_lists() -> None:
    """A German noun that no list has for a town need not be taken back."""
    assert all(map(find_place, nouns_like_towns()))
