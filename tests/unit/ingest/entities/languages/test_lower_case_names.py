"""Organizations whose names go on in lower case."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import extract_entities


@pytest.mark.parametrize(
    ("language", "text", "name"),
    [
        ("fr", "Le pont de l'Agence internationale des eaux vives (AIV) est ouvert.",
         "Agence internationale des eaux vives"),
        ("pt", "A Cooperativa de Estudos da Terra (CET) mede o rio.",
         "Cooperativa de Estudos da Terra"),
        ("de", "Der Hafenverbund Nordstrand (HNS) baut einen Kai.", "Hafenverbund Nordstrand"),
    ],
)  # fmt: skip
def test_a_name_ends_before_its_short_form(language: str, text: str, name: str) -> None:
    """An organization goes on in lower case up to its short form in brackets."""
    found = extract_entities("", [text], language)
    assert name in {organization.name for organization in found.organizations}
