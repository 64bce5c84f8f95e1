"""Inversion and merging: the same postings whatever way the documents took."""

from __future__ import annotations

from collections import defaultdict
from itertools import cycle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from searchapp.analysis.tokens import analyse_document
from searchapp.engine.whoosh import postings as postings_module
from searchapp.engine.whoosh.arrays import ArrayFile, ArrayFileWriter
from searchapp.engine.whoosh.inverter import FieldBuffer
from searchapp.engine.whoosh.postings import FieldPostings, merge, narrow

_documents = st.lists(
    st.lists(st.sampled_from(("", "a", "b", "ab", "é", "北")), max_size=8), max_size=6
)
Inverted = dict[str, dict[int, list[int]]]


def inverted(documents: list[list[str]]) -> Inverted:
    """Invert in plain Python: term -> document -> positions."""
    found: Inverted = defaultdict(lambda: defaultdict(list))
    for number, terms in enumerate(documents):
        for position, term in enumerate(terms):
            if term:
                found[term][number].append(position)
    return {term: dict(found[term]) for term in sorted(found)}


def unfolded(postings: FieldPostings) -> Inverted:
    """Read all postings of a field back."""
    assert postings.occurrences is not None
    found: Inverted = {}
    for number, term in enumerate(postings.terms):
        low, high = postings.extent(number)
        at = int(postings.occurrences.places[number])
        held = found[term.decode()] = {}
        counts = postings.counts(slice(low, high)).tolist()
        for doc, count in zip(postings.docs[low:high].tolist(), counts, strict=True):
            held[doc] = postings.occurrences.positions[at : at + count].tolist()
            at += count
        assert at == postings.occurrences.places[number + 1]
    return found


def buffered(documents: list[list[str]]) -> FieldPostings:
    """Invert with the buffer."""
    buffer = FieldBuffer(positions=True)
    for terms in documents:
        buffer.add(terms)
    return buffer.invert()


@given(documents=_documents)
def test_inversion(documents: list[list[str]]) -> None:
    """Terms are sorted, gaps are positions without a term, lengths count terms alone."""
    found = buffered(documents)
    assert unfolded(found) == inverted(documents)
    assert found.occurrences is not None
    lengths = [sum(term != "" for term in terms) for terms in documents]
    assert found.occurrences.lengths.tolist() == lengths


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(_documents, min_size=1, max_size=3),
    gone=st.sets(st.integers(0, 12)),
    size=st.sampled_from((1, 4, 1 << 21)),
)
def test_merging_is_inverting_what_is_left(
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    parts: list[list[list[str]]],
    gone: set[int],
    size: int,
) -> None:
    """However the documents were spread over inputs and whichever are gone, and however small the
    slices: the result is that of inverting the remaining ones together."""
    monkeypatch.setattr(postings_module, "_SLICE", size)
    inputs = []
    left: list[list[str]] = []
    number = 0
    for documents in parts:
        numbers = []
        for terms in documents:
            numbers.append(-1 if number in gone else len(left))
            if number not in gone:
                left.append(terms)
            number += 1
        inputs.append((buffered(documents), np.array(numbers, np.int64)))
    path = tmp_path_factory.mktemp("merge") / "file"
    file = ArrayFileWriter(path)
    merge(file, "body", inputs, len(left))
    file.close()
    found = FieldPostings.read(ArrayFile(path), "body")
    assert unfolded(found) == inverted(left)
    assert found.occurrences is not None
    assert found.occurrences.lengths.tolist() == [sum(map(bool, terms)) for terms in left]


def test_a_facet_has_no_positions(tmp_path: Path) -> None:
    """The postings of a facet are documents alone; each value counts once."""
    buffer = FieldBuffer(positions=False)
    buffer.add(("b", "a"))
    buffer.add(("b",))
    found = buffer.invert()
    assert found.occurrences is None
    assert [found.docs[slice(*found.extent(number))].tolist() for number in (0, 1)] == [[0], [0, 1]]
    assert found.counts(slice(0, 3)).tolist() == [1, 1, 1]


@pytest.mark.parametrize(
    ("largest", "kind"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_535, "u2"), (65_536, "u4")]
)
def test_narrow(largest: int, kind: str) -> None:
    """Numbers take the smallest type that holds the largest of them."""
    assert narrow(np.array([0, largest])).dtype == np.dtype(kind)
    assert narrow(np.array([], np.int64)).dtype == np.dtype("u1")


@given(st.lists(st.tuples(st.booleans(), st.text(alphabet="ab the水.", max_size=12)), max_size=8))
def test_numbered_terms_are_inverted_like_plain_ones(texts: list[tuple[bool, str]]) -> None:
    """Terms may come as numbers of several vocabularies and as lists, in any order."""
    numbered, plain = FieldBuffer(positions=True), FieldBuffer(positions=True)
    for language, (as_list, text) in zip(cycle(("en", "zh")), texts, strict=False):
        terms = analyse_document(text, (), {}, language)["title"]
        numbered.add(list(terms) if as_list else terms)
        plain.add(list(terms))
    assert numbered.tokens == plain.tokens
    found, wanted = numbered.invert(), plain.invert()
    assert list(found.terms) == list(wanted.terms)
    for name in ("starts", "docs"):
        assert np.array_equal(getattr(found, name), getattr(wanted, name))
    assert found.occurrences
    assert wanted.occurrences
    for name in ("counts", "places", "positions", "lengths"):
        assert np.array_equal(getattr(found.occurrences, name), getattr(wanted.occurrences, name))
