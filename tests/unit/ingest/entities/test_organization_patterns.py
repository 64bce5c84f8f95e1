"""Made-up names that act as companies do."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import extract_entities, organization_patterns


def organizations(*paragraphs: str, language: str = "en") -> set[str]:
    """Return the names of the organizations of a release without a title."""
    return {each.name for each in extract_entities("", paragraphs, language).organizations}


@pytest.mark.parametrize(
    "text",
    [
        "The port bought it from Veldora, an energy company of the region.",
        "La empresa Veldora pagará el muelle.",
        "Veldora will build the pier. It was delivered by Veldora in May.",
    ],
)
def test_a_made_up_name_that_acts_is_a_company(text: str) -> None:
    """A word that no list knows is a company if the text says so, or twice lets it act as one."""
    assert organizations(text) == {"Veldora"}


def test_a_made_up_name_alone_is_nothing() -> None:
    """What stands where places do, or only once with a weak sign, stays out."""
    assert organizations("They came to Veldora. Veldora will build a pier.") == set()
    assert organizations("Veldora will stay dry.") == set()


def test_so_many_words_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """The mentions of only so many words are gathered, those first in the text."""
    text = "The company Zyrgonta builds ferries. The company Abelonta builds trams."
    assert organizations(text) == {"Zyrgonta", "Abelonta"}
    monkeypatch.setattr(organization_patterns, "MAX_UNKNOWN_WORDS", 1)
    assert organizations(text) == {"Zyrgonta"}
