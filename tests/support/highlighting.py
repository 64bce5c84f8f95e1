"""Marked passages as text."""

from __future__ import annotations

from searchapp.model import Snippet


def bracketed(snippet: Snippet) -> str:
    """Return the text with its marks in brackets."""
    text = snippet.text
    for start, end in reversed(snippet.marks):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text
