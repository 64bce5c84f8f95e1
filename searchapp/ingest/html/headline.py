"""The headline of an HTML page.

The heading rule: the heading that a declared title contains, for it is written for the reader; else
the only first heading of the page; else the declared title without the name of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from searchapp.ingest.html.blocks import Page, words_of
from searchapp.ingest.html.furniture import Marks

__all__ = ["find_title", "strip_site_name"]

_MAX_TITLE = 400
_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›/-]|::|//)\s+|\s*[|»]\s*")
_WORD = re.compile(r"\w+")
_JOINTS = ("-", "–", "—", "|", "/", "·", "•")
_FURNITURE = frozenset({"menu", "footer", "aside", "cookie", "comment", "form", "share"})
_MIN_TITLE_SHARE = 0.4
"""A heading is the headline if it makes up this share of a declared title, or one piece of it."""
_MIN_WORDS = 3


@dataclass(frozen=True, slots=True)
class _Heading:
    tag: str
    text: str
    is_furniture: bool

    @property
    def words(self) -> str:
        return " ".join(words_of(self.text))


def find_title(
    page: Page, marks: Marks, declared: Sequence[tuple[str, str]], site_name: str
) -> tuple[str, str]:
    """Return the headline and where it came from; two empty strings if there is none.

    :param declared: where and text of each title that the page declares, most reliable first.
    """
    headings = list(_headings(page, marks))
    titles = [text for _, text in declared]
    site = " ".join(words_of(site_name))
    for heading in headings:
        if heading.words and heading.words != site and _is_declared(heading.words, titles):
            return _strip_kicker(heading.text, titles), heading.tag
    if only := _only_first(headings, site):
        return _strip_kicker(only, titles), "h1"
    for where, text in declared:
        if short := strip_site_name(text, site_name):
            return short, where
    return next(((each.text, each.tag) for each in headings if not each.is_furniture), ("", ""))


def _headings(page: Page, marks: Marks) -> Iterator[_Heading]:
    """Yield the headings, h1 before h2 before h3; of each rank those in furniture last."""
    found: dict[tuple[str, bool], list[_Heading]] = {}
    for index, node in enumerate(page.nodes):
        if node.tag in ("h1", "h2", "h3") and node.end > node.start:
            text = " ".join(block.text for block in page.blocks[node.start : node.end])
            furniture = marks.nodes[index] in _FURNITURE
            if len(text) <= _MAX_TITLE:
                heading = _Heading(node.tag, text, furniture)
                found.setdefault((node.tag, furniture), []).append(heading)
    for key in sorted(found):
        yield from found[key]


def _pieces(title: str) -> list[str]:
    return [piece for piece in (" ".join(words_of(p)) for p in _SEPARATOR.split(title)) if piece]


def _is_declared(words: str, titles: Sequence[str]) -> bool:
    """Return whether a heading is a declared title, a piece of one, or a large part of one."""
    for title in titles:
        declared = " ".join(words_of(title))
        if f" {words} " in f" {declared} " and len(words) >= _MIN_TITLE_SHARE * len(declared):
            return True
        if " " in words and words in _pieces(title)[:1]:
            return True
    return False


def _only_first(headings: Sequence[_Heading], site: str) -> str:
    """Return the text of the one h1 of the page, if it says enough to be a headline."""
    first = {
        each.words: each.text for each in headings if each.tag == "h1" and not each.is_furniture
    }
    first.pop("", None)
    first.pop(site, None)
    if len(first) != 1:
        return ""
    words, text = next(iter(first.items()))
    return text if words.count(" ") + 1 >= _MIN_WORDS else ""


def _strip_kicker(heading: str, titles: Sequence[str]) -> str:
    """Return a heading without the line above the headline that some pages put into it.

    The headline is the first piece of a declared title, if the heading ends with that and does not
    lack another piece of that title (the last one may be the name of the site). A dash inside the
    heading joins the two, so both stay.
    """
    words = f" {' '.join(words_of(heading))} "
    for title in titles:
        first, *others = _pieces(title) or [""]
        size = first.count(" ") + 1
        if size < _MIN_WORDS or len(first) < _MIN_TITLE_SHARE * len(words):
            continue
        if (
            words.endswith(f" {first} ")
            and words.strip() != first
            and all(f" {other} " in words for other in others[:-1])
        ):
            start = list(_WORD.finditer(heading))[-size].start()
            above = heading[:start].rstrip("\"'“„«»›‘¿¡([ ")
            return heading if above.endswith(_JOINTS) else heading[len(above) :].strip()
    return heading


def strip_site_name(title: str, site_name: str) -> str:
    """Return a declared title without the name of the site behind or before it."""
    title = title[:_MAX_TITLE].strip()
    cuts = list(_SEPARATOR.finditer(title))
    if not cuts:
        return title
    site = "".join(words_of(site_name))
    if site and "".join(words_of(title[: cuts[0].start()])) == site:
        return title[cuts[0].end() :].strip()
    head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :].strip()
    named = bool(site) and "".join(words_of(tail)) == site
    return head if head and (named or len(tail) <= max(12, 0.6 * len(head))) else title
