"""The steps below extraction: preparing text, short forms, places, lists in names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.entities import extract_entities
from searchapp.ingest.entities.acronyms import acronyms_of
from searchapp.ingest.entities.gazetteer import find_place, state_of
from searchapp.ingest.entities.prepare import has_lost_punctuation, prepare

TEXT = st.text(alphabet="aAbB sS.,;:'’\n()-UDCt", max_size=200)


@given(TEXT)
def test_prepare_keeps_the_length(text: str) -> None:
    """No character moves: positions in the prepared text are positions in the text."""
    assert len(prepare(text)) == len(text)


@given(TEXT)
def test_prepare_changes_no_letter(text: str) -> None:
    """Letters change their case or give way to a blank or mark, nothing else."""
    for before, after in zip(text, prepare(text), strict=True):
        assert after.lower() == before.lower() or not after.isalnum()


def test_prose_is_left_alone() -> None:
    """A sentence keeps its capitals."""
    line = "The Harbour Board of Corvel met Anna Duarte on Friday, and she agreed."
    assert prepare(line) == line


def test_headlines_lose_capitals_of_common_words() -> None:
    """In a line of capitals names and titles keep one, common words none."""
    prepared = prepare("SENATOR ANNA DUARTE WELCOMES BETTER RULES")
    assert prepared == "Senator Anna Duarte welcomes better rules"


def test_lost_marks_come_back() -> None:
    """In long text without marks a double blank is where a mark was."""
    words = "the plan helps towns and farms in the valley  and it costs little  Senator Ann Duarte "
    text = words * 5
    assert has_lost_punctuation(text)
    assert "valley, and" in prepare(text)


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("the Harbour Safety Authority (HSA) met", "HSA", "Harbour Safety Authority"),
        ("the Centre for Rural Transport [CRT] met", "CRT", "Centre for Rural Transport"),
    ],
)
def test_short_forms(text: str, short: str, long: str) -> None:
    """A short form in brackets is explained by the words before it."""
    assert acronyms_of(text)[short].long == long


@pytest.mark.parametrize("text", ["Ann Duarte (D-NV) spoke", "it rose (IN PART)", "call (ABC)"])
def test_brackets_that_define_nothing(text: str) -> None:
    """Party tags and words that do not fit are no short forms."""
    assert not acronyms_of(text)


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


def test_lists_in_names() -> None:
    """A body with commas in its name is one body."""
    found = extract_entities("", ["The Senate Committee on Trade, Energy and Water met today."])
    assert [body.name for body in found.organizations] == [
        "Senate Committee on Trade, Energy and Water"
    ]


def test_parts_are_read_too() -> None:
    """Who stands only in the contact part is found; evidence counts on from the body."""
    found = extract_entities("", ["The plan was passed."], "en", ["Contact: Anna Duarte, 555 0100"])
    assert [person.name for person in found.people] == ["Anna Duarte"]
    assert found.evidence[0].paragraph == 1
