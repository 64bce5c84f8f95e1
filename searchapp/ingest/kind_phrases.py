"""Phrases of pages that are no release, found in a text by kind: walls, forms, error pages, ..."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchapp.data_files import read_toml

__all__ = [
    "Phrase",
    "closes_for_subscribers",
    "find_phrases",
    "fold",
    "is_name_of",
    "names_kind",
    "pairs_in",
]

_POINTS = {"strong": 2, "weak": 1}

_TOKEN = re.compile(r"\w+")
_UNSPACED = re.compile(
    "[\u0600-\u06ff\u0900-\u097f\u0e00-\u0e7f\u1100-\u11ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)
"""Letters of writings in which a phrase may begin inside a word, or words have no blanks."""
_SEPARATOR = re.compile(r"\s[|–—:·»>/-]\s|[|»:·!]")
_STATUS_NUMBER = re.compile(r"\b(?:4[0-5]\d|50\d)\b")
_STATUS = re.compile(
    r"(?:error|fehler|erreur|errore|erro|fout|błąd|ошибка|помилка|hata|lỗi|σφάλμα|خطأ|त्रुटि|http|エラー|错误|錯誤|오류"
    r"|code|código|codice|kod|код|状态)\W{0,3}(?:4[0-5]\d|50\d)\b|\b(?:4[0-5]\d|50\d)\W{0,3}"
    r"(?:error|fehler|erreur|hata|エラー|错误|오류|not found|forbidden|bad gateway|unauthorized)"
)
"""The number of an HTTP error beside a word that says so."""


_STATUS_LINE = re.compile(r"(?:[^\W\d]+\W{1,3})?(?:40[0134568]|410|418|429|451|50[0-4])\W*")
"""The number of an HTTP error alone in a line, or after a word."""
_AROUND = " .…!?[]()«»"
_MIN_STEM = 10
"""Letters of a title that may go on in another form of its last word."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase found in a text.

    :param kind: the reason code of its pages, without ``content.``.
    :param points: 2 if it alone shows what a paragraph is, 1 if it takes two.
    """

    text: str
    kind: str
    points: int


def fold(text: str) -> str:
    """Return a text as the phrases are compared: case folded, white space and quotes as one."""
    return " ".join(text.casefold().replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class _Table:
    """The phrases by their first word; those of which a piece of a word is enough; titles."""

    by_word: Mapping[str, Sequence[Phrase]]
    words: Sequence[Phrase]
    ascii_words: Sequence[Phrase]
    unspaced: Sequence[Phrase]
    titles: Mapping[str, tuple[str, ...]]
    exact: Mapping[str, frozenset[str]]
    pairs: Mapping[str, tuple[Sequence[str], Sequence[str]]]
    closing: Sequence[str]


@lru_cache(maxsize=1)
def _table() -> _Table:
    by_word = defaultdict(list)
    words, unspaced = [], []
    titles, exact, pairs = {}, {}, {}
    closing: tuple[str, ...] = ()
    for kind, texts in read_toml("ingest/data/gate_phrases.toml").items():
        titles[kind] = _folded(texts["title"])
        exact[kind] = frozenset((*titles[kind], *_folded(texts.get("exact", ()))))
        closing += _folded(texts.get("closing", ()))
        if "about" in texts:
            pairs[kind] = (_folded(texts["about"]), _folded(texts["with"]))
        for grade, points in _POINTS.items():
            for text in _folded(texts.get(grade, ())):
                phrase = Phrase(text, kind, points)
                first = _TOKEN.search(text)
                if _UNSPACED.search(text):
                    unspaced.append(phrase)
                elif first is None or first.end() == len(text):
                    words.append(phrase)
                else:
                    by_word[first.group()].append(phrase)
    ascii_words = [phrase for phrase in words if phrase.text.isascii()]
    return _Table(by_word, words, ascii_words, unspaced, titles, exact, pairs, closing)


def _folded(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({text.casefold().replace("’", "'") for text in texts}))


def pairs_in(folded: str, kinds: Iterable[str]) -> list[Phrase]:
    """Return for each of the kinds what a sentence of it speaks of, if it also says what of it.

    So a paragraph that has both a word for a page and one for its loss is that of an error page.
    """
    found = []
    for kind in kinds:
        about, beside = _table().pairs[kind]
        what = next((word for word in about if word in folded), "")
        if what and any(word in folded for word in beside):
            found.append(Phrase(what, kind, 2))
    return found


def find_phrases(folded: str) -> list[Phrase]:
    """Return the phrases that stand in a folded text (:func:`fold`), each once."""
    table = _table()
    is_ascii = folded.isascii()
    words = table.ascii_words if is_ascii else table.words
    found = [phrase for phrase in words if phrase.text in folded]
    for word in table.by_word.keys() & set(_TOKEN.findall(folded)):
        found += [phrase for phrase in table.by_word[word] if phrase.text in folded]
    if not is_ascii and _UNSPACED.search(folded):
        found += [phrase for phrase in table.unspaced if phrase.text in folded]
    for number in _STATUS_NUMBER.finditer(folded):
        around = folded[max(0, number.start() - 20) : number.end() + 20]
        if status := _STATUS.search(around):
            found.append(Phrase(status.group(), "error-page", 2))
            break
    return found


def closes_for_subscribers(text: str) -> str:
    """Return the phrase with which a text ends that goes on for subscribers only, else ``""``."""
    folded = fold(text)
    return next((phrase for phrase in _table().closing if phrase in folded), "")


def names_kind(line: str, kinds: Iterable[str]) -> str:
    """Return the first of the kinds that a headline names, ``""`` if it names none.

    It begins with a phrase for titles, or a piece of it between separators is one.
    """
    folded = fold(line)
    pieces = {piece.strip(_AROUND) for piece in _SEPARATOR.split(folded)}
    return next((kind for kind in kinds if _is_title(folded, pieces, kind)), "")


def is_name_of(line: str, kind: str) -> bool:
    """Return whether a line is a title of a kind and nothing else, or the number of an error."""
    bare = fold(line).strip(_AROUND)
    return bare in _table().exact[kind] or (kind == "error-page" and _is_status(bare))


def _is_title(folded: str, pieces: set[str], kind: str) -> bool:
    table = _table()
    if not pieces.isdisjoint(table.exact[kind]) or (kind == "error-page" and _is_status(folded)):
        return True
    titles = table.titles[kind]
    return folded.startswith(titles) and any(
        folded.startswith(title)
        and (
            len(title) >= _MIN_STEM
            or _UNSPACED.match(title)
            or not folded[len(title) : len(title) + 1].isalpha()
        )
        for title in titles
    )


def _is_status(folded: str) -> bool:
    """Return whether a line is an HTTP error with its number."""
    return _STATUS.search(folded) is not None or _STATUS_LINE.fullmatch(folded) is not None
