"""Is this page a release at all? Bot walls, forms, code, lists and empty shells are turned away."""

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

__all__ = ["check"]

_CODE = re.compile(
    r"\s*(?:import [\w.]+(?:\s*,\s*[\w.]+)*\s*$|from [\w.]+ import |def \w+\(|class \w+[(:]"
    r"|#include\s*[<\"]|#!/|<\?php|function \w*\s*\(|(?:var|const|let) \w+\s*="
    r"|public (?:static|class)|return\b.{0,60};\s*$|for \w+ in .{1,120}:\s*$"
    r"|(?:if|while|elif|else|try|except)\b.{0,120}:\s*$|[\w.]+\(.{0,200}\)\s*;?\s*$"
    r"|\w+(?:\[\w+\])?\s*[+-]?=\s*[\[{('\"\w].{0,300}$|[{}();\]\[]+\s*$|#|//|['\"][^\s'\"]+['\"]\s*[,\])]*\s*$)"
)
_SPLIT_NUMBER = re.compile(r"\b[A-Z]{2,6}/\d{4}/\d{1,5}\b")
_MONTH_DAY = re.compile(r"^[^\W\d_]{3,10}\.? \d{1,2}$")
_ENDS = (".", "!", "?", ".”", '."', "。")
_CUT = ("...", "..”")
_SENTENCE = 12
_TEXT = 2
_HEAD = 4_000
_SAMPLE = 20_000
_FEW = 60
_LITTLE = 240
_LEAST_LINES = 4
_LEAST_ENTRIES = 4
_LONGEST_ENTRY = 200
_LEAST_HEADLINE = 3


@lru_cache(maxsize=1)
def _phrases() -> Mapping[str, Sequence[str]]:
    return read_toml("ingest/data/gate_phrases.toml")


def check(text: str, content: Content) -> None:
    """Let a release pass.

    :param text: the page as text.
    :param content: what was made of it.
    :raises PageSkipped: with ``content.program-code``, ``content.bot-wall``, ``content.form``,
        ``content.error-page``, ``content.list`` or ``content.no-text``.
    """
    words, sentences = _measured(content.paragraphs)
    rows = [row.strip() for row in text[:_SAMPLE].split("\n") if row.strip()]
    _check_code(rows)
    _check_phrases(text, words)
    if sentences < _TEXT:
        _check_list(rows, text)
        _check_dated(content.paragraphs)
        _check_dated(rows)
    if not words:
        raise PageSkipped("content.no-text", content.title[:80])


def _measured(paragraphs: Sequence[str]) -> tuple[int, int]:
    """Return how many words and sentences there are, counted until both are plenty."""
    words = sentences = 0
    for paragraph in paragraphs:
        count = len(split_words(paragraph))
        words += count
        whole = paragraph.endswith(_ENDS) and not paragraph.endswith(_CUT)
        sentences += whole and count >= _SENTENCE
        if words > _LITTLE and sentences >= _TEXT:
            break
    return words, sentences


def _check_code(rows: Sequence[str]) -> None:
    if len(rows) < _LEAST_LINES:
        return
    code = sum(1 for row in rows if _CODE.match(row))
    if code * 2 > len(rows):
        raise PageSkipped("content.program-code", f"{code} of {len(rows)} lines are statements")


def _check_phrases(text: str, words: int) -> None:
    """A wall or a form says so in its few words; a release that quotes one has prose beside it."""
    if words > _LITTLE:
        return
    head = " ".join(text[:_HEAD].casefold().replace("’", "'").split())
    for reason, least in (("bot-wall", 1), ("error-page", 1), ("form", 2)):
        found = [phrase for phrase in _phrases()[reason] if phrase in head]
        if len(found) >= least + (words > _FEW) + (words > 2 * _FEW):
            raise PageSkipped(f"content.{reason}", found[0])


def _check_list(rows: Sequence[str], text: str) -> None:
    """A list is dates and headlines by turns, or many release numbers, and no paragraph."""
    numbers = set(_SPLIT_NUMBER.findall(text[:_SAMPLE]))
    if len(numbers) > _LEAST_ENTRIES:
        raise PageSkipped("content.list", f"{len(numbers)} release numbers")
    dated = [_is_date(row) for row in rows]
    headlines = [_is_headline(row) for row in rows]
    entries = sum(
        1
        for index, is_date in enumerate(dated)
        if is_date and any(headlines[max(0, index - 1) : index + 2])
    )
    if entries >= _LEAST_ENTRIES:
        raise PageSkipped("content.list", f"{entries} dated headlines, no paragraph")


def _check_dated(texts: Sequence[str]) -> None:
    """A list may hold headline and date in one line: most of its lines are short and dated."""
    entries = sum(1 for text in texts if len(text) <= _LONGEST_ENTRY and _ends_dated(text))
    if entries >= _LEAST_ENTRIES and 2 * entries > len(texts):
        raise PageSkipped("content.list", f"{entries} dated lines, no paragraph")


def _ends_dated(text: str) -> bool:
    """Whether a line begins or ends with a date, and is more than that."""
    words = text.split()
    if len(words) < _LEAST_HEADLINE + 1 or text.endswith(_ENDS):
        return False
    return any(has_date(" ".join(part)) for part in (words[:4], words[-4:]))


def _is_date(row: str) -> bool:
    return len(row) <= 30 and (has_date(row) or _MONTH_DAY.match(row) is not None)


def _is_headline(row: str) -> bool:
    return 5 <= row.count(" ") + 1 <= 30 and row[-1] not in ".:;" and is_headline_case(row)
