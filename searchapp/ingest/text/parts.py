"""Parts of a release beside its body: contact, about, dateline, number, captions, marks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from searchapp.ingest.text.issuer_paragraph import heads_by_itself, is_about_paragraph
from searchapp.ingest.text.line_roles import JUNK_ROLES, line_roles
from searchapp.ingest.text.lines import Line, make_line
from searchapp.ingest.text.opening_place import dateline
from searchapp.ingest.text.page_phrases import phrases
from searchapp.model import Dropped

__all__ = ["PART_OF_ROLE", "SplitText", "about_lines", "split_parts"]

PART_OF_ROLE: Mapping[str, str] = {
    "caption": "caption",
    "contact": "contact",
    "number": "number",
    "end-mark": "end mark",
    "about": "about",
}
"""Role of a line -> part of the release that holds it."""

_MIN_ABOVE = 2
_MAX_BELOW = 3
_SENTENCE = 12


def about_lines(lines: Sequence[Line], roles: Sequence[str]) -> set[int]:
    """Return which lines are the paragraph about the issuer: a short heading and what it heads.

    The heading stands below two paragraphs of prose or more and right above another, or opens a
    paragraph near the end.
    """
    found: set[int] = set()
    prose = [
        role == "" and line.ends and line.words >= _SENTENCE
        for line, role in zip(lines, roles, strict=True)
    ]
    seen, after = 0, sum(prose)
    for index, line in enumerate(lines):
        after -= prose[index]
        if index in found:
            continue
        if seen >= _MIN_ABOVE and _heads_about(line) and _is_paragraph(lines, roles, index + 1):
            found.add(index)
            found.update(_below_heading(lines, roles, index + 1))
        elif seen >= _MIN_ABOVE and after <= _MAX_BELOW and _is_about(line, roles[index]):
            found.add(index)
        seen += prose[index]
    return found


def _is_about(line: Line, role: str) -> bool:
    """Return whether a line is a paragraph about the issuer with its heading within it."""
    if role != "" or line.words < _SENTENCE or phrases().role(line.folded) != "about":
        return False
    return is_about_paragraph(line.text)


def _heads_about(line: Line) -> bool:
    if heads_by_itself(line.folded):
        return True
    return (
        2 <= line.words <= 9
        and phrases().role(line.folded) == "about"
        and not line.text.rstrip().endswith((".", "?", "!", ","))
        and sum(1 for token in line.tokens[1:] if token[0].isupper()) * 2 >= len(line.tokens) - 1
    )


def _is_paragraph(lines: Sequence[Line], roles: Sequence[str], index: int) -> bool:
    return index < len(lines) and roles[index] == "" and lines[index].words >= 20


def _below_heading(lines: Sequence[Line], roles: Sequence[str], index: int) -> list[int]:
    """Return the paragraphs below an about heading, at most four, up to another line."""
    out: list[int] = []
    while len(out) < 4 and _is_paragraph(lines, roles, index):
        out.append(index)
        index += 1
    return out


@dataclass(frozen=True, slots=True)
class SplitText:
    """A text parted into its body and the rest.

    :param date_lines: lines that hold little but a date, those before the first paragraph.
    :param dropped: marks such as ``FOR IMMEDIATE RELEASE``; share bars above and below the text.
    """

    paragraphs: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]]
    date_lines: tuple[str, ...] = ()
    dropped: tuple[Dropped, ...] = ()


def split_parts(paragraphs: Sequence[str]) -> SplitText:
    """Part the paragraphs of a clean text into body, parts, date lines and marks.

    Nothing is lost: each paragraph is in one of them, in its order. The dateline is a part and
    stays in the first paragraph too. A text of nothing but parts is all body.
    """
    stripped = [text.strip() for text in paragraphs if text.strip()]
    lines = [make_line(text, row) for row, text in enumerate(stripped)]
    roles = line_roles(lines)
    for index in about_lines(lines, roles):
        roles[index] = "about"
    body = _body(lines, roles)
    if not body:
        return SplitText(tuple(stripped), {})
    return _split(lines, roles, body)


def _body(lines: Sequence[Line], roles: Sequence[str]) -> list[Line]:
    """Return the lines of the body: parts left out, and the furniture above and below it."""
    body = [(line, role) for line, role in zip(lines, roles, strict=True) if _in_body(role)]
    text = [place for place, (_, role) in enumerate(body) if role not in JUNK_ROLES]
    return [line for line, _ in body[text[0] : text[-1] + 1]] if text else []


def _in_body(role: str) -> bool:
    return role not in PART_OF_ROLE and role not in {"date", "start-mark", "mark"}


def _split(lines: Sequence[Line], roles: Sequence[str], body: Sequence[Line]) -> SplitText:
    parts: dict[str, list[str]] = {}
    dates, kept, dropped = [], [], []
    for line, role in zip(lines, roles, strict=True):
        if role in PART_OF_ROLE:
            parts.setdefault(PART_OF_ROLE[role], []).append(line.text)
        elif role == "date" and line.row < body[0].row:
            dates.append(line.text)
        elif role in {"start-mark", "mark"}:
            dropped.append(Dropped(line.text, "mark"))
        elif role in JUNK_ROLES and not body[0].row <= line.row <= body[-1].row:
            dropped.append(Dropped(line.text, role))
        else:
            kept.append(line.text)
    place = dateline(body[0].text)
    if place:
        parts["dateline"] = [place]
    return SplitText(
        tuple(kept),
        {name: tuple(texts) for name, texts in parts.items()},
        tuple(dates),
        tuple(dropped),
    )
