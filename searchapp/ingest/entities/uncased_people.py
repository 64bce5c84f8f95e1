"""Who is named in Chinese and Arabic text, where no capital shows a name?

Only what can hardly be anything else: a name between a title and a mark, a verb of speech or
another title. A Chinese name must begin with a family name, a foreign one has dots between its
parts, an Arabic one begins with a given name or stands behind a title that takes no genitive.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from searchapp.ingest.entities.evidence import UNCASED_TITLE
from searchapp.ingest.entities.lexicon import read_table
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_caseless_people"]

HAN = "\u4e00-\u9fff"
DOTS = "·・‧•"
ARABIC_WORD = re.compile(r"[\u0621-\u064a][\u0621-\u064a\u064b-\u0652]+")
MARKS = re.compile(r"[\u064b-\u0652]")
ARTICLE = "ال"
MOST_WORDS = 4


def _words(table: dict[str, object], name: str) -> list[str]:
    return str(table[name]).split()


def _any_of(words: list[str]) -> str:
    return "|".join(map(re.escape, sorted(set(words), key=lambda word: (-len(word), word))))


@lru_cache(maxsize=1)
def _chinese() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of a name behind a title, before one, and of a foreign name."""
    table = read_table("caseless.toml")
    single = "".join(_words(table, "surnames"))
    name = rf"(?:{_any_of(_words(table, 'long_surnames'))}|[{single}])[{HAN}]"
    before, after = _any_of(_words(table, "titles_before")), _any_of(_words(table, "titles_after"))
    follows = rf"(?=[^\w]|\Z|{after}|{_any_of(_words(table, 'goes_on'))})"
    part = rf"(?:博(?!士)|[{''.join(_words(table, 'foreign')).replace('博', '')}])"
    dotted = rf"{part}{{1,7}}(?:[{DOTS}]{part}{{1,7}}){{1,3}}"
    # The shorter name is tried first: 王毅表示 is Wang Yi, not three characters and a half verb.
    return (
        re.compile(rf"(?:{before})({name}[{HAN}]??){follows}"),
        re.compile(rf"(?:\A|(?<=[^\w])|(?<=[由与和同向对是给请]))({name}[{HAN}]??)(?={after})"),
        re.compile(rf"(?:{before})?({dotted})"),
    )


def _read_chinese(text: str) -> Iterator[tuple[int, int]]:
    behind, in_front, foreign = _chinese()
    for pattern in (behind, in_front, foreign):
        for match in pattern.finditer(text):
            yield match.span(1)


@lru_cache(maxsize=1)
def _arabic() -> tuple[frozenset[str], frozenset[str], frozenset[str], frozenset[str]]:
    table = read_table("caseless.toml")
    names = ("arabic_titles", "arabic_roles", "arabic_names", "arabic_stops")
    titles, roles, given, stops = (frozenset(_words(table, name)) for name in names)
    return titles, roles, given, stops


def _read_arabic(text: str) -> Iterator[tuple[int, int]]:
    titles, roles, given, _ = _arabic()
    words = [(MARKS.sub("", m.group()), m.start(), m.end()) for m in ARABIC_WORD.finditer(text)]
    for at, (word, _, _) in enumerate(words):
        if word in given and (end := _before_title(words, at, text)):
            yield words[at][1], words[end - 1][2]
            continue
        bare = word[1:] if word[0] in "وف" and word[1:] in titles | roles else word
        definite = bare in titles
        if not definite and bare not in roles:
            continue
        begin = at + 1
        while begin < len(words) and begin <= at + 3 and _is_attribute(words, begin, text):
            begin += 1
        end = _name_end(words, begin, text)
        known = begin < len(words) and words[begin][0] in given
        if end - begin >= 2 and (known or (definite and begin == at + 1)):
            yield words[begin][1], words[end - 1][2]


def _before_title(words: list[tuple[str, int, int]], at: int, text: str) -> int:
    """Return where ``عمر التميمي، رئيس`` ends before its comma and title; 0 if none is there."""
    titles, roles, _, _ = _arabic()
    for end in (at + 2, at + 3):
        if end < len(words) and text[words[end - 1][2] : words[end][1]] == "، ":
            return end if words[end][0] in titles | roles else 0
        if end < len(words) and text[words[end - 1][2] : words[end][1]] != " ":
            return 0
    return 0


def _is_attribute(words: list[tuple[str, int, int]], at: int, text: str) -> bool:
    """Return whether a word still belongs to the title: ``رئيس المختبرات``, another title."""
    joined = text[words[at - 1][2] : words[at][1]] == " "
    titles, roles, given, _ = _arabic()
    word = words[at][0]
    return joined and word not in given and (word.startswith(ARTICLE) or word in titles | roles)


def _name_end(words: list[tuple[str, int, int]], begin: int, text: str) -> int:
    """Return where a name of two to four words ends; ``begin`` if nothing shows its end.

    A mark, the end of the text, or a particle must follow.
    """
    stops = _arabic()[3]
    at = begin
    while at < len(words) and at - begin < MOST_WORDS:
        if at > begin and text[words[at - 1][2] : words[at][1]] != " ":
            return at
        if words[at][0] in stops:
            return at
        at += 1
    closed = at == len(words) or text[words[at - 1][2] : words[at][1]] != " "
    return at if closed or words[at][0] in stops else begin


def read_caseless_people(reading: ReadingState) -> None:
    """Note the people of text in Han or Arabic script that a title shows."""
    text = reading.text
    found: list[tuple[int, int]] = []
    if re.search(rf"[{HAN}]", text):
        found += _read_chinese(text)
    if ARABIC_WORD.search(text):
        found += _read_arabic(text)
    for start, end in found:
        reading.spans.append(Span(start, end, UNCASED_TITLE))
