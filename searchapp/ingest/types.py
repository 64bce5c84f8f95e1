"""The values that travel between the steps of ingestion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from searchapp.model import DateOrigin, Dropped

__all__ = ["Content", "DeclaredDate", "Metadata", "PageText"]


@dataclass(frozen=True, slots=True)
class DeclaredDate:
    """A publication date that the page states outside its text.

    :param value: ISO: ``2024``, ``2024-03`` or ``2024-03-29``.
    :param confidence: 0 to 1: a JSON-LD ``datePublished`` is near 1, a footer stamp is not.
    """

    value: str
    origin: DateOrigin
    confidence: float
    where: str
    """What carried it, for ``explain``: ``json-ld datePublished``, ``front matter date``, ..."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself in fields: nothing here is guessed from prose."""

    title: str | None = None
    title_where: str = ""
    dates: tuple[DeclaredDate, ...] = ()
    language: str | None = None
    url: str | None = None
    site_name: str | None = None
    authors: tuple[str, ...] = ()
    subtitle: str | None = None


@dataclass(frozen=True, slots=True)
class PageText:
    """One release candidate as its reader found it; a feed or a JSON Lines file yields several.

    :param kind: ``html`` for markup that still needs its main text found, ``text`` for the lines
        of a dump that still holds its boilerplate, ``clean`` for text that a field declared to be
        the body.
    :param text: the markup or the text; line ends are ``\\n``.
    :param fragment: which part of the file (a record number, a feed entry id), ``""`` if all of it.
    """

    kind: Literal["html", "text", "clean"]
    text: str
    metadata: Metadata = Metadata()
    fragment: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """The clean text of a release, before dates, language and entities are worked out.

    :param paragraphs: the body in reading order.
    :param parts: as :attr:`searchapp.model.Release.parts`.
    :param date_lines: lines that hold little but a date, taken out of the body (the date step reads
        them); each with its place: ``head`` or ``tail``.
    :param dropped: all the rest of the page with the reason for each piece.
    :param confidence: 0 to 1, how sure the extraction is.
    :param lines: all that a page of markup shows, block by block; empty for other pages.
    """

    title: str
    title_where: str
    paragraphs: tuple[str, ...]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    date_lines: tuple[tuple[str, Literal["head", "tail"]], ...] = ()
    dropped: tuple[Dropped, ...] = ()
    metadata: Metadata = Metadata()
    confidence: float = 1.0
    flags: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
