"""Who and which bodies does Russian text name in other cases than the first?

A body that is explained by its short form in brackets is shown in the nominative; a person stands
in the nominative behind a title in the nominative and what that is of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from searchapp.ingest.entities.evidence import ACRONYM, EXPLAINED_NAME, RUSSIAN_TITLE
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.lexicon import FUNCTION, HEAD, WEAK_HEAD, lexicon, read_table
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["read_russian_people", "read_russian_short_forms"]

CASE_ENDING = re.compile(r"(?:ами|ями|ом|ем|ой|ей|ам|ям|ах|ях|[аеуыияюоьй])\Z")
ADJECTIVE = re.compile(r"(?:ого|его|ому|ему|ыми|ими|ым|им|ом|ем|ой|ей|ую|юю|ая|яя|ое|ее|ый|ий)\Z")
GENITIVE = (
    r"(?: (?:по|и|для|[А-ЯЁа-яё]{2,30}(?:ого|его|ой|ей|ых|их|ий|ии|ов|ев|а|я|е|у|и|ы|ам|ям)"
    r"(?![а-яё]))){0,5}"
)
FIRM = r"(?: [A-Z][\w.-]{1,30}(?: [A-Z][\w.-]{1,30}){0,3}(?: \([A-Z]{2,8}\))?)?"
WORD = r"[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?(?![а-яё])"
SHORT_FORM = re.compile(r" ?\(([A-ZА-ЯЁ]{2,8})\)")
CAPITALISED = re.compile(r"(?<![\w-])[А-ЯЁ][а-яё-]{2,40}")
BREAK = re.compile(r"[\n.;:!?()«»,–—]")
VERB = re.compile(r"[аеиоуыя](?:ла|ли|ло|лась|лись|лось|лся)\Z")
SMALL = frozenset("по и для за о об в на при".split())
WINDOW = 120
MOST_WORDS = 9


@lru_cache(maxsize=1)
def _titled() -> re.Pattern[str]:
    titles = str(read_table("lexicon.toml")["russian_titles"]).split()
    either = "|".join(f"[{title[0].upper()}{title[0]}]{title[1:]}" for title in titles)
    return re.compile(
        rf"(?<![\w-])(?:{either})(?![\w-]){GENITIVE}{FIRM}(?: доктор| профессор)?"
        rf" ({WORD} {WORD})(?! [А-ЯЁ])"
    )


def read_russian_people(reading: ReadingState) -> None:
    """Note the people behind a title and its office: ``президент компании Гульнара Бекова``."""
    for match in _titled().finditer(reading.text):
        words = match[1].lower().split()
        if find_place(match[1].lower()) or any(
            lexicon().get(word, 0) & (HEAD | WEAK_HEAD) or find_place(word) for word in words
        ):
            continue
        reading.spans.append(Span(*match.span(1), RUSSIAN_TITLE))


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    """Return the nominative of each Russian head word by its stem."""
    return {
        CASE_ENDING.sub("", word): word
        for word, flags in lexicon().items()
        if flags & HEAD and "а" <= word[0] <= "я"
    }


def read_russian_short_forms(reading: ReadingState) -> dict[str, str]:
    """Note the bodies with their short form in brackets; return the names by their short forms."""
    found: dict[str, str] = {}
    for match in SHORT_FORM.finditer(reading.text):
        before = BREAK.split(reading.text[max(0, match.start() - WINDOW) : match.start()])[-1]
        for word in CAPITALISED.finditer(before):
            name = _nominative(before[word.start() :])
            if name is None:
                continue
            start = match.start() - len(before) + word.start()
            found[match[1]] = name
            reading.acronyms[match[1]] = "organization"
            span = Span(start, match.start(), EXPLAINED_NAME, name)
            reading.spans += [span, Span(*match.span(1), ACRONYM["organization"])]
            break
    return found


def _nominative(phrase: str) -> str | None:
    """Return a body's name in the nominative: adjectives, head word, and what it is of as it was.

    ``Андского центра статистики`` is ``Андский центр статистики``. ``None`` if none of the first
    three words is a head word.
    """
    words = phrase.split()
    if not 2 <= len(words) <= MOST_WORDS or any(map(_is_no_part, words)):
        return None
    for at, word in enumerate(words[:3]):
        head = _heads().get(CASE_ENDING.sub("", word.lower()))
        if head is not None:
            shown = head.capitalize() if word[0].isupper() else head
            return " ".join((*(_agreeing(w, head) for w in words[:at]), shown, *words[at + 1 :]))
        if not ADJECTIVE.search(word):
            return None
    return None


def _is_no_part(word: str) -> bool:
    """Return whether a word is in no name of a body: a verb in the past, an adverb, Latin."""
    if VERB.search(word) or word[0].isascii():
        return True
    return bool(lexicon().get(word, 0) & FUNCTION) and word not in SMALL


def _agreeing(adjective: str, head: str) -> str:
    """Return an adjective in the nominative of the gender that the ending of the noun shows."""
    stem = ADJECTIVE.sub("", adjective)
    if head[-1] in "ое":
        return f"{stem}ое"
    if head[-1] in "ая":
        return f"{stem}ая"
    return f"{stem}ий" if stem[-1:] in tuple("кгхжшщ") else f"{stem}ый"
