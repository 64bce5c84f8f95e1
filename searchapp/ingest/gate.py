"""Is this page a release at all? Bot walls, forms, code, lists and empty shells are turned away."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from importlib import resources

from searchapp.errors import PageSkipped
from searchapp.ingest.content import Content
from searchapp.ingest.dump_words import tokens

__all__ = ["check"]

_CODE = re.compile(
    r"(?m)^\s*(?:import [\w.]+(?:\s*,\s*[\w.]+)*$|from [\w.]+ import |def \w+\(|class \w+[(:]|#include\s*[<\"]|#!/|<\?php"
    r"|function \w+\s*\(|var \w+\s*=|const \w+\s*=|let \w+\s*=|public (?:static|class)|return\b.{0,60};$|\w+\s*=\s*[\w.]+\(.{0,200}\)\s*;?$"
    r"|for \w+ in .{1,120}:\s*$|(?:if|while|elif) .{1,120}:\s*$|\w+\.\w+\(.{0,200}\)\s*;?\s*$|\w+(?:\[\w+\])?\s*[+-]?=\s*[\[{('\"\w].{0,300}$|[{}();\]\[]+\s*$)"
)
_HEAD = 4_000
_PROSE = 60


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    path = resources.files("searchapp.ingest").joinpath("data", "gate_phrases.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    return {reason: tuple(texts) for reason, texts in table.items()}


def check(text: str, content: Content) -> None:
    """Let a release pass.

    :param text: the page as text.
    :param content: what was made of it.
    :raises PageSkipped: with ``content.bot-wall``, ``content.error-page``, ``content.form``,
        ``content.program-code``, ``content.list`` or ``content.no-text``.
    """
    words = sum(len(tokens(paragraph)) for paragraph in content.paragraphs)
    _check_code(text)
    _check_phrases(text, words)
    if not words:
        raise PageSkipped("content.no-text", content.title[:80])


def _check_code(text: str) -> None:
    lines = [line for line in text[:20_000].split("\n") if line.strip()]
    if len(lines) < 4:
        return
    code = sum(1 for line in lines if _CODE.match(line))
    if code * 2 > len(lines):
        raise PageSkipped("content.program-code", f"{code} of {len(lines)} lines are statements")


def _check_phrases(text: str, words: int) -> None:
    """A wall or a form says so in its few words; a release that quotes one has prose beside it."""
    if words > 4 * _PROSE:
        return
    head = " ".join(text[:_HEAD].casefold().replace("’", "'").split())
    for reason, sure in (("bot-wall", 1), ("error-page", 1), ("form", 2)):
        found = [phrase for phrase in _phrases()[reason] if phrase in head]
        if len(found) >= sure + (words > _PROSE):
            raise PageSkipped(f"content.{reason}", found[0])
