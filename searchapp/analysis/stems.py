"""The term of a word: folding, stop words and stemming by language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import cache
from threading import Lock

import Stemmer

from searchapp.analysis.folding import fold
from searchapp.analysis.lang import STEMMERS
from searchapp.analysis.languages import LanguageFacts, facts, known_tag
from searchapp.analysis.text_cache import TextCache

__all__ = [
    "APOSTROPHES",
    "JOINERS",
    "MARKS",
    "MAX_WORD_LENGTH",
    "Words",
    "folded",
    "words_of",
]

APOSTROPHES = "'’ʼ＇"
JOINERS = "\u00ad\u200c\u200d\u2060"
"""Invisible characters that stand inside words: soft hyphen, (non-)joiners, word joiner."""

MARKS = "".join(
    character
    for character in map(chr, (*range(0x300, 0x3100), *range(0xFE20, 0xFE30)))
    if unicodedata.category(character).startswith("M")
)
"""Combining marks. They belong to the word that they stand in."""

MAX_WORD_LENGTH = 64
"""Longer "words" are not words: they are cut there and not stemmed."""

_SPELLINGS = str.maketrans(
    {"ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
    | {"ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": None}
    | dict.fromkeys(JOINERS)
    | dict.fromkeys(APOSTROPHES)
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


def folded(text: str) -> str:
    """Return the text as terms are written: :func:`fold`, without apostrophes and variants.

    Letters that have no accent to lose are spelt out (ø is o, œ is oe), the forms of one Arabic
    letter are one, digits of any script become 0 to 9.
    """
    if text.isascii():
        return text.lower().replace("'", "")
    text = fold(text).translate(_SPELLINGS)
    return _FOREIGN_DIGIT.sub(lambda match: str(unicodedata.decimal(match[0])), text)


class Words(TextCache[str]):
    """Word as it stands in a text -> its term, ``""`` for a stop word."""

    def __init__(self, language: str) -> None:
        super().__init__()
        known = facts(language)
        self._facts = known
        self._stem = _stemmer(known.stemmer)
        self._stop = frozenset(map(folded, known.stop))

    def compute(self, text: str) -> str:
        """Return the term of a word; that of ``Senate`` is that of ``senate``."""
        if len(text) > MAX_WORD_LENGTH:
            return folded(text[:MAX_WORD_LENGTH])
        small = text.lower() if text.isascii() else text
        return self.term(text) if small == text else self[small]

    def is_cacheable(self, text: str) -> bool:
        """Return whether a text is short enough to be a word."""
        return len(text) <= MAX_WORD_LENGTH

    def term(self, word: str) -> str:
        """Work out the term of a word without remembering it."""
        if not self._facts.latin and word.isascii():
            return words_of("en").term(word)
        word = _plain(word)
        if word[0].isdecimal():
            word = word.replace(",", "")
            if word[-1].isdecimal():
                return folded(word)
        elif "." in word:
            return folded(word.replace(".", ""))
        word = _without_clitics(word, self._facts)
        fold = folded(word)
        if fold in self._stop:
            return ""
        if not self._facts.accents:
            return self._stem(fold) or fold
        return folded(self._stem(_accented(word, self._facts))) or fold


def words_of(language: str) -> Words:
    """Return the words of a language, shared by all who ask."""
    return _words(known_tag(language))


@cache
def _words(tag: str) -> Words:
    return Words(tag)


def _plain(word: str) -> str:
    """Lower case, composed, one kind of apostrophe, no invisible characters."""
    if word.isascii():
        return word.lower()
    word = unicodedata.normalize("NFKC", word).lower()
    return word.translate(_PLAIN)


_PLAIN = str.maketrans(dict.fromkeys(JOINERS) | dict.fromkeys(APOSTROPHES, "'"))


def _without_clitics(word: str, known: LanguageFacts) -> str:
    """Take off the English ``'s`` and the elided article (``l'``) of the Romance languages."""
    if known.possessive:
        return word.removesuffix("'s")
    before, _, after = word.partition("'")
    return after if after and before in known.elided else word


def _accented(word: str, known: LanguageFacts) -> str:
    """Put the accent back on an ending typed without it: some stemmers go by it."""
    for plain, accented in known.endings.items():
        if word.endswith(plain):
            return word.removesuffix(plain) + accented
    return word


@cache
def _stemmer(name: str) -> Callable[[str], str]:
    if not name:
        return str
    if own := STEMMERS.get(name):
        return lambda word: own(folded(word))
    # Its own memory is left out: what it works out is remembered by who asks.
    stemmer, lock = Stemmer.Stemmer(name, 0), Lock()

    def stem(word: str) -> str:
        # A Snowball stemmer keeps the word it works on in itself: one thread at a time.
        with lock:
            return str(stemmer.stemWord(word))

    return stem
