"""How much does a line read like prose, and in which language?

Prose is full of function words (articles, prepositions, auxiliaries), menus and lists are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain

from searchapp.ingest.text.lines import Line
from searchapp.ingest.text.word_lists import function_words

__all__ = ["function_word_counts", "guess_language", "language_of_words", "prose_share"]


@lru_cache(maxsize=1)
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Map each function word to the languages that have it."""
    out: dict[str, tuple[str, ...]] = {}
    for language, words in function_words().items():
        for word in words:
            out[word] = (*out.get(word, ()), language)
    return out


def guess_language(lines: Sequence[Line]) -> str:
    """Return the language whose function words the lines hold most; ``en`` where none is found."""
    return language_of_words(chain.from_iterable(line.lowered for line in lines))


def language_of_words(lowered: Iterable[str]) -> str:
    """Return the same for words in lower case."""
    found = function_word_counts(lowered)
    return max(function_words(), key=lambda language: found.get(language, 0)) if found else "en"


def function_word_counts(lowered: Iterable[str]) -> dict[str, int]:
    """Return how many of the words are function words of a language, for those that have any."""
    known = _languages_of()
    counts = Counter(lowered)
    found: dict[str, int] = {}
    for word in counts.keys() & known.keys():
        for language in known[word]:
            found[language] = found.get(language, 0) + counts[word]
    return found


def prose_share(line: Line, language: str) -> float:
    """Return the share of function words; characters of wide scripts count double."""
    if not line.lowered:
        return 0.0
    words = function_words()[language]
    found = sum(map(words.__contains__, line.lowered))
    wide = 2.0 if language in {"zh", "ja", "ko"} else 1.0
    return min(1.0, wide * found / len(line.lowered))
