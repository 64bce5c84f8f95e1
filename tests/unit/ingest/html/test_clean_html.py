"""The main text of HTML pages: what stays, what goes, and what no page may do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.html.blocks import parse_markup, sound_markup
from searchapp.ingest.html.clean_html import extract_html

PAGE = """<!doctype html><html lang="en"><head>
<title>Harbour Board opens northern quay | Harbour Board</title>
<meta property="og:site_name" content="Harbour Board">
<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2023-04-18"}</script>
</head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<main><article>
<h1>Harbour Board opens northern quay</h1>
<p>FOR IMMEDIATE RELEASE</p>
<p>The Harbour Board opened the northern quay on Tuesday, after two years of work.</p>
<h2>Two years of work</h2>
<p>Short words count too.</p>
<ul><li>Length: 420 metres</li><li>Depth: 11 metres</li></ul>
<table><tr><th>Year</th><th>Ships</th></tr><tr><td>2021</td><td>310</td></tr></table>
<figure><img src="q.jpg"><figcaption>The quay at dawn</figcaption></figure>
<p>The first ferry is expected in May, said the harbour master, Ada Lindqvist.</p>
</article></main>
<aside><h3>Related</h3><p>Other news of the board that nobody asked for on this page.</p></aside>
<footer><p>Copyright Harbour Board. All rights reserved. Privacy and terms.</p></footer>
</body></html>"""

HOSTILE = {
    "nested": "<div>" * 100_000 + "<p>Deep down there is a sentence of some length.</p>",
    "nested inline": "<b><i>" * 50_000 + "A sentence of some length that nobody closed.",
    "angle brackets": "<" * 200_000,
    "open tags": "<a " * 100_000,
    "nested lists": "<ul><li>" * 30_000 + "An item of the innermost list, at last.",
    "no spaces": "a" * 500_000,
    "nested JSON-LD": '<script type="application/ld+json">'
    + "[" * 100_000
    + "</script><p>Text</p>",
    "surrogate": "<p>A lone \ud800 in a sentence of some length, which is no character.</p>",
    "nulls": "<p>A \x00 in a sentence\x00 of some length.</p>",
}


def test_a_small_page_keeps_its_body_and_loses_its_furniture() -> None:
    """Headings, items and rows keep their place; furniture is dropped, with the reason."""
    content = extract_html(PAGE)
    assert content.title == "Harbour Board opens northern quay"
    assert content.paragraphs == (
        "The Harbour Board opened the northern quay on Tuesday, after two years of work.",
        "Two years of work",
        "Short words count too.",
        "Length: 420 metres",
        "Depth: 11 metres",
        "Year Ships",
        "2021 310",
        "The first ferry is expected in May, said the harbour master, Ada Lindqvist.",
    )
    assert content.parts["caption"] == ("The quay at dawn",)
    assert {piece.reason for piece in content.dropped} >= {"menu", "aside", "footer"}
    assert [date.value for date in content.metadata.dates][:1] == ["2023-04-18"]


def test_a_page_without_prose_has_no_paragraphs() -> None:
    """Nothing is made up where there is nothing; turning the page away is the gate's business."""
    for markup in ("", " ", "<html></html>", "<nav><a href='/'>Home</a></nav>"):
        assert extract_html(markup).paragraphs == ()


SENTENCE = "The harbour master counted the ships by hand and wrote each name into a book."


def test_a_lead_in_an_element_of_its_own_is_kept() -> None:
    """The first paragraph often stands apart, in a header or a box; it is the most telling one."""
    lead = "The northern quay of the harbour was opened on Tuesday after two years of work."
    content = extract_html(
        f"<body><div><h1>Quay opened</h1><div class='intro'><p>{lead}</p></div></div>"
        f"<div class='text-body'>{f'<p>{SENTENCE}</p>' * 6}</div></body>"
    )
    assert content.paragraphs[0] == lead


def test_names_that_would_make_furniture_of_the_text_are_not_believed() -> None:
    """A frame called widget holds the text, beside long comments: it is found all the same."""
    comments = "".join(
        f"<div class='comment'><p>Reader {i} says: {SENTENCE}</p></div>" for i in range(9)
    )
    content = extract_html(
        "<body><main><h1>Quay opened</h1>"
        f"<div class='widget'>{f'<p>{SENTENCE}</p>' * 4}</div></main>"
        f"<div id='comments'>{comments}</div></body>"
    )
    assert SENTENCE in content.paragraphs


def test_a_text_that_only_json_ld_holds_is_read_from_there() -> None:
    """Pages that fetch their text by script declare it at times; that beats an empty release."""
    body = "\\n".join([SENTENCE] * 5)
    content = extract_html(
        '<script type="application/ld+json">'
        f'{{"@type":"NewsArticle","articleBody":"{body}"}}</script>'
        "<body><h1>Quay opened</h1><p>Please wait.</p></body>"
    )
    assert content.paragraphs == (SENTENCE,) * 5
    assert content.flags == ("body from json-ld",)
    assert any("Please wait." in piece.text for piece in content.dropped)


def test_parts_and_calls_are_taken_out_of_the_body() -> None:
    """The issuer's own paragraph and contact are parts; a call to subscribe is dropped."""
    content = extract_html(
        f"<body><article><h1>Quay opened</h1>{f'<p>{SENTENCE}</p>' * 4}"
        "<p>Sign up for <a href=x>our newsletter</a> today.</p>"
        f"<div class='about-us'><p>The board runs the port. {SENTENCE}</p></div>"
        "<div class='press-contact'><p>Ada Lindqvist, +47 5555 0101</p></div></article></body>"
    )
    assert content.paragraphs == (SENTENCE,) * 4
    assert content.parts["about"] == (f"The board runs the port. {SENTENCE}",)
    assert content.parts["contact"] == ("Ada Lindqvist, +47 5555 0101",)
    assert any(piece.reason == "form" for piece in content.dropped)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_in_good_time(name: str) -> None:
    """Depth, size and nonsense neither raise nor lose the sentence that is there."""
    content = extract_html(HOSTILE[name])
    if "sentence" in HOSTILE[name]:
        assert "sentence" in " ".join(content.paragraphs)


FRAGMENTS = (
    "<p> </p> <div class='share'> </div> <li> <table> <tr> <td> </table> <h1> </h1> <br> <nav> "
    "</nav> <!-- --> <time> <figure> <pre> <a_href=x> </a> &amp; x 2_May_2021 "
    "Some_words,_and_more_of_them,_to_make_a_paragraph_of_the_usual_length."
).split()
markups = st.lists(
    st.sampled_from(FRAGMENTS).map(lambda piece: piece.replace("_", " "))
    | st.sampled_from(["<div class='share'>", "\n"])
    | st.text(max_size=20),
    max_size=40,
).map("".join)


@settings(deadline=None)
@given(markups)
def test_the_body_is_a_subsequence_of_the_page(markup: str) -> None:
    """Every paragraph stands in the page's text, in order; no markup makes the reader raise."""
    content = extract_html(markup)
    text = iter(re.sub(r"\s+", "", _text_of(markup)))
    body = re.sub(r"\s+", "", "".join(content.paragraphs))
    assert all(char in text for char in body)


@settings(deadline=None)
@given(markups)
def test_the_same_markup_gives_the_same_content(markup: str) -> None:
    """Extraction has no state and no chance in it."""
    assert extract_html(markup) == extract_html(markup)


def _text_of(markup: str) -> str:
    tree = parse_markup(sound_markup(markup))
    return "" if tree is None else "".join(tree.itertext())
