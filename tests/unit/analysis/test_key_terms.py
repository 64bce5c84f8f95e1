"""Which terms tell what a release is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.analysis.key_terms import key_terms

FREQUENCY = {
    "patent": 10,
    "geneva": 50,
    "announc": 400,
    "said": 900,
    "once": 1,
    "2024": 5,
    "专利": 5,
}


def test_rare_repeated_terms_come_first() -> None:
    """Weight is tf-idf; what all or none of the others have tells nothing, nor do numbers."""
    terms = ["said"] * 9 + [
        "patent",
        "geneva",
        "geneva",
        "announc",
        "",
        "once",
        "2024",
        "of",
        "专利",
    ]
    assert key_terms(
        terms, lambda asked: {term: FREQUENCY.get(term, 100) for term in asked}, 1000
    ) == (*("专利", "geneva", "patent", "announc"),)


@given(st.lists(st.sampled_from([*FREQUENCY, ""])), st.integers(0, 4))
def test_order_of_the_text_does_not_matter(terms: list[str], limit: int) -> None:
    """The same words give the same terms, at most as many as asked for, none twice."""
    found = key_terms(terms, lambda asked: FREQUENCY, 1000, limit)
    assert found == key_terms(terms[::-1], lambda asked: FREQUENCY, 1000, limit)
    assert len(set(found)) == len(found) <= limit


def test_small_collections_have_telling_terms() -> None:
    """Two releases with the same word are related, though that is all of them."""
    assert key_terms(["lake"], lambda asked: {"lake": 2}, 2) == ("lake",)
