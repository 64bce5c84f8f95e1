"""Reader of XML that is neither a feed nor a web page, and so holds no release."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchapp.errors import PageSkipped
from searchapp.ingest.readers.registry import Match, Reader, head_of
from searchapp.ingest.types import PageText

__all__ = ["READERS"]

_DECLARED = re.compile(r"<\?xml\s|<!DOCTYPE\s+(?!html\b)\w", re.IGNORECASE)
_ROOT = re.compile(
    r"(?:<\?[^>]{0,500}>\s*|<!--.{0,2000}?-->\s*|<!DOCTYPE[^>]{0,500}>\s*)*<([A-Za-z_][\w:.-]{0,80})[\s/>]",
    re.DOTALL,
)

_HTML = frozenset(
    "html head body title meta link script style base main article section nav aside header footer "
    "div span p a b i em strong br hr h1 h2 h3 h4 h5 h6 ul ol li dl table tr td form img font "
    "center blockquote pre figure noscript iframe svg".split()
)
"""Elements with which a page of markup, or a piece of one, begins."""


def _read(text: str) -> Iterator[PageText]:
    """Read nothing.

    :raises PageSkipped: ``page.unsupported``, with the name of the root element.
    """
    found = _ROOT.match(head_of(text))
    raise PageSkipped("page.unsupported", f"XML that is no feed: <{found[1] if found else '?'}>")


def _match(suffix: str, text: str) -> Match:
    head = head_of(text)
    found = _ROOT.match(head) if head.startswith("<") else None
    if found is None or found[1].lower() in _HTML:
        return Match.NONE
    if _DECLARED.match(head):
        return Match.SIGNATURE
    closed = text.rstrip()[-100:].endswith(f"</{found[1]}>")
    return Match.SHAPE if closed else Match.NONE


READERS = (Reader("xml", str, _read, frozenset({".xml"}), matches=_match),)
