"""The blocks of a page: paragraphs, headings, items and rows, as a reader sees them."""

from __future__ import annotations

import pytest

from searchapp.ingest.html.blocks import Page, parse_markup, read_page, sound_markup
from searchapp.ingest.html.furniture import read_marks


def page_of(markup: str) -> Page:
    """Return the blocks of some markup."""
    return read_page(parse_markup(sound_markup(markup)))


def texts(markup: str) -> list[str]:
    """Return the texts of the blocks of some markup."""
    return [block.text for block in page_of(markup).blocks]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>one <b>two</b>,\n three</p><p>four</p>", ["one two, three", "four"]),
        ("<div>above<p>inside</p>below</div>", ["above", "inside", "below"]),
        ("<p>Re&shy;lease\u200b</p>", ["Release"]),
        ("<p>First line.<br><br>Second line.</p>", ["First line.", "Second line."]),
        ("<p>May 2021<br>Geneva</p>", ["May 2021", "Geneva"]),
        ("<p>a sentence that was only broken<br>where the line was full</p>",
         ["a sentence that was only broken where the line was full"]),
        ("<pre>One line.\n\nAnother line.</pre>", ["One line.", "Another line."]),
        ("<script>var x;</script><style>p{}</style><p>x</p><noscript>y</noscript>", ["x"]),
        ("<table><tr><td>Year<td>Ships<tr><td>2020<td>7</table>", ["Year Ships", "2020 7"]),
        ("<table><tr><td><p>menu</p><td><p>text</p></table>", ["menu", "text"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<p><ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby>です</p>", ["港です"]),
        ("<!-- no -->yes<?php no ?>", ["yes"]),
    ],
)  # fmt: skip
def test_blocks(markup: str, expected: list[str]) -> None:
    """Elements that break lines part blocks, tables of data give rows, comments are nothing."""
    assert texts(markup) == expected


def test_links_are_measured() -> None:
    """The share of linked text tells a menu from a sentence with a link."""
    menu, prose = page_of("<p><a href=x>Home</a></p><p>Read <a href=x>it</a> all today</p>").blocks
    assert menu.link_share == 1
    assert 0 < prose.link_share < 0.2


def test_nothing_is_lost_below_the_depth_that_a_parser_takes() -> None:
    """Text in and behind ten thousand nested elements is there."""
    markup = "<div>" * 10_000 + "<p>deep</p>" + "</div>" * 10_000 + "<p>behind</p>"
    assert texts(markup) == ["deep", "behind"]


PROSE = "<p>" + "Words of the release that go on for a good while, as they do. " * 6 + "</p>"


@pytest.mark.parametrize(
    ("markup", "mark"),
    [
        ("<nav>it</nav>", "menu"),
        ("<div class='site-footer'>it</div>", "footer"),
        ("<div class='socialShareBar'>it</div>", "share"),
        ("<div id='cookie-banner'>it</div>", "cookie"),
        ("<figure><figcaption>it</figcaption></figure>", "caption"),
        ("<div style='display: none'>it</div>", "hidden"),
        ("<div class='tag-share category-related'>it</div>", ""),
        ("<div class='shareholders commentary photovoltaics'>it</div>", ""),
        ("<div class='standfirst'>it</div>", "subtitle"),
    ],
)
def test_marks(markup: str, mark: str) -> None:
    """Tags, names and styles say what an element is; topics in a class do not."""
    page = page_of(f"<body>{markup}{PROSE}</body>")
    assert read_marks(page).blocks[0] == mark


def test_a_form_or_a_name_around_the_whole_text_is_not_believed() -> None:
    """Old systems wrap the page in a form; a frame may be called sidebar-left."""
    for opening in ("<form>", "<div class='sidebar-left'>", "<div style='visibility:hidden'>"):
        assert set(read_marks(page_of(opening + PROSE)).blocks) == {""}


def test_of_several_articles_the_others_are_teasers() -> None:
    """The one with the headline is the release; linked ones beside and inside it are not."""
    teaser = "<article><h3><a href=x>Other news</a></h3><p>A word on it.</p></article>"
    page = page_of(f"<article><h1>News</h1>{PROSE}{teaser}</article>{teaser}")
    marked = [block.text for block, mark in zip(page.blocks, read_marks(page).blocks, strict=True)
              if mark == "related"]  # fmt: skip
    assert marked == ["Other news", "A word on it."] * 2
