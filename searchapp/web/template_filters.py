"""Template filters: values in words and as HTML.

The filters of the templates. :func:`marked` is the one place where a passage becomes HTML: every
piece is escaped, then the marks are put around them.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from flask import Flask
from markupsafe import Markup, escape

from searchapp.calendar_days import MONTHS
from searchapp.errors import SKIP_REASONS
from searchapp.fields import FACETS, language_name
from searchapp.messages import count_noun, word
from searchapp.model import MISSING, PublicationDate, Snippet

__all__ = [
    "date_words",
    "iso_words",
    "kind_words",
    "marked",
    "origin_words",
    "published_words",
    "register",
    "skip_words",
    "value_words",
    "web_address",
    "xml_text",
]

ORIGINS = {
    "metadata": "date from the page’s own metadata",
    "dateline": "date from the dateline",
    "text": "date from the text",
    "file name": "date from the file name",
    "url": "date from the address",
}
DOUBTFUL = 0.6
"""Below this confidence a date or a language is called uncertain."""

DROPPED = {
    "menu": "menu",
    "repeated": "stands on many pages of this source",
    "share": "share buttons",
    "cookie": "cookie notice",
    "footer": "footer",
}

PART_LABELS = {
    "subtitle": "Subtitle",
    "number": "Number",
    "dateline": "Dateline",
    "caption": "Captions",
    "contact": "Contact",
    "about": "About the issuer",
    "end mark": "End mark",
}

RIGHT_TO_LEFT = frozenset(("ar", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))
"""Tags of languages that are written from right to left."""

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def marked(snippet: Snippet) -> Markup:
    """Return the passage as HTML with ``<mark>`` around its marks; overlaps are merged."""
    out = Markup("")
    place = 0
    for start, end in sorted(snippet.marks):
        start, end = max(start, place), min(end, len(snippet.text))
        if start < end:
            out += escape(snippet.text[place:start])
            out += Markup("<mark>{}</mark>").format(snippet.text[start:end])
            place = end
    return out + escape(snippet.text[place:])


def iso_words(value: str) -> str:
    """Return ``2024-03-29``, ``2024-03`` or ``2024`` as ``29 March 2024`` and so on."""
    year, *rest = value.split("-")
    if not rest or not rest[0].isdigit() or not 1 <= int(rest[0]) <= 12:
        return value
    words = f"{MONTHS[int(rest[0])]} {year}"
    return f"{int(rest[1])} {words}" if rest[1:] and rest[1].isdigit() else words


def published_words(value: str) -> str:
    """Return ``published on 29 March 2024``, ``published in March 2024`` and so on."""
    return f"published {'on' if len(value) > len('2024-03') else 'in'} {iso_words(value)}"


def date_words(date: PublicationDate | None) -> str:
    """Return a publication date as exactly as it is known."""
    return iso_words(date.value) if date else "no date"


def origin_words(date: PublicationDate) -> str:
    """Return where a date was found, and whether it is to be trusted."""
    words = ORIGINS.get(date.origin, f"date from the {date.origin}")
    return f"{words}, uncertain" if date.confidence < DOUBTFUL else words


def kind_words(field: str) -> str:
    """Return what a suggestion is: the label of a facet, or that it is a release."""
    return FACETS[field].label if field in FACETS else "Release"


def value_words(field: str, value: str, label: str = "") -> str:
    """Return what people read for a facet value or for the absence of one."""
    if value == MISSING:
        return "none named" if FACETS[field].multiple else "not known"
    return language_name(value) if field == "language" else label or value


def web_address(url: str | None) -> str:
    """Return the address if it is safe to link to (http or https with a host), else ``""``."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return ""
    return url or "" if parts.scheme.lower() in ("http", "https") and parts.netloc else ""


def skip_words(code: str) -> str:
    """Return the sentence for a reason code, or the code if it is a new one."""
    return SKIP_REASONS.get(code, code)


def xml_text(text: str) -> str:
    """Return the text without the characters that XML 1.0 does not allow."""
    return NOT_XML.sub("", text)


def register(app: Flask) -> None:
    """Make the words known to the templates."""
    app.jinja_env.filters.update(
        marked=marked,
        iso_words=iso_words,
        date_words=date_words,
        origin_words=origin_words,
        counted=count_noun,
        worded=word,
        number=lambda number: f"{number:,}",
        language_name=language_name,
        web_address=web_address,
        skip_words=skip_words,
        xml_text=xml_text,
        part_label=lambda name: PART_LABELS.get(name, name.capitalize()),
        dropped_words=lambda reason: DROPPED.get(reason, reason.replace("-", " ")),
        facet_plural=lambda name: FACETS[name].plural,
        right_to_left=lambda tag: tag in RIGHT_TO_LEFT,
        bcp47=lambda tag: "" if tag == "und" else tag,
    )
