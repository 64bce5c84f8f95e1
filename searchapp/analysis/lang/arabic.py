"""The light stemmer for Arabic of Larkey, Ballesteros and Connell (2002).

"Light10" of *Improving stemming for Arabic information retrieval* (SIGIR 2002), which is also what
Lucene uses: it takes off the article with what may precede it, and the commonest endings. It was
preferred to Snowball's Arabic algorithm because that one leaves the article on after "and"
(وال) and stems a word differently with and without the article.
"""

from __future__ import annotations

__all__ = ["stem"]

_PREFIXES = ("ال", "وال", "بال", "كال", "فال", "لل")
_AND = "و"
_SUFFIXES = ("ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي")


def stem(word: str) -> str:
    """Return the light stem of a folded word; at least two letters are left."""
    for prefix in _PREFIXES:
        if word.startswith(prefix) and len(word) >= len(prefix) + 2:
            word = word.removeprefix(prefix)
            break
    else:
        if word.startswith(_AND) and len(word) > 3:
            word = word.removeprefix(_AND)
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) >= len(suffix) + 2:
            word = word.removesuffix(suffix)
    return word
