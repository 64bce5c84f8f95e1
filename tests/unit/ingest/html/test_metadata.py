"""What a page says about itself: dates with honest confidence, language, address, authors."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from searchapp.ingest.html.clean_html import extract_html
from searchapp.ingest.types import DeclaredDate

PROSE = (
    "<p>" + "The council met on the old bridge and spoke of the river at some length. " * 4 + "</p>"
)
SURE = 0.9


def page(head: str = "", body: str = "", attributes: str = 'lang="en"') -> str:
    """Return a page with a headline, some lines below it, and a paragraph."""
    return (
        f"<html {attributes}><head>{head}</head><body><h1>Council meets on bridge</h1>"
        f"{body}{PROSE}</body></html>"
    )


def dates(markup: str) -> tuple[DeclaredDate, ...]:
    """Return the dates that a page declares, the most trusted first."""
    return extract_html(markup).metadata.dates


@pytest.mark.parametrize(
    ("head", "body"),
    [
        ('<meta property="article:published_time" content="2021-06-03T09:00:00+02:00">', ""),
        ('<meta name="DC.date.issued" content="2021-06-03">', ""),
        ('<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2021-06-03"}'
         "</script>", ""),
        ('<script type="application/ld+json">{"@graph":[{"@type":["Thing","Report"],'
         '"datePublished":"2021-06-03T10:00:00Z"}]}</script>', ""),
        ("", '<meta itemprop="datePublished" content="20210603">'),
        ("", '<time datetime="2021-06-03" pubdate>Thursday</time>'),
        ("", '<div class="entry-date">3 June 2021</div>'),
        ("", "<p>Posted on June 3, 2021</p>"),
        ('<link rel="canonical" href="https://bridge.example/2021/06/03/council">', ""),
    ],
)  # fmt: skip
def test_every_syntax_of_a_date_is_read(head: str, body: str) -> None:
    """JSON-LD, meta, microdata, time, address and a visible line each give the day."""
    found = dates(page(head, body))
    assert found[0].value == "2021-06-03"
    assert found[0].confidence >= 0.5


def test_places_that_agree_are_surer_than_each() -> None:
    """A field and a visible line that name one day make it sure; both are named for explain."""
    head = '<meta property="article:published_time" content="2021-06-03T09:00:00+02:00">'
    alone = dates(page(head))[0]
    both = dates(page(head, '<div class="date">3 June 2021</div>'))[0]
    assert both.confidence > alone.confidence >= SURE
    assert "article:published_time" in both.where
    assert "beside the headline" in both.where


def test_a_date_of_change_alone_is_no_date_of_publication() -> None:
    """Fields and lines that say when a page was touched stay below what makes a date."""
    for head, body in (
        ('<meta property="article:modified_time" content="2023-01-05">', ""),
        ('<meta property="og:updated_time" content="2023-01-05">', ""),
        ("", "<div>Last updated: 5 January 2023</div>"),
    ):
        assert all(date.confidence < 0.5 for date in dates(page(head, body)))


def test_the_day_readers_saw_wins_over_the_day_in_utc() -> None:
    """A moment just after midnight in UTC is the evening before where the page was issued."""
    head = '<meta property="article:published_time" content="2021-06-04T00:44:00Z">'
    assert dates(page(head, '<div class="date">3 June 2021</div>'))[0].value == "2021-06-03"


def test_an_ambiguous_visible_date_is_passed_over_in_english() -> None:
    """Nobody knows whether 3/4/2021 is in March or in April; points between numbers do tell."""
    assert dates(page(body="<div class='date'>3/4/2021</div>")) == ()
    german = page(body="<div class='date'>3.4.2021</div>", attributes='lang="de"')
    assert dates(german)[0].value == "2021-04-03"


def test_dates_in_furniture_are_not_the_page_s() -> None:
    """The time of a comment or of a related item says nothing of the release."""
    body = (
        '<div class="comments"><time datetime="2022-09-09">9 Sept</time></div>'
        '<aside class="related"><time datetime="2020-01-01">1 Jan</time></aside>'
    )
    assert dates(page(body=body)) == ()


def test_language_address_site_and_authors() -> None:
    """The plain fields are read from wherever they are declared."""
    head = (
        '<meta property="og:site_name" content="River Council">'
        '<meta property="og:url" content="https://bridge.example/council">'
        '<meta name="author" content="Ines Okoro">'
        '<meta property="og:title" content="Council meets on bridge">'
    )
    found = extract_html(page(head, attributes='lang="pt-BR"')).metadata
    assert (found.language, found.url) == ("pt", "https://bridge.example/council")
    assert (found.site_name, found.authors) == ("River Council", ("Ines Okoro",))
    assert (found.title, found.title_where) == ("Council meets on bridge", "og:title")


def test_an_archived_page_keeps_its_own_address() -> None:
    """What the archive puts before the address, with its own date, is taken off."""
    head = '<link rel="canonical" href="https://archive.example/web/20131110121040/http://a.example/x">'
    found = extract_html(page(head)).metadata
    assert (found.url, found.dates) == ("http://a.example/x", ())


def test_broken_json_ld_is_passed_over() -> None:
    """A script that is not JSON spoils neither the page nor the scripts beside it."""
    head = (
        '<script type="application/ld+json">{"@type": "NewsArticle", </script>'
        '<script type="application/ld+json">{"@type":"Article","datePublished":"2021-06-03",'
        '"author":[{"name":"Ines Okoro"},"Bo Lund"]}</script>'
    )
    found = extract_html(page(head)).metadata
    assert found.dates[0].value == "2021-06-03"
    assert found.authors == ("Ines Okoro", "Bo Lund")


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_no_value_makes_the_reader_raise(value: str, script: str) -> None:
    """Whatever stands in the fields, metadata come back, confidences between 0 and 1."""
    head = (
        f'<meta property="article:published_time" content="{value}"><title>{value}</title>'
        f'<link rel="canonical" href="{value}">'
        f'<script type="application/ld+json">{{"@type":"Article","author":{script}}}</script>'
    )
    found = extract_html(page(head, f"<time datetime='{value}'>{script}</time>")).metadata
    assert all(0 <= date.confidence <= 1 for date in found.dates)
