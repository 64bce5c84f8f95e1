"""Values reach the reader in words, and passages as text that cannot be more than text."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from searchapp.model import PublicationDate, Snippet
from searchapp.web import template_filters

HOSTILE = st.text(alphabet="<>&\"'ab/ script", max_size=30) | st.text(max_size=30)
MARKS = st.lists(st.tuples(st.integers(-3, 40), st.integers(-3, 40)), max_size=5).map(tuple)


@given(HOSTILE, MARKS)
def test_a_marked_passage_is_the_text_with_marks(
    text: str, marks: tuple[tuple[int, int], ...]
) -> None:
    """Whatever the offsets: without its marks the HTML is the escaped text, nothing else."""
    html = str(template_filters.marked(Snippet(text, marks)))
    assert re.sub("</?mark>", "", html) == str(escape(text))
    assert html.count("<mark>") == html.count("</mark>")


def test_marks_are_where_they_belong() -> None:
    """Offsets count code points of the text, not of the HTML."""
    html = template_filters.marked(Snippet("a < b 𝒞 d", ((4, 5), (6, 7))))
    assert html == "a &lt; <mark>b</mark> <mark>𝒞</mark> d"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2024-03-29", "29 March 2024"),
        ("2024-03", "March 2024"),
        ("2024", "2024"),
        ("2024-99", "2024-99"),
        ("soon", "soon"),
    ],
)
def test_dates_in_words(value: str, words: str) -> None:
    """A date is as exact in words as it is known."""
    assert template_filters.iso_words(value) == words


def test_an_unknown_date_is_said_to_be_unknown() -> None:
    """No date is no date, and a doubtful one is called uncertain."""
    assert template_filters.date_words(None) == "no date"
    doubtful = PublicationDate("2024", "year", "file name", 0.3)
    assert template_filters.origin_words(doubtful) == "date from the file name, uncertain"


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "JAVASCRIPT://x/%0aalert(1)", "data:text/html,x", "//x", "http:", "",
     None, "file:///etc/passwd", "http://[", " javascript:alert(1)"],
)  # fmt: skip
def test_dangerous_addresses_are_no_links(url: str | None) -> None:
    """Only http and https with a host are linked."""
    assert template_filters.web_address(url) == ""


def test_web_addresses_are_links() -> None:
    """Ordinary addresses pass unchanged."""
    assert (
        template_filters.web_address("HTTPS://example.org/a?b=c#d") == "HTTPS://example.org/a?b=c#d"
    )


@given(st.text())
def test_text_for_xml_has_no_forbidden_characters(text: str) -> None:
    """Every character that is left is allowed in XML 1.0; letters are not touched."""
    kept = template_filters.xml_text(text)
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", kept)
    assert template_filters.xml_text("Ж 中\tأ") == "Ж 中\tأ"
