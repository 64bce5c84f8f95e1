"""Places of the lists, by their names in many languages and by their codes."""

from __future__ import annotations

import pytest

from searchapp.ingest.entities.gazetteer import find_place, state_of


@pytest.mark.parametrize(
    ("key", "name"),
    [("китай", "China"), ("германии", "Germany"), ("chine", "China"), ("москве", "Moscow")],
)
def test_one_name_in_many_languages(key: str, name: str) -> None:
    """A place is found by its name in another language, declined too."""
    place = find_place(key)
    assert place is not None
    assert place.name == name


def test_codes_depend_on_the_country() -> None:
    """A code is Australian only in a text that names Australia."""
    assert state_of("WA") == "Washington"
    assert state_of("WA", "a farm in Western Australia") == "Western Australia"
    assert state_of("QQ") is None
