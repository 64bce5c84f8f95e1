"""A short form in brackets stands for the words before it."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities.acronyms import find_acronyms


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
