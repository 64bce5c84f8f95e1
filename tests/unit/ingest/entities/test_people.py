"""How good words without a title are as the name of a person."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities.capitalized_runs import Run
from searchapp.ingest.entities.evidence import (
    COMMON_FAMILY_NAME,
    COMMON_FIRST_NAME,
    LISTED_FAMILY_NAME,
    LISTED_NAME,
    POSSIBLE_NAME,
    Evidence,
)
from searchapp.ingest.entities.people import is_name, name_evidence

EVIDENCE = [LISTED_NAME, COMMON_FAMILY_NAME, COMMON_FIRST_NAME, LISTED_FAMILY_NAME, POSSIBLE_NAME]
NAMES = [
    ("Anna Duarte", LISTED_NAME),
    ("Maria Zyrgolta", LISTED_NAME),
    ("Anna Brown", COMMON_FAMILY_NAME),
    ("Bill Brown", LISTED_FAMILY_NAME),
    ("Zyrgo Duarte", LISTED_FAMILY_NAME),
    ("Zyrgo Mbeltu", POSSIBLE_NAME),
    ("Annual Report", None),
    ("Anna", None),
    ("Department of Labor", None),
]


@pytest.mark.parametrize(("words", "expected"), NAMES)
def test_lists_and_common_words_grade_a_name(words: str, expected: Evidence | None) -> None:
    """A listed first name is worth most, a name of unknown words is only possible."""
    run = Run(words, 0, len(words))
    assert name_evidence(run, 0, run.length) == expected


@pytest.mark.parametrize(("words", "evidence"), NAMES)
@pytest.mark.parametrize("least", EVIDENCE)
def test_a_name_is_as_good_as_asked(words: str, evidence: Evidence | None, least: Evidence) -> None:
    """Words are a name at a grade if their evidence is no weaker than that grade."""
    run = Run(words, 0, len(words))
    expected = evidence is not None and evidence.strength >= least.strength
    assert is_name(run, 0, run.length, least) == expected
