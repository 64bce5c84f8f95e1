"""Which of the spans that overlap stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from searchapp.ingest.entities import evidence
from searchapp.ingest.entities.evidence import Evidence
from searchapp.ingest.entities.resolve import drop_overlaps
from searchapp.ingest.entities.spans import Span

EVIDENCE = sorted({value for value in vars(evidence).values() if isinstance(value, Evidence)})
SPANS = st.lists(
    st.builds(
        lambda start, length, shown: Span(start, start + length, shown),
        st.integers(0, 30),
        st.integers(1, 8),
        st.sampled_from(EVIDENCE),
    ),
    max_size=20,
)


def overlap(one: Span, other: Span) -> bool:
    """Return whether two spans share a character."""
    return one.start < other.end and other.start < one.end


@given(SPANS)
def test_no_span_gives_way_to_a_weaker_one(spans: list[Span]) -> None:
    """What stands does not overlap; what was left out overlaps something at least as strong."""
    standing = drop_overlaps(spans)
    assert standing == sorted(standing, key=lambda span: span.start)
    assert not any(
        overlap(one, other) for at, one in enumerate(standing) for other in standing[at + 1 :]
    )
    for span in spans:
        assert any(
            overlap(span, other) and other.evidence.strength >= span.evidence.strength
            for other in standing
        )


def test_of_two_rules_that_agree_the_first_is_named() -> None:
    """Two rules of one strength that find the same words: what was noted first stands."""
    rules = [Evidence("place", 3.0, rule) for rule in ("dateline", "gazetteer: region", "third")]
    for first in rules:
        noted = sorted(rules, key=lambda rule, first=first: rule != first)  # type: ignore[misc]
        assert drop_overlaps([Span(0, 7, rule) for rule in noted]) == [Span(0, 7, first)]
