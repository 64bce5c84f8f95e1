"""Properties of documents as numbers of a vocabulary; oracle: text analysed piece by piece."""

from __future__ import annotations

from itertools import chain

from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis import tokens
from searchapp.analysis.tokens import PARAGRAPH_GAP, analyse, analyse_document
from searchapp.analysis.vocabulary import MAX_ENTRIES, Terms, Vocabulary

TEXTS = st.lists(st.text(alphabet="aéA.,'-_ 1\n水ا’The", max_size=12), max_size=5)
LANGUAGES = st.sampled_from(["en", "fr", "ar", "zh", "xx"])


@given(TEXTS, LANGUAGES)
def test_a_field_is_its_texts_with_gaps(texts: list[str], language: str) -> None:
    """The terms are those of the texts; a text without any leaves no gap."""
    terms = analyse_document("", texts, {}, language)["body"]
    found = [pieces for text in texts if (pieces := analyse(text, language))]
    gaps = [[""] * PARAGRAPH_GAP] * len(found)
    wanted = list(chain.from_iterable(chain.from_iterable(zip(found, gaps, strict=True))))
    assert list(terms) == wanted[: len(wanted) - PARAGRAPH_GAP]
    assert len(terms) == len(list(terms))
    assert [terms[at] for at in range(len(terms))] == terms[:] == list(terms)


def test_the_same_terms_have_the_same_number() -> None:
    """What differs by case and signs only is one number, so a vocabulary stays small."""
    vocabulary = Vocabulary(lambda chunk: tuple(analyse(chunk, "en")), PARAGRAPH_GAP)
    numbers = vocabulary.field(["Harbour harbour, (HARBOUR) harbours"]).numbers
    assert len(set(numbers.tolist())) == 1


def test_numbers_outlive_their_vocabulary() -> None:
    """When a vocabulary is full another takes its place, and what was analysed before stays."""
    before = analyse_document("A quay", (), {}, "en")["body"]
    before.vocabulary["x" * 70]  # too long to be kept
    assert "x" * 70 not in before.vocabulary
    for number in range(MAX_ENTRIES // 2):
        before.vocabulary[f"{number}"]
    after = analyse_document("A quay", (), {}, "en")["body"]
    assert before.vocabulary.full
    assert after.vocabulary is not before.vocabulary
    assert before == after == ["", "quay"]
    tokens._vocabularies.clear()


def test_terms_are_compared_as_sequences() -> None:
    """With lists too; with what is no sequence never."""
    terms = analyse_document("Two quays", (), {}, "en")["title"]
    assert isinstance(terms, Terms)
    assert terms == ["two", "quay"]
    assert terms != ["two"]
    assert terms != 2
