"""Has this been asked a moment ago? The latest answers over one generation, kept for a while.

Readers go back and forth between the same few pages of results, and programs ask the same again:
equal requests have equal answers on one generation. Only complete answers are kept.
"""

from __future__ import annotations

from collections import OrderedDict
from itertools import chain
from threading import Lock

from searchapp.model import Hit, SearchRequest, SearchResult

__all__ = ["MOST_CHARACTERS", "Answers"]

MOST_CHARACTERS = 8_000_000
"""Characters of text in all answers that are kept: some hundred pages of results, 20 MB or so."""

_LEAST = 2_000
"""Characters that a hit counts for besides those of its text: names, marks, metadata."""


class Answers:
    """Request -> its answer, those asked for longest ago forgotten first; safe for threads."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._most = most
        self._lock = Lock()
        self._kept: OrderedDict[SearchRequest, tuple[SearchResult, int]] = OrderedDict()
        self._characters = 0

    def get(self, request: SearchRequest) -> SearchResult | None:
        """Return what was answered to an equal request, or ``None``."""
        with self._lock:
            found = self._kept.get(request)
            if found is None:
                return None
            self._kept.move_to_end(request)
            return found[0]

    def keep(self, request: SearchRequest, answer: SearchResult) -> None:
        """Keep an answer unless it is partial, or so large that it would be kept alone."""
        size = _LEAST + sum(map(_characters, answer.hits))
        if answer.partial or size > self._most // 4:
            return
        with self._lock:
            _, before = self._kept.pop(request, (answer, 0))
            self._kept[request] = answer, size
            self._characters += size - before
            while self._characters > self._most:
                _, (_, oldest) = self._kept.popitem(last=False)
                self._characters -= oldest


def _characters(hit: Hit) -> int:
    release = hit.release
    texts = (*release.body, *chain.from_iterable(release.parts.values()))
    return _LEAST + sum(map(len, texts)) + sum(len(piece.text) for piece in release.dropped)
