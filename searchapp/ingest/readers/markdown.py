"""Readers of Markdown, and of page dumps with YAML front matter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from searchapp.ingest.outcome import malformed
from searchapp.ingest.readers.field_values import check_fields, metadata_of
from searchapp.ingest.readers.registry import Match, Reader
from searchapp.ingest.types import Metadata, PageText

if TYPE_CHECKING:
    from markdown_it.token import Token

__all__ = ["READERS"]

SUFFIXES = frozenset({".md", ".markdown"})

MAX_FRONT_MATTER = 65_536
"""Characters; a longer block is not front matter."""


def _read(text: str) -> Iterator[PageText]:
    """Yield a page of Markdown: front matter as metadata, the text as plain paragraphs.

    The first heading is the title where the front matter has none.

    :raises PageSkipped: ``page.malformed`` if the front matter is not YAML.
    """
    metadata, body = _metadata(text)
    blocks = _blocks(body)
    if metadata.title is None and blocks and blocks[0][0] == "heading":
        metadata = Metadata(
            blocks[0][1], "first heading", metadata.dates, metadata.language, metadata.url,
            metadata.site_name, metadata.authors, metadata.subtitle,
        )  # fmt: skip
    if blocks and blocks[0][0] == "heading" and blocks[0][1] == metadata.title:
        blocks = blocks[1:]
    yield PageText("clean", "\n\n".join(content for _, content in blocks), metadata)


def _read_dump(text: str) -> Iterator[PageText]:
    """Yield a page dump with front matter: the rest may still hold boilerplate.

    :raises PageSkipped: ``page.malformed`` if the front matter is not YAML.
    """
    metadata, body = _metadata(text)
    yield PageText("text", body, metadata)


def _metadata(text: str) -> tuple[Metadata, str]:
    block, body = _split(text)
    if block is None:
        return Metadata(), text
    with malformed("front matter"):
        fields = _yaml_parser()(block)
        check_fields(fields)
    return metadata_of(fields if isinstance(fields, dict) else {}, "front matter"), body


@cache
def _yaml_parser() -> Callable[[str], Any]:
    """Return a parser of YAML without aliases: a few lines of them can stand for gigabytes."""
    import yaml

    class PlainLoader(yaml.SafeLoader):
        def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
            if self.check_event(yaml.AliasEvent):
                raise yaml.YAMLError("aliases are not allowed in front matter")
            return super().compose_node(parent, index)

    return lambda block: yaml.load(block, Loader=PlainLoader)  # noqa: S506 - a subclass of SafeLoader


@cache
def _markdown_parser() -> Callable[[str], Sequence[Token]]:
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": False}).enable("table").parse


def _split(text: str) -> tuple[str | None, str]:
    """Return the front matter block (``None`` if there is none) and the rest."""
    text = text.lstrip("\ufeff\n ")
    if not text.startswith("---\n"):
        return None, text
    end = text.find("\n---", 3, MAX_FRONT_MATTER)
    line_end = text.find("\n", end + 1)
    if end < 0 or ":" not in text[4:end]:
        return None, text
    rest = text[line_end + 1 :] if line_end >= 0 else ""
    return text[4:end], rest


def _blocks(markdown: str) -> list[tuple[str, str]]:
    """Return ``(kind, plain text)`` of every block with text, in order."""
    found: list[tuple[str, str]] = []
    kind = "paragraph"
    with malformed("Markdown"):
        tokens = _markdown_parser()(markdown)
    for token in tokens:
        if token.type.endswith("_open") and token.type != "inline":
            kind = token.type.removesuffix("_open")
        if token.type in {"fence", "code_block"} and token.content.strip():
            found.append(("code", token.content.strip()))
        if token.type == "inline" and (plain := _plain(token)):
            if kind == "td" and found and found[-1][0] == "td":
                found[-1] = ("td", f"{found[-1][1]} {plain}")
            else:
                found.append((kind, plain))
        if token.type == "tr_open":
            found.append(("td", ""))
    return [(kind, content.strip()) for kind, content in found if content.strip()]


def _plain(inline: Token) -> str:
    pieces = []
    for token in inline.children or ():
        if token.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
        elif token.type in {"text", "code_inline", "html_inline"} or token.type == "image":
            pieces.append(token.content)
    return " ".join("".join(pieces).split())


def _match_dump(suffix: str, text: str) -> Match:
    """A block between two ``---`` lines that holds fields makes any text a page with metadata."""
    return Match.SHAPE if _split(text)[0] is not None else Match.NONE


READERS = (
    Reader("markdown", str, _read, SUFFIXES),
    Reader("front matter", str, _read_dump, matches=_match_dump),
)
