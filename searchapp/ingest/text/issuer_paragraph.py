"""Paragraphs about the issuer that hold their own heading: ``About Veldora: Veldora is ...``."""

from __future__ import annotations

import re
from functools import lru_cache

from searchapp.ingest.text.lines import ends_sentence
from searchapp.ingest.text.page_phrases import phrases

__all__ = ["heads_by_itself", "is_about_paragraph"]

_MIN_TEXT = 10
"""Words that follow the heading, at least; of scripts without blanks, half as many characters."""

_MAX_NAME_WORDS = 9
_HEAD = re.compile(
    r"(?P<name>[^:：.!?\n–—]{0,80}?)\s?(?:[:：\n]|\s[–—]\s)\s?(?P<text>\S.*)", re.DOTALL
)
_CLOSING = ("”", '"', "»", ")")
_WORD = re.compile(r"[^\W_]+(?:[-.&][^\W_]+)*")
_BETWEEN = re.compile(r"(?<=[\u3040-\u9fff]) (?=[\u3040-\u9fff])")
_CASELESS = re.compile(r"[\u0590-\u06ff\u3040-\u9fff\uac00-\ud7af]")


@lru_cache(maxsize=1)
def _openers() -> tuple[str, ...]:
    """Return how a heading about the issuer begins, the longest first."""
    spaced = {phrase.strip() for phrase, role in phrases().start if role == "about"}
    found = {_BETWEEN.sub("", phrase) for phrase in spaced}
    return tuple(sorted(found, key=lambda phrase: (-len(phrase), phrase)))


def heads_by_itself(folded: str) -> bool:
    """Return whether a folded line is such a heading without a name: ``О компании``."""
    return " " in folded and folded in _openers()


def is_about_paragraph(text: str) -> bool:
    """Return whether a paragraph opens with a heading about the issuer and goes on to tell.

    The heading ends with a colon or a dash, or the name stands twice, where its line end was lost:
    ``About Veldora Veldora builds ...``. ``About 300 people came: ...`` is none.
    """
    lowered = text[:60].casefold()
    opener = next((each for each in _openers() if lowered.startswith(each)), None)
    if opener is None:
        return False
    rest = text[len(opener) :].lstrip(" '’")
    inside = rest[:1].isalpha() and text[len(opener)].isalpha() and not opener.endswith(" d")
    if inside and not _CASELESS.match(rest):
        return False
    head = _HEAD.match(rest)
    if head and _is_issuer_name(head["name"], opener) and _is_description(head["text"]):
        return True
    return _repeats_name(_WORD.findall(rest[:300])) and _is_description(rest)


def _is_issuer_name(name: str, opener: str) -> bool:
    """Return whether words between the opener and the mark name somebody."""
    if not name:
        return heads_by_itself(opener) or opener in ("kurzprofil", "unternehmensprofil")
    words = _WORD.findall(name)
    while words and words[0].lower() in phrases().words["articles"]:
        words.pop(0)
    if name.casefold() in phrases().words["issuer"] or _CASELESS.search(name):
        return any(letter.isalpha() for letter in name)
    if not 1 <= len(words) <= _MAX_NAME_WORDS or any(word[0].isdigit() for word in words):
        return False
    telling = [word for word in words if word.lower() not in phrases().words["small"]]
    return (
        bool(telling)
        and words[0][0].isupper()
        and (sum(word[0].isupper() for word in telling) * 2 > len(telling))
    )


def _is_description(text: str) -> bool:
    """Return whether a text is long enough to tell who somebody is, and ends as a sentence does."""
    long = len(_CASELESS.findall(text)) >= 2 * _MIN_TEXT or len(text.split()) >= _MIN_TEXT
    return long and (ends_sentence(text.rstrip()) or text.rstrip().endswith(_CLOSING))


def _repeats_name(words: list[str]) -> bool:
    """Return whether a capitalised name is said twice in a row, perhaps with an article."""
    while words and words[0].lower() in phrases().words["articles"]:
        words = words[1:]
    if not words or not words[0][0].isupper():
        return False
    for length in range(min(_MAX_NAME_WORDS, len(words) // 2), 0, -1):
        name, again = words[:length], words[length:]
        while again and again[0].lower() in phrases().words["articles"]:
            again = again[1:]
        if name == again[:length] and any(word[0].isupper() for word in name):
            return True
    return False
