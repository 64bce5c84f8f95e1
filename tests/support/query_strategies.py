"""Hypothesis strategies of typed queries."""

from __future__ import annotations

from hypothesis import strategies as st

__all__ = ["QUERIES"]

PIECES = (
    *("a", "or", "OR", "AND", "NOT", "-", "(", ")", '"', "“", "”", "«", "»", "„", "*", "~", "~1"),
    *("^2", ":", "title:", "person:", "people:", "date:", "year:", "foo:", "language:French"),
    *("2024", "2024-03", "..", "...", "2024-03..2024-05", "b*", "水*", "水", " ", " ", "x", "+"),
    *(
        "_",
        "_missing",
        "?",
        "'",
        ",",
        "\u0301",
        "\u200b",
        "http://",
        "1",
        "٣",
        "²",
        "é",
        "İ",
        "ß",
        "\x1f",
        "\0",
        "/",
    ),
)
QUERIES = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text()
