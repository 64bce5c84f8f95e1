"""The headline of a page: the heading rule, and declared titles without their site."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.html.clean_html import extract_html
from searchapp.ingest.html.headline import strip_site_name

BODY = "<p>" + "The ferry left the harbour before the fog came down upon the water. " * 3 + "</p>"


def title_of(head: str, body: str) -> str:
    """Return the headline of a page with that head, and that above its text."""
    return extract_html(f"<html><head>{head}</head><body>{body}{BODY}</body></html>").title


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ("<title>Ferry leaves harbour early | Port News</title>",
         "<h1>Port News</h1><h2>Ferry leaves harbour early</h2>"),
        ("<title>Port News :: Ferry leaves harbour early</title>",
         "<h1>Ferry leaves harbour early</h1>"),
        ("<title>Start page</title>", "<h1>Ferry leaves harbour early</h1>"),
        ("<title>Ferry leaves harbour early – Port News</title>", ""),
        ('<meta property="og:title" content="Ferry leaves harbour early">'
         "<title>Ferry leaves harbour early - Port News</title>",
         "<h1><span>Shipping</span> Ferry leaves harbour early</h1>"),
        ('<meta property="og:site_name" content="Port News">'
         "<title>Port News | Ferry leaves harbour early</title>", "<nav><h2>Menu</h2></nav>"),
    ],
)  # fmt: skip
def test_the_headline_is_found(head: str, body: str) -> None:
    """The site's own name, a line above the headline and menu headings do not get in."""
    assert title_of(head, body) == "Ferry leaves harbour early"


def test_a_dash_inside_the_headline_stays() -> None:
    """Half a headline is worse than a site's name behind it."""
    title = "Fog over the port – ferry leaves early"
    assert title_of(f"<title>{title} | Port News</title>", f"<h1>{title}</h1>") == title


def test_the_headline_is_not_in_the_body() -> None:
    """It is said once, as the title."""
    content = extract_html(
        "<html><title>Ferry leaves harbour early</title><body><h1>Ferry leaves harbour early</h1>"
        f"{BODY}</body></html>"
    )
    assert "Ferry leaves harbour early" not in content.paragraphs
    assert len(content.paragraphs) == 1


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=30))
def test_without_site_returns_a_part_of_the_title(title: str, site: str) -> None:
    """Nothing is added, and what is left of a title that says something is not empty."""
    found = strip_site_name(title, site)
    assert found in title
    assert bool(found) == bool(title.strip()) or not found.strip("|–—·•»«›/-: ")
