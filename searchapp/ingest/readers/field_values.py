"""The meaning of fields: front matter, JSON keys and feed elements as metadata."""

from __future__ import annotations

import datetime
import email.utils
import re
from collections.abc import Mapping
from itertools import chain
from typing import Any

from searchapp.ingest.dates import find_dates
from searchapp.ingest.types import DeclaredDate, Metadata

__all__ = ["BODY_KEYS", "check_fields", "iso_date", "metadata_of", "text_of"]

TITLE_KEYS = ("title", "headline", "name", "subject")
SUBTITLE_KEYS = ("subtitle", "subheadline", "alternativeheadline", "standfirst", "deck")
BODY_KEYS = ("body", "text", "articlebody", "content", "body_text", "fulltext", "full_text", "html",
             "body_html", "content_html", "paragraphs", "description", "summary")  # fmt: skip
DATE_KEYS = ("date", "published", "datepublished", "date_published", "publication_date",
             "published_at", "pubdate", "published_date", "release_date", "releasedate", "issued",
             "publishdate", "publish_date", "created")  # fmt: skip
URL_KEYS = ("url", "link", "canonical", "canonical_url", "permalink", "trove_url", "source_url")
LANGUAGE_KEYS = ("language", "lang", "inlanguage", "locale")
SOURCE_KEYS = ("source", "publisher", "site", "site_name", "newsroom", "organization", "issuer")
AUTHOR_KEYS = ("author", "authors", "creator", "creators", "byline")

MAX_DEPTH = 100
"""Levels of lists and objects in a record."""
MAX_NUMBER_BITS = 4_096
"""Python refuses to write out a number of more than 4,300 digits."""

_ISO = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T\s]|\Z)")
_LANGUAGE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_][A-Za-z0-9]+)*\s*\Z")


def check_fields(value: object) -> None:
    """Raise ValueError if a value is no record of a release.

    :raises ValueError: lists and objects are nested deeper than :data:`MAX_DEPTH`; a number is
        too long to be written out.
    """
    level: list[object] = [value]
    for _ in range(MAX_DEPTH):
        if any(isinstance(each, int) and each.bit_length() > MAX_NUMBER_BITS for each in level):
            raise ValueError("a number that is too long")
        lists = (each for each in level if isinstance(each, list | tuple))
        maps = (each for each in level if isinstance(each, Mapping))
        level = [
            *chain.from_iterable(lists),
            *chain.from_iterable(chain(m, m.values()) for m in maps),
        ]
        if not level:
            return
    raise ValueError(f"nested deeper than {MAX_DEPTH} levels")


def metadata_of(fields: Mapping[str, Any], where: str) -> Metadata:
    """Return what a record's fields say about it; keys are compared in lower case.

    :param where: what the record is, for ``explain``: ``front matter``, ``JSON``, ``feed``.
    """
    fields = {str(key).strip().lower(): value for key, value in fields.items()}
    title_key, title = _first(fields, TITLE_KEYS)
    date_key, raw_date = next(
        ((key, fields[key]) for key in DATE_KEYS if iso_date(fields.get(key))), ("", None)
    )
    date = iso_date(raw_date)
    language = _LANGUAGE.match(_first(fields, LANGUAGE_KEYS)[1] or "")
    return Metadata(
        title=title,
        title_where=f"{where} {title_key}" if title else "",
        dates=(DeclaredDate(date, "metadata", 0.97, f"{where} {date_key}"),) if date else (),
        language=language[1].lower() if language else None,
        url=_web_address(_first(fields, URL_KEYS)[1]),
        site_name=_first(fields, SOURCE_KEYS)[1],
        authors=_names(next((fields[key] for key in AUTHOR_KEYS if fields.get(key)), None)),
        subtitle=_first(fields, SUBTITLE_KEYS)[1],
    )


def iso_date(value: object) -> str | None:
    """Return a field's date as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``, or ``None``.

    ISO 8601 and e-mail (RFC 5322) dates, date objects, and any spelling of one date that can be
    read in one way only.
    """
    if isinstance(value, datetime.datetime | datetime.date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if 1_000 <= value <= 9_999 else ""
    if not isinstance(value, str):
        return None
    if match := _ISO.match(value):
        year, month, day = (int(part) if part else 0 for part in match.groups())
        try:
            datetime.date(year, month or 1, day or 1)
        except ValueError:
            return None
        return "-".join(f"{part:0{width}}" for part, width in zip((year, month, day), (4, 2, 2),
                                                                  strict=True) if part)  # fmt: skip
    try:
        return email.utils.parsedate_to_datetime(value).strftime("%Y-%m-%d")
    except (TypeError, ValueError, IndexError, OverflowError):
        return _parse_spelling(value)


def _parse_spelling(value: str) -> str | None:
    found = find_dates(value[:100])
    return found[0].value if len(found) == 1 and not found[0].ambiguous else None


def text_of(value: object) -> str:
    """Return a body field as text, one paragraph a line: a string, or a list of them."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple):
        return "\n\n".join(filter(None, (text_of(each) for each in value)))
    if isinstance(value, Mapping):
        return next((text_of(value[key]) for key in ("value", "text", "html") if key in value), "")
    return ""


def _first(fields: Mapping[str, Any], keys: tuple[str, ...]) -> tuple[str, str | None]:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, Mapping):
            value = next(
                (value[k] for k in ("name", "label", "value", "title") if k in value), None
            )
        if isinstance(value, str) and value.strip():
            return key, " ".join(value.split())
    return "", None


def _names(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value.strip(),) if value.strip() else ()
    if isinstance(value, Mapping):
        return _names(value.get("name"))
    if isinstance(value, list | tuple):
        return tuple(name for each in value for name in _names(each))
    return ()


def _web_address(value: str | None) -> str | None:
    return value if value and re.match(r"https?://[^\s<>\"]+\Z", value) else None
