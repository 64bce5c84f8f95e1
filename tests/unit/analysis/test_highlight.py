"""Which words are marked: exactly those whose terms are wanted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.highlight import HighlightTerms, Marker, mark
from searchapp.analysis.tokens import tokens
from tests.support.highlighting import bracketed

CHUNKS = st.lists(
    st.sampled_from(
        ["patents", "Patent-holder", "the", "l'eau", "专利合作", "treaty,", "é", "\n", "  "]
    )
)
TERMS = ("patent", "treati", "利合", "leau", "holder")


@given(CHUNKS.map(" ".join) | st.text(), st.sets(st.sampled_from(TERMS)))
def test_marks_are_the_wanted_words(text: str, terms: set[str]) -> None:
    """Oracle: every token with a wanted term is under a mark, and nothing else is."""
    snippet = mark(text, "en", Marker(HighlightTerms(words=[sorted(terms)])))
    under = {at for start, end in snippet.marks for at in range(start, end)}
    expected = {
        at for start, end, term in tokens(text, "en") if term in terms for at in range(start, end)
    }
    assert snippet.text == text
    assert under == expected


@given(CHUNKS.map(" ".join), st.lists(st.sampled_from(["patent", "treati", ""]), min_size=1))
def test_marks_of_a_phrase_are_its_occurrences(text: str, words: list[str]) -> None:
    """Oracle: the words of a phrase are marked where all of them follow each other."""
    words = ["patent", *words, "treati"]
    slots = [(word,) if word else () for word in words]
    found = list(tokens(text, "en"))
    expected = {
        at
        for first in range(len(found) - len(words) + 1)
        if all(not word or found[first + i][2] == word for i, word in enumerate(words))
        for i, word in enumerate(words)
        if word
        for at in range(*found[first + i][:2])
    }
    snippet = mark(text, "en", Marker(HighlightTerms(phrases=[slots])))
    assert {at for start, end in snippet.marks for at in range(start, end)} == expected


@pytest.mark.parametrize(
    ("terms", "language", "text", "marked"),
    [
        (HighlightTerms([["patent"]]), "en", "Patents, patented.", "[Patents], [patented]."),
        (HighlightTerms([["us"]]), "en", "The U.S. office", "The [U.S]. office"),
        (HighlightTerms([["eau"]]), "fr", "Pour l’eau", "Pour [l’eau]"),
        (HighlightTerms([["resum"]]), "en", "A résumé", "A [résumé]"),
        (HighlightTerms([["патент"]]), "ru", "Два патента", "Два [патента]"),
        (HighlightTerms([["ملك"]]), "ar", "حماية الملكية", "حماية [الملكية]"),
        (HighlightTerms(phrases=[[["专利"], ["利局"]]]), "zh", "新专利局长", "新[专利局]长"),
        (
            HighlightTerms(prefixes=["inno"]),
            "en",
            "Innovation, innocence",
            "[Innovation], [innocence]",
        ),
        (
            HighlightTerms(fuzzy=[("tretiy", 1, 1)]),
            "und",
            "tretiy treity treaty",
            "[tretiy] [treity] treaty",
        ),
        (HighlightTerms(fuzzy=[("treity", 1, 2)]), "und", "traety treaty", "traety [treaty]"),
        (
            HighlightTerms(phrases=[[["right"], [], ["appeal"]]]),
            "en",
            "A right of appeal is not a right. Appeal",
            "A [right] of [appeal] is not a right. Appeal",
        ),
    ],
)
def test_examples(terms: HighlightTerms, language: str, text: str, marked: str) -> None:
    """Words are marked whole, as they stand in the text, by what analysis makes of them."""
    assert bracketed(mark(text, language, Marker(terms))) == marked


def test_size_counts_what_is_wanted() -> None:
    """Each word of a phrase is one thing wanted, a gap is none; nothing wanted is false."""
    assert (
        len(Marker(HighlightTerms([["a", "b"], ["c"]], [[["d"], [], ["e"]]], ["f"], [("g", 1, 1)])))
        == 6
    )
    assert not Marker(HighlightTerms())
