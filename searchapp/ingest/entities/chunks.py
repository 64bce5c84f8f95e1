"""Where are the runs of capitalised words, and what is known of each word in them?

One pass of one regular expression finds the runs; lower-case text is never looked at word by word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from .lexicon import CONNECTOR, FUNCTION, MONTH, flags_of, lexicon, possessive_names

__all__ = ["Run", "runs_of"]


def _upper_class() -> str:
    """Return the capitals of Latin, Greek and Cyrillic as the inside of a character class."""
    letters = [chr(code) for code in range(0x250 + 0x300) if chr(code).isupper()]
    return "".join(letters)


UPPER = _upper_class()
LINKS = (
    "of|for|and|on|de|du|des|la|las|los|le|les|del|della|da|do|das|dos|di|van|von|der|den|bin|ibn|el|al"
    "|ter|ten|zu|für|und|y|e|et|&|d['’]|l['’]"
)
SHORT = (
    "Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Col|St|Ste|Lt|Hon|Prof|Rev|Sgt|Capt|Adm|Maj|Messrs|Jr|Sr|Ft|Mt"
    "|Cpl|Sra|Srta|Dra|Mme|Mlle|Pfc|Spc|Atty"
)
PLURAL_OWNERS = sorted(name.capitalize() for name in possessive_names() if name.endswith("'"))
ENDS_SHORT = "|".join(rf"(?<=\b{short}\.)" for short in SHORT.split("|"))
ENDS_OWNER = "|".join(rf"(?<=\b{owner[:-1]}['’])" for owner in PLURAL_OWNERS)
# The first letter is tested before anything else: the engine skips to it at full speed.
WORD = (
    rf"[{UPPER}](?<![^\W_].)(?<![^\W_][-'’&@.].)"
    rf"(?:\.(?:[{UPPER}]\.)*+(?:[{UPPER}](?![^\W_]))?+"
    rf"|[^\W_]*+(?:[-'’&·][^\W_]++)*+"
    rf"(?:\.(?=[ \n])(?:{ENDS_SHORT})|['’](?=[ \u00a0]{{1,2}}[{UPPER}])(?:{ENDS_OWNER}))?+)"
)
BLANK = r"(?:[ \u00a0]{1,2}+)"
JOINED_WORD = WORD.replace(r"(?<![^\W_].)(?<![^\W_][-'’&@.].)", "", 1)
# At most 41 words: no name is longer, and what reads a run may then look at all of it at each word.
RUN = re.compile(
    rf"{WORD}(?:{BLANK}(?:(?:{LINKS})\b{BLANK}?(?:(?:the|{LINKS})\b{BLANK}?){{0,2}}+)?(?:(?:d|l|D|L|O)['’](?=[{UPPER}]))?{JOINED_WORD}){{0,40}}+"
)
OPENING = " \u00a0\t\"'“”‘(«„—–-*•·"
SENTENCE_MARKS = frozenset(".!?:;\n•|…")
# Read from the end, so that it can only match at one place.
BEFORE = re.compile(r"[\"'“‘(«]?[ \u00a0]{1,2}[\"'“‘(«]?([^\W\d_]+(?:-[^\W\d_]+)*)")
BEFORE_CHARS = 24
CAPITAL_NAMES = frozenset({"UN", "US", "EU", "AP", "AI"})
INITIAL = re.compile(r"[^\W\d_]\.?\Z")


class Run:
    """A run of capitalised words with the small words between them.

    ``words`` are as written without possessive ending, ``keys`` folded, ``flags`` from the
    lexicon, ``starts`` and ``ends`` positions in the text, ``possessive`` tells where ``'s`` was.
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
            word, key, flags, offset, owned = _word(token)
            if word:
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
            match = BEFORE.match(self.text[max(0, start - BEFORE_CHARS) : start][::-1])
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
        return INITIAL.match(self.words[at]) is not None


@lru_cache(maxsize=1 << 15)
def _word(token: str) -> tuple[str, str, int, int, bool]:
    """Return a token without ``'s`` and article: word, key, flags, its offset, if ``'s`` was there.

    The word is empty where nothing is left of it.
    """
    word, key, offset = token, token.lower().replace("’", "'"), 0
    owned = key.endswith("'s") and key not in possessive_names()
    if owned:
        word, key = word[:-2], key[:-2]
    if key[:2] in ("l'", "d'") and word[0].islower():
        word, key, offset = word[2:], key[2:], 2
    key = key.rstrip(".")
    flags = flags_of(key, lexicon())
    return word, key, flags & ~FUNCTION if word in CAPITAL_NAMES else flags, offset, owned


def _opens_sentence(text: str, start: int) -> bool:
    """Return whether a run stands where any word has a capital."""
    at = start - 1
    while at >= 0 and text[at] in OPENING:
        at -= 1
    return at < 0 or text[at] in SENTENCE_MARKS


SKIPPED = FUNCTION | MONTH | CONNECTOR


def runs_of(text: str, known: Mapping[str, int]) -> Iterator[Run]:
    """Yield the runs of a prepared text, those of a single small word left out."""
    for match in RUN.finditer(text):
        start, end = match.span()
        word = match.group()
        if word not in CAPITAL_NAMES and known.get(word.lower(), 0) & SKIPPED == FUNCTION:
            continue
        yield Run(text, start, end)
