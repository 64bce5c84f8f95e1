"""The gate: turns away pages that are no release, judged by what is left of them.

Boilerplate is stripped before, so a form, a cookie layer or a pager beside a release says nothing
of it. A page goes for one of two causes: its own text is made of the phrases of a wall, a form or
an error page (:mod:`searchapp.ingest.kind_phrases`), or its lines are the entries of a list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

from searchapp.analysis.words import split_words
from searchapp.errors import PageSkipped
from searchapp.ingest.kind_phrases import (
    Phrase,
    closes_for_subscribers,
    find_phrases,
    fold,
    is_name_of,
    pairs_in,
)
from searchapp.ingest.listings import listing_verdicts
from searchapp.ingest.own_text import (
    RELEASE_DATED,
    OwnText,
    Verdict,
    is_sentence,
    kind_named,
    measure_page,
)
from searchapp.ingest.types import Content, PageText

__all__ = ["MIN_SKIP_CONFIDENCE", "check_release"]

MIN_SKIP_CONFIDENCE: Final = 0.7
"""How sure the gate must be by default that a page is no release, to turn it away."""
_MIN_DOUBT = 0.5
"""How sure it must be to flag a page that it lets pass."""
_CODE = re.compile(
    r"\s*(?:import [\w.]+(?:\s*,\s*[\w.]+)*\s*$|from [\w.]+ import |def \w+\(|class \w+[(:]"
    r"|#include\s*[<\"]|#!/|<\?php|function \w*\s*\(|(?:var|const|let) \w+\s*="
    r"|public (?:static|class)|return\b.{0,60};\s*$|for \w+ in .{1,120}:\s*$"
    r"|(?:if|while|elif|else|try|except)\b.{0,120}:\s*$|[\w.]+\(.{0,200}\)\s*;?\s*$"
    r"|\w+(?:\[\w+\])?\s*[+-]?=\s*[\[{('\"\w].{0,300}$|[{}();\]\[]+\s*$|#|//|['\"][^\s'\"]+['\"]\s*[,\])]*\s*$)"
)
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_NOSCRIPT = re.compile(r"<noscript\b[^>]*>(.{0,2000}?)</noscript", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<[^>]{0,400}>")
_WALLS: Final = ("bot-wall", "error-page", "consent", "script-shell", "form", "search-results")
_MAX_PHRASE_WORDS = 40
"""Words of a paragraph for which one strong phrase speaks."""
_TITLE_WORDS = 15
"""What a headline that names the kind counts, in words of prose."""
_MIN_POINTS = 3
"""Points of phrases of a page that has prose; a page without any is shown by two."""
_NAMED = 0.8
"""How much is believed of a headline that is the name of such a page and nothing else."""
_CLOSING_PARAGRAPHS = 5
_MAX_CLOSED_CHARS = 1_500
"""Characters of a text that breaks off for those who do not subscribe."""
_MAX_UNANNOUNCED_WORDS = 60
"""Words of prose beside which a wall that does not say so at once is none."""
_MAX_PAIRED_WORDS = 120
"""Words of prose beside which two words of its first sentence do not make a page a wall."""
_UNANNOUNCED = 0.6
"""How much is believed of a wall that says so neither in the headline nor in the first sentence."""
_MIN_CODE_LINES = 4
"""Lines below which a page may happen to look like code."""
_MAX_SHELL_WORDS = 40
"""Words that the shell of a page shows, whose text is fetched by script."""
_MAX_ROWS = 100
"""Lines of a page without prose that are looked at for phrases."""
Unit = tuple[str, int, bool]
"""A headline or paragraph, how many words it has, and whether it is prose."""


def check_release(
    page: PageText, content: Content, min_confidence: float = MIN_SKIP_CONFIDENCE
) -> tuple[str, ...]:
    """Return the flags of a page that may be no release; none for one that is.

    :param content: what the page was found to hold.
    :param min_confidence: how sure the gate must be to turn a page away, 0.5 to 1; one of which it
        is less sure, though more than half, has the flag ``perhaps-`` and its kind.
    :raises PageSkipped: ``content.`` and the kind of the page; ``content.no-text`` if none is seen
        and nothing is left.
    """
    own = measure_page(page, content)
    verdict = _judge(page, content, own)
    if verdict and verdict.confidence >= min_confidence:
        raise PageSkipped(f"content.{verdict.kind}", verdict.detail)
    if not any(own.words):
        raise PageSkipped("content.no-text", content.title[:80])
    return (f"perhaps-{verdict.kind}",) if verdict else ()


def _judge(page: PageText, content: Content, own: OwnText) -> Verdict | None:
    """Return the surest verdict, if it is more than a guess."""
    verdicts = [
        *_code_verdict(page, own),
        *_phrase_verdict(content, own),
        *_whole_page_verdict(page, own),
        *_closing_verdict(content),
        *_shell_verdict(page, own),
        *listing_verdicts(content, own),
    ]
    best = max(verdicts, key=lambda verdict: verdict.confidence, default=None)
    return best if best and best.confidence >= _MIN_DOUBT else None


def _code_verdict(page: PageText, own: OwnText) -> Iterator[Verdict]:
    if page.kind == "html" or len(own.rows) < _MIN_CODE_LINES:
        return
    code = sum(1 for row in own.rows if _CODE.match(row))
    if code * 2 > len(own.rows):
        detail = f"{code} of {len(own.rows)} lines are statements"
        yield Verdict("program-code", 1.0, detail)


def _phrase_verdict(content: Content, own: OwnText) -> Iterator[Verdict]:
    """Yield what the own text of a page with prose says it is."""
    if not own.prose_words:
        return
    units = list(zip(own.paragraphs, own.words, own.sentences, strict=True))
    if own.prose_words > _MAX_UNANNOUNCED_WORDS and not _is_announced(own):
        return
    dated = bool(content.parts.get("dateline") or content.date_lines or content.metadata.dates)
    yield from _weigh_units(own, [(own.title, 0, False), *units], dated)


def _closing_verdict(content: Content) -> Iterator[Verdict]:
    """Yield that the rest of a text is for subscribers, which its end says."""
    end = content.paragraphs[-_CLOSING_PARAGRAPHS:]
    short = sum(len(text) for text in content.paragraphs) < _MAX_CLOSED_CHARS
    found = [phrase for text in end if (phrase := closes_for_subscribers(text))] if short else []
    if len(found) > 1:
        yield Verdict("consent", _NAMED, found[0])


def _is_announced(own: OwnText) -> bool:
    """Return whether the headline, or the text up to its first sentence, speaks of some wall."""
    first = own.sentences.index(True)
    head = [fold(text) for text in (own.title, *own.paragraphs[: first + 1])]
    if any(phrase.points > 1 for phrase in find_phrases("\n".join(head))):
        return True
    if own.prose_words <= _MAX_PAIRED_WORDS and any(pairs_in(text, _WALLS) for text in head):
        return True
    return kind_named(own, _WALLS)[0] != ""


def _whole_page_verdict(page: PageText, own: OwnText) -> Iterator[Verdict]:
    """Yield what a page without prose is by all of its lines, those without script included."""
    if own.prose_words:
        return
    hidden = _NOSCRIPT.findall(page.text) if page.kind == "html" else []
    texts = [*own.rows[:_MAX_ROWS], *(_TAGS.sub(" ", text).strip() for text in hidden)]
    counts = [len(split_words(text)) for text in texts]
    prose = [is_sentence(text, words) for text, words in zip(texts, counts, strict=True)]
    units = [(own.title, 0, False), *zip(texts, counts, prose, strict=True)]
    yield from _weigh_units(own, units, dated=False)


def _weigh_units(own: OwnText, units: Sequence[Unit], dated: bool) -> Iterator[Verdict]:
    """Yield the kind of which a text has most to say."""
    folded = [fold(text) for text, _, _ in units]
    found = find_phrases("\n".join(folded))
    named, line = kind_named(own, _WALLS)
    alone = (
        named and is_name_of(line, named) and (line in (own.title, own.declared_title) or not dated)
    )
    marks = [_points(text, found) for text in folded]
    best = (0.0, 0, Verdict("", 0.0, ""))
    for kind in _WALLS:
        told = [mark[kind] for mark in marks]
        confidence = _weigh(units, told, named == kind and (alone or sum(told) > 1))
        if alone and named == kind:
            confidence = max(confidence, _NAMED)
        elif dated and named != kind:
            confidence *= RELEASE_DATED
        if (round(confidence, 1), sum(told)) > best[:2]:
            seen = [p for p in found if p.kind == kind]
            detail = max(seen, key=lambda p: (p.points, len(p.text))).text if seen else own.title
            best = (round(confidence, 1), sum(told), Verdict(kind, confidence, detail))
    if best[0]:
        yield best[2]


def _points(folded: str, found: Sequence[Phrase]) -> Counter[str]:
    """Return the points of each kind that a paragraph has."""
    points: Counter[str] = Counter()
    for phrase in (*(each for each in found if each.text in folded), *pairs_in(folded, _WALLS)):
        points[phrase.kind] += phrase.points
    return points


def _weigh(units: Sequence[Unit], points: Sequence[int], named: bool) -> float:
    """Return how sure it is that a text is of a kind: the share of its words that say so.

    Where the headline says so, what follows counts half. Where it or the first sentence does, a
    sentence with a weak phrase does not count at all.

    :param units: the headline, then the paragraphs.
    :param points: of the kind, in each of them.
    """
    first = next((place for place, (_, _, prose) in enumerate(units) if prose), 0)
    announced = named or any(each > 1 for each in points[: first + 1])
    spoken = _TITLE_WORDS if named or points[0] > 1 else 0
    other = 0.0
    for (_, words, prose), each in zip(units[1:], points[1:], strict=True):
        if each > 1:
            spoken += min(words, _MAX_PHRASE_WORDS * each // 2)
            other += max(0, words - _MAX_PHRASE_WORDS * each // 2)
        elif prose and not (announced and each):
            other += words
    if not spoken or sum(points) + 3 * named < (_MIN_POINTS if other else 2):
        return 0.0
    if named or points[0] > 1:
        return spoken / (spoken + other / 2)
    return (1 if announced else _UNANNOUNCED) * spoken / (spoken + other)


def _shell_verdict(page: PageText, own: OwnText) -> Iterator[Verdict]:
    """Yield that a page holds scripts and next to no text."""
    if page.kind == "html" and not own.prose_words and _SCRIPT.search(page.text):
        shown = sum(len(split_words(row)) for row in own.rows[:_MAX_SHELL_WORDS])
        if shown <= _MAX_SHELL_WORDS and not own.whole:
            yield Verdict("script-shell", 0.8, f"{shown} words beside scripts")
