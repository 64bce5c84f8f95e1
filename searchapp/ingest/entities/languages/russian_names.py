"""People and organizations that Russian text names in other cases than the nominative.

An organization is a head word with the genitives that follow it; it is shown in the nominative. A
person stands in the nominative behind a title in the nominative and what that is of.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from searchapp.ingest.entities.evidence import (
    ACRONYM,
    EXPLAINED_NAME,
    RUSSIAN_HEAD_WORD,
    RUSSIAN_TITLE,
)
from searchapp.ingest.entities.gazetteer import find_place
from searchapp.ingest.entities.language_rules import LanguageRules
from searchapp.ingest.entities.languages.russian_cases import (
    head_stem,
    is_adjective,
    nominative_of_adjective,
    singular_stem,
)
from searchapp.ingest.entities.lexicon import FUNCTION, HEAD, WEAK_HEAD, lexicon, read_table
from searchapp.ingest.entities.spans import Span
from searchapp.ingest.entities.state import ReadingState

__all__ = ["RULES"]

# ---- people ------------------------------------------------------------------------------------

_OFFICE = (
    r"(?: (?:по|и|для|[А-ЯЁа-яё]{2,30}(?:ого|его|ой|ей|ых|их|ий|ии|ов|ев|а|я|е|у|и|ы|ам|ям)"
    r"(?![а-яё]))){0,5}"
)
_FIRM = r"(?: [A-Z][\w.-]{1,30}(?: [A-Z][\w.-]{1,30}){0,3}(?: \([A-Z]{2,8}\))?)?"
_NAME_PART = r"[А-ЯЁ][а-яё]{1,30}(?:-[А-ЯЁ][а-яё]{1,30})?(?![а-яё])"


@lru_cache(maxsize=1)
def _title_pattern() -> re.Pattern[str]:
    """Return the pattern of a title, what it is of, and the two words of a name."""
    titles = str(read_table("languages/russian.toml")["titles"]).split()
    either = "|".join(f"[{title[0].upper()}{title[0]}]{title[1:]}" for title in titles)
    return re.compile(
        rf"(?<![\w-])(?:{either})(?![\w-]){_OFFICE}{_FIRM}(?: доктор| профессор)?"
        rf" ({_NAME_PART} {_NAME_PART})(?! [А-ЯЁ])"
    )


def _read_people(reading: ReadingState) -> None:
    """Note the people behind a title and its office: ``президент компании Гульнара Бекова``."""
    for match in _title_pattern().finditer(reading.text):
        words = match[1].lower().split()
        if find_place(match[1].lower()) or any(
            lexicon().get(word, 0) & (HEAD | WEAK_HEAD) or find_place(word) for word in words
        ):
            continue
        reading.spans.append(Span(*match.span(1), RUSSIAN_TITLE))


# ---- organizations explained by a short form -----------------------------------------------------

_SHORT_FORM = re.compile(r" ?\(([A-ZА-ЯЁ]{2,8})\)")
_CAPITALIZED = re.compile(r"(?<![\w-])[А-ЯЁ][а-яё-]{2,40}")
_BREAK = re.compile(r"[\n.;:!?()«»,–—]")
_PAST_VERB = re.compile(r"[аеиоуыя](?:ла|ли|ло|лась|лись|лось|лся)\Z")
_SMALL_WORDS = frozenset("по и для за о об в на при".split())
_MAX_CHARS = 120
"""How far before its short form a name may begin."""
_MAX_WORDS = 9


def _head_words() -> list[str]:
    """Return the head words of the lexicon that are Russian."""
    return [word for word, flags in lexicon().items() if flags & HEAD and "а" <= word[0] <= "я"]


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    """Return the nominative of each head word by its stem."""
    return {head_stem(word): word for word in _head_words()}


def _explain_short_forms(reading: ReadingState) -> dict[str, str]:
    """Note the organizations with their short form in brackets; return names by short forms."""
    found: dict[str, str] = {}
    for match in _SHORT_FORM.finditer(reading.text):
        before = _BREAK.split(reading.text[max(0, match.start() - _MAX_CHARS) : match.start()])[-1]
        for word in _CAPITALIZED.finditer(before):
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
    """Return the name of an organization in the nominative; what it is of stays as it is.

    ``Андского центра статистики`` is ``Андский центр статистики``. ``None`` if none of the first
    three words is a head word.
    """
    words = phrase.split()
    if not 2 <= len(words) <= _MAX_WORDS or any(map(_is_no_part, words)):
        return None
    for at, word in enumerate(words[:3]):
        head = _heads().get(head_stem(word.lower()))
        if head is not None:
            shown = head.capitalize() if word[0].isupper() else head
            return " ".join(
                (*(nominative_of_adjective(w, head) for w in words[:at]), shown, *words[at + 1 :])
            )
        if not is_adjective(word):
            return None
    return None


def _is_no_part(word: str) -> bool:
    """Return whether a word is in no name: a verb in the past, an adverb, Latin."""
    if _PAST_VERB.search(word) or word[0].isascii():
        return True
    return bool(lexicon().get(word, 0) & FUNCTION) and word not in _SMALL_WORDS


# ---- organizations by their head word ------------------------------------------------------------

_HEAD_WORD = re.compile(r"\b[А-ЯЁ][а-яё]{3,}")
_ENDING = r"(?:ого|его|ой|ей|ых|их|ий|ия|ии|ов|ев|ства|сти|ения|ки|ы|а|я|и|ам|ям)(?![а-яё])"
_GENITIVES = re.compile(
    rf"(?: (?:(?:по|и|для)(?= )|[а-яё]{{2,30}}{_ENDING})){{1,6}}"
    rf"(?: [А-ЯЁ][а-яё]{{1,30}}{_ENDING}){{0,2}}|(?: [А-ЯЁ][а-яё]{{1,30}}{_ENDING}){{1,2}}"
)
_FROM_VERB = re.compile(r" [а-яё]+[аеиоуыя](?:ла|ли|ло|лась|лись|лось|лся)(?![а-яё]).*")
_TRAILING = re.compile(r"(?: (?:по|и|для|на|в))+\Z")


@lru_cache(maxsize=1)
def _singular_heads() -> dict[str, str]:
    """Return the head words with a capital by their stem in the singular."""
    return {singular_stem(word): word.capitalize() for word in _head_words()}


def _read_organizations(reading: ReadingState) -> None:
    """Note ``Министерства финансов`` under its nominative, ``Министерство финансов``."""
    heads = _singular_heads()
    for match in _HEAD_WORD.finditer(reading.text):
        head = heads.get(singular_stem(match.group().lower()))
        rest = _GENITIVES.match(reading.text, match.end()) if head else None
        if rest is None:
            continue
        words = _TRAILING.sub("", _before_verb(rest.group(), reading.known))
        if words:
            end = match.end() + len(words)
            reading.spans.append(Span(match.start(), end, RUSSIAN_HEAD_WORD, f"{head}{words}"))


def _before_verb(words: str, known: Mapping[str, int]) -> str:
    """Return the words in the genitive up to a verb in the past or an adverb: ``открыли``."""
    kept: list[str] = []
    for word in _FROM_VERB.sub("", words).split():
        if known.get(word, 0) & FUNCTION and word not in ("по", "и", "для"):
            break
        kept.append(word)
    return "".join(f" {word}" for word in kept)


def _read_names(reading: ReadingState) -> None:
    _read_organizations(reading)
    _read_people(reading)


RULES = LanguageRules(frozenset({"ru"}), explain=_explain_short_forms, read=_read_names)
