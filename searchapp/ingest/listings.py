"""Lists of releases, teasers, people and notices, told by how their lines follow one another."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

from searchapp.ingest.kind_phrases import find_phrases, fold, pairs_in
from searchapp.ingest.own_text import (
    MIN_ENTRY_WORDS,
    MIN_SENTENCE_WORDS,
    MIN_SENTENCES,
    NAME_LINES,
    RELEASE_DATED,
    OwnText,
    Verdict,
    is_cut_off,
    is_read_more,
    kind_named,
)
from searchapp.ingest.text.line_roles import has_date
from searchapp.ingest.text.lines import ends_sentence, is_headline_case
from searchapp.ingest.types import Content

__all__ = ["listing_verdicts"]

_SPLIT_NUMBER = re.compile(r"\b[A-Z]{2,6}/\d{4}/\d{1,5}\b")
_MONTH_DAY = re.compile(r"^[^\W\d_]{3,10}\.? \d{1,2}$")
_CLOCK = re.compile(
    r"\b\d{1,2}\s?(?:[:.h]\s?[0-5]\d|h|Uhr|uhr|u\.|[ap]\.?m\b)|\d{1,2}\s?[時时点點시]|\d{1,2}:[0-5]\d"
)
_ITEM_NUMBER = re.compile(
    r"\(?(?:\d{1,2}|[A-Za-zIVXivx]{1,4}|[一二三四五六七八九十]{1,2})[.)、．:]\s*\S"
)
_CONTACT = re.compile(
    r"[\w.+-]+(?:@|\s?[\[(](?:at|ät|arobase)[\])]\s?)[\w-]+\.[\w.-]+|\+?\(?\d[\d\s()./–-]{6,}\d"
)
_LISTINGS: Final = ("search-results", "directory", "notice-list", "list")
_MIN_ENTRIES = 4
"""Entries of a list; a release may link to fewer others."""
_MIN_TEASERS = 3
_MAX_ROWS_PER_ENTRY = 5
"""Lines of a list to one of its entries; a page with more holds something else beside them."""
_MAX_ENTRY_CHARS = 200


def listing_verdicts(content: Content, own: OwnText) -> Iterator[Verdict]:
    """Yield which kinds of list the lines of a page may be."""
    yield from _teaser_verdict(own)
    yield from _digest_verdict(own)
    if own.whole >= MIN_SENTENCES:
        return
    trust = 1.0 if own.whole == 0 else 0.75
    if content.parts.get("end mark") or (own.whole and content.parts.get("dateline")):
        trust *= RELEASE_DATED
    named, _ = kind_named(own, _LISTINGS)
    numbers = set(_SPLIT_NUMBER.findall("\n".join(own.rows)))
    if len(numbers) > _MIN_ENTRIES:
        yield Verdict("list", trust, f"{len(numbers)} release numbers")
    short = {row for row in own.rows if len(row) <= _MAX_ENTRY_CHARS}
    dated = max(_dated_headlines(own.rows), _dated_lines(own.rows), _dated_lines(own.paragraphs))
    if named and own.whole == 0:
        loose = _dated_rows(own.rows)
        dated = max(dated, loose if loose * _MAX_ROWS_PER_ENTRY >= len(own.rows) else 0)
    entries = max(
        dated,
        sum(1 for row in short if _CLOCK.search(row)),
        sum(1 for row in short if _ITEM_NUMBER.match(row)),
    )
    contacts = sum(map(_is_contact, short))
    dense = max(entries, contacts) * _MAX_ROWS_PER_ENTRY >= len(own.rows)
    if named == "notice-list" and entries >= _MIN_TEASERS:
        yield Verdict("notice-list", trust, f"{entries} entries, no paragraph")
    elif dense and entries > max(dated, _MIN_TEASERS) and own.whole == 0:
        yield Verdict("notice-list", 0.8 * trust, f"{entries} entries, no paragraph")
    if dated >= _MIN_ENTRIES or (named == "list" and dated >= _MIN_TEASERS):
        yield Verdict("list", 0.95 * trust, f"{dated} dated headlines, no paragraph")
    if dense and contacts >= max(_MIN_TEASERS, dated + 1) and own.whole == 0:
        yield Verdict("directory", 0.9 * trust, f"{contacts} addresses, no paragraph")
    if named == "directory" and not own.prose_words and len(own.rows) > _MIN_ENTRIES:
        yield Verdict("directory", 0.85 * trust, own.title)


def _teaser_verdict(own: OwnText) -> Iterator[Verdict]:
    """Yield that a page is made of teasers, which are cut off or lead to the rest of a text."""
    rows = own.rows
    leading = {a[:40] for a, b in pairwise(rows) if is_read_more(b) and not is_read_more(a)}
    cut, whole = 0, own.whole
    for text, words, prose in zip(own.paragraphs, own.words, own.sentences, strict=True):
        leads = text[:40] in leading
        cut += leads or is_cut_off(text)
        whole -= leads and prose and words >= MIN_SENTENCE_WORDS
    if whole and cut < max(1, whole):
        return
    teasers = cut if whole else sum(row[:40] in leading or is_cut_off(row) for row in rows)
    if teasers >= _MIN_TEASERS:
        kind = "search-results" if _is_search(own) else "list"
        yield Verdict(kind, teasers / (teasers + 1.5 * whole), f"{teasers} teasers")


def _is_search(own: OwnText) -> bool:
    if kind_named(own, ("search-results",))[0]:
        return True
    head = fold("\n".join((own.title, *own.rows[:NAME_LINES])))
    found = [*find_phrases(head), *pairs_in(head, ("search-results",))]
    return sum(phrase.points for phrase in found if phrase.kind == "search-results") > 1


def _digest_verdict(own: OwnText) -> Iterator[Verdict]:
    """Yield that each paragraph stands under a headline and a date of its own."""
    if own.whole < _MIN_TEASERS:
        return
    places = {row[:40]: index for index, row in reversed(list(enumerate(own.rows)))}
    dates = set()
    for paragraph, prose in zip(own.paragraphs, own.sentences, strict=True):
        index = places.get(paragraph[:40], 0) if prose else 0
        above = range(max(0, index - 3), index)
        dated = [at for at in above if _is_date(own.rows[at])]
        lines = [at for at in above if _is_short_dated_line(own.rows[at])]
        if lines or (dated and any(_is_heading(own.rows[at]) for at in above if at not in dated)):
            dates.add((lines or dated)[-1])
    if len(dates) >= _MIN_TEASERS:
        yield Verdict("list", 0.9 * len(dates) / own.whole, f"{len(dates)} dated paragraphs")


def _is_short_dated_line(row: str) -> bool:
    return len(row) <= _MAX_ENTRY_CHARS and _is_dated_line(row)


def _is_heading(row: str) -> bool:
    return 8 <= len(row) <= 160 and not ends_sentence(row)


def _dated_headlines(rows: Sequence[str]) -> int:
    """Return how many dates stand by a headline, by turns."""
    headlines = [_is_headline(row) for row in rows]
    return sum(
        1
        for index, row in enumerate(rows)
        if any(headlines[max(0, index - 1) : index + 2]) and _is_date(row)
    )


def _dated_rows(rows: Sequence[str]) -> int:
    """Return how many short lines hold a date and have another without one beside them."""
    dated = [len(row) <= _MAX_ENTRY_CHARS and has_date(row) for row in rows]
    return sum(1 for i, here in enumerate(dated) if here and not all(dated[max(0, i - 1) : i + 2]))


def _dated_lines(texts: Sequence[str]) -> int:
    """Return how many lines hold a headline and its date, if most of the lines are of that kind."""
    entries = sum(1 for text in texts if len(text) <= _MAX_ENTRY_CHARS and _is_dated_line(text))
    return entries if 2 * entries > len(texts) else 0


def _is_dated_line(text: str) -> bool:
    """Return whether a line begins or ends with a date, and is more than that."""
    words = text.split()
    if len(words) < MIN_ENTRY_WORDS or ends_sentence(text):
        return False
    return any(has_date(" ".join(part)) for part in (words[:4], words[-4:]))


def _is_date(row: str) -> bool:
    return len(row) <= 30 and (has_date(row) or _MONTH_DAY.match(row) is not None)


def _is_headline(row: str) -> bool:
    return 5 <= row.count(" ") + 1 <= 30 and row[-1] not in ".:;" and is_headline_case(row)


def _is_contact(row: str) -> bool:
    return ("@" in row or "(" in row or any(map(str.isdigit, row))) and (
        _CONTACT.search(row) is not None and not has_date(row)
    )
