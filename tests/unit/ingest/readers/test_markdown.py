"""Markdown and front matter: fields are read, marks go, and nothing is expanded."""

from __future__ import annotations

import pytest

from searchapp.errors import PageSkipped
from tests.support.reading import candidates_of


def test_front_matter_gives_metadata_and_the_rest_is_text() -> None:
    """Markdown loses its marks, keeps its blocks, and the fields are read."""
    text = (
        "---\ntitle: Harbour opens\ndate: 2024-03-02\nlang: en-GB\nurl: https://example.org/1\n---\n"
        "# Harbour opens\n\nThe **new** harbour\nis open.\n\n- One\n- Two\n"
    )
    (page,) = candidates_of("a.md", text.encode())
    assert page.text == "The new harbour is open.\n\nOne\n\nTwo"
    assert page.metadata.title == "Harbour opens"
    assert page.metadata.dates[0].value == "2024-03-02"
    assert (page.metadata.language, page.metadata.url) == ("en", "https://example.org/1")


def test_a_dump_with_front_matter_is_still_a_dump() -> None:
    """The fields are read and the rest goes on to the line model."""
    (page,) = candidates_of(
        "a.txt", b"---\ntitle: T\ndate: '1960-01-22'\n---\n\n Line one\n Line two\n"
    )
    assert (page.kind, page.metadata.title) == ("text", "T")
    assert page.text.split() == ["Line", "one", "Line", "two"]


def test_aliases_in_front_matter_are_refused() -> None:
    """A few lines that stand for gigabytes are malformed, not expanded."""
    bomb = "---\na: &a [x, x]\nb: &b [*a, *a]\n---\nText\n"
    with pytest.raises(PageSkipped) as caught:
        candidates_of("a.md", bomb.encode())
    assert caught.value.code == "page.malformed"
