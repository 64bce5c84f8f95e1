"""The gate: turns away bot walls, forms, program code, lists and empty shells."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from searchapp.analysis.words import split_words
from searchapp.data_files import read_toml
from searchapp.errors import PageSkipped
from searchapp.ingest.text.line_roles import has_date
from searchapp.ingest.text.lines import is_headline_case
from searchapp.ingest.types import Content

__all__ = ["check_release"]

_CODE = re.compile(
    r"\s*(?:import [\w.]+(?:\s*,\s*[\w.]+)*\s*$|from [\w.]+ import |def \w+\(|class \w+[(:]"
    r"|#include\s*[<\"]|#!/|<\?php|function \w*\s*\(|(?:var|const|let) \w+\s*="
    r"|public (?:static|class)|return\b.{0,60};\s*$|for \w+ in .{1,120}:\s*$"
    r"|(?:if|while|elif|else|try|except)\b.{0,120}:\s*$|[\w.]+\(.{0,200}\)\s*;?\s*$"
    r"|\w+(?:\[\w+\])?\s*[+-]?=\s*[\[{('\"\w].{0,300}$|[{}();\]\[]+\s*$|#|//|['\"][^\s'\"]+['\"]\s*[,\])]*\s*$)"
)
_SPLIT_NUMBER = re.compile(r"\b[A-Z]{2,6}/\d{4}/\d{1,5}\b")
_MONTH_DAY = re.compile(r"^[^\W\d_]{3,10}\.? \d{1,2}$")
_SENTENCE_ENDS = (".", "!", "?", ".”", '."', "。")
_ELLIPSES = ("...", "..”")
"""Ends of a teaser, which is cut off in a sentence."""

_MIN_SENTENCE_WORDS = 12
"""Words of a paragraph of prose; captions and entries of a list may end like one."""
_MIN_SENTENCES = 2
"""Paragraphs of prose that no list has."""
_MAX_PHRASE_WORDS = 240
"""Words of prose beside which no phrase makes a page a wall or a form."""
_WORDS_PER_PHRASE = 60
"""Beyond so many words of prose one more phrase is wanted, and another one beyond twice as many."""
_HEAD_CHARS = 4_000
"""Characters at the beginning of a page in which a wall or a form says what it is."""
_SAMPLE_CHARS = 20_000
"""Characters of a page that are looked at for code and lists."""
_MIN_CODE_LINES = 4
"""Lines below which a page may happen to look like code."""
_MIN_ENTRIES = 4
"""Entries of a list; a release may link to fewer others."""
_MAX_ENTRY_CHARS = 200
_MIN_ENTRY_WORDS = 4
"""A date alone has up to three."""


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Sequence[str]]:
    return read_toml("ingest/data/gate_phrases.toml")


def check_release(text: str, content: Content) -> None:
    """Raise PageSkipped if a page is no release.

    :param text: the page as text.
    :param content: what the page was found to hold.
    :raises PageSkipped: ``content.program-code``, ``content.bot-wall``, ``content.form``,
        ``content.error-page``, ``content.list`` or ``content.no-text``.
    """
    words, sentences = _count_prose(content.paragraphs)
    rows = [row.strip() for row in text[:_SAMPLE_CHARS].split("\n") if row.strip()]
    _check_code(rows)
    _check_phrases(text, words)
    if sentences < _MIN_SENTENCES:
        _check_list(rows, text)
        _check_dated_lines(content.paragraphs)
        _check_dated_lines(rows)
    if not words:
        raise PageSkipped("content.no-text", content.title[:80])


def _count_prose(paragraphs: Sequence[str]) -> tuple[int, int]:
    """Return how many words and paragraphs of prose there are, counted until both are plenty."""
    words = sentences = 0
    for paragraph in paragraphs:
        count = len(split_words(paragraph))
        words += count
        whole = paragraph.endswith(_SENTENCE_ENDS) and not paragraph.endswith(_ELLIPSES)
        sentences += whole and count >= _MIN_SENTENCE_WORDS
        if words > _MAX_PHRASE_WORDS and sentences >= _MIN_SENTENCES:
            break
    return words, sentences


def _check_code(rows: Sequence[str]) -> None:
    if len(rows) < _MIN_CODE_LINES:
        return
    code = sum(1 for row in rows if _CODE.match(row))
    if code * 2 > len(rows):
        raise PageSkipped("content.program-code", f"{code} of {len(rows)} lines are statements")


def _check_phrases(text: str, words: int) -> None:
    """A wall or a form says so in its few words; a release that quotes one has prose beside it."""
    if words > _MAX_PHRASE_WORDS:
        return
    head = " ".join(text[:_HEAD_CHARS].casefold().replace("’", "'").split())
    for reason, least in (("bot-wall", 1), ("error-page", 1), ("form", 2)):
        found = [phrase for phrase in _phrases()[reason] if phrase in head]
        if len(found) >= least + (words > _WORDS_PER_PHRASE) + (words > 2 * _WORDS_PER_PHRASE):
            raise PageSkipped(f"content.{reason}", found[0])


def _check_list(rows: Sequence[str], text: str) -> None:
    """A list is dates and headlines by turns, or many release numbers, and no paragraph."""
    numbers = set(_SPLIT_NUMBER.findall(text[:_SAMPLE_CHARS]))
    if len(numbers) > _MIN_ENTRIES:
        raise PageSkipped("content.list", f"{len(numbers)} release numbers")
    dated = [_is_date(row) for row in rows]
    headlines = [_is_headline(row) for row in rows]
    entries = sum(
        1
        for index, is_date in enumerate(dated)
        if is_date and any(headlines[max(0, index - 1) : index + 2])
    )
    if entries >= _MIN_ENTRIES:
        raise PageSkipped("content.list", f"{entries} dated headlines, no paragraph")


def _check_dated_lines(texts: Sequence[str]) -> None:
    """A list may hold headline and date in one line: most of its lines are short and dated."""
    entries = sum(1 for text in texts if len(text) <= _MAX_ENTRY_CHARS and _is_dated_line(text))
    if entries >= _MIN_ENTRIES and 2 * entries > len(texts):
        raise PageSkipped("content.list", f"{entries} dated lines, no paragraph")


def _is_dated_line(text: str) -> bool:
    """Whether a line begins or ends with a date, and is more than that."""
    words = text.split()
    if len(words) < _MIN_ENTRY_WORDS or text.endswith(_SENTENCE_ENDS):
        return False
    return any(has_date(" ".join(part)) for part in (words[:4], words[-4:]))


def _is_date(row: str) -> bool:
    return len(row) <= 30 and (has_date(row) or _MONTH_DAY.match(row) is not None)


def _is_headline(row: str) -> bool:
    return 5 <= row.count(" ") + 1 <= 30 and row[-1] not in ".:;" and is_headline_case(row)
