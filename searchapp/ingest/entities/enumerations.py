"""Which bodies have a list in their name?

``Committee on Trade, Energy and Water`` and ``Trade, Energy and Water Committee`` are cut at their
commas by every other rule, so they are read first.
"""

from __future__ import annotations

import re

from searchapp.ingest.entities.evidence import LIST_IN_NAME
from searchapp.ingest.entities.lexicon import (
    BARE_ORGANIZATION,
    COMMON,
    FIRST,
    HONORIFIC,
    ROLE,
    fold,
)
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_enumerations"]

CAP = r"[A-Z][\w-]{1,30}"
ITEM = rf"{CAP}(?: {CAP}){{0,3}}"
LIST = rf"{ITEM}(?:[,;] {ITEM}){{1,6}}[,;]? (?:and|&) {ITEM}"
HEADS = ("Subcommittee", "Committee", "Department", "Ministry", "Commission")
# The first letter is tested before what stands before it: the engine skips to it at full speed.
HEAD = re.compile("|".join(rf"{word[0]}(?<!\w.){word[1:]}\b" for word in HEADS))
BEHIND = re.compile(rf" (?:on|of|for) (?:the )?({LIST})")
BEFORE = re.compile(rf"(?:\A|(?<=[^\w,;] )|(?<=[a-z] ))({LIST}) \Z")
CHAMBER = re.compile(r"(?:\b(?:U\.S\. )?(?:Senate|House) )\Z")
WINDOW = 150


def _is_plain(words: str, reading: ReadingState) -> bool:
    """Return whether a list holds nothing but common words: no person, no place."""
    for word in re.findall(r"[\w-]+", words):
        flags = reading.known.get(fold(word), 0)
        if word[0].isupper() and not flags & (COMMON | BARE_ORGANIZATION):
            return False
        if flags & (HONORIFIC | ROLE) or (flags & FIRST and not flags & COMMON):
            return False
    return True


def read_enumerations(reading: ReadingState) -> None:
    """Note the bodies of a text that have a list in their name."""
    text = reading.text
    for head in HEAD.finditer(text):
        start, end = head.span()
        behind = BEHIND.match(text, end, end + WINDOW)
        if behind and _is_plain(behind.group(1), reading):
            chamber = CHAMBER.search(text, max(0, start - 14), start)
            start = chamber.start() if chamber else start
            _add(reading, start, behind.end())
            continue
        window = text[max(0, start - WINDOW) : start]
        before = BEFORE.search(window) if "," in window or ";" in window else None
        if before and _is_plain(before.group(1), reading):
            skipped = 4 if before.group(1).startswith("The ") else 0
            _add(reading, start - len(window) + before.start(1) + skipped, end)


def _add(reading: ReadingState, start: int, end: int) -> None:
    reading.spans.append(Span(start, end, LIST_IN_NAME))
