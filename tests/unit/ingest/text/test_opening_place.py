"""The place that opens a release before a dash."""

from __future__ import annotations

import pytest

from searchapp.ingest.text.opening_place import dateline, is_place_alone, strip_dateline


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("GENEVA, March 4, 2023 – The office said", "GENEVA"),
        ("(Dallas, Texas) – The county said", "Dallas, Texas"),
        ("SANTA ANA, Calif. – A man was", "SANTA ANA, Calif."),
        ("New York -- The mayor said", "New York"),
        ("WASHINGTON  D C   The senator said", "WASHINGTON  D C"),
        ("The board met on Monday – and parted on Tuesday.", None),
        ("WIPO Director General Visits Norwick", None),
        ("A well-known man said that", None),
    ],
)
def test_dateline(text: str, place: str | None) -> None:
    """The place before the dash is the dateline; a sentence with a dash has none."""
    assert dateline(text) == place


def test_the_months_of_a_dateline_are_not_its_place() -> None:
    """A month between place and dash is no part of the place, and all of it is stripped."""
    assert dateline("GENEVA, March – The office said") == "GENEVA"
    assert strip_dateline("GENEVA, March 4, 2023 – The office said") == "The office said"


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("WASHINGTON, D.C.", True),
        ("ALBANY, N.Y.", True),
        ("Dallas, TX", True),
        ("The city", False),
    ],
)
def test_a_place_alone(text: str, alone: bool) -> None:
    """A place in capitals, or one with its state, stands alone; other words do not."""
    assert is_place_alone(text) == alone
