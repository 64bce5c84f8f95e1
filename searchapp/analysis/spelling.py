"""Spelling correction of one word, with candidates from the index's own terms.

The index holds stems, and readers type words. So candidates are looked for among the stems of all
words one edit away from the word typed, and, for longer words, among the index terms one or two
edits away from its stem. What is suggested is a word as it stands in a release that has the term,
the nearest to the word typed: so it is always a real one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from searchapp.analysis.stems import folded, words_of
from searchapp.analysis.tokens import chunks_of, terms_of_word, tokens

__all__ = ["Frequency", "TermLookup", "Texts", "edits", "suggest_word"]


TermLookup = Callable[[str, int], list[tuple[str, int]]]
"""Prefix and limit -> terms that start with it and in how many releases they are, sorted."""
Frequency = Callable[[str], int]
"""Term -> in how many releases it is."""
Texts = Callable[[str], Iterable[str]]
"""Term -> the texts of some releases that have it; ten are enough."""

MIN_LETTERS = 4
"""Letters a word must have: shorter ones have too many neighbours."""
MAX_LETTERS = 32
MIN_LETTERS_FOR_TWO_EDITS = 6
"""Letters from which on two edits are allowed; at this length two are still a third of the word."""
MIN_RELEASES = 2
TIMES_COMMONER = 100
"""How much commoner than the word as typed a candidate must be: rare words are not errors."""
MAX_TERMS = 20_000
"""Terms read for one prefix."""
MAX_CANDIDATES = 8
"""Terms for which texts are read."""
MAX_EDITS = 2
"""Edits between the word typed and the word suggested."""

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
    document_frequency: Frequency,
    texts_with: Texts = lambda term: (),
) -> str | None:
    """Return the likeliest other spelling of a word, in lower case, or ``None``.

    :param language: how the word is analysed, best the main language of the index.
    :param texts_with: without it, only a word that differs in its stem alone is suggested.
    """
    word = word.lower()
    if not MIN_LETTERS <= len(word) <= MAX_LETTERS or not word.isalpha() or word[0] >= "\u2e80":
        return None
    own = frozenset(terms_of_word(word, (language,)))
    known = sum(map(document_frequency, own))
    least = max(MIN_RELEASES, TIMES_COMMONER * known)
    words = _near_words(word, language)
    releases = {term: number for term in words if (number := document_frequency(term)) >= least}
    releases = releases or dict(_near_stem(word, language, terms, least))
    likeliest = sorted(
        releases.keys() - own, key=lambda term: (term[0] != word[0], -releases[term])
    )
    surfaces = (
        (surface, releases[term] * times)
        for term in likeliest[:MAX_CANDIDATES]
        for surface, times in _surfaces(term, language, texts_with(term)).items()
    )
    spare = next((words[term] for term in likeliest if words.get(term)), None)
    return _nearest(word, surfaces) or spare


def _nearest(word: str, surfaces: Iterable[tuple[str, int]]) -> str | None:
    """Return the nearest of some weighted words; of equally near ones the heaviest."""
    plain = folded(word)
    near = [
        (distance, *_slips(word, surface), -weight, surface)
        for surface, weight in surfaces
        if 0 < (distance := edits(plain, folded(surface), MAX_EDITS)) <= MAX_EDITS
    ]
    return min(near)[-1] if near else None


def _slips(word: str, surface: str) -> tuple[bool, bool]:
    """Return what makes a word less likely: another first letter, other letters.

    Most typing errors swap, double or leave out one of two letters.
    """
    return surface[0] != word[0], frozenset(surface) != frozenset(word)


def _surfaces(term: str, language: str, texts: Iterable[str]) -> Counter[str]:
    """Return the words of some texts whose term this is, and how often each occurs."""
    terms_in = chunks_of(language)
    chunks = Counter(chunk for text in texts for chunk in text.split() if term in terms_in[chunk])
    found: Counter[str] = Counter()
    for chunk, times in chunks.items():
        for start, end, each in tokens(chunk, language):
            if each == term and chunk[start:end].isalpha():
                found[chunk[start:end].lower()] += times
    return found


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


def _near_words(word: str, language: str) -> dict[str, str]:
    """Return the terms of words one edit away, each with such a word, or ``""``.

    The word begins like the one typed and ends like it after the stem: what differs then is the
    stem, and the word is likely to be a real one. ``""`` if there is no such word.
    """
    # Not remembered: most of these are no words, and would push real ones out.
    term_of = words_of(language).term
    words: dict[str, str] = {}
    for each in _one_edit(word):
        term = term_of(each)
        like = each[0] == word[0] and word.endswith(each[len(term) :])
        words[term] = words.get(term) or (each if like else "")
    words.pop("", None)
    return words


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


def _near_stem(
    word: str, language: str, terms: TermLookup, least: int
) -> Iterator[tuple[str, int]]:
    """Yield the index terms one or two edits away from the stem of a longer word."""
    stem = words_of(language).term(word)
    if len(stem) < MIN_LETTERS_FOR_TWO_EDITS:
        return
    for prefix in dict.fromkeys((stem[0], stem[1] + stem[0])):
        for term, releases in terms(prefix, MAX_TERMS):
            if releases >= least and edits(stem, term, 2) <= 2:
                yield term, releases
