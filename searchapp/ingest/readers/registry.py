"""The registry of readers: which one takes a file, and the release candidates that it finds.

A module of this package with a tuple ``READERS`` is found by itself, so a format is added by adding
a file. A reader finds fields and text, and judges nothing: boilerplate, dates and the rest are
worked out later. It imports the library that it needs when it reads.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Generic, TypeVar

from searchapp.errors import PageSkipped
from searchapp.ingest import readers as package
from searchapp.ingest.readers.encoding import decode
from searchapp.ingest.types import PageText

__all__ = ["Match", "Reader", "head_of", "read_page", "reader_of", "readers"]

UNSUPPORTED = frozenset(
    f".{ending}"
    for ending in (
        "7z avi bin bmp bz2 c css csv db doc docx eps epub exe gif go gz ico ini java jpeg jpg js "
        "m4a mov mp3 mp4 odt ogg pdf php png ppt pptx ps1 py pyc rar rtf sh sql sqlite svg tar tgz "
        "tif tiff ttf wav webm webp woff woff2 xls xlsx xz zip"
    ).split()
)
"""Endings of files that hold no release, unless a reader declares that it takes them."""

MAGIC = (b"\x1f\x8b", b"PK\x03\x04", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BZh",
         b"\x7fELF", b"\xfd7zXZ", b"\xd0\xcf\x11\xe0", b"SQLite format 3")  # fmt: skip
"""First bytes of well-known binary formats, which are no text whatever the file is called."""

HEAD = 4_096
"""Characters at the beginning of a text in which the marks of its format are."""

FileContent = TypeVar("FileContent")


class Match(IntEnum):
    """How well a file matches a format; of several readers the one with the best match takes it."""

    NONE = 0
    """It is another format."""
    FALLBACK = 1
    """It is text, which is all that the reader asks for."""
    SHAPE = 2
    """It begins like many files of the format, as with a brace."""
    SIGNATURE = 3
    """It bears a mark that only this format has: a root element, first bytes."""
    ENDING = 4
    """Its name ends as files of the format do, and its content does not contradict."""
    ENDING_AND_SIGNATURE = 5
    """Both: for a format that is a special case of another."""


@dataclass(frozen=True, slots=True)
class Reader(Generic[FileContent]):
    """A file format: how it is recognized and read.

    :param name: of the format, unique.
    :param content: ``bytes`` for a reader of the file as it is, ``str`` for one of its decoded text
        (see :func:`searchapp.ingest.readers.encoding.decode`), which is asked only if no reader of
        bytes takes the file.
    :param read: gives the release candidates of a file; raises :class:`PageSkipped` with
        ``page.malformed`` if it is broken.
    :param suffixes: endings of its files, in lower case with the dot.
    :param magic: first bytes of its files, for a reader of bytes.
    :param matches: tells from the ending and the content how well a file matches; by default going
        by ``magic``, or by ``suffixes`` if there is none.
    """

    name: str
    content: type[FileContent]
    read: Callable[[FileContent], Iterator[PageText]]
    suffixes: frozenset[str] = frozenset()
    magic: tuple[bytes, ...] = ()
    matches: Callable[[str, FileContent], Match] | None = None

    def match(self, suffix: str, content: FileContent) -> Match:
        """Return how well a file with this ending and content matches."""
        if self.matches is not None:
            return self.matches(suffix, content)
        if not self.magic:
            return Match.ENDING if suffix in self.suffixes else Match.NONE
        if not (isinstance(content, bytes) and content.startswith(self.magic)):
            return Match.NONE
        return Match.ENDING_AND_SIGNATURE if suffix in self.suffixes else Match.SIGNATURE


@cache
def readers() -> tuple[Reader[Any], ...]:
    """Return the readers of all modules of this package, in the order of the modules' names."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    modules = [importlib.import_module(f"{package.__name__}.{name}") for name in names]
    return tuple(reader for module in modules for reader in getattr(module, "READERS", ()))


def read_page(path: PurePosixPath, data: bytes) -> Iterator[PageText]:
    """Yield the release candidates of a file, each with a fragment of its own.

    :param path: relative to the corpus; only its ending is looked at.
    :raises PageSkipped: ``page.empty``, ``page.binary``, ``page.unsupported``, ``page.malformed``.
    """
    reader, content = reader_of(path, data)
    yield from _with_distinct_fragments(reader.read(content))


def reader_of(path: PurePosixPath, data: bytes) -> tuple[Reader[Any], bytes | str]:
    """Return the reader that takes a file, and the content that it is to be given.

    :raises PageSkipped: ``page.empty``, ``page.binary``, ``page.unsupported``.
    """
    suffix = path.suffix.lower()
    if suffix in UNSUPPORTED and not any(suffix in reader.suffixes for reader in readers()):
        raise PageSkipped("page.unsupported", suffix)
    if not data.strip():
        raise PageSkipped("page.empty")
    if binary := _best_match(bytes, suffix, data):
        return binary, data
    if data.startswith(MAGIC):
        raise PageSkipped("page.binary")
    text = decode(data)
    if not text.strip():
        raise PageSkipped("page.empty")
    if textual := _best_match(str, suffix, text):
        return textual, text
    raise PageSkipped("page.unsupported", suffix)


def head_of(text: str) -> str:
    """Return the beginning of a text, without white space before it, to look for a format in."""
    return text[:HEAD].lstrip()


def _best_match(
    kind: type[FileContent], suffix: str, content: FileContent
) -> Reader[FileContent] | None:
    """Return the reader with the best match, the first of several, if any matches at all."""
    matches = ((r.match(suffix, content), r) for r in readers() if r.content is kind)
    match, best = max(matches, key=lambda each: each[0], default=(Match.NONE, None))
    return best if match else None


def _with_distinct_fragments(pages: Iterable[PageText]) -> Iterator[PageText]:
    """Number the fragments that come again: records of one file may have the same id."""
    seen: Counter[str] = Counter()
    for page in pages:
        fragment = page.fragment
        while seen[fragment]:
            seen[page.fragment] += 1
            fragment = f"{page.fragment} ({seen[page.fragment]})"
        seen[fragment] += 1
        yield replace(page, fragment=fragment) if fragment != page.fragment else page
