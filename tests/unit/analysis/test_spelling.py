"""Other spellings of a word, from what an index offers: terms by prefix, frequencies, texts."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.spelling import edits, suggest_word
from searchapp.analysis.tokens import analyse

TEXTS = (
    "The patent office and the senate agreed on innovation treaties for governments.",
    "Patents protect innovation; the government committee reported on agriculture.",
    "Patients of the agricultural committee asked for a patent.",
    "The treaty organization announced international negotiations.",
)
DOCUMENTS = tuple(set(analyse(text, "en")) - {""} for text in TEXTS)
FREQUENCY = Counter(term for document in DOCUMENTS for term in document)


def suggested(word: str, *, with_texts: bool = True) -> str | None:
    """Ask for another spelling over the texts above."""

    def terms(prefix: str, limit: int) -> list[tuple[str, int]]:
        return sorted(item for item in FREQUENCY.items() if item[0].startswith(prefix))[:limit]

    def texts_with(term: str) -> list[str]:
        return [text for text, document in zip(TEXTS, DOCUMENTS, strict=True) if term in document]

    frequency = FREQUENCY.__getitem__
    if not with_texts:
        return suggest_word(word, "en", terms, frequency)
    return suggest_word(word, "en", terms, frequency, texts_with)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pattent", "patent"),
        ("Pattents", "patents"),
        ("goverment", "government"),
        ("innovatoin", "innovation"),
        ("comittee", "committee"),
        ("agricolture", "agriculture"),
        ("agriccullture", "agriculture"),
    ],
)
def test_typing_errors(typed: str, meant: str) -> None:
    """A word that is not in the index leads to the nearest one that stands in a release."""
    assert suggested(typed) == meant


@pytest.mark.parametrize(
    "word", ["patent", "the", "pat", "xqzzvvyy", "専利合作機関", "covid19", "x" * 40, "", "é"]
)
def test_no_suggestion(word: str) -> None:
    """Known, short, hopeless and odd words are left alone."""
    assert suggested(word) is None


def test_without_texts_only_the_stem_may_differ() -> None:
    """There is then no evidence for the ending, so it stays as typed."""
    assert suggested("comittee", with_texts=False) == "committee"
    assert suggested("innovatoin", with_texts=False) is None


@given(st.text(max_size=12))
def test_suggestions_are_words_of_the_index(word: str) -> None:
    """Whatever is typed, what is suggested is found, and is not what was typed."""
    found = suggested(word)
    if found is not None:
        assert found != word.lower()
        assert FREQUENCY[analyse(found, "en")[0]] >= 2


@cache
def slow_distance(first: str, second: str) -> int:
    """Oracle: optimal string alignment by its recursive definition."""
    if not first or not second:
        return len(first) + len(second)
    options = [
        slow_distance(first[:-1], second) + 1,
        slow_distance(first, second[:-1]) + 1,
        slow_distance(first[:-1], second[:-1]) + (first[-1] != second[-1]),
    ]
    if first[-2:] == second[-2:][::-1] and len(first) > 1 < len(second):
        options.append(slow_distance(first[:-2], second[:-2]) + 1)
    return min(options)


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_edits_count_as_defined(first: str, second: str, most: int) -> None:
    """The bounded distance is the distance, or one more than the bound."""
    assert edits(first, second, most) == min(slow_distance(first, second), most + 1)
