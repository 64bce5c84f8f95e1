"""Runs of capitalized words, and what is known of each word in them.

One pass of one regular expression finds the runs; lower-case text is never looked at word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from searchapp.ingest.entities.lexicon import (
    CONNECTOR,
    FIRST,
    FUNCTION,
    LAST,
    MONTH,
    NOT_NAME,
    flags_of,
    lexicon,
    possessive_names,
)

__all__ = ["Run", "find_runs", "split_token"]


def _upper_class() -> str:
    """Return the capitals of Latin, Greek and Cyrillic as the inside of a character class."""
    letters = [chr(code) for code in range(0x250 + 0x300) if chr(code).isupper()]
    return "".join(letters)


_UPPER = _upper_class()
_LINKS = (
    "of|for|and|on|de|du|des|la|las|los|le|les|del|della|da|do|das|dos|di|van|von|der|den|bin|ibn|el|al"
    "|ter|ten|zu|für|und|y|e|et|&|d['’]|l['’]"
)
_ARTICLE = "(?:a[dlnrsz]|ash|el|ul)"
_SHORT = (
    "Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|St|Ste|Lt|Hon|Prof|Rev|Sgt|Capt|Adm|Maj|Messrs|Jr|Sr|Ft|Mt"
    "|Cpl|Sra|Srta|Dra|Mme|Mlle|Pfc|Spc|Atty"
)
_PLURAL_OWNERS = sorted(name.capitalize() for name in possessive_names() if name.endswith("'"))
_ENDS_SHORT = "|".join(rf"(?<=\b{short}\.)" for short in _SHORT.split("|"))
_ENDS_OWNER = "|".join(rf"(?<=\b{owner[:-1]}['’])" for owner in _PLURAL_OWNERS)
# The first letter is tested before anything else: the engine skips to it at full speed.
_WORD = (
    rf"[{_UPPER}](?<![^\W_].)(?<![^\W_][-'’&@.].)"
    rf"(?:\.(?:[{_UPPER}]\.)*+(?:[{_UPPER}](?![^\W_]))?+"
    rf"|[^\W_]*+(?:[-'’&·][^\W_]++)*+"
    rf"(?:\.(?=[ \n])(?:{_ENDS_SHORT})|['’](?=[ \u00a0]{{1,2}}[{_UPPER}])(?:{_ENDS_OWNER}))?+)"
)
_BLANK = r"(?:[ \u00a0]{1,2}+)"
_JOINED_WORD = _WORD.replace(r"(?<![^\W_].)(?<![^\W_][-'’&@.].)", "", 1)
# At most 41 words: no name is longer, and what reads a run may then look at all of it at each word.
_RUN = re.compile(
    rf"{_WORD}(?:{_BLANK}(?:(?:{_LINKS})\b{_BLANK}?(?:(?:the|{_LINKS})\b{_BLANK}?){{0,2}}+)?(?:(?:(?:d|l|D|L|O)['’]|{_ARTICLE}-)(?=[{_UPPER}]))?{_JOINED_WORD}){{0,40}}+"
)
_GLUED = re.compile(r"([A-Z][a-z]{2,30})([A-Z][a-z]{2,30})\Z")
_OPENING = " \u00a0\t\"'“”‘(«„—–-*•·"
_SENTENCE_MARKS = frozenset(".!?:;\n•|…")
# Read from the end, so that it can only match at one place.
_BEFORE = re.compile(r"[\"'“‘(«]?[ \u00a0]{1,2}[\"'“‘(«]?([^\W\d_]+(?:-[^\W\d_]+)*)")
_MAX_BEFORE_CHARS = 24
_MAX_CACHED_CHARS = 40
"""A longer token is worked out anew each time: one can be as long as the text."""
_CAPITAL_NAMES = frozenset({"UN", "US", "EU", "AP", "AI"})
_VOWELS = ("a", "e", "i", "o", "u", "")
_INITIAL = re.compile(r"[^\W\d_]\.?\Z")

_Piece = tuple[str, str, int, int, bool]


class Run:
    """A run of capitalized words with the small words between them.

    ``words`` are as written without possessive ending, ``keys`` folded, ``flags`` from the
    lexicon, ``starts`` and ``ends`` positions in the text, ``possessive`` tells where ``'s`` was,
    or the next field of a form is glued to a name.
    """

    __slots__ = (
        "before", "ends", "flags", "keys", "length", "opens", "possessive", "starts", "text",
        "words",
    )  # fmt: skip

    def __init__(self, text: str, start: int, end: int) -> None:
        self.text = text
        self.words: list[str] = []
        self.keys: list[str] = []
        self.flags: list[int] = []
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.possessive: list[bool] = []
        self.before: str | None = None
        self.opens = _opens_sentence(text, start)
        self._read(start, end)
        self.length = len(self.words)

    def _read(self, start: int, end: int) -> None:
        for token in self.text[start:end].replace("\u00a0", " ").split(" "):
            short = len(token) <= _MAX_CACHED_CHARS
            for word, key, flags, offset, owned in (split_token if short else _split_token)(token):
                self.words.append(word)
                self.keys.append(key)
                self.flags.append(flags)
                self.starts.append(start + offset)
                self.ends.append(start + offset + len(word))
                self.possessive.append(owned)
            start += len(token) + 1

    def surface(self, low: int, high: int) -> str:
        """Return the words from ``low`` up to ``high`` as they stand in the text."""
        return self.text[self.starts[low] : self.ends[high - 1]]

    def key(self, low: int, high: int) -> str:
        """Return the folded words from ``low`` up to ``high``."""
        return " ".join(self.keys[low:high])

    def word_before(self, low: int) -> str:
        """Return the folded word before a place in the run, ``""`` at the start of a line."""
        if low:
            return self.keys[low - 1]
        if self.before is None:
            start = self.starts[0]
            match = _BEFORE.match(self.text[max(0, start - _MAX_BEFORE_CHARS) : start][::-1])
            self.before = match[1][::-1].lower() if match else ""
        return self.before

    def after(self, high: int, length: int = 40) -> str:
        """Return the text that follows."""
        end = self.ends[high - 1]
        return self.text[end : end + length]

    def any_flag(self, low: int, high: int, flag: int) -> bool:
        """Return whether one of the words has one of the flags."""
        for flags in self.flags[low:high]:  # noqa: SIM110 (asked most often of all)
            if flags & flag:
                return True
        return False

    def is_initial(self, at: int) -> bool:
        """Return whether a word is one letter, as in ``Charles E. Schumer``."""
        return _INITIAL.match(self.words[at]) is not None


def _split_token(token: str) -> tuple[_Piece, ...]:
    """Return the word of a token without ``'s`` and article; two if a form's field is glued to it.

    A piece is word, key, flags, its offset, and whether a name ends there (``'s`` was there). There
    is none where nothing is left of the token.
    """
    word, key, offset, known = token, token.lower().replace("’", "'"), 0, lexicon()
    cut = _possessive_length(key, known)
    if cut:
        word, key = word[:-cut], key[:-cut]
    first: tuple[_Piece, ...] = ()
    glued = _GLUED.match(word) if len(word) > 6 and not word[1:].islower() else None
    if glued and _is_glued(glued, known):
        name, offset = glued[1], glued.end(1)
        first = ((name, name.lower(), flags_of(name.lower(), known), 0, True),)
        word, key = glued[2], glued[2].lower()
    if key[:2] in ("l'", "d'") and word[0].islower():
        word, key, offset = word[2:], key[2:], offset + 2
    if not word:
        return first
    key = key.rstrip(".")
    flags = flags_of(key, known)
    flags = flags & ~FUNCTION if word in _CAPITAL_NAMES else flags
    return (*first, (word, key, flags, offset, cut > 0))


split_token = lru_cache(maxsize=1 << 15)(_split_token)
"""The same, cached: releases mostly consist of the same words."""


def _possessive_length(key: str, known: Mapping[str, int]) -> int:
    """Return how many letters of a word are a possessive ending: ``Iowa's``, ``Agencys``.

    A plural in ``-ys`` of a word in ``-y`` is none: its apostrophe was lost.
    """
    if key.endswith("'s"):
        return 0 if key in possessive_names() else 2
    return int(
        key.endswith("ys") and key[-3:-2] not in _VOWELS and key not in known and key[:-1] in known
    )


def _is_glued(match: re.Match[str], known: Mapping[str, int]) -> bool:
    """Return whether a name and a word of a form have lost the blank between them."""
    name, word = known.get(match[1].lower(), 0), known.get(match[2].lower(), 0)
    return bool(name & (FIRST | LAST) and word & (NOT_NAME | FUNCTION))


def _opens_sentence(text: str, start: int) -> bool:
    """Return whether a run stands where any word has a capital."""
    at = start - 1
    while at >= 0 and text[at] in _OPENING:
        at -= 1
    return at < 0 or text[at] in _SENTENCE_MARKS


_SKIPPED = FUNCTION | MONTH | CONNECTOR


def find_runs(text: str, known: Mapping[str, int]) -> Iterator[Run]:
    """Yield the runs of a prepared text, those of a single small word left out."""
    for match in _RUN.finditer(text):
        start, end = match.span()
        word = match.group()
        if word not in _CAPITAL_NAMES and known.get(word.lower(), 0) & _SKIPPED == FUNCTION:
            continue
        yield Run(text, start, end)
