"""The article of a page as its JSON-LD scripts describe it."""

from __future__ import annotations

import html
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

__all__ = ["article_of", "body_in", "items_of", "names_in", "text_in"]

_MAX_ITEMS = 5_000
_TYPES = (
    re.compile(r"\w*(?:Article|BlogPosting|Report|PressRelease)\Z"),
    re.compile(r"\w*WebPage\Z"),
)
"""Types that stand for the page's text, the more telling first."""
_MARKUP = re.compile(r"<[^<>]*>")
_BREAKS = re.compile(r"</?(?:p|br|div|li|h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_SPACE = re.compile(r"\s+")


def items_of(scripts: Iterable[str]) -> list[Mapping[str, Any]]:
    """Return every object in the scripts, those nested in others included, breadth first.

    What is not JSON is passed over.
    """
    found: list[Mapping[str, Any]] = []
    queue: deque[Any] = deque()
    for script in scripts:
        queue.extend(_parse(script))
    while queue and len(found) < _MAX_ITEMS:
        value = queue.popleft()
        if isinstance(value, dict):
            found.append(value)
            queue.extend(each for each in value.values() if isinstance(each, dict | list))
        elif isinstance(value, list):
            queue.extend(each for each in value if isinstance(each, dict | list))
    return found


def _parse(script: str) -> Iterator[Any]:
    try:
        yield json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return


def article_of(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Return type and object of each item that stands for the page's text, best first."""
    found = []
    for item in items:
        for kind in _types(item):
            rank = next((i for i, pattern in enumerate(_TYPES) if pattern.match(kind)), None)
            if rank is not None:
                found.append((rank, kind, item))
                break
    return [(kind, item) for _, kind, item in sorted(found, key=lambda each: each[0])]


def _types(item: Mapping[str, Any]) -> list[str]:
    kinds = item.get("@type")
    listed = kinds if isinstance(kinds, list) else [kinds]
    return [kind.rsplit("/", 1)[-1] for kind in listed if isinstance(kind, str)]


def text_in(item: Mapping[str, Any], key: str) -> str:
    """Return a property as plain text, without markup; ``""`` if there is none."""
    value = item.get(key)
    if isinstance(value, list) and value:
        value = value[0]
    if not isinstance(value, str):
        return ""
    return _SPACE.sub(" ", _MARKUP.sub(" ", html.unescape(value))).strip()


def body_in(item: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the paragraphs of an ``articleBody``; none if there is no such text."""
    value = item.get("articleBody")
    if not isinstance(value, str):
        return ()
    lines = _MARKUP.sub(" ", _BREAKS.sub("\n", html.unescape(value))).splitlines()
    return tuple(text for line in lines if (text := _SPACE.sub(" ", line).strip()))


def names_in(item: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the names of the people or organizations in a property."""
    value = item.get(key)
    listed = value if isinstance(value, list) else [value]
    named = ({"name": each} if isinstance(each, str) else each for each in listed)
    found = (text_in(each, "name") for each in named if isinstance(each, dict))
    return tuple(dict.fromkeys(name for name in found if name))
