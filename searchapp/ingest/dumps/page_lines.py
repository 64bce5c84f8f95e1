"""Lines of a page dump with their roles and measures, before anything is kept or dropped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from searchapp.ingest.dumps.long_lines import cut_giant
from searchapp.ingest.dumps.merged_headings import cut_heads
from searchapp.ingest.dumps.site_profile import PageRepeats, SourceProfile
from searchapp.ingest.text.function_words import MIN_PROSE_SHARE, guess_language, prose_share
from searchapp.ingest.text.line_roles import grow_contacts, is_advisory, line_role
from searchapp.ingest.text.lines import (
    Line,
    is_headline_case,
    is_unpunctuated,
    join_broken,
    join_openings,
    split_lines,
)
from searchapp.ingest.text.parts import about_lines

__all__ = ["Page", "read_page"]

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff\x00-\x08\x0b-\x1f]")
_SPACES = re.compile("[\u00a0\u2000-\u200a\u202f\u205f\u3000]")
_MIN_PARAGRAPH = 20
_MIN_UNENDED = 40
_MIN_ANSWER = 3


@dataclass(frozen=True, slots=True)
class Page:
    """A page in lines; each list has one entry a line.

    :param roles: what the line says it is (:mod:`searchapp.ingest.text.line_roles`).
    :param shares: its share of function words.
    :param prose: whether it is a paragraph of running text.
    :param repeated: whether the source says it on other pages too.
    :param bare: the page has lost its punctuation.
    """

    lines: Sequence[Line]
    roles: Sequence[str]
    shares: Sequence[float]
    prose: Sequence[bool]
    repeated: Sequence[bool]
    bare: bool


def read_page(text: str, profile: SourceProfile | None) -> Page:
    """Cut a page into lines and measure them; ``profile`` is what its source repeats."""
    clean = _SPACES.sub(" ", _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    bare = is_unpunctuated(clean)
    raw = split_lines(clean, bare=bare)
    language = guess_language(chain.from_iterable(line.lowered for line in raw))
    repeats = PageRepeats(profile)
    raw = cut_giant(cut_heads(raw), repeats, language)
    known = {id(line): line_role(line) for line in raw}
    hold = [known[id(line)] != "" or line.glued or repeats.line(line) for line in raw]
    lines = join_openings(join_broken(raw, hold=hold))
    roles = [known[id(line)] if id(line) in known else line_role(line) for line in lines]
    return _measure_lines(lines, grow_contacts(lines, roles), language, bare, repeats)


def _measure_lines(
    lines: Sequence[Line],
    roles: list[str],
    language: str,
    bare: bool,
    repeats: PageRepeats,
) -> Page:
    for index in about_lines(lines, roles):
        roles[index] = "about"
    shares = [prose_share(line.lowered, language) for line in lines]
    prose = [
        role == "" and _is_prose(line, share, bare)
        for line, role, share in zip(lines, roles, shares, strict=True)
    ]
    repeated = _repeated_lines(lines, prose, shares, repeats)
    return Page(lines, roles, shares, prose, repeated, bare)


def _is_prose(line: Line, share: float, bare: bool) -> bool:
    if is_advisory(line) and line.words >= _MIN_ANSWER:
        return True
    return (
        line.words >= _MIN_PARAGRAPH
        and share >= MIN_PROSE_SHARE
        and (bare or line.ends or (line.words >= _MIN_UNENDED and _pauses(line)))
        and (line.ends or not is_headline_case(line.text[:400]))
    )


def _pauses(line: Line) -> bool:
    """Return whether a line has the punctuation of prose: a mark in fifty words or more."""
    return 50 * sum(map(line.text.count, ".,;:!?。，、；：،؛")) >= line.words


def _repeated_lines(
    lines: Sequence[Line],
    prose: Sequence[bool],
    shares: Sequence[float],
    repeats: PageRepeats,
) -> list[bool]:
    """Return which lines the source repeats; prose, and sentences that stand in it, are spared."""
    found = [
        not long_prose and repeats.line(line) for line, long_prose in zip(lines, prose, strict=True)
    ]
    for index, line in enumerate(lines):
        if found[index] and line.ends and shares[index] >= MIN_PROSE_SHARE:
            beside = [*prose[max(0, index - 1) : index], *prose[index + 1 : index + 2]]
            inside = any(beside) if line.glued else len(beside) == 2 and all(beside)
            found[index] = not inside
    return found
