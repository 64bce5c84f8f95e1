"""Feeds: every entry with text is a release."""

from __future__ import annotations

from tests.support.reading import candidates_of


def test_feed_entries_are_releases() -> None:
    """Markup in an entry becomes paragraphs, its date and language are read."""
    feed = (
        '<?xml version="1.0"?><rss version="2.0"><channel><title>N</title><language>fr</language>'
        "<item><title>Un &amp; deux</title><guid>g1</guid><pubDate>Mon, 04 Mar 2024 10:00:00 GMT"
        "</pubDate><description>&lt;p&gt;Un.&lt;/p&gt;&lt;p&gt;Deux.&lt;/p&gt;</description></item>"
        "</channel></rss>"
    )
    (page,) = candidates_of("feed.xml", feed.encode())
    assert page.text == "Un.\n\nDeux."
    assert (page.metadata.title, page.metadata.language) == ("Un & deux", "fr")
    assert page.metadata.dates[0].value == "2024-03-04"
