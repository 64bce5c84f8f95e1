"""Edit distances, many at a time, are those of the textbook."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.engine.whoosh.string_table import StringTable, encode
from searchapp.engine.whoosh.term_dictionary import distances
from tests.support.oracle import edit_distance

_words = st.text(st.sampled_from("abcé北𝒳"), max_size=6)


@given(words=st.sets(_words, max_size=15).map(sorted), term=_words, most=st.integers(0, 3))
def test_distances(words: list[str], term: str, most: int) -> None:
    """Up to ``most`` they are exact, beyond it they are one more."""
    table = StringTable.of([encode(word) for word in words])
    found = distances(table, 0, len(words), term, most).tolist()
    assert found == [min(edit_distance(word, term), most + 1) for word in words]


@given(words=st.sets(_words, min_size=2, max_size=15).map(sorted), term=_words)
def test_distances_to_some(words: list[str], term: str) -> None:
    """A range of the table is compared alone."""
    table = StringTable.of([encode(word) for word in words])
    found = distances(table, 1, len(words), term, 2).tolist()
    assert found == [min(edit_distance(word, term), 3) for word in words[1:]]
