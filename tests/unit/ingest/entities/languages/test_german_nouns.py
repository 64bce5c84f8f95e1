"""German nouns that are towns of the lists elsewhere."""

from __future__ import annotations

from searchapp.ingest.entities import extract_entities
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.languages.german_nouns import nouns_like_towns


def test_the_nouns_that_are_no_places_are_places_of_the_lists() -> None:
    """A German noun that no list has for a town need not be taken back."""
    assert all(map(find_place, nouns_like_towns()))


def test_german_nouns_are_nobody_and_nowhere() -> None:
    """Every noun has a capital: without a title or a listed name it is no person, and no town."""
    text = (
        "Sie handelt im Auftrag der Öffentlichkeit, die fragt. Es waren 30 Grad am Ende. Das Holz "
        "ist knapp. Birgitte Holm und Direktorin Zyra Quandt kamen aus Weimar."
    )
    found = extract_entities("", [text], "de")
    assert {entity.name for entity in found.people} == {"Birgitte Holm", "Zyra Quandt"}
    assert {entity.name for entity in found.places} == {"Weimar"}
