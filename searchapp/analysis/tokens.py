"""The tokenizer: the terms of a text and their places, and the fields of a document.

Words are what Unicode's word boundaries (UAX #29) and so Lucene's StandardTokenizer take for words,
single characters and numbers among them, with these differences, each made on purpose:

* A full stop joins single letters only (``U.S.`` and ``US`` are one term ``us``), because in the
  flattened pages that this program reads the space after a sentence is often lost.
* An ampersand joins up to three letters to up to three (``AT&T`` and ``R&D`` are words).
* A hyphen and an underscore part words (``COVID-19`` is two), and commas between digits are left
  out (28,000 is 28000).
* Chinese, Japanese, Korean, Thai, Lao, Khmer and Burmese are written without spaces between words:
  each character begins a term of two (a bigram), the last one of a run is a term by itself. So a
  single character is found as a prefix.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import chain

from searchapp.analysis.languages import known_tag
from searchapp.analysis.stems import (
    APOSTROPHES,
    JOINERS,
    MARKS,
    MAX_WORD_LENGTH,
    folded,
    words_of,
)
from searchapp.analysis.text_cache import TextCache
from searchapp.analysis.vocabulary import Terms, Vocabulary

__all__ = [
    "PARAGRAPH_GAP",
    "Chunks",
    "Token",
    "analyse",
    "analyse_document",
    "analyse_query",
    "chunks_of",
    "terms_of_word",
    "tokens",
]

PARAGRAPH_GAP = 8
"""Empty positions between paragraphs: no phrase runs across."""

Token = tuple[int, int, str]
"""Start and end in the text (code points), and the term."""

_UNSPACED = (
    "\u0e01-\u0e3a\u0e40-\u0e4e\u0e81-\u0ebd\u0ec0-\u0ece\u1000-\u103f\u1050-\u108f\u1100-\u11ff"
    "\u1780-\u17d3\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f"
    "\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\ua960-\ua97c\uac00-\ud7fb\uf900-\ufaff\uff66-\uff9f\uffa0-\uffdc"
    "\U00020000-\U000323af"
)
_PIECE = rf"[^\W_{_UNSPACED}]+(?:[{MARKS}{JOINERS}]+[^\W_{_UNSPACED}]*)*"
_LETTER = rf"[^\W\d_{_UNSPACED}]"
_WORD = (
    rf"{_LETTER}(?:\.{_LETTER}){{1,9}}(?!\w)"
    rf"|{_LETTER}{{1,3}}&{_LETTER}{{1,3}}(?!\w)"
    rf"|\d+(?:[.,]\d+)+[^\W_{_UNSPACED}]*"
    rf"|{_PIECE}(?:[{APOSTROPHES}]{_PIECE})*"
)
_TOKENS = re.compile(f"([{_UNSPACED}]+)|{_WORD}")


class Chunks(TextCache[tuple[str, ...]]):
    """What stands between two spaces -> its terms; worked out when asked for.

    No token holds white space, so a text is analysed chunk by chunk; and since the same chunks come
    again and again, that is a look-up for most.
    """

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._words = words_of(language)

    def compute(self, text: str) -> tuple[str, ...]:
        """Return the terms of a chunk. Most are a word with a comma or quotes at its ends."""
        bare = text.strip(string.punctuation)
        if bare.isascii() and bare.isalnum():
            return (self._words[bare],)
        return tuple(term for _, _, term in tokens(text, self._language))

    def is_cacheable(self, text: str) -> bool:
        """Return whether a chunk is no longer than a word may be."""
        return len(text) <= MAX_WORD_LENGTH


@lru_cache(maxsize=256)
def chunks_of(language: str) -> Chunks:
    """Return the chunks of a language, shared by all who ask."""
    return _chunks(known_tag(language))


@cache
def _chunks(tag: str) -> Chunks:
    return Chunks(tag)


def analyse(text: str, language: str) -> list[str]:
    """Return the terms in order; the index is the position, ``""`` is a stop word."""
    return list(chain.from_iterable(map(chunks_of(language).__getitem__, text.split())))


def analyse_query(text: str, language: str) -> list[str]:
    """Return the terms to look for: as :func:`analyse`, for the words of a query.

    A run of Chinese ends with its last bigram: what follows it in a release is not known.
    """
    found = list(tokens(text, language))
    if len(found) > 1 and found[-2][1] == found[-1][1]:
        found.pop()
    return [term for _, _, term in found]


def tokens(text: str, language: str) -> Iterator[Token]:
    """Yield every token with its place in the text; terms and their order as in :func:`analyse`."""
    term_of = words_of(language)
    for match in _TOKENS.finditer(text):
        if match[1] is None:
            yield match.start(), match.end(), term_of[match[0]]
        else:
            yield from _bigrams(match[1], match.start())


def _bigrams(run: str, start: int) -> Iterator[Token]:
    plain = folded(run)
    same_length = len(plain) == len(run)
    for index in range(len(plain)):
        term = plain[index : index + 2]
        if same_length:
            yield start + index, start + index + len(term), term
        else:
            yield start, start + len(run), term


def terms_of_word(word: str, languages: Sequence[str]) -> tuple[str, ...]:
    """Return the forms that a query word takes in these languages, sorted, stop words left out.

    For a word of several tokens (``COVID-19``, Chinese) these are the forms of all of them.
    """
    forms = chain.from_iterable(analyse_query(word, language) for language in languages)
    return tuple(sorted(set(forms) - {""}))


def analyse_document(
    title: str, paragraphs: Sequence[str], parts: Mapping[str, Sequence[str]], language: str
) -> dict[str, Terms]:
    """Return the terms of each field of :data:`searchapp.fields.TEXT_FIELDS`.

    ``title`` is the headline; ``body`` the headline and the paragraphs, :data:`PARAGRAPH_GAP`
    positions apart; ``parts`` the labelled pieces in the order of their labels, as far apart.
    """
    field = _vocabulary_of(language).field
    pieces = chain.from_iterable(parts[label] for label in sorted(parts))
    return {"title": field((title,)), "body": field((title, *paragraphs)), "parts": field(pieces)}


_vocabularies: dict[str, Vocabulary] = {}


def _vocabulary_of(language: str) -> Vocabulary:
    """Return the vocabulary of a language, shared by all who ask, a new one when it is full."""
    tag = known_tag(language)
    found = _vocabularies.get(tag)
    if found is None or found.full:
        found = _vocabularies[tag] = Vocabulary(chunks_of(tag).compute, PARAGRAPH_GAP)
    return found
