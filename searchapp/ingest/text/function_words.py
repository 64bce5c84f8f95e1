"""Function words by language: how much a text reads like prose, and in which language.

Prose is full of function words (articles, prepositions, auxiliaries), menus and lists are not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from searchapp.data_files import read_toml

__all__ = [
    "MIN_PROSE_SHARE",
    "function_word_counts",
    "function_words",
    "guess_language",
    "prose_share",
]

MIN_PROSE_SHARE = 0.2
"""Share of function words from which a text may be prose; menus of all languages stay below."""


@lru_cache(maxsize=1)
def function_words() -> Mapping[str, frozenset[str]]:
    """Return the function words of each language; for ``zh`` and ``ja`` single characters."""
    return {
        language: frozenset(words if language in {"zh", "ja", "ko"} else words.split())
        for language, words in read_toml("ingest/data/function_words.toml").items()
    }


@lru_cache(maxsize=1)
def _languages_of() -> dict[str, tuple[str, ...]]:
    """Map each function word to the languages that have it."""
    out: dict[str, tuple[str, ...]] = {}
    for language, words in function_words().items():
        for word in words:
            out[word] = (*out.get(word, ()), language)
    return out


def guess_language(lowered: Iterable[str]) -> str:
    """Return the language of most of the function words in a text, ``en`` if there are none.

    :param lowered: the words of the text in lower case.
    """
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


def prose_share(lowered: Sequence[str], language: str) -> float:
    """Return the share of function words, 0 to 1; characters of wide scripts count double."""
    if not lowered:
        return 0.0
    words = function_words()[language]
    found = sum(map(words.__contains__, lowered))
    wide = 2.0 if language in {"zh", "ja", "ko"} else 1.0
    return min(1.0, wide * found / len(lowered))
