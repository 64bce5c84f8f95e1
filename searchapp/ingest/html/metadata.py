"""Metadata of a page from JSON-LD, OpenGraph, meta tags, microdata and ``<time>``."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag, XMLParsedAsHTMLWarning

from searchapp.data_files import read_toml
from searchapp.ingest.html.blocks import Page
from searchapp.ingest.html.furniture import Marks, mark_of_words
from searchapp.ingest.html.jsonld import article_of, items_of, names_in, text_in
from searchapp.ingest.html.stated_dates import StatedDate, declared_dates, visible_dates
from searchapp.ingest.types import Metadata

__all__ = ["Head", "declared_titles", "metadata_of", "read_head"]

_SPACE = re.compile(r"\s+")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*\Z")
_WEB_ADDRESS = re.compile(r"https?://\S{4,2000}\Z", re.IGNORECASE)
_ARCHIVE = re.compile(r"https?://[^/?#]+/[^?#]{0,100}?(?=https?://)", re.IGNORECASE)
"""What archives put before the address of a page that they keep."""
_FOREIGN = frozenset({"comment", "related", "teaser", "aside", "footer", "menu", "advert"})
_MAX_TAGS, _HEAD_OF_MANY = 100_000, 1_000_000
"""Of a page with more tags than that, declarations are read from its first million characters."""
_MAX_TIMES = 60
_MAX_PARENTS = 40
_MAX_NAME = 120
_TRUST_IN_TIME = {1: 0.84, 2: 0.72}
"""How far the first ``<time>`` can be trusted, by how many different days the page has in such."""


@dataclass(frozen=True, slots=True)
class Head:
    """The declarations of a page, by the syntax that carries them.

    :param meta: name or property in lower case -> contents in order.
    :param articles: type and object of each JSON-LD item that stands for the text.
    :param properties: microdata property -> values in order.
    :param times: date, words of class and property, for each ``<time>`` that is not in furniture.
    """

    title: str
    meta: Mapping[str, tuple[str, ...]]
    articles: tuple[tuple[str, Mapping[str, Any]], ...]
    properties: Mapping[str, tuple[str, ...]]
    times: tuple[tuple[str, str], ...]
    language: str
    canonical: str

    def first(self, *names: str) -> str:
        """Return the first content of the first of these meta names that has one."""
        return next((self.meta[name][0] for name in names if name in self.meta), "")


def metadata_of(head: Head, page: Page, marks: Marks) -> Metadata:
    """Return the metadata of a page, its declarations, blocks and furniture read; never raises.

    Its dates are sorted: the first is the one that the declarations agree on best.
    """
    where, title = next(iter(declared_titles(head)), ("", ""))
    language = _LANGUAGE.match(head.language or head.first("og:locale", "dc.language", "language"))
    url = next((each for each in (head.canonical, head.first("og:url")) if each), "")
    url = url[archived.end() :] if (archived := _ARCHIVE.match(url)) else url
    url = url if _WEB_ADDRESS.match(url) else ""
    titles = [text for _, text in declared_titles(head)]
    day_first = None if language is None or language[1].lower() == "en" else True
    stated = (
        *_stated_dates(head),
        *visible_dates(page, marks, titles, day_first=day_first),
    )
    return Metadata(
        title=title or None,
        title_where=where,
        dates=declared_dates(stated, url),
        language=language[1].lower() if language else None,
        url=url or None,
        site_name=_site_name(head) or None,
        authors=_authors(head),
        subtitle=next(
            (text for _, item in head.articles if (text := text_in(item, "alternativeHeadline"))),
            None,
        ),
    )


def read_head(markup: str) -> Head:
    """Return the declarations of a page, given as sound markup."""
    if markup.count("<") > _MAX_TAGS:
        markup = markup[:_HEAD_OF_MANY]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(markup, "lxml")
    scripts = [str(tag.string or "") for tag in soup.find_all("script") if _is_json_ld(tag)]
    canonical = soup.find("link", rel="canonical", href=True)
    root, title = soup.find("html"), soup.find("title")
    return Head(
        title=_text(title.get_text()) if title else "",
        meta=_meta(soup),
        articles=tuple(article_of(items_of(scripts))),
        properties=_properties(soup),
        times=tuple(_times(soup)),
        language=_attribute(root, "lang") or _attribute(root, "xml:lang") if root else "",
        canonical=_attribute(canonical, "href") if canonical else "",
    )


def declared_titles(head: Head) -> Iterator[tuple[str, str]]:
    """Yield where and text of each title that the page declares, the most reliable first."""
    yield from (("og:title", text) for text in head.meta.get("og:title", ())[:1])
    for kind, item in head.articles:
        if text := text_in(item, "headline"):
            yield f"json-ld {kind} headline", text
    yield from (("itemprop headline", text) for text in head.properties.get("headline", ())[:1])
    for name in ("twitter:title", "dc.title", "dcterms.title", "citation_title", "title"):
        yield from ((f"meta {name}", text) for text in head.meta.get(name, ())[:1])
    if head.title:
        yield "title", head.title


def _is_json_ld(tag: Tag) -> bool:
    return "ld+json" in _attribute(tag, "type").lower()


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return " ".join(value) if isinstance(value, list) else value or ""


def _text(text: str) -> str:
    return _SPACE.sub(" ", text.replace("\u00ad", "")).strip()


def _meta(soup: BeautifulSoup) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag in soup.find_all("meta"):
        content = _text(_attribute(tag, "content"))
        name = _attribute(tag, "property") or _attribute(tag, "name") or _attribute(tag, "itemprop")
        for each in name.lower().split():
            if content:
                found[each] = (*found.get(each, ())[:3], content)
    return found


def _properties(soup: BeautifulSoup) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tag in soup.find_all(itemprop=["headline", "datePublished", "dateCreated", "author"]):
        value = _attribute(tag, "content") or _attribute(tag, "datetime")
        value = value or _text(" ".join(islice(tag.stripped_strings, 8)))
        for name in _attribute(tag, "itemprop").split():
            if value and not _is_foreign(tag):
                found[name] = (*found.get(name, ())[:8], value[:1000])
    return found


def _times(soup: BeautifulSoup) -> Iterator[tuple[str, str]]:
    for tag in soup.find_all("time", limit=_MAX_TIMES):
        if not _is_foreign(tag):
            text = _attribute(tag, "datetime") or _attribute(tag, "title")
            words = " ".join(_attribute(tag, name) for name in ("class", "itemprop"))
            published = "published" if tag.get("pubdate") is not None else ""
            yield (
                text or _text(" ".join(islice(tag.stripped_strings, 8)))[:_MAX_NAME],
                f"{words} {published}".lower(),
            )


def _is_foreign(tag: Tag) -> bool:
    """Return whether an element stands in a comment, a teaser or other furniture."""
    for parent in islice(tag.parents, _MAX_PARENTS):
        if parent.name in ("html", "body", "main", "[document]"):
            return False
        if parent.name in ("aside", "footer", "nav"):
            return True
        names = " ".join(_attribute(parent, name) for name in ("class", "id", "role"))
        if mark_of_words(names) in _FOREIGN:
            return True
    return False


@cache
def _date_names() -> tuple[tuple[str, float], ...]:
    """Return the meta names that carry a date, with how far each can be trusted."""
    table: dict[str, dict[str, float]] = read_toml("ingest/data/html_dates.toml")
    return tuple(table["meta"].items())


def _stated_dates(head: Head) -> Iterator[StatedDate]:
    """Yield each date that the page declares in fields, as it is written there."""
    for kind, item in head.articles:
        trust = 0.91 if kind != "WebPage" else 0.93
        yield StatedDate(text_in(item, "datePublished"), trust, f"json-ld {kind} datePublished")
        yield StatedDate(text_in(item, "dateCreated"), 0.7, f"json-ld {kind} dateCreated")
    for name, trust in _date_names():
        for content in head.meta.get(name, ())[:1]:
            yield StatedDate(content, trust, f"meta {name}")
    for name, trust in (("datePublished", 0.9), ("dateCreated", 0.75)):
        for content in head.properties.get(name, ())[:1]:
            yield StatedDate(content, trust, f"itemprop {name}")
    published = [text for text, words in head.times if "publ" in words]
    yield from (StatedDate(text, 0.88, "time published") for text in published[:1])
    days = {text[:10] for text, _ in head.times}
    for text, words in head.times[:1]:
        changed = "modif" in words or "updat" in words
        yield StatedDate(text, 0.4 if changed else _TRUST_IN_TIME.get(len(days), 0.55), "time")


def _site_name(head: Head) -> str:
    publishers = (names_in(item, "publisher") for _, item in head.articles)
    declared = head.first("og:site_name", "application-name", "dc.publisher", "citation_publisher")
    return declared or next((names[0] for names in publishers if names), "")


def _authors(head: Head) -> tuple[str, ...]:
    for _, item in head.articles:
        if names := names_in(item, "author"):
            return tuple(name for name in names if len(name) <= _MAX_NAME)
    for name in ("citation_author", "dc.creator", "author", "article:author", "parsely-author"):
        found = [each for each in head.meta.get(name, ()) if not _WEB_ADDRESS.match(each)]
        if found:
            return tuple(each for each in dict.fromkeys(found) if len(each) <= _MAX_NAME)
    return tuple(
        each for each in dict.fromkeys(head.properties.get("author", ())) if len(each) <= 60
    )
