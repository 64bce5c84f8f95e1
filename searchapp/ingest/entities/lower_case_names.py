"""Which bodies of French, Spanish, German, Portuguese and Russian text are written in lower case?

In these languages only the first word of a body has a capital: ``Organisation mondiale de la
Santé``, ``Министерство финансов``. The known ones are looked up; a Russian head word takes the
words that follow it in the genitive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import cast

from searchapp.ingest.entities.evidence import (
    ACRONYM,
    EXPLAINED_NAME,
    LISTED_PHRASE,
    RUSSIAN_HEAD_WORD,
    SAID_OF_PERSON,
)
from searchapp.ingest.entities.lexicon import (
    FIRST,
    FUNCTION,
    HEAD,
    LAST,
    WEAK_HEAD,
    flags_of,
    lexicon,
    read_table,
)
from searchapp.ingest.entities.organizations import foreign_names
from searchapp.ingest.entities.russian import read_russian_people, read_russian_short_forms
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["drop_german_nouns", "in_language", "read_bracketed", "read_foreign"]

FRENCH_TITLE = re.compile(r"\bM\. (?=[A-ZÀ-Ý])")
RUSSIAN_HEAD = re.compile(r"\b[А-ЯЁ][а-яё]{3,}")
ENDING = r"(?:ого|его|ой|ей|ых|их|ий|ия|ии|ов|ев|ства|сти|ения|ки|ы|а|я|и|ам|ям)(?![а-яё])"
GENITIVE = re.compile(
    rf"(?: (?:(?:по|и|для)(?= )|[а-яё]{{2,30}}{ENDING})){{1,6}}"
    rf"(?: [А-ЯЁ][а-яё]{{1,30}}{ENDING}){{0,2}}|(?: [А-ЯЁ][а-яё]{{1,30}}{ENDING}){{1,2}}"
)
VERB = re.compile(r" [а-яё]+[аеиоуыя](?:ла|ли|ло|лась|лись|лось|лся)(?![а-яё]).*")
TRAILING = re.compile(r"(?: (?:по|и|для|на|в))+\Z")
SHORT_FORM = re.compile(r" ?\(([A-Z]{2}[A-Z-]{0,8})\)")
CAPITALISED = re.compile(r"(?<![\w-])[A-ZÀ-Ý][a-zà-ÿ]{3,}")
BREAK = re.compile(r"[\n.;:!?()«»,]")
LOWER_CASED = frozenset({"fr", "es", "pt", "it", "ca", "ro", "de", "nl", "sv", "da", "no", "nb"})
WINDOW = 120
MOST_WORDS = 10

CASE_ENDING = re.compile(r"(?:ами|ями|ом|ем|ой|ей|ам|ям|ах|ях|[аеуыияюоь])\Z")


def in_language(text: str, language: str) -> str:
    """Return the text with ``M.`` of French as ``Mr``, which is no initial; same length."""
    return FRENCH_TITLE.sub("Mr ", text) if language == "fr" else text


@lru_cache(maxsize=1)
def _phrases() -> tuple[tuple[str, str], ...]:
    """Return the known names that have a word in lower case, folded, with the canonical name."""
    return tuple(
        (name, body) for name, body in foreign_names() if " " in name and name[0] < "\u0600"
    )


@lru_cache(maxsize=1)
def _head_stems() -> dict[str, str]:
    """Return the Russian head words by their stems."""
    heads = (word for word, flags in lexicon().items() if flags & HEAD and "а" <= word[0] <= "я")
    return {CASE_ENDING.sub("", head): head.capitalize() for head in heads}


def _read_russian(reading: ReadingState) -> None:
    """Note ``Министерства финансов`` under its nominative, ``Министерство финансов``."""
    stems = _head_stems()
    for match in RUSSIAN_HEAD.finditer(reading.text):
        head = stems.get(CASE_ENDING.sub("", match.group().lower()))
        rest = GENITIVE.match(reading.text, match.end()) if head else None
        if rest is None:
            continue
        words = TRAILING.sub("", _before_verb(rest.group(), reading.known))
        if words:
            span = (match.start(), match.end() + len(words))
            reading.spans.append(Span(*span, RUSSIAN_HEAD_WORD, f"{head}{words}"))


def _before_verb(words: str, known: Mapping[str, int]) -> str:
    """Return the words in the genitive up to a verb in the past or an adverb: ``открыли``."""
    kept: list[str] = []
    for word in VERB.sub("", words).split():
        if known.get(word, 0) & FUNCTION and word not in ("по", "и", "для"):
            break
        kept.append(word)
    return "".join(f" {word}" for word in kept)


def read_bracketed(reading: ReadingState, language: str) -> dict[str, str]:
    """Note the bodies that go on in lower case up to their short form in brackets.

    ``Agence internationale de l'eau douce (IFA)``: the last head word with a capital before the
    bracket begins the name. Returns the long forms by their short forms.
    """
    if language == "ru":
        return read_russian_short_forms(reading)
    found: dict[str, str] = {}
    if language not in LOWER_CASED:
        return found
    for match in SHORT_FORM.finditer(reading.text):
        before = BREAK.split(reading.text[max(0, match.start() - WINDOW) : match.start()])[-1]
        heads = [
            word
            for word in CAPITALISED.finditer(before)
            if flags_of(word.group().lower(), reading.known) & (HEAD | WEAK_HEAD)
        ]
        if not heads or " " not in before[heads[0].start() :]:
            continue
        head = next((word for word in heads if _goes_on(before[word.start() :])), None)
        if head is None:
            continue
        start, end = match.start() - len(before) + head.start(), match.start()
        found[match[1]] = reading.text[start:end]
        reading.acronyms[match[1]] = "organization"
        reading.spans.append(Span(start, end, EXPLAINED_NAME))
        reading.spans.append(Span(*match.span(1), ACRONYM["organization"]))
    return found


def _goes_on(long: str) -> bool:
    """Return whether a name is of 2 to 10 words, none of them a verb between two bodies."""
    return 2 <= len(long.split()) <= MOST_WORDS


@lru_cache(maxsize=1)
def _german_nouns() -> frozenset[str]:
    return frozenset(cast("list[str]", read_table("places.toml")["german_nouns"]))


def drop_german_nouns(reading: ReadingState) -> None:
    """Take back people and places of German text that are nouns: every noun has a capital there.

    A person needs a title, or a first or family name of the lists.
    """
    reading.spans = [span for span in reading.spans if not _is_noun(span, reading)]


def _is_noun(span: Span, reading: ReadingState) -> bool:
    words = reading.text[span.start : span.end].lower().split()
    if span.kind == "place":
        return words[0] in _german_nouns() and len(words) == 1
    if span.kind != "person" or span.evidence.strength > SAID_OF_PERSON.strength:
        return False
    flags = [flags_of(word, reading.known) for word in words]
    named = span.evidence == SAID_OF_PERSON and any(f & LAST for f in flags)
    return not flags[0] & FIRST and not named


def read_foreign(reading: ReadingState, language: str) -> None:
    """Note the bodies that the rules for capitals cannot see."""
    if language == "en" or reading.text.isascii():
        return
    lowered = reading.text.lower()
    if len(lowered) == len(reading.text):
        for name, body in _phrases():
            at = lowered.find(name)
            while at >= 0:
                end = at + len(name)
                reading.spans.append(Span(at, end, LISTED_PHRASE, body))
                at = lowered.find(name, end)
    if language == "ru":
        _read_russian(reading)
        read_russian_people(reading)
