"""A prepared text has the capitals and marks of prose, and every character in its place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.entities.normalization import has_lost_punctuation, prepare

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
