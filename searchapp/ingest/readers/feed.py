"""Reader of RSS and Atom feeds whose entries carry text."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from searchapp.errors import PageSkipped
from searchapp.ingest.outcome import malformed
from searchapp.ingest.readers.field_values import metadata_of
from searchapp.ingest.readers.markup_text import looks_like_markup, plain_text
from searchapp.ingest.readers.registry import Match, Reader, head_of
from searchapp.ingest.types import PageText

__all__ = ["READERS"]

_AS_UTF8 = {"content-type": "application/xml; charset=utf-8"}
_ROOT = re.compile(r"<(?:rss|feed|rdf:RDF)\b")


def _read(text: str) -> Iterator[PageText]:
    """Yield the entries of a feed that carry text.

    :raises PageSkipped: ``page.malformed`` if no entry has any, or the parser gives up.
    """
    import feedparser

    # A file object, never the text itself: feedparser takes a string for an address to open.
    with malformed("feed"):
        feed = feedparser.parse(io.BytesIO(text.encode("utf-8")), response_headers=_AS_UTF8)
    found = False
    for number, entry in enumerate(feed.entries, 1):
        body = _body(entry)
        if not body.strip():
            continue
        found = True
        fields = {
            "title": plain_text(_text_at(entry, "title")),
            "date": _published_day(entry),
            "url": entry.get("link"),
            "language": _language(entry, feed.feed),
            "source": feed.feed.get("title"),
            "author": entry.get("author"),
        }
        fragment = str(entry.get("id") or entry.get("link") or number)
        yield PageText("clean", body, metadata_of(fields, "feed"), fragment)
    if not found:
        raise PageSkipped("page.malformed", "no feed entry with text")


def _body(entry: Any) -> str:
    """Return the longest of content and summary, as plain text."""
    texts = [_text_at(each, "value") for each in entry.get("content", ())]
    best = max([*texts, _text_at(entry, "summary")], key=len)
    return plain_text(best) if looks_like_markup(best) else best


def _text_at(element: Any, key: str) -> str:
    """Return what stands under a key, ``""`` if it is no text: feedparser has ``None`` for some."""
    value = element.get(key)
    return value if isinstance(value, str) else ""


def _published_day(entry: Any) -> str | None:
    moment = entry.get("published_parsed")
    # Asked for a date of update that is not there, feedparser warns and gives the other one.
    if not moment and "updated_parsed" in entry:
        moment = entry.get("updated_parsed")
    return f"{moment[0]:04}-{moment[1]:02}-{moment[2]:02}" if moment else None


def _language(entry: Any, feed: Any) -> str | None:
    for detail in (*entry.get("content", ()), entry.get("title_detail") or {}):
        if detail.get("language"):
            return str(detail["language"])
    language = feed.get("language")
    return str(language) if language else None


def _match(suffix: str, text: str) -> Match:
    head = head_of(text)
    return Match.SIGNATURE if head.startswith("<") and _ROOT.search(head) else Match.NONE


READERS = (Reader("feed", str, _read, frozenset({".rss", ".atom"}), matches=_match),)
