"""What was meant by a word that finds little? Candidates from the index's own terms.

The index holds stems, and readers type words. So a candidate is made in two ways: the word as typed
with one edit applied, whose term is then looked up; and, for longer words, an index term one or two
edits away from the word's stem, with the ending of the typed word put back. Either way the result
is a word whose own term is in the index, much more often than that of the word typed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from searchapp.analysis.stems import folded
from searchapp.analysis.tokens import terms_of_word

__all__ = ["TermLookup", "edits", "suggest_word"]

TermLookup = Callable[[str, int], list[tuple[str, int]]]
"""Prefix and limit -> terms that start with it and in how many releases they are, sorted."""

SHORTEST = 4
"""Letters a word must have: shorter ones have too many neighbours."""
LONGEST = 32
LONG_ENOUGH_FOR_TWO = 6
"""Letters from which on two edits are allowed; at this length two are still a third of the word."""
LEAST_RELEASES = 2
TIMES_COMMONER = 10
"""How much commoner than the word as typed a candidate must be."""
MOST_TERMS = 20_000
"""Terms read for one prefix."""

_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
    "αβγδεζηθικλμνξοπρστυφχψω",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي",
)


def suggest_word(
    word: str,
    language: str,
    terms: TermLookup,
    document_frequency: Callable[[str], int],
) -> str | None:
    """Return the likeliest other spelling of a word, in lower case, or ``None``.

    :param language: how the word is analysed, best the main language of the index.
    :param terms: the index's terms by prefix.
    :param document_frequency: in how many releases a term is.
    """
    word = word.lower()
    if not SHORTEST <= len(word) <= LONGEST or not word.isalpha() or word[0] >= "\u2e80":
        return None
    least = max(LEAST_RELEASES, TIMES_COMMONER * _releases(word, language, document_frequency))
    for candidates in (_one_edit(word), _from_terms(word, language, terms, least)):
        found = [
            (-releases, candidate)
            for candidate in dict.fromkeys(candidates)
            if (releases := _releases(candidate, language, document_frequency)) >= least
        ]
        if found:
            return min(found)[1]
    return None


def edits(first: str, second: str, most: int) -> int:
    """Return how many edits lead from one word to the other; ``most + 1`` if more than ``most``.

    An edit inserts, deletes or replaces a character or swaps two neighbours that are not edited
    otherwise (optimal string alignment).
    """
    if abs(len(first) - len(second)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, above, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 < j and letter == second[j - 2] and other == first[i - 2]:
                cost = min(cost, above[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _releases(word: str, language: str, document_frequency: Callable[[str], int]) -> int:
    terms = terms_of_word(word, (language,))
    return document_frequency(terms[0]) if len(terms) == 1 else 0


def _one_edit(word: str) -> Iterator[str]:
    """Yield every word one edit away, in the alphabet of the word."""
    alphabet = next((each for each in _ALPHABETS if folded(word[0])[:1] in each), "")
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in alphabet)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in alphabet)


def _from_terms(word: str, language: str, terms: TermLookup, least: int) -> Iterator[str]:
    """Yield words made of index terms that are near the stem, the nearest first."""
    stem = next(iter(terms_of_word(word, (language,))), "")
    if len(stem) < LONG_ENOUGH_FOR_TWO:
        return
    common = next(
        (at for at, letter in enumerate(stem) if not word.startswith(letter, at)), len(stem)
    )
    near: list[tuple[int, int, str]] = []
    for prefix in dict.fromkeys((stem[0], stem[1] + stem[0])):
        for term, releases in terms(prefix, MOST_TERMS):
            if releases >= least and (distance := edits(stem, term, 2)) <= 2:
                near.append((distance, -releases, term))
    for _, _, term in sorted(near)[:20]:
        yield from _with_ending(term, stem[common:], word[common:])
        yield term


def _with_ending(term: str, stem_ending: str, word_ending: str) -> Iterator[str]:
    """Yield the term with the ending that the typed word had after its stem."""
    if term.endswith(stem_ending):
        yield term.removesuffix(stem_ending) + word_ending
    yield term + word_ending
