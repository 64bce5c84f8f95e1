"""The latest complete results over one generation, kept for whoever asks the same again.

Readers go back and forth between the same few pages of results, and programs ask the same again:
equal requests have equal results on one generation.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import chain
from threading import Lock

from searchapp.model import Hit, SearchRequest, SearchResult

__all__ = ["MAX_CHARACTERS", "ResultCache"]

MAX_CHARACTERS = 8_000_000
"""Characters of text in all results that are kept: some hundred pages of results, 20 MB or so."""

_OVERHEAD = 2_000
"""Characters that a hit counts for besides those of its text: names, marks, metadata."""


class ResultCache:
    """Request -> its result, the least recently used forgotten first; safe for threads."""

    def __init__(self, max_characters: int = MAX_CHARACTERS) -> None:
        self._max_characters = max_characters
        self._lock = Lock()
        self._entries: OrderedDict[SearchRequest, tuple[SearchResult, int]] = OrderedDict()
        self._characters = 0

    def get(self, request: SearchRequest) -> SearchResult | None:
        """Return the result of an equal request, or ``None``."""
        with self._lock:
            found = self._entries.get(request)
            if found is None:
                return None
            self._entries.move_to_end(request)
            return found[0]

    def put(self, request: SearchRequest, result: SearchResult) -> None:
        """Keep a result unless it is partial, or so large that it would drive the others out."""
        size = _OVERHEAD + sum(map(_characters, result.hits))
        if result.partial or size > self._max_characters // 4:
            return
        with self._lock:
            _, before = self._entries.pop(request, (result, 0))
            self._entries[request] = result, size
            self._characters += size - before
            while self._characters > self._max_characters:
                _, (_, oldest) = self._entries.popitem(last=False)
                self._characters -= oldest


def _characters(hit: Hit) -> int:
    release = hit.release
    texts = (*release.body, *chain.from_iterable(release.parts.values()))
    return _OVERHEAD + sum(map(len, texts)) + sum(len(piece.text) for piece in release.dropped)
