"""Reader of HTML pages, whose main text is found later."""

from __future__ import annotations

import re
from collections.abc import Iterator

from searchapp.ingest.readers.registry import Match, Reader, head_of
from searchapp.ingest.types import PageText

__all__ = ["READERS"]

SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".shtml", ".asp", ".aspx"})

_ELEMENT = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|div|meta|title)\b", re.IGNORECASE
)


def _read(text: str) -> Iterator[PageText]:
    yield PageText("html", text)


def _match(suffix: str, text: str) -> Match:
    head = head_of(text)
    if suffix in SUFFIXES and "<" in head:
        return Match.ENDING
    return Match.SHAPE if head.startswith("<") and _ELEMENT.search(head) else Match.NONE


READERS = (Reader("html", str, _read, SUFFIXES, matches=_match),)
