"""A short form in brackets stands for the words before it."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities import extract_entities
from searchapp.ingest.entities.acronyms import find_acronyms


def organizations(*paragraphs: str, language: str = "en") -> set[str]:
    """Return the names of the organizations of a release without a title."""
    return {each.name for each in extract_entities("", paragraphs, language).organizations}


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Harbour Safety Authority (HSA) met", "HSA", "Harbour Safety Authority"),
        ("the Centre for Rural Transport [CRT] met", "CRT", "Centre for Rural Transport"),
    ],
)
def test_short_forms(text: str, short: str, long: str) -> None:
    """A short form in brackets is explained by the words before it."""
    assert find_acronyms(text)[short].long == long


@pytest.mark.parametrize("text", ["Ann Duarte (D-NV) spoke", "it rose (IN PART)", "call (ABC)"])
def test_brackets_that_define_nothing(text: str) -> None:
    """Party tags and words that do not fit are no short forms."""
    assert not find_acronyms(text)


def test_initials_reach_to_the_first_word() -> None:
    """Letters inside words do not shorten a long form whose initials fit."""
    found = find_acronyms("Maps of the East Harbour Earth Observation Council (EHEOC) are free.")
    assert found["EHEOC"].long == "East Harbour Earth Observation Council"


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
def test_bodies_in_lower_case_before_their_short_form(language: str, text: str, name: str) -> None:
    """A body goes on in lower case up to its short form in brackets."""
    assert name in organizations(text, language=language)
