"""The own text of a page, measured: what is left of it, and whether that is prose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from searchapp.analysis.words import split_words
from searchapp.data_files import read_toml
from searchapp.ingest.kind_phrases import names_kind
from searchapp.ingest.text.line_roles import is_advisory
from searchapp.ingest.text.lines import ends_sentence, make_line
from searchapp.ingest.types import Content, PageText

__all__ = [
    "MIN_ENTRY_WORDS",
    "MIN_SENTENCES",
    "MIN_SENTENCE_WORDS",
    "NAME_LINES",
    "RELEASE_DATED",
    "OwnText",
    "Verdict",
    "is_cut_off",
    "is_read_more",
    "is_sentence",
    "kind_named",
    "measure_page",
]

_ELLIPSIS_END = re.compile(r"(?:\.\.\.?|…)[\]”\"»)]*$")
_ELLIPSIS_START = re.compile(r"[\[(«“\"]?(?:\.\.\.|…)")
_LINK_MARKS = " .…»→›>[]()+"
MIN_SENTENCE_WORDS = 12
"""Words of a paragraph of prose; captions and entries of a list may end like one."""
_MIN_SHORT_SENTENCE_WORDS = 8
"""Words of a sentence beside which a phrase is not all that a page says."""
_MIN_UNENDED_WORDS = 25
"""Words that are prose without a full stop, too: some dumps have lost their punctuation."""
MIN_SENTENCES = 2
"""Paragraphs of prose that no list has."""
_MAX_HEAD_WORDS = 240
"""Words of the own text in which a wall or a form says what it is."""
_MAX_CHECKED_CHARS = 20_000
"""Characters of a page that are looked at for code and lists."""
_MAX_LINK_CHARS = 60
MIN_ENTRY_WORDS = 4
"""A date alone has up to three."""
NAME_LINES = 8
"""Lines at the beginning of a page without prose that may name it."""
RELEASE_DATED = 0.65
"""How much is believed of a wall that has the date or the dateline of a release."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page seems to be instead of a release.

    :param confidence: 0 to 1.
    :param detail: what was seen, for the report.
    """

    kind: str
    confidence: float
    detail: str


@dataclass(frozen=True, slots=True)
class OwnText:
    """What is left of a page, measured.

    :param declared_title: what the page calls itself, ``""`` if it does not.
    :param paragraphs: the beginning of its body, up to where it is prose beyond doubt.
    :param words: words of each of them.
    :param sentences: whether each is prose.
    :param whole: how many are prose of some length, or answer a question of a media advisory.
    :param prose_words: words of all that are prose.
    :param rows: the lines of the page, without blanks.
    """

    title: str
    declared_title: str
    paragraphs: Sequence[str]
    words: Sequence[int]
    sentences: Sequence[bool]
    whole: int
    prose_words: int
    rows: Sequence[str]


def measure_page(page: PageText, content: Content) -> OwnText:
    """Return what is left of a page, measured up to where it is prose beyond doubt."""
    paragraphs, counts, sentences = [], [], []
    words = whole = prose_words = 0
    for paragraph in content.paragraphs:
        count = len(split_words(paragraph))
        prose = is_sentence(paragraph, count)
        answer = not prose and ":" in paragraph[:12] and is_advisory(make_line(paragraph, 0))
        paragraphs.append(paragraph)
        counts.append(count)
        sentences.append(prose or answer)
        words += count
        whole += (prose and count >= MIN_SENTENCE_WORDS) or answer
        prose_words += count if prose or answer else 0
        if words > _MAX_HEAD_WORDS and whole > MIN_SENTENCES:
            break
    lines = content.lines or page.text[:_MAX_CHECKED_CHARS].split("\n")
    rows = [stripped for line in lines if (stripped := line.strip())]
    declared = content.metadata.title or ""
    return OwnText(content.title, declared, paragraphs, counts, sentences, whole, prose_words, rows)


def is_sentence(text: str, words: int) -> bool:
    """Return whether a paragraph is prose, and no teaser, which is cut off in a sentence."""
    if words < _MIN_SHORT_SENTENCE_WORDS or is_cut_off(text):
        return False
    return words >= _MIN_UNENDED_WORDS or ends_sentence(text)


def kind_named(own: OwnText, kinds: Sequence[str]) -> tuple[str, str]:
    """Return which kind the headline names, and the line that does; ``""`` if none.

    The headline is the title, or a line between it and the first sentence; where there is no
    sentence, any of the first lines.
    """
    first = next((t for t, prose in zip(own.paragraphs, own.sentences, strict=True) if prose), "")
    at = next((i for i, row in enumerate(own.rows) if row[:40] == first[:40]), 0) if first else 0
    lines = own.rows[max(0, at - 2) : at] if first else own.rows[:NAME_LINES]
    if first and own.title in lines:
        lines = lines[lines.index(own.title) :]
    for line in (own.title, own.declared_title, *lines):
        if kind := names_kind(line, kinds):
            return kind, line
    return "", ""


def is_cut_off(text: str) -> bool:
    """Return whether a text of some words stops, or sets in, within a sentence."""
    if text.isascii() and text.count(" ") < MIN_ENTRY_WORDS:
        return False
    if "..." not in text and "…" not in text:
        return len(text) > 40 and _ends_with_link(text)
    bare = (
        text[:-20] + re.sub(r"\s?[^.…]{1,20}$", "", text[-20:]) if _ends_with_link(text) else text
    )
    return bool(_ELLIPSIS_END.search(bare[-8:].rstrip()) or _ELLIPSIS_START.match(text))


@lru_cache(maxsize=1)
def _read_more() -> tuple[str, ...]:
    """Return the texts of links that lead on to the rest of a text."""
    return tuple(read_toml("ingest/data/gate_phrases.toml")["read-more"]["title"])


@lru_cache(maxsize=1)
def _more() -> frozenset[str]:
    """Return the words that are such a link where they stand alone."""
    return frozenset(read_toml("ingest/data/gate_phrases.toml")["read-more"]["alone"])


def _ends_with_link(text: str) -> bool:
    return text[-40:].casefold().rstrip(_LINK_MARKS).endswith(_read_more())


def is_read_more(row: str) -> bool:
    """Return whether a line is a link to the rest of the text above it."""
    bare = row.casefold().strip(_LINK_MARKS) if len(row) <= _MAX_LINK_CHARS else ""
    return bare.startswith(_read_more()) or bare in _more()
